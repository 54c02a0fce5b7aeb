"""What was reached this year, as the history that the next plan is held against."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.document.csv_document import CsvDocument, read_csv
from plancode.document.reader import PlanReading
from plancode.edit.edits import EditValue, Plain
from plancode.graph.entity import Entity
from plancode.locale.catalogue import Language, word
from plancode.model.calendar import CalendarDocument, Profile
from plancode.model.lists import beside
from plancode.model.targets import HistoryRow, TargetsDocument
from plancode.model.team import Person, Team
from plancode.outset.leaving import Leaving
from plancode.outset.rewriting import Rewriting
from plancode.outset.times import between
from plancode.quantity import PLACES, rounded
from plancode.scorecard.measured import Measured
from plancode.scorecard.results import Results
from plancode.scorecard.stretches import Stretch
from plancode.shape.tables import File
from plancode.split import share_out

_UNITS: Final = {"days": "d", "hours": "h"}
_MONTHS: Final = 12
_COLUMNS: Final = ("team", "person", "period", "amount")
_WHOLE: Final = Decimal(100)
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class PastResult:
    """What a scope reached in a metric in a period."""

    metric: str
    scope: Scope
    period: str
    amount: Decimal


class Reached:
    """The results of a plan, where they are known: of periods that are over, of which no row lacks."""

    def __init__(self, analysis: Analysis, results: Results | None) -> None:
        """Take the figures and results of a plan."""
        self.analysis = analysis
        self.measured = Measured(results) if results is not None else None

    def amount(self, metric: str, scope: Scope, stretch: Stretch) -> Decimal | None:
        """Return what was reached in a stretch; None where that is not known, or not over."""
        measured = self.measured
        if measured is None or not stretch.is_over(self.analysis.as_of) or not measured.reaches(metric, stretch.period):
            return None
        return measured.actual(metric, scope, stretch).amount

    def of(self, metric: str, gone: Leaving) -> Iterator[PastResult]:
        """Yield what is known: of teams each period, or the whole where it does not add up; of people the whole."""
        graph, periods, whole = self.analysis.graph, self.periods, self.whole
        by_period = self.analysis.measures.adds_over_time(metric)
        for team in graph.all(Team):
            scope: Scope = (("team", team.model.id),)
            amounts = [(one, self.amount(metric, scope, one)) for one in (periods if by_period else (whole,))]
            yield from (PastResult(metric, scope, _name(one), amount) for one, amount in amounts if amount is not None)
        for person in graph.all(Person):
            scope = (("person", person.model.id),)
            amount = self.amount(metric, scope, whole) if not gone.has(person) and not person.model.open else None
            if amount is not None:
                yield PastResult(metric, scope, _name(whole), amount)

    @property
    def periods(self) -> tuple[Stretch, ...]:
        """The periods of the plan."""
        return tuple(Stretch(period, (number,)) for number, period in enumerate(self.analysis.horizon.periods))

    @property
    def whole(self) -> Stretch:
        """The whole plan."""
        return Stretch(self.analysis.horizon.plan, tuple(range(len(self.analysis.horizon.periods))))

    def season(self, metric: str) -> tuple[Decimal, ...]:
        """Return the shares of the twelve months of a year, in percent; none where a month is not known."""
        root = self.analysis.graph.root_team
        months = [one for one in self.periods if between(one.period.start, one.period.last).count("-") == 1]
        scope: Scope = (("team", root),) if root is not None else ()
        amounts = [self.amount(metric, scope, month) for month in months]
        known = [amount for amount in amounts if amount is not None and amount > 0]
        if len(known) != _MONTHS or len(amounts) != _MONTHS or months[0].period.start.month != 1:
            return ()
        return tuple(row[0] for row in share_out([_WHOLE], [[amount] for amount in known], _TENTH))


def tell_history(
    reached: Reached, reading: PlanReading, gone: Leaving, into: Rewriting
) -> tuple[dict[str, bytes], int]:
    """Write what was reached into the history of each metric that has targets.

    Returns new lists by path, for metrics without any history so far, and how many figures there are.
    """
    graph, lists, count = reached.analysis.graph, dict[str, bytes](), 0
    documents = [entity for entity in graph.all(TargetsDocument) if not gone.has(entity)]
    kept = {row.model.own_id for row in graph.all(HistoryRow)}
    for metric in dict.fromkeys(entity.model.metric for entity in documents):
        home = min((one for one in documents if one.model.metric == metric), key=_is_beside)
        rows = [_cells(past, reached.analysis) for past in reached.of(metric, gone)]
        rows = [row for row in rows if kept.isdisjoint(_own_ids(row, metric))]
        if rows and not home.model.history:
            path, data = _new_list(home, rows, reading)
            into.put(home.origin.document, ("history",), {"file": path.rpartition("/")[2]})
            lists[path] = data
            count += len(rows)
        else:
            count += sum(_tell(home, row, metric, reading, into) for row in rows)
    return lists, count


def _own_ids(row: Mapping[str, str], metric: str) -> set[str]:
    """Return the ids that a row of the history may have: its document may state the metric, or the row itself."""
    return {HistoryRow.model_validate(one).own_id for one in (row, {**row, "metric": metric})}


def _new_list(
    home: Entity[TargetsDocument], rows: Sequence[Mapping[str, str]], reading: PlanReading
) -> tuple[str, bytes]:
    """Return the path and the text of a list beside a document."""
    folder, slash, _ = home.place().path.rpartition("/")
    names = (f"{folder}{slash}{home.model.metric}-history{more}.csv" for more in ("", *range(2, 100)))
    path = next(name for name in names if name not in reading.files)
    header = [name for name in _COLUMNS if any(name in row for row in rows)]
    text = StringIO(newline="")
    table = csv.DictWriter(text, header, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return path, text.getvalue().encode()


def _is_beside(entity: Entity[TargetsDocument]) -> tuple[bool, bool]:
    """Whether a document has no history, and is about a part only: the history of a metric stands where it does not."""
    top = entity.model.target
    return not entity.model.history, top is None or not {name for name, _ in top.dimensions} <= {"team"}


def _cells(past: PastResult, analysis: Analysis) -> dict[str, str]:
    unit = analysis.measures.unit(past.metric)
    places = PLACES if unit == "percent" else analysis.measures.places(past.metric)
    number = rounded(past.amount * (_WHOLE if unit == "percent" else 1), places)
    text = f"{number.normalize():f}" + ("%" if unit == "percent" else _UNITS.get(unit or "", ""))
    return dict(past.scope) | {"period": past.period, "amount": text}


def _tell(
    home: Entity[TargetsDocument], row: dict[str, str], metric: str, reading: PlanReading, into: Rewriting
) -> int:
    """Write a row where the history of a metric stands: in its document, or in the list that this names."""
    document, listed = home.origin.document, home.model.history
    if not isinstance(listed, File):
        plain: dict[str, EditValue] = {name: Plain(text) for name, text in row.items()}
        into.add(document, ("history",), plain)
        return 1
    table = table_at(reading, beside(document.place(()).path, listed.file))
    cells = row | ({"metric": metric} if table is not None and "metric" in table.header else {})
    if table is None or not cells.keys() <= set(table.header):
        return 0
    into.row(table, cells)
    return 1


def table_at(reading: PlanReading, path: str) -> CsvDocument | None:
    """Return a list of the plan by its path."""
    source = reading.sources.get(path)
    return read_csv(source, reading.limits)[0] if source is not None else None


def propose_season(reached: Reached, gone: Leaving, language: Language, into: Rewriting) -> str | None:
    """Write the shares of the months of this year beside the profiles of the calendar; return the metric, if any."""
    graph, metric = reached.analysis.graph, reached.analysis.main_metric
    calendar = next((one for one in graph.all(CalendarDocument) if not gone.has(one)), None)
    if metric is None or calendar is None or not reached.analysis.measures.adds_over_time(metric):
        return None
    year = str(reached.analysis.horizon.plan.start.year)
    shares, name = reached.season(metric), f"{metric}-{year}"
    if not shares or graph.find(Profile, name) is not None:
        return None
    title = word("outset.season", language).format(year=year)
    months: list[EditValue] = [Plain(f"{share.normalize():f}%") for share in shares]
    profile: dict[str, EditValue] = {"id": name, "title": title, "metric": metric, "months": months}
    into.add(calendar.origin.document, ("profiles",), profile)
    return name


def _name(stretch: Stretch) -> str:
    """Return the name of a period as it is written when the plan that knew it is over: in days, or of the calendar."""
    return between(stretch.period.start, stretch.period.last)
