"""What libyaml's complaints mean to somebody who has never heard of YAML tokens."""

import re
from typing import Final

import yaml

from plancode.document.lines import Stumble
from plancode.document.source import SourceText
from plancode.said.value import Said, Verbatim

_FULL_WIDTH: Final = {
    "\uff1a": ":", "\uff0c": ",", "\uff5b": "{", "\uff5d": "}", "\uff3b": "[", "\uff3d": "]",
    "\u3010": "[", "\u3011": "]", "\uff0d": "-", "\uff03": "#",
}  # fmt: skip
_FULL_WIDTH_SYNTAX = re.compile(
    r"^\s*(?:- )?(?:(?=\uff03)|[^\"'#:]*(?!\uff03))([\uff03\uff1a\uff5b\uff3b\uff0d\u3010])"
)
_IN_BRACKETS = re.compile("[\uff0c\uff1a\uff5d\uff3d\u3011]")
_MEANINGS: Final = (
    ("cannot start any token", "tab"),
    ("found a tab character", "tab"),
    ("mapping values are not allowed", "colon"),
    ("could not find expected ':'", "colon_missing"),
    ("found unexpected end of stream", "quote"),
    ("found unexpected document indicator", "quote"),
    ("did not find expected ',' or", "bracket"),
    ("did not find expected '-' indicator", "dash"),
    ("did not find expected key", "indent"),
    ("block sequence entries are not allowed", "dash"),
    ("did not find expected <document start>", "document"),
    ("found unknown escape character", "escape"),
    ("found unexpected ':'", "no_value"),
)

_LONGEST: Final = 100
Description = tuple[str, dict[str, Said], int, int]


def describe(error: yaml.MarkedYAMLError, source: SourceText, at: int, base: int) -> Description:
    """Return variant, values, start and end offset of a syntax fault that was noticed at an offset."""
    line, _ = source.position(at)
    for number in (line, line - 1):
        if stop := full_width_stop(source.line(number)):
            return _wide(stop[1], source.line_start(number) + stop[0])
    wide = _in_brackets(error, source, at, base)
    if wide is not None:
        return wide
    problem = str(error.problem or "")
    variant = next((variant for words, variant in _MEANINGS if words in problem), "plain")
    if variant == "plain" and source.text[source.line_start(source.position(at)[0]) : at + 1].rstrip().endswith("?"):
        at, variant = source.text.rfind("?", 0, at + 1), "symbol"
    if variant == "tab" and source.text[at : at + 1] not in ("\t", ""):
        variant = "symbol"
    stumble = Stumble(source, at, _opening(error, base), variant)
    if (slip := stumble.slip()) is not None:
        begin = source.line_start(slip.line)
        told = {name: value for name, value in slip.values.items() if not _is_long(value)}
        return slip.variant, told, begin + slip.start, begin + slip.stop
    start = stumble.opened if variant in ("quote", "bracket", "colon_missing") else at
    values: dict[str, Said] = {"detail": problem, "character": source.text[at : at + 1].strip() or "\u2423"}
    return variant, values, start, start + 1


def _is_long(value: Said) -> bool:
    """Whether what is meant is more than one can read in a hint."""
    return isinstance(value, Verbatim) and len(value.text) > _LONGEST


def full_width_stop(text: str) -> tuple[int, str, str] | None:
    """Return position, character and its plain twin of a full-width sign used as YAML punctuation."""
    match = _FULL_WIDTH_SYNTAX.match(text)
    return (match.start(1), match[1], _FULL_WIDTH[match[1]]) if match else None


def _in_brackets(error: yaml.MarkedYAMLError, source: SourceText, at: int, base: int) -> Description | None:
    """Find the full-width sign that keeps a bracket from closing, or its entries apart."""
    if "did not find expected ','" not in str(error.problem):
        return None
    start = _opening(error, base)
    match = _IN_BRACKETS.search(source.text, start, max(at, start) + 1)
    return _wide(match[0], match.start()) if match else None


def _wide(character: str, start: int) -> Description:
    return "full_width", {"character": character, "plain": _FULL_WIDTH[character]}, start, start + 1


def _opening(error: yaml.MarkedYAMLError, base: int) -> int:
    mark = error.context_mark or error.problem_mark
    return base + (mark.index if mark else 0)
