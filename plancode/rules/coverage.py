"""COV: customers whom nobody looks after, or several people with more or less than 100 % together."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from plancode.analysis.coverage import CustomerGroup, OwnedStretch
from plancode.analysis.ownership import takes
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity, Key
from plancode.model.kinds import EntityKind
from plancode.model.plan import Channel, Product, Segment
from plancode.model.team import Person
from plancode.model.territories import Account, AccountGroup, Owner
from plancode.rules.carriers import Holder
from plancode.rules.context import RuleContext
from plancode.rules.rounding import share
from plancode.rules.rule import ERROR, rule
from plancode.rules.written import is_missing
from plancode.said.value import Ref, Said

_DAY: Final = timedelta(days=1)
_ZERO: Final = Decimal(0)
_NAMED_AT_MOST: Final = 5
_PARTS: Final = frozenset({EntityKind.CHANNEL, EntityKind.SEGMENT, EntityKind.PRODUCT})


def _holders(context: RuleContext) -> tuple[tuple[Holder, list[CustomerGroup]], ...]:
    """Return what has owners of its own, or should, with its customers; what names somebody unknown is left out."""
    return tuple(_all_holders(context))


def _all_holders(context: RuleContext) -> Iterator[tuple[Holder, list[CustomerGroup]]]:
    found: dict[Holder, list[CustomerGroup]] = defaultdict(list)
    unclear = _unclear(context)
    for group in context.figures.coverage.groups:
        holder = _holder(group)
        if holder is None or (unclear and unclear & {holder.key, *(one.key for one in group.customers[:1])}):
            continue
        found[holder].append(group)
    matrix = context.figures.coverage_matrix
    for holder, groups in found.items():
        territory = groups[0].territory
        is_frame = territory is not None and not groups[0].customers and matrix.is_frame(territory)
        if not is_frame and is_missing(context, holder, "owners"):
            yield holder, groups


def _holder(group: CustomerGroup) -> Holder | None:
    first = group.customers[0] if group.customers else None
    if first is not None and isinstance(first.model, Account) and first.model.owners:
        return first
    return group.territory


def _unclear(context: RuleContext) -> frozenset[Key]:
    """Return what names an unknown owner, channel, segment or product: its own finding says so."""
    unknown = (one for one in context.graph.unresolved if "owners" in one.route or not _PARTS.isdisjoint(one.kinds))
    return frozenset(one.holder.key for one in unknown)


def _count(groups: list[CustomerGroup]) -> int:
    models = (one.model for group in groups for one in group.customers)
    return sum(one.count if isinstance(one, AccountGroup) else 1 for one in models)


def _on_paper(
    context: RuleContext, holder: Holder, group: CustomerGroup, stretch: OwnedStretch
) -> dict[int, Entity[Person]]:
    """Return the owners, by their number, who are named for some of these days and are not employed then."""
    found = {}
    for index, owner in enumerate(holder.model.owners):
        is_meant = owner.as_ == "primary" and (not group.customers or takes(owner, group.customers[0]))
        is_for = not stretch.product or owner.for_ is None or owner.for_.product in (None, stretch.product)
        person = context.graph.find(Person, owner.person)
        if is_meant and is_for and person is not None and owner.person not in stretch.owners and _holds(owner, stretch):
            found[index] = person
    return found


def _holds(owner: Owner, stretch: OwnedStretch) -> bool:
    return (owner.from_ is None or owner.from_ < stretch.end) and (owner.to is None or owner.to >= stretch.start)


def _is_carried(absent: dict[int, Entity[Person]]) -> bool:
    """Whether the work of an open seat is carried by somebody until it is filled."""
    vacancies = (one.model.vacancy for one in absent.values() if one.model.open)
    return any(one is not None and one.carried_by != "none" for one in vacancies)


@dataclass
class _Gap:
    """The days on which nobody looks after some customers of a territory, or an account."""

    holder: Holder
    groups: list[CustomerGroup]
    spans: list[tuple[CustomerGroup, OwnedStretch]]
    absent: dict[int, Entity[Person]]

    @property
    def uncovered(self) -> list[CustomerGroup]:
        return list(dict.fromkeys(group for group, _ in self.spans))

    @property
    def start(self) -> date:
        return min(one.start for _, one in self.spans)

    @property
    def last(self) -> date:
        return max(one.end for _, one in self.spans) - _DAY


def _gaps(context: RuleContext) -> Iterator[_Gap]:
    for holder, groups in context.once(_holders):
        gap = _Gap(holder, groups, [], {})
        for group in groups:
            for stretch in group.gaps():
                absent = _on_paper(context, holder, group, stretch)
                if not _is_carried(absent):
                    gap.spans.append((group, stretch))
                    gap.absent |= absent
        if gap.spans:
            yield gap


@rule("COV101", "territory-without-owner", ERROR, figures=True)
def territory_without_owner(context: RuleContext) -> Iterator[Problem]:
    """Nobody looks after a territory, some of its customers, or an account with owners of its own, on working days.

    ## Why it matters
    A customer without an owner is called on by nobody, and what it buys is credited to nobody. Owners count from their
    first working day to their last, whatever is written on paper. An open seat counts as well where `vacancy` names
    somebody who carries its work. `as: overlay` is no owner.

    ## Fails
    ```yaml
    territories:
      - id: pudong
        owners: [{person: li-na, to: 2026-06-30}]
    ```

    ## Passes
    ```yaml
    territories:
      - id: pudong
        owners:
          - {person: li-na, to: 2026-06-30}
          - {person: wu-hao, from: 2026-07-01}
    ```

    ## How to fix
    Name an owner for the days that the finding gives. Where owners are for channels, segments or products, each
    customer must be in one of them. A territory that begins later, or ends, says so in `from` and `to`; a customer in
    `since` and `until`.
    """
    for gap in _gaps(context):
        place, related = _place_of_gap(gap)
        parts = _parts(context, gap)
        values: dict[str, Said] = {
            "place": gap.holder.ref,
            "start": gap.start,
            "last": gap.last,
            "days": _uncovered_days(context, gap),
            "count": _count(gap.uncovered),
            "parts": parts,
            "customers": tuple(one.ref for group in gap.uncovered for one in group.customers)[:_NAMED_AT_MOST],
            "owners": tuple(dict.fromkeys(one.ref for one in gap.absent.values())),
        }
        yield Problem(place, _variant(context, gap, parts), values, gap.holder.ref, related=related)


def _variant(context: RuleContext, gap: _Gap, parts: tuple[Ref, ...]) -> str:
    if gap.absent:
        return "absent"
    if isinstance(gap.holder.model, Account):
        return "account"
    if not _is_of_products(gap) and _is_uniform(context, gap):
        lifetime = sum(_days(context, one.start, one.end) for one in gap.groups)
        open_days = sum(_days(context, one.start, one.end) for _, one in gap.spans)
        return "never" if open_days == lifetime else "from_to"
    return "customers" if parts else "accounts"


def _place_of_gap(gap: _Gap) -> tuple[Place, tuple[Place, ...]]:
    if gap.absent:
        entries = [gap.holder.place("owners", index, "person") for index in gap.absent]
        people = dict.fromkeys(one.place("id") for one in gap.absent.values())
        return entries[0], (*entries[1:], *people)
    return (gap.holder.place("owners", key=True) if gap.holder.model.owners else gap.holder.place("id")), ()


def _days(context: RuleContext, start: date, end: date) -> int:
    return context.figures.coverage.calendar.days(start, end) if start < end else 0


def _uncovered_days(context: RuleContext, gap: _Gap) -> int:
    """Return the working days on which at least one customer has nobody."""
    return sum(_days(context, *one) for one in _merged([one for _, one in gap.spans]))


def _merged(stretches: list[OwnedStretch]) -> Iterator[tuple[date, date]]:
    start: date | None = None
    end = date.min
    for one in sorted(stretches, key=lambda each: each.start):
        if start is None or one.start > end:
            if start is not None:
                yield start, end
            start = one.start
        end = max(end, one.end)
    if start is not None:
        yield start, end


def _is_of_products(gap: _Gap) -> bool:
    return any(one.product for _, one in gap.spans)


def _is_uniform(context: RuleContext, gap: _Gap) -> bool:
    """Whether all customers are without an owner on the same days, as far as they are customers then."""
    spans = list(_merged([one for _, one in gap.spans]))
    own: dict[CustomerGroup, int] = defaultdict(int)
    for group, stretch in gap.spans:
        own[group] += _days(context, stretch.start, stretch.end)
    clipped = {one: sum(_days(context, max(a, one.start), min(b, one.end)) for a, b in spans) for one in gap.groups}
    return all(own[one] == days for one, days in clipped.items())


def _parts(context: RuleContext, gap: _Gap) -> tuple[Ref, ...]:
    """Return the products, channels or segments that nobody is for, where that is what tells the customers apart."""
    if _is_of_products(gap):
        products = (context.graph.find(Product, one.product) for _, one in gap.spans)
        return tuple(dict.fromkeys(one.ref for one in products if one is not None))
    covered = [one for one in gap.groups if one not in gap.uncovered]
    for field, model in (("channel", Channel), ("segment", Segment)):
        missing, has = _names(gap.uncovered, field), _names(covered, field)
        if missing and None not in missing and missing.isdisjoint(has):
            found = (context.graph.find(model, name) for name in sorted(name for name in missing if name))
            return tuple(one.ref for one in found if one is not None)
    return ()


def _names(groups: list[CustomerGroup], field: str) -> set[str | None]:
    return {getattr(one.customers[0].model, field, None) for one in groups if one.customers}


@rule("COV102", "primary-shares-not-100", ERROR, figures=True)
def primary_shares_not_100(context: RuleContext) -> Iterator[Problem]:
    """The shares of those who look after the same customers do not add up to 100 %.

    ## Why it matters
    Sales are credited by these shares. Above 100 % the same sale counts twice and the people's results together exceed
    the team's; below it a part counts for nobody. An owner without `share` has 100 %, so two of them at once have
    200 %.

    ## Fails
    ```yaml
    owners: [{person: li-na}, {person: wu-hao}]
    ```

    ## Passes
    ```yaml
    owners: [{person: li-na, share: 60%}, {person: wu-hao, share: 40%}]
    ```

    ## How to fix
    Write shares that make 100 % together, or part the customers by `for` (channel, segment, product), or the time by
    `from` and `to`. Somebody who supports the sale, but is not credited with it, is `as: overlay`.
    """
    for holder, groups in context.once(_holders):
        faults: dict[tuple[str, ...], list[tuple[CustomerGroup, OwnedStretch]]] = defaultdict(list)
        for group in groups:
            for stretch in group.faulty():
                if not _is_carried(_on_paper(context, holder, group, stretch)):
                    key = () if _is_each_whole(stretch) else tuple(sorted(stretch.owners))
                    faults[key].append((group, stretch))
        for key, found in faults.items():
            yield _shares(context, holder, key, found)


def _is_each_whole(stretch: OwnedStretch) -> bool:
    """Whether several people have 100 % each, as they do where no share is written."""
    return len(set(stretch.owners)) > 1 and stretch.share == len(stretch.owners)


def _shares(
    context: RuleContext, holder: Holder, key: tuple[str, ...], found: list[tuple[CustomerGroup, OwnedStretch]]
) -> Problem:
    worst = max((one for _, one in found), key=lambda one: abs(one.share - 1))
    names = dict.fromkeys(name for _, one in found for name in one.owners)
    people = [one for name in names if (one := context.graph.find(Person, name)) is not None]
    products = (context.graph.find(Product, one.product) for _, one in found if one.product)
    refs = tuple(dict.fromkeys(one.ref for one in products if one is not None))
    absent = {each: one for group, s in found for each, one in _on_paper(context, holder, group, s).items()}
    above = "above" if worst.share > 1 else "below"
    variant = (
        "each_whole" if not key else "absent" if absent and above == "below" else f"{above}_product" if refs else above
    )
    values: dict[str, Said] = {
        "place": holder.ref,
        "owners": tuple(one.ref for one in people),
        "sum": share(worst.share),
        "products": refs,
        "absent": tuple(dict.fromkeys(one.ref for one in absent.values())),
        "start": min(one.start for _, one in found),
        "last": max(one.end for _, one in found) - _DAY,
        "days": sum(_days(context, *span) for span in _merged([one for _, one in found])),
        "count": _count(list(dict.fromkeys(group for group, _ in found))),
    }
    related = tuple(
        holder.place("owners", index, "person") for index, one in enumerate(holder.model.owners) if one.person in names
    )
    return Problem(holder.place("owners", key=True), variant, values, holder.ref, ",".join(key), related)


RULES: Final = (territory_without_owner, primary_shares_not_100)
