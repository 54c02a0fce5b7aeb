"""From documents to models: which kind each is, whether it fits, and the rows of the lists it names."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from plancode.document.form import StatedForm
from plancode.document.reader import PlanReading
from plancode.document.syntax import full_width_stop
from plancode.document.yaml_document import Node, YamlDocument
from plancode.findings.place import Place, Route
from plancode.findings.problem import Problem
from plancode.model.base import Document, Keyed, To
from plancode.model.catalogue import model_of
from plancode.model.kinds import DocumentKind
from plancode.model.lists import beside, files_of, tables_of
from plancode.model.naming import AskedName, CalledNames, NamesOfFile, keyed_in, still_mean
from plancode.model.rows import IsLost, ListTable, ModelRow
from plancode.said.value import KindName, Verbatim
from plancode.shape.fields import attribute_names, fields_by_key, models_in
from plancode.shape.keys import which
from plancode.shape.salvage import Salvaged, salvage
from plancode.shape.validate import validate

if TYPE_CHECKING:
    from plancode.said.value import Said

_PATH: Final = re.compile(r"(?<![\w./\\-])[\w./\\-]++")
VERSION: Final = "v1"
_KINDS: Final = frozenset(DocumentKind)
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document that fits its model, and the rows of the CSV files it names, by the route of the naming."""

    document: YamlDocument
    model: Document
    rows: dict[Route, list[ModelRow]] = field(default_factory=dict)
    tables: dict[Route, ListTable] = field(default_factory=dict)
    """The lists whose rows are still to be read, when it is known what everything is called."""
    dropped: dict[Route, list[int]] = field(default_factory=dict)


def load(
    reading: PlanReading, paths: tuple[str, ...], progress: OnProgress | None = None, shelf: "Shelf | None" = None
) -> list[Loaded]:
    """Read and validate the documents of a plan; problems are added to the reading.

    A file that a shelf has with the same text, of an earlier revision, is not read again.
    """
    shelf, files = shelf or Shelf(), list[_LoadedFile]()
    for number, path in enumerate(paths):
        if progress is not None:
            progress(number, len(paths))
        files.append(shelf.load(reading, path))
    names, unread, lost_kinds = _names(files), tuple(reading.unread), frozenset(reading.lost_kinds)

    def is_lost(to: To, name: str) -> bool:
        return any(kind.value in lost_kinds for kind in to.kinds) or any(name in text for text in unread)

    for file in files:
        _read_lists(reading, file, names, is_lost)
        shelf.keep(reading, file)
    if progress is not None:
        progress(len(paths), len(paths))
    return [loaded for file in files for loaded in file.loaded]


def _names(files: Iterable["_LoadedFile"]) -> CalledNames:
    """Return what everything in some files and their lists is called."""
    names = CalledNames()
    for loaded in (loaded for file in files for loaded in file.loaded):
        for model in keyed_in(loaded.model):
            names.take(model)
        for row in (row for rows in loaded.rows.values() for row in rows):
            names.take(row.model)
        for table in loaded.tables.values():
            table.call(names)
    return names


def _read_lists(reading: PlanReading, file: "_LoadedFile", names: CalledNames, is_lost: IsLost) -> None:
    """Read the rows of the lists that the documents of a file name; those of a kept one if names mean other things."""
    if file.is_kept:
        if still_mean(names, file.answers):
            return
        fresh = ((loaded, tables_of(reading, loaded.document, loaded.model)) for loaded in file.loaded)
        file.loaded = [replace(loaded, rows={route: [] for route in loaded.rows}, tables=new) for loaded, new in fresh]
        file.is_kept, file.answers = False, {}

    for loaded in file.loaded:
        for route, table in loaded.tables.items():
            naming = NamesOfFile(names, table.reading.match_by or "", file.answers)
            listed = table.read(naming, is_lost)
            loaded.rows[route] = listed.rows
            reading.problems.extend(listed.problems)
            if listed.problems:
                file.is_sound = False
                reading.unread.append(table.document.text)
        loaded.tables.clear()


def _load_file(reading: PlanReading, path: str) -> list[Loaded]:
    before, unread = len(reading.problems), len(reading.unread)
    documents = reading.read_yaml(path)
    if not documents and len(reading.problems) == before:
        reading.problems.append(Problem(Place(path), code="SHP111"))
    loaded = [loaded for document in documents if (loaded := _load_document(reading, document))]
    for text in dict.fromkeys(reading.unread[unread:]):  # of a file with many faults the same many times
        _lose_lists(reading, path, text)
    return loaded


def _lose_lists(reading: PlanReading, path: str, text: str) -> None:
    """Count the lists that a text names which could not be used as unread too, where nothing else has read them."""
    for name in (path_ for path_ in _PATH.findall(text) if path_.endswith(".csv")):
        file = beside(path, name.replace("\\", "/"))
        listed = reading.peek(file) if file in reading.files and file not in reading.sources else None
        if listed is not None:
            reading.unread.append(listed)


@dataclass(eq=False)
class _LoadedFile:
    """The documents of a file as far as they are loaded: whether all is sound, and what names in its lists meant."""

    path: str
    loaded: list[Loaded]
    documents: tuple[YamlDocument, ...] = ()
    is_sound: bool = True
    is_kept: bool = False
    answers: dict[AskedName, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file whose documents were all sound, with what it and the lists it names say, by how they are read."""

    read: tuple[tuple[str, StatedForm | None, str], ...]
    file: _LoadedFile


class Shelf:
    """Sound files of a plan as they were loaded, so that another revision with the same text shares their documents."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._kept: dict[str, _Kept] = {}

    def load(self, reading: PlanReading, path: str) -> _LoadedFile:
        """Return the documents of a file: those kept, where text and lists are the same, else loaded."""
        kept = self._kept.get(path)
        if kept is not None and all(_same(reading, *one) for one in kept.read):
            reading.documents.extend(kept.file.documents)
            return replace(kept.file, is_kept=True)
        before = (len(reading.problems), len(reading.documents), len(reading.lost_kinds))
        loaded = _load_file(reading, path)
        is_sound = before[0] == len(reading.problems) and before[2] == len(reading.lost_kinds)
        return _LoadedFile(path, loaded, tuple(reading.documents[before[1] :]), is_sound)

    def keep(self, reading: PlanReading, file: _LoadedFile) -> None:
        """Keep a file whose documents and lists are sound."""
        if file.is_kept or not file.is_sound:
            return
        named: list[tuple[str, StatedForm | None]] = [(file.path, None)]
        for entry in file.loaded:
            lists = files_of(entry.model, ())
            named += [(beside(entry.document.path, listed.file), listed.form) for _, listed, _ in lists]
        self._kept[file.path] = _Kept(tuple((*one, reading.look(*one)) for one in named), file)


def _same(reading: PlanReading, path: str, form: StatedForm | None, text: str) -> bool:
    return path in reading.files and reading.look(path, form) == text


def _load_document(reading: PlanReading, document: YamlDocument) -> Loaded | None:
    """Return a document with its model, or with what is left of it without the values that do not fit."""
    kind = _kind(reading, document)
    if isinstance(kind, Problem):
        reading.problems.append(kind)
        reading.unread.append(document.source.text)
        return None
    data: dict[str, object] = dict(document.data) if isinstance(document.data, dict) else {}
    model = validate(model_of(kind), data, document, faulty=document.faulty, nearest=reading.nearest)
    left = salvage(model_of(kind), data) if isinstance(model, list) else Salvaged(model, {})
    if isinstance(model, list):
        reading.problems.extend(model)
        reading.unread.append(document.source.text)
    if left is None or left.dropped:
        reading.lost.append(document.path)
    if left is not None:
        reading.lost_kinds.update(_lost_lists(data, left.model))
    if left is None:
        return None
    tables = tables_of(reading, document, left.model)
    rows: dict[Route, list[ModelRow]] = {route: [] for route, _, _ in files_of(left.model, ())}
    loaded = Loaded(document, left.model, rows, tables, left.dropped)
    document.forget()
    return loaded


def _kind(reading: PlanReading, document: YamlDocument) -> DocumentKind | Problem:
    data = document.data
    if not isinstance(data, dict):
        return _no_mapping(document)
    if "plancode" not in data:
        values: dict[str, Said] = {"path": document.path}
        return _misspelt("plancode", document, data) or Problem(document.place(()), "plain", values, code="SHP113")
    if data["plancode"] != VERSION:
        values = {"found": str(data["plancode"])[:20], "known": VERSION}
        return Problem(document.place(("plancode",)), "plain", values, code="SHP114")
    kind = data.get("kind")
    if isinstance(kind, str) and kind in _KINDS:
        return DocumentKind(kind)
    kinds = tuple(KindName(known, spelled=True) for known in DocumentKind)
    if kind is None:
        misspelt = _misspelt("kind", document, data)
        return misspelt or Problem(document.place(()), "missing", {"kinds": kinds}, code="SHP112")
    holding = [known.value for known in DocumentKind if str(kind).lower() in fields_by_key(model_of(known))]
    told = which({known.value: KindName(known) for known in DocumentKind}, str(kind), reading.nearest)
    if len(holding) == 1 and "meant" not in told:  # `kind: duties`: what is meant is the kind that holds them
        told = {"near": holding[0], "meant": Verbatim(holding[0])}
    values = {"found": str(kind)[:60], "kinds": kinds, **told}
    return Problem(document.place(("kind",)), "near" if values["near"] else "plain", values, code="SHP112")


def _misspelt(key: str, document: YamlDocument, data: Mapping[str, Node]) -> Problem | None:
    """Return that a key every document has stands there in other letters."""
    found = next((name for name in data if name.casefold() == key), None)
    if found is None:
        return None
    values: dict[str, Said] = {"key": found, "near": key, "known": (key,), "meant": Verbatim(key)}
    return Problem(document.place((found,), key=True), "near", values, code="SHP101")


def _no_mapping(document: YamlDocument) -> Problem:
    place = document.place(())
    wide = full_width_stop(document.source.line(place.line)) if isinstance(document.data, str) else None
    if wide:
        return Problem(place, "full_width", {"character": wide[1], "plain": wide[2]}, code="SHP110")
    return Problem(place, "plain", code="SHP110")


def _lost_lists(data: Mapping[str, object], left: Document) -> Iterator[str]:
    """Yield the kinds of entities of which a whole list was written, and taken out because it does not fit."""
    for key, info in fields_by_key(type(left)).items():
        if key in data and attribute_names(type(left))[key] not in left.model_fields_set:
            yield from (row.entity_kind.value for row in models_in(info.annotation) if issubclass(row, Keyed))
