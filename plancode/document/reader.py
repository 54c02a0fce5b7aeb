"""From a tree to documents: which files belong to a plan, and everything that is wrong with their text."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

from plancode.document.compose import Composed, compose
from plancode.document.csv_document import read_csv
from plancode.document.engine import log_of
from plancode.document.engine_document import is_engine_table, read_engine_table
from plancode.document.form import PLAIN, StatedForm
from plancode.document.limits import Limits
from plancode.document.sheet_document import is_workbook, read_sheet
from plancode.document.signs import named, signs_in
from plancode.document.source import SourceText, decode, decode_table
from plancode.document.table_document import TableDocument
from plancode.document.yaml_document import YamlDocument
from plancode.findings.likeness import Nearest
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.said.value import Said
from plancode.tree.interface import EntryKind, Tree, TreeEntry, Unreadable

_RESERVED: Final = re.compile("(?:con|prn|aux|nul|(?:com|lpt)[1-9\u00b9\u00b2\u00b3]) *(?:[.]|\\Z)", re.IGNORECASE)
_SIGNS: Final = re.compile(r'[<>:"|?*\\]')
"""What no name on Windows has in it."""
_UNMERGED: Final = re.compile(
    r"^<{7}(?: [^\n]*)?$(?=(?:(?!^<{7} )[\s\S])*?^={7}$(?:(?!^<{7} )[\s\S])*?^>{7}(?: |$))", re.MULTILINE
)
"""The first line of two versions that git could not join; the others follow."""
YAML_ENDINGS: Final = (".yaml", ".yml")


@dataclass
class PlanReading:
    """What has been read so far: documents by file, problems, and how many bytes it took.

    `unread` holds the text of what could not be used in whole, `lost` the files of documents not usable at all,
    `lost_kinds` the kinds of entities of which a whole list is missing. `nearest` is the patience to propose names.
    """

    tree: Tree
    limits: Limits
    documents: list[YamlDocument] = field(default_factory=list)
    sources: dict[str, SourceText] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    lost_kinds: set[str] = field(default_factory=set)
    undecoded: dict[str, str] = field(default_factory=dict)
    """The digests of files that are no text."""
    tables: list[TableDocument] = field(default_factory=list)
    size: int = 0
    nearest: Nearest = field(default_factory=Nearest)

    @cached_property
    def entries(self) -> tuple[TreeEntry, ...]:
        """Everything in the tree, listed once."""
        return self.tree.entries()

    @cached_property
    def files(self) -> frozenset[str]:
        """The paths of all regular files."""
        return frozenset(entry.path for entry in self.entries if entry.kind is EntryKind.FILE)

    def read_yaml(self, path: str) -> list[YamlDocument]:
        """Read one file of documents."""
        source = self.read_text(path)
        if source is None or self._is_unmerged(source):
            return []
        composed: Composed = compose(source, self.limits)
        self.problems.extend(composed.problems)
        self.unread.extend(composed.unread)
        self.lost.extend(path for _ in composed.unread)
        self.documents.extend(composed.documents)
        return composed.documents

    def read_table(self, path: str, form: StatedForm = PLAIN, names: Collection[str] = ()) -> TableDocument | None:
        """Read one list; `names` are the columns that are looked for."""
        if is_workbook(path) or is_engine_table(path):
            return self._read_bytes(path, form, names)
        source = self.read_text(path, form)
        if source is None or self._is_unmerged(source):
            return None
        document, problems = read_csv(source, self.limits, form, names)
        self.problems.extend(problems)
        if problems:
            self.unread.append(source.text)
        self.tables += [document] if document is not None else []
        return document

    def look(self, path: str, form: StatedForm | None = None) -> str:
        """Return what a file says: its text, or the digest of what is no text; a table has a form."""
        if form is None or not (is_workbook(path) or is_engine_table(path)):
            source = self.read_text(path, form)
            return source.text if source is not None else ""
        if path not in self.undecoded:
            self._whole(path)
        return self.undecoded.get(path, "")

    def _whole(self, path: str) -> tuple[bytes, bytes] | None:
        """Return what is no text, with what was not written into it yet; its digest is kept."""
        data, log = self._read(path), str(log_of(PurePosixPath(path)))
        beside = self._read(log) if data is not None and is_engine_table(path) and log in self.files else b""
        if data is None or beside is None:
            return None
        self.undecoded[path] = hashlib.sha256(data + beside).hexdigest()
        return data, beside

    def _read_bytes(self, path: str, form: StatedForm, names: Collection[str]) -> TableDocument | None:
        read = self._whole(path)
        if read is None:
            return None
        data, log = read
        document: TableDocument | None
        if is_workbook(path):
            document, problems = read_sheet(path, data, self.limits, form, names)
        else:
            document, problems = read_engine_table(path, data, self.limits, form, log)
        self.problems.extend(problems)
        if document is None:
            self.lost.append(path)
        self.tables += [document] if document is not None else []
        return document

    def read_text(self, path: str, form: StatedForm | None = None) -> SourceText | None:
        """Read the text of a file once, within the limits; that of a table with its form."""
        if path in self.sources:
            return self.sources[path]
        data = self._read(path)
        if data is None:
            return None
        source = decode(path, data) if form is None else decode_table(path, data, form.encoding)
        if isinstance(source, Problem):
            self.problems.append(source)
            self.unread.append(data.decode("utf-8", "replace"))
            self.lost.append(path)
            self.undecoded[path] = hashlib.sha256(data).hexdigest()
            return None
        self.sources[path] = source
        return source

    def peek(self, path: str) -> str | None:
        """Return the text of a file that is perhaps no part of the plan: what is wrong with it is not said."""
        try:
            data = self.tree.read(path, self.limits.file_bytes)
        except Unreadable:
            return None
        source = decode(path, data) if len(data) <= self.limits.file_bytes else None
        return source.text if isinstance(source, SourceText) else None

    def _is_unmerged(self, source: SourceText) -> bool:
        """Tell of every place where git left two versions; where there is one, nothing of the file is the plan."""
        unmerged = [(found.start(), found.end()) for found in _UNMERGED.finditer(source.text)]
        if not unmerged:
            return False
        self.problems.extend(Problem(source.place(start, end), code="TXT118") for start, end in unmerged)
        self.unread.append(source.text)
        self.lost.append(source.path)
        return True

    def _read(self, path: str) -> bytes | None:
        try:
            data = self.tree.read(path, self.limits.file_bytes)
        except Unreadable as error:
            self._lost("TXT101", path, "plain", reason=error.reason)
            return None
        if len(data) > self.limits.file_bytes:
            self._lost("TXT104", path, "file", limit=self.limits.file_bytes)
            return None
        self.size += len(data)
        if self.size > self.limits.total_bytes:
            self._lost("TXT104", path, "total", limit=self.limits.total_bytes)
            return None
        return data

    def _lost(self, code: str, path: str, variant: str, **values: Said) -> None:
        """Note that nobody knows what a file says."""
        self._problem(code, path, variant, **values)
        self.lost.append(path)

    def _problem(self, code: str, path: str, variant: str, **values: Said) -> None:
        self.problems.append(Problem(Place(path), variant, values, code=code))


def check_entries(entries: tuple[TreeEntry, ...], limits: Limits) -> list[Problem]:
    """Return what is wrong with the names and kinds of the files that belong to a plan."""
    problems = [problem for entry in entries for problem in _odd_entry(entry)]
    problems += _unheld_names(entries)
    files = [entry.path for entry in entries if entry.kind is EntryKind.FILE and is_yaml(entry.path)]
    if len(files) > limits.files:
        values: dict[str, Said] = {"limit": limits.files, "found": len(files)}
        problems.append(Problem(Place(files[limits.files]), "files", values, code="TXT104"))
    same: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        same[unicodedata.normalize("NFC", entry.path).casefold()].append(entry.path)
    twins = ((Place(paths[0]), Place(paths[1])) for paths in same.values() if len(paths) > 1)
    return problems + [
        Problem(second, "same_name", {"other": first.path}, related=(first,), code="TXT114") for first, second in twins
    ]


def is_reserved(name: str) -> bool:
    """Whether Windows cannot have a file of a name."""
    return _RESERVED.match(name) is not None or name.endswith((".", " "))


def _unheld(path: str) -> tuple[str, str, Said] | None:
    """Return the first folder or file of a path that Windows cannot hold: up to it, why, and its name or sign."""
    parts = path.split("/")
    for number, name in enumerate(parts, 1):
        above = "/".join(parts[:number])
        if sign := _SIGNS.search(name):
            return above, "sign", sign[0]
        if name.endswith((".", " ")):
            return above, "end", name
        if is_reserved(name):
            return above, "reserved", name
    return None


def _unheld_names(entries: tuple[TreeEntry, ...]) -> Iterator[Problem]:
    """Yield each name that Windows cannot hold, of a folder at the first file in it."""
    told = set()
    for entry in entries:
        unheld = _unheld(entry.path) if entry.kind is not EntryKind.ODD_NAME else None
        if unheld is not None and unheld[0] not in told:
            told.add(unheld[0])
            yield Problem(Place(entry.path), unheld[1], {"name": unheld[2]}, code="TXT114")


def is_yaml(path: str) -> bool:
    """Whether a path ends like a YAML file."""
    return path.lower().endswith(YAML_ENDINGS)


def _odd_entry(entry: TreeEntry) -> list[Problem]:
    place = Place(entry.path)
    if entry.kind in (EntryKind.LINK, EntryKind.SPECIAL, EntryKind.FOLDER):
        return [Problem(place, entry.kind.value, code="TXT101")] if is_yaml(entry.path) else []
    if entry.kind is EntryKind.UNLISTED or (entry.kind is EntryKind.UNREADABLE and is_yaml(entry.path)):
        return [Problem(place, "unreadable", code="TXT101")]
    if entry.kind is EntryKind.ODD_NAME:
        return [Problem(place, "odd_name", code="TXT114")]
    if sign := next(signs_in(entry.path), None):
        return [Problem(place, "hidden", {"character": named(sign[0])}, code="TXT114")]
    return []
