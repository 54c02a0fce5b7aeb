"""The table of capacity: what each level can bring against its target, and how far ramped its people are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.capacity import Capacity, CapacityKind, CapacityTerm, lowest, ratio_of
from plancode.analysis.rollup import total
from plancode.analysis.targets import ByPeriod
from plancode.model.team import Role
from plancode.quantity import rounded
from plancode.said.value import Fixed, Said, Term
from plancode.tables.scopes import measured, metric_ref, scope_cell
from plancode.tables.selection import Selection, TimeSpan
from plancode.tables.table import Cells, Column, Input, Row, Table, Why, formed

if TYPE_CHECKING:
    from plancode.analysis.measures import Scope

_ZERO = Decimal(0)
SOURCE: Final = "docs/numbers.md#capacity"
Where = tuple[CapacityKind, str]
"""The plan, a team or a person."""
COLUMNS: Final = (
    Column("metric", "name", groups=True), Column("scope", "name"), Column("period", once=True),
    Column("capacity", "amount"), Column("target", "amount"), Column("padding", "amount"), Column("ratio", "ratio"),
    Column("worst", detail=True), Column("rre", "ratio"), Column("effective_rre", "ratio", detail=True),
)  # fmt: skip
RAMP: Final = ("rre", "effective_rre")
"""Columns that say how far ramped people are."""


def capacity_table(analysis: Analysis, selection: Selection) -> Table:
    """Return the capacity of the teams and people of a selection in every metric that has productivity."""
    levels, spans = (*_scopes(analysis, selection),), selection.spans(analysis)
    rows = [row for metric in analysis.capacity.metrics for row in _rows(analysis, metric, levels, spans)]
    of_levels = (analysis.capacity.of(metric, *level) for metric in analysis.capacity.metrics for level in levels)
    partial = any(_is_partial(analysis, capacity, span) for capacity in of_levels for span in spans)
    partly = (Term("note.capacity_partial"),) if partial else ()
    metrics = analysis.capacity.metrics
    losses = (loss for metric in metrics for loss in _leaving(analysis, metric, levels, spans))
    notes = (*partly, *losses, *_staying(analysis)) if rows else (Term("note.no_productivity"),)
    return Table(COLUMNS, tuple(rows), Term("empty_table.capacity"), name="capacity", notes=notes)


def _leaving(analysis: Analysis, metric: str, levels: Sequence[Where], spans: Sequence[TimeSpan]) -> Iterator[Term]:
    """Say how much of what people could bring is taken off, because some of them are expected to leave."""
    people, numbers = [name for kind, name in levels if kind == "person"], {n for span in spans for n in span.numbers}
    terms = [
        term for name in people for term in analysis.capacity.terms(metric, "person", name) if term.number in numbers
    ]
    lost = sum((term.at_risk for term in terms), _ZERO)
    whole = sum((term.amount for term in terms), _ZERO) + lost
    if lost > 0:
        amount = formed(measured(analysis.measures, metric, lost), "amount")
        part = formed(lost / whole, "share")
        yield Term("note.leaving", (("metric", metric_ref(analysis.graph, metric)), ("amount", amount), ("part", part)))


def _staying(analysis: Analysis) -> Iterator[Term]:
    """Say of which roles nobody is taken to leave, because the plan does not state their attrition."""
    stated = (role for role in analysis.graph.all(Role) if role.model.productivity and role.model.attrition is None)
    roles = tuple(role.ref for role in stated)
    if roles:
        yield Term("note.no_attrition", (("roles", roles),))


def levels_table(analysis: Analysis, metric: str, levels: Iterable[Where], spans: Sequence[TimeSpan]) -> Table:
    """Return the capacity of some levels in one metric."""
    return Table(COLUMNS, tuple(_rows(analysis, metric, levels, spans))).without("metric")


def levels_of(analysis: Analysis) -> Iterator[Where]:
    """Yield the teams from the top down; the plan above them where it has no one team at the top."""
    teams, plan = Selection().teams(analysis), analysis.graph.plan
    if plan is None or plan.model.team is None or not teams:
        yield "plan", ""
    yield from (("team", team.model.id) for team in teams)


def _scopes(analysis: Analysis, selection: Selection) -> Iterator[Where]:
    members: dict[str, list[str]] = defaultdict(list)
    for team, person in selection.people(analysis):
        members[team.model.id].append(person.model.id)
    for team in selection.teams(analysis):
        yield "team", team.model.id
        yield from (("person", person) for person in members[team.model.id])


def _rows(analysis: Analysis, metric: str, levels: Iterable[Where], spans: Sequence[TimeSpan]) -> Iterator[Row]:
    for kind, name in levels:
        capacity = analysis.capacity.of(metric, kind, name)
        target = analysis.current(metric, _scope(capacity))
        if kind != "person" or capacity.judged or capacity.by_period or target:
            yield from (_row(analysis, capacity, target, span) for span in spans)


def _scope(capacity: Capacity) -> "Scope":
    return ((capacity.kind, capacity.id),) if capacity.id else ()


def _row(analysis: Analysis, capacity: Capacity, target: ByPeriod, span: TimeSpan) -> Row:
    amount = total(capacity.by_period, span.numbers) if capacity.judged else None
    against = total(capacity.by_period, _with_target(target, span)) if capacity.judged else None
    whole = analysis.whole(capacity.metric, target, span.numbers)
    asked = analysis.padding.without(capacity.metric, _scope(capacity), target)
    needed = analysis.whole(capacity.metric, asked, span.numbers)
    cells: Cells = (
        metric_ref(analysis.graph, capacity.metric),
        scope_cell(analysis.graph, _scope(capacity)),
        span.period,
        measured(analysis.measures, capacity.metric, amount) if amount is not None else Term("verdict.not_judged"),
        measured(analysis.measures, capacity.metric, whole),
        measured(analysis.measures, capacity.metric, whole - needed if whole and needed and whole > needed else None),
        against / needed if against is not None and needed and needed > 0 else None,
        _worst(analysis, capacity, asked, span),
        _by_days(analysis, capacity.rre, span),
        _by_days(analysis, capacity.effective_rre, span),
    )
    return Row(cells, lambda: _why(analysis, capacity, span))


def _with_target(target: ByPeriod, span: TimeSpan) -> tuple[int, ...]:
    """Return the periods of a span for which there is a target, where there is one: the others tell nothing of it."""
    return tuple(number for number in span.numbers if number in target) or tuple(span.numbers)


def _is_partial(analysis: Analysis, capacity: Capacity, span: TimeSpan) -> bool:
    """Whether a span has periods in which something can be brought, and others alone have a target."""
    target = analysis.current(capacity.metric, _scope(capacity))
    beside = set(span.numbers) - set(_with_target(target, span))
    return capacity.judged and any(capacity.by_period.get(number) for number in beside)


def _by_days(analysis: Analysis, amounts: ByPeriod, span: TimeSpan) -> Decimal:
    """Return the mean of the periods of a span, weighted by their working days: a full week is worth more than half."""
    days = {number: Decimal(analysis.horizon.working_days[number]) for number in span.numbers}
    weights = days if any(days.values()) else dict.fromkeys(days, Decimal(1))
    weighed = (amounts.get(number, _ZERO) * weight for number, weight in weights.items())
    return sum(weighed, _ZERO) / sum(weights.values(), _ZERO)


def _worst(analysis: Analysis, capacity: Capacity, target: ByPeriod, span: TimeSpan) -> Said:
    """Return the first period in which capacity is lowest against the target; None where it is the same in all."""
    amounts = {number: target[number] for number in span.numbers if target.get(number, _ZERO) > 0}
    worst = lowest(capacity.by_period, amounts) if capacity.judged else None
    ratios = (ratio_of(capacity.by_period.get(number, _ZERO), amount) for number, amount in amounts.items())
    if worst is None or len({rounded(ratio, 2) for ratio in ratios}) == 1:
        return None
    number, ratio = worst
    return Term("worst", (("period", analysis.horizon.periods[number]), ("ratio", Fixed(ratio, 2))))


def _why(analysis: Analysis, capacity: Capacity, span: TimeSpan) -> tuple[Why, ...]:
    terms = [
        term
        for term in analysis.capacity.terms(capacity.metric, capacity.kind, capacity.id)
        if term.number in span.numbers
    ]
    band = analysis.graph.policy.capacity_ratio
    policy: tuple[tuple[str, Said], ...] = (
        ("capacity_ratio.warn", band.warn),
        ("capacity_ratio.error", band.error),
        ("long_leave", analysis.graph.policy.long_leave),
    )
    if capacity.kind == "person":
        return (*(_of_term(term, policy) for term in terms), _of_rre(analysis, capacity, span))
    by_person: dict[str, Decimal] = defaultdict(Decimal)
    for term in terms:
        by_person[term.person.model.id] += term.amount
    people = {term.person.model.id: term.person for term in terms}
    shares = ((people[name], amount) for name, amount in by_person.items())
    inputs = tuple(Input(person.ref, amount, "amount", person.place("id")) for person, amount in shares)
    whole = Why("capacity.sum", sum((term.amount for term in terms), _ZERO), "amount", inputs, policy, SOURCE)
    return (whole, _of_rre(analysis, capacity, span))


def _of_rre(analysis: Analysis, capacity: Capacity, span: TimeSpan) -> Why:
    """Return what the ramped rep equivalents of a span are the mean of: those of its periods, with working days."""
    horizon = analysis.horizon
    inputs = tuple(
        Input(
            Term("rre_of", (("period", horizon.periods[number]), ("days", horizon.working_days[number]))),
            capacity.rre.get(number, _ZERO), "ratio",
        )
        for number in span.numbers
    )  # fmt: skip
    return Why("capacity.rre", _by_days(analysis, capacity.rre, span), "ratio", inputs, (), "docs/numbers.md#rre")


def _of_term(term: CapacityTerm, policy: tuple[tuple[str, Said], ...]) -> Why:
    role, person = term.role, term.person
    ramped = person if person.model.ramp else role
    inputs = (
        Input(Term("input.productivity"), term.productivity, "amount", term.holder.place("productivity")),
        Input(Term("input.season"), term.season, "share"),
        Input(Term("input.fte"), term.fte, "ratio", person.place("fte")),
        Input(Term("input.presence"), term.presence, "share", person.place("leave" if person.model.leave else "start")),
        Input(Term("input.ramp"), term.ramp, "share", ramped.place("ramp")),
        Input(Term("input.retention"), term.retention, "share", role.place("attrition")),
        Input(Term("input.attainment"), term.attainment, "share", term.holder.place("productivity")),
    )
    return Why("capacity.term", term.amount, "amount", inputs, policy, SOURCE)


SIZES: Final = (
    Column("role", "name"), Column("seats", "ratio"), Column("by_workload", "count"), Column("by_breakdown", "count"),
    Column("lead_time", "count"),
)  # fmt: skip


def sizing_table(analysis: Analysis) -> Table:
    """Return how many people each role's work and target need; what a seat costs and must earn is for no table."""
    rows = []
    for sizing in analysis.sizing:
        lead = Term("months", (("count", Fixed(sizing.lead_months, 1)),)) if sizing.lead_months else None
        if sizing.by_workload is not None or sizing.by_breakdown is not None or lead is not None:
            rows.append(Row((sizing.role.ref, sizing.seats, sizing.by_workload, sizing.by_breakdown, lead)))
    return Table(SIZES, tuple(rows))


LED: Final = (Column("manager_is", "name"), Column("leads", "count"), Column("most_in"))


def spans_table(analysis: Analysis) -> Table:
    """Return how many people each manager leads at the most, and when."""
    led = sorted(analysis.spans.items(), key=lambda leading: (-leading[1][0], leading[0].model.id))
    periods = analysis.horizon.periods
    return Table(LED, tuple(Row((person.ref, count, periods[number])) for person, (count, number) in led))
