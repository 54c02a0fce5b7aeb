"""GitHub: comments of a pull request, through the interface for issues."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from plancode.forge.comments import Comment, Gone, HostRefusal
from plancode.forge.outcomes import Refused
from plancode.forge.web import Json, Web, listed

_ACTIONS: Final = "github-actions[bot]"
"""Who writes with the token that a workflow is given."""
_WHO: Final = "query { viewer { login } }"
"""Asked in this way, because the tokens of apps, a workflow's among them, are refused the address `user`."""


class GitHub:
    """A pull request."""

    longest: Final = 65_536

    def __init__(self, root: str, repository: str, number: int, token: str) -> None:
        """Take the interface's address, `owner/name`, the number of the pull request and the token."""
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {token.strip()}",
            "User-Agent": "plancode",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        self.web = Web(root, headers)
        self.graph = Web(root.rstrip("/").removesuffix("/v3"), headers)
        self.comments = f"repos/{repository}/issues/{number}/comments"
        self.by_id = f"repos/{repository}/issues/comments"

    @cached_property
    def _login(self) -> str:
        """Who owns the token; a host that does not answer now is no reason to take the token for a workflow's."""
        try:
            answer = self.graph.ask("POST", "graphql", {"query": _WHO}, again=True).data
        except Gone:
            return _ACTIONS
        except HostRefusal as refusal:
            if refusal.refused.why in {"busy", "unreachable"}:
                raise
            return _ACTIONS
        data = answer.get("data") if isinstance(answer, dict) else None
        return (_login(data.get("viewer")) if isinstance(data, dict) else "") or _ACTIONS

    def mine(self) -> Iterator[Comment]:
        """Yield our own comments, in the order they were made."""
        try:
            records = listed(self.web, f"{self.comments}?per_page=100")
        except Gone:
            raise HostRefusal(Refused("not_found")) from None
        for record in records:
            name = record.get("id")
            if isinstance(name, int) and _login(record.get("user")) in {self._login, f"{self._login}[bot]"}:
                yield Comment(name, str(record.get("body") or ""))

    def create(self, body: str) -> None:
        """Write a comment."""
        try:
            self.web.ask("POST", self.comments, {"body": body})
        except Gone:
            raise HostRefusal(Refused("not_found")) from None

    def update(self, comment: int, body: str) -> None:
        """Write a comment anew."""
        self.web.ask("PATCH", f"{self.by_id}/{comment}", {"body": body})

    def remove(self, comment: int) -> None:
        """Take a comment away."""
        self.web.ask("DELETE", f"{self.by_id}/{comment}")


def _login(user: Json) -> str:
    login = user.get("login") if isinstance(user, dict) else None
    return login if isinstance(login, str) else ""
