"""From a checked plan to what other systems read of it, or why there is nothing to read."""

from collections.abc import Callable
from dataclasses import dataclass

from plancode.analysis.analysis import Analysis
from plancode.exchange.calendar import PlanCalendar, people_of_team
from plancode.exchange.quotas import QuotaExport, QuotaList
from plancode.exchange.workbook.workbook import PlanBook
from plancode.locale.catalogue import Language
from plancode.model.team import Person, Team
from plancode.period import Period
from plancode.pipeline.checking import Checked
from plancode.said.shortened import shortened
from plancode.said.value import Joined, Said, Term, Verbatim
from plancode.tables.scopes import metric_ref


@dataclass(frozen=True, slots=True)
class Exported:
    """What is written (None where there is nothing to write), and what is missing in it.

    `asides` are to be known as well, and nobody has to mend them.
    """

    data: bytes | None
    notes: tuple[Said, ...] = ()
    asides: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class WantedCalendar:
    """Whose calendar: a person's, a team's with those below it, or that of all."""

    person: str | None = None
    team: str | None = None


def calendar(checked: Checked, wanted: WantedCalendar, language: Language) -> Exported:
    """Return the tasks, meetings, reviews and events of somebody, of a team or of the plan."""
    analysis, plan = checked.analysis, checked.graph.plan
    if analysis is None or plan is None:
        return _nothing("export.not_read")
    for name, model in ((wanted.person, Person), (wanted.team, Team)):
        if name is not None and checked.graph.find(model, name) is None:
            return _nothing("review_new.none", ("name", Verbatim(name)))
    title: Said = plan.ref
    people = None
    if wanted.person is not None:
        person = checked.graph.find(Person, wanted.person)
        title = Joined((title, person.ref if person is not None else wanted.person), "list.dot")
        people = frozenset({wanted.person})
    elif wanted.team is not None:
        team = checked.graph.find(Team, wanted.team)
        title = Joined((title, team.ref if team is not None else wanted.team), "list.dot")
        people = people_of_team(analysis, wanted.team)
    made = PlanCalendar(analysis, language, people).file(title)
    undated = (("count", len(made.undated)), ("names", shortened(made.undated)))
    asides = (Term("export.one_to_ones"),) if made.has_one_to_ones else ()
    return Exported(made.data, (Term("export.undated", undated),) if made.undated else (), asides)


def workbook(checked: Checked, team: str | None, language: Language) -> Exported:
    """Return the plan as a workbook to be filled in, or the part of it that is for a team."""
    if checked.analysis is None or checked.lost or not checked.is_read:
        return _nothing("export.not_read")
    if team is not None and checked.graph.find(Team, team) is None:
        return _nothing("review_new.none", ("name", Verbatim(team)))
    return Exported(book_of(checked, checked.analysis, team, language).data())


def book_of(checked: Checked, analysis: Analysis, team: str | None, language: Language) -> PlanBook:
    """Return the workbook of a plan, or the part of it that is for a team."""
    files = {path: source.text for path, source in checked.sources.items()} | dict(checked.undecoded)
    return PlanBook(checked.base, analysis, language, files, team)


@dataclass(frozen=True, slots=True)
class WantedQuotas:
    """Of which metric, the plan's main one if None, and the key under `codes` that has the ids of the other system."""

    system: str
    metric: str | None = None


def quotas(
    checked: Checked, wanted: WantedQuotas, listed: Callable[[QuotaExport], QuotaList], *, by_month: bool = True
) -> Exported:
    """Return a list of quotas, for a system that counts by months, or only names a period by its first one."""
    analysis = checked.analysis
    main = analysis.main_target if analysis is not None else None
    metric = wanted.metric or (main.metric if main is not None else None)
    if analysis is None or metric is None:
        return _nothing("export.not_read")
    if metric not in analysis.targets.metrics:
        names = tuple(Verbatim(name) for name in analysis.targets.metrics)
        return _nothing("export.no_metric", ("metric", Verbatim(metric)), ("names", names))
    if not analysis.measures.adds_over_time(metric):
        return _nothing("export.no_sum", ("metric", metric_ref(analysis.graph, metric)))
    made = QuotaExport(analysis, metric, wanted.system)
    if not (made.is_by_month if by_month else made.is_named_by_month):
        return _nothing("export.not_months", ("first", analysis.horizon.periods[0]))
    told = listed(made)
    left = (("count", len(told.uncoded)), ("names", shortened(told.uncoded)), ("system", Verbatim(wanted.system)))
    return Exported(told.text.encode() or None, (Term("export.uncoded", left),) if told.uncoded else ())


def fiscal_year(checked: Checked, name: str | None) -> str:
    """Return what ERPNext calls the year of the plan unless another name is given: `2026`, or `2026-2027`."""
    plan = checked.graph.period(None)
    if name is not None or plan is None:
        return name or ""
    years = dict.fromkeys((plan.start.year, plan.last.year))
    return "-".join(map(str, years))


def odoo(checked: Checked, metric: str | None, name: str | None) -> Exported:
    """Return the targets of teams in a period of the plan, that of the day of looking if none is named."""
    analysis = checked.analysis
    if analysis is None:
        return _nothing("export.not_read")
    month = _period_of(analysis, name)
    if month is None:
        periods = analysis.horizon.periods
        values = (("period", Verbatim(name or str(analysis.as_of))), ("first", periods[0]), ("last", periods[-1]))
        return _nothing("export.no_period", *values)
    return quotas(checked, WantedQuotas("odoo", metric), lambda known: known.odoo(month))


def _period_of(analysis: Analysis, name: str | None) -> Period | None:
    periods = analysis.horizon.periods
    if name is None:
        return next((one for one in periods if one.start <= analysis.as_of < one.end), None)
    wanted = analysis.graph.period(name)
    return next((one for one in periods if wanted and (one.start, one.end) == (wanted.start, wanted.end)), None)


def _nothing(key: str, *values: tuple[str, Said]) -> Exported:
    return Exported(None, (Term(key, values),))
