"""Files of results on both sides of a comparison: what became of them, and results read from those of the old side."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from plancode.actuals.terms import Terms
from plancode.analysis.analysis import Analysis
from plancode.compare.data import DataChange, DataSort
from plancode.findings.place import Place
from plancode.graph.entity import Entity
from plancode.model.actuals import Source
from plancode.model.lists import beside
from plancode.model.load import OnProgress
from plancode.pipeline.checking import Checked
from plancode.pipeline.reaching import reader
from plancode.pipeline.sides import Side
from plancode.scorecard.results import Results
from plancode.tree.folder import FolderTree
from plancode.tree.interface import EntryKind, Tree, Unreadable

_LARGEST: Final = 200_000_000
"""Bytes of the largest file that is compared, and read from a commit."""


def data_changes(trees: tuple[Tree, Tree], base: Checked, head: Checked) -> Iterator[DataChange]:
    """Yield the files of sources that the old plan reads and that are not what they were."""
    new = dict(_files(head))
    names = [{entry.path for entry in tree.entries() if entry.kind is EntryKind.FILE} for tree in trees]
    for path, source in _files(base):
        if path not in names[0]:
            continue
        if path not in names[1]:
            before = _bytes(trees[0], path)
            yield DataChange(path, "gone", source.ref, Place(path), len(before), 0, _digest(before))
            continue
        before, after = _bytes(trees[0], path), _bytes(trees[1], path)
        if before != after:
            place = new[path].place("file") if path in new else Place(path)
            is_grown = len(before) <= _LARGEST and after.startswith(before)
            sort: DataSort = "grown" if is_grown else "rewritten"
            yield DataChange(path, sort, source.ref, place, len(before), len(after), _digest(before, after))


def _files(checked: Checked) -> Iterator[tuple[str, Entity[Source]]]:
    """Yield the files that sources of a plan are in, each once."""
    seen = set()
    for source in checked.base.all(Source):
        for path in (beside(source.place().path, file) for file in source.model.files):
            if path not in seen:
                seen.add(path)
                yield path, source


def _bytes(tree: Tree, path: str) -> bytes:
    """Return a file, of a very large one its begin; nothing of one that cannot be read."""
    try:
        return tree.read(path, _LARGEST)
    except Unreadable:
        return b""


def _digest(*parts: bytes) -> str:
    return "".join(hashlib.blake2b(part, digest_size=8).hexdigest() for part in parts)


def own_reader(
    side: Side, plan: Path, terms: Terms | None, progress: OnProgress | None = None
) -> Callable[[Analysis], Results | None]:
    """Return what reads results by the files of a side; those that no commit keeps lie in the folder of the plan.

    Files of a commit are laid out in a folder while they are read, unless they lie in that of the plan as they are.
    """
    if side.folder is not None:
        return reader(side.folder, terms, progress)

    def read_results(analysis: Analysis) -> Results | None:
        paths = dict.fromkeys(
            beside(source.place().path, file) for source in analysis.graph.all(Source) for file in source.model.files
        )
        here = FolderTree(plan)
        kept = {path: data for path in paths if (data := _bytes(side.tree, path))}
        if all(data == _bytes(here, path) for path, data in kept.items()):
            return reader(plan, terms, progress)(analysis)
        with tempfile.TemporaryDirectory(prefix="plancode-") as folder:
            for path in paths:
                data, home = kept.get(path) or _bytes(here, path), Path(folder, *path.split("/"))
                if data and len(data) <= _LARGEST and ".." not in path.split("/"):
                    home.parent.mkdir(parents=True, exist_ok=True)
                    home.write_bytes(data)
            return reader(Path(folder), terms, progress)(analysis)

    return read_results
