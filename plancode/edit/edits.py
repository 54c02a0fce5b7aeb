"""The edits there are, as values. Routes and row numbers are those of the text before, for all edits of a batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from plancode.document.scalars import Scalar
from plancode.findings.place import Route


@dataclass(frozen=True, slots=True)
class Plain:
    """A value to be written exactly so and without quotes, such as a quantity: `1.2M`, `120`, `35%`."""

    text: str


EditValue = Scalar | Plain | Sequence["EditValue"] | Mapping[str, "EditValue"]
"""What can be written: texts, numbers (never floats), and lists and mappings of them."""


@dataclass(frozen=True, slots=True)
class Set:
    """Give a value that is there another one. Of lists and mappings only what differs is written anew."""

    route: Route
    value: EditValue
    document: int = 0


@dataclass(frozen=True, slots=True)
class Insert:
    """Put a new entry into a list, before the item `at`, or a new key `at` into a mapping.

    The length of the list means its end. A key goes to the end, or before another key.
    """

    route: Route
    at: int | str
    value: EditValue
    before: str | None = None
    document: int = 0


@dataclass(frozen=True, slots=True)
class Delete:
    """Take an entry of a list or mapping away, with the comment lines right above it."""

    route: Route
    document: int = 0


@dataclass(frozen=True, slots=True)
class RenameKey:
    """Give the key at a route another name."""

    route: Route
    key: str
    document: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """Take an entry from `route` to `to`: before the item that stands there, or under that key (as for Insert).

    In its own mapping it stays where it is, under the other key, where `before` does not say otherwise. Moved to its
    own place it stays there; whether before or behind what the same batch puts there is not said.
    """

    route: Route
    to: Route
    before: str | None = None
    document: int = 0


@dataclass(frozen=True, slots=True)
class SetCell:
    """Give a cell of a CSV file another text."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class InsertRow:
    """Put a row before the row `at`; columns that are not given are empty. The number of rows means the end."""

    at: int
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeleteRow:
    """Take a row away."""

    row: int


TextEdit = Set | Insert | Delete | RenameKey | Move
CellEdit = SetCell | InsertRow | DeleteRow
