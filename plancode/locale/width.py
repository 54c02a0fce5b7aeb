"""How many columns of a terminal a text takes, and text that fits into them."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_CONTROL: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
_CLOSING: Final = frozenset("，。、；：！？）】》」』”’…%")
_WORD: Final = re.compile(f"[^ ]* *(?:[{''.join(sorted(_CLOSING))}][^ ]* *)*")
_WIDE: Final = 2
_STEERING: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def width(text: str) -> int:
    """Return the columns a text takes: wide characters take two, combining ones none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


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
    if width(text) <= columns:
        return text.rstrip()
    lines, line, used = [], "", 0
    for piece in _pieces(text, columns - width(indent)):
        taken = width(piece)
        if used + taken > columns and used + width(piece.rstrip()) > columns and line.strip():
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
            used = width(line)
        else:
            line += piece
            used += taken
    return "\n".join([*lines, line.rstrip()])


def _pieces(text: str, most: int) -> Iterator[str]:
    """Yield what may not be broken: words with the space after them, wide characters with closing signs."""
    for word in _WORD.findall(text):
        if not word.isascii() or len(word) > most:
            yield from _parts(word, most)
        elif word:
            yield word


def _parts(text: str, most: int) -> Iterator[str]:
    """Yield the pieces of a text that has wide characters, or is wider than a line."""
    piece, used, ended = "", 0, False
    for character in text:
        taken = _columns(character)
        begins = (ended or taken == _WIDE) and character not in _CLOSING and character != " "
        if piece and (begins or used + taken > most):
            yield piece
            piece, used = "", 0
        piece += character
        used += taken
        ended = character == " " or taken == _WIDE
    if piece:
        yield piece


@lru_cache(maxsize=20_000)
def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else 1


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    return "\ufffd" if unicodedata.category(character) in _CONTROL and character not in "\u200c\u200d" else character
