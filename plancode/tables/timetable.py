"""The table of time: working days, holidays, season, events and actions of each period."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.targets import Target
from plancode.calendar.official import data_version, official_days
from plancode.calendar.working import WorkingCalendar
from plancode.graph.entity import Entity
from plancode.locale.catalogue import Language
from plancode.model.actions import Action
from plancode.model.calendar import CalendarDocument, Event
from plancode.period import Period
from plancode.said.value import Joined, PlanWord, Said, Term
from plancode.tables.scopes import measured, metric_ref
from plancode.tables.selection import Selection, TimeSpan
from plancode.tables.table import Cells, Column, Input, Row, Table, Why
from plancode.tables.targets import cut_notes
from plancode.tables.week import week_of

_DAY: Final = timedelta(days=1)
SOURCE: Final = "docs/numbers.md#season"
COLUMNS: Final = (
    Column("period"), Column("working_days", "count"), Column("target", "amount"), Column("index", "ratio"),
    Column("season", "word"), Column("holidays", aside=True), Column("events", aside=True),
    Column("starts", title=Term("col.actions_begin"), detail=True),
    Column("due", title=Term("col.actions_due"), detail=True),
)  # fmt: skip


def timetable_table(analysis: Analysis, selection: Selection, language: Language) -> Table:
    """Return the plan's periods, with the season of the main target."""
    top = analysis.main_target
    chosen = selection if selection.period else Selection(selection.team, "each")
    spans = chosen.spans(analysis)
    rows = tuple(_Line(analysis, top, span, language).row() for span in spans)
    notes = (*_notes(analysis, top), *cut_notes(analysis, spans))
    return Table(COLUMNS, rows, Term("empty_table.timetable"), name="timetable", notes=notes)


def _notes(analysis: Analysis, top: Target | None) -> Iterator[Term]:
    documents, horizon = analysis.graph.all(CalendarDocument), analysis.horizon
    if not documents:
        yield Term("note.no_calendar")
    for document in documents:
        week = ("days", week_of(horizon.calendar_of(document)))
        several = (("calendar", document.model.label), week)
        yield Term("note.week_of", several) if len(documents) > 1 else Term("note.week", (week,))
    countries = (document.model.holidays.country for document in documents if document.model.holidays is not None)
    for country in dict.fromkeys(countries):
        yield Term("note.holidays", (("country", country), ("version", data_version())))
    guessed = {year for document in documents for year in horizon.calendar_of(document).official.provisional}
    for year in sorted(guessed):
        if horizon.plan.start.year <= year <= horizon.plan.last.year:
            yield Term("note.provisional", (("year", str(year)),))
    if top is not None:
        measure = PlanWord(analysis.graph.policy.season_index, "Policy.season_index")
        yield Term("note.season", (("metric", metric_ref(analysis.graph, top.metric)), ("measure", measure)))


class _Line:
    def __init__(self, analysis: Analysis, top: Target | None, span: TimeSpan, language: Language) -> None:
        self.analysis, self.top, self.span, self.language = analysis, top, span, language

    def row(self) -> Row:
        """Return the row of the span: target, season, events and working days."""
        analysis, top, period, numbers = self.analysis, self.top, self.span.period, self.span.numbers
        amount: Said = None
        index, season = None, None
        if top is not None:
            whole = analysis.whole(top.metric, self.span.of(analysis.current(top.metric, top.scope)), numbers)
            whole = whole if whole is None else analysis.measures.rounded(whole, top.metric)
            amount = measured(analysis.measures, top.metric, whole)
        if top is not None and len(numbers) == 1 and not self.span.parts:
            index = analysis.seasons(top)[numbers[0]]
            run = next((run for run in analysis.runs(top) if numbers[0] in run.numbers), None)
            season = Term(f"season.{run.form}") if run else None
        events = tuple(
            event.ref
            for event in analysis.graph.all(Event)
            if event.model.from_ <= period.last and event.model.to >= period.start
        )
        cells: Cells = (
            period, self._days, amount, index, season, _days_beside(analysis, period, self.language),
            events or None, self._actions("from_"), self._actions("to"),
        )  # fmt: skip
        return Row(cells, self._why)

    @property
    def _days(self) -> int:
        return self.analysis.horizon.calendar().in_period(self.span.period)

    def _actions(self, edge: str) -> Said:
        actions = (action for action in self.analysis.graph.all(Action) if action.model.status != "dropped")
        dated = ((action, getattr(action.model, edge)) for action in actions)
        return tuple(action.ref for action, day in dated if day and day in self.span.period) or None

    def _why(self) -> tuple[Why, ...]:
        analysis, numbers = self.analysis, self.span.numbers
        calendar = analysis.horizon.calendar_document()
        place = calendar.place("holidays" if calendar.model.holidays else "id") if calendar else None
        inputs = (Input(Term("input.working_week"), analysis.horizon.calendar().week_days, "count", place),)
        whys = [Why("timetable.days", self._days, "count", inputs, (), "docs/numbers.md#time")]
        if self.top is not None and len(numbers) == 1 and not self.span.parts:
            whys.append(self._season(self.top, numbers[0]))
        return tuple(whys)

    def _season(self, top: Target, number: int) -> Why:
        analysis = self.analysis
        amounts = analysis.current(top.metric, top.scope)
        policy, measures = analysis.graph.policy, analysis.measures
        inputs = (
            Input(Term("col.target"), measured(measures, top.metric, amounts.get(number)), "amount", top.place),
            Input(
                Term("input.whole"),
                measured(measures, top.metric, analysis.whole(top.metric, amounts)),
                "amount",
                top.place,
            ),
            Input(Term("col.working_days"), analysis.horizon.working_days[number], "count"),
            Input(Term("input.working_days_all"), sum(analysis.horizon.working_days), "count"),
        )
        judged: tuple[tuple[str, Said], ...] = (
            ("season_index", policy.season_index), ("season_delta", policy.season_delta),
        )  # fmt: skip
        return Why("timetable.index", analysis.seasons(top)[number], "ratio", inputs, judged, SOURCE)


def _days_beside(analysis: Analysis, period: Period, language: Language) -> Said:
    """Return the days off and on beside the week in a period: of each calendar of the plan, where there are several."""
    documents, horizon = analysis.graph.all(CalendarDocument), analysis.horizon
    found = [(one, tuple(holidays_in(one, horizon.calendar_of(one), period, language))) for one in documents]
    if len(documents) == 1:
        return found[0][1] or None
    named = tuple(Joined((one.model.label, Joined(days)), "list.colon") for one, days in found if days)
    return Joined(named, "list.semicolon") if named else None


def holidays_in(
    document: Entity[CalendarDocument], calendar: WorkingCalendar, period: Period, language: Language
) -> Iterator[Said]:
    """Yield the days off in a period, public holidays by name, and the days worked beside the week."""
    holidays, names = document.model.holidays, dict[date, str]()
    if holidays is not None:
        years = range(period.start.year, period.last.year + 1)
        names = official_days(holidays.country, holidays.subdivision, years, language).off
    off = [(day, names.get(day, "")) for day in sorted(calendar.off) if day in period]
    for name, first, last in _in_a_row(off):
        days: Said = first if first == last else Period(first, last + _DAY)
        yield Term("holiday.days", (("name", name or Term("holiday.own")), ("days", days)))
    for day in sorted(day for day in calendar.on if day in period):
        yield Term("holiday.make_up", (("day", day),))
    for day in sorted(day for day in document.model.half_days if day in period and calendar.works(day)):
        yield Term("holiday.half", (("day", day),))


def _in_a_row(days: list[tuple[date, str]]) -> Iterator[tuple[str, date, date]]:
    """Yield days that follow each other as one stretch, under the name that most of them have, the earlier if alike."""
    stretch: list[tuple[date, str]] = []
    for day, name in days:
        if stretch and (day != stretch[-1][0] + _DAY or bool(name) != bool(stretch[-1][1])):
            yield _named(stretch)
            stretch = []
        stretch.append((day, name))
    if stretch:
        yield _named(stretch)


def _named(stretch: list[tuple[date, str]]) -> tuple[str, date, date]:
    names = Counter(name for _, name in stretch)
    return names.most_common(1)[0][0], stretch[0][0], stretch[-1][0]
