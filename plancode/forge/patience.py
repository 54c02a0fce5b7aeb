"""How long a host asks to be left alone."""

from email.message import Message
from time import time
from typing import Final, Protocol

LONGEST_WAIT: Final = 60
"""The most seconds to wait when the host asks for patience."""
_BUSY: Final = frozenset({429, 500, 502, 503, 504})
_LIMITED: Final = frozenset({403, 429})
_MINUTE: Final = 60
_DIGITS: Final = 11
_NEVER: Final = 10**_DIGITS
_PAUSE: Final = 1
"""Seconds before a host that stumbled is asked again."""


class Refusing(Protocol):
    """An answer that is none."""

    code: int
    headers: Message


def wait_of(error: Refusing, said: str) -> int | None:
    """Return the seconds after which to ask again; None where asking again is of no use.

    A host says it in Retry-After. GitHub says it otherwise too: that no requests are left until a time, or, for a
    secondary limit, in words only; then a minute is what it wants.
    """
    if error.code not in _BUSY | _LIMITED:
        return None
    asked = error.headers.get("Retry-After")
    if asked is not None:
        return _number(asked, LONGEST_WAIT + 1)
    if error.code in _LIMITED and error.headers.get("X-RateLimit-Remaining") == "0":
        left = _number(error.headers.get("X-RateLimit-Reset", ""), _NEVER) - int(time())
        return max(left + 1, _PAUSE)
    if error.code in _LIMITED and "rate limit" in said.lower():
        return _MINUTE
    return _PAUSE if error.code in _BUSY else None


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else otherwise
