"""GitLab: notes of a merge request."""

import urllib.parse
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from plancode.forge.comments import Comment, Gone, HostRefusal
from plancode.forge.outcomes import Refused
from plancode.forge.web import HostComments, Web


class GitLab(HostComments):
    """A merge request."""

    longest: Final = 1_000_000

    def __init__(self, root: str, project: str, number: int, token: str) -> None:
        """Take the interface's address, the project's id or path, the request's number and a token that may write."""
        notes = f"projects/{urllib.parse.quote(project, safe='')}/merge_requests/{number}/notes"
        super().__init__(Web(root, {"PRIVATE-TOKEN": token.strip(), "User-Agent": "plancode"}), notes, notes, "PUT")

    @cached_property
    def _user(self) -> int:
        try:
            user = self.web.ask("GET", "user").data
        except Gone:
            user = None
        name = user.get("id") if isinstance(user, dict) else None
        if not isinstance(name, int):
            raise HostRefusal(Refused("odd_answer", "user"))
        return name

    def mine(self) -> Iterator[Comment]:
        """Yield our own notes, in the order they were made."""
        for record in self.records("per_page=100&sort=asc&order_by=created_at"):
            author, name = record.get("author"), record.get("id")
            if isinstance(author, dict) and author.get("id") == self._user and isinstance(name, int):
                yield Comment(name, str(record.get("body") or ""))
