"""Did you mean: the known name that an unknown one was probably meant to be."""

from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

_LONGEST: Final = 100
"""Nobody means another name by one that is longer."""
_PATIENCE: Final = 300_000
"""Letters that are compared before nothing is proposed any more."""


class Nearest:
    """Proposes names as long as patience lasts: a plan in which everything is misspelt is not one of many slips."""

    def __init__(self) -> None:
        """Begin with all patience."""
        self.patience = _PATIENCE

    def to(self, name: str, known: Collection[str]) -> str:
        """Return the known name most like this one, or an empty text where none is near or patience is lost."""
        if self.patience <= 0 or len(name) > _LONGEST:
            return ""
        self.patience -= len(known) * (len(name) + 1)
        return closest(name, known)


def closest(name: str, known: Collection[str]) -> str:
    """Return the known name most like this one, or an empty text where none is near."""
    return _closest(name, tuple(known)) if len(name) <= _LONGEST else ""


@lru_cache(1024)
def _closest(name: str, known: tuple[str, ...]) -> str:
    matches = get_close_matches(name, known, n=1, cutoff=0.6)
    return matches[0] if matches else ""
