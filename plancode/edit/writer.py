"""Values to text, in block style with the file's own indents or on one line, as their surroundings are."""

from dataclasses import dataclass, field
from decimal import Decimal

from plancode.edit.edits import Plain
from plancode.edit.habits import ANY, WIDTH, Habits, Pattern
from plancode.edit.texts import block_header, block_lines, folded, text_written
from plancode.edit.values import Written, number_text


@dataclass(frozen=True)
class ValueParts:
    """A value after its key or dash: what stands on the same line, and the lines below."""

    head: str
    body: list[str] = field(default_factory=list)


def scalar(value: Written, *, flow: bool, quote: str = "") -> str:
    """Return a scalar on one line; quotes are kept for texts only."""
    if isinstance(value, str):
        return text_written(value, flow=flow, quote=quote)
    if isinstance(value, Plain):
        return value.text
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    assert isinstance(value, int | Decimal)  # noqa: S101  # the caller asks for scalars
    return number_text(value)


def inline(value: Written, *, flow: bool = True) -> str:
    """Return a value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key_text(key)}: {inline(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return scalar(value, flow=flow)


def key_text(key: str, quote: str = "") -> str:
    """Return a key."""
    return text_written(key, flow=True, quote=quote)


class Writer:
    """Writes values below keys and dashes."""

    def __init__(self, habits: Habits, *, fold: bool = False) -> None:
        """Keep the habits; `fold` has long texts wrapped."""
        self.habits, self.fold = habits, fold

    def keyed(self, key: str, value: Written, column: int, pattern: Pattern) -> list[str]:
        """Return the lines of a key with its value."""
        start = f"{' ' * column}{key_text(key)}:"
        parts = self.below_key(value, column, (*pattern, key), len(start) + 1)
        return [f"{start} {parts.head}" if parts.head else start, *parts.body]

    def item(self, value: Written, column: int, pattern: Pattern) -> list[str]:
        """Return the lines of a list item with its dash."""
        start = " " * column + "-".ljust(self.habits.dash)
        parts = self.below_dash(value, len(start), (*pattern, ANY))
        return [start + parts.head, *parts.body]

    def below_key(self, value: Written, column: int, pattern: Pattern, used: int) -> ValueParts:
        """Return the value of a key that stands at a column; `used` is how long its line is already."""
        parts = self._short(value, column + self.habits.step, pattern, used)
        if parts is not None:
            return parts
        indent = self.habits.step if isinstance(value, dict) else self.habits.list_step
        return ValueParts("", self.block(value, column + indent, pattern))

    def below_dash(self, value: Written, inner: int, pattern: Pattern) -> ValueParts:
        """Return the value of a list item that begins at a column, behind the dash."""
        parts = self._short(value, inner, pattern, inner)
        if parts is not None:
            return parts
        first, *rest = self.block(value, inner, pattern)
        return ValueParts(first[inner:], rest)

    def block(self, value: Written, column: int, pattern: Pattern) -> list[str]:
        """Return the lines of a list or mapping in block style."""
        if isinstance(value, dict):
            return [line for key, below in value.items() for line in self.keyed(key, below, column, pattern)]
        assert isinstance(value, list)  # noqa: S101  # scalars have been written by then
        return [line for below in value for line in self.item(below, column, pattern)]

    def _short(self, value: Written, inner: int, pattern: Pattern, used: int) -> ValueParts | None:
        """Return a scalar, or a collection that stands on one line; None where it takes a block."""
        if isinstance(value, str):
            return self._text(value, inner, used)
        if not isinstance(value, dict | list) or not value:
            return ValueParts(inline(value, flow=False))
        if not _has_lines(value) and self.habits.wants_flow(pattern, value):
            text = inline(value)
            return ValueParts(text) if used + len(text) <= WIDTH else None
        return None

    def _text(self, text: str, inner: int, used: int) -> ValueParts:
        sign = block_header(text)
        if sign:
            return ValueParts(sign, block_lines(text, inner))
        written = scalar(text, flow=False)
        lines = folded(text, inner, WIDTH) if self.fold and used + len(written) > WIDTH else []
        return ValueParts(">-", lines) if len(lines) > 1 else ValueParts(written)


def _has_lines(value: Written) -> bool:
    """Whether there is a text of several lines somewhere in a value."""
    if isinstance(value, dict):
        return any(map(_has_lines, value.values()))
    if isinstance(value, list):
        return any(map(_has_lines, value))
    return isinstance(value, str) and "\n" in value
