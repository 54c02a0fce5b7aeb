"""A folder on disk as a tree. Links are listed but never followed, and nothing that could block is opened."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from plancode.errors import FolderError
from plancode.tree.interface import EntryKind, TreeEntry, Unreadable

_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class FolderTree:
    """The files below a folder."""

    def __init__(self, root: Path) -> None:
        """Take the folder; raises FolderError where there is none."""
        if not root.exists():
            raise FolderError(str(root), "there is no such folder")
        if not root.is_dir():
            raise FolderError(str(root), "this is a file; give the folder of the plan")
        self.root = root

    def entries(self) -> tuple[TreeEntry, ...]:
        """Return every entry but those below dot-folders, sorted by path."""
        entries: list[TreeEntry] = []
        folders = [""]
        while folders:
            listed = list(self._list(folders.pop()))
            entries += listed
            folders += [entry.path for entry in listed if entry.kind is EntryKind.FOLDER]
        return tuple(sorted(entries))

    def read(self, path: str, limit: int) -> bytes:
        """Return at most `limit` + 1 bytes of a file; raises Unreadable."""
        return read_plain(self._full(path), path, limit)

    def _full(self, path: str) -> bytes:
        """Return the full path as bytes: names of a plan are UTF-8 whatever the locale says."""
        return os.path.join(os.fsencode(self.root), path.encode())  # noqa: PTH118  # pathlib knows no bytes

    def _list(self, folder: str) -> Iterator[TreeEntry]:
        above = f"{folder}/" if folder else ""
        try:
            with os.scandir(self._full(folder)) as items:
                for item in items:
                    name = item.name.decode("utf-8", "backslashreplace")
                    path = above + name
                    if name.encode() != item.name:
                        yield TreeEntry(path, EntryKind.ODD_NAME)
                    elif not item.is_dir(follow_symlinks=False):
                        yield _entry(path, item)
                    elif not name.startswith("."):
                        yield TreeEntry(path, EntryKind.FOLDER)
        except OSError as error:
            if not folder:
                raise FolderError(str(self.root), error.strerror or "cannot be listed") from None
            yield TreeEntry(folder, EntryKind.UNLISTED)


def _entry(path: str, item: "os.DirEntry[bytes]") -> TreeEntry:
    try:
        status = item.stat(follow_symlinks=False)
    except OSError:
        return TreeEntry(path, EntryKind.UNREADABLE)
    if stat.S_ISLNK(status.st_mode):
        return TreeEntry(path, EntryKind.LINK)
    if stat.S_ISREG(status.st_mode):
        return TreeEntry(path, EntryKind.FILE, status.st_size)
    return TreeEntry(path, EntryKind.SPECIAL)


def read_plain(full: bytes, path: str, limit: int) -> bytes:
    """Return at most `limit` + 1 bytes of a regular file, told by `path`; raises Unreadable.

    No link at its end is followed, and nothing that could block is opened.
    """
    try:
        descriptor = os.open(full, _OPEN_FLAGS)
    except OSError as error:
        raise Unreadable(path, error.strerror or "cannot be opened") from None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Unreadable(path, "not a regular file")
        try:
            return _read_up_to(file.fileno(), limit + 1)
        except OSError as error:
            raise Unreadable(path, error.strerror or "cannot be read") from None


def _read_up_to(descriptor: int, count: int) -> bytes:
    """Return at most `count` bytes. Asks for little more than there is: room asked for is room made."""
    parts: list[bytes] = []
    there = os.fstat(descriptor).st_size + 1
    while count > 0:
        wanted = min(count, there)
        part = os.read(descriptor, wanted)
        parts.append(part)
        count -= len(part)
        if len(part) < wanted:
            break
    return b"".join(parts)
