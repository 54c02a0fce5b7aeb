"""From edits to intents: what is to become of which value."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plancode.document.yaml_document import Node
from plancode.edit.cells import Slot, cell_at, entry_of
from plancode.edit.edits import Delete, Insert, Move, Plain, RenameKey, Set, TextEdit
from plancode.edit.errors import EditError
from plancode.edit.values import Written, checked, checked_key, read_back, same
from plancode.findings.place import Route


@dataclass(eq=False, slots=True)
class Replace:
    """A value becomes another one."""

    cell: Slot
    value: Written


@dataclass(eq=False, slots=True)
class PutEntry:
    """New entries come before one of a list or mapping, or at its end; moved ones come `from_` elsewhere."""

    into: Slot
    before: Slot | None
    entries: list[tuple[str | None, Written]]
    moved: Slot | None = None


@dataclass(eq=False, slots=True)
class DropEntry:
    """An entry goes."""

    cell: Slot


@dataclass(eq=False, slots=True)
class Rekey:
    """An entry gets another key."""

    cell: Slot
    key: str


Intent = Replace | PutEntry | DropEntry | Rekey


def intents_of(roots: Sequence[Slot], edits: Sequence[TextEdit]) -> list[Intent]:
    """Return what the edits of a file mean; raises EditError where one means nothing."""
    intents: list[Intent] = []
    for edit in edits:
        if not 0 <= edit.document < len(roots):
            raise EditError("no_document", edit.route, detail=edit.document)
        intents.extend(_intents(roots[edit.document], edit))
    _no_twins(intents)
    return _joined(intents)


def _intents(root: Slot, edit: TextEdit) -> Iterator[Intent]:
    if isinstance(edit, Insert):
        into = cell_at(root, edit.route)
        before = _before(into, edit.at, edit.before, edit.route)
        yield PutEntry(into, before, [(edit.at if isinstance(edit.at, str) else None, checked(edit.value))])
        return
    if not edit.route:
        raise EditError("whole_document")
    cell = cell_at(root, edit.route)
    if isinstance(edit, Set):
        yield from _replaced(cell, checked(edit.value))
    elif isinstance(edit, Delete):
        yield DropEntry(cell)
    elif isinstance(edit, RenameKey):
        yield from _renamed(cell, edit.key, edit.route)
    else:
        yield from _moved(root, cell, edit)


def _before(into: Slot, at: str | int, before: str | None, route: Route, own: str | None = None) -> Slot | None:
    """Return what a new entry comes before; None means the end. `own` is a key that it has there already."""
    if isinstance(into.value, list) and isinstance(at, int) and before is None and 0 <= at <= len(into.value):
        return into.below[at] if at < len(into.value) else None
    if isinstance(into.value, dict) and isinstance(at, str):
        if checked_key(at) in into.value and at != own:
            raise EditError("key_exists", route, detail=repr(at))
        if before is not None and before not in into.value:
            raise EditError("no_position", route, detail=repr(before))
        return entry_of(into, before) if before is not None else None
    raise EditError("no_position" if isinstance(into.value, dict | list) else "no_collection", route, detail=repr(at))


def _renamed(cell: Slot, key: str, route: Route) -> Iterator[Rekey]:
    if cell.key is None:
        raise EditError("bad_key", route, detail=repr(route[-1]))
    if checked_key(key) != cell.key:
        yield Rekey(cell, key)


def _moved(root: Slot, cell: Slot, edit: Move) -> Iterator[Intent]:
    if not edit.to:
        raise EditError("whole_document")
    into, step = cell_at(root, edit.to[:-1]), edit.to[-1]
    own = cell.key if into is cell.above else None
    before = _before(into, step, edit.before, edit.to, own)
    key = step if isinstance(step, str) else None
    stays = into is cell.above and _stands_there(cell, into, before)
    if own is not None and key is not None and (stays or edit.before is None):
        yield from _renamed(cell, key, edit.route)
    elif not stays:
        yield PutEntry(into, before, [(key, cell.value)], cell)


def _stands_there(cell: Slot, into: Slot, before: Slot | None) -> bool:
    following = into.below[into.below.index(cell) + 1 :][:1]
    return before is cell or before is (following[0] if following else None)


def _replaced(cell: Slot, value: Written) -> Iterator[Intent]:
    """Yield what makes a value another one, touching of collections only what differs."""
    old = cell.value
    if isinstance(old, dict) and isinstance(value, dict) and old and value:
        yield from _replaced_mapping(cell, old, value)
    elif isinstance(old, list) and isinstance(value, list) and old and value:
        yield from _replaced_list(cell, old, value)
    elif isinstance(value, Plain) or not same(read_back(old), read_back(value)):
        yield Replace(cell, value)


def _replaced_mapping(cell: Slot, old: dict[str, Written], value: dict[str, Written]) -> Iterator[Intent]:
    if old.keys().isdisjoint(value):
        yield Replace(cell, value)
        return
    for entry in cell.below:
        if entry.key in value:
            yield from _replaced(entry, value[entry.key])
        else:
            yield DropEntry(entry)
    yield from (PutEntry(cell, None, [(key, below)]) for key, below in value.items() if key not in old)


def _replaced_list(cell: Slot, old: list[Written], value: list[Written]) -> Iterator[Intent]:
    was, becomes = [read_back(item) for item in old], [read_back(item) for item in value]
    most = min(len(was), len(becomes))
    first = _alike(was, becomes, most)
    last = _alike(was[::-1], becomes[::-1], most - first)
    changed, wanted = cell.below[first : len(was) - last], value[first : len(value) - last]
    for item, below in zip(changed, wanted, strict=False):
        yield from _replaced(item, below)
    yield from (DropEntry(item) for item in changed[len(wanted) :])
    before = cell.below[len(was) - last] if last else None
    yield from (PutEntry(cell, before, [(None, below)]) for below in wanted[len(changed) :])


def _alike(items: list[Node], other: list[Node], most: int) -> int:
    """Return how many items two lists begin with in common."""
    return next((number for number in range(most) if not same(items[number], other[number])), most)


def _joined(intents: list[Intent]) -> list[Intent]:
    """Join what is put into the same place, so that it is written at once."""
    joined: list[Intent] = []
    latest: dict[tuple[Slot, Slot | None], PutEntry] = {}
    for intent in intents:
        before = latest.get((intent.into, intent.before)) if isinstance(intent, PutEntry) else None
        if isinstance(intent, PutEntry) and before is not None and before.moved is None and intent.moved is None:
            before.entries.extend(intent.entries)
            continue
        if isinstance(intent, PutEntry):
            latest[intent.into, intent.before] = intent
        joined.append(intent)
    return joined


def _no_twins(intents: list[Intent]) -> None:
    """Raise EditError where a mapping would have a key twice."""
    of_keys = (intent for intent in intents if isinstance(intent, PutEntry | Rekey))
    for into in dict.fromkeys(put.into if isinstance(put, PutEntry) else put.cell.above for put in of_keys):
        if into is not None and isinstance(into.value, dict):
            keys = Counter(_keys(into, intents))
            twice = next((key for key, count in keys.items() if count > 1), None)
            if twice is not None:
                raise EditError("key_exists", into.route, detail=repr(twice))


def _keys(into: Slot, intents: list[Intent]) -> Iterator[str | None]:
    """Yield the keys that a mapping will have."""
    gone = {intent.cell for intent in intents if isinstance(intent, DropEntry)}
    gone |= {intent.moved for intent in intents if isinstance(intent, PutEntry) and intent.moved is not None}
    keys = {intent.cell: intent.key for intent in intents if isinstance(intent, Rekey)}
    yield from (keys.get(cell, cell.key) for cell in into.below if cell not in gone)
    yield from (
        key for intent in intents if isinstance(intent, PutEntry) and intent.into is into for key, _ in intent.entries
    )
