"""CAP: managers who lead too many, or have no time for those they lead."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import money
from plancode.rules.rule import WARNING, rule
from plancode.rules.workload import person_works

if TYPE_CHECKING:
    from plancode.said.value import Said


_ZERO: Final = Decimal(0)


@rule("CAP105", "span-too-wide", WARNING, figures=True)
def span_too_wide(context: RuleContext) -> Iterator[Problem]:
    """Somebody leads more people than one manager can.

    ## Why it matters
    With a one-to-one every two weeks, field visits and coaching for each, the hours of a manager end at about ten
    people. Open seats count from their start on.

    ## Fails
    A team of fourteen, all led by Li Na.

    ## Passes
    Two teams of seven, one of them led by Wu Hao.

    ## How to fix
    Divide the team, with a second manager, and give each part its people under `team`.

    ## Policy
    `span` (10, own default): the most people that one manager leads at once.
    """
    figures, most = context.figures, context.figures.graph.policy.span
    for manager, (count, number) in figures.spans.items():
        if count > most:
            period = figures.horizon.periods[number]
            values: dict[str, Said] = {"manager": manager.ref, "count": count, "period": period, "limit": most}
            yield Problem(manager.place("id"), "plain", values, manager.ref)


@rule("CAP106", "manager-without-time", WARNING, figures=True)
def manager_without_time(context: RuleContext) -> Iterator[Problem]:
    """Somebody who leads others has no time to lead, or carries more quota than they do.

    ## Why it matters
    One-to-ones, coaching and reviews are the first that a manager with too much work lets go. A manager whose own
    quota is larger than those of the team sells first and leads in the time left. Their quota is compared, period by
    period, with the mean of those they lead who have one.

    ## Fails
    ```yaml
    teams: [{id: east, manager: chen-rui}]
    targets: [{person: chen-rui, amount: 3M}, {person: li-na, amount: 2M}, {person: wu-hao, amount: 2M}]
    ```

    ## Passes
    ```yaml
    targets: [{person: chen-rui, amount: 1M}, {person: li-na, amount: 3M}, {person: wu-hao, amount: 3M}]
    ```

    ## How to fix
    Hand customers, deals or a part of the quota to the team; let somebody else coach or hold a meeting; or divide the
    team.

    ## Policy
    `utilisation.high` (95%, own default): load over hours of the whole plan.
    """
    figures = context.figures
    high = figures.graph.policy.utilisation.high
    managing = [work for work in context.once(person_works) if work.load.person in figures.spans]
    full = {work.load.person: work for work in managing if work.used > high.number}
    for manager, (count, _) in figures.spans.items():
        if manager in full:
            values = full[manager].values(high) | {"count": count}
            yield Problem(manager.place("id"), "plain", values, manager.ref)
    sellers = [manager for manager in figures.spans if manager not in full and figures.quota(manager.model.id)]
    for manager in sellers:
        yield from _own_book(figures, manager, figures.staffing.led[manager])


def _own_book(figures: Analysis, manager: Entity[Person], led: dict[int, set[str]]) -> Iterator[Problem]:
    metric = figures.main_metric or ""
    mine, others, names = _ZERO, _ZERO, set[str]()
    for number, amount in figures.current(metric, (("person", manager.model.id),)).items():
        people = {name: figures.current(metric, (("person", name),)).get(number) for name in led.get(number, ())}
        quotas = [quota for quota in people.values() if quota]
        if quotas:
            mine, others = mine + amount, others + sum(quotas, _ZERO) / len(quotas)
            names |= {name for name, quota in people.items() if quota}
    if mine > others > 0:
        targets = figures.targets.of(metric, (("person", manager.model.id),))
        values: dict[str, Said] = {"person": manager.ref, "quota": money(mine), "mean": money(others)}
        values |= {"count": len(names), "metric": metric_ref(figures.graph, metric)}
        place = targets[0].place if targets else manager.place("id")
        yield Problem(place, "own_book", values, manager.ref)


RULES: Final = (
    span_too_wide,
    manager_without_time,
)
