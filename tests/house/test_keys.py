"""The words for keys and values of the plan language: there is one for each in both languages, and no other."""

from collections.abc import Iterator
from typing import Final, Literal, get_args, get_origin

import pytest

from plancode.config.accepted import Accepted
from plancode.config.settings import Settings
from plancode.locale.catalogue import LANGUAGES, Language, words
from plancode.model.base import To
from plancode.model.catalogue import model_of
from plancode.model.kinds import DocumentKind
from plancode.quantity import Per
from plancode.shape.base import Shape
from plancode.shape.fields import fields_by_key, models_in

WRITTEN_ALIKE: Final = {"csv", "duckdb", "excel", "parquet", "postgres", "spark", "v1"}
"""Values that are names, which both languages write in the same way."""

PROPER: Final = {
    "A",
    "CSV",
    "DuckDB",
    "English",
    "Excel",
    "KPI",
    "KPIs",
    "Parquet",
    "PostgreSQL",
    "Simplified",
    "Spark",
}
WEEKDAYS: Final = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}


def _all_models() -> set[type[Shape]]:
    """Return the model of each document and of the settings, with every model that stands in one of them."""
    found: set[type[Shape]] = set()
    pending: list[type[Shape]] = [*map(model_of, DocumentKind), Settings, Accepted]
    while pending:
        one = pending.pop()
        if one not in found:
            found.add(one)
            pending += [below for info in one.model_fields.values() for below in models_in(info.annotation)]
    return found


def _parts(annotation: object) -> Iterator[object]:
    """Yield an annotation and everything it is made of."""
    yield annotation
    if get_origin(annotation) is not Literal:
        for one in get_args(annotation):
            yield from _parts(one)


def _words_in(annotation: object) -> Iterator[str]:
    """Yield the words that an annotation lists, as literals or beside the ids of entities."""
    for part in _parts(annotation):
        if get_origin(part) is Literal:
            yield from (one for one in get_args(part) if isinstance(one, str))
        elif isinstance(part, To):
            yield from part.words


MODELS: Final = sorted(_all_models(), key=lambda model: model.__name__)
FIELDS: Final = [(model.__name__, key, info) for model in MODELS for key, info in fields_by_key(model).items()]
KEYS: Final = {(model, key) for model, key, _ in FIELDS}
VALUES: Final = {
    (model, key, word)
    for model, key, info in FIELDS
    for annotation in (info.annotation, *info.metadata)
    for word in _words_in(annotation)
}


def _entries(group: str, language: Language) -> dict[str, str]:
    start = f"{group}."
    return {key.removeprefix(start): text for key, text in words(language).items() if key.startswith(start)}


def _plain(entries: dict[str, str]) -> set[str]:
    return {name for name in entries if "." not in name}


def _of_one_model(entries: dict[str, str]) -> set[tuple[str, ...]]:
    return {tuple(name.split(".")) for name in entries if "." in name}


def test_the_models_were_understood() -> None:
    """The search finds keys and values that are known to be there, and no two models share a name."""
    assert {("Person", "team"), ("Owner", "as"), ("Policy", "span"), ("AcceptedChange", "approver")} <= KEYS
    assert {
        ("Owner", "as", "overlay"),
        ("Meeting", "on", "Mon"),
        ("TargetsDocument", "phasing", "even"),
        ("PeopleRule", "weigh", "history"),
        ("Vacancy", "carried_by", "none"),
    } <= VALUES
    assert len({model.__name__ for model in MODELS}) == len(MODELS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_a_word(language: Language) -> None:
    """Each key that a model has is named, and no key that no model has."""
    entries = _entries("key", language)
    assert _plain(entries) == {key for _, key in KEYS}
    assert _of_one_model(entries) - KEYS == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_has_a_word(language: Language) -> None:
    """Each word that a field may hold, or a rate is for, is named, and no other."""
    entries = _entries("value", language)
    assert _plain(entries) == {word for _, _, word in VALUES} | {one.value for one in Per}
    assert _of_one_model(entries) - VALUES == set()


@pytest.mark.parametrize("group", ["key", "value"])
def test_what_stands_for_one_model_differs(group: str) -> None:
    """A word for one model says something else, in one language at least, than the word for all of them."""
    entries = {language: _entries(group, language) for language in LANGUAGES}
    alike = [
        name
        for name in entries["en"]
        if "." in name and all(one[name] == one[name.rpartition(".")[2]] for one in entries.values())
    ]
    assert alike == []


@pytest.mark.parametrize("group", ["key", "value"])
def test_english_words_stand_in_a_sentence(group: str) -> None:
    """English words begin with a small letter, but for names."""
    entries = _entries(group, "en")
    large = [name for name, text in entries.items() if text[0].isupper() and text.split()[0] not in PROPER]
    assert set(large) - WEEKDAYS == set()


@pytest.mark.parametrize("group", ["key", "value"])
def test_chinese_words_are_chinese(group: str) -> None:
    """Chinese words are written in Chinese, but for names of formats and figures."""
    entries = _entries(group, "zh")
    foreign = {name for name, text in entries.items() if not any("\u4e00" <= sign <= "\u9fff" for sign in text)}
    assert foreign - WRITTEN_ALIKE == set()
