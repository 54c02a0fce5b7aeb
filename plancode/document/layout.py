"""Layout that libyaml takes and the editor reads otherwise, or not at all: looked for only where it can stand.

Found by holding plancode against the parser of the editor (npm `yaml`). YAML 1.2 sides with the editor in all of it.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from yaml import (
    BlockEndToken,
    BlockMappingStartToken,
    BlockSequenceStartToken,
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    KeyToken,
    ScalarToken,
    YAMLError,
)
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs do not export it

Doubt = tuple[str, int, int]
"""A variant of TXT115, with start and end offset."""

_TIGHT_COMMENT: Final = re.compile(r"#(?<=[^\s\w]#)")
_QUESTION: Final = re.compile(r"\?(?<!\w\?)")
_BLOCK_STARTS: Final = (BlockMappingStartToken, BlockSequenceStartToken)
_FLOW_STARTS: Final = (FlowMappingStartToken, FlowSequenceStartToken)
_FLOW_ENDS: Final = (FlowMappingEndToken, FlowSequenceEndToken)
_NO_MORE: Final = re.compile(r"\s*\Z")
_QUOTES: Final = ("'", '"')
_LINE: Final = re.compile(r"(?<=\n)( *)(?![ \r\n])")
_ESCAPED_BREAK: Final = re.compile(r"(?<!\\)(?:\\\\)*\\(?=\r?\n[ \t]*\r?\n)")
_HEADER: Final = re.compile(r"[|>][-+]?(?:[ \t]+(?:#.*)?)?\r?\n((?: *\r?\n)*)( *)")
_BEFORE_HEADER: Final = re.compile(r"[:-][ \t]+\Z")


def is_doubtful(text: str) -> bool:
    """Whether a text has a sign that may be a comment without a blank before it, or the mark of a written-out key."""
    return ("#" in text and _TIGHT_COMMENT.search(text) is not None) or (
        "?" in text and _QUESTION.search(text) is not None
    )


def find_doubts(text: str, end: int | None, deepest: int) -> Iterator[Doubt]:
    """Yield what the editor reads otherwise, up to an offset, to a fault of syntax, or to the end."""
    blocks: list[int] = [-1]
    flows: list[int] = []
    last = 0
    for token in _tokens(text, end):
        start, stop = token.start_mark.index, token.end_mark.index
        comment = text.find("#", last, start)
        if comment > 0 and text[comment - 1] not in " \t\r\n":
            yield "comment", comment, comment + 1
        if isinstance(token, _BLOCK_STARTS):
            blocks.append(token.start_mark.column)
        elif isinstance(token, BlockEndToken):
            blocks.pop()
        elif isinstance(token, _FLOW_STARTS):
            flows.append(start)
        elif isinstance(token, _FLOW_ENDS):
            opened = flows.pop() if flows else stop  # one too many is told by who composes
            if not flows:
                yield from _outdented(text, opened, _before_closing(text, start, blocks[-1]), blocks[-1])
        else:
            yield from _odd_token(token, text, -1 if flows else blocks[-1])
        if len(flows) > deepest:
            return
        last = stop


def _odd_token(token: Any, text: str, base: int) -> Iterator[Doubt]:  # noqa: ANN401  # tokens have no types
    start, stop = token.start_mark.index, token.end_mark.index
    if isinstance(token, KeyToken) and stop > start:
        yield "question", start, stop
    elif isinstance(token, ScalarToken) and token.style in _QUOTES and token.start_mark.line < token.end_mark.line:
        yield from _outdented(text, start, stop, base)
        escaped = _ESCAPED_BREAK.search(text, start, stop)
        if escaped and token.style == '"':
            yield "backslash", escaped.end() - 1, escaped.end()


def _before_closing(text: str, closing: int, base: int) -> int:
    """Return where lines between brackets end: before the last, where its bracket stands right below the key."""
    line = text.rfind("\n", 0, closing) + 1
    return line - 1 if text[line:closing] == " " * base else closing + 1


def _tokens(text: str, end: int | None) -> Iterator[Any]:
    next_token = CParser(text).get_token
    with suppress(YAMLError):  # told by who composes
        while (token := next_token()) is not None and (end is None or token.start_mark.index < end):
            yield token


def _outdented(text: str, start: int, end: int, base: int) -> Iterator[Doubt]:
    """Yield the first line that begins between two offsets and is not indented by more blanks than what it is in."""
    for match in _LINE.finditer(text, start, end):
        if len(match[1]) <= base:
            yield "outdented", match.end(), match.end() + 1
            return


def find_block_doubts(text: str, start: int, stop: int) -> Iterator[Doubt]:
    """Yield what is odd about the sign above a text, `|` or `>`: where it stands, what follows it, blanks below it."""
    header = _HEADER.match(text, start)
    before = text.rfind("\n", 0, start) + 1
    if header is None or not _BEFORE_HEADER.search(text[before:start]):
        yield "block", start, start + 1
    elif any(len(line) > len(header[2]) for line in header[1].splitlines()) or (
        not text.endswith("\n") and _NO_MORE.match(text, stop)
    ):
        yield "blank_lines", start, start + 1
