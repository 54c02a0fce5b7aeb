"""Changes of a plan by chance: of its bytes, lines, values and tables, and parts of other plans put into it."""

import json
import random
from collections.abc import Callable, Mapping
from typing import Final

from plancode.document.compose import compose
from plancode.document.limits import Limits
from plancode.document.source import SourceText, decode
from tests.making import each_route
from tests.slips import ODD_KEYS, WRONG

PIECES: Final = [
    b"[", b"]", b"{", b"}", b":", b": ", b"- ", b"\n", b"\r", b"\r\n", b"\t", b"'", b'"', b"#", b"&a ", b"*a", b"!",
    b"!!int ", b"|", b">", b"%YAML 1.1\n", b"---\n", b"...\n", b"? ", b"<<: ", b"\\", b"\x00", b"\xff",
    b"\xef\xbb\xbf", b"0x1F", b"1e999999", b"9" * 500, b"[" * 100, b"~", b".inf", b"@", b"`",
]  # fmt: skip
SIGNS: Final = [
    "\u200b", "\u202e", "\u2066", "\u2028", "\u0085", "\u00ad", "\u3164", "\ufeff", "\U000e0041", "\ufffd",
    "\u0301" * 30,
    "\uff1a", "\uff11\uff12", "\u0430", "华", "😀", "👩‍👩‍👧", "İ", "ß", "|", "<script>alert(1)</script>", "{{7*7}}",
    "=1+1",

    "[a](javascript:b)", "$HOME", "%s", "{0.__class__}", "::error::x", "\x1b[2J", "\x07", "@all",
    "../../x", "CON", "a" * 5000,
]  # fmt: skip
NUMBERS: Final = [
    "0", "-1", "1", "0.5", "1e9", "1E+30", "999999999999999999999", "0%", "100%", "-5%", "33.333%", "1.2亿", "3万",
    "90d",
    "36/year", "1/day", "0/week", "2026-02-29", "2028-02-29", "2026-12-31", "1999-01-01", "2100-12-31", "2026", "2025",
    "2026-Q3", "2026-W53", "FY2026", "FY2026-P13", "2026-06-01..2026-03-01", "2026-03-05..2026-03-05", "null", "true",
]  # fmt: skip
CELLS: Final = [
    "",
    " ",
    '"',
    '""',
    "a,b",
    "a\nb",
    "'x",
    "0",
    "-0",
    "1,234.5",
    "1.234,5",
    "12%",
    "n/a",
    "2026-13-01",
    "9" * 400,
]
Files = dict[str, bytes]


def changed(chance: random.Random, files: Mapping[str, bytes], others: list[Files]) -> Files:
    """Return the files of a plan with one to four changes."""
    found = dict(files)
    for _ in range(chance.randint(1, 4)):
        path = chance.choice([one for one in found if one.endswith((".yaml", ".yml", ".csv"))])
        change = chance.choice(_OF_TABLES if path.endswith(".csv") else _OF_TEXTS)
        found[path] = change(chance, found[path])
        if chance.random() < 0.15:
            _put_in(chance, found, chance.choice(others))
    return found


def _put_in(chance: random.Random, files: Files, other: Files) -> None:
    """Put a document, or all files, of another plan into one."""
    path = chance.choice(sorted(other))
    if path.endswith(".yaml") and chance.random() < 0.7:
        documents = other[path].split(b"\n---\n")
        files[f"more-{len(files)}.yaml"] = chance.choice(documents)
    else:
        files[path] = other[path]


def spoiled(chance: random.Random, data: bytes) -> bytes:
    """Return bytes with a piece put in, taken out, overwritten or repeated."""
    at, way = chance.randrange(len(data) + 1), chance.randrange(4)
    if way == 0:
        return data[:at] + chance.choice(PIECES) + data[at:]
    if way == 1:
        return data[:at] + data[at + chance.randint(1, 20) :]
    if way == 2:
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    other = chance.randrange(len(data) + 1)
    return data[:at] + data[other : other + chance.randint(1, 200)] + data[at:]


def _lines(chance: random.Random, data: bytes) -> bytes:
    """Return lines with one taken out, doubled, moved, or set in or out."""
    lines = data.split(b"\n")
    at, way = chance.randrange(len(lines)), chance.randrange(5)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(at, lines[at])
    elif way == 2:
        lines.insert(chance.randrange(len(lines)), lines.pop(at))
    elif way == 3:
        lines[at] = b"  " + lines[at]
    else:
        lines[at] = lines[at][2:]
    return b"\n".join(lines)


def _value(chance: random.Random, data: bytes) -> bytes:
    """Return a text with one of its values written as another one, its keys as others, or a sign put into it."""
    source = decode("x.yaml", data)
    if not isinstance(source, SourceText):
        return spoiled(chance, data)
    documents = compose(source, Limits()).documents
    if not documents:
        return spoiled(chance, data)
    document = chance.choice(documents)
    routes = [route for route, node in each_route(document.data) if route and not isinstance(node, (dict, list))]
    if not routes:
        return spoiled(chance, data)
    key = chance.random() < 0.15
    span = document.span(chance.choice(routes), key=key)
    lines = source.text.split("\n")
    if span.line != span.end_line or span.line > len(lines):
        return spoiled(chance, data)
    line = lines[span.line - 1]
    old = line[span.column - 1 : span.end_column - 1]
    lines[span.line - 1] = line[: span.column - 1] + _other(chance, old, key=key) + line[span.end_column - 1 :]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _other(chance: random.Random, old: str, *, key: bool) -> str:
    if key:
        return chance.choice(ODD_KEYS)
    way = chance.randrange(5)
    if way == 0:
        return json.dumps(chance.choice(WRONG), default=str, ensure_ascii=False)
    if way == 1:
        return chance.choice(NUMBERS)
    at = chance.randrange(len(old) + 1)
    if way == 2:
        return old[:at] + chance.choice(SIGNS) + old[at:]
    if way == 3:
        return json.dumps(chance.choice(SIGNS) + old, ensure_ascii=False)
    return "".join(chance.choice("0123456789") if one.isdigit() else one for one in old)


def _cell(chance: random.Random, data: bytes) -> bytes:
    """Return a table with a cell written as another one, or a row doubled."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    cells = lines[at].split(b",")
    which, way = chance.randrange(len(cells)), chance.randrange(4)
    if way == 0:
        cells[which] = chance.choice(CELLS).encode()
    elif way == 1:
        cells[which] = chance.choice(NUMBERS + SIGNS).encode()
    elif way == 2:
        cells.insert(which, cells[which])
    else:
        lines.insert(chance.randrange(len(lines)), lines[at])
    lines[at] = b",".join(cells)
    return b"\n".join(lines)


_OF_TEXTS: Final[list[Callable[[random.Random, bytes], bytes]]] = [
    _value,
    _value,
    _value,
    _value,
    _lines,
    _lines,
    spoiled,
]
_OF_TABLES: Final[list[Callable[[random.Random, bytes], bytes]]] = [_cell, _cell, _lines, spoiled]
