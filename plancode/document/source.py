"""The text of a file: decoded strictly, free of characters that hide things, with lines that can be counted."""

import re
from bisect import bisect_right
from functools import cached_property

from plancode.findings.place import Place, Span
from plancode.findings.problem import Problem

# Controls, zero-width and bidirectional characters, line separators that editors and parsers count
# differently, a second byte order mark, lone surrogates: each can show a reviewer another text than is read.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BREAK = re.compile("\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"


class SourceText:
    """A decoded file. Offsets count characters."""

    def __init__(self, path: str, text: str) -> None:
        """Keep path and text; lines are counted only when asked for."""
        self.path, self.text = path, text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _BREAK.finditer(self.text))]

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self._starts)

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Return the span between two offsets."""
        return Span(*self.position(start), *self.position(max(start, end)))

    def place(self, start: int, end: int) -> Place:
        """Return the place between two offsets."""
        return Place(self.path, self.span(start, end))

    def line_start(self, number: int) -> int:
        """Return the offset of the first character of a line."""
        return self._starts[number - 1]

    def line(self, number: int) -> str:
        """Return one line without its break; lines count from 1."""
        if not 1 <= number <= len(self._starts):
            return ""
        return self.text[self._starts[number - 1] : self.line_end(number)]

    def line_end(self, number: int) -> int:
        """Return the offset behind the last character of a line that is there, its break not counted."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return end


def decode(path: str, data: bytes) -> SourceText | Problem:
    """Return the text of a file in UTF-8, with or without byte order mark, or what is wrong with it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem(Place(path), "utf16", code="TXT102")
    body = data[3:] if data.startswith(_BOM) else data
    try:
        source = SourceText(path, body.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _undecodable(path, body, error.start)
    return _hidden_character(source) or source


def _undecodable(path: str, data: bytes, offset: int) -> Problem:
    before = data[:offset].decode("utf-8")
    place = SourceText(path, before).place(len(before), len(before) + 1)
    return Problem(place, "gbk" if _reads_as_gbk(data) else "invalid", code="TXT102")


def _reads_as_gbk(data: bytes) -> bool:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _hidden_character(source: SourceText) -> Problem | None:
    match = FORBIDDEN.search(source.text)
    if match is None:
        return None
    place = source.place(match.start(), match.end())
    return Problem(place, variant_of(match[0]), {"character": f"U+{ord(match[0]):04X}"}, code="TXT103")


def variant_of(character: str) -> str:
    """Return which sort of forbidden character this is."""
    if character in "\u2028\u2029\x85":
        return "line_separator"
    if character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c":
        return "direction"
    if character in "\u200b\u2060\u2061\u2062\u2063\u2064\u2065\ufeff":
        return "invisible"
    return "control"
