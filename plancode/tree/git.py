"""A folder of a commit as a tree: what a folder on disk would be after a checkout, without one."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from plancode.errors import FolderError
from plancode.tree.interface import EntryKind, TreeEntry, Unreadable
from plancode.tree.repository import Repository

_AHEAD: Final = 32
_SMALL: Final = 64_000
"""So many files of at most so many bytes are read at once."""
_LINK: Final = b"120000"
_FORGED: Final = frozenset({b"", b".", b".."})
_KINDS: Final = {b"tree": EntryKind.FOLDER, b"blob": EntryKind.FILE}


@dataclass(frozen=True, slots=True)
class _Listed:
    entry: TreeEntry
    oid: str


class GitTree:
    """The files below a folder of a commit."""

    def __init__(self, repository: Repository, oid: str, prefix: str = "") -> None:
        """Take a commit and the path of a folder from the top; raises FolderError where it has no such folder."""
        folder = repository.folder_at(oid, prefix)
        if folder is None:
            raise FolderError(prefix, f"there is no such folder in {oid[:7]}")
        self.repository, self.oid, self.prefix = repository, oid, prefix
        self._folder = folder
        self._ahead: dict[str, bytes] = {}

    def entries(self) -> tuple[TreeEntry, ...]:
        """Return every entry but those below dot-folders, sorted by path."""
        return tuple(sorted(listed.entry for listed in self._listed.values()))

    def read(self, path: str, limit: int) -> bytes:
        """Return at most `limit` + 1 bytes of a file; raises Unreadable.

        Raises MissingObjectsError where the clone lacks the file, GitFailedError where it is damaged.
        """
        listed = self._listed.get(path)
        if listed is None:
            raise Unreadable(path, "there is no such file")
        if listed.entry.kind is not EntryKind.FILE:
            raise Unreadable(path, "not a regular file")
        if listed.entry.size and listed.oid not in self._ahead:
            # with it the next small files: plans are read in the order of their paths
            start = bisect_left(self._files, path)
            following = (self._listed[name] for name in self._files[start : start + _AHEAD])
            small = dict.fromkeys(file.oid for file in following if 0 < file.entry.size <= _SMALL)
            self._ahead = self.repository.read_ahead(list(small))
        data = self._ahead.get(listed.oid)
        return self.repository.read(listed.oid, limit) if data is None else data[: limit + 1]

    @cached_property
    def _files(self) -> list[str]:
        return sorted(path for path, listed in self._listed.items() if listed.entry.kind is EntryKind.FILE)

    @cached_property
    def _listed(self) -> dict[str, _Listed]:
        lines = self.repository.listing(self._folder).split(b"\0")
        return {listed.entry.path: listed for line in lines for listed in _read_line(line)}


def _read_line(line: bytes) -> Iterator[_Listed]:
    """Yield what `ls-tree -l -z` says of one path: mode, type, oid and size, a tab, the path."""
    about, tab, path = line.partition(b"\t")
    if not tab:
        return
    mode, type_, oid, size = about.split()
    above, slash, name = path.rpartition(b"/")
    # no checkout would make a path such as `../x` or `/etc/x`; only a forged tree can have it
    is_forged = not _FORGED.isdisjoint(path.split(b"/"))
    # a folder on disk would not be entered below a dot-folder, or with a name that is no UTF-8
    is_left_out = b"/." in b"/" + above or _text(above) is None
    if is_forged or is_left_out or (type_ != b"blob" and name.startswith(b".")):
        return
    odd = _text(name) is None
    kind = EntryKind.ODD_NAME if odd else EntryKind.LINK if mode == _LINK else _KINDS.get(type_, EntryKind.SPECIAL)
    shown = (above + slash).decode() + name.decode("utf-8", "backslashreplace")
    count = int(size) if kind is EntryKind.FILE and size.isdigit() else 0
    yield _Listed(TreeEntry(shown, kind, count), oid.decode())


def _text(name: bytes) -> str | None:
    try:
        return name.decode()
    except UnicodeDecodeError:
        return None
