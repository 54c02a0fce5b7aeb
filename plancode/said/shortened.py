"""How much of a value is told: of long texts and lists only so much that a sentence can hold it."""

from dataclasses import replace
from typing import Final

from plancode.said.value import Record, Ref, Said, Verbatim

_MOST_LETTERS: Final = 240
_MOST_LISTED: Final = 40
_MOST_LETTERS_LISTED: Final = 800
_MORE: Final = "\u2026"


def shortened(value: Said, most: int = _MOST_LETTERS) -> Said:
    """Return a value as it is told: texts, names and titles of so many letters at most, lists that one can read."""
    if isinstance(value, str):
        return _cut(value, most)
    if isinstance(value, Verbatim):
        return replace(value, text=_cut(value.text, most))
    if isinstance(value, Ref):
        return replace(value, id=_cut(value.id, most), title=_cut(value.title, most))
    if isinstance(value, Record):
        return replace(value, fields=tuple((name, shortened(part, most)) for name, part in value.fields))
    return _first([shortened(part, most) for part in value[: _MOST_LISTED + 1]]) if isinstance(value, tuple) else value


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + _MORE


def _first(listed: list[Said]) -> Said:
    """Return what of a list can be told, and a sign that there is more."""
    room = _MOST_LETTERS_LISTED
    for number, part in enumerate(listed):
        room -= _letters(part)
        if room < 0 or number == _MOST_LISTED:
            return (*listed[:number], _MORE)
    return tuple(listed)


def _letters(value: Said) -> int:
    if isinstance(value, Ref):
        return len(value.id) + len(value.title)
    return len(value) if isinstance(value, str) else 1
