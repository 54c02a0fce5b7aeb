"""CHG: customers and territories that had somebody who looks after them, and have nobody after the change."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.coverage import CustomerGroup
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity, Key
from plancode.model.kinds import EntityKind
from plancode.model.territories import Account, AccountGroup, Territory
from plancode.period import gaps
from plancode.rules.changed import Tables, digest, tables
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.said.value import Ref, Values

_SHOWN: Final = 5
_Span = tuple[date, date]
_Served = Entity[Account] | Entity[AccountGroup] | Entity[Territory]
"""A customer, or a territory that has none."""


class _Cover:
    """One side: the group of each customer, and of each territory without any."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    @cached_property
    def groups(self) -> dict[Key, CustomerGroup]:
        """The group by the key of each of its customers; of a group without any by that of its territory."""
        by_key: dict[Key, CustomerGroup] = {}
        for group in self.analysis.coverage.groups:
            keys = [customer.key for customer in group.customers] or ([group.territory.key] if group.territory else [])
            by_key.update(dict.fromkeys(keys, group))
        return by_key

    @cached_property
    def served(self) -> dict[Key, _Served]:
        """Every customer and territory of the plan by key."""
        graph = self.analysis.graph
        every: tuple[_Served, ...] = (*graph.all(Account), *graph.all(AccountGroup), *graph.all(Territory))
        return {served.key: served for served in every}

    @cached_property
    def homeless(self) -> dict[Key, _Span]:
        """Accounts of no territory and without owners, which coverage does not count, with their time in the plan."""
        ownership = self.analysis.ownership
        known = {territory.model.id for territory in self.analysis.graph.all(Territory)}
        homeless = (group for name, groups in ownership.customers.items() if name not in known for group in groups)
        return {group.key: ownership.lifetime(group, None) for group in homeless if group.key not in self.groups}


@dataclass(frozen=True, slots=True)
class _Lost:
    """What had somebody and has nobody, on which days; `holder` is where owners are to be written."""

    served: _Served
    holder: _Served
    spans: tuple[_Span, ...]
    days: int
    gone: tuple[str, Ref] | None
    """Who or what looked after a customer and went (`owner` or `territory`), where nobody is left at all."""


def _lost(context: RuleContext) -> tuple[_Lost, ...]:
    both, lost = tables(context), []
    if both is None:
        return ()
    base, head, calendar = _Cover(both.base), _Cover(both.head), both.head.horizon.calendar()
    known: dict[tuple[int, int], tuple[_Span, ...]] = {}
    for old, before in base.groups.items():
        key = both.pairing.new_keys.get(old, old)
        served, after = head.served.get(key), head.groups.get(key)
        if served is None or (after is None and key not in head.homeless) or _is_frame(both.head, served):
            continue
        if after is None:
            spans = _without(before, (head.homeless[key],))
        else:
            pair = (id(before), id(after))
            spans = known[pair] = known.get(pair) or _without(before, _nobody(both.head, served, after))
        days = sum(calendar.days(*span) for span in spans)
        if days:
            has_own = isinstance(served.model, Account) and served.model.owners
            home = after.territory if after is not None else None
            holder = served if has_own or home is None else home
            lost.append(_Lost(served, holder, spans, days, _gone(both, old, before, after)))
    return tuple(lost)


def _is_frame(analysis: Analysis, served: _Served) -> bool:
    territory = analysis.graph.find(Territory, served.name) if served.key.kind is EntityKind.TERRITORY else None
    return territory is not None and analysis.coverage.is_frame(territory)


def _uncovered(group: CustomerGroup) -> tuple[_Span, ...]:
    covered = tuple(gaps(((stretch.start, stretch.end) for stretch in group.gaps()), group.start, group.end))
    return tuple(gaps(covered, group.start, group.end))


def _nobody(analysis: Analysis, served: _Served, group: CustomerGroup) -> tuple[_Span, ...]:
    """Return the days without anybody; a customer is there before its territory begins and after it ends, too."""
    if isinstance(served.model, Territory):
        return _uncovered(group)
    start, end = analysis.ownership.lifetime(served, None)
    around = ((start, min(group.start, end)), (max(group.end, start), end))
    return (*(span for span in around if span[0] < span[1]), *_uncovered(group))


def _without(before: CustomerGroup, now: Iterable[_Span]) -> tuple[_Span, ...]:
    """Return the days without anybody on which there was somebody before."""
    once = _uncovered(before)
    return tuple(span for first, last in now for span in gaps(once, max(first, before.start), min(last, before.end)))


def _gone(both: Tables, old: Key, before: CustomerGroup, after: CustomerGroup | None) -> tuple[str, Ref] | None:
    known, entities = both.pairing.new_keys, both.head.graph.entities
    if not before.customers or (after is not None and any(stretch.share for stretch in after.stretches)):
        return None
    for holding in both.base.ownership.by_customer.get(old, ()):
        person = Key(EntityKind.PERSON, holding.owner.person)
        if holding.owner.as_ == "primary" and known.get(person, person) not in entities:
            gone = both.base.graph.entities.get(person)
            return ("owner", gone.ref) if gone is not None else None
    home = before.territory
    if home is not None and known.get(home.key, home.key) not in entities:
        return "territory", home.ref
    return None


def _customers(losses: Sequence[_Lost]) -> Values:
    """Return the first who have nobody, and how many they are."""
    customers = [loss.served for loss in losses]
    count = sum(customer.model.count if isinstance(customer.model, AccountGroup) else 1 for customer in customers)
    return {"customers": tuple(customer.ref for customer in customers[:_SHOWN]), "count": count}


def _figures(losses: Iterable[_Lost]) -> str:
    """Return a text of what is lost when, in any order: other customers or days make another finding."""
    return digest(*sorted(f"{loss.served.key.kind}/{loss.served.key.id}:{loss.spans}" for loss in losses))


@rule("CHG102", "coverage-lost", ERROR, change=True)
def coverage_lost(context: RuleContext) -> Iterator[Problem]:
    """Customers or a territory had somebody who looks after them, and on some working days have nobody any more.

    ## Why it matters
    They are called on by nobody, and what they buy is credited to nobody. A plan may have had gaps before; this is
    one that the change tears. Customers that are new, or gone, are not meant.

    ## Fails
    `pudong` had `owners: [{person: li-na}]`, and the change writes
    ```yaml
    - {id: pudong, owners: [{person: li-na, to: 2026-06-30}]}
    ```

    ## Passes
    ```yaml
    - {id: pudong, owners: [{person: li-na, to: 2026-06-30}, {person: wu-hao, from: 2026-07-01}]}
    ```

    ## How to fix
    Write who looks after them on the days that the message names: another owner with `from`, or the old one for
    longer. For an open seat, say under `vacancy` who carries its work. If their territory ends, put the customers into
    another one, or give them `until` where they are no longer served.
    """
    held: dict[Key, list[_Lost]] = defaultdict(list)
    for loss in context.once(_lost):
        if loss.gone is None:
            held[loss.holder.key].append(loss)
    for losses in held.values():
        holder = losses[0].holder
        values: Values = {"holder": holder.ref, **_customers(losses), "days": max(loss.days for loss in losses)}
        values["day"] = min(loss.spans[0][0] for loss in losses)
        variant = "alone" if [loss.served.key for loss in losses] == [holder.key] else "customers"
        yield Problem(holder.place("owners"), variant, values, holder.ref, _figures(losses))


@rule("CHG103", "orphaned-accounts", ERROR, change=True)
def orphaned_accounts(context: RuleContext) -> Iterator[Problem]:
    """Customers are left with nobody, because their owner or their territory went with this change.

    ## Why it matters
    Somebody or something was taken out of the plan, and nobody thought of the customers. They are called on by
    nobody, and what they buy is credited to nobody.

    ## Fails
    The change takes Li Na out of the plan, and writes
    ```yaml
    - {id: pudong, owners: []}
    ```

    ## Passes
    ```yaml
    - {id: pudong, owners: [{person: wu-hao}]}
    ```

    ## How to fix
    Give the customers to somebody: write new `owners` at the territory or the account, or put the accounts into
    another territory. Somebody who leaves is not taken out but gets an `end`, so that what was theirs stays theirs.
    Customers who are no longer served get `until`.
    """
    held: dict[tuple[str, Ref], list[_Lost]] = defaultdict(list)
    for loss in context.once(_lost):
        if loss.gone is not None:
            held[loss.gone].append(loss)
    for (variant, gone), losses in held.items():
        places = tuple(dict.fromkeys(loss.holder.place("owners") for loss in losses))
        values: Values = {"gone": gone, **_customers(losses)}
        yield Problem(places[0], variant, values, gone, _figures(losses), places[1:_SHOWN])


RULES: Final = (coverage_lost, orphaned_accounts)
