"""Values to be written: whether they can be, what is read back, and whether two are the same."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from plancode.document.limits import Limits
from plancode.document.scalars import is_ambiguous, is_too_long, type_plain
from plancode.document.signs import hidden_sign
from plancode.document.yaml_document import Node
from plancode.edit.edits import EditValue, Plain
from plancode.edit.errors import EditError
from plancode.edit.texts import is_plain

Written = EditValue
"""A value that has been checked: it can be written, and its collections are lists and dicts."""

_DIGITS: Final = Limits().digits
_LONGEST_KEY: Final = 200


def checked(value: object) -> Written:
    """Return a value as one that can be written; raises EditError."""
    if isinstance(value, Mapping):
        return {checked_key(key): checked(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [checked(item) for item in value]
    if isinstance(value, Plain):
        return _checked_plain(value)
    if isinstance(value, str):
        return _checked_text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return _checked_number(value)
    raise EditError("bad_value", detail=type(value).__name__)


def checked_key(key: object) -> str:
    """Return a key that can be written; raises EditError."""
    if not isinstance(key, str) or not key or key == "<<" or "\n" in key or len(key) > _LONGEST_KEY:
        raise EditError("bad_key", detail=repr(key))
    return _checked_text(key)


def read_back(value: Written) -> Node:
    """Return what is read where a value has been written."""
    if isinstance(value, Plain):
        return type_plain(value.text)
    if isinstance(value, dict):
        return {key: read_back(below) for key, below in value.items()}
    if isinstance(value, list):
        return [read_back(item) for item in value]
    assert value is None or isinstance(value, str | int | Decimal)  # noqa: S101  # nothing else passes the check
    return value


def same(value: Node, other: Node) -> bool:
    """Whether two values are the same, keys in the same order; true is not 1."""
    if isinstance(value, dict) and isinstance(other, dict):
        return list(value) == list(other) and all(map(same, value.values(), other.values()))
    if isinstance(value, list) and isinstance(other, list):
        return len(value) == len(other) and all(map(same, value, other))
    return isinstance(value, bool) == isinstance(other, bool) and value == other


def _checked_text(text: str) -> str:
    match = hidden_sign(text)
    if match:
        raise EditError("bad_text", detail=f"U+{ord(match[0]):04X}")
    return text


def _checked_plain(value: Plain) -> Plain:
    text = _checked_text(value.text)
    if not is_plain(text, flow=True) or not _reads(text):
        raise EditError("bad_plain", detail=repr(text[:60]))
    return value


def _checked_number(value: int | Decimal) -> int | Decimal:
    if isinstance(value, Decimal) and not value.is_finite():
        raise EditError("bad_number", detail=str(value))
    if not _reads(number_text(value)):
        raise EditError("bad_number", detail=number_text(value)[:60])
    return value


def number_text(value: int | Decimal) -> str:
    """Return a number in plain digits."""
    return str(value) if isinstance(value, int) else f"{value:f}"


def _reads(text: str) -> bool:
    return not is_ambiguous(text) and not is_too_long(text, _DIGITS)
