"""COV: people who hold far more or far less than others, and the largest customers with who is new."""

from collections import defaultdict
from collections.abc import Iterator
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
from plancode.model.territories import Account
from plancode.rules.context import RuleContext
from plancode.rules.rounding import ratio, share
from plancode.rules.rule import WARNING, rule

if TYPE_CHECKING:
    from plancode.said.value import Said

_ONE: Final = Decimal(1)
_MANY_ACCOUNTS: Final = 20
_TENTH: Final = 10


@rule("COV111", "unbalanced-people", WARNING, figures=True)
def unbalanced_people(context: RuleContext) -> Iterator[Problem]:
    """People of the same role have very different potential, workload or targets.

    ## Why it matters
    Unequal territories make good people look bad and bad ones good, and both notice. Each value is held against the
    mean of the role, taken as if everybody were there full time and the whole plan. Managers are left alone, and
    newcomers and open seats where they have less than others: they begin small. Whoever is on a long leave is left
    alone where they have more: others step in; whoever leaves is left alone altogether. Potential is judged where every
    customer of the role has one, and like the workload where everything could be read.

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
        is_read = not context.base.unread and EntityKind.ACCOUNT not in context.graph.lost_kinds
        is_whole = is_read or balance.measure == "target"
        staying = [pair for pair in balance.values if not _leaves(context, pair[0])]
        outside = []
        mean = balance.mean if is_whole and not balance.role.model.manages else None
        for person, value in staying if mean else ():
            part = value / mean if mean else _ONE
            is_away = bool(context.figures.horizon.days(person).long_leave)
            if (part > band.max and not is_away) or (part < band.min and not _is_new(context, person)):
                outside.append(person)
        if outside and mean:
            yield _unequal(band, balance, staying, outside)


def _leaves(context: RuleContext, person: Entity[Person]) -> bool:
    """Whether somebody leaves before the plan ends: nothing is to be moved to them, and all of theirs to others."""
    return person.model.end is not None and person.model.end < context.figures.horizon.plan.last


def _is_new(context: RuleContext, person: Entity[Person]) -> bool:
    """Whether somebody is still to come, or not fully productive at some time of the plan."""
    staffing = context.figures.staffing
    stints = staffing.stints(person)
    ramps = (staffing.ramp(person, staffing.role(stint.role), stint.start, stint.end) for stint in stints)
    return person.model.open or any(ramp < 1 for ramp in ramps)


def _unequal(
    band: RatioRange,
    balance: Balance,
    staying: list[tuple[Entity[Person], Decimal]],
    outside: list[Entity[Person]],
) -> Problem:
    ordered, mean = sorted(staying, key=lambda pair: pair[1]), balance.mean or _ONE
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
    unbalanced_people,
    top_accounts_on_new_hire,
)
