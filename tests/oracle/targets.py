"""Targets: the rows of each document, what they stand below, their figures and periods (docs/numbers.md, Targets)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from tests.oracle import phasing
from tests.oracle.days import Period
from tests.oracle.plan import Person, Plan
from tests.oracle.reading import Record, is_true, number, some
from tests.oracle.rounding import split, split_over_periods, to_step

ORG = ("team", "person", "territory", "account")
MIX = ("channel", "product", "segment")
Scope = tuple[tuple[str, str], ...]
Amounts = dict[str, Fraction]
ZERO = Fraction(0)


def scope_of(record: Record) -> Scope:
    """Return the dimensions that a record names, in the fixed order."""
    return tuple((key, record[key]) for key in ORG + MIX if record.get(key))


@dataclass(eq=False)
class Row:
    """One target with what is found about it."""

    document: Record
    record: Record
    scope: Scope
    period: Period
    top: bool = False
    above: "Row | None" = None
    amount: Fraction | None = None
    assigned: Fraction | None = None
    by_period: Amounts = field(default_factory=dict)
    assigned_by_period: Amounts = field(default_factory=dict)

    @property
    def metric(self) -> str:
        """The metric of its document."""
        return str(self.document["metric"])

    @property
    def written(self) -> str | None:
        """Its own period as written, if it has one."""
        return self.record.get("period")

    @property
    def org(self) -> Scope:
        """Team, person, territory, account."""
        return tuple(pair for pair in self.scope if pair[0] in ORG)

    @property
    def mix(self) -> Scope:
        """Channel, product, segment."""
        return tuple(pair for pair in self.scope if pair[0] in MIX)

    @property
    def key(self) -> tuple[object, ...]:
        """What decides ties: the ids of its scope, then its period."""
        return tuple(one for _, one in self.scope), self.period.first.isoformat(), self.period.last.isoformat()

    @property
    def cut(self) -> tuple[object, ...]:
        """Which way the row above is cut: rows of one cut stand beside each other."""
        org = () if self.above and self.above.org == self.org else self.org
        kinds = {"people" if name in {"team", "person"} else name for name, _ in org}
        added = set() if self.above and self.above.mix == self.mix else {name for name, _ in self.mix}
        return tuple(sorted(kinds)), tuple(sorted(added))


def rows_of(plan: Plan, document: Record) -> list[Row]:
    """Return the rows of a document, its target first, each with the row above it."""
    rows = []
    top = document.get("target")
    if top is not None:
        rows.append(Row(document, top, scope_of(top), plan.resolve(top.get("period")), top=True))
    rows += [
        Row(document, record, scope_of(record), plan.resolve(record.get("period")))
        for record in (*some(document.get("split")), *some(document.get("targets")))
    ]
    for row in rows:
        row.above = None if row.top else row_above(plan, rows, row)
    return rows


def person_of(plan: Plan, scope: Scope) -> Person | None:
    """Return the person of a scope, if it names one."""
    name = dict(scope).get("person")
    return plan.people.get(name) if name else None


def row_above(plan: Plan, rows: list[Row], row: Row) -> Row | None:
    """Return the nearest row above ("Above"): with the same product, channel, segment; else without; else the top."""
    levels = list(levels_above(plan, row))
    for mix, orgs in ((row.mix, levels), ((), [row.org, *levels])):
        for org in orgs:
            found = [one for one in rows if one is not row and (one.org, one.mix) == (org, mix)]
            found = [one for one in found if one.period.holds(row.period) and not same(one, row)]
            if found:
                return min(found, key=lambda one: one.period.length)
    return next((one for one in rows if one.top and one.period.holds(row.period)), None)


def same(one: Row, other: Row) -> bool:
    """Whether two rows are about the same scope."""
    return one.scope == other.scope


def levels_above(plan: Plan, row: Row) -> Iterator[Scope]:
    """Yield what lies above: of a person or team, teams; of a territory, parents and team; of an account, territory."""
    org = dict(row.org)
    if "account" in org:
        territory = plan.accounts.get(org["account"], {}).get("territory")
        yield from territories_above(plan, territory, itself=True)
    elif "territory" in org:
        yield from territories_above(plan, org["territory"], itself=False)
    elif "person" in org and org["person"] in plan.people:
        person = plan.people[org["person"]]
        team = org.get("team") or person.team(phasing.first_day(row.period, person))
        yield from ((("team", name),) for name in plan.teams_above(team))
    elif "team" in org:
        yield from ((("team", name),) for name in list(plan.teams_above(org["team"]))[1:])
    if org:
        yield ()


def territories_above(plan: Plan, territory: str | None, *, itself: bool) -> Iterator[Scope]:
    """Yield a territory, those it is part of, then its team and the teams above."""
    team = None
    current = territory
    while current:
        if itself or current != territory:
            yield (("territory", current),)
        record = plan.territories.get(current, {})
        team = team or record.get("team")
        current = record.get("parent")
    if team:
        yield from ((("team", name),) for name in plan.teams_above(team))


def solve(plan: Plan, document: Record) -> list[Row]:
    """Return the rows of a document with all figures: fixed first, then shares, then rests, from the top down."""
    rows = rows_of(plan, document)
    for row in rows:
        row.amount = fixed_amount(plan, row)
        if row.amount is not None:
            finish(plan, row)
    if plan.adds_up(document["metric"]) and plan.metric(document["metric"]).get("over_scope", "sum") == "sum":
        for row in [one for one in rows if one.above is None]:
            hand_down(plan, rows, row)
    return rows


def fixed_amount(plan: Plan, row: Row) -> Fraction | None:
    """Return the amount that a row states (of one who comes or goes their part), or baseline × (1 + growth)."""
    if row.record.get("amount") is not None:
        amount = plan.money(row.record["amount"], row.period.first)
        person, by = person_of(plan, row.scope), row.record.get("prorate")
        if by is None or person is None:
            return amount
        part = phasing.part_there(plan, row.document, row.period, person, by)
        return to_step(amount * part, plan.step(row.metric))
    if row.record.get("growth") is None:
        return None
    baseline = baseline_of(plan, row)
    if baseline is None:
        return None
    return to_step(baseline * (1 + number(row.record["growth"])), plan.step(row.metric))


def baseline_of(plan: Plan, row: Row) -> Fraction | None:
    """Return the row's own baseline, else the history of the same scope in the period one year earlier."""
    own = row.record.get("baseline")
    if own:
        return plan.money(own["amount"], row.period.first)
    earlier = plan.year_earlier(row.written)
    found = [one for one in history_of(plan, row) if scope_of(one) == row.scope]
    periods = [(plan.resolve(one["period"]), plan.money(one["amount"], row.period.first)) for one in found]
    whole = [amount for period, amount in periods if (period.first, period.last) == (earlier.first, earlier.last)]
    if whole:
        return whole[0]
    inside = [(period, amount) for period, amount in periods if earlier.holds(period)]
    if inside and sum(period.length for period, _ in inside) == earlier.length:
        return sum((amount for _, amount in inside), ZERO)
    return None


def history_of(plan: Plan, row: Row) -> list[Record]:
    """Return the history of the row's metric, its own document first."""
    others = [one for one in plan.of_kind("targets") if one is not row.document]
    return [
        one
        for document in (row.document, *others)
        for one in some(document.get("history"))
        if one.get("metric", document["metric"]) == row.metric
    ]


def finish(plan: Plan, row: Row) -> None:
    """Find the assigned amount of a row that has its amount, and spread both over the periods."""
    if row.amount is None:
        return
    step = plan.step(row.metric)
    over = number(row.record.get("over_assign", "0%"))
    row.assigned = to_step(row.amount * (1 + over), step) if over else row.amount
    if not plan.adds_up(row.metric):
        return
    weights = phasing.weights_of(plan, row.document, row.record, person_of(plan, row.scope))
    if is_true(row.record.get("rest")):
        counts = counting(plan, row)
        weights = {name: weight for name, weight in weights.items() if counts.get(name)}
    row.by_period = row.by_period or phased(plan, row, weights)
    row.assigned_by_period = split_over_periods(
        row.assigned, row.by_period if any(row.by_period.values()) else weights, step
    )
    if row.assigned == row.amount:
        row.assigned_by_period = dict(row.by_period)


def phased(plan: Plan, row: Row, weights: Amounts) -> Amounts:
    """Spread the amount of a row by weights; the stated amounts of a top row are taken as they stand."""
    stated = row.document.get("phasing")
    if row.top and isinstance(stated, dict) and stated.get("amounts") and sum(weights.values()) == row.amount:
        return weights
    return split_over_periods(row.amount or ZERO, weights, plan.step(row.metric))


def hand_down(plan: Plan, rows: list[Row], above: Row) -> None:
    """Divide what a row has assigned among the rows below it, then go on below those."""
    below = [one for one in rows if one.above is above]
    if above.assigned is not None:
        give_shares(plan, above, below)
        give_rests(plan, above, [one for one in below if any(counting(plan, one).values())])
    for row in below:
        hand_down(plan, rows, row)


def counting(plan: Plan, row: Row) -> dict[str, bool]:
    """Return whether a row counts in what is above it, in each period it touches: that of an overlay stands beside."""
    person = person_of(plan, row.scope) if not plan.is_cost(row.metric) else None
    touched = [period for period in plan.periods if period.within(row.period)]
    return {period.name: person is None or not plan.stands_beside(person, period) for period in touched}


def counted(plan: Plan, row: Row) -> Amounts:
    """Return what a row takes from the one above, in the periods in which it counts."""
    counts = counting(plan, row)
    return {name: amount for name, amount in row.by_period.items() if counts.get(name)}


def to_divide(plan: Plan, above: Row, row: Row) -> Amounts:
    """Return what is there to divide in each plan period that the row holds (its own period, or the row above's)."""
    parts = phasing.held(plan, row.written, None)
    whole = phasing.held(plan, above.written, None)
    found = {}
    for name, amount in above.assigned_by_period.items():
        if parts.get(name):
            found[name] = amount * parts[name] / whole[name] if parts[name] < whole.get(name, ZERO) else amount
    return found


def give_shares(plan: Plan, above: Row, below: list[Row]) -> None:
    """Give each share its exact part of what the row has assigned: of the whole, and in each period of what it has."""
    for row in below:
        if row.record.get("share") is None:
            continue
        share, there = number(row.record["share"]), to_divide(plan, above, row)
        is_cut = row.period != above.period and any(
            period.within(row.period) not in {None, period} for period in plan.periods
        )
        whole = above.assigned or ZERO
        if row.written and row.period.length != above.period.length:
            whole = sum(there.values(), ZERO)
        row.amount = whole * share
        if is_there_all_along(plan, row) and not is_cut:
            row.by_period = {name: amount * share for name, amount in there.items()}
        finish(plan, row)


def give_rests(plan: Plan, above: Row, below: list[Row]) -> None:
    """Give each group of rests what the rows beside it leave; narrower periods first."""
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in below:
        if is_true(row.record.get("rest")):
            groups[row.cut, row.period].append(row)
    for group in sorted(groups.values(), key=lambda rows: (rows[0].period.length, rows[0].key)):
        beside = [one for one in below if one.cut == group[0].cut and one not in group]
        left = to_divide(plan, above, group[0])
        for one in beside:
            for name, amount in counted(plan, one).items():
                if name in left and group[0].period.holds(one.period):
                    left[name] -= amount
        share_rest(plan, group, left)


def share_rest(plan: Plan, group: list[Row], left: Amounts) -> None:
    """Share a rest evenly; those who stay share in each period what is left by the others, who join or leave."""
    whole = sum(left.values(), ZERO)
    if whole < 0:
        return
    by_key = {row.key: row for row in sorted(group, key=lambda one: one.key)}
    for key, amount in split(whole, dict.fromkeys(by_key, Fraction(1))).items():
        by_key[key].amount = amount
    remaining = dict(left)
    for row in group:
        if not stays(plan, row):
            finish(plan, row)
            for name in remaining:
                remaining[name] -= row.by_period.get(name, ZERO)
    staying = [row for row in by_key.values() if stays(plan, row)]
    if staying and all(amount > -plan.step(group[0].metric) for amount in remaining.values()):
        give_alike(staying, remaining)
    for row in staying:
        finish(plan, row)


def give_alike(rows: list[Row], left: Amounts) -> None:
    """Give each row the same in every period."""
    for name, amount in left.items():
        for row in rows:
            row.by_period[name] = amount / len(rows)


def stays(plan: Plan, row: Row) -> bool:
    """Whether a row is not that of somebody who joins or leaves during the plan, nor an overlay for some of it."""
    return all(counting(plan, row).values()) and is_there_all_along(plan, row)


def is_there_all_along(plan: Plan, row: Row) -> bool:
    """Whether a row is not that of somebody who joins or leaves during the plan."""
    person = person_of(plan, row.scope)
    return person is None or (person.employed(plan.period.first) and person.employed(plan.period.last))
