"""The values of a document while edits come in: what each is, and where it stands by now."""

from itertools import takewhile

from plancode.document.yaml_document import NOTHING, Node, step_into
from plancode.edit.errors import EditError
from plancode.edit.values import Written, read_back
from plancode.findings.place import Route


class Slot:
    """A value with an identity. What is taken away stays in its place, marked, so that others can stand before it."""

    __slots__ = ("_below", "above", "gone", "key", "value")

    def __init__(self, value: Written, above: "Slot | None" = None, key: str | None = None) -> None:
        """Keep the value, what it is part of, and its key if that is a mapping."""
        self.value, self.above, self.key, self.gone = value, above, key, False
        self._below: list[Slot] | None = None

    @property
    def below(self) -> "list[Slot]":
        """The entries, made when first asked for."""
        if self._below is None:
            if isinstance(self.value, dict):
                self._below = [Slot(value, self, key) for key, value in self.value.items()]
            else:
                self._below = [Slot(value, self) for value in self.value] if isinstance(self.value, list) else []
        return self._below

    @property
    def entries(self) -> "list[Slot]":
        """The entries that are there by now."""
        return [cell for cell in self.below if not cell.gone]

    @property
    def index(self) -> int:
        """The number of the entry."""
        assert self.above is not None  # noqa: S101  # nobody asks for the position of a whole document
        before = takewhile(lambda cell: cell is not self, self.above.below)
        return sum(not cell.gone for cell in before)

    @property
    def route(self) -> Route:
        """The way to the value by now."""
        if self.above is None:
            return ()
        return (*self.above.route, self.index if self.key is None else self.key)

    def data(self) -> Node:
        """Return what the value is to be read as."""
        if self._below is None:
            return read_back(self.value)
        if isinstance(self.value, dict):
            return {str(cell.key): cell.data() for cell in self.entries}
        return [cell.data() for cell in self.entries]

    def replace(self, value: Written) -> None:
        """Give it another value."""
        self.value, self._below = value, None

    def put(self, cell: "Slot", before: "Slot | None") -> None:
        """Put an entry before another, or at the end."""
        cell.above = self
        at = self.below.index(before) if before is not None else len(self.below)
        self.below.insert(at, cell)

    def position(self, before: "Slot | None") -> int:
        """Return the number that an entry put before another would have."""
        return before.index if before is not None else len(self.entries)


def cell_at(root: Slot, route: Route) -> Slot:
    """Return the value at a route of the text before; raises EditError."""
    cell = root
    for step in route:
        below = step_into(cell.value, step)
        if below is NOTHING or isinstance(step, bool):
            raise EditError("no_such_value", route)
        cell = entry_of(cell, step)
    return cell


def entry_of(cell: Slot, step: str | int) -> Slot:
    """Return an entry that is there."""
    if isinstance(step, int):
        return cell.below[step]
    return next(entry for entry in cell.below if entry.key == step)
