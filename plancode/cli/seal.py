"""The seal of a page: a comment at its end by which plancode knows what it has made itself.

The seal has the digest of everything before it, so that a page that somebody has edited is known by itself, without a
record that could be lost or forged. It says who made the text, not who put it there: it lets a page be replaced, and
nothing else. Line ends do not count, because git changes them.
"""

import hashlib
from pathlib import PurePath
from typing import Final

FORMATS: Final = frozenset({".md", ".svg", ".html"})
"""The endings of pages; all of them take the same comment."""
_BEGIN: Final = b"\n<!-- made by plancode; edit the plan, not this page; "
_END: Final = b" -->\n"
_DIGITS: Final = 32


def sealed(data: bytes) -> bytes:
    """Return a page with its seal."""
    return data + _BEGIN + _digest(data) + _END


def is_sealed(data: bytes) -> bool:
    """Whether a file is a page as plancode made it, and nobody has changed it since."""
    body, _, rest = _plain(data).rpartition(_BEGIN)
    return rest.rstrip(b"\n") == _digest(body) + _END.rstrip(b"\n")


def can_be_sealed(name: str) -> bool:
    """Whether a file of a name can be a page."""
    return PurePath(name).suffix in FORMATS


def _plain(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(_plain(data)).hexdigest()[:_DIGITS].encode()
