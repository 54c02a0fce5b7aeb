"""Texts as a person would write them: plain where that is read as the same text, else quoted, or as a block."""

import re
from typing import Final

from plancode.document.scalars import is_ambiguous, type_plain

_BAD_START: Final = re.compile(r"[,\[\]{}#&*!|>'\"%@`?:]|-(?:\s|\Z)|---|\.\.\.")
_BAD_INSIDE: Final = re.compile(r":(?:\s|\Z)|\s#")
_FLOW_SIGNS: Final = re.compile(r"[,\[\]{}]")
_BREAKS: Final = re.compile(r"[\n\r\t]")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_IDEOGRAPHIC_SPACE: Final = "\u3000"


def is_plain(text: str, *, flow: bool) -> bool:
    """Whether a text can stand without quotes."""
    if not text or text != text.strip() or not text.replace(_IDEOGRAPHIC_SPACE, "").isprintable():
        return False
    if _BAD_START.match(text) or _BAD_INSIDE.search(text):
        return False
    return not (flow and _FLOW_SIGNS.search(text))


def text_written(text: str, *, flow: bool, quote: str = "") -> str:
    """Return a text on one line: in the quotes given, or plain where it is read back as this text, or quoted."""
    return text if not quote and needs_no_quotes(text, flow=flow) else quoted(text, quote)


def needs_no_quotes(text: str, *, flow: bool) -> bool:
    """Whether a text is read back as itself where it stands without quotes."""
    return is_plain(text, flow=flow) and isinstance(type_plain(text), str) and not is_ambiguous(text)


def quoted(text: str, quote: str = "") -> str:
    """Return a text in the quotes given, or those that need no escapes."""
    wants_single = quote == "'" or (not quote and ('"' in text or "\\" in text))
    if wants_single and not _BREAKS.search(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.translate(_ESCAPES) + '"'


def block_header(text: str) -> str:
    """Return the sign (`|` or `|-`) under which a text of several lines can stand as it is, or nothing."""
    lines = text.removesuffix("\n").split("\n")
    if "\n" not in text or "\r" in text or not lines[-1] or not lines[0] or lines[0][0] in " \t":
        return ""
    if any(line and not line.strip(" \t") for line in lines):
        return ""
    return "|" if text.endswith("\n") else "|-"


def block_lines(text: str, column: int) -> list[str]:
    """Return the lines of a text below its sign."""
    pad = " " * column
    return [pad + line if line else "" for line in text.removesuffix("\n").split("\n")]


def folded(text: str, column: int, width: int) -> list[str]:
    """Return a text of one line wrapped at its spaces, to stand below `>-`; empty where it would be read otherwise."""
    words = text.split(" ")
    if not all(words) or _BREAKS.search(text):
        return []
    lines = [" " * column + words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append(" " * column + word)
        else:
            lines[-1] += " " + word
    return lines
