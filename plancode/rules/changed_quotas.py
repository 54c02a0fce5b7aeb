"""CHG: quotas that move under people who already work towards them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, Literal

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.model.team import Person
from plancode.period import Period
from plancode.rules.changed import Tables, agreed, is_of, tables
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import share
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.rules.scopes import figure
from plancode.said.value import Values
from plancode.scorecard.cards import Cards
from plancode.scorecard.results import Results
from plancode.scorecard.standing import Standing, Standings

_ZERO: Final = Decimal(0)
_PERSON: Final = "person"
Quotas = dict[tuple[str, str], dict[Scope, Decimal]]
"""What somebody is to bring of a metric, whole and in parts, by person and metric."""


def planned_quotas(both: Tables, side: Literal["base", "head"]) -> Quotas:
    """Return what everybody is to bring over the plan, before adjustments, under the names of the new plan."""
    quotas: Quotas = defaultdict(dict)
    analysis = both.base if side == "base" else both.head
    for metric in analysis.targets.metrics:
        for scope in analysis.targets.scopes(metric):
            whole = analysis.whole(metric, analysis.targets.planned(metric, scope))
            if is_of(scope, _PERSON) and whole is not None:
                name, named = both.renamed(metric, scope) if side == "base" else (metric, scope)
                quotas[dict(named)[_PERSON], name][named] = whole
    return quotas


def _pairs(
    before: Mapping[Scope, Decimal], after: Mapping[Scope, Decimal], *, adds_up: bool
) -> Iterator[tuple[Scope, Decimal, Decimal]]:
    """Yield what is to be held against each other: part by part, or the wholes where it is divided differently."""
    if before.keys() == after.keys():
        yield from ((scope, amount, after[scope]) for scope, amount in before.items())
    else:
        whole = _sum if adds_up else _mean
        yield min((*before, *after), key=len), whole(before), whole(after)


def _broadest(parts: Mapping[Scope, Decimal]) -> list[Decimal]:
    """Return the broadest figure, where there is one, else the parts of the same breadth."""
    least = min(map(len, parts), default=0)
    return [amount for scope, amount in parts.items() if len(scope) == least]


def _sum(parts: Mapping[Scope, Decimal]) -> Decimal:
    return sum(_broadest(parts), _ZERO)


def _mean(parts: Mapping[Scope, Decimal]) -> Decimal:
    return _sum(parts) / max(len(_broadest(parts)), 1)


@rule("CHG101", "large-quota-change", ERROR, change=True)
def large_quota_change(context: RuleContext) -> Iterator[Problem]:
    """Somebody's planned quota changes by much although the plan has begun.

    ## Why it matters
    People work towards their quota. Once the plan holds, it is adjusted openly: from a day on, with a reason,
    talked over with them and approved. Whoever edits the figure itself leaves no trace of what was promised. Looked
    at is the quota over the whole plan, before adjustments, whichever line of the plan moves it: an amount, a share,
    a phasing, an owner by whose customers it is split. Who is new or has gone is not meant, nor an open seat. Where
    somebody's first or last day changes, the quota may change in proportion to the time.

    ## Fails
    The plan of 2026 gave Zhou Min 2m, and on 1 April the change writes
    ```yaml
    targets: [{person: zhou-min, amount: 1.7m}]
    ```

    ## Passes
    ```yaml
    kind: adjustment
    effective: 2026-05-06
    reason: The largest chain moved its buying to Shanghai
    approved: {by: gm, on: 2026-04-24}
    changes: [{target: revenue-2026, person: zhou-min, delta: -300k}]
    ```

    ## How to fix
    Take the edit back and write a document of `kind: adjustment` instead. If a mistake is mended, such as a figure
    with a zero too many, let somebody accept it in accepted.yaml whose own quota does not fall by it.

    ## Policy
    `quota_change` (10%, own default). The policy of the plan before the change counts.
    """
    policy, both = context.change.base.written.policy, tables(context)
    limit = policy.quota_change.number
    if both is None or context.as_of < both.base.horizon.plan.start:
        return
    before, after, plan = planned_quotas(both, "base"), planned_quotas(both, "head"), both.base.horizon.plan
    known = {both.pairing.head_ref(person.ref).id: person.model for person in both.base.graph.all(Person)}
    for name, metric in dict.fromkeys((*before, *after)):
        person = both.head.graph.find(Person, name) if name in known else None
        if person is None or person.model.open:
            continue
        old_days, new_days = _days(known[name], plan), _days(person.model, plan)
        time = Decimal(new_days) / old_days if old_days else Decimal(1)
        for scope, old, new in _pairs(
            before[name, metric], after[name, metric], adds_up=both.head.measures.adds_up(metric)
        ):
            if _is_far(old, new, limit) and _is_far(old * time, new, limit):
                values = _quota_values(both.head, metric, old, new) | {"limit": share(limit), "since": plan.start}
                subject = f"{metric}@{scope}:{old.normalize():f}>{new.normalize():f}"
                place = _place(both, metric, scope) or person.place("id")
                yield Problem(place, _how_far(old, new), values | {"person": person.ref}, person.ref, subject)


def _is_far(old: Decimal, new: Decimal, limit: Decimal) -> bool:
    return abs(new - old) > abs(old) * limit


def _days(person: Person, plan: Period) -> int:
    """Return the days that somebody works in the plan."""
    first, last = max(person.start or plan.start, plan.start), min(person.end or plan.last, plan.last)
    return max((last - first).days + 1, 0)


def _how_far(old: Decimal, new: Decimal) -> str:
    if not old or not new:
        return "gone" if old else "new"
    return "rises" if new > old else "falls"


def _quota_values(analysis: Analysis, metric: str, old: Decimal, new: Decimal) -> Values:
    return {
        "metric": metric_ref(analysis.graph, metric),
        "before": figure(analysis.measures, old, metric),
        "after": figure(analysis.measures, new, metric),
        "part": share(abs(new - old) / abs(old)) if old else "",
    }


def _place(both: Tables, metric: str, scope: Scope) -> Place | None:
    targets = both.head.targets.of(metric, scope)
    return targets[-1].place if targets else None


@rule("CHG113", "raised-although-off-pace", WARNING, change=True, results=True)
def raised_although_off_pace(context: RuleContext) -> Iterator[Problem]:
    """Somebody who is behind their plan to date is asked for more in the time to come.

    ## Why it matters
    What is missing to date must be made up already. More on top is most often not reached, and whoever sees that
    stops trying. Looked at is what is asked for in the periods that are not over, adjustments included, those agreed
    for later too, and the pace by the plan before the change.

    ## Fails
    Zhou Min has 70 % of what her target asks for by the end of March, and the change writes
    ```yaml
    changes: [{target: revenue-2026, person: zhou-min, delta: 220k}]
    ```

    ## Passes
    The same for somebody who is on pace.

    ## How to fix
    Look at `plancode track --person PERSON` first. If the market or the customers have changed, say so in the
    adjustment's `reason` and talk to them (`discussed_with`). Else give the amount to somebody who is on pace, or
    leave the quota as it is and agree on what closes the gap.

    ## Policy
    `pace` (`on_track` 95%, `at_risk` 85%, own defaults). The policy of the plan before the change counts.
    """
    both, results = tables(context), context.change.base.results
    if both is None or results is None:
        return
    for metric, scope, standing in _behind(results):
        name, named = both.renamed(metric, scope)
        person = both.head.graph.find(Person, dict(named)[_PERSON])
        old, new = _to_come(both.base, metric, scope), _to_come(both.head, name, named)
        if person is not None and old is not None and new is not None and new > old:
            values = _quota_values(both.head, name, old, new) | {"person": person.ref, "day": standing.through}
            values["attainment"] = share(standing.pace.attainment or _ZERO)
            place = _place(both, name, named) or person.place("id")
            yield Problem(place, standing.pace.status, values, person.ref, f"{name}@{named}:{old}>{new}")


def _behind(results: Results) -> Iterator[tuple[str, Scope, Standing]]:
    """Yield the quotas of people who are behind in a metric that is the better the more there is of it."""
    cards = Cards(results)
    standings, analysis = Standings(cards, cards.year_on(results.analysis.as_of)), results.analysis
    for metric in standings.metrics:
        known = analysis.measures.metric(metric)
        is_asked = analysis.measures.adds_up(metric) and known is not None and known.better != "lower"
        for scope in analysis.scopes(metric) if is_asked else ():
            standing = standings.of(metric, scope) if is_of(scope, _PERSON) else None
            if standing is not None and standing.pace.status in ("off_pace", "at_risk"):
                yield metric, scope, standing


def _to_come(analysis: Analysis, metric: str, scope: Scope) -> Decimal | None:
    numbers = [number for number, period in enumerate(analysis.horizon.periods) if period.end > analysis.as_of]
    return analysis.whole(metric, agreed(analysis, metric, scope), numbers)


RULES: Final = (large_quota_change, raised_although_off_pace)
