"""The texts of both languages, read when they are needed."""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal

import yaml

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
_FILES: Final = ("words", "pages", "tables", "results", "reports", "keys", "changes", "forge")
_RULE_BROKEN: Final = "rule_broken"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with places for values, and the hint that goes with it."""

    message: str
    hint: str


def language_of(locale: str) -> Language:
    """Return the language of a plan's locale."""
    return "zh" if locale.startswith("zh") else "en"


def message_of(code: str, variant: str, language: Language) -> Message:
    """Return the message of a problem; code and variant alone where a language lacks it, which a test forbids."""
    if variant == _RULE_BROKEN:
        return _messages("CFG", language)[_RULE_BROKEN][_RULE_BROKEN]
    message = _messages(code[:3], language).get(code, {}).get(variant)
    return message or Message(f"{code}.{variant}", "")


def variants_of(code: str, language: Language) -> tuple[str, ...]:
    """Return the variants that a language has messages for."""
    return tuple(_messages(code[:3], language).get(code, ()))


def word(key: str, language: Language) -> str:
    """Return a word of the reports, pages or tables; raises KeyError where there is none, which a test forbids."""
    text = find_word(key, language)
    if text is None:
        raise KeyError(key)
    return text


@lru_cache(10_000)
def find_word(key: str, language: Language) -> str | None:
    """Return a word of the reports, pages or tables; None where there is none."""
    return next((text for name in _FILES if (text := _flat(name, language).get(key)) is not None), None)


def words(language: Language) -> dict[str, str]:
    """Return all words of the reports and pages."""
    return {key: text for name in _FILES for key, text in _flat(name, language).items()}


def kind_word(kind: str, language: Language) -> str:
    """Return the name of a kind of document or entity."""
    return _flat("kinds", language).get(kind, kind)


def rule_page(code: str) -> str | None:
    """Return the Chinese page of a rule; the English one is its docstring."""
    page = files("plancode.locale") / "zh" / "rules" / f"{code}.md"
    return page.read_text("utf-8") if page.is_file() else None


@cache
def field_texts() -> dict[str, dict[str, str]]:
    """Return the Chinese descriptions of fields, by model and key."""
    texts: dict[str, dict[str, str]] = _read("fields.yaml", "zh")
    return texts


@cache
def _messages(family: str, language: Language) -> dict[str, dict[str, Message]]:
    entries: dict[str, dict[str, str | dict[str, str]]] = _read(f"messages/{family}.yaml", language)
    messages: dict[str, dict[str, Message]] = {}
    for code, entry in entries.items():
        shared = str(entry.pop("hint", ""))
        variants = {name: {"message": text} if isinstance(text, str) else text for name, text in entry.items()}
        messages[code] = {name: Message(own["message"], own.get("hint", shared)) for name, own in variants.items()}
    return messages


@cache
def _flat(name: str, language: Language) -> dict[str, str]:
    """Return a file of texts; those in groups get the group's name in front."""
    texts: dict[str, str] = {}
    for key, text in _read(f"{name}.yaml", language).items():
        if isinstance(text, dict):
            texts.update({f"{key}.{below}": inner for below, inner in text.items()})
        else:
            texts[key] = text
    return texts


def _read(name: str, language: Language) -> dict:  # type: ignore[type-arg]  # each caller names the form of its file
    text = (files("plancode.locale") / language / name).read_text("utf-8")
    return yaml.load(text, yaml.CBaseLoader) or {}  # noqa: S506  # makes texts only, of our own file
