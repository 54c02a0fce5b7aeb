"""How many columns of a terminal a text takes, and text that fits into them."""

import re
import unicodedata
from typing import Final

_CONTROL: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
_CLOSING: Final = frozenset("，。、；：！？）】》」』”’…%")
_WIDE: Final = 2
_STEERING: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def width(text: str) -> int:
    """Return the columns a text takes: wide characters take two, combining ones none."""
    return sum(_columns(character) for character in text)


def visible(text: str) -> str:
    """Return a text in which nothing can move the cursor or hide: control characters become `�`, tabs a space."""
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def steadied(text: str) -> str:
    """Return a text without what steers a terminal: control characters but tabs and line breaks become `�`."""
    return text if text.isprintable() else _STEERING.sub("\ufffd", text)


def wrap(text: str, columns: int, indent: str = "") -> str:
    """Return a text in lines of at most so many columns, later ones indented.

    Lines break at spaces and between wide characters, but no line begins with a closing sign; a word longer than a
    line is broken where it must.
    """
    lines, line = [], ""
    for piece in _pieces(text, columns - width(indent)):
        if line.strip() and width(line + piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
        else:
            line += piece
    return "\n".join([*lines, line.rstrip()])


def _pieces(text: str, most: int) -> list[str]:
    """Return what may not be broken: words with the space after them, wide characters with closing signs."""
    pieces = [""]
    for character in text:
        ended = pieces[-1].endswith(" ") or (pieces[-1] and _columns(pieces[-1][-1]) == _WIDE)
        too_long = width(pieces[-1]) + _columns(character) > most
        wide = _columns(character) == _WIDE
        if pieces[-1] and (too_long or ((ended or wide) and character not in _CLOSING and character != " ")):
            pieces.append("")
        pieces[-1] += character
    return [piece for piece in pieces if piece]


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else 1


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    return "\ufffd" if unicodedata.category(character) in _CONTROL and character not in "\u200c\u200d" else character
