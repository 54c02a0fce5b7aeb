"""The text of a file: decoded strictly, free of signs that hide things, its lines those of git and the editor."""

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Final, Literal

from plancode.document.signs import hidden_sign, named, variant_of
from plancode.findings.place import Place, Span
from plancode.findings.problem import Problem
from plancode.said.value import Verbatim

if TYPE_CHECKING:
    from plancode.said.value import Said

_BOM = b"\xef\xbb\xbf"
_PAIR: Final = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_COMMON: Final = 0xA1
"""The second byte of all signs in daily use is not less; in `Müller` a letter without marks comes second."""

_EUROPEAN: Final = frozenset("€£§°²³·«»¿¡‘’“”„–—…ºª½\xa0")
"""Signs beside letters that Western Europe writes in tables."""
_IN_WORD: Final = re.compile("[A-Za-z][À-ÿ]|[À-ÿ][A-Za-z]")
_CANDIDATES: Final = ("gb18030", "cp1252", "big5", "shift_jis", "euc-kr", "cp1251")
_LONGEST_SAMPLE: Final = 40
Encoding = Literal["utf16", "gbk", "cp1252", "invalid"]


class SourceText:
    """A decoded file. Offsets count characters."""

    def __init__(self, path: str, text: str, encoding: str = "utf-8") -> None:
        """Keep path and text, and how it was stored; lines are counted only when asked for."""
        self.path, self.text, self.encoding = path, text, encoding

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n")[:-1])]

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self._starts)

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of an offset."""
        offset = min(offset, len(self.text))
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
    if encoding_of(data) == "utf16":
        return Problem(Place(path), "utf16", code="TXT102")
    body = data[3:] if data.startswith(_BOM) else data
    try:
        return _without_hidden(path, body.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Problem(_undecodable(path, body, error), encoding_of(body), code="TXT102")


def decode_table(path: str, data: bytes, encoding: str | None) -> SourceText | Problem:
    """Return the text of a table in UTF-8, UTF-16 or the encoding that is stated, or what is wrong with it.

    Where it is in none of these, it is told how the first text that is not plain would read in those that it may be in.
    """
    body = data[3:] if data.startswith(_BOM) else data
    at = encoding or ("utf-16" if encoding_of(data) == "utf16" else "utf-8")
    try:
        return _without_hidden(path, body.decode(at), at)
    except UnicodeDecodeError as error:
        if encoding is not None:
            return Problem(Place(path), "stated", {"encoding": encoding}, code="TXT102")
        values: dict[str, Said] = {"readings": tuple(map(Verbatim, readings(body, error.start)))}
        found = encoding_of(body)
        values["write"] = Verbatim(f"encoding: {'cp1252' if found == 'cp1252' else 'gb18030'}")
        return Problem(_undecodable(path, body, error), f"table_{found}", values, code="TXT102")


def _without_hidden(path: str, text: str, encoding: str = "utf-8") -> SourceText | Problem:
    source = SourceText(path, text, encoding)
    match = hidden_sign(text)
    if match is None:
        return source
    place = source.place(match.start(), match.end())
    return Problem(place, variant_of(match[0]), {"character": named(match[0])}, code="TXT103")


def _undecodable(path: str, body: bytes, error: UnicodeDecodeError) -> Place:
    before = body[: error.start].decode("utf-8")
    return SourceText(path, before).place(len(before), len(before) + 1)


def readings(body: bytes, at: int) -> list[str]:
    """Return the cell in which a byte stands, as each of the usual encodings reads it."""
    start = max(body.rfind(sign, 0, at) for sign in b',;\t|\n"') + 1
    end = min((end for sign in b',;\t|\r\n"' if (end := body.find(sign, at)) >= 0), default=len(body))
    found = []
    for name in _CANDIDATES:
        try:
            text = body[start:end].decode(name).strip()[:_LONGEST_SAMPLE]
        except UnicodeDecodeError:
            continue
        if all(sign.isascii() or sign.isalnum() or sign in _EUROPEAN for sign in text):
            found.append(f"{text} ({name})")
    return found


def encoding_of(data: bytes) -> Encoding:
    """Return what bytes that are no UTF-8 look like; `invalid` where they look like nothing that offices write."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf16"
    if _reads_as_gbk(data):
        return "gbk"
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return "invalid"
    strange = {sign for sign in text if sign > "\x7f" and not sign.isalpha()} - _EUROPEAN
    return "cp1252" if _IN_WORD.search(text) and not strange else "invalid"


def _reads_as_gbk(data: bytes) -> bool:
    """Whether bytes are Chinese: letters with marks of other scripts stand alone, those of GBK mostly in pairs."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    pairs = _PAIR.findall(data)
    common = sum(pair[1] >= _COMMON for pair in pairs)
    return common * 2 > len(pairs) and any("\u4e00" <= character <= "\u9fff" for character in text)
