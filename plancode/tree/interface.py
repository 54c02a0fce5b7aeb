"""What every tree offers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class EntryKind(StrEnum):
    """What stands at a path. Only files are ever read."""

    FILE = "file"
    LINK = "link"
    SPECIAL = "special"
    UNREADABLE = "unreadable"
    UNLISTED = "unlisted"
    ODD_NAME = "odd_name"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True, order=True)
class TreeEntry:
    """A path below the root of a tree, with `/` between its parts, and what stands there."""

    path: str
    kind: EntryKind
    size: int = 0


class Unreadable(Exception):  # noqa: N818  # a value that is raised, and always caught by the reader
    """A file that was listed cannot be read now."""

    def __init__(self, path: str, reason: str) -> None:
        """Keep the path and the reason."""
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")


class Tree(Protocol):
    """A set of files, read-only. Paths are relative, use `/`, and never leave the root."""

    def entries(self) -> tuple[TreeEntry, ...]:
        """Return every entry but those below dot-folders, sorted by path."""
        ...

    def read(self, path: str, limit: int) -> bytes:
        """Return at most `limit` + 1 bytes of a file; raises Unreadable."""
        ...
