"""CHG: owners of the past that become others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.above import territory_of
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.graph.rhythm import minutes_of
from plancode.model.base import Keyed
from plancode.model.kinds import EntityKind
from plancode.model.team import Person
from plancode.model.territories import Account, Owner, Territory
from plancode.period import gaps
from plancode.rules.changed import digest
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.said.value import Ref, Values, Verbatim

_DAY: Final = timedelta(days=1)
_MINUTES_A_DAY: Final = 1440
_Holder = Entity[Territory] | Entity[Account]
_Held = tuple[Key, str]
"""Who looks after something, and how: the share, what for, primary or overlay."""


@dataclass(frozen=True, slots=True)
class _Spell:
    """Somebody who looks after something, from the first day to the last."""

    held: _Held
    person: Ref
    first: date
    last: date


@rule("CHG117", "past-owner-changed", ERROR, change=True)
def past_owner_changed(context: RuleContext) -> Iterator[Problem]:
    """The owner of a territory or customer is replaced for days that are over, too, or the customer's territory is.

    ## Why it matters
    An owner without `from` has been it since the plan began. Whoever takes the place of another in this way takes the
    sales of the months before, too, where these are credited by owner: results, scores and visits of both change
    afterwards, and nobody decided that.

    ## Fails
    On 1 April 2026 `pudong` had `owners: [{person: li-na}]`, and the change writes
    ```yaml
    - {id: pudong, owners: [{person: wu-hao}]}
    ```

    ## Passes
    ```yaml
    - {id: pudong, owners: [{person: li-na, to: 2026-03-31}, {person: wu-hao, from: 2026-04-01}]}
    ```

    ## How to fix
    Keep the owner who was there with `to`, and give the new one `from` on the day after. If a mistake of the past is
    mended, let somebody who does not gain by it accept it in accepted.yaml. Who is added where nobody was, is no
    replacement. A customer who comes to another territory keeps the past where the customer names both as owners.

    ## Policy
    `backdate` (10d, own default): so far back owners may change.
    """
    for one in lost_spells(context):
        days = [day for spell in one.lost for day in _days_lost(spell, one.now)]
        first, last = min(days), max(days)
        instead = dict.fromkeys(spell.person for spell in one.now if spell not in one.once and spell.first <= last)
        values: Values = {"holder": one.holder.ref, "before": tuple(dict.fromkeys(spell.person for spell in one.lost))}
        values |= {"after": tuple(instead), "first": first, "last": last}
        values |= {"end": Verbatim(f"to: {context.as_of - _DAY}"), "start": Verbatim(f"from: {context.as_of}")}
        subject = digest(*(f"{spell.held}:{spell.first}:{spell.last}" for spell in (*one.once, *one.now)))
        variant = "absent" if one.is_as_written else "plain" if instead else "less"
        yield Problem(one.place, variant, values, one.holder.ref, subject)


@dataclass(frozen=True, slots=True)
class LostSpells:
    """Who looked after a territory or customer in days that are over, before a change and after it; what gets lost.

    `is_as_written` says that owners are written as they were: somebody's own first or last day is another one.
    """

    holder: Entity[Keyed]
    place: Place
    once: tuple[_Spell, ...]
    now: tuple[_Spell, ...]
    lost: tuple[_Spell, ...]
    is_as_written: bool


def lost_spells(context: RuleContext) -> Iterator[LostSpells]:
    """Yield the territories and customers of which somebody is no longer an owner in days that are over."""
    change, plan = context.change, context.graph.period(None)
    base, head = change.base.written, change.head.written
    limit = context.as_of - timedelta(days=int(minutes_of(head.policy.backdate) / _MINUTES_A_DAY))
    before_plan = base.period(None)
    if plan is None or before_plan is None or limit <= plan.start:
        return
    new_keys, entities = change.pairing.new_keys, head.entities
    holders: tuple[_Holder, ...] = (*base.all(Territory), *base.all(Account))
    for old in holders:
        new = entities.get(new_keys.get(old.key, old.key))
        if new is None or not isinstance(new.model, Territory | Account):
            continue
        owners_before, owners_after = old.model.owners, new.model.owners
        place = new.place("owners")
        if isinstance(old.model, Account) and not (owners_before and owners_after):
            if not (owners_before or owners_after or _is_elsewhere(old, new, new_keys)):
                continue  # it is with its territory, which is judged itself
            owners_before, owners_after = owners_before or _above(base, old), owners_after or _above(head, new)
            place = new.place()
        if not owners_before or not owners_after:
            continue
        once = _spells(base, owners_before, (max(plan.start, before_plan.start), limit - _DAY), new_keys)
        now = _spells(head, owners_after, (plan.start, limit - _DAY), {})
        lost = tuple(spell for spell in once if not _is_kept(spell, now))
        if lost:
            names = {key.id: new_key.id for key, new_key in new_keys.items() if key.kind is EntityKind.PERSON}
            called = (one.model_copy(update={"person": names.get(one.person, one.person)}) for one in owners_before)
            yield LostSpells(new, place, once, now, lost, tuple(called) == owners_after)


def _is_elsewhere(old: Entity[Keyed], new: Entity[Keyed], new_keys: dict[Key, Key]) -> bool:
    """Whether a customer is in another territory than before."""
    before, after = territory_of(old), territory_of(new)
    if before is None or after is None:
        return before != after
    key = Key(EntityKind.TERRITORY, before)
    return new_keys.get(key, key) != Key(EntityKind.TERRITORY, after)


def _above(graph: PlanGraph, customer: Entity[Keyed]) -> tuple[Owner, ...]:
    """Return the owners of the territory of a customer."""
    territory = graph.find(Territory, territory_of(customer) or "")
    return territory.model.owners if territory is not None else ()


def _spells(
    graph: PlanGraph, owners: tuple[Owner, ...], within: tuple[date, date], new_keys: dict[Key, Key]
) -> tuple[_Spell, ...]:
    """Return who has been an owner on which of the days, as long as they were there."""
    spells = []
    for owner in owners:
        person = graph.find(Person, owner.person)
        if person is None:
            continue
        first = max(day for day in (within[0], owner.from_, person.model.start) if day is not None)
        last = min(day for day in (within[1], owner.to, person.model.end) if day is not None)
        key = new_keys.get(person.key, person.key)
        held = (key, f"{owner.share} {owner.for_} {owner.as_}")
        if first <= last and key.kind is EntityKind.PERSON:
            spells.append(_Spell(held, person.ref, first, last))
    return tuple(spells)


def _days_lost(spell: _Spell, now: tuple[_Spell, ...]) -> tuple[date, ...]:
    """Return the first and the last day of a spell on which somebody no longer is an owner in the same way."""
    kept = [(one.first, one.last + _DAY) for one in now if one.held == spell.held]
    lost = list(gaps(kept, spell.first, spell.last + _DAY))
    return (lost[0][0], lost[-1][1] - _DAY)


def _is_kept(spell: _Spell, now: tuple[_Spell, ...]) -> bool:
    """Whether somebody still is an owner in the same way on all days, in one spell or several that follow on."""
    day = spell.first
    for other in sorted((one for one in now if one.held == spell.held), key=lambda one: one.first):
        if other.first <= day <= other.last:
            day = other.last + _DAY
    return day > spell.last


RULES: Final = (past_owner_changed,)
