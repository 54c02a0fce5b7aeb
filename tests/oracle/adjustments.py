"""Approved adjustments in force on a day (docs/numbers.md, Adjustments)."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from fractions import Fraction

from tests.oracle.days import DAY, Period, optional_day, parse_day
from tests.oracle.ownership import is_primary
from tests.oracle.phasing import first_day
from tests.oracle.plan import Plan
from tests.oracle.reading import Record, is_true, some
from tests.oracle.rounding import split
from tests.oracle.tables import ZERO, Sheets, add
from tests.oracle.targets import Amounts, Scope, rows_of, scope_of


def in_force(plan: Plan, as_of: date) -> list[Record]:
    """Return the approved adjustments with an effective day on or before a day, by day and then id."""
    approved = [one for one in plan.of_kind("adjustment") if one.get("approved")]
    return sorted(
        (one for one in approved if parse_day(one["effective"]) <= as_of), key=lambda one: (one["effective"], one["id"])
    )


def changes(plan: Plan, as_of: date, key: str) -> Iterator[tuple[date, Record]]:
    """Yield the changes of one sort, each with its first day."""
    for adjustment in in_force(plan, as_of):
        for change in some(adjustment.get("changes")):
            if change.get(key):
                yield parse_day(adjustment["effective"]), change


def apply_facts(plan: Plan, as_of: date) -> None:
    """Change owners and people as the adjustments say."""
    for effective, change in changes(plan, as_of, "owner"):
        holder = plan.accounts[change["account"]] if change.get("account") else plan.territories[change["territory"]]
        holder["owners"] = [*replaced(some(holder.get("owners")), change, effective), new_owner(change, effective)]
    for _, change in changes(plan, as_of, "change"):
        plan.people[change["person"]].changes.append(change["change"])


def replaced(owners: list[Record], change: Record, effective: date) -> list[Record]:
    """Return the owners as they stand beside the new one: those it replaces end the day before."""
    wanted = (change.get("for") or {}).items()
    kept = []
    for owner in owners:
        ends = optional_day(owner.get("to"))
        goes = is_primary(owner) and wanted <= (owner.get("for") or {}).items() and (ends is None or ends >= effective)
        begins = optional_day(owner.get("from"))
        if not goes:
            kept.append(owner)
        elif begins is None or begins < effective:
            kept.append(owner | {"to": (effective - DAY).isoformat()})
    return kept


def new_owner(change: Record, effective: date) -> Record:
    """Return the owner that a change brings."""
    given = {key: change[key] for key in ("share", "for") if change.get(key)}
    return {"person": change["owner"], "from": effective.isoformat()} | given


def revised(plan: Plan, planned: Sheets, as_of: date) -> Sheets:
    """Return the commitments of each document after the adjustments."""
    found = deepcopy(planned)
    for effective, change in changes(plan, as_of, "target"):
        sheet = found.get(change["target"])
        if sheet is None:
            continue
        document = next(one for one in plan.of_kind("targets") if one["id"] == change["target"])
        step = plan.step(document["metric"])
        scope = scope_of(change)
        delta = delta_of(plan, sheet.get(scope, {}), change, effective, step)
        add(sheet.setdefault(scope, {}), delta)
        mix = tuple(pair for pair in scope if pair[0] in {"channel", "product", "segment"})
        if change.get("to"):
            add(sheet.setdefault((("person", change["to"]), *mix), {}), {name: -one for name, one in delta.items()})
        if is_true(change.get("rebalance")):
            beside = siblings(plan, document, sheet, scope)
            rebalance(plan, {one: sheet[one] for one in beside}, delta, effective, step)
    return found


def left_of(period: Period, within: Period, effective: date) -> tuple[Fraction, Fraction]:
    """Return the part of a plan period that lies within the changed one, and the part from the day on."""
    inside = period.within(within)
    after = inside.cut(effective, None) if inside else None
    return (
        Fraction(inside.length if inside else 0, period.length),
        Fraction(after.length if after else 0, period.length),
    )


def delta_of(plan: Plan, stands: Amounts, change: Record, effective: date, step: Fraction) -> Amounts:
    """Return what a change adds to each plan period."""
    within = plan.resolve(change.get("period"))
    parts = {period.name: left_of(period, within, effective) for period in plan.periods}
    remains = {name: stands.get(name, ZERO) * left for name, (_, left) in parts.items() if left}
    whole = sum((stands.get(name, ZERO) * inside for name, (inside, _) in parts.items()), ZERO)
    rest = sum(remains.values(), ZERO)
    if plan.policy.get("prorate") == "days":
        held = [period for period in plan.periods if stands.get(period.name) and period.within(within)]
        span = Period(held[0].first, held[-1].last).within(within) if held else within
        after = span.cut(effective, None) if span else None
        rest = whole * Fraction(after.length, span.length) if span and after else ZERO
    if change.get("delta") is not None:
        delta = plan.money(change["delta"], within.first)
    elif change.get("from_effective") is not None:
        delta = plan.money(change["from_effective"], within.first) - rest
    else:
        delta = plan.money(change["annual"], within.first) - whole
    return split(delta, remains if any(remains.values()) else dict.fromkeys(remains, Fraction(1)), step)


def siblings(plan: Plan, document: Record, sheet: dict[Scope, Amounts], scope: Scope) -> list[Scope]:
    """Return the scopes beside one: rows of one cut below one row; people of the rule in one team."""
    rows = rows_of(plan, document)
    own = [row for row in rows if row.scope == scope]
    found = {row.scope for row in rows for one in own if row.above is one.above and row.cut == one.cut and not row.top}
    named = dict(scope).get("person")
    if named and document.get("people"):
        person = plan.people[named]
        team = person.team(first_day(plan.period, person))
        for other in sheet:
            mate = plan.people.get(dict(other).get("person", ""))
            if mate and mate.team(first_day(plan.period, mate)) == team and other[1:] == scope[1:]:
                found.add(other)
    return sorted(one for one in found if one != scope and one in sheet)


def rebalance(plan: Plan, beside: dict[Scope, Amounts], delta: Amounts, effective: date, step: Fraction) -> None:
    """Spread the opposite over the siblings, period by period, in proportion to what remains of each in all."""
    parts = {period.name: left_of(period, plan.period, effective)[1] for period in plan.periods}
    remains = {
        scope: sum((amounts.get(name, ZERO) * part for name, part in parts.items()), ZERO)
        for scope, amounts in beside.items()
    }
    for name, amount in delta.items():
        for scope, share in split(-amount, remains, step).items():
            add(beside[scope], {name: share})
