"""GitHub: comments of a pull request, through the interface for issues."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from plancode.forge.comments import Comment, Gone, HostRefusal
from plancode.forge.web import HostComments, Json, Web

_ACTIONS: Final = "github-actions[bot]"
"""Who writes with the token that a workflow is given."""
_WHO: Final = "query { viewer { login } }"
"""Asked in this way, because the tokens of apps, a workflow's among them, are refused the address `user`."""


class GitHub(HostComments):
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
        issues = f"repos/{repository}/issues"
        super().__init__(Web(root, headers), f"{issues}/{number}/comments", f"{issues}/comments", "PATCH")
        self.graph = Web(root.rstrip("/").removesuffix("/v3"), headers)

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
        for record in self.records("per_page=100"):
            name = record.get("id")
            if isinstance(name, int) and _login(record.get("user")) in {self._login, f"{self._login}[bot]"}:
                yield Comment(name, str(record.get("body") or ""))


def _login(user: Json) -> str:
    login = user.get("login") if isinstance(user, dict) else None
    return login if isinstance(login, str) else ""
