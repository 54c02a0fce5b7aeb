"""Coverage: working days on which customers have somebody, and what is open or shared wrongly (docs/numbers.md)."""

from decimal import Decimal

import pytest

from plancode.analysis.analysis import Analysis
from plancode.analysis.coverage import Covered
from plancode.model.territories import Territory
from tests.analysis.small import adjustment, analysed, calendar, head, team

PLAN = head(team="all", channels="[{id: ka}, {id: web}]", products="[{id: tea}, {id: milk}]", segments="[{id: young}]")
PEOPLE = team([f"id: {one}, role: rep, team: all" for one in ("ann", "bob", "cy")]).replace(
    "id: cy,", "id: cy, end: 2026-06-30,"
)
SHOP = "accounts: [{id: shop, channel: ka, segment: young, products: [tea, milk]}]"


def _analysis(territory: str, *more: str) -> Analysis:
    territories = f"[{{id: t, team: all, {territory}}}]"
    return analysed(PLAN, PEOPLE, f"{{kind: territories, id: map, territories: {territories}}}\n", *more)


def _covered(analysis: Analysis) -> Covered:
    territory = analysis.graph.find(Territory, "t")
    assert territory is not None
    return analysis.coverage.of_territory(territory)


def _stretches(analysis: Analysis, *, gaps: bool) -> list[tuple[str, str, str, Decimal]]:
    return [
        (one.start.isoformat(), one.end.isoformat(), one.product, one.share)
        for group in analysis.coverage.groups
        for one in (group.gaps() if gaps else group.faulty())
    ]


@pytest.mark.parametrize(
    ("owners", "days"),
    [
        ("[{person: ann}]", 261),
        ("[{person: ann, to: 2026-03-31}]", 64),
        ("[{person: ann, from: 2026-04-01}]", 197),
        ("[{person: ann, to: 2026-03-31}, {person: bob, from: 2026-04-01}]", 261),
        ("[{person: ann, to: 2026-03-31}, {person: bob, from: 2026-04-16}]", 250),
        ("[{person: cy}]", 129),
        ("[{person: ann, as: overlay}]", 0),
        ("[]", 0),
    ],
)
def test_days_with_a_primary_owner(owners: str, days: int) -> None:
    """Covered are the working days on which a primary owner is in force and employed."""
    covered = _covered(_analysis(f"owners: {owners}, {SHOP}"))
    assert (covered.days, covered.whole) == (days, 261)


def test_working_days_are_the_plan_s() -> None:
    """Days off of the plan's calendar are neither covered nor missed."""
    off = calendar("extra_days_off: [2026-01-01, 2026-12-25]")
    covered = _covered(_analysis(f"owners: [{{person: ann}}], {SHOP}", off))
    assert (covered.days, covered.whole) == (259, 259)


def test_only_the_days_that_customer_and_territory_exist() -> None:
    """The whole are the days on which the territory and the account exist."""
    accounts = "[{id: a, until: 2026-03-31}, {id: b, since: 2026-12-01}]"
    covered = _covered(_analysis(f"from: 2026-02-01, owners: [{{person: ann}}], accounts: {accounts}"))
    assert (covered.days, covered.whole) == (20 + 22 + 23, 20 + 22 + 23)
    assert covered.share == 1


def test_every_customer_counts_for_itself() -> None:
    """Of two customers one is covered all the time, the other for half a year."""
    covered = _covered(_analysis("owners: [{person: ann}], accounts: [{id: a}, {id: b, owners: [{person: cy}]}]"))
    assert (covered.days, covered.whole) == (261 + 129, 522)


def test_territory_without_customers_is_covered_itself() -> None:
    """A territory without customers counts once."""
    covered = _covered(_analysis("owners: [{person: ann, to: 2026-01-31}]"))
    assert (covered.days, covered.whole) == (22, 261)


@pytest.mark.parametrize(
    ("part", "days"),
    [
        ("{channel: ka}", 261),
        ("{channel: web}", 0),
        ("{segment: young}", 261),
        ("{channel: ka, segment: young, product: tea}", 0),
    ],
)
def test_owner_for_a_part(part: str, days: int) -> None:
    """An owner for a channel, segment or product covers those of it; a customer of two products needs both covered."""
    assert _covered(_analysis(f"owners: [{{person: ann, for: {part}}}], {SHOP}")).days == days


def test_owners_for_products_cover_together() -> None:
    """Two owners, one for each product, cover a customer of both; until one of them leaves."""
    owners = "{person: ann, for: {product: tea}}, {person: cy, for: {product: milk}}"
    analysis = _analysis(f"owners: [{owners}], {SHOP}")
    assert _covered(analysis).days == 129
    assert _stretches(analysis, gaps=True) == [("2026-07-01", "2027-01-01", "milk", Decimal(0))]
    assert _stretches(analysis, gaps=False) == []


def test_gaps() -> None:
    """Days without anybody are found with their first day and the day after the last."""
    analysis = _analysis(f"owners: [{{person: ann, to: 2026-03-31}}, {{person: bob, from: 2026-04-16}}], {SHOP}")
    assert _stretches(analysis, gaps=True) == [("2026-04-01", "2026-04-16", "", Decimal(0))]


def test_gap_of_a_weekend_is_none() -> None:
    """A change of owners over a weekend leaves no working day open."""
    analysis = _analysis(f"owners: [{{person: ann, to: 2026-03-27}}, {{person: bob, from: 2026-03-30}}], {SHOP}")
    assert _stretches(analysis, gaps=True) == []


@pytest.mark.parametrize(
    ("owners", "faulty"),
    [
        ("[{person: ann, share: 60%}, {person: bob, share: 40%}]", []),
        ("[{person: ann, share: 60%}, {person: bob, share: 50%}]", [("2026-01-01", "2027-01-01", "", Decimal("1.1"))]),
        ("[{person: ann, share: 60%}, {person: cy, share: 40%}]", [("2026-07-01", "2027-01-01", "", Decimal("0.6"))]),
        ("[{person: ann}, {person: bob, from: 2026-12-01}]", [("2026-12-01", "2027-01-01", "", Decimal(2))]),
        ("[{person: ann}, {person: bob, as: overlay}]", []),
        ("[{person: ann, for: {channel: ka}}, {person: bob, for: {channel: web}}]", []),
    ],
)
def test_primary_shares_add_up(owners: str, faulty: list[tuple[str, str, str, Decimal]]) -> None:
    """Shares of the primary owners in force on a day must be 100 %; what does not is found by its days."""
    assert _stretches(_analysis(f"owners: {owners}, {SHOP}"), gaps=False) == faulty


def test_own_owners_stand_before_the_territory_s() -> None:
    """An account with owners of its own is not the territory's, also when they leave."""
    analysis = _analysis("owners: [{person: ann}], accounts: [{id: a, owners: [{person: cy}]}]")
    assert _covered(analysis).days == 129


def test_account_that_names_its_territory() -> None:
    """An account listed elsewhere that names a territory is covered by its owners."""
    territories = "territories: [{id: t, owners: [{person: ann}]}]"
    text = f"{{kind: territories, id: map, {territories}, accounts: [{{id: a, territory: t}}, {{id: b}}]}}\n"
    covered = _covered(analysed(PLAN, PEOPLE, text))
    assert (covered.days, covered.whole) == (261, 261)


def test_owner_in_force_covers_from_the_day() -> None:
    """After an adjustment in force the new owner covers from its day on."""
    change = adjustment("{territory: t, owner: bob}", "2026-07-01", more="approved: {by: ann, on: 2026-05-01}, ")
    assert _covered(_analysis(f"owners: [{{person: cy}}], {SHOP}", change)).days == 261
