"""COV: people who carry quota without target or customers, customers of people who are away or new, uneven work."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from heapq import nsmallest
from typing import TYPE_CHECKING, Final

from plancode.analysis.balance import Balance
from plancode.analysis.ownership import Holding
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.kinds import EntityKind
from plancode.model.policy import RatioRange
from plancode.model.team import Person
from plancode.model.territories import Account, Territory
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rollup import left_out
from plancode.rules.rounding import money, ratio, share
from plancode.rules.rule import WARNING, rule

if TYPE_CHECKING:
    from plancode.said.value import Ref, Said

Holder = Entity[Territory] | Entity[Account]
_Tenure = tuple[date, Holder, int]
_Span = tuple[date, date]
_DAY: Final = timedelta(days=1)
_ONE: Final = Decimal(1)
_MANY_ACCOUNTS: Final = 20
_TENTH: Final = 10
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
            if person in found or person.ref in told:
                continue
            told.add(person.ref)
            values: dict[str, Said] = {"person": person.ref, "role": role.ref, "others": others}
            if person.model.id not in carriers.with_target:
                yield Problem(person.place("id"), "open" if person.model.open else "plain", values, person.ref)
                continue
            for metric, count in _lacked(context, person, people):
                values |= {"metric": metric_ref(context.graph, metric), "others": count}
                yield Problem(person.place("id"), "metric", values, person.ref, metric)


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


@rule("COV110", "no-deputy-in-long-leave", WARNING, figures=True)
def no_deputy_in_long_leave(context: RuleContext) -> Iterator[Problem]:
    """Somebody is away for long, and nobody looks after their customers in those days.

    ## Why it matters
    A short leave is made up for before and after. In a long one visits fall out, orders go elsewhere, and the
    customers must be somebody's. The deputy of the territory has their visits in the work plan.

    ## Fails
    ```yaml
    territories: [{id: pudong, owners: [{person: li-na}]}]
    people: [{id: li-na, leave: [{from: 2026-03-02, to: 2026-07-31, kind: parental}]}]
    ```

    ## Passes
    ```yaml
    territories: [{id: pudong, owners: [{person: li-na}], deputy: wu-hao}]
    ```

    ## How to fix
    Name under `deputy` of the territory somebody who is there on those days, or another owner with `from` and `to` for
    the time of the leave. An account without a territory has no deputy: name another owner.

    ## Policy
    `long_leave` (20, own default).
    """
    for person in context.figures.staffing.people:
        for first, end in context.figures.horizon.days(person).long_leave:
            cases: dict[str, list[tuple[Holding, int]]] = defaultdict(list)
            for holding in context.figures.ownership.of_person(person.model.id):
                start, stop = max(first, holding.start), min(end, holding.end)
                if start < stop and holding.owner.as_ == "primary":
                    variant, days = _cover(context, person, holding, (start, stop))
                    cases[variant].append((holding, days))
            for variant in ("none", "self", "away", "accounts"):
                if cases[variant]:
                    yield _uncovered(context, person, variant, cases[variant], (first, end))


def _cover(context: RuleContext, person: Entity[Person], holding: Holding, stretch: _Span) -> tuple[str, int]:
    """Return what is wrong with the deputy in a stretch of days, or nothing, and on how many days."""
    horizon = context.figures.horizon
    whole = horizon.days(person).employed(*stretch)
    if not whole:
        return "", 0
    if holding.territory is None:
        return "accounts", whole
    name = holding.territory.model.deputy
    deputy = context.graph.find(Person, name)
    if name is None:
        return "none", whole
    if name == person.model.id:
        return "self", whole
    if deputy is None:
        return "", 0
    there = horizon.days(deputy)
    missing = there.calendar.days(*stretch) - there.present(*stretch)
    return ("away", missing) if missing else ("", 0)


def _uncovered(
    context: RuleContext, person: Entity[Person], variant: str, held: list[tuple[Holding, int]], leave: _Span
) -> Problem:
    plan = context.figures.horizon.plan
    start, end = max(leave[0], plan.start), min(leave[1], plan.end)
    index = next(i for i, entry in enumerate(person.model.leave) if entry.from_ < end and entry.to >= start)
    territories = dict.fromkeys(holding.territory for holding, _ in held if holding.territory is not None)
    customers = dict.fromkeys(holding.customer.ref for holding, _ in held)
    named = (context.graph.find(Person, territory.model.deputy) for territory in territories)
    deputies = tuple(dict.fromkeys(deputy.ref for deputy in named if deputy is not None))
    has_deputy = variant in {"self", "away"}
    values: dict[str, Said] = {
        "person": person.ref,
        "places": tuple(territory.ref for territory in territories) or tuple(customers),
        "start": start,
        "last": end - _DAY,
        "days": max(days for _, days in held),
        "deputies": deputies,
    }
    related = tuple(territory.place("deputy" if has_deputy else "id") for territory in territories)
    return Problem(person.place("leave", index), variant, values, person.ref, f"{variant} {start}", related)


@rule("COV111", "unbalanced-people", WARNING, figures=True)
def unbalanced_people(context: RuleContext) -> Iterator[Problem]:
    """People of the same role have very different potential, workload or targets.

    ## Why it matters
    Unequal territories make good people look bad and bad ones good, and both notice. Each value is held against the
    mean of the role, taken as if everybody were there full time and the whole plan. Managers are left alone, and
    newcomers and open seats where they have less than others: they begin small. Whoever is on a long leave is left
    alone where they have more: others step in. Potential is judged where every customer of the role has one.

    ## Fails
    Three representatives own customers with a potential of 10M, 9M and 2M.

    ## Passes
    The same three with 8M, 7M and 6M.

    ## How to fix
    Move accounts, or a part of the target, from those who have most to those who have least; `plancode show balance`
    has everybody's figures. Where the difference is meant, as between city and country, make two roles of it or set the
    band in the policy.

    ## Policy
    `balance.min` (0.6, own default).

    `balance.max` (1.4, own default).
    """
    band = context.graph.policy.balance
    for balance in context.figures.balance:
        is_whole = balance.measure == "target" or EntityKind.ACCOUNT not in context.graph.lost_kinds
        outside = []
        mean = balance.mean if is_whole and not balance.role.model.manages else None
        for person, value in balance.values if mean else ():
            part = value / mean if mean else _ONE
            is_away = bool(context.figures.horizon.days(person).long_leave)
            if (part > band.max and not is_away) or (part < band.min and not _is_new(context, person)):
                outside.append(person)
        if outside and mean:
            yield _unequal(band, balance, outside, mean)


def _is_new(context: RuleContext, person: Entity[Person]) -> bool:
    """Whether somebody is still to come, or not fully productive at some time of the plan."""
    staffing = context.figures.staffing
    stints = staffing.stints(person)
    ramps = (staffing.ramp(person, staffing.role(stint.role), stint.start, stint.end) for stint in stints)
    return person.model.open or any(ramp < 1 for ramp in ramps)


def _unequal(band: RatioRange, balance: Balance, outside: list[Entity[Person]], mean: Decimal) -> Problem:
    ordered = sorted(balance.values, key=lambda pair: pair[1])
    (least, smallest), (most, largest) = ordered[0], ordered[-1]
    values: dict[str, Said] = {
        "role": balance.role.ref,
        "people": tuple(person.ref for person in outside),
        "lowest": least.ref,
        "low": share(smallest / mean, band.min),
        "highest": most.ref,
        "high": share(largest / mean, band.max),
        "cv": share(balance.cv or Decimal(0)),
        "spread": ratio(balance.spread) if balance.spread is not None else "–",
        "min": share(band.min),
        "max": share(band.max),
    }
    related = tuple(person.place("id") for person in outside)
    return Problem(balance.role.place("id"), balance.measure, values, balance.role.ref, balance.measure, related)


@rule("COV112", "top-accounts-on-new-hire", WARNING, figures=True)
def top_accounts_on_new_hire(context: RuleContext) -> Iterator[Problem]:
    """One of the largest customers is looked after by somebody who is not yet fully productive.

    ## Why it matters
    The largest customers are lost most easily while they change hands, and a newcomer learns on them. Where fewer
    than 20 accounts have a potential, the largest tenth of them is looked at. Groups of customers are left out.

    ## Fails
    ```yaml
    accounts: [{id: hualian, potential: 6M, owners: [{person: wu-hao}]}]
    ```
    Wu Hao starts in March, and the ramp of the role lasts three months.

    ## Passes
    ```yaml
    accounts:
      - id: hualian
        potential: 6M
        owners: [{person: li-na, to: 2026-05-31}, {person: wu-hao, from: 2026-06-01}]
    ```

    ## How to fix
    Leave the account with an experienced owner until the newcomer is fully productive, or share it between both by
    `share` with the experienced one in the lead.

    ## Policy
    `top_accounts` (10, own default).
    """
    by_person: dict[Entity[Person], list[tuple[Holding, Decimal, int]]] = defaultdict(list)
    if EntityKind.ACCOUNT in context.graph.lost_kinds:
        return
    for account in _largest(context, context.graph.policy.top_accounts):
        for holding in context.figures.ownership.by_customer.get(account.key, ()):
            person = context.graph.find(Person, holding.owner.person)
            if person is not None and holding.owner.as_ == "primary":
                worst = _lowest_ramp(context, person, holding)
                if worst[0] < 1:
                    by_person[person].append((holding, *worst))
    for person, held in by_person.items():
        _, lowest, number = min(held, key=lambda entry: (entry[1], entry[2]))
        first = held[0][0]
        values: dict[str, Said] = {
            "person": person.ref,
            "accounts": tuple(dict.fromkeys(holding.customer.ref for holding, _, _ in held)),
            "ramp": share(lowest),
            "period": context.figures.horizon.periods[number],
        }
        related = tuple(dict.fromkeys(holding.customer.place("id") for holding, _, _ in held))
        yield Problem(first.holder.place("owners", first.index), "plain", values, person.ref, related=related)


def _largest(context: RuleContext, count: int) -> list[Entity[Account]]:
    """Return the largest accounts by potential; of few accounts the largest tenth."""
    day, money_of = context.figures.horizon.plan.start, context.figures.measures.money
    stated = ((money_of(account.model.potential, day), account) for account in context.graph.all(Account))
    known = [(amount, account) for amount, account in stated if amount]
    wanted = count if len(known) >= _MANY_ACCOUNTS else len(known) // _TENTH
    return [account for _, account in nsmallest(wanted, known, key=lambda pair: (-pair[0], pair[1].model.id))]


def _lowest_ramp(context: RuleContext, person: Entity[Person], holding: Holding) -> tuple[Decimal, int]:
    """Return the lowest ramp of somebody in the periods in which they have a customer, and the period."""
    staffing = context.figures.staffing
    ramps = [(_ONE, 0)]
    for spell in staffing.spells(person):
        start, end = max(spell.start, holding.start), min(spell.end, holding.end)
        if start < end:
            ramps.append((staffing.ramp(person, staffing.role(spell.stint.role), start, end), spell.number))
    return min(ramps)


RULES: Final = (
    quota_carrier_without_target,
    quota_carrier_without_territory,
    no_deputy_in_long_leave,
    unbalanced_people,
    top_accounts_on_new_hire,
)
