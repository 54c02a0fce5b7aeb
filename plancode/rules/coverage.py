"""COV: customers whom nobody looks after, or several people with more or less than 100 % together."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final

from plancode.analysis.coverage import CustomerGroup, OwnedStretch
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.graph.parts import takes
from plancode.model.kinds import EntityKind
from plancode.model.plan import Channel, Product, Segment
from plancode.model.team import Person
from plancode.model.territories import Account, AccountGroup
from plancode.rules.carriers import Holder
from plancode.rules.context import RuleContext
from plancode.rules.rounding import share
from plancode.rules.rule import ERROR, rule
from plancode.rules.written import is_missing
from plancode.said.value import Ref, Values

_DAY: Final = timedelta(days=1)
_NAMED_AT_MOST: Final = 5
_PARTS: Final = frozenset({EntityKind.CHANNEL, EntityKind.SEGMENT, EntityKind.PRODUCT})
_Spans = list[tuple[CustomerGroup, OwnedStretch]]


def _holders(context: RuleContext) -> tuple[tuple[Holder, list[CustomerGroup]], ...]:
    """Return what has owners of its own, or should, with its customers; what names somebody unknown is left out."""
    unresolved = context.graph.unresolved  # an unknown owner, channel, segment or product has a finding of its own
    unknown = (
        reference for reference in unresolved if "owners" in reference.route or not _PARTS.isdisjoint(reference.kinds)
    )
    unclear = {reference.holder.key for reference in unknown}
    held: dict[Holder, list[CustomerGroup]] = defaultdict(list)
    for group in context.figures.coverage.groups:
        holder = _holder(group)
        if holder is not None and unclear.isdisjoint((holder.key, *(customer.key for customer in group.customers[:1]))):
            held[holder].append(group)
    holders = []
    for holder, groups in held.items():
        territory = None if groups[0].customers else groups[0].territory
        is_frame = territory is not None and context.figures.coverage.is_frame(territory)
        if not is_frame and is_missing(context, holder, "owners"):
            holders.append((holder, groups))
    return tuple(holders)


def _holder(group: CustomerGroup) -> Holder | None:
    first = group.customers[0] if group.customers else None
    if first is not None and isinstance(first.model, Account) and first.model.owners:
        return first
    return group.territory


def _extent(context: RuleContext, spans: _Spans) -> Values:
    """Return from when to when something is wrong, on how many working days, and for how many customers."""
    stretches = [stretch for _, stretch in spans]
    models = (customer.model for group in dict.fromkeys(group for group, _ in spans) for customer in group.customers)
    return {
        "start": min(stretch.start for stretch in stretches),
        "last": max(stretch.end for stretch in stretches) - _DAY,
        "days": sum(_days(context, *span) for span in _merged(stretches)),
        "count": sum(model.count if isinstance(model, AccountGroup) else 1 for model in models),
    }


def _on_paper(
    context: RuleContext, holder: Holder, group: CustomerGroup, stretch: OwnedStretch
) -> dict[int, Entity[Person]]:
    """Return the owners, by their number, who are named for some of these days and are not employed then."""
    absent = {}
    for index, owner in enumerate(holder.model.owners):
        is_meant = owner.as_ == "primary" and (not group.customers or takes(owner, group.customers[0]))
        is_for = not stretch.product or owner.for_ is None or owner.for_.product in (None, stretch.product)
        begins = owner.from_ is None or owner.from_ < stretch.end
        is_named = is_meant and is_for and begins and (owner.to is None or owner.to >= stretch.start)
        person = context.graph.find(Person, owner.person)
        if is_named and person is not None and owner.person not in stretch.owners:
            absent[index] = person
    return absent


def _is_carried(absent: dict[int, Entity[Person]]) -> bool:
    """Whether the work of an open seat is carried by somebody until it is filled."""
    vacancies = (person.model.vacancy for person in absent.values() if person.model.open)
    return any(vacancy is not None and vacancy.carried_by != "none" for vacancy in vacancies)


@dataclass
class _Gap:
    """The days on which nobody looks after some customers of a territory, or an account."""

    holder: Holder
    groups: list[CustomerGroup]
    spans: _Spans
    absent: dict[int, Entity[Person]]

    @property
    def uncovered(self) -> list[CustomerGroup]:
        """The groups that nobody looks after on some days, each once."""
        return list(dict.fromkeys(group for group, _ in self.spans))

    @property
    def is_of_products(self) -> bool:
        """Whether some of the days lack somebody for products alone."""
        return any(stretch.product for _, stretch in self.spans)


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
        customers = (customer.ref for group in gap.uncovered for customer in group.customers)
        values: Values = {"place": gap.holder.ref, **_extent(context, gap.spans), "parts": parts}
        values["customers"] = tuple(islice(customers, _NAMED_AT_MOST))
        values["owners"] = tuple(dict.fromkeys(person.ref for person in gap.absent.values()))
        yield Problem(place, _variant(context, gap, parts), values, gap.holder.ref, related=related)


def _variant(context: RuleContext, gap: _Gap, parts: tuple[Ref, ...]) -> str:
    if gap.absent:
        return "absent"
    if isinstance(gap.holder.model, Account):
        return "account"
    if not gap.is_of_products and _is_uniform(context, gap):
        lifetime = sum(_days(context, group.start, group.end) for group in gap.groups)
        open_days = sum(_days(context, stretch.start, stretch.end) for _, stretch in gap.spans)
        return "never" if open_days == lifetime else "from_to"
    return "customers" if parts else "accounts"


def _place_of_gap(gap: _Gap) -> tuple[Place, tuple[Place, ...]]:
    if gap.absent:
        entries = [gap.holder.place("owners", index, "person") for index in gap.absent]
        people = dict.fromkeys(person.place("id") for person in gap.absent.values())
        return entries[0], (*entries[1:], *people)
    return (gap.holder.place("owners", key=True) if gap.holder.model.owners else gap.holder.place("id")), ()


def _days(context: RuleContext, start: date, end: date) -> int:
    return context.figures.coverage.calendar.days(start, end) if start < end else 0


def _merged(stretches: list[OwnedStretch]) -> Iterator[tuple[date, date]]:
    start: date | None = None
    end = date.min
    for stretch in sorted(stretches, key=lambda stretch: stretch.start):
        if start is None or stretch.start > end:
            if start is not None:
                yield start, end
            start = stretch.start
        end = max(end, stretch.end)
    if start is not None:
        yield start, end


def _is_uniform(context: RuleContext, gap: _Gap) -> bool:
    """Whether all customers are without an owner on the same days, as far as they are customers then."""
    spans = list(_merged([stretch for _, stretch in gap.spans]))
    own: dict[CustomerGroup, int] = defaultdict(int)
    for group, stretch in gap.spans:
        own[group] += _days(context, stretch.start, stretch.end)
    return all(
        own[group] == sum(_days(context, max(start, group.start), min(end, group.end)) for start, end in spans)
        for group in gap.groups
    )


def _parts(context: RuleContext, gap: _Gap) -> tuple[Ref, ...]:
    """Return the products, channels or segments that nobody is for, where that is what tells the customers apart."""
    if gap.is_of_products:
        products = (context.graph.find(Product, stretch.product) for _, stretch in gap.spans)
        return tuple(dict.fromkeys(product.ref for product in products if product is not None))
    uncovered = gap.uncovered
    covered = [group for group in gap.groups if group not in uncovered]
    for field, model in (("channel", Channel), ("segment", Segment)):
        missing, has = _names(uncovered, field), _names(covered, field)
        if missing and None not in missing and missing.isdisjoint(has):
            parts = (context.graph.find(model, name) for name in sorted(name for name in missing if name))
            return tuple(part.ref for part in parts if part is not None)
    return ()


def _names(groups: list[CustomerGroup], field: str) -> set[str | None]:
    return {getattr(group.customers[0].model, field, None) for group in groups if group.customers}


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
        faults: dict[tuple[str, ...], _Spans] = defaultdict(list)
        for group in groups:
            for stretch in group.faulty():
                if not _is_carried(_on_paper(context, holder, group, stretch)):
                    # several people have 100 % each, as they do where no share is written
                    is_each_whole = len(set(stretch.owners)) > 1 and stretch.share == len(stretch.owners)
                    faults[() if is_each_whole else tuple(sorted(stretch.owners))].append((group, stretch))
        for key, spans in faults.items():
            yield _shares(context, holder, key, spans)


def _shares(context: RuleContext, holder: Holder, key: tuple[str, ...], spans: _Spans) -> Problem:
    stretches = [stretch for _, stretch in spans]
    worst = max(stretches, key=lambda stretch: abs(stretch.share - 1))
    names = dict.fromkeys(name for stretch in stretches for name in stretch.owners)
    people = (context.graph.find(Person, name) for name in names)
    products = (context.graph.find(Product, stretch.product) for stretch in stretches if stretch.product)
    refs = tuple(dict.fromkeys(product.ref for product in products if product is not None))
    absent: dict[int, Entity[Person]] = {}
    for group, stretch in spans:
        absent |= _on_paper(context, holder, group, stretch)
    above = "above" if worst.share > 1 else "below"
    variant = f"{above}_product" if refs else above
    if not key:
        variant = "each_whole"
    elif absent and above == "below":
        variant = "absent"
    values: Values = {
        "place": holder.ref,
        "owners": tuple(person.ref for person in people if person is not None),
        "sum": share(worst.share),
        "products": refs,
        "absent": tuple(dict.fromkeys(person.ref for person in absent.values())),
        **_extent(context, spans),
    }
    entries = (index for index, owner in enumerate(holder.model.owners) if owner.person in names)
    related = tuple(holder.place("owners", index, "person") for index in entries)
    return Problem(holder.place("owners", key=True), variant, values, holder.ref, ",".join(key), related)


RULES: Final = (territory_without_owner, primary_shares_not_100)
