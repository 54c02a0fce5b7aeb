"""Slips that show in a line itself, once the parser has stumbled over it: what stands there, and what is meant."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from plancode.document.source import SourceText
from plancode.said.value import Verbatim

if TYPE_CHECKING:
    from plancode.said.value import Said

_ODD_BLANK: Final = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]")
_BULLET: Final = re.compile(r"\s*([\u2022\u00b7\u25cf\u2023\u25e6\u2013\u2014*+])(?=\s*[\w{\"'])")
_TIGHT_DASH: Final = re.compile(r"\s*(-)(?=[^\s-])")
_ENTRY: Final = re.compile(r"( *)- ")
_BRACE: Final = re.compile(r"( *)(\{)")
_CONTENT: Final = re.compile(r" *(?:- )*")
_KEY: Final = re.compile(r"\s*(?:- )*(?P<pair>(?P<key>[A-Za-z_][\w.-]*)(?P<mark>\s*[:=;]\s*|$)(?P<value>\S.*)?)$")
_VALUE: Final = re.compile(r"(?P<before>\s*(?:- )*(?:\"[^\"]*\"|[^\s\"'#{\[][^:#]*):\s+)(?P<value>\S.*?)\s*(?:\s#.*)?$")
_STARTS: Final = "@%*&!>|`"
_QUOTES: Final = ("'", '"')
_FARTHEST: Final = 200
"""Lines above that are looked at."""
_CLOSING: Final = ("}", "]")


@dataclass(frozen=True, slots=True)
class Slip:
    """A variant of TXT105, where it is, from one column to another of a line, and what fills its sentence."""

    variant: str
    line: int
    start: int
    stop: int
    values: dict[str, "Said"]


@dataclass(frozen=True, slots=True)
class Stumble:
    """Where the parser stumbled, in what it was then, and the sort that it calls that."""

    source: SourceText
    at: int
    opened: int
    sort: str

    def slip(self) -> Slip | None:
        """Return what the lines around say that the parser cannot, or None."""
        return next((slip for find in _FINDERS for slip in find(self)), None)

    @property
    def line(self) -> int:
        """The line it stumbled in."""
        return self.source.position(self.at)[0]

    @property
    def column(self) -> int:
        """The column, from 0."""
        return self.at - self.source.line_start(self.line)

    @property
    def near(self) -> tuple[int, ...]:
        """The lines that it may lie in, the likeliest first."""
        opened = self.source.position(self.opened)[0]
        return tuple(dict.fromkeys(number for number in (opened, self.line, self.line - 1) if number > 0))

    def above(self, line: int) -> Iterator[int]:
        """Yield the lines above one that hold something, the nearest first, up to the begin of the document."""
        for number in range(line - 1, max(line - _FARTHEST, 0), -1):
            text = self.source.line(number)
            if text.startswith("---"):
                return
            if text.strip() and not text.lstrip().startswith("#"):
                yield number


def _odd_blanks(stumble: Stumble) -> Iterator[Slip]:
    for number in stumble.near:
        if (match := _ODD_BLANK.search(stumble.source.line(number))) and stumble.sort == "colon_missing":
            yield Slip("odd_space", number, match.start(), match.end(), {"character": f"U+{ord(match[0]):04X}"})


def _bullets(stumble: Stumble) -> Iterator[Slip]:
    for number in stumble.near:
        text = stumble.source.line(number)
        if match := _BULLET.match(text):
            yield Slip("bullet", number, match.start(1), match.end(1), {"character": match[1], "meant": Verbatim("-")})
        elif (match := _TIGHT_DASH.match(text)) and not text.startswith("--"):
            yield Slip("dash_space", number, match.start(1), match.end(1), {"meant": Verbatim("- ")})
        elif (match := _BRACE.match(text)) and stumble.sort in ("colon_missing", "dash", "indent"):
            entry = next((_ENTRY.match(stumble.source.line(line)) for line in stumble.above(number)), None)
            if entry and entry[1] == match[1]:
                yield Slip("no_dash", number, match.start(2), match.end(2), {"meant": Verbatim("- {")})


def _colons(stumble: Stumble) -> Iterator[Slip]:
    if stumble.sort != "colon_missing":
        return
    number = stumble.near[0]
    match = _KEY.match(stumble.source.line(number).rstrip())
    if match is None or (not match["mark"] and match["value"]):
        return
    pair = Verbatim(f"{match['key']}: {match['value']}" if match["value"] else f"{match['key']}:")
    yield Slip("no_colon", number, match.start("pair"), match.end("pair"), {"meant": pair})


def _values(stumble: Stumble) -> Iterator[Slip]:
    """Find a value that needs quotes, or has one too many."""
    text = stumble.source.line(stumble.line)
    match = _VALUE.match(text)
    if match is None or stumble.column < match.start("value"):
        return
    value, place = match["value"], (stumble.line, match.start("value"), match.end("value"))
    if value[0] in _QUOTES and stumble.sort == "indent":
        inner = value.rstrip(",;").strip(value[0])
        yield Slip("quote_inside", *place, {"character": value[0], "meant": Verbatim(_quoted(inner))})
    elif value[0] in "[{" and stumble.sort == "indent":
        yield Slip("bracket_text", *place, {"character": value[0], "meant": Verbatim(_quoted(value))})
    elif stumble.sort == "colon" and re.search(r":(?:\s|$)", value):
        yield Slip("colon_inside", *place, {"meant": Verbatim(_quoted(value))})
    elif (value[0] in _STARTS and stumble.sort in ("plain", "symbol", "tab")) or (
        value.startswith("- ") and stumble.sort == "dash"
    ):
        yield Slip("symbol", *place, {"character": value[0], "meant": Verbatim(_quoted(value))})


def _quoted(text: str) -> str:
    return f"'{text}'" if '"' in text and "'" not in text else json.dumps(text, ensure_ascii=False)


def _closings(stumble: Stumble) -> Iterator[Slip]:
    character = stumble.source.text[stumble.at : stumble.at + 1]
    if character in _CLOSING and stumble.sort in ("dash", "indent", "document"):
        yield Slip("closing", stumble.line, stumble.column, stumble.column + 1, {"character": character})
    if stumble.sort == "bracket" and stumble.source.position(stumble.opened)[0] == stumble.line and character == ":":
        before = re.search(r"[\w.-]+\s*$", stumble.source.line(stumble.line)[: stumble.column])
        if before:
            yield Slip("comma", stumble.line, before.start(), before.end(), {"key": before[0].strip()[-60:]})


def _indents(stumble: Stumble) -> Iterator[Slip]:
    """Find the line that stands a little beside those it belongs to."""
    if stumble.sort not in ("dash", "indent", "colon"):
        return
    source, line = stumble.source, stumble.line
    found, above = _begin(source.line(line)), list(stumble.above(line))
    if _ENTRY.match(source.line(line)):
        yield from _beside_entries(stumble, found, above)
        return
    entry = next((source.line(number) for number in above if _begin(source.line(number)) <= found), "")
    key, first = _KEY.match(source.line(line).rstrip()), _KEY.match(entry.rstrip())
    if key and first and _entry_begin(entry) == found and key["key"] == first["key"]:
        yield Slip("no_dash", line, found, found + len(key["key"]), {"meant": Verbatim(f"- {key['key']}")})
        return
    levels = [_content(source.line(number)) for number in above[:2]]
    if len(levels) > 1 and levels[1] == found != levels[0]:
        yield _uneven(stumble, above[0], found)
    elif levels and levels[0] != found:
        yield _uneven(stumble, line, levels[0])


def _beside_entries(stumble: Stumble, found: int, above: list[int]) -> Iterator[Slip]:
    """Find why an entry does not go with what stands above it."""
    text = stumble.source.line(stumble.line)
    for number in above:
        other = stumble.source.line(number)
        begin = _entry_begin(other)
        if begin is not None and begin != found:
            yield _uneven(stumble, stumble.line, begin)
            return
        if begin is None and _begin(other) < found and number == above[0] and _is_within(stumble, above, found):
            yield _uneven(stumble, number, _content(stumble.source.line(above[1])))
            return
        if begin is None and _begin(other) <= found:
            variant = "dash" if _begin(other) == found else "orphan"
            yield Slip(variant, stumble.line, found, len(text.rstrip()), {})
            return


def _is_within(stumble: Stumble, above: list[int], found: int) -> bool:
    """Whether the second line above is one of the keys of an entry, so that the first was to be another."""
    second = stumble.source.line(above[1]) if len(above) > 1 else ""
    return _begin(second) > found and _entry_begin(second) is None


def _entry_begin(text: str) -> int | None:
    match = _ENTRY.match(text)
    return len(match[1]) if match else None


def _uneven(stumble: Stumble, line: int, wanted: int) -> Slip:
    text = stumble.source.line(line)
    found = _begin(text)
    return Slip("uneven", line, found, len(text.rstrip()), {"found": found, "wanted": wanted})


def _begin(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _content(text: str) -> int:
    match = _CONTENT.match(text)
    return match.end() if match else 0


_FINDERS: Final = (_odd_blanks, _bullets, _colons, _closings, _values, _indents)
