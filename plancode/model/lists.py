"""The lists that documents keep in tables: which there are, in which files, and their columns."""

from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from plancode.document.reader import PlanReading
from plancode.document.yaml_document import YamlDocument
from plancode.findings.place import Route
from plancode.findings.problem import Problem
from plancode.model.base import Document, Keyed
from plancode.model.cell_records import headings_of
from plancode.model.columns import TableReading
from plancode.model.rows import ListTable
from plancode.said.value import Verbatim
from plancode.shape.base import Shape
from plancode.shape.fields import models_in
from plancode.shape.tables import File

if TYPE_CHECKING:
    from plancode.said.value import Said


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


def tables_of(reading: PlanReading, document: YamlDocument, model: Document) -> dict[Route, ListTable]:
    """Return the lists that a document names, as far as they can be read."""
    tables: dict[Route, ListTable] = {}
    for route, file, row in files_of(model, ()):
        table = _table(reading, document, route, file, row)
        if table is None or table.is_unusable:
            reading.lost_kinds.add(row.entity_kind.value)
        if table is not None:
            tables[route] = table
    return tables


def _table(
    reading: PlanReading, document: YamlDocument, route: Route, file: File, model: type[Keyed]
) -> ListTable | None:
    path = beside(document.path, file.file)
    if path not in reading.files:
        place = document.place((*route, "file"))
        values = {"path": path, **_file_meant(reading, document.path, path)}
        reading.problems.append(Problem(place, "plain", values, code="SHP115"))
        return None
    table = reading.read_table(path, file.form, headings_of(model))
    said = TableReading(file.form, file.notation, file.dates, file.counted_in, file.id_from, file.match_by)
    return ListTable(model, table, reading.nearest, said) if table is not None else None


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
