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
_LINE: Final = re.compile(r"(?:\A|(?<=\n))( *)(?![ \r\n])")
_HEADER: Final = re.compile(r"[|>][-+]?(?:[ \t]+(?:#.*)?)?\r?\n((?: *\r?\n)*)( *)")
_BEFORE_HEADER: Final = re.compile(r"[:-][ \t]+\Z")


def is_doubtful(text: str) -> bool:
    """Whether a text has a sign that may be a comment without a blank before it, or the mark of a written-out key."""
    return ("#" in text and _TIGHT_COMMENT.search(text) is not None) or (
        "?" in text and _QUESTION.search(text) is not None
    )


def find_doubts(text: str, end: int, deepest: int) -> Iterator[Doubt]:
    """Yield what the editor reads otherwise, up to an offset or to a fault of syntax."""
    blocks: list[int] = [-1]
    flows, base, last, last_line = 0, -1, 0, 0
    for token in _tokens(text, end):
        if flows > deepest:
            return
        start, stop = token.start_mark, token.end_mark
        comment = text.find("#", last, start.index)
        if comment > 0 and text[comment - 1] not in " \t\r\n":
            yield "comment", comment, comment + 1
        if flows and start.line > last_line and not _closes(token, flows, base):
            yield from _outdented(text, start.index - start.column, start.index + 1, base)
        if isinstance(token, _BLOCK_STARTS):
            blocks.append(start.column)
        elif isinstance(token, BlockEndToken):
            blocks.pop()
        elif isinstance(token, _FLOW_STARTS):
            base = base if flows else blocks[-1]
            flows += 1
        elif isinstance(token, _FLOW_ENDS):
            flows -= 1
        elif isinstance(token, KeyToken) and stop.index > start.index:
            yield "question", start.index, stop.index
        elif isinstance(token, ScalarToken) and stop.line > start.line and token.style not in ("|", ">"):
            yield from _outdented(text, start.index, stop.index, base if flows else blocks[-1])
        last, last_line = stop.index, stop.line


def _tokens(text: str, end: int) -> Iterator[Any]:
    next_token = CParser(text).get_token
    with suppress(YAMLError):  # told by who composes
        while (token := next_token()) is not None and token.start_mark.index < end:
            yield token


def _closes(token: Any, flows: int, base: int) -> bool:  # noqa: ANN401  # tokens have no types
    """Whether a token is the last bracket, right below the key it belongs to."""
    return flows == 1 and isinstance(token, _FLOW_ENDS) and token.start_mark.column == base


def _outdented(text: str, start: int, end: int, base: int) -> Iterator[Doubt]:
    """Yield the first line that begins between two offsets and is not indented by more blanks than what it is in."""
    for match in _LINE.finditer(text, start, end):
        if len(match[1]) <= base:
            yield "outdented", match.end(), match.end() + 1
            return


def find_block_doubts(text: str, start: int) -> Iterator[Doubt]:
    """Yield what is odd about the sign of a text below `|` or `>`: where it stands, what follows it, blanks below it."""
    header = _HEADER.match(text, start)
    before = text.rfind("\n", 0, start) + 1
    if header is None or not _BEFORE_HEADER.search(text[before:start]):
        yield "block", start, start + 1
    elif any(len(line) > len(header[2]) for line in header[1].splitlines()):
        yield "blank_lines", start, start + 1
