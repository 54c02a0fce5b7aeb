"""CHG: quotas that move under people who already work towards them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.findings.severity import Severity
from plancode.model.team import Person
from plancode.rules.authors import severity_of
from plancode.rules.changed import Tables, agreed, digest, is_of, tables
from plancode.rules.changed_past import PastMove, past_moves
from plancode.rules.context import RuleContext
from plancode.rules.moves import TargetMove, quota_moves, target_moves
from plancode.rules.names import metric_ref
from plancode.rules.rounding import share
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.rules.scopes import figure, scope_refs
from plancode.said.value import Term, Values
from plancode.scorecard.cards import Cards
from plancode.scorecard.results import Results
from plancode.scorecard.standing import Standing, Standings

_ZERO: Final = Decimal(0)
_PERSON: Final = "person"
_SHOWN: Final = 4


@rule("CHG101", "large-quota-change", ERROR, change=True)
def large_quota_change(context: RuleContext) -> Iterator[Problem]:
    """Somebody's planned quota changes by much although the plan has begun.

    ## Why it matters
    People work towards their quota. Once the plan holds, it is adjusted openly: from a day on, with a reason, talked
    over with them and approved. Whoever edits the figure itself leaves no trace of what was promised. Looked at is the
    quota over the whole plan, before adjustments, and how much of it goes from some periods to others, whichever line
    of the plan moves it: an amount, a share, a phasing, an owner by whose customers it is split. Who is new or has gone
    is not meant, nor an open seat. Where somebody's first or last day changes, the quota may change in proportion to
    the time. Changes add up: where the plan lies in git, they are held against the plan as its period began.

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
    `quota_change` (10%, own default). The policy of the plan before the change counts. Where git says who made the
    change, the plan knows them all and none of them gains, and no time that is over changes, it is a warning.
    """
    both, limit = tables(context), context.change.base.written.policy.quota_change
    if both is None:
        return
    past = past_moves(both)
    for person, metric, scope, move in quota_moves(context, both):
        values = _quota_values(both.head, metric, move.old, move.new) | {"limit": share(limit.number)}
        values |= {
            "since": both.base.horizon.plan.start,
            "person": person.ref,
            **_shift_values(both.head, metric, move),
        }
        over, moves, severity = _telling(context, move, past.get((metric, scope)))
        place = _place(both, metric, scope) or person.place("id")
        yield Problem(place, move.how, values | over, person.ref, f"{metric}@{scope}:{moves}", severity=severity)


def _telling(context: RuleContext, move: TargetMove, past: PastMove | None) -> tuple[Values, str, Severity | None]:
    """Return which time that is over moves, too, what a finding is accepted under, and how bad it is.

    Where time that is over moves, it is as bad as it gets.
    """
    if past is None:
        return {"past": ""}, str(move), severity_of(context)
    told = Term("past_too", (("periods", past.names),))
    return {"past": told}, f"{move}@{digest(*sorted(past.figures))}", None


def _quota_values(analysis: Analysis, metric: str, old: Decimal, new: Decimal) -> Values:
    return {
        "metric": metric_ref(analysis.graph, metric),
        "before": figure(analysis.measures, old, metric),
        "after": figure(analysis.measures, new, metric),
        "part": share(abs(new - old) / abs(old)) if old else "",
    }


def _shift_values(analysis: Analysis, metric: str, move: TargetMove) -> Values:
    """Return the values that say what goes from which periods to which, if that is what is told."""
    if not move.shifted:
        return {}
    return {
        "moved": figure(analysis.measures, move.shifted, metric),
        "of": share(move.shifted / abs(move.old)) if move.old else "",
        "less": move.less[:_SHOWN],
        "more": move.more[:_SHOWN],
    }


def _place(both: Tables, metric: str, scope: Scope) -> Place | None:
    targets = both.head.targets.of(metric, scope)
    return targets[-1].place if targets else None


@rule("CHG130", "large-target-change", ERROR, change=True)
def large_target_change(context: RuleContext) -> Iterator[Problem]:
    """The planned target of the plan, a team, a territory or a product changes by much although the plan has begun.

    ## Why it matters
    It was promised to somebody above, and quotas and capacity rest on it. Once the plan holds, it is adjusted openly,
    from a day on, with a reason and an approval. Looked at are planned targets over the plan, before adjustments, and
    how much of them goes from some periods to others. Changes add up: where the plan lies in git, they are held against
    the plan as it was when its period began.

    ## Fails
    The plan of 2026 had 120m, and on 1 April the change writes
    ```yaml
    target: {team: east, amount: 100m}
    ```

    ## Passes
    ```yaml
    kind: adjustment
    effective: 2026-07-01
    reason: The largest chain is bankrupt
    approved: {by: gm, on: 2026-06-24}
    changes: [{target: revenue-2026, team: east, delta: -10m}]
    ```

    ## How to fix
    Take the edit back and write a document of `kind: adjustment` instead. If a mistake is mended, let somebody accept
    it in accepted.yaml who stands above.

    ## Policy
    `quota_change` (10%, own default). The policy of the plan before the change counts. Where git says who made the
    change, the plan knows them all and none of them gains, and no time that is over changes, it is a warning.
    """
    both, limit = tables(context), context.change.base.written.policy.quota_change
    if both is None:
        return
    past = past_moves(both)
    for metric, scope, move in target_moves(context, both):
        known = both.head.targets.of(metric, scope)
        target = (known or both.targets_before(metric, scope))[-1]
        values = _quota_values(both.head, metric, move.old, move.new) | _shift_values(both.head, metric, move)
        values |= {"limit": share(limit.number), "since": both.base.horizon.plan.start}
        values["scope"] = scope_refs(both.head.graph, scope)
        place = target.place if known else Place(target.place.path)
        over, moves, severity = _telling(context, move, past.get((metric, scope)))
        yield Problem(place, move.how, values | over, target.holder.ref, f"{metric}@{scope}:{moves}", severity=severity)


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


RULES: Final = (large_quota_change, large_target_change, raised_although_off_pace)
