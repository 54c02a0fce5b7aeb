"""What became of a comment."""

from dataclasses import dataclass
from typing import Literal

WhyNot = Literal["token", "fork", "not_found", "too_long", "busy", "unreachable", "odd_answer", "address"]
"""Why a comment could not be kept.

The token was refused, or may not write because the change comes from a fork; there is no such change; the text is
longer than the host takes; the host asked to wait too long, cannot be reached, or answers what is no answer; its
address is not safe to send a token to.
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """The comment says what it should."""

    how: Literal["created", "updated", "unchanged", "removed", "none"]


@dataclass(frozen=True, slots=True)
class Refused:
    """The comment could not be kept; `detail` is what the host said, as text."""

    why: WhyNot
    detail: str = ""


Outcome = Kept | Refused
