"""The sheets of a plan's workbook: a row for each thing, each cell with the place of the plan that it stands for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.document.csv_document import CsvDocument
from plancode.document.yaml_document import YamlDocument
from plancode.exchange.workbook.cells import BookWords, CellValue, fits, value_of
from plancode.exchange.workbook.columns import BookColumn, MappedKeys, columns_of
from plancode.findings.place import Route
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.locale.catalogue import Language
from plancode.model.actions import Action
from plancode.model.base import Keyed, coded
from plancode.model.kinds import EntityKind
from plancode.model.naming import CalledNames
from plancode.model.plan import Skill
from plancode.model.responsibilities import Duty
from plancode.model.rubric import Kpi
from plancode.model.team import Person
from plancode.model.territories import Account, Territory
from plancode.said.value import KindName, Term, Verbatim

_SHEETS: Final[dict[str, type[Keyed]]] = {
    "people": Person, "territories": Territory, "accounts": Account, "actions": Action, "duties": Duty, "kpis": Kpi,
}  # fmt: skip
"""Sheets that have a row for each thing of a kind."""
_WITHIN: Final[dict[type[Keyed], EntityKind]] = {Kpi: EntityKind.RUBRIC}
"""What is a part of something else, so that the sheet tells of which; new ones take more than cells can say."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the plan a cell stands: a field of an entity, or of a new one like it for another period."""

    entity: Entity[Keyed]
    route: Route
    period: str = ""


@dataclass(frozen=True, slots=True)
class BookCell:
    """What a cell says, and the place of the plan that it stands for; without one nothing is to be written into it.

    A `formula` names cells of its row by their columns: `[amount]*0.25`; those of another row by its key, too.
    """

    value: CellValue = None
    spot: Spot | None = None
    formula: str = ""


@dataclass(frozen=True, slots=True)
class BookRow:
    """A row, and what it is known by whatever becomes of its cells."""

    key: str
    cells: tuple[BookCell, ...]


@dataclass(frozen=True)
class BookSheet:
    """A sheet: its name, the columns, and the rows; `model` is that of the things that new rows of it are."""

    name: str
    columns: tuple[BookColumn, ...]
    rows: tuple[BookRow, ...]
    model: type[Keyed] | None = None

    @property
    def title(self) -> Term:
        """What it is called."""
        return Term(f"book.sheet.{self.name}")

    @property
    def help(self) -> Term:
        """What is to be done with it."""
        return Term(f"book.help.{self.name}")

    def index(self, key: str) -> int:
        """Return the place of a column."""
        return next(number for number, column in enumerate(self.columns) if column.key == key)

    @cached_property
    def lines(self) -> dict[str, int]:
        """The place of each row."""
        return {row.key: number for number, row in enumerate(self.rows)}


@dataclass(eq=False)
class BookPlan:
    """A plan that is put into sheets: as it is written (`graph`), and its figures."""

    graph: PlanGraph
    analysis: Analysis
    language: Language

    @cached_property
    def words(self) -> BookWords:
        """How names and words stand in cells."""
        names = CalledNames()
        for entity in self.graph.entities.values():
            names.take(entity.model)
        return BookWords(names, self.language)

    @cached_property
    def mapped(self) -> MappedKeys:
        """The skills of the plan, and the systems that have codes."""
        skills = tuple((one.model.id, one.ref) for one in self.graph.all(Skill))
        systems = dict.fromkeys(system for one in self.graph.entities.values() for system, _ in coded(one.model))
        return {"skills": skills, "needs": skills, "codes": tuple((name, Verbatim(name)) for name in systems)}


def entity_sheets(plan: BookPlan, is_for: Callable[[Entity[Keyed]], bool]) -> Iterator[BookSheet]:
    """Yield the sheets with a row for each thing of a kind; those that are for somebody."""
    for name, model in _SHEETS.items():
        entities = [entity for entity in plan.graph.all(model) if is_for(entity)]
        if entities:
            yield _used(_sheet(plan, name, model, entities))


def _sheet(plan: BookPlan, name: str, model: type[Keyed], entities: Sequence[Entity[Keyed]]) -> BookSheet:
    columns, has_home = columns_of(model, plan.mapped), model in _WITHIN
    rows = (
        BookRow(one.key.id, (*_home(plan, one, told=has_home), *(_cell(plan, one, column) for column in columns)))
        for one in entities
    )
    home = (BookColumn("home", KindName(_WITHIN[model].value)),) if has_home else ()
    return BookSheet(name, (*home, *columns), tuple(rows), None if has_home else model)


def _home(plan: BookPlan, entity: Entity[Keyed], *, told: bool) -> tuple[BookCell, ...]:
    """Return what something is a part of, where its id means it only together with that."""
    above = plan.graph.entities.get(entity.parent) if entity.parent is not None else None
    return (BookCell(above.model.label if above is not None else None),) if told else ()


def _cell(plan: BookPlan, entity: Entity[Keyed], column: BookColumn) -> BookCell:
    value = value_of(entity.model, column, plan.words)
    if column.key == "territory" and value is None and isinstance(entity.model, Account):
        home = plan.graph.entities.get(entity.parent) if entity.parent is not None else None
        if home is not None and isinstance(home.model, Territory):
            return BookCell(home.model.label)
    is_open = column.key != "id" and fits(entity.model, column) and can_write(entity, column.route)
    return BookCell(value, Spot(entity, column.route) if is_open else None)


def can_write(entity: Entity[Keyed], route: Route) -> bool:
    """Whether another value can be written where an entity stands: into YAML, or the column of a CSV file."""
    document = entity.origin.document
    if isinstance(document, CsvDocument):
        return heading_of(document, route) is not None
    return isinstance(document, YamlDocument)


def heading_of(document: CsvDocument, route: Route) -> str | None:
    """Return the heading of the column that has a field in plancode's own way of writing; None where none has."""
    key, arranged = ".".join(map(str, route)), document.arrangement
    fields = arranged.fields if arranged is not None else {name: at for at, name in enumerate(document.header)}
    number = fields.get(key)
    if number is None or number in document.stands_at or (arranged is not None and arranged.made):
        return None
    beside = any(name.startswith(f"{key}.") for name in fields)
    read = document.columns_read.get(number)
    is_own = read is None or (read.decimal in ("", ".") and not read.dates and not read.unit)
    return document.header[number] if is_own and not beside else None


def _used(sheet: BookSheet) -> BookSheet:
    """Return a sheet without the columns that no row fills, and none can."""
    rows = [row.cells for row in sheet.rows]
    kept = [
        number
        for number in range(len(sheet.columns))
        if any(cells[number].spot is not None or cells[number].value is not None for cells in rows)
    ]
    return replace(
        sheet,
        columns=tuple(sheet.columns[number] for number in kept),
        rows=tuple(BookRow(row.key, tuple(row.cells[number] for number in kept)) for row in sheet.rows),
    )
