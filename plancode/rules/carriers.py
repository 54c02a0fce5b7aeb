"""COV: people who carry quota without target or customers."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.kinds import EntityKind
from plancode.model.team import Person
from plancode.model.territories import Account, Territory
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rollup import left_out
from plancode.rules.rounding import money
from plancode.rules.rule import WARNING, rule

if TYPE_CHECKING:
    from plancode.said.value import Ref, Said

Holder = Entity[Territory] | Entity[Account]
_Tenure = tuple[date, Holder, int]
_DAY: Final = timedelta(days=1)
_TARGETS: Final = frozenset({EntityKind.TARGET, EntityKind.TARGET_ROW, EntityKind.ADJUSTMENT})
_MAPS: Final = frozenset({EntityKind.TERRITORY, EntityKind.ACCOUNT, EntityKind.ADJUSTMENT})


def _is_unclear(context: RuleContext, holders: frozenset[EntityKind]) -> bool:
    """Whether an unknown person is named, or a list could not be read: there may be the one who seems left out."""
    if not holders.isdisjoint(context.graph.lost_kinds):
        return True
    unknown = (reference for reference in context.graph.unresolved if EntityKind.PERSON in reference.kinds)
    return any(reference.holder.key.kind in holders for reference in unknown)


@rule("COV108", "quota-carrier-without-target", WARNING, figures=True)
def quota_carrier_without_target(context: RuleContext) -> Iterator[Problem]:
    """Somebody whose role carries quota has no target of their own, or none in what others of the role have one in.

    ## Why it matters
    Their part of the team's target is carried by nobody, or by the others unsaid. Open seats count: the target of a
    seat is part of the plan before anybody sits on it. Roles of which nobody has a target are planned by team. Whoever
    has a target in one metric, and none in another one that most of their role have, or that the role is to bring by
    its `productivity`, is found as well, where no team above has a target in it. Where one has, and what is below does
    not make it up, the gap itself is the finding (TGT106) and names those without a figure.

    ## Fails
    ```yaml
    split: [{person: li-na, share: 60%}]
    ```
    Wu Hao is `rep` as well, and the role says `carries_quota: true`.

    ## Passes
    ```yaml
    split: [{person: li-na, share: 60%}, {person: wu-hao, rest: true}]
    ```

    ## How to fix
    Add a row for the person to a targets document, or let `people` of that document split the team's target. Somebody
    who is not to have a target gets a role without `carries_quota`.
    """
    if _is_unclear(context, _TARGETS):
        return
    carriers, found = context.figures.carriers, context.once(left_out)
    told: set[Ref] = set()
    for name, people in carriers.by_role.items():
        role = context.figures.staffing.role(name)
        others = sum(person.model.id in carriers.with_target for person in people)
        if role is None or not others:
            continue
        for person in people:
            if person.ref in told:
                continue
            told.add(person.ref)
            values: dict[str, Said] = {"person": person.ref, "role": role.ref, "others": others}
            place, is_implied = person.place("id"), person in found
            if person.model.id not in carriers.with_target:
                variant = "open" if person.model.open else "plain"
                yield Problem(place, variant, values, person.ref, is_implied=is_implied)
                continue
            for metric, count in _lacked(context, person, people):
                values = values | {"metric": metric_ref(context.graph, metric), "others": count}
                yield Problem(place, "metric", values, person.ref, metric, is_implied=is_implied)


def _lacked(
    context: RuleContext, person: Entity[Person], people: tuple[Entity[Person], ...]
) -> Iterator[tuple[str, int]]:
    """Yield the metrics in which somebody is to have a target and has none, nor a team above, and who of theirs has."""
    figures = context.figures
    teams = {stint.team for stint in figures.staffing.stints(person)}
    for metric, has in figures.carriers.by_metric.items():
        count = sum(other.model.id in has for other in people)
        is_usual = 2 * count > len(people) or figures.carriers.brings(person, metric)
        if not count or person.model.id in has or not is_usual or not figures.measures.adds_up(metric):
            continue
        levels = (level for level in figures.levels if level.metric == metric and level.commitment)
        if not any(not level.team or teams.intersection(figures.staffing.subtree(level.team)) for level in levels):
            yield metric, count


@rule("COV109", "quota-carrier-without-territory", WARNING, figures=True)
def quota_carrier_without_territory(context: RuleContext) -> Iterator[Problem]:
    """Somebody whose role carries quota looks after no territory and no account, or no longer while the quota goes on.

    ## Why it matters
    A quota without customers cannot be earned from customers of one's own: either others' customers are sold to, and
    credit is disputed, or the quota is missed. Roles with `credit: overlay` are left alone, and so are plans without
    territories.

    ## Fails
    ```yaml
    owners: [{person: li-na, to: 2026-06-30}]
    ```
    Li Na has a target for the whole year.

    ## Passes
    ```yaml
    owners: [{person: li-na}]
    ```

    ## How to fix
    Name the person under `owners` of a territory or an account for the days for which they have a target, end the
    target with the territory, or give them a role without `carries_quota`.
    """
    if not context.graph.all(Territory) or _is_unclear(context, _MAPS):
        return
    tenures = _tenures(context)
    staffing = context.figures.staffing
    for person in staffing.people:
        carried = [stint for stint in staffing.stints(person) if staffing.carries(stint.role)]
        role = staffing.role(carried[-1].role) if carried else None
        if role is None:
            continue
        last = tenures.get(person.model.id)
        if last is None:
            yield Problem(person.place("id"), "plain", {"person": person.ref, "role": role.ref}, person.ref)
        elif last[0] < carried[-1].end:
            yield from _ended(context, person, *last)


def _tenures(context: RuleContext) -> dict[str, _Tenure]:
    """Return up to when, at the last, somebody looks after a territory or an account in the plan, and which."""
    plan = context.figures.horizon.plan
    tenures: dict[str, _Tenure] = {}
    owned = (account for account in context.graph.all(Account) if account.model.owners)
    holders: tuple[Holder, ...] = (*context.graph.all(Territory), *owned)
    for holder in holders:
        model = holder.model
        first, last = (model.from_, model.to) if isinstance(model, Territory) else (model.since, model.until)
        for index, owner in enumerate(model.owners):
            start = max(plan.start, first or plan.start, owner.from_ or plan.start)
            end = min(plan.end, last + _DAY if last else plan.end, owner.to + _DAY if owner.to else plan.end)
            if start < end and (owner.person not in tenures or end > tenures[owner.person][0]):
                tenures[owner.person] = (end, holder, index)
    return tenures


def _ended(context: RuleContext, person: Entity[Person], end: date, holder: Holder, index: int) -> Iterator[Problem]:
    """Yield the target that goes on in periods after somebody's last territory ended."""
    figures = context.figures
    numbers = [number for number in figures.numbers if figures.horizon.periods[number].start >= end]
    for metric in figures.carriers.with_target.get(person.model.id, ()):
        amounts = figures.current(metric, (("person", person.model.id),))
        left = [number for number in numbers if amounts.get(number)]
        whole = figures.whole(metric, amounts, left) if left else None
        if whole:
            values: dict[str, Said] = {
                "person": person.ref,
                "holder": holder.ref,
                "last": end - _DAY,
                "metric": metric_ref(context.graph, metric),
                "amount": money(whole),
                "periods": len(left),
                "start": figures.horizon.periods[left[0]].start,
            }
            yield Problem(person.place("id"), "ended", values, person.ref, metric, (holder.place("owners", index),))
            return


RULES: Final = (
    quota_carrier_without_target,
    quota_carrier_without_territory,
)
