"""CAP: newcomers with a full quota, and periods in which too few people are there."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.staffing import Spell
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.team import Person, Team
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import money, ratio, share
from plancode.rules.rule import WARNING, rule

if TYPE_CHECKING:
    from plancode.said.value import Said

_ZERO: Final = Decimal(0)
_SHOWN: Final = 5
_TEAM_OF: Final = 3


@rule("CAP107", "ramp-ignored", WARNING, figures=True)
def ramp_ignored(context: RuleContext) -> Iterator[Problem]:
    """Somebody who is still learning the job has as much quota as colleagues who have learnt it.

    ## Why it matters
    The ramp of the role says that a newcomer brings less at first. A full quota cannot be reached then; the newcomer
    loses heart, and the team its figure. Compared is the quota of the periods in which the ramp is below 100 %, with
    the mean of people of the same role who are fully ramped up, each by hours and days present.

    ## Fails
    ```yaml
    roles: [{id: rep, carries_quota: true, ramp: [20%, 50%, 80%]}]
    people: [{id: li-na, role: rep, team: east}, {id: wu-hao, role: rep, team: east, start: 2026-01-01}]
    targets: [{person: li-na, amount: 1.2M}, {person: wu-hao, amount: 1.2M}]
    ```

    ## Passes
    ```yaml
    targets:
      - {person: li-na, amount: 1.2M}
      - {person: wu-hao, period: 2026-Q1, amount: 150k}
      - {person: wu-hao, period: 2026-04-01..2026-12-31, amount: 900k}
    ```

    ## How to fix
    Give less for the first periods, by rows with a `period`, or by `people: {by: even, ramped: true}`. Somebody who
    needs no ramp, such as a returning colleague, gets `ramp: [100%]` of their own.
    """
    figures, metric = context.figures, context.figures.main_metric
    newcomers = [person for person in figures.staffing.people if _is_new(figures, person)]
    if metric is None or not newcomers or not figures.measures.adds_over_time(metric):
        return
    learning = {person: [post for post in _posts(figures, metric, person) if post.ramp < 1] for person in newcomers}
    usual = _usual(figures, metric, {(post.role, post.number) for posts in learning.values() for post in posts})
    for person, ramped in learning.items():
        posts = [post for post in ramped if (post.role, post.number) in usual]
        quota = sum((post.quota for post in posts), _ZERO)
        mean = sum((usual[post.role, post.number] * post.weight for post in posts), _ZERO)
        if mean > 0 and share(quota / mean).number >= 1:
            yield _too_early(figures, metric, person, posts, mean)


@dataclass(frozen=True, slots=True)
class _Post:
    """Somebody's quota in a period, in which role, how far there (fte and presence), and how far ramped up."""

    role: str
    number: int
    quota: Decimal
    weight: Decimal
    ramp: Decimal


def _is_new(figures: Analysis, person: Entity[Person]) -> bool:
    """Whether somebody starts so late that the ramp of one of their roles reaches into the plan."""
    if person.model.start is None:
        return False
    staffing, start = figures.staffing, figures.horizon.plan.start
    return any(
        staffing.ramp(person, staffing.role(stint.role), max(stint.start, start), stint.end) < 1
        for stint in staffing.stints(person)
        if staffing.carries(stint.role)
    )


def _posts(figures: Analysis, metric: str, person: Entity[Person]) -> Iterator[_Post]:
    staffing, quota = figures.staffing, figures.current(metric, (("person", person.model.id),))
    spells = staffing.spells(person) if quota else ()
    for number, group in groupby(spells, key=lambda spell: spell.number):
        held = list(group)
        role = held[-1].stint.role
        if number in quota and all(spell.stint.role == role for spell in held) and staffing.carries(role):
            weight = sum((_presence(figures, person, spell) for spell in held), _ZERO)
            ramp = staffing.ramp(person, staffing.role(role), held[0].start, held[-1].end)
            yield _Post(role, number, quota[number], weight, ramp)


def _presence(figures: Analysis, person: Entity[Person], spell: Spell) -> Decimal:
    return spell.stint.fte * figures.staffing.part_of_period(person, spell.present, spell.number)


def _usual(figures: Analysis, metric: str, asked: set[tuple[str, int]]) -> dict[tuple[str, int], Decimal]:
    """Return the mean quota of fully ramped people, full time and present, by the roles and periods asked for."""
    quotas: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    weights: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    roles = {role for role, _ in asked}
    for person in figures.staffing.people:
        holds = any(stint.role in roles for stint in figures.staffing.stints(person))
        for post in _posts(figures, metric, person) if holds else ():
            if (post.role, post.number) in asked and post.ramp == 1 and post.weight > 0 and post.quota > 0:
                quotas[post.role, post.number] += post.quota
                weights[post.role, post.number] += post.weight
    return {key: quota / weights[key] for key, quota in quotas.items()}


def _too_early(figures: Analysis, metric: str, person: Entity[Person], posts: list[_Post], mean: Decimal) -> Problem:
    role, targets = figures.staffing.role(posts[0].role), figures.targets.of(metric, (("person", person.model.id),))
    weight = sum((post.weight for post in posts), _ZERO)
    values: dict[str, Said] = {
        "first": figures.horizon.periods[posts[0].number],
        "last": figures.horizon.periods[posts[-1].number],
        "ramp": share(sum((post.ramp * post.weight for post in posts), _ZERO) / weight),
        "quota": money(sum((post.quota for post in posts), _ZERO)),
        "mean": money(mean),
        "person": person.ref,
        "metric": metric_ref(figures.graph, metric),
        "role": role.ref if role else posts[0].role,
    }
    place = targets[0].place if targets else person.place("id")
    variant = "plain" if len(posts) > 1 else "one_period"
    return Problem(place, variant, values, person.ref, related=(person.place("start"),))


@rule("CAP108", "headcount-trough", WARNING, figures=True)
def headcount_trough(context: RuleContext) -> Iterator[Problem]:
    """In some period clearly fewer people who carry quota are there than before and after.

    ## Why it matters
    Gaps between leavers and joiners, and long leaves at the same time, leave customers alone just then. Counted are
    full-time equivalents of people with quota on their working days, long leave taken off. A period is in a trough
    where they are below the limit of the smaller of two means: of all periods before it, and of all after it. So a
    team that grows, seats that open later, and a team that stays smaller at the end are no trough. The plan is named,
    else teams with at least three such people.

    ## Fails
    ```yaml
    people:
      - {id: li-na, role: rep, team: east}
      - {id: chen-jie, role: rep, team: east}
      - {id: wu-hao, role: rep, team: east, end: 2026-03-31}
      - {id: ma-xiao, role: rep, team: east, start: 2026-07-01}
    ```

    ## Passes
    ```yaml
    people:
      - {id: li-na, role: rep, team: east}
      - {id: chen-jie, role: rep, team: east}
      - {id: wu-hao, role: rep, team: east, end: 2026-03-31}
      - {id: ma-xiao, role: rep, team: east, start: 2026-04-01}
    ```

    ## How to fix
    Hire earlier, move a long leave or a change of team, or bring in help from another team for these periods.

    ## Policy
    `headcount` (85%, own default): the least, of the smaller of both means.
    """
    figures, plan = context.figures, context.graph.plan
    there, people = _headcount(figures)
    pending = [""]
    while pending:
        name = pending.pop(0)
        node: Entity[Keyed] | None = figures.graph.find(Team, name) if name else plan
        trough = _trough(figures, there.get(name, []))
        if node is not None and trough and (not name or len(people[name]) >= _TEAM_OF):
            yield _missing(figures, node, there[name], trough, people[name])
        else:
            pending += figures.staffing.teams_below(name)


def _headcount(figures: Analysis) -> tuple[dict[str, list[Decimal]], dict[str, list[Entity[Person]]]]:
    """Return, for each team with those below it and the plan, who carries quota, and how many are there by period."""
    there: dict[str, list[Decimal]] = defaultdict(lambda: [_ZERO] * len(figures.horizon.periods))
    people: dict[str, dict[Entity[Person], None]] = defaultdict(dict)
    above: dict[str, tuple[str, ...]] = {}
    for person in figures.staffing.people:
        for team, parts in _parts(figures, person):
            if team not in above:
                above[team] = (team, *figures.ladder.teams_above(team), "")
            for name in above[team]:
                people[name][person] = None
                counts = there[name]
                for number, part in parts:
                    counts[number] += part
    return there, {name: list(members) for name, members in people.items()}


def _parts(figures: Analysis, person: Entity[Person]) -> Iterator[tuple[str, list[tuple[int, Decimal]]]]:
    staffing, plan = figures.staffing, figures.horizon.plan
    stints = [stint for stint in staffing.stints(person) if staffing.carries(stint.role)]
    if len(stints) == 1 and stints[0].end == plan.end and not figures.horizon.days(person).long_leave:
        first = stints[0]
        if first.start == plan.start:
            yield first.team, [(number, first.fte) for number in figures.numbers]
            return
    for spell in staffing.spells(person) if stints else ():
        if staffing.carries(spell.stint.role):
            yield spell.stint.team, [(spell.number, _presence(figures, person, spell))]


def _trough(figures: Analysis, counts: list[Decimal]) -> list[tuple[int, Decimal]]:
    """Return the periods in a trough, each with the smaller of the means before and after."""
    worked = [number for number in range(len(counts)) if figures.horizon.working_days[number]]
    limit, before = figures.graph.policy.headcount.number, _ZERO
    whole = sum((counts[number] for number in worked), _ZERO)
    trough = []
    for at, number in enumerate(worked):
        after = whole - before - counts[number]
        if 0 < at < len(worked) - 1:
            usual = min(before / at, after / (len(worked) - 1 - at))
            if counts[number] < limit * usual:
                trough.append((number, usual))
        before += counts[number]
    return trough


def _missing(
    figures: Analysis,
    node: Entity[Keyed],
    counts: list[Decimal],
    trough: list[tuple[int, Decimal]],
    people: list[Entity[Person]],
) -> Problem:
    number, usual = min(trough, key=lambda low: (counts[low[0]] / low[1], low[0]))
    period = figures.horizon.periods[number]
    away = [person for person in people if not figures.horizon.days(person).present(period.start, period.end)]
    values: dict[str, Said] = {
        "node": node.ref,
        "period": period,
        "there": ratio(counts[number]),
        "usual": ratio(usual),
        "part": share(counts[number] / usual, figures.graph.policy.headcount.number),
        "limit": figures.graph.policy.headcount,
        "count": len(trough),
        "people": tuple(person.ref for person in away[:_SHOWN]),
    }
    related = tuple(person.place("id") for person in away[:_SHOWN])
    return Problem(node.place("id"), "plain" if away else "partly", values, node.ref, related=related)


RULES: Final = (ramp_ignored, headcount_trough)
