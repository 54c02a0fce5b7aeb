"""Smaller plans with the same trouble: lines left out in ever smaller stretches (delta debugging)."""

import time
from collections.abc import Callable, Sequence

from tests.fuzzing.changes import Files

Holds = Callable[[Files], bool]


Piece = tuple[str, bytes]
"""A line, with the file it stands in."""


def smaller(files: Files, holds: Holds, seconds: float) -> Files:
    """Return files of which none, and no line, can be left out without losing what holds, as far as time allows."""
    until = time.monotonic() + seconds
    pieces = [(name, line) for name in sorted(files) for line in files[name].split(b"\n")]
    kept = _least(pieces, lambda some: holds(_joined(some)), until)
    return _joined(kept)


def _joined(pieces: Sequence[Piece]) -> Files:
    found: dict[str, list[bytes]] = {}
    for name, line in pieces:
        found.setdefault(name, []).append(line)
    return {name: b"\n".join(lines) for name, lines in found.items()}


def _least(pieces: Sequence[Piece], holds: Callable[[Sequence[Piece]], bool], until: float) -> Sequence[Piece]:
    """Return pieces of which none can be left out: ddmin (Zeller and Hildebrandt 2002), by complements alone."""
    left, size = list(pieces), max(len(pieces) // 2, 1)
    while left:
        at = 0
        while at < len(left) and time.monotonic() < until:
            rest = [*left[:at], *left[at + size :]]
            if holds(rest):
                left = rest
            else:
                at += size
        if size == 1 or time.monotonic() >= until:
            break
        size = max(size // 2, 1)
    return left
