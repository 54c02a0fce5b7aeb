"""The door of the edits: one file, or several of a tree, whole or not at all."""

from collections.abc import Mapping, Sequence
from typing import Final

from plancode.document.limits import Limits
from plancode.document.source import SourceText, decode
from plancode.edit.edits import CellEdit, TextEdit
from plancode.edit.errors import EditError
from plancode.edit.rounds import edited
from plancode.edit.tables import edited_table
from plancode.findings.problem import Problem
from plancode.tree.interface import EntryKind, Tree, Unreadable

_BOM: Final = b"\xef\xbb\xbf"
_LIMITS: Final = Limits()

Edits = Sequence[TextEdit | CellEdit]


def apply(source: SourceText, edits: Edits, limits: Limits = _LIMITS) -> str:
    """Return the text of a file with all edits made, or raise EditError; what is not edited stays byte by byte."""
    of_values = [edit for edit in edits if isinstance(edit, TextEdit)]
    of_cells = [edit for edit in edits if isinstance(edit, CellEdit)]
    if of_values and of_cells:
        raise EditError("mixed", path=source.path)
    try:
        return edited_table(source, of_cells, limits) if of_cells else edited(source, of_values, limits)
    except EditError as error:
        raise error.at(source.path) from error


def apply_all(tree: Tree, edits: Mapping[str, Edits], limits: Limits = _LIMITS) -> dict[str, bytes]:
    """Return the new bytes of every file that the edits change, or raise EditError and change none."""
    files = {entry.path for entry in tree.entries() if entry.kind is EntryKind.FILE}
    changed: dict[str, bytes] = {}
    for path, of_file in edits.items():
        if path not in files:
            raise EditError("no_file", path=path)
        try:
            old = tree.read(path, limits.file_bytes)
        except Unreadable as error:
            raise EditError("unreadable", path=path, detail=error.reason) from error
        new = _edited(path, _within(path, old, limits), of_file, limits)
        if new != old:
            changed[path] = new
    return changed


def _within(path: str, data: bytes, limits: Limits) -> bytes:
    if len(data) > limits.file_bytes:
        raise EditError("too_large", path=path)
    return data


def _edited(path: str, data: bytes, edits: Edits, limits: Limits) -> bytes:
    if not edits:
        return data
    source = decode(path, data)
    if isinstance(source, Problem):
        raise EditError("faults", path=path, detail=f"{source.code} in line {source.place.line}")
    mark = _BOM if data.startswith(_BOM) else b""
    return _within(path, mark + apply(source, edits, limits).encode(), limits)
