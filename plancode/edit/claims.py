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
    wholes = Counter((edit.document, edit.route) for edit in edits if isinstance(edit, Set | Delete | Move))
    keys = Counter((edit.document, edit.route) for edit in edits if isinstance(edit, RenameKey))
    gone = {(edit.document, edit.route) for edit in edits if isinstance(edit, Delete | Move)}
    for number, route in [*wholes, *keys]:
        if wholes[number, route] > 1 or keys[number, route] > 1:
            raise EditError("overlap", route)
        if (number, route) in keys and (number, route) in gone:
            raise EditError("overlap", route)
        _outside(wholes, number, route[:-1])
    for edit in edits:
        if isinstance(edit, Move):
            if edit.to[:-1][: len(edit.route)] == edit.route:
                raise EditError("into_itself" if edit.route else "whole_document", edit.route)
            _outside(wholes, edit.document, edit.to[:-1])
        elif isinstance(edit, Insert):
            _outside(wholes, edit.document, edit.route)


def _outside(wholes: "Counter[Claim]", number: int, route: Route) -> None:
    """Raise EditError where a value is, or is part of, one that another edit replaces."""
    for length in range(1, len(route) + 1):
        if wholes[number, route[:length]]:
            raise EditError("overlap", route)
