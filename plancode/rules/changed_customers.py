"""CHG: customers and territories that had somebody who looks after them, and have nobody after the change."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
_Thing = Entity[Account] | Entity[AccountGroup] | Entity[Territory]
"""A customer, or a territory that has none."""


class _Cover:
    """One side: the group of each customer, and of each territory without any."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    @cached_property
    def groups(self) -> dict[Key, CustomerGroup]:
        found: dict[Key, CustomerGroup] = {}
        for group in self.analysis.coverage.groups:
            keys = [one.key for one in group.customers] or ([group.territory.key] if group.territory else [])
            found.update(dict.fromkeys(keys, group))
        return found

    @cached_property
    def things(self) -> dict[Key, _Thing]:
        graph = self.analysis.graph
        every: tuple[_Thing, ...] = (*graph.all(Account), *graph.all(AccountGroup), *graph.all(Territory))
        return {one.key: one for one in every}

    @cached_property
    def homeless(self) -> dict[Key, _Span]:
        """Accounts of no territory and without owners, which coverage does not count, with their time in the plan."""
        ownership, known = self.analysis.ownership, {one.model.id for one in self.analysis.graph.all(Territory)}
        found = (one for name, ones in ownership.customers.items() if name not in known for one in ones)
        return {one.key: ownership.lifetime(one, None) for one in found if one.key not in self.groups}


@dataclass(frozen=True, slots=True)
class _Lost:
    """What had somebody and has nobody, on which days; `holder` is where owners are to be written."""

    thing: _Thing
    holder: _Thing
    spans: tuple[_Span, ...]
    days: int
    gone: tuple[str, Ref] | None
    """Who or what looked after a customer and went (`owner` or `territory`), where nobody is left at all."""


def _lost(context: RuleContext) -> tuple[_Lost, ...]:
    found = tables(context)
    return tuple(_compared(found)) if found is not None else ()


def _compared(found: Tables) -> Iterator[_Lost]:
    base, head, calendar = _Cover(found.base), _Cover(found.head), found.head.horizon.calendar()
    known: dict[tuple[int, int], tuple[_Span, ...]] = {}
    new_keys = found.pairing.new_keys
    for old, before in base.groups.items():
        key = new_keys.get(old, old)
        thing, after = head.things.get(key), head.groups.get(key)
        if thing is None or (after is None and key not in head.homeless) or _is_frame(found.head, thing):
            continue
        if after is None:
            spans = _without(before, (head.homeless[key],))
        else:
            pair = (id(before), id(after))
            spans = known[pair] = known.get(pair) or _without(before, _nobody(found.head, thing, after))
        days = sum(calendar.days(*one) for one in spans)
        if days:
            has_own = isinstance(thing.model, Account) and thing.model.owners
            home = after.territory if after is not None else None
            holder = thing if has_own or home is None else home
            yield _Lost(thing, holder, spans, days, _gone(found, old, before, after, new_keys))


def _is_frame(analysis: Analysis, thing: _Thing) -> bool:
    territory = analysis.graph.find(Territory, thing.name) if thing.key.kind is EntityKind.TERRITORY else None
    return territory is not None and analysis.coverage_matrix.is_frame(territory)


def _uncovered(group: CustomerGroup) -> tuple[_Span, ...]:
    covered = tuple(gaps(((one.start, one.end) for one in group.gaps()), group.start, group.end))
    return tuple(gaps(covered, group.start, group.end))


def _nobody(analysis: Analysis, thing: _Thing, group: CustomerGroup) -> tuple[_Span, ...]:
    """Return the days without anybody; a customer is there before its territory begins and after it ends, too."""
    if isinstance(thing.model, Territory):
        return _uncovered(group)
    start, end = analysis.ownership.lifetime(thing, None)
    around = ((start, min(group.start, end)), (max(group.end, start), end))
    return (*(one for one in around if one[0] < one[1]), *_uncovered(group))


def _without(before: CustomerGroup, now: Iterable[_Span]) -> tuple[_Span, ...]:
    """Return the days without anybody on which there was somebody before."""
    once = _uncovered(before)
    return tuple(span for first, last in now for span in gaps(once, max(first, before.start), min(last, before.end)))


def _gone(
    found: Tables, old: Key, before: CustomerGroup, after: CustomerGroup | None, known: Mapping[Key, Key]
) -> tuple[str, Ref] | None:
    if after is not None and any(one.share for one in after.stretches):
        return None
    entities = found.head.graph.entities
    if not before.customers:
        return None
    for one in found.base.ownership.by_customer.get(old, ()):
        person = Key(EntityKind.PERSON, one.owner.person)
        if one.owner.as_ == "primary" and known.get(person, person) not in entities:
            gone = found.base.graph.entities.get(person)
            return ("owner", gone.ref) if gone is not None else None
    home = before.territory
    if home is not None and known.get(home.key, home.key) not in entities:
        return "territory", home.ref
    return None


def _count(things: Iterable[_Thing]) -> int:
    return sum(one.model.count if isinstance(one.model, AccountGroup) else 1 for one in things)


def _figures(lost: Iterable[_Lost]) -> str:
    """Return a text of what is lost when, in any order: other customers or days make another finding."""
    return digest(*sorted(f"{one.thing.key.kind}/{one.thing.key.id}:{one.spans}" for one in lost))


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
    for one in context.once(_lost):
        if one.gone is None:
            held[one.holder.key].append(one)
    for ones in held.values():
        things, holder = [one.thing for one in ones], ones[0].holder
        values: Values = {"holder": holder.ref, "customers": tuple(one.ref for one in things[:_SHOWN])}
        values |= {"count": _count(things), "days": max(one.days for one in ones)}
        values["day"] = min(one.spans[0][0] for one in ones)
        alone = len(things) == 1 and things[0].key == holder.key
        yield Problem(holder.place("owners"), "alone" if alone else "customers", values, holder.ref, _figures(ones))


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
    for one in context.once(_lost):
        if one.gone is not None:
            held[one.gone].append(one)
    for (variant, gone), ones in held.items():
        things = [one.thing for one in ones]
        values: Values = {"gone": gone, "customers": tuple(one.ref for one in things[:_SHOWN])}
        places = tuple(dict.fromkeys(one.holder.place("owners") for one in ones))
        yield Problem(places[0], variant, values | {"count": _count(things)}, gone, _figures(ones), places[1:_SHOWN])


RULES: Final = (coverage_lost, orphaned_accounts)
