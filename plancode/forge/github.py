"""GitHub: comments of a pull request, through the interface for issues."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from plancode.forge.comments import Comment, Gone, HostRefusal
from plancode.forge.outcomes import Refused
from plancode.forge.web import Data, Web, listed

_ACTIONS: Final = "github-actions[bot]"
"""Who writes with the token that a workflow is given; that token may not ask who it is."""


class GitHub:
    """A pull request."""

    longest: Final = 65_536

    def __init__(self, root: str, repository: str, number: int, token: str) -> None:
        """Take the interface's address, `owner/name`, the number of the pull request and the token."""
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {token}",
            "User-Agent": "plancode",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        self.web = Web(root, headers)
        self.comments = f"repos/{repository}/issues/{number}/comments"
        self.each = f"repos/{repository}/issues/comments"

    @cached_property
    def _login(self) -> str:
        try:
            found = self.web.ask("GET", "user").data
        except (HostRefusal, Gone):
            return _ACTIONS
        return str(found.get("login", _ACTIONS)) if isinstance(found, dict) else _ACTIONS

    def mine(self) -> Iterator[Comment]:
        """Yield our own comments, in the order they were made."""
        try:
            records = listed(self.web, f"{self.comments}?per_page=100")
        except Gone:
            raise HostRefusal(Refused("not_found")) from None
        for record in records:
            if _author(record) == self._login and isinstance(record.get("id"), int):
                yield Comment(int(str(record["id"])), str(record.get("body") or ""))

    def create(self, body: str) -> None:
        """Write a comment."""
        try:
            self.web.ask("POST", self.comments, {"body": body})
        except Gone:
            raise HostRefusal(Refused("not_found")) from None

    def update(self, comment: int, body: str) -> None:
        """Write a comment anew."""
        self.web.ask("PATCH", f"{self.each}/{comment}", {"body": body})

    def remove(self, comment: int) -> None:
        """Take a comment away."""
        self.web.ask("DELETE", f"{self.each}/{comment}")


def _author(record: dict[str, Data]) -> str:
    user = record.get("user")
    return str(user.get("login")) if isinstance(user, dict) else ""
