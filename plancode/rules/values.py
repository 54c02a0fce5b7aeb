"""TRK: people, teams and what they sell that miss the targets of metrics that do not add up: rates, means, stocks."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.pace import follow_ups
from plancode.rules.rounding import share
from plancode.rules.rule import INFO, WARNING, rule
from plancode.rules.scopes import figure, scope_name
from plancode.said.value import Joined

if TYPE_CHECKING:
    from plancode.graph.entity import Entity
    from plancode.model.base import Keyed
    from plancode.said.value import Values
    from plancode.scorecard.follow_up import FollowUp
    from plancode.scorecard.pace import Status
    from plancode.scorecard.standing import ValueStanding

_SHOWN: Final = 5


def _behind(context: RuleContext, status: "Status", limit: Decimal) -> Iterator[Problem]:
    """Yield a problem for each team and metric in which people have a status, the furthest from the target first.

    Where the team or the plan has it and nobody below it is as far behind, one for it as a whole.
    """
    for follow_up in context.once(follow_ups):
        people: dict[str, list[tuple[Entity[Keyed], ValueStanding]]] = {}
        for entity, level in follow_up.levels_behind():
            if level.status != status:
                continue
            if isinstance(entity.model, Person):
                people.setdefault(level.metric, []).append((entity, level))
            elif entity in (follow_up.team, context.graph.plan):
                values = {"team": entity.ref, **_told(context, level, limit)}
                yield _problem(follow_up, "whole", level, values)
        for metric, behind in people.items():
            behind.sort(key=lambda row: (_attained(row[1]), row[0].name))
            worst, level = behind[0]
            judged = [
                one for one, other in follow_up.levels() if other.metric == metric and isinstance(one.model, Person)
            ]
            values = {"people": tuple(person.ref for person, _ in behind[:_SHOWN]), "worst": worst.ref}
            values |= {"count": len(behind), "of": len(judged), "team": follow_up.team.ref}
            yield _problem(follow_up, "plain", level, values | _told(context, level, limit))


def _of_parts(context: RuleContext, limit: Decimal) -> Iterator[Problem]:
    """Yield a problem for each team and metric in which territories, customers or what is sold are far behind."""
    for follow_up in context.once(follow_ups):
        parts: dict[str, list[ValueStanding]] = {}
        for level in follow_up.part_levels():
            parts.setdefault(level.metric, []).append(level)
        for judged in parts.values():
            behind = [level for level in judged if level.status == "off_pace"]
            if behind:
                behind.sort(key=lambda level: (_attained(level), level.scope))
                names = Joined(tuple(scope_name(context.graph, level.scope) for level in behind[:_SHOWN]))
                values: Values = {"parts": names, "worst": scope_name(context.graph, behind[0].scope)}
                values |= {"count": len(behind), "of": len(judged), "team": follow_up.team.ref}
                yield _problem(follow_up, "parts", behind[0], values | _told(context, behind[0], limit))


def _attained(level: "ValueStanding") -> Decimal:
    attained = level.reading.attainment()
    return attained if isinstance(attained, Decimal) else Decimal(0)


def _told(context: RuleContext, level: "ValueStanding", limit: Decimal) -> "Values":
    measures, reading = context.figures.measures, level.reading
    sums = {"actual": reading.actual or Decimal(0), "target": reading.target or Decimal(0)}
    values: Values = {name: figure(measures, amount, level.metric) for name, amount in sums.items()}
    values |= {"metric": metric_ref(context.graph, level.metric), "period": level.stretch.period}
    return values | {"attainment": share(_attained(level), limit), "limit": share(limit)}


def _problem(follow_up: "FollowUp", variant: str, level: "ValueStanding", values: "Values") -> Problem:
    team, weight = follow_up.team, -_attained(level)
    return Problem(team.place("id"), variant, values, team.ref, level.metric, weight=weight)


@rule("TRK108", "value-off-target", WARNING, figures=True, results=True)
def value_off_target(context: RuleContext) -> Iterator[Problem]:
    """A rate, a mean or a count of customers is far from its target, in the last quarter that is over.

    It is told of people of a team; of a team or the plan only where nobody in it is as far behind; and of territories,
    customers, products, channels and segments with targets of their own.

    ## Why it matters
    Such metrics do not add up over the year, so that no plan to date tells in time that they are missed: a margin, a
    win rate, days until customers pay.

    ## Fails
    Customers of Zhou Min pay after 45 days on average. Her target is 30 days.

    ## Passes
    They pay after 33 days: at risk, not off target.

    ## How to fix
    Look at what the figure is made of: `plancode track --team TEAM --why`. Talk to whoever answers for it about what
    stands in the way, and write down what was agreed with `plancode review new`. If the target itself is wrong, adjust
    it with `kind: adjustment`.

    ## Policy
    `pace` (`at_risk` 85%; of offers or answers that are counted, at least `min_deals` 3; own defaults).
    """
    limit = context.graph.policy.pace.at_risk.number
    yield from _behind(context, "off_pace", limit)
    yield from _of_parts(context, limit)


@rule("TRK109", "value-at-risk", INFO, figures=True, results=True)
def value_at_risk(context: RuleContext) -> Iterator[Problem]:
    """A rate, a mean or a count of customers is somewhat off its target, in the last quarter that is over.

    ## Why it matters
    A little can be made up in the quarter that runs, if somebody looks at it now.

    ## Fails
    Customers of Zhou Min pay after 33 days on average. Her target is 30 days.

    ## Passes
    They pay after 31 days.

    ## How to fix
    Look at it in the next review: `plancode track --team TEAM --why` tells what the figure is made of.

    ## Policy
    `pace` (`on_track` 95%; of offers or answers that are counted, at least `min_deals` 3; own defaults).
    """
    yield from _behind(context, "at_risk", context.graph.policy.pace.on_track.number)


RULES: Final = (value_off_target, value_at_risk)
