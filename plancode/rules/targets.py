"""TGT: targets without what every target needs, or that cannot hold where they stand."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from plancode.analysis.book import Book
from plancode.analysis.measures import Measures
from plancode.analysis.targets import Target
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.kinds import EntityKind
from plancode.model.targets import TargetsDocument
from plancode.model.team import Team
from plancode.model.territories import Territory
from plancode.period import Period
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.rules.scopes import about_target, accepted, subject_of, undated
from plancode.rules.written import is_missing

if TYPE_CHECKING:
    from plancode.said.value import Said


@rule("TGT101", "target-without-owner", WARNING)
def target_without_owner(context: RuleContext) -> Iterator[Problem]:
    """Nobody answers for a target: the document names no owner, and the team that it is for has no manager.

    ## Why it matters
    A target that nobody answers for is nobody's target. The owner is asked how it stands, and decides what is done
    when it falls behind.

    ## Fails
    ```yaml
    metric: revenue
    target: {team: east, amount: 4M}
    ```
    and the team `east` has no `manager`.

    ## Passes
    ```yaml
    metric: revenue
    owner: lin-yue
    target: {team: east, amount: 4M}
    ```

    ## How to fix
    Name one person under `owner` in the targets document, or give the team a `manager`. A document without a `target`
    at the top is taken to be the root team's.
    """
    for document in context.graph.all(TargetsDocument):
        top = document.model.target
        if document.model.owner is not None or (top and top.person) or not is_missing(context, document, "owner"):
            continue
        territory = context.graph.find(Territory, top.territory) if top else None
        name = (top.team if top else None) or (territory.model.team if territory else None) or context.graph.root_team
        team = context.graph.find(Team, name)
        if team is None and not name:
            yield Problem(document.place("id"), "no_team", {"target": document.ref}, document.ref)
        elif team is not None and team.model.manager is None and is_missing(context, team, "manager"):
            values: dict[str, Said] = {"target": document.ref, "team": team.ref}
            yield Problem(document.place("id"), "plain", values, document.ref, related=(team.place("id"),))


@rule("TGT102", "target-without-assumption", WARNING)
def target_without_assumption(context: RuleContext) -> Iterator[Problem]:
    """A target does not say what it rests on.

    ## Why it matters
    A target holds as long as what was assumed for it holds: prices, supply, rivals. Only what is written down is
    looked at again, and shows in time that the target must be adjusted.

    ## Fails
    ```yaml
    metric: revenue
    target: {team: east, amount: 4M}
    ```

    ## Passes
    ```yaml
    metric: revenue
    assumes: [no-price-cut]
    target: {team: east, amount: 4M}
    ```
    with, in the plan:
    ```yaml
    assumptions: [{id: no-price-cut, text: Rivals keep their prices until June, review: 2026-06-30}]
    ```

    ## How to fix
    Write down under `assumptions` of the plan what must hold for the target to be reached, with a day on which it is
    looked at again, and name the ids under `assumes`. Documents that only list targets, without one at the top, are
    left alone.
    """
    for document in context.graph.all(TargetsDocument):
        top = document.model.target
        stated = document.model.assumes or top is None or top.assumes
        if not stated and is_missing(context, document, "assumes"):
            yield Problem(document.place("id"), "plain", {"target": document.ref}, document.ref)


@rule("TGT103", "target-without-baseline", WARNING, figures=True)
def target_without_baseline(context: RuleContext) -> Iterator[Problem]:
    """A target at the top does not say what was reached before.

    ## Why it matters
    Without it nobody can tell whether 4 million is easy or out of reach, and growth cannot be judged.

    ## Fails
    ```yaml
    target: {team: east, amount: 4M}
    ```

    ## Passes
    ```yaml
    target: {team: east, amount: 4M, baseline: {period: 2025, amount: 3.6M}}
    ```

    ## How to fix
    Write under `baseline` what was reached in the same period one year earlier, or list it under `history` for the
    same team and the whole period. Where there was nothing before, such as for a new product, say so under `accept`.
    """
    for book in context.figures.books:
        top = book.top
        if top is None or top.row is None or top.row.baseline is not None or top.how == "growth" or accepted(top):
            continue
        if top.baseline is None and EntityKind.TARGET_ROW not in context.graph.lost_kinds:
            values = about_target(context, top)
            yield Problem(top.place, "plain", values, book.document.ref)


@rule("TGT124", "metric-does-not-add-up", ERROR, figures=True)
def metric_does_not_add_up(context: RuleContext) -> Iterator[Problem]:
    """A target of a metric that does not add up is divided, handed down with more, or spread over periods.

    ## Why it matters
    45 % of a customer satisfaction of 90 is no target for a team, and a twelfth of it none for a month. Such metrics
    hold one value for each team, person and period.

    ## Fails
    ```yaml
    metric: csat
    target: {team: east, amount: 90}
    split: [{team: north, share: 60%}, {team: south, rest: true}]
    ```

    ## Passes
    ```yaml
    metric: csat
    target: {team: east, amount: 90}
    targets: [{team: north, amount: 91}, {team: south, amount: 89}]
    ```

    ## How to fix
    Write an `amount` for each team, person or period, and take `share`, `rest`, `over_assign`, `prorate`, `people` or
    `phasing` away. If the metric does add up, say so where the plan defines it: `over_time: sum, over_scope: sum`.
    """
    for book in context.figures.books:
        if context.figures.measures.metric(book.metric) is None:
            continue
        divided: dict[str, list[Place]] = defaultdict(list)
        for variant, place in _divisions(context.figures.measures, book):
            divided[variant].append(place)
        for variant, places in divided.items():
            values: dict[str, Said] = {"metric": metric_ref(context.graph, book.metric)}
            yield Problem(places[0], variant, values, book.document.ref, related=tuple(places[1:5]))


def _divisions(measures: Measures, book: Book) -> Iterator[tuple[str, Place]]:
    """Yield how a document divides a metric that cannot be divided, and where."""
    document = book.document
    if not measures.adds_over_time(book.metric) and document.model.phasing is not None:
        yield "phasing", document.place("phasing", key=True)
    if measures.adds_up(book.metric):
        return
    for target in book.stated:
        if target.how in {"share", "rest"}:
            yield "split", target.place
        if target.part is not None and not measures.adds_over_time(book.metric):
            yield "prorate", target.holder.place(*target.route[:-1], "prorate")
        if target.row is not None and target.row.over_assign is not None:
            yield "over_assign", target.holder.place(*target.route[:-1], "over_assign")
    if document.model.people is not None:
        yield "people", document.place("people", key=True)


@rule("TGT126", "target-outside-plan", ERROR, figures=True)
def target_outside_plan(context: RuleContext) -> Iterator[Problem]:
    """The period of a target lies outside the plan's period, or only partly in it.

    ## Why it matters
    What lies outside counts in no table and for nobody. Most often the year is a slip of the pen, or was left over
    from the last plan.

    ## Fails
    ```yaml
    period: 2026
    targets: [{team: east, period: 2025-Q1, amount: 1M}]
    ```

    ## Passes
    ```yaml
    period: 2026
    targets: [{team: east, period: 2026-Q1, amount: 1M}]
    ```

    ## How to fix
    Correct the period. What was reached before the plan belongs under `history`. Where the plan ends within the
    period, name the days that lie in the plan, such as `2026-10-01..2026-11-15`.
    """
    plan = context.figures.horizon.plan
    outside = defaultdict[tuple[Entity[TargetsDocument], Period], list[Target]](list)
    for target in context.figures.targets.targets:
        stated = context.graph.period(target.row.period) if target.row and target.row.period else None
        if stated is not None and not plan.covers(stated):
            outside[target.document, stated].append(target)
    for (_, period), targets in outside.items():
        first, *others = targets
        values: dict[str, Said] = {"period": period, "plan": plan}
        places = tuple(other.holder.place(*other.route[:-1], "period") for other in others[:4])
        place = first.holder.place(*first.route[:-1], "period")
        yield Problem(place, "partly" if plan.overlaps(period) else "outside", values, first.holder.ref, "", places)


@rule("TGT127", "target-stated-twice", ERROR, figures=True)
def target_stated_twice(context: RuleContext) -> Iterator[Problem]:
    """Two targets of one metric are for the same team or person, and share days.

    ## Why it matters
    plancode adds up the targets of a scope over its periods, so that a year's target with its four quarters beside it
    counts twice.

    ## Fails
    ```yaml
    targets:
      - {person: wu-hao, amount: 1.2M}
      - {person: wu-hao, period: 2026-Q1, amount: 300k}
    ```

    ## Passes
    ```yaml
    targets:
      - {person: wu-hao, period: 2026-Q1, amount: 300k}
      - {person: wu-hao, period: 2026-04-01..2026-12-31, amount: 900k}
    ```

    ## How to fix
    Keep one of them: the year's, or those of its parts. Where both are meant, because one is a part of the other,
    name what makes it one, such as `product` or `channel`. Metrics that hold a value in each period, such as customer
    satisfaction, may state both.
    """
    table = context.figures.targets
    for metric in table.metrics:
        if not context.figures.measures.adds_over_time(metric):
            continue
        for scope in table.scopes(metric):
            same = [target for target in table.of(metric, scope) if target not in context.once(undated)]
            same.sort(key=lambda target: (target.period.start, -target.period.days, target.how == "people"))
            for earlier, later in pairwise(same):
                if not earlier.period.overlaps(later.period) or earlier.how == later.how == "people":
                    continue  # by one rule, of each team that somebody is in; where a team has two, that is told of it
                first, second = (later, earlier) if later.how == "people" else (earlier, later)
                values = about_target(context, second) | {"period": second.period, "other": first.period}
                subject = subject_of(metric, scope)
                yield Problem(second.place, "plain", values, second.holder.ref, subject, (first.place,))
                break  # further ones have the same cause


RULES: Final = (
    target_without_owner,
    target_without_assumption,
    target_without_baseline,
    metric_does_not_add_up,
    target_outside_plan,
    target_stated_twice,
)
