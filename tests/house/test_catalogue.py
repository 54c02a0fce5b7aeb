"""The catalogue of sentences: complete in both languages, with the same values in both."""

import ast
import string
from collections.abc import Iterator
from typing import Final

from plancode.locale.catalogue import LANGUAGES, kind_word, message_of, variants_of, words
from plancode.model.kinds import DocumentKind, EntityKind
from plancode.rules.table import rules_by_code
from tests.house.reading import calls, each, functions, modules, texts

CODES: Final = sorted(rules_by_code())
VARIANT: Final = 1
WRITTEN: Final = {"not_a_quantity", "wrong_unit"}
"""Variants of written values that a message names by what was wanted instead."""

OF_PERIODS: Final = {"ends_before_it_starts", "not_a_period", "no_such_month", "no_such_week"}
"""Variants of periods, which rules read, not models."""

TOLD_AS_AMOUNT: Final = {("SHP107", "figure"), ("SHP107", "growth")}
"""What is told by the words for an amount."""

ASKED_ONLY: Final = {"SHP120": "_faults"}
"""Functions whose problems a rule only asks for, because another yields them."""

SILENT: Final = {"list.nothing", "report.gap"}
"""Words that a language may leave out."""

NUMBER_OF_VARIANT: Final = {
    "plancode.document.compose": {"tell": 3, "tell_at": 2},
    "plancode.document.dialect": {"tell": 3, "tell_at": 2},
    "plancode.document.reader": {"_problem": 2, "_lost": 2},
}
"""Where methods that make problems take the variant, after the code."""


def _values(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _variants(call: ast.Call) -> list[str]:
    given = next((one.value for one in call.keywords if one.arg == "variant"), None)
    node = call.args[VARIANT] if len(call.args) > VARIANT else given
    return ["plain"] if node is None else texts(node)


def _code(call: ast.Call) -> str:
    return next((text for one in call.keywords if one.arg == "code" for text in texts(one.value)), "")


def _with_code() -> Iterator[tuple[str, str]]:
    """Yield code and variant of each problem that says its code itself."""
    for tree in modules().values():
        for call in calls(tree, "Problem"):
            if _code(call):
                yield from ((_code(call), variant) for variant in _variants(call))


def _of_methods() -> Iterator[tuple[str, str]]:
    """Yield code and variant of each problem that a reader makes by its own method."""
    for name, positions in NUMBER_OF_VARIANT.items():
        for method, number in positions.items():
            for call in calls(modules()[name], method):
                for code in texts(call.args[0]):
                    yield from ((code, variant) for variant in texts(call.args[number]))


def _of_rules() -> Iterator[tuple[str, str]]:
    """Yield code and variant of each problem that a rule makes, itself or by functions of its module."""
    for name, tree in modules().items():
        if name.startswith("plancode.rules."):
            known = functions(tree)
            for function in known.values():
                for code in _codes_of(function):
                    yield from ((code, variant) for variant in _made_by(function, known, code))


def _codes_of(function: ast.FunctionDef) -> list[str]:
    made = (one for one in function.decorator_list if isinstance(one, ast.Call))
    return [texts(one.args[0])[0] for one in made if isinstance(one.func, ast.Name) and one.func.id == "rule"]


def _made_by(function: ast.FunctionDef, known: dict[str, ast.FunctionDef], code: str) -> set[str]:
    seen: set[str] = {ASKED_ONLY.get(code, "")}
    pending, found = [function], set()
    while pending:
        one = pending.pop()
        if one.name not in seen:
            seen.add(one.name)
            found |= {variant for call in calls(one, "Problem") if not _code(call) for variant in _variants(call)}
            names = {node.id for node in each(one, ast.Name)}
            pending += [known[name] for name in names & set(known)]
    return found


def _of_shape() -> Iterator[tuple[str, str]]:
    """Yield what the models and the written forms may complain of."""
    for tree in modules().values():
        for call in calls(tree, "exactly_one", "contradiction"):
            yield from (("SHP108", variant) for variant in texts(call.args[0]))
        for call in calls(tree, "QuantityError", "PeriodError"):
            yield from (("SHP107", variant) for variant in texts(call.args[0]) if variant not in WRITTEN | OF_PERIODS)
        for call in calls(tree, "Fault"):
            yield from (("KPI112", variant) for variant in texts(call.args[0]))
        for call in calls(tree, "_quantity"):
            yield from (("SHP107", wanted) for wanted in texts(call.args[0]))


def test_every_problem_has_its_sentence() -> None:
    """Each problem that the source can make has message and hint in both languages."""
    used = {*_with_code(), *_of_methods(), *_of_rules(), *_of_shape()} - TOLD_AS_AMOUNT
    known_to_be_there = {("SHP102", "plain"), ("TXT106", "plain"), ("REF108", "plain"), ("SHP108", "figure")}
    assert known_to_be_there | {("CFG103", "plain")} <= used, "the search for problems finds too little"
    assert len(used) > 100
    for code, variant in sorted(used):
        assert code in CODES
        for language in LANGUAGES:
            entry = message_of(code, variant, language)
            assert entry.message, f"{code}.{variant} {language}"
            assert entry.hint, f"{code}.{variant} {language}"


def test_both_languages_say_the_same() -> None:
    """Both languages have the same variants of each code, and their messages use the same values."""
    for code in CODES:
        assert set(variants_of(code, "en")) == set(variants_of(code, "zh")) != set(), code
        for variant in variants_of(code, "en"):
            english, chinese = message_of(code, variant, "en"), message_of(code, variant, "zh")
            assert _values(english.message) == _values(chinese.message), f"{code}.{variant}"
            assert _values(english.hint) == _values(chinese.hint), f"{code}.{variant}"


def test_words_are_the_same_in_both_languages() -> None:
    """The words of pages and reports exist in both languages with the same values."""
    english, chinese = words("en"), words("zh")
    assert set(english) == set(chinese)
    differing = [key for key in english if _values(english[key]) != _values(chinese[key])]
    assert differing == []
    for language in (english, chinese):
        assert [key for key, text in language.items() if not text and key not in SILENT] == []


def test_every_term_of_the_pages_exists() -> None:
    """Each word that a page asks for is there; of one made at run time, at least its beginning."""
    known = set(words("en"))
    missing = []
    for name, tree in modules().items():
        for call in calls(tree, "Term", "word") if name.startswith("plancode.") else ():
            key = call.args[0] if call.args else None
            missing += [f"{name}: {text}" for text in texts(key) if text not in known]
            if isinstance(key, ast.JoinedStr) and key.values and isinstance(key.values[0], ast.Constant):
                begin = str(key.values[0].value)
                missing += [] if any(one.startswith(begin) for one in known) else [f"{name}: {begin}..."]
    assert missing == []


def test_kinds_have_names() -> None:
    """Every kind of document and entity has a name in both languages."""
    for kind in {*DocumentKind, *EntityKind}:
        assert kind_word(kind, "en"), kind
        assert any("\u4e00" <= character <= "\u9fff" for character in kind_word(kind, "zh")), kind
