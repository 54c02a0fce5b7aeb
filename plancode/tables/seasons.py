"""The table of seasons from history: what was reached, taken apart, and what would follow if it went on so."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.history import PastAmount
from plancode.analysis.measures import MetricScope
from plancode.calendar.decomposition import Decomposition
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.period import Period, add_months
from plancode.quantity import rounded
from plancode.said.value import Fixed, Said, Term, Verbatim
from plancode.split import spread
from plancode.tables.scopes import measured, metric_ref, scope_cell
from plancode.tables.selection import Selection
from plancode.tables.table import Column, Input, Row, Table, Why

SOURCE: Final = "docs/numbers.md#seasons-from-history"
COLUMNS: Final = (
    Column("metric", "name", groups=True), Column("scope", "name", groups=True), Column("period"),
    Column("amount", "amount"), Column("average", "amount", detail=True), Column("season_ratio", "text", detail=True),
    Column("season_index", "text"), Column("deseasonalised", "amount"), Column("forecast", "amount"),
)  # fmt: skip
_MONTHS: Final = {1: 12, 3: 4}
"""How many periods a year has, by how many months one has."""
_PLACES: Final = 4
_TENTH: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class _Series:
    """What was reached of a metric by a scope in months or quarters without a gap."""

    records: tuple[PastAmount, ...]
    months: int

    @property
    def parts(self) -> Decomposition:
        """The amounts taken apart into level, season and rest."""
        start = (self.records[0].period.start.month - 1) // self.months
        return Decomposition([record.amount for record in self.records], _MONTHS[self.months], start)

    def after(self, number: int) -> Period:
        """Return the n-th period after the last one, from 0."""
        start = add_months(self.records[-1].period.end, self.months * number)
        end = add_months(start, self.months)
        quarter = f"Q{(start.month - 1) // self.months + 1}"
        return Period(start, end, f"{start.year}-{quarter if self.months > 1 else f'{start.month:02}'}")


def seasons_table(analysis: Analysis, selection: Selection) -> Table:
    """Return every series of two whole years or more, and a year ahead of it."""
    rows: list[Row] = []
    notes: list[Term] = []
    for (metric, scope), series in _all_series(analysis, selection):
        parts = series.parts
        if parts.indices:
            rows += _rows(analysis, metric, scope_cell(analysis.graph, scope), series, parts)
            notes += _notes(analysis, metric, scope_cell(analysis.graph, scope), series, parts)
    return Table(COLUMNS, tuple(rows), Term("empty_table.seasons"), name="seasons", notes=tuple(notes))


def _all_series(analysis: Analysis, selection: Selection) -> Iterator[tuple[MetricScope, _Series]]:
    for metric, scope in analysis.history.kept:
        if selection.team is None or ("team", selection.team) in scope:
            for months in _MONTHS:
                run = _latest_run(analysis.history.records(metric, scope), months)
                if run:
                    yield (metric, scope), _Series(run, months)
                    break


def _latest_run(records: tuple[PastAmount, ...], months: int) -> tuple[PastAmount, ...]:
    """Return the last periods of so many months that follow each other without a gap."""
    run: list[PastAmount] = []
    for record in records:
        start, end = record.period.start, record.period.end
        if start.day == 1 and end == add_months(start, months) and (start.month - 1) % months == 0:
            run = [*run, record] if run and run[-1].period.end == start else [record]
    return tuple(run)


def _rows(analysis: Analysis, metric: str, scope: Said, series: _Series, parts: Decomposition) -> Iterator[Row]:
    head, holder = (metric_ref(analysis.graph, metric), scope), series.records[-1].holder

    def said(value: Decimal | None) -> Said:
        return measured(analysis.measures, metric, value)

    for number, record in enumerate(series.records):
        index, ratio = parts.indices[parts.place(number)], parts.ratios[number]
        why = _why(said(parts.deseasonalised[number]), said(record.amount), index, record.holder)
        yield Row(
            (
                *head, record.period, said(record.amount), said(parts.averages[number]),
                Fixed(ratio, _PLACES) if ratio is not None else None, Fixed(index, _PLACES),
                said(parts.deseasonalised[number]), None,
            ),
            partial(_only, why),
        )  # fmt: skip
    for ahead in range(parts.length):
        number = len(series.records) + ahead
        forecast, index = parts.forecast(number), parts.indices[parts.place(number)]
        trend = forecast / index if forecast is not None and index else None
        why = _why(said(forecast), said(trend), index, holder, "seasons.forecast")
        cells = (*head, series.after(ahead), None, None, None, Fixed(index, _PLACES), None, said(forecast))
        yield Row(cells, partial(_only, why))


def _only(why: Why) -> tuple[Why, ...]:
    return (why,)


def _why(value: Said, of: Said, index: Decimal, holder: Entity[Keyed], formula: str = "seasons.deseasonalised") -> Why:
    inputs = (
        Input(Term(f"input.{formula.removeprefix('seasons.')}"), of, place=holder.place("amount")),
        Input(Term("input.season_index"), Fixed(index, _PLACES), "text"),
    )
    return Why(formula, value, "amount", inputs, (), SOURCE)


def _notes(analysis: Analysis, metric: str, scope: Said, series: _Series, parts: Decomposition) -> Iterator[Term]:
    """Yield how the indices were found, the trend, and the profile that they make."""
    names = (("metric", metric_ref(analysis.graph, metric)), ("scope", scope))
    whole = rounded(sum((mean or Decimal(0) for mean in parts.means), Decimal(0)), _PLACES)
    yield Term("note.seasons", (*names, ("count", len(series.records)), ("whole", whole), ("length", parts.length)))
    if parts.trend is not None:
        level, slope = (measured(analysis.measures, metric, rounded(part, 2)) for part in parts.trend)
        yield Term("note.seasons_trend", (*names, ("level", level), ("slope", slope)))
    yield Term("note.seasons_profile", (*names, ("profile", Verbatim(_profile(series, parts)))))


def _profile(series: _Series, parts: Decomposition) -> str:
    """Return the shares of a profile, in tenths of a percent that add up to the whole."""
    shares = [f"{(share * 100).normalize():f}%" for share in spread(Decimal(1), parts.indices, _TENTH)]
    if series.months == 1:
        return f"months: [{', '.join(shares)}]"
    year = series.records[-1].period.last.year + 1
    return "periods: {" + ", ".join(f"{year}-Q{place}: {share}" for place, share in enumerate(shares, 1)) + "}"
