"""Changes of a text by offsets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plancode.edit.errors import EditError


@dataclass(frozen=True, slots=True, order=True)
class Patch:
    """A stretch of text becomes another."""

    start: int
    end: int
    text: str


def patched(text: str, patches: Iterable[Patch]) -> str:
    """Return a text with all its patches; of two at the same place the first comes first."""
    parts, at = [], 0
    for patch in sorted(patches, key=lambda stretch: (stretch.start, stretch.end)):
        if patch.start < at:
            raise EditError("unusual")
        parts += [text[at : patch.start], patch.text]
        at = patch.end
    return "".join([*parts, text[at:]])


def in_the_way(patches: Sequence[Patch], taken: Sequence[Patch]) -> bool:
    """Whether patches cannot be made together with others: they overlap, or put something in where others begin."""
    return any(_meet(patch, other) for patch in patches for other in taken)


def _meet(patch: Patch, other: Patch) -> bool:
    if patch.start == patch.end or other.start == other.end:
        return patch.start <= other.end and other.start <= patch.end
    return patch.start < other.end and other.start < patch.end
