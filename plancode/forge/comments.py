"""One comment of ours at a change: found by a hidden mark, made, renewed in place, left alone or taken away."""

import contextlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from plancode.forge.outcomes import Kept, Outcome, Refused

_CALL: Final = re.compile(r"@(?=\w)")
_ORDER: Final = re.compile(r"^([ \t]*)/(?=[a-z])", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of a change, written by us."""

    id: int
    body: str


class Gone(Exception):  # noqa: N818  # a value that is raised, and always caught here
    """The comment that was to be changed is not there any more."""


class HostRefusal(Exception):  # noqa: N818  # the same
    """The host does not do what it is asked."""

    def __init__(self, refused: Refused) -> None:
        """Keep the outcome."""
        self.refused = refused
        super().__init__(refused.why)


class Forge(Protocol):
    """A code host, at one change of one project."""

    @property
    def longest(self) -> int:
        """The most characters that a comment may have."""
        ...

    def mine(self) -> Iterable[Comment]:
        """Yield the comments of this change that whoever owns the token has written."""
        ...

    def create(self, body: str) -> None:
        """Write a comment."""
        ...

    def update(self, comment: int, body: str) -> None:
        """Write a comment anew; raises Gone."""
        ...

    def remove(self, comment: int) -> None:
        """Take a comment away; raises Gone."""
        ...


def keep(forge: Forge, key: str, text: str) -> Outcome:
    """Make the comment with a key say a text; an empty text takes it away. Nothing is ever cut."""
    try:
        return _keep(forge, mark(key), text)
    except HostRefusal as refusal:
        return refusal.refused


def mark(key: str) -> str:
    """Return the first line of a comment, which nobody sees."""
    return f"<!-- plancode:{key} -->"


def _keep(forge: Forge, first: str, text: str) -> Outcome:
    body = f"{first}\n{_harmless(text.strip())}\n"
    if text.strip() and len(body) > forge.longest:
        return Refused("too_long", f"{len(body)} > {forge.longest}")
    mine = [comment for comment in forge.mine() if _unified(comment.body).startswith(first)]
    if not text.strip():
        _clear(forge, mine)
        return Kept("removed" if mine else "none")
    if not mine:
        forge.create(body)
        return Kept("created")
    outcome = _renewed(forge, mine[0], body)
    _clear(forge, mine[1:])
    return outcome


def _renewed(forge: Forge, old: Comment, body: str) -> Outcome:
    if _unified(old.body) == _unified(body):
        return Kept("unchanged")
    try:
        forge.update(old.id, body)
    except Gone:
        forge.create(body)
        return Kept("created")
    return Kept("updated")


def _clear(forge: Forge, comments: Sequence[Comment]) -> None:
    """Take comments away: all of them, or those that runs at one moment have made beside the first."""
    for comment in comments:
        with contextlib.suppress(Gone):
            forge.remove(comment.id)


def _harmless(text: str) -> str:
    """Return a text that calls nobody and orders nothing, whatever the plan has in it; it looks the same.

    Hosts send mail to everybody who is named after an at sign (`@all` is a whole project), and GitLab does what a line
    orders that begins with a slash (`/merge`), with the rights of the token.
    """
    return _ORDER.sub(r"\1\\/", _CALL.sub("@\u200b", text))


def _unified(body: str) -> str:
    """Return a body with the ends of lines as we write them: hosts change them."""
    return body.replace("\r\n", "\n").strip()
