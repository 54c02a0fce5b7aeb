"""The typed values that problems carry: sentences are made of them only when somebody reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from plancode.period import Period
from plancode.quantity import Quantity

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ref:
    """Something the plan names: its kind, its id, and the title people know it by."""

    kind: str
    id: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document or entity, to be named in the reader's language."""

    name: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Texts of which one is meant, or several are listed."""

    texts: tuple[str, ...]


Value = str | int | bool | Decimal | date | Quantity | Period | Ref | Kind | Choices | tuple[Ref, ...]
Values = dict[str, Value]

_MOST_LETTERS: Final = 240
_MOST_LISTED: Final = 40
_MOST_LETTERS_LISTED: Final = 800
_MORE: Final = "\u2026"


def shortened(value: Value) -> Value:
    """Return a value as it is told: of a text, a list, names and titles only so much that a sentence can hold it."""
    if isinstance(value, str):
        return _cut(value)
    if isinstance(value, Ref):
        return Ref(value.kind, _cut(value.id), _cut(value.title))
    if isinstance(value, Choices):
        return Choices(_first([_cut(one) for one in value.texts[: _MOST_LISTED + 1]], _MORE, len))
    if isinstance(value, tuple):
        refs = [Ref(one.kind, _cut(one.id), _cut(one.title)) for one in value[: _MOST_LISTED + 1]]
        return _first(refs, Ref("", _MORE), lambda one: len(one.id) + len(one.title))
    return value


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + _MORE


def _first(listed: list[T], more: T, letters: Callable[[T], int]) -> tuple[T, ...]:
    """Return what of a list can be told, and a sign that there is more."""
    room = _MOST_LETTERS_LISTED
    for number, one in enumerate(listed):
        room -= letters(one)
        if room < 0 or number == _MOST_LISTED:
            return (*listed[:number], more)
    return tuple(listed)
