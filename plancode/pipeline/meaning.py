"""A plan with slips as it was probably meant: what one misspelt word leaves out is told once, not by other rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from plancode.document.source import SourceText
from plancode.findings.place import Span
from plancode.findings.problem import Problem
from plancode.said.value import Ref, Verbatim

MOST_SLIPS: Final = 50
"""A text with more of them is not one with slips."""
_NEAR: Final = "near"


def as_meant(sources: Mapping[str, SourceText], problems: Iterable[Problem]) -> dict[str, bytes]:
    """Return the files in which words are misspelt, with those that the findings propose; none if there are many."""
    slips: dict[str, dict[Span, str]] = defaultdict(dict)
    for problem in problems:
        near, span, source = _word(problem.values.get(_NEAR)), problem.place.span, sources.get(problem.place.path)
        if near and span is not None and source is not None and span.line == span.end_line:
            slips[problem.place.path][span] = near
    if sum(map(len, slips.values())) > MOST_SLIPS:
        return {}
    return {path: _written(sources[path], words) for path, words in slips.items()}


def _word(value: object) -> str:
    if isinstance(value, Ref):
        return value.id
    return value.text if isinstance(value, Verbatim) else value if isinstance(value, str) else ""


def _written(source: SourceText, words: Mapping[Span, str]) -> bytes:
    text = source.text
    for span, word in sorted(words.items(), reverse=True):
        start = source.line_start(span.line) - 1 + span.column
        end = source.line_start(span.line) - 1 + span.end_column
        quote = text[start] if text[start] in "\"'" and text[end - 1] == text[start] else ""
        text = f"{text[:start]}{quote}{word}{quote}{text[end:]}"
    return text.encode()
