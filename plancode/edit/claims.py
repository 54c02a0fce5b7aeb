"""Whether the edits of a batch keep out of each other's way."""

from collections import Counter
from collections.abc import Sequence

from plancode.edit.edits import Delete, Insert, Move, RenameKey, Set, TextEdit
from plancode.edit.errors import EditError
from plancode.findings.place import Route

Claim = tuple[int, Route]
"""Number of a document, and a route in it."""


def keep_apart(edits: Sequence[TextEdit]) -> None:
    """Raise EditError where two edits are about the same value, or one about a part of what another replaces."""
    wholes = Counter(claim for edit in edits for claim in _wholes(edit))
    keys = Counter((edit.document, edit.route) for edit in edits if isinstance(edit, RenameKey))
    gone = {(edit.document, edit.route) for edit in edits if isinstance(edit, Delete | Move)}
    for number, route in [*wholes, *keys]:
        if wholes[number, route] > 1 or keys[number, route] > 1:
            raise EditError("overlap", route)
        if (number, route) in keys and (number, route) in gone:
            raise EditError("overlap", route)
        _outside(wholes, number, route[:-1])
    for edit in edits:
        if isinstance(edit, Move) and edit.to[:-1][: len(edit.route)] == edit.route:
            raise EditError("into_itself" if edit.route else "whole_document", edit.route)
        for number, route in _targets(edit):
            _outside(wholes, number, route)


def _wholes(edit: TextEdit) -> list[Claim]:
    return [(edit.document, edit.route)] if isinstance(edit, Set | Delete | Move) else []


def _targets(edit: TextEdit) -> list[Claim]:
    if isinstance(edit, Insert):
        return [(edit.document, edit.route)]
    return [(edit.document, edit.to[:-1])] if isinstance(edit, Move) else []


def _outside(wholes: "Counter[Claim]", number: int, route: Route) -> None:
    """Raise EditError where a value is, or is part of, one that another edit replaces."""
    for length in range(1, len(route) + 1):
        if wholes[number, route[:length]]:
            raise EditError("overlap", route)
