"""Who gets the credit: sellers, owners by share and day, overlays, people who change the team."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from plancode.scorecard.results import Results
from tests.actuals.plans import TEAM, amount, amounts, orders, results, territories, text, troubles
from tests.analysis.small import head, targets

BY_OWNER = orders("date: Day, territory: Where, amount: Sum", more="file: orders.csv, credit: owner")
BY_ACCOUNT = orders("date: Day, account: Who, amount: Sum", more="file: orders.csv, credit: owner")


def _owned(
    tmp_path: Path, owners: str, *rows: tuple[str, str], more: str = "", as_of: date = date(2026, 12, 31)
) -> Results:
    content = text(["Day", "Where", "Sum"], [(day, "here", each) for day, each in rows])
    return results(tmp_path, BY_OWNER, territories(f"id: here, owners: [{owners}]{more}"), orders=content, as_of=as_of)


def _totals(found: Results) -> tuple[object, ...]:
    one = found.totals["orders", "revenue"]
    assert one.matched + one.unmatched == one.total
    return one.total, one.matched, one.unmatched, one.overlay


def test_codes_of_a_system(tmp_path: Path) -> None:
    """With `match_by` people are known by their codes there, leading zeros included; ids mean nothing then."""
    source = orders(more="file: orders.csv, match_by: erp")
    content = "Day,Who,Sum\n2026-01-01,001,1\n2026-01-01, 002 ,2\n2026-01-01,ann,4\n2026-01-01,1,8\n2026-01-01,,16\n"
    found = results(tmp_path, source, orders=content)
    assert amounts(found) == {"ann": 1, "bob": 2}
    assert _totals(found) == (31, 3, 28, 0)
    assert troubles(found) == {"person": {"ann": 1, "1": 1, "": 1}}
    assert {one.text: one.amount for one in found.readings["orders"].samples("person")} == {"": 16, "1": 8, "ann": 4}


def test_several_codes_in_one_system(tmp_path: Path) -> None:
    """Somebody with two numbers gets the rows of both."""
    people = TEAM.replace('codes: {erp: "001"}', 'codes: {erp: ["001", "1-1"]}')
    content = "Day,Who,Sum\n2026-01-01,001,1\n2026-01-01,1-1,10\n2026-01-01,002,100\n"
    found = results(tmp_path, orders(more="file: orders.csv, match_by: erp"), people, orders=content)
    assert amounts(found) == {"ann": 11, "bob": 100}


def test_people_and_customers_by_ways_of_their_own(tmp_path: Path) -> None:
    """People go by their codes, else by name; customers by another system; a name that two have is nobody's."""
    people = TEAM.replace("{id: cy,", "{id: cy, name: Cy Fox,").replace(
        "  - {id: bob,", "  - {id: dan, name: Sam, role: rep, team: north}\n  - {id: bob, name: Sam,"
    )
    shop = "{id: shop, territory: here, codes: {shops: [S1, S2]}}"
    areas = territories("id: here, owners: [{person: ann}]").replace("]}\n", f"], accounts: [{shop}]}}\n")
    columns = "date: Day, person: Who, account: Shop, amount: Sum"
    source = orders(columns, more="file: orders.csv, match_by: {person: [erp, name], account: shops}")
    content = (
        "Day,Who,Shop,Sum\n2026-01-01,001,S1,1\n2026-01-01,Cy Fox,S2,2\n2026-01-01,Sam,S1,4\n2026-01-01,cy,shop,8\n"
    )
    found = results(tmp_path, source, people, areas, targets("targets: [{account: shop, amount: 9}]"), orders=content)
    assert amounts(found) == {"ann": 1, "cy": 2}
    assert amount(found, account="shop") == 7
    assert troubles(found)["person"] == {"Sam": 1, "cy": 1}


def test_shares_under_100_percent_leave_the_rest_unmatched(tmp_path: Path) -> None:
    """60 % of 100 is 60; the other 40 are nobody's."""
    found = _owned(tmp_path, "{person: ann, share: 60%}", ("2026-03-01", "100"))
    assert amounts(found) == {"ann": 60}
    assert _totals(found) == (100, 60, 40, 0)
    assert amount(found) == 60


@pytest.mark.parametrize("sums", ["100", "0.01", "99999999.99", "-7.77"])
@pytest.mark.parametrize("each", ["", ", share: 1/3"])
def test_thirds_and_shares_over_100_percent_are_exact(tmp_path: Path, sums: str, each: str) -> None:
    """Three owners of 100 %, or of a third, get a third each; nothing is lost, nothing left over."""
    owners = ", ".join(f"{{person: {name}{each}}}" for name in ("ann", "bob", "cy"))
    found = _owned(tmp_path, owners, ("2026-03-01", sums))
    assert _totals(found) == (Decimal(sums), Decimal(sums), 0, 0)
    given = amounts(found)
    assert sum(given.values()) == Decimal(sums)
    assert all(abs(one - Decimal(sums) / 3) < Decimal("1e-15") for one in given.values())


def test_overlay_counts_on_the_card_alone(tmp_path: Path) -> None:
    """Overlay credit is the person's, and in no team's nor the plan's."""
    found = _owned(tmp_path, "{person: ann}, {person: cy, share: 50%, as: overlay}", ("2026-03-01", "100"))
    assert amounts(found) == {"ann": 100, "cy": 50}
    assert amount(found, team="south") is None
    assert amount(found, team="all") == 100
    assert _totals(found) == (100, 100, 0, 50)


@pytest.mark.parametrize("credit", ["seller", "owner"])
def test_an_overlay_covers_what_lies_below(tmp_path: Path, credit: str) -> None:
    """An overlay of a region gets its share of all that is sold in it, whoever gets the primary credit; once."""
    source = orders("date: Day, person: Who, territory: Where, account: Whom, amount: Sum",
                    more=f"file: orders.csv, credit: {credit}")  # fmt: skip
    place = territories(
        "id: region, owners: [{person: cy, share: 50%, as: overlay}]",
        "id: here, parent: region, owners: [{person: ann}], accounts: [{id: shop, owners: [{person: ann}]}]",
        "id: there, parent: region, owners: [{person: ann}, {person: cy, as: overlay}]",
    )
    rows = "ann,here,,1\n2026-03-01,ann,,shop,10\n2026-03-01,ann,there,,100"
    found = results(tmp_path, source, place, orders=f"Day,Who,Where,Whom,Sum\n2026-03-01,{rows}\n")
    assert amounts(found) == {"ann": 111, "cy": Decimal("105.5")}
    assert amount(found, team="all") == 111
    assert _totals(found) == (111, 111, 0, Decimal("105.5"))


def test_rows_that_name_an_overlay_are_theirs_alone(tmp_path: Path) -> None:
    """Who sells in a role with overlay credit gets it, and no team nor the plan; that part of the total is told."""
    roles = "roles: [{id: expert, carries_quota: true, credit: overlay}, "
    people = TEAM.replace("roles: [", roles).replace("id: cy, role: rep", "id: cy, role: expert")
    found = results(tmp_path, orders(), people, orders="Day,Who,Sum\n2026-03-01,cy,1\n2026-03-01,ann,10\n")
    assert amounts(found) == {"ann": 10, "cy": 1}
    assert amount(found) == 10
    assert amount(found, team="south") is None
    one = found.totals["orders", "revenue"]
    assert [one.total, one.matched, one.beside, one.unmatched, one.beside_rows] == [11, 10, 1, 0, 1]


def test_who_becomes_an_overlay_within_a_month_has_primary_credit_until_then(tmp_path: Path) -> None:
    """A row counts by the role that its seller has on its day, not by that of the period."""
    roles = "roles: [{id: expert, carries_quota: true, credit: overlay}, "
    change = "id: cy, changes: [{from: 2026-03-16, role: expert}], role: rep"
    people = TEAM.replace("roles: [", roles).replace("id: cy, role: rep", change)
    found = results(tmp_path, orders(), people, orders="Day,Who,Sum\n2026-03-15,cy,1\n2026-03-16,cy,10\n")
    one = found.totals["orders", "revenue"]
    assert [amount(found), one.matched, one.beside] == [1, 1, 10]


def test_costs_count_once_for_whoever_spends_them(tmp_path: Path) -> None:
    """What an overlay spends is in the total like all else; what names nobody is the root team's and the plan's."""
    roles = "roles: [{id: expert, carries_quota: true, credit: overlay}, "
    people = TEAM.replace("roles: [", roles).replace("id: cy, role: rep", "id: cy, role: expert")
    plan = head(team="all", metrics="[{id: revenue, nature: cost}]")
    found = results(tmp_path, plan, orders(), people, orders="Day,Who,Sum\n2026-03-01,cy,1\n2026-03-01,,10\n")
    assert [amount(found), amount(found, team="all"), amount(found, team="south")] == [11, 11, 1]
    assert _totals(found) == (11, 11, 0, 0)


@pytest.mark.parametrize("credit", ["seller", "owner"])
def test_who_carries_an_open_seat_has_its_customers_until_it_begins(tmp_path: Path, credit: str) -> None:
    """Up to the last day before the seat begins the carrier sells inside what is hers, or gets the credit."""
    empty = "role: rep, team: north, open: true, start: 2026-04-01, vacancy: {carried_by: ann}"
    team = TEAM.replace("people:\n", f"people:\n  - {{id: seat, {empty}}}\n")
    columns = "date: Day, person: Who, territory: Where, amount: Sum"
    source = orders(columns, more=f"file: orders.csv, credit: {credit}")
    place = territories("id: here, owners: [{person: seat}]", "id: there, owners: [{person: ann}]")
    content = "Day,Who,Where,Sum\n2026-03-31,ann,here,1\n2026-04-01,ann,here,10\n"
    found = results(tmp_path, team, source, place, orders=content)
    one = found.totals["orders", "revenue"]
    assert one.outside == (10 if credit == "seller" else 0)
    assert amounts(found) == ({"ann": 11} if credit == "seller" else {"ann": 1, "seat": 10})


def test_owner_changes_on_a_day(tmp_path: Path) -> None:
    """The 15th is the last day of one, the 16th the first of the other; before either there is nobody."""
    owners = "{person: ann, from: 2026-03-10, to: 2026-03-15}, {person: cy, from: 2026-03-16}"
    rows = [("2026-03-09", "1"), ("2026-03-15", "10"), ("2026-03-16", "100"), ("2026-12-31", "1000")]
    found = _owned(tmp_path, owners, *rows)
    assert amounts(found) == {"ann": 10, "cy": 1100}
    assert _totals(found) == (1111, 1110, 1, 0)


def test_territory_that_ends(tmp_path: Path) -> None:
    """An owner of a territory gets nothing of it after its last day."""
    found = _owned(tmp_path, "{person: ann}", ("2026-03-31", "1"), ("2026-04-01", "10"), more=", to: 2026-03-31")
    assert amounts(found) == {"ann": 1}


def test_accounts_of_later_days_do_not_hide_the_owner(tmp_path: Path) -> None:
    """Rows that name the territory alone are its owner's, whenever its customers began."""
    found = _owned(
        tmp_path,
        "{person: ann}",
        ("2026-03-01", "7"),
        more=", accounts: [{id: old}, {id: new, since: 2026-06-01, owners: [{person: cy}]}]",
    )
    assert amounts(found) == {"ann": 7}


def test_owners_of_a_customer_come_before_those_of_its_territory(tmp_path: Path) -> None:
    """A customer with owners of its own is theirs; the others are the territory's; unknown ones are nobody's."""
    place = territories(
        "id: here, owners: [{person: ann}], accounts: [{id: a, owners: [{person: cy, share: 40%}]}, {id: b}]"
    )
    content = "Day,Who,Sum\n2026-01-01,a,10\n2026-01-01,b,100\n2026-01-01,x,1000\n2026-01-01,,10000\n"
    found = results(tmp_path, BY_ACCOUNT, place, orders=content)
    assert amounts(found) == {"cy": 4, "ann": 100}
    assert _totals(found) == (11110, 104, 11006, 0)
    assert troubles(found) == {"account": {"x": 1, "": 1}}


def test_owners_of_a_product_get_its_rows(tmp_path: Path) -> None:
    """Rows of a product are its owner's, whether or not a target names products; of none, they are shared."""
    plan = head(team="all", products="[{id: tea, codes: {erp: T1}}, {id: milk, codes: {erp: M1}}]")
    place = territories(
        "id: here, codes: {erp: h}, owners: [{person: ann, for: {product: tea}}, {person: cy, for: {product: milk}}]"
    )
    source = orders(
        "date: Day, territory: Where, product: What, amount: Sum", more="file: orders.csv, credit: owner, match_by: erp"
    )
    content = "Day,Where,What,Sum\n2026-01-01,h,T1,1\n2026-01-01,h,M1,10\n2026-01-01,h, ,100\n2026-01-01,h,X,1000\n"
    found = results(tmp_path, plan, source, place, orders=content)
    assert amounts(found) == {"ann": 51, "cy": 60}
    assert troubles(found) == {"product": {"X": 1}}
    assert _totals(found) == (1111, 111, 1000, 0)


def test_a_team_keeps_what_its_people_sold_in_it(tmp_path: Path) -> None:
    """Who moves on 1 April leaves the sales of March with the old team, and takes those from that day along."""
    moved = TEAM.replace(
        '{id: ann, role: rep, team: north, codes: {erp: "001"}}',
        "{id: ann, role: rep, team: north, changes: [{from: 2026-04-01, team: south}]}",
    )
    content = "Day,Who,Sum\n2026-03-31,ann,1\n2026-04-01,ann,10\n2026-04-02,bob,100\n"
    found = results(tmp_path, orders(), moved, orders=content)
    assert amount(found, person="ann") == 11
    assert amount(found, team="north") == 101
    assert amount(found, team="south") == 10


def test_sales_outside_the_own_territory_keep_their_credit(tmp_path: Path) -> None:
    """They are told beside; who looks after nothing at all is not judged."""
    place = territories("id: here, owners: [{person: ann, to: 2026-06-30}]", "id: there, owners: [{person: bob}]")
    source = orders("date: Day, person: Who, territory: Where, amount: Sum")
    content = (
        "Day,Who,Where,Sum\n2026-01-01,ann,here,1\n2026-07-01,ann,here,10\n2026-01-01,ann,there,100\n"
        "2026-01-01,cy,there,1000\n2026-01-01,bob,,10000\n"
    )
    found = results(tmp_path, source, place, orders=content)
    one = found.totals["orders", "revenue"]
    assert amounts(found) == {"ann": 111, "bob": 10000, "cy": 1000}
    assert (one.judged_rows, one.outside_rows) == (3, 2)
    assert one.outside == 110


def test_scopes_of_customers(tmp_path: Path) -> None:
    """Rows that name a customer are in its territory, in those around it, in its channel and segment."""
    plan = head(team="all", channels="[{id: ka}]", segments="[{id: young}]")
    place = territories(
        "id: land", "id: here, parent: land, accounts: [{id: a, channel: ka, segment: young}, {id: b}]", "id: there"
    )
    targets = "{kind: targets, id: goal, metric: revenue, targets: [{segment: young, amount: 1}]}\n"
    source = orders("date: Day, person: Who, account: For, amount: Sum")
    content = "Day,Who,For,Sum\n2026-01-01,ann,a,1\n2026-01-01,ann,b,10\n2026-01-01,ann,x,100\n"
    found = results(tmp_path, plan, source, place, targets, orders=content)
    assert amount(found, territory="here") == 11
    assert amount(found, territory="land") == 11
    assert amount(found, territory="there") is None
    assert amount(found, channel="ka") == 1
    assert amount(found, segment="young") == 1
    assert amount(found, account="b", person="ann") == 10
    assert amount(found) == 111


@pytest.mark.parametrize(
    ("columns", "web", "ka"),
    [("date: Day, account: Who, channel: Via, amount: Sum", 10, 5), ("date: Day, account: Who, amount: Sum", None, 15)],
)
def test_channel_of_a_row_stands_before_that_of_its_account(
    tmp_path: Path, columns: str, web: int | None, ka: int
) -> None:
    """A shop of the channel ka that orders on the web counts for the web; without a column it is the account's."""
    plan = head(team="all", channels="[{id: ka}, {id: web}]")
    shops = territories("id: here, owners: [{person: ann}], accounts: [{id: shop, channel: ka}]")
    content = text(
        ["Day", "Who", "Via", "Sum"], [("2026-03-01", "shop", "web", "10"), ("2026-03-02", "shop", "ka", "5")]
    )
    source = orders(columns, more="file: orders.csv, credit: owner")
    goal = targets("targets: [{channel: web, amount: 1200}]")
    found = results(tmp_path, plan, source, shops, goal, orders=content)
    assert [amount(found, channel=one) for one in ("web", "ka")] == [web, ka]


def test_products_reconcile_beside(tmp_path: Path) -> None:
    """What rows name is told for each product, also of a source without targets by product; all rows count."""
    plan = head(team="all", products="[{id: tea, codes: {erp: [T1, T2]}}, {id: milk, codes: {erp: M}}]")
    source = orders("date: Day, person: Who, product: What, amount: Sum", more="file: orders.csv, match_by: erp")
    content = (
        "Day,Who,What,Sum\n2026-01-01,001,T1,1\n2026-02-01,001,T2,10\n2026-02-01,002,X,100\n2026-03-01,002,,1000\n"
    )
    found = results(tmp_path, plan, source, orders=content)
    assert amounts(found) == {"ann": 11, "bob": 1100}
    said = {(one.product, one.amount) for one in found.readings["orders"].products}
    assert said == {("", Decimal(1000)), ("tea", Decimal(1)), ("tea", Decimal(10)), (None, Decimal(100))}
    assert found.losses.of("revenue", (), range(12)) is None
