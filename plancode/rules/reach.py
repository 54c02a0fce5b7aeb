"""COV: accounts in no territory, visits that cannot be made, parts of the market that nothing in the plan is for."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity, Key
from plancode.model.actions import Action
from plancode.model.base import Named
from plancode.model.kinds import EntityKind
from plancode.model.plan import Channel, Product, Segment
from plancode.model.strategy import Choice
from plancode.model.territories import Account, TerritoriesDocument, Territory
from plancode.rules.context import RuleContext
from plancode.rules.rounding import hours, ratio
from plancode.rules.rule import WARNING, rule
from plancode.rules.written import is_missing

if TYPE_CHECKING:
    from plancode.model.team import Person
    from plancode.said.value import Said

_ZERO: Final = Decimal(0)
_BOUGHT_BY: Final = frozenset(
    {
        EntityKind.ACCOUNT,
        EntityKind.ACCOUNT_GROUP,
        EntityKind.TARGET,
        EntityKind.TARGET_ROW,
        EntityKind.OPPORTUNITY,
        EntityKind.ACTION,
        EntityKind.CHOICE,
    }
)


@rule("COV103", "account-without-territory", WARNING, figures=True)
def account_without_territory(context: RuleContext) -> Iterator[Problem]:
    """An account is in no territory and has no owners of its own, or stands in one territory and names another.

    ## Why it matters
    Its potential is in no territory and its visits in nobody's work plan. An account in two places is looked after by
    the owners of the territory it names, which whoever reads the other one does not expect.

    ## Fails
    ```yaml
    accounts: [{id: hualian, class: A}]
    ```

    ## Passes
    ```yaml
    accounts: [{id: hualian, class: A, territory: pudong}]
    ```

    ## How to fix
    Write the `territory`, or `owners` where the account has owners of its own. One that stands in the list of a
    territory needs no `territory`.
    """
    for account in context.graph.all(Account):
        if account.parent is not None and account.parent.kind is EntityKind.TERRITORY:
            listed = context.graph.find(Territory, account.parent.id)
            named = context.graph.find(Territory, account.model.territory)
            if listed is not None and named is not None and named.key != listed.key:
                values: dict[str, Said] = {"account": account.ref, "listed": listed.ref, "named": named.ref}
                yield Problem(account.place("territory"), "two", values, account.ref, related=(listed.place("id"),))
        elif account.model.territory is None and not account.model.owners:
            start, end = context.figures.ownership.lifetime(account, None)
            if start < end and is_missing(context, account, "territory", "owners"):
                yield Problem(account.place("id"), "plain", {"account": account.ref}, account.ref)


@rule("COV104", "visits-not-achievable", WARNING, figures=True)
def visits_not_achievable(context: RuleContext) -> Iterator[Problem]:
    """A customer is to be visited more often than there are working days, or a territory more than its owners can.

    ## Why it matters
    A call plan that nobody can keep is not kept, and then nobody knows which customers are left out. The hours of a
    territory's visits, travel included, are held against all the hours that its owners have in the plan, as if they
    did nothing else.

    ## Fails
    ```yaml
    call_plan: {A: {calls: 2/day, minutes: 30min}}
    ```

    ## Passes
    ```yaml
    call_plan: {A: {calls: 3/week, minutes: 30min}}
    ```

    ## How to fix
    Lower `calls` or the time of a visit, give customers a lower class, or give the territory more owners.
    """
    beyond: set[tuple[str, str]] = set()
    days = context.figures.horizon.calendar().in_period(context.figures.horizon.plan)
    for document in context.graph.all(TerritoriesDocument):
        for name, plan in document.model.call_plan.items():
            visits = plan.calls.quantity.number * context.figures.horizon.times(plan.calls)
            if visits > days:
                beyond.add((document.model.id, name))
                values: dict[str, Said] = {"class": name, "visits": ratio(visits), "days": days}
                yield Problem(document.place("call_plan", name, "calls"), "class", values, document.ref, name)
    yield from _too_many_hours(context, beyond)


def _too_many_hours(context: RuleContext, beyond: set[tuple[str, str]]) -> Iterator[Problem]:
    """Yield the territories whose visits take more hours than their owners have; impossible classes are left out."""
    needed: dict[Entity[Territory], Decimal] = defaultdict(Decimal)
    there: dict[Entity[Territory], dict[Entity[Person], Decimal | None]] = defaultdict(dict)
    for load in context.figures.workload.loads:
        whole = sum(load.hours.values(), _ZERO) if load.hours is not None else None
        for entry in load.entries:
            visits = entry.visits
            if visits is None or visits.territory is None or visits.carried_for:
                continue
            if (visits.plan.model.id, visits.class_) not in beyond:
                needed[visits.territory] += sum(entry.by_period.values(), _ZERO)
                there[visits.territory][load.person] = whole
    for territory, wanted in needed.items():
        known = [whole for whole in there[territory].values() if whole is not None]
        if len(known) == len(there[territory]) and wanted > sum(known, _ZERO):
            values: dict[str, Said] = {
                "territory": territory.ref,
                "needed": hours(wanted),
                "hours": hours(sum(known, _ZERO)),
                "owners": tuple(person.ref for person in there[territory]),
            }
            yield Problem(territory.place("id"), "territory", values, territory.ref)


@rule("COV105", "product-or-channel-without-coverage", WARNING, figures=True)
def part_without_coverage(context: RuleContext) -> Iterator[Problem]:
    """The plan lists a channel, segment or product that no customer, no target and no action has to do with.

    ## Why it matters
    Whatever the plan lists, it means to sell, or to sell to. What is in nobody's customers, targets and actions does
    not happen. An action counts too where it carries a strategic choice for it. Channels, segments or products are
    left alone where the plan uses none of them.

    ## Fails
    ```yaml
    segments: [{id: families}, {id: campus}]
    ```
    Every customer, target and action names `families` or none.

    ## Passes
    The same segments, and an action with `scope: {segment: campus}`.

    ## How to fix
    Name it at the customers that belong to it, set a target for it, or plan an action. Where it is not sold or served
    in this plan, take it out of the list.
    """
    last = context.figures.horizon.plan.last
    products = tuple(item for item in context.graph.all(Product) if (item.model.launched or last) <= last)
    listed: tuple[tuple[str, tuple[Entity[Named], ...]], ...] = (
        ("channel", context.graph.all(Channel)),
        ("segment", context.graph.all(Segment)),
        ("product", products),
    )
    for variant, items in listed:
        idle = [item for item in items if not _is_used(context, item)]
        if len(idle) < len(items) and not _is_in_doubt(context, EntityKind(variant)):
            for item in idle:
                yield Problem(item.place("id"), variant, {"item": item.ref}, item.ref)


def _is_used(context: RuleContext, item: Entity[Named]) -> bool:
    """Whether a customer, a target or an action names something, or an action carries a choice that does."""
    for reference in context.graph.users(item.key):
        model, key = reference.holder.model, reference.holder.key
        if isinstance(model, Action) and model.status == "dropped":
            continue
        if isinstance(model, Choice) and not _is_done(context, key):
            continue
        if key.kind in _BOUGHT_BY and "owners" not in reference.route:
            return True
    return False


def _is_done(context: RuleContext, choice: Key) -> bool:
    users = (reference.holder.model for reference in context.graph.users(choice))
    return any(isinstance(user, Action) and user.status != "dropped" for user in users)


def _is_in_doubt(context: RuleContext, kind: EntityKind) -> bool:
    """Whether an unknown thing of a kind is named, or a list could not be read: there may be what seems left out."""
    lost = not _BOUGHT_BY.isdisjoint(context.graph.lost_kinds)
    return lost or any(kind in name.kinds and name.holder.key.kind in _BOUGHT_BY for name in context.graph.unresolved)


RULES: Final = (account_without_territory, visits_not_achievable, part_without_coverage)
