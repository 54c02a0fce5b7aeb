"""The sheet of capacity: what each level can bring against its target, and how far ramped its people are."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.capacity import Capacity, Kind, Term
from plancode.analysis.rollup import total
from plancode.findings.values import Ref
from plancode.sheets.selection import Selection, Span
from plancode.sheets.sheet import Cell, Column, Input, Row, Sheet, Why, Word
from plancode.sheets.targets import metric_cell

if TYPE_CHECKING:
    from plancode.analysis.measures import Scope

_ZERO = Decimal(0)
SOURCE: Final = "docs/numbers.md#capacity"
COLUMNS: Final = (
    Column("metric", "name", groups=True), Column("scope", "name"), Column("period", "text", once=True),
    Column("capacity", "amount"), Column("target", "amount"), Column("ratio", "ratio"),
    Column("rre", "ratio"), Column("effective_rre", "ratio", detail=True),
)  # fmt: skip


def capacity_sheet(analysis: Analysis, selection: Selection) -> Sheet:
    """Return the capacity of the teams and people of a selection in every metric that has productivity."""
    rows = tuple(
        row
        for metric in analysis.capacity.metrics
        for kind, ref in _scopes(analysis, selection)
        for span in selection.spans(analysis)
        for row in _row(analysis, metric, kind, ref, span)
    )
    notes = () if rows else (Word("note.no_productivity"),)
    return Sheet("capacity", COLUMNS, rows, notes)


def _scopes(analysis: Analysis, selection: Selection) -> Iterator[tuple[Kind, Ref]]:
    members: dict[str, list[Ref]] = defaultdict(list)
    for team, person in selection.people(analysis):
        members[team.model.id].append(person.ref)
    for team in selection.teams(analysis):
        yield "team", team.ref
        yield from (("person", ref) for ref in members[team.model.id])


def _row(analysis: Analysis, metric: str, kind: Kind, ref: Ref, span: Span) -> Iterator[Row]:
    found = analysis.capacity.of(metric, kind, ref.id)
    if kind == "person" and not found.judged and not found.by_period:
        return
    scope: Scope = ((kind, ref.id),)
    target = analysis.whole(metric, analysis.current(metric, scope), span.numbers)
    amount = total(found.by_period, span.numbers) if found.judged else None
    ratio = amount / target if amount is not None and target else None
    count = Decimal(len(span.numbers))
    cells: tuple[Cell, ...] = (
        metric_cell(analysis, metric),
        ref,
        span.period,
        amount if found.judged else Word("not_judged"),
        target,
        ratio,
        total(found.rre, span.numbers) / count,
        total(found.effective_rre, span.numbers) / count,
    )
    yield Row(cells, lambda: _why(analysis, found, span))


def _why(analysis: Analysis, capacity: Capacity, span: Span) -> tuple[Why, ...]:
    terms = [
        one
        for one in analysis.capacity.terms(capacity.metric, capacity.kind, capacity.id)
        if one.number in span.numbers
    ]
    amount = sum((one.amount for one in terms), _ZERO)
    band = analysis.graph.policy.capacity_ratio
    policy: tuple[tuple[str, Cell], ...] = (
        ("capacity_ratio.warn", band.warn),
        ("capacity_ratio.error", band.error),
        ("long_leave", analysis.graph.policy.long_leave),
    )
    if capacity.kind == "person":
        return tuple(_of_term(one, policy) for one in terms)
    by_person: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        by_person[term.person.model.id].append(term)
    inputs = tuple(
        Input(found[0].person.ref, sum((one.amount for one in found), _ZERO), "amount", found[0].person.place("id"))
        for found in by_person.values()
    )
    return (Why("capacity.sum", amount, "amount", inputs, policy, SOURCE),)


def _of_term(term: Term, policy: tuple[tuple[str, Cell], ...]) -> Why:
    role, person = term.role, term.person
    ramped = person if person.model.ramp else role
    inputs = (
        Input(Word("input.productivity"), term.productivity, "amount", term.holder.place("productivity")),
        Input(Word("input.season"), term.season, "share"),
        Input(Word("input.fte"), term.fte, "ratio", person.place("fte")),
        Input(Word("input.presence"), term.presence, "share", person.place("leave" if person.model.leave else "start")),
        Input(Word("input.ramp"), term.ramp, "share", ramped.place("ramp")),
        Input(Word("input.retention"), term.retention, "share", role.place("attrition")),
        Input(Word("input.attainment"), term.attainment, "share", term.holder.place("productivity")),
    )
    return Why("capacity.term", term.amount, "amount", inputs, policy, SOURCE)
