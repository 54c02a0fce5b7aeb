"""What edits mean, told in another way than the package does: on values alone, one edit after the other."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from plancode.document.scalars import type_plain
from plancode.edit.edits import Delete, Insert, Move, Plain, RenameKey, Set, TextEdit
from plancode.findings.place import Route

Loose = Any
"""Whatever a document can hold."""


class Entry:
    """A value with its key, that stays the same whatever is done around it."""

    def __init__(self, key: str | None, value: Loose) -> None:
        """Keep both."""
        self.key, self.value = key, value
        self.gone = False


def meant(before: Sequence[object], edits: Sequence[TextEdit]) -> list[Loose]:
    """Return the values of all documents of a file after edits."""
    roots = [Entry(None, _opened(deepcopy(one))) for one in before]
    first = [_found(roots, edit) for edit in edits]
    for edit, (entry, into, anchor) in zip(edits, first, strict=True):
        _do(edit, entry, into, anchor)
    return [_closed(root.value) for root in roots]


def same(one: Loose, other: Loose) -> bool:
    """Whether two values are the same, in type and order of keys too."""
    if isinstance(one, dict):
        return isinstance(other, dict) and list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other and not isinstance(other, dict | list)


def _opened(value: Loose) -> Loose:
    """Return a value with its entries made into objects."""
    if isinstance(value, dict):
        return {"kind": dict, "entries": [Entry(key, _opened(below)) for key, below in value.items()]}
    if isinstance(value, list | tuple):
        return {"kind": list, "entries": [Entry(None, _opened(below)) for below in value]}
    return type_plain(value.text) if isinstance(value, Plain) else value


def _closed(value: Loose) -> Loose:
    if not isinstance(value, dict):
        return value
    entries = [entry for entry in value["entries"] if not entry.gone]
    if value["kind"] is dict:
        return {entry.key: _closed(entry.value) for entry in entries}
    return [_closed(entry.value) for entry in entries]


def _entry(root: Entry, route: Route) -> Entry:
    for step in route:
        entries = root.value["entries"]
        root = entries[step] if isinstance(step, int) else next(one for one in entries if one.key == step)
    return root


def _found(roots: list[Entry], edit: TextEdit) -> tuple[Entry, Entry | None, Entry | None]:
    """Return the entry an edit is about, what it goes into, and what it comes before."""
    root = roots[edit.document]
    entry = _entry(root, edit.route)
    if isinstance(edit, Insert):
        return entry, entry, _anchor(entry, edit.at, edit.before)
    if isinstance(edit, Move):
        into = _entry(root, edit.to[:-1])
        return entry, into, _anchor(into, edit.to[-1], edit.before)
    return entry, None, None


def _anchor(into: Entry, at: int | str, before: str | None) -> Entry | None:
    entries = into.value["entries"]
    if isinstance(at, int):
        return entries[at] if at < len(entries) else None
    return next((one for one in entries if one.key == before), None)


def _do(edit: TextEdit, entry: Entry, into: Entry | None, anchor: Entry | None) -> None:
    if isinstance(edit, Set):
        entry.value = _opened(edit.value)
    elif isinstance(edit, RenameKey):
        entry.key = edit.key
    elif isinstance(edit, Delete):
        entry.gone = True
    elif isinstance(edit, Insert):
        assert into is not None
        _put(into, Entry(edit.at if isinstance(edit.at, str) else None, _opened(edit.value)), anchor)
    else:
        assert into is not None
        step = edit.to[-1]
        if isinstance(step, str) and edit.before is None and entry in into.value["entries"]:
            entry.key = step
            return
        entry.gone = True
        _put(into, Entry(step if isinstance(step, str) else None, entry.value), anchor)


def _put(into: Entry, new: Entry, anchor: Entry | None) -> None:
    entries = into.value["entries"]
    at = len(entries) if anchor is None else next(number for number, one in enumerate(entries) if one is anchor)
    entries.insert(at, new)
