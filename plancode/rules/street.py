"""TGT: what people are given together against the target: over-assignment, required attainment, vacant seats."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.capacity import productivity_of
from plancode.analysis.rollup import Level, total
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.rollup import LevelScope, gaps, judged_levels, lower_is_better, stating
from plancode.rules.rounding import share
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.rules.scopes import about, figure, subject_of

_ZERO, _ONE = Decimal(0), Decimal(1)


def _added(context: RuleContext) -> tuple[list[Level], set[LevelScope]]:
    """Return the levels of metrics that add up and are better high, and the trees in which something is missing."""
    judged = (level for level in context.once(judged_levels) if level.form == "sum")
    levels = [level for level in judged if not lower_is_better(context, level)]
    return levels, {(gap.level.metric, gap.level.narrow) for gap in context.once(gaps)}


def _tops(figures: Analysis, levels: list[Level]) -> Iterator[Level]:
    """Yield the levels that have no figure above them."""
    covered: dict[LevelScope, set[str]] = {}
    for level in levels:
        below = covered.setdefault((level.metric, level.narrow), set())
        if level.team not in below and None not in below:
            below.update(_teams(figures, level))
            yield level


def _teams(figures: Analysis, level: Level) -> dict[str, None]:
    """Return the teams of a level: the one it is of and those below it, of the plan's own level all."""
    roots = (level.team,) if level.team else figures.staffing.teams_below("")
    return dict.fromkeys(team for root in roots for team in figures.staffing.subtree(root))


def _seats(figures: Analysis, level: Level) -> tuple[tuple[Entity[Person], Decimal], ...]:
    """Return everybody below a level who has a quota that counts for the street, with its sum over the plan."""
    quotas: dict[Entity[Person], Decimal] = {}
    for team in _teams(figures, level):
        below = figures.level(level.metric, team, level.narrow)
        for child in below.children if below else ():
            person = figures.graph.find(Person, child.id) if child.kind == "person" else None
            if person is not None and figures.staffing.has_quota(person):
                quotas[person] = quotas.get(person, _ZERO) + total(child.by_period, figures.numbers)
    return tuple(quotas.items())


def _is_on_the_street(figures: Analysis, level: Level, seats: tuple[tuple[Entity[Person], Decimal], ...]) -> bool:
    """Whether everybody below a level who carries quota has one, so that the street quota is all there is."""
    having = {person for person, _ in seats}
    people = {person for team in _teams(figures, level) for person in figures.staffing.members.get(team, ())}
    return bool(seats) and not any(map(figures.staffing.has_quota, people - having))


@rule("TGT107", "over-assignment-out-of-band", WARNING, figures=True)
def over_assignment_out_of_band(context: RuleContext) -> Iterator[Problem]:
    """The figures below a target are together far more than it, or the quotas of all people less than is wanted.

    ## Why it matters
    A reserve is sound, because not everybody reaches their quota. Too much of it, often because every level added
    some, makes quotas that nobody believes in; too little leaves no room for anybody to miss.

    ## Fails
    ```yaml
    target: {team: east, amount: 4M}
    targets: [{person: li-na, amount: 3M}, {person: wu-hao, amount: 2.4M}]
    ```

    ## Passes
    ```yaml
    target: {team: east, amount: 4M}
    targets: [{person: li-na, amount: 2.3M}, {person: wu-hao, amount: 2M}]
    ```

    ## How to fix
    Lower the figures below, or `over_assign` on the way down, so that the levels together stay within the limits. If
    such a reserve is usual with you, set `over_assignment` in the plan's policy.

    ## Policy
    `over_assignment` (from 1 to 1.25 times the target, own default).
    `roll_up_gap` (1 %, own default): so much below the lower limit is let pass.
    """
    figures, band = context.figures, context.graph.policy.over_assignment
    least = band.min - context.graph.policy.roll_up_gap.number
    levels, broken = _added(context)
    told: set[LevelScope] = set()
    for level in levels:
        times = level.over_assignment(figures.numbers)
        if times is not None and times > band.max:
            told.add((level.metric, level.narrow))
            yield from _out_of_band(context, level, "over", total(level.below, level.shared(figures.numbers)))
    for level in _tops(figures, levels):
        attainment = level.required_attainment(figures.numbers)
        if not attainment or not _is_on_the_street(figures, level, _seats(figures, level)):
            continue
        street = total(level.street.whole, figures.numbers)
        tree = (level.metric, level.narrow)
        if _ONE / attainment > band.max and tree not in told:
            yield from _out_of_band(context, level, "street_over", street)
        elif _ONE / attainment < least and tree not in broken:
            yield from _out_of_band(context, level, "street_under", street)


def _out_of_band(context: RuleContext, level: Level, variant: str, below: Decimal) -> Iterator[Problem]:
    target, figures, band = stating(context, level), context.figures, context.graph.policy.over_assignment
    if target is None:
        return
    whole = total(level.commitment, figures.numbers)
    limit = band.min if variant == "street_under" else band.max
    values = about(context, level.metric, level.scope)
    values |= {
        "below": figure(figures.measures, below, level.metric),
        "amount": figure(figures.measures, whole, level.metric),
        "ratio": share(below / whole, limit),
        "limit": Quantity(limit, "%"),
    }
    subject = subject_of(level.metric, level.scope)
    yield Problem(target.place, variant, values, target.holder.ref, subject)


@rule("TGT108", "attainment-required-above-expected", ERROR, figures=True)
def attainment_required_above_expected(context: RuleContext) -> Iterator[Problem]:
    """To reach the target, people would have to reach more of their quotas than is expected of them.

    ## Why it matters
    By the plan's own expectation the target is missed: people reach 85 % of their quotas, and 100 % of them are
    needed. The part that is needed is the target divided by all quotas.

    ## Fails
    ```yaml
    policy: {expected_attainment: 85%}
    target: {team: east, amount: 4M}
    targets: [{person: li-na, amount: 2M}, {person: wu-hao, amount: 2.1M}]
    ```

    ## Passes
    ```yaml
    policy: {expected_attainment: 85%}
    target: {team: east, amount: 4M, over_assign: 18%}
    targets: [{person: li-na, amount: 2.36M}, {person: wu-hao, amount: 2.36M}]
    ```

    ## How to fix
    Hand down more than the target (`over_assign`), lower the target, or correct the expectation: the role's
    `productivity: {expected_attainment: ...}`, else the policy's. Without either nothing is judged.

    ## Policy
    `expected_attainment` (no default): where the productivity of the role says nothing.
    """
    figures = context.figures
    levels, broken = _added(context)
    for level in _tops(figures, levels):
        required, seats = level.required_attainment(figures.numbers), _seats(figures, level)
        expected, target = _expected(figures, level.metric, seats), stating(context, level)
        if required is None or expected is None or target is None or (level.metric, level.narrow) in broken:
            continue
        if required > expected and _is_on_the_street(figures, level, seats):
            amount = total(level.commitment, figures.numbers)
            values = about(context, level.metric, level.scope) | {
                "required": share(required, expected),
                "expected": share(expected),
                "amount": figure(figures.measures, amount, level.metric),
                "street": figure(figures.measures, total(level.street.whole, figures.numbers), level.metric),
                "wanted": figure(figures.measures, amount / expected, level.metric),
            }
            subject = subject_of(level.metric, level.scope)
            yield Problem(target.place, "plain", values, target.holder.ref, subject)


def _expected(figures: Analysis, metric: str, seats: tuple[tuple[Entity[Person], Decimal], ...]) -> Decimal | None:
    """Return the part of their quotas that people are expected to reach, weighted by quota; None where nothing says."""
    policy = figures.graph.policy.expected_attainment
    hoped = whole = _ZERO
    for person, quota in seats:
        stints = figures.staffing.stints(person)
        role = figures.staffing.role(stints[-1].role) if stints else None
        productivity = productivity_of(person, role, metric)[1] if role else None
        part = figures.capacity.expected(productivity) if productivity else policy.number if policy else None
        if part is not None:
            hoped, whole = hoped + part * quota, whole + quota
    return hoped / whole if whole else None


@rule("TGT119", "vacant-share-too-large", WARNING, figures=True)
def vacant_share_too_large(context: RuleContext) -> Iterator[Problem]:
    """Open seats carry a large part of all quotas.

    ## Why it matters
    Nobody sells from an open seat. When recruiting takes longer than hoped, which it does, that part of the target is
    missed.

    ## Fails
    ```yaml
    people: [{id: li-na, role: rep, team: east}, {id: open-1, role: rep, team: east, start: 2026-06-01, open: true}]
    targets: [{person: li-na, amount: 2M}, {person: open-1, amount: 1M}]
    ```

    ## Passes
    ```yaml
    targets: [{person: li-na, amount: 2.6M}, {person: open-1, amount: 400k}]
    ```

    ## How to fix
    Give more of the target to those who are there, fill the seats, or lower the target until they are filled.

    ## Policy
    `vacant_share` (20 % of all quotas, own default). Looked at is the metric that the plan is mainly about.
    """
    figures, limit = context.figures, context.graph.policy.vacant_share
    levels = [level for level in figures.levels if level.metric == figures.main_metric and not level.narrow]
    for level in _tops(figures, levels):
        street, vacant = (total(quotas, figures.numbers) for quotas in (level.street.whole, level.street.vacant))
        seats = [(person, quota) for person, quota in _seats(figures, level) if person.model.open and quota]
        if seats and street and vacant / street > limit.number:
            target = stating(context, level)
            values = about(context, level.metric, level.scope) | {
                "seats": tuple(person.ref for person, _ in seats),
                "vacant": figure(figures.measures, vacant, level.metric),
                "street": figure(figures.measures, street, level.metric),
                "share": share(vacant / street, limit.number),
                "limit": limit,
            }
            place = target.place if target else seats[0][0].place("open")
            entity = target.holder.ref if target else seats[0][0].ref
            related = tuple(person.place("open") for person, _ in seats[:4])
            yield Problem(place, "plain", values, entity, subject_of(level.metric, level.scope), related)


RULES: Final = (over_assignment_out_of_band, attainment_required_above_expected, vacant_share_too_large)
