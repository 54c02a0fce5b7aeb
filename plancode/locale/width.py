"""How many columns of a terminal a text takes, and text that fits into them."""

import unicodedata

_CONTROL = {"Cc", "Cf", "Zl", "Zp", "Cs"}


def width(text: str) -> int:
    """Return the columns a text takes: wide characters take two, combining ones none."""
    return sum(_columns(character) for character in text)


def visible(text: str) -> str:
    """Return a text in which nothing can move the cursor or hide: control characters become `�`, tabs a space."""
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def wrap(text: str, columns: int, indent: str = "") -> str:
    """Return a text in lines of at most so many columns, later ones indented. Wide text breaks anywhere."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line.strip() and width(line + piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
        else:
            line += piece
    return "\n".join([*lines, line.rstrip()])


def _pieces(text: str) -> list[str]:
    pieces = [""]
    for character in text:
        pieces[-1] += character
        if character == " " or _columns(character) == 2:  # noqa: PLR2004  # wide
            pieces.append("")
    return [piece for piece in pieces if piece]


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    return "\ufffd" if unicodedata.category(character) in _CONTROL and character not in "\u200c\u200d" else character
