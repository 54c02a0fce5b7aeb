"""From documents to models: which kind each is, whether it fits, and the rows of the lists it names."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from plancode.document.form import StatedForm
from plancode.document.reader import PlanReading
from plancode.document.syntax import full_width_stop
from plancode.document.yaml_document import Node, YamlDocument
from plancode.findings.place import Place, Route
from plancode.findings.problem import Problem
from plancode.model.base import Document, Keyed
from plancode.model.catalogue import model_of
from plancode.model.cell_records import headings_of
from plancode.model.columns import TableReading
from plancode.model.kinds import DocumentKind
from plancode.model.rows import ModelRow, read_rows
from plancode.said.value import KindName, Verbatim
from plancode.shape.base import Shape
from plancode.shape.fields import attribute_names, fields_by_key, models_in
from plancode.shape.keys import which
from plancode.shape.salvage import Salvaged, salvage
from plancode.shape.tables import File
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
    dropped: dict[Route, list[int]] = field(default_factory=dict)


def load(
    reading: PlanReading, paths: tuple[str, ...], progress: OnProgress | None = None, shelf: "Shelf | None" = None
) -> list[Loaded]:
    """Read and validate the documents of a plan; problems are added to the reading.

    A file that a shelf has with the same text, of an earlier revision, is not read again.
    """
    loaded: list[Loaded] = []
    for number, path in enumerate(paths):
        if progress is not None:
            progress(number, len(paths))
        loaded += shelf.load(reading, path) if shelf is not None else _load_file(reading, path)
    if progress is not None:
        progress(len(paths), len(paths))
    return loaded


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


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file whose documents were all sound, with what it and the lists it names say, by how they are read."""

    read: tuple[tuple[str, StatedForm | None, str], ...]
    documents: tuple[YamlDocument, ...]
    loaded: list[Loaded]


class Shelf:
    """Sound files of a plan as they were loaded, so that another revision with the same text shares their documents."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._kept: dict[str, _Kept] = {}

    def load(self, reading: PlanReading, path: str) -> list[Loaded]:
        """Return the documents of a file: those kept, where text and lists are the same, else loaded and kept."""
        kept = self._kept.get(path)
        if kept is not None and all(_same(reading, *one) for one in kept.read):
            reading.documents.extend(kept.documents)
            return kept.loaded
        before = (len(reading.problems), len(reading.documents), len(reading.lost_kinds))
        loaded = _load_file(reading, path)
        if before[0] == len(reading.problems) and before[2] == len(reading.lost_kinds):
            named: list[tuple[str, StatedForm | None]] = [(path, None)]
            for entry in loaded:
                lists = files_of(entry.model, ())
                named += [(beside(entry.document.path, file.file), file.form) for _, file, _ in lists]
            read = tuple((*one, reading.look(*one)) for one in named)
            self._kept[path] = _Kept(read, tuple(reading.documents[before[1] :]), loaded)
        return loaded


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
    loaded = Loaded(document, left.model, dropped=left.dropped)
    for route, file, row in files_of(left.model, ()):
        loaded.rows[route] = _rows(reading, document, route, file, row)
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


def files_of(model: Shape, route: Route) -> Iterator[tuple[Route, File, type[Keyed]]]:
    """Yield every list that is kept in a file: the route of its naming, the file, and the model of its rows."""
    for attribute, step, row in _lists_of(type(model)):
        value = getattr(model, attribute)
        if isinstance(value, File) and row is not None:
            yield (*route, step), value, row
        elif isinstance(value, tuple) and (row is None or _lists_of(row)):
            for index, item in enumerate(value):
                yield from files_of(item, (*route, step, index))


@cache
def _lists_of(model: type[Shape]) -> tuple[tuple[str, str, type[Keyed] | None], ...]:
    """Return the fields of a model that may name a file, or hold models that do; with the model of a file's rows."""
    fields: list[tuple[str, str, type[Keyed] | None]] = []
    for name, info in model.model_fields.items():
        models = set(models_in(info.annotation))
        row = next((keyed for keyed in models if issubclass(keyed, Keyed)), None)
        if File in models:
            fields.append((name, info.alias or name, row))
        elif row is not None and _lists_of(row):
            fields.append((name, info.alias or name, None))
    return tuple(fields)


def _lost_lists(data: Mapping[str, object], left: Document) -> Iterator[str]:
    """Yield the kinds of entities of which a whole list was written, and taken out because it does not fit."""
    for key, info in fields_by_key(type(left)).items():
        if key in data and attribute_names(type(left))[key] not in left.model_fields_set:
            yield from (row.entity_kind.value for row in models_in(info.annotation) if issubclass(row, Keyed))


def _rows(reading: PlanReading, document: YamlDocument, route: Route, file: File, model: type[Keyed]) -> list[ModelRow]:
    path = beside(document.path, file.file)
    if path not in reading.files:
        place = document.place((*route, "file"))
        values = {"path": path, **_file_meant(reading, document.path, path)}
        reading.problems.append(Problem(place, "plain", values, code="SHP115"))
    table = reading.read_table(path, file.form, headings_of(model)) if path in reading.files else None
    listed = (
        read_rows(model, table, reading.nearest, TableReading(file.form, file.notation, file.dates, file.counted_in))
        if table is not None
        else None
    )
    if listed is None or listed.unusable:
        reading.lost_kinds.add(model.entity_kind.value)
    if listed is None:
        return []
    if table is not None and listed.problems:
        reading.unread.append(table.text)
    reading.problems.extend(listed.problems)
    return listed.rows


def _file_meant(reading: PlanReading, document: str, path: str) -> "dict[str, Said]":
    """Return which list of the folder, or below it, is meant by a path that there is none at."""
    folder = document.rpartition("/")[0]
    below = [file for file in reading.files if file.startswith(f"{folder}/" if folder else "")]
    asked = path.casefold()
    same = [file for file in below if file.casefold() == asked] or [
        file for file in below if file.casefold().rpartition("/")[2] == asked.rpartition("/")[2]
    ]
    return {"meant": Verbatim(same[0].removeprefix(f"{folder}/"))} if len(same) == 1 else {}


def beside(path: str, file: str) -> str:
    """Return the path of a file that a document at a path names."""
    parts = [part for part in file.split("/") if part not in ("", ".")]
    return "/".join((*PurePosixPath(path).parent.parts, *parts))
