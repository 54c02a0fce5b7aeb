"""Keys that a place does not know: what is wrong with them, and which of those it knows is meant."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from plancode.document.scalars import is_thousands
from plancode.document.signs import named
from plancode.findings.likeness import Nearest
from plancode.findings.place import Route
from plancode.locale.catalogue import LANGUAGES, Language
from plancode.said.speaker import plain
from plancode.said.value import KindName, PlanKey, PlanWord, Verbatim
from plancode.shape.base import Shape
from plancode.shape.meant import flow, meant
from plancode.shape.wanted import names_at, wanted_at

if TYPE_CHECKING:
    from plancode.said.value import Said

Described = tuple[str, str, dict[str, "Said"]]
"""Code, variant and values of a problem."""
_WIDE: Final = {"\uff1a": ":", "\uff0c": ","}
_NO_COLON: Final = re.compile(r"\s*(?P<key>[^\s:;=]+)\s*[:;=]\s*(?P<value>.*\S)\s*")
_NUMBER: Final = re.compile(r"[0-9.]+")
_MOST_NAMED: Final = 3
_AT_HAND: Final = 4_000
"""How many words are kept as they were last spoken: those of many unknown keys are asked for again and again."""
_SHORT: Final = 3


@dataclass(frozen=True, slots=True)
class UnknownKey:
    """A key, the model and the route below it where it stands, and the mapping that has it."""

    key: str
    model: type[Shape]
    above: Route
    mapping: Mapping[str, object]

    @property
    def known(self) -> tuple[str, ...]:
        """The keys that may stand here."""
        return names_at(self.model, self.above)

    def described(self, nearest: Nearest) -> Described:
        """Return what is wrong with the key."""
        return self._sign() or self._without_colon() or self._elsewhere(nearest)

    def continued(self) -> Described | None:
        """Return what is wrong where the key is what follows a comma in the value before it."""
        before = self.before
        if self.mapping[self.key] is not None or before is None or self._sign() or self._without_colon():
            return None
        value = self.mapping[before]
        text = (
            f"{value},{self.key}"
            if self.key[:1].isdigit() and _NUMBER.fullmatch(str(value))
            else f"{value}, {self.key}"
        )
        wanted = wanted_at(self.model, (*self.above, before))
        instead = {"meant": Verbatim(flow(text))} if wanted.takes(text) else meant(text, wanted, before)
        return "SHP101", "split", {"key": self.key, "before": before, "text": text, **instead}

    @property
    def before(self) -> str | None:
        """The key before it, if that has a value of one word or more."""
        keys = list(self.mapping)
        number = keys.index(self.key)
        return keys[number - 1] if number and isinstance(self.mapping[keys[number - 1]], str | int | Decimal) else None

    def _sign(self) -> Described | None:
        key = self.key
        if is_thousands(key):
            return "SHP107", "comma", {"key": key, "found": f",{key}"}
        wide = next((character for character in key if character in _WIDE), None)
        if wide is not None:
            return "SHP101", "full_width", {"key": key, "character": wide, "plain": _WIDE[wide]}
        blank = next(
            (character for character in key if character != " " and unicodedata.category(character) == "Zs"), ""
        )
        if blank == "\u3000":
            return "SHP101", "wide_space", {"key": key.strip()}
        return ("SHP101", "odd_space", {"key": key.strip(), "character": named(blank)}) if blank else None

    def _without_colon(self) -> Described | None:
        match = _NO_COLON.fullmatch(self.key)
        if match is None or match["key"] not in self.known:
            return None
        pair = Verbatim(f"{match['key']}: {match['value']}")
        return (
            "SHP101",
            "no_colon",
            {"key": self.key, "meant": pair} if self.mapping[self.key] is None else {"key": self.key},
        )

    def _elsewhere(self, nearest: Nearest) -> Described:
        home = next((model.__name__ for model in wanted_at(self.model, self.above).models), "")
        variant, values = unknown_name(self.key, self.known, home, nearest)
        if "meant" in values:
            return "SHP101", variant, values
        above = next((step for step in reversed(self.above) if isinstance(step, str)), "")
        if above and self.key in names_at(self.model, self._level_above()):
            return "SHP101", "above", values | {"beside": above}
        below = tuple(name for name in self.known if self.key in names_at(self.model, (*self.above, name)))
        if 0 < len(below) <= _MOST_NAMED and self.known != names_at(self.model, (*self.above, below[0])):
            return "SHP101", "below", values | {"below": tuple(map(Verbatim, below))}
        return "SHP101", variant, values

    def _level_above(self) -> Route:
        number = max(index for index, step in enumerate(self.above) if isinstance(step, str))
        return self.above[:number]


def unknown_name(name: str, known: tuple[str, ...], home: str, nearest: Nearest) -> tuple[str, dict[str, "Said"]]:
    """Return variant and values of an unknown key of a model, or column of its list."""
    values = which(_keys_of(home, known), name, nearest)
    values["known"] = tuple(_keys_of(home, known, spelled=True).values())
    return "near" if values["near"] else "plain", {"key": name, **values}


@lru_cache(_AT_HAND)
def _keys_of(home: str, known: tuple[str, ...], *, spelled: bool = False) -> Mapping[str, PlanKey]:
    return {key: PlanKey(key, home, spelled=spelled) for key in known}


def which(words: Mapping[str, PlanKey | PlanWord | KindName], text: str, nearest: Nearest) -> dict[str, "Said"]:
    """Return as `near` which of several words of the plan language a text is most like, or an empty text.

    Where it is that word in the other language, or in other letters, it is `meant` too.
    """
    asked = _folded(text)
    spoken = [(_folded(name), name) for name in words]
    for language in LANGUAGES:
        spoken += [(_spoken(word, language), name) for name, word in words.items()]
    same = next((name for word, name in spoken if word == asked), "")
    if same:
        return {"near": same, "meant": Verbatim(same)}
    within = {name for word, name in spoken if _is_long(asked) and _is_long(word) and (asked in word or word in asked)}
    near = nearest.to(text.lower(), tuple(words))
    return {"near": near or (within.pop() if len(within) == 1 else "")}


def _is_long(text: str) -> bool:
    """Whether a part of a word may stand for it."""
    return len(text) > (_SHORT if text.isascii() else 1)


@lru_cache(_AT_HAND)
def _spoken(word: PlanKey | PlanWord | KindName, language: Language) -> str:
    return _folded(plain(language).say(word))


@lru_cache(_AT_HAND)
def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", "", unicodedata.normalize("NFKC", text).casefold())
