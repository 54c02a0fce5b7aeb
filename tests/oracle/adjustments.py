"""Approved adjustments in force on a day (docs/numbers.md, Adjustments)."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from fractions import Fraction

from tests.oracle.days import DAY, Period, optional_day, parse_day
from tests.oracle.ownership import holds_on, is_primary, share_of
from tests.oracle.plan import Plan
from tests.oracle.reading import Record, is_true, number, some
from tests.oracle.rounding import split, split_over_periods, to_step
from tests.oracle.tables import ZERO, Sheets, add
from tests.oracle.targets import Amounts, Row, Scope, row_above, rows_of, scope_of


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
        holder["owners"] = handed_over(plan, some(holder.get("owners")), change, effective)
    for _, change in changes(plan, as_of, "change"):
        plan.people[change["person"]].changes.append(change["change"])


def handed_over(plan: Plan, owners: list[Record], change: Record, effective: date) -> list[Record]:
    """Return the owners after an owner adjustment: those it replaces end the day before the new one begins."""
    kept: list[Record] = []
    begun: list[Record] = []
    replaced: list[Record] = []
    for owner in owners:
        if not (is_primary(owner) and holds_on(owner, effective) and meets(owner, change)):
            kept.append(owner)
            continue
        if (optional_day(owner.get("from")) or date.min) < effective:
            kept.append(owner | {"to": (effective - DAY).isoformat()})
        *others, common = parted(plan, owner | {"from": effective.isoformat()}, change.get("for") or {})
        begun += others
        replaced.append(common)
    had = [sum((share_of(one) for one in replaced if is_around(one, other)), ZERO) for other in replaced]
    share = number(change["share"]) if change.get("share") else min([max(had, default=Fraction(1)), Fraction(1)])
    new: Record = {"person": change["owner"], "from": effective.isoformat(), "share": share}
    new |= {"for": change["for"]} if change.get("for") else {}
    ends = [one.get("to") for one in replaced]
    if ends and all(ends):
        new["to"] = max(str(end) for end in ends)
    rests = [
        one | {"share": share_of(one) * (whole - share) / whole}
        for one, whole in zip(replaced, had, strict=True)
        if whole > share
    ]
    return [*kept, *begun, *rests, new]


def meets(owner: Record, change: Record) -> bool:
    """Whether nothing parts what an owner looks after from what a change is for."""
    held, wanted = owner.get("for") or {}, change.get("for") or {}
    return all(held[key] == wanted[key] for key in held.keys() & wanted.keys())


def parted(plan: Plan, owner: Record, wanted: Record) -> list[Record]:
    """Return an owner as one of each part of the plan that a change leaves them, and at last of what it is for."""
    found = []
    held = dict(owner.get("for") or {})
    for key in ("channel", "product", "segment"):
        if wanted.get(key) and key not in held:
            names = [one["id"] for one in some(plan.head.get(f"{key}s"))]
            found += [owner | {"for": held | {key: name}} for name in names if name != wanted[key]]
            held[key] = wanted[key]
    return [*found, owner | {"for": held}]


def is_around(wide: Record, narrow: Record) -> bool:
    """Whether an owner looks after all that another one does."""
    return bool((wide.get("for") or {}).items() <= (narrow.get("for") or {}).items())


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
            rebalance(plan, {one: sheet[one] for one in beside}, delta, effective)
    return found


def left_of(period: Period, within: Period, effective: date) -> tuple[Fraction, Fraction]:
    """Return the part of a plan period that lies within the changed one, and the part from the day on."""
    inside = period.within(within)
    after = inside.cut(effective, None) if inside else None
    return (
        Fraction(inside.length if inside else 0, period.length),
        Fraction(after.length if after else 0, period.length),
    )


def remaining(plan: Plan, stands: Amounts, within: Period, effective: date) -> Amounts:
    """Return what remains in each plan period from a day on: as phased, or by days of the whole."""
    parts = {period.name: left_of(period, within, effective) for period in plan.periods}
    if plan.policy.get("prorate") != "days":
        return {name: stands.get(name, ZERO) * left for name, (_, left) in parts.items() if left}
    held = [period for period in plan.periods if stands.get(period.name) and period.within(within)]
    span = Period(held[0].first, held[-1].last).within(within) if held else None
    found = {name: ZERO for name, (_, left) in parts.items() if left}
    for period in plan.periods if span else ():
        after = period.within(span).cut(effective, None) if period.within(span) else None  # type: ignore[union-attr,arg-type]
        if after:
            found[period.name] = whole_of(plan, stands, within) * Fraction(after.length, span.length)  # type: ignore[union-attr]
    return found


def whole_of(plan: Plan, stands: Amounts, within: Period) -> Fraction:
    """Return what stands in a period."""
    return sum((stands.get(one.name, ZERO) * left_of(one, within, one.first)[0] for one in plan.periods), ZERO)


def delta_of(plan: Plan, stands: Amounts, change: Record, effective: date, step: Fraction) -> Amounts:
    """Return what a change adds to each plan period."""
    within = plan.resolve(change.get("period"))
    remains = remaining(plan, stands, within, effective)
    if change.get("delta") is not None:
        delta = plan.money(change["delta"], within.first)
    elif change.get("from_effective") is not None:
        delta = plan.money(change["from_effective"], within.first) - sum(remains.values(), ZERO)
    else:
        delta = plan.money(change["annual"], within.first) - whole_of(plan, stands, within)
    weights = remains if any(remains.values()) else dict.fromkeys(remains, Fraction(1))
    return split_over_periods(to_step(delta, step), weights, step)


def siblings(plan: Plan, document: Record, sheet: dict[Scope, Amounts], scope: Scope) -> list[Scope]:
    """Return the scopes beside one: those of one cut below the same row, quotas by rule as if each were a row."""
    rows = rows_of(plan, document)
    written = {row.scope for row in rows}
    for other in [*sheet]:
        if other not in written:
            for period in plan.periods:
                if period.name in sheet[other]:
                    row = Row(document, {}, other, period)
                    row.above = row_above(plan, rows, row)
                    rows.append(row)
    own = [row for row in rows if row.scope == scope and not row.top]
    found = {row.scope for row in rows for one in own if row.above is one.above and row.cut == one.cut and not row.top}
    is_beside = stands_beside(plan, scope)
    return sorted(one for one in found if one != scope and one in sheet and stands_beside(plan, one) == is_beside)


def stands_beside(plan: Plan, scope: Scope) -> bool:
    """Whether a scope is that of somebody who is an overlay all along."""
    person = plan.people.get(dict(scope).get("person", ""))
    return person is not None and all(plan.stands_beside(person, period) for period in plan.periods)


def rebalance(plan: Plan, beside: dict[Scope, Amounts], delta: Amounts, effective: date) -> None:
    """Spread the opposite over the siblings, period by period, in proportion to what remains of each in it."""
    remains = {scope: remaining(plan, amounts, plan.period, effective) for scope, amounts in beside.items()}
    wholes = {scope: sum(amounts.values(), ZERO) for scope, amounts in remains.items()}
    for name, amount in delta.items():
        here = {scope: amounts.get(name, ZERO) for scope, amounts in remains.items()}
        for scope, share in split(-amount, here if any(here.values()) else wholes).items():
            add(beside[scope], {name: share})
