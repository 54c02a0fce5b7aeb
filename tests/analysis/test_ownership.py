"""Who holds which customer: owners for a product, customers outside of territories, and the work that follows."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancode.analysis.analysis import Analysis
from plancode.analysis.balance import BalanceTable
from plancode.compare.people import Profiles
from plancode.model.territories import Territory
from plancode.render.figures import Figures
from tests.analysis.small import about, analysed, head, person_of, targets, team

PLAN = head(team="all", products="[{id: tea}, {id: milk}]", channels="[{id: ka}]", segments="[{id: young}]")
ANN, BOB, CY = (f"id: {one}, role: rep, team: all" for one in ("ann", "bob", "cy"))
VISITED = "call_plan: {A: {calls: 261/year, minutes: 60min}}"
"""A visit of an hour each of the 261 working days of 2026."""


def _analysis(inside: str, *people: str) -> Analysis:
    return analysed(PLAN, team(people or (ANN, BOB)), f"{{kind: territories, id: map, {VISITED}, {inside}}}\n")


def _held(analysis: Analysis, name: str) -> Mapping[str, Decimal | int]:
    """Return which part of which customer somebody holds."""
    return {one.customer.model.id: one.part for one in analysis.ownership.of_person(name)}


def _visits(analysis: Analysis, name: str) -> Decimal:
    return about(analysis.workload.of(person_of(analysis, name)).whole("calls"))


def _potential(analysis: Analysis, name: str) -> Decimal:
    table = BalanceTable(analysis.staffing, analysis.ownership, analysis.workload, analysis.measures, analysis.quota)
    potential = table.potential(person_of(analysis, name))
    assert isinstance(potential, Decimal)
    return about(potential)


OWNERS = "owners: [{person: ann, for: {product: tea}}, {person: bob, for: {product: milk}}]"


@pytest.mark.parametrize(
    ("products", "ann", "bob"),
    [
        ("products: [tea]", {"shop": 1}, {}),
        ("products: [milk]", {}, {"shop": 1}),
        ("products: [tea, milk]", {"shop": Decimal("0.5")}, {"shop": Decimal("0.5")}),
        ("name: Shop", {"shop": Decimal("0.5")}, {"shop": Decimal("0.5")}),
    ],
)
def test_owner_for_a_product_holds_customers_of_it(
    products: str, ann: dict[str, Decimal | int], bob: dict[str, Decimal | int]
) -> None:
    """An owner for tea holds who buys tea, that part of what they buy; who names no products may buy all of the plan's.

    Who holds nothing of a customer makes no visit there; who holds a product of it makes the visits of their share.
    """
    analysis = _analysis(
        f"territories: [{{id: t, team: all, {OWNERS}, accounts: [{{id: shop, class: A, {products}}}]}}]"
    )
    assert (_held(analysis, "ann"), _held(analysis, "bob")) == (ann, bob)
    assert [_visits(analysis, one) for one in ("ann", "bob")] == [261 if ann else 0, 261 if bob else 0]


def test_customer_of_a_product_without_an_owner_is_not_covered() -> None:
    """A customer that buys milk only is open where the only owner is for tea, and the one that buys tea is not."""
    accounts = "accounts: [{id: dairy, products: [milk]}, {id: tearoom, products: [tea]}]"
    analysis = _analysis(
        f"territories: [{{id: t, team: all, owners: [{{person: ann, for: {{product: tea}}}}], {accounts}}}]"
    )
    table = analysis.coverage
    covered = {one.model.id: table.covered([group]) for group in table.groups for one in group.customers}
    assert {name: (one.days, one.whole) for name, one in covered.items()} == {"dairy": (0, 261), "tearoom": (261, 261)}


def test_groups_are_held_by_channel_and_never_by_segment() -> None:
    """A group of customers has a channel, and may buy every product; nobody knows their segments."""
    owners = (
        "owners: [{person: ann, for: {channel: ka}}, {person: bob, for: {segment: young}}, "
        "{person: cy, for: {product: tea}}]"
    )
    groups = "account_groups: [{id: g, class: A, count: 3, channel: ka}]"
    analysis = _analysis(f"territories: [{{id: t, team: all, {owners}, {groups}}}]", ANN, BOB, CY)
    assert [_held(analysis, one) for one in ("ann", "bob")] == [{"g": 1}, {}]
    assert _held(analysis, "cy") == {"g": Decimal("0.5")}
    assert _visits(analysis, "ann") == 3 * 261


def test_owner_of_a_customer_in_no_territory() -> None:
    """An account outside of all territories with an owner of its own is held, covered and visited like any other."""
    analysis = _analysis("accounts: [{id: shop, class: A, potential: 500, owners: [{person: ann, to: 2026-06-30}]}]")
    (holding,) = analysis.ownership.of_person("ann")
    assert holding.territory is None
    (group,) = analysis.coverage.groups
    # 129 of the 261 working days of 2026 lie before July
    assert (group.territory, analysis.coverage.covered([group]).days) == (None, 129)
    assert _visits(analysis, "ann") == 129
    assert _potential(analysis, "ann") == about(Decimal(500) * 129 / 261)


def test_customer_in_no_territory_without_an_owner_is_not_looked_at() -> None:
    """Nobody was to look after it: another rule tells that it is in no territory."""
    analysis = _analysis("accounts: [{id: shop, class: A}]")
    assert analysis.ownership.holdings == ()
    assert analysis.coverage.groups == ()


def test_own_owner_for_some_days_leaves_the_others_to_the_territory() -> None:
    """An account's own primary owner stands before the territory's on the days they have, and only on those."""
    shop = "{id: shop, class: A, owners: [{person: bob, from: 2026-04-01, to: 2026-06-30}]}"
    analysis = _analysis(f"territories: [{{id: t, team: all, owners: [{{person: ann}}], accounts: [{shop}]}}]")
    spans = [(one.start.isoformat(), one.end.isoformat()) for one in analysis.ownership.of_person("ann")]
    assert spans == [("2026-01-01", "2026-04-01"), ("2026-07-01", "2027-01-01")]
    # April to June have 65 working days
    assert [_visits(analysis, one) for one in ("ann", "bob")] == [261 - 65, 65]


def test_owner_beside_leaves_all_days_to_the_territory() -> None:
    """An account's own overlay owner takes no day away from the territory's owner."""
    shop = "{id: shop, class: A, owners: [{person: bob, as: overlay}]}"
    analysis = _analysis(f"territories: [{{id: t, team: all, owners: [{{person: ann}}], accounts: [{shop}]}}]")
    assert [_visits(analysis, one) for one in ("ann", "bob")] == [261, 0]


@pytest.mark.parametrize(("day", "who"), [(date(2026, 2, 2), "ann"), (date(2026, 8, 3), "seat")])
def test_an_open_seat_is_carried_in_deals_targets_and_changes(day: date, who: str) -> None:
    """Until the seat begins in July its deals, the target of its territory, its customers are Ann's; then its own."""
    people = team([
        "id: ann, role: rep, team: all",
        "id: seat, role: rep, team: all, open: true, start: 2026-07-01, vacancy: {carried_by: ann}",
    ])  # fmt: skip
    places = "kind: territories\nid: map\nterritories: [{id: west, owners: [{person: seat}], accounts: [{id: shop}]}]\n"
    deals = "{id: of-customer, account: shop, amount: 9}, {id: of-seat, person: seat, amount: 9}"
    goals = targets(f"targets: [{{territory: west, amount: 100}}], opportunities: [{deals}]")
    analysis = analysed(head(team="all"), people, places, goals, as_of=day)
    assert {analysis.ownership.seller_on(deal.entity, day) for deal in analysis.deals.all} == {who}
    of_ann = analysis.belonging.of_person("ann")
    assert of_ann == ((("revenue", (("territory", "west"),)),) if who == "ann" else ())
    anns, seats = (Profiles(analysis, lambda ref: ref).of(name) for name in ("ann", "seat"))
    assert anns is not None
    assert seats is not None
    has = [len(one.customers) + len(one.territories) for one in (anns, seats)]
    assert has == [2 if who == "ann" else 0, 2]


def test_a_target_of_a_customer_is_that_of_whom_the_customer_falls_to() -> None:
    """Of the owners of a territory, those have a customer's target, or a product's, to whom that falls."""
    owners = "owners: [{person: ann, for: {channel: ka}}, {person: bob, for: {product: tea}}]"
    places = f"territories: [{{id: t, {owners}, accounts: [{{id: shop, channel: ka, products: [milk]}}, {{id: bar}}]}}]"
    goals = targets(
        "targets: [{account: shop, amount: 5}, {account: bar, amount: 4}, {territory: t, product: milk, amount: 3}]"
    )
    analysis = analysed(PLAN, team((ANN, BOB)), f"{{kind: territories, id: map, {places}}}\n", goals)
    held = {who: [dict(scope) for _, scope in analysis.belonging.of_person(who)] for who in ("ann", "bob")}
    assert held == {
        "ann": [{"account": "shop"}, {"territory": "t", "product": "milk"}],
        "bob": [{"account": "bar"}],
    }


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9), st.booleans()), min_size=1, max_size=6))
def test_a_region_has_what_those_below_it_have_together(drawn: list[tuple[int, int, bool]]) -> None:
    """Customers, potential and covered days of a region are the sums of its own and of those of its parts."""
    above = [min(at, number) for number, (at, _, _) in enumerate(drawn)]
    places = ", ".join(
        f"{{id: t{number}{f', parent: t{at}' if at < number else ''}{', owners: [{person: ann}]' if owned else ''}, "
        f"accounts: [{{id: a{number}, potential: {potential}}}]}}"
        for number, (at, (_, potential, owned)) in enumerate(zip(above, drawn, strict=True))
    )
    analysis = _analysis(f"territories: [{places}]")
    figures = Figures(analysis)
    for number in range(len(drawn)):
        inside = [n for n in range(len(drawn)) if number in _upwards(above, n)]
        territory = analysis.graph.find(Territory, f"t{number}")
        assert territory is not None
        assert analysis.facts.count_in(territory) == len(inside)
        assert figures.potential(territory) == sum(drawn[n][1] for n in inside)
        covered = analysis.coverage.of_territory(territory)
        assert (covered.days, covered.whole) == (261 * sum(drawn[n][2] for n in inside), 261 * len(inside))


def _upwards(above: list[int], number: int) -> list[int]:
    return [number, *(_upwards(above, above[number]) if above[number] < number else ())]
