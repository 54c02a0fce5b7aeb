"""Bytes laid over another tree: unsaved editor buffers, and plans that tests hold in memory."""

from collections.abc import Mapping

from plancode.tree.interface import EntryKind, Tree, TreeEntry, Unreadable


class OverlayTree:
    """Another tree, with some files replaced, added (bytes) or taken away (None)."""

    def __init__(self, files: Mapping[str, bytes | None], base: Tree | None = None) -> None:
        """Lay `files` over `base`; without a base they are all there is."""
        self.files, self.base = dict(files), base

    def entries(self) -> tuple[TreeEntry, ...]:
        """Return every entry of both, sorted by path."""
        below = self.base.entries() if self.base else ()
        kept = [entry for entry in below if entry.path not in self.files]
        laid = [TreeEntry(path, EntryKind.FILE, len(data)) for path, data in self.files.items() if data is not None]
        return tuple(sorted(kept + laid))

    def read(self, path: str, limit: int) -> bytes:
        """Return at most `limit` + 1 bytes of a file; raises Unreadable."""
        if path in self.files:
            data = self.files[path]
            if data is None:
                raise Unreadable(path, "taken away")
            return data[: limit + 1]
        if self.base is None:
            raise Unreadable(path, "there is no such file")
        return self.base.read(path, limit)
