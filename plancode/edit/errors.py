"""What cannot be edited, and why."""

from typing import Final

from plancode.errors import PlancodeError
from plancode.findings.place import Route

REASONS: Final = {
    "faults": "the text has faults (the first: {detail}); mend them first",
    "no_file": "there is no such file",
    "unreadable": "the file cannot be read: {detail}",
    "too_large": "the file is, or would become, larger than plancode reads",
    "mixed": "edits of values and edits of cells cannot go into one file",
    "no_document": "the file has no document number {detail}",
    "no_such_value": "there is no such value",
    "no_collection": "this is no list or mapping, so nothing can be put into it",
    "no_position": "{detail} is no place in this list or mapping",
    "whole_document": "this is the whole document; name a value in it",
    "key_exists": "the key {detail} is there already",
    "bad_key": "{detail} cannot be a key",
    "bad_text": "the text holds the character {detail}, which files of a plan must not",
    "bad_plain": "{detail} cannot be written without quotes",
    "bad_number": "{detail} cannot be written as a number that is read back exactly",
    "bad_value": "a {detail} cannot be written",
    "overlap": "two edits are about the same value",
    "into_itself": "a value cannot be moved into itself",
    "unusual": "this is written in a way that plancode does not edit",
    "comment_lost": "moving this would lose a comment in it",
    "not_as_meant": "the changed text would not be read as it is meant",
    "no_column": "there is no column {detail}",
    "no_row": "there is no row {detail}",
}


class EditError(PlancodeError):
    """An edit cannot be made; nothing has been changed. `variant` names the reason."""

    def __init__(self, variant: str, route: Route = (), path: str = "", detail: object = "") -> None:
        """Keep what is wrong, with which value, in which file."""
        self.variant, self.route, self.path, self.detail = variant, route, path, detail
        self.reason = REASONS[variant].format(detail=detail)
        where = "/".join(map(str, route))
        super().__init__(": ".join(part for part in (path, where, self.reason) if part))

    def at(self, path: str) -> "EditError":
        """Return the same error with the file it is about."""
        return EditError(self.variant, self.route, path, self.detail)
