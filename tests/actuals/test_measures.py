"""Every way to make a metric of rows, by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.actuals.plans import SUM, YEAR, amount, amounts, orders, refused, results, text, troubles

VISITS = "Day,Until,Who,Sum,Of,Type\n"


def test_sum_is_exact(tmp_path: Path) -> None:
    """Cents that no binary number has add up exactly, by person, team and all."""
    rows = "".join(f"2026-01-0{day},ann,0.10\n" for day in range(1, 10)) + "2026-02-01,cy,1234567890123.123456\n"
    found = results(tmp_path, orders(), orders="Day,Who,Sum\n" + rows)
    assert amount(found, person="ann") == Decimal("0.9")
    assert amount(found, team="north") == Decimal("0.9")
    assert amount(found) == Decimal("1234567890124.023456")
    assert amount(found, numbers=[0]) == Decimal("0.9")
    assert amount(found, numbers=[2]) is None
    assert amount(found, person="bob") is None


def test_count_and_its_filters(tmp_path: Path) -> None:
    """A count is of rows that pass the filters of its own; the other metric counts all."""
    rows = VISITS + "2026-01-01,,ann,1,1,a\n2026-01-02,,ann,1,1,b\n2026-01-02,,cy,1,1,b\n"
    metrics = (
        "{metric: calls, source: orders, measure: count},"
        " {metric: new_customers, source: orders, measure: count, filters: [{column: Type, is: b}]}"
    )
    found = results(tmp_path, orders("date: Day, person: Who", metrics), orders=rows)
    assert amounts(found, "calls") == {"ann": 2, "cy": 1}
    assert amounts(found, "new_customers") == {"ann": 1, "cy": 1}


def test_distinct_counts_a_value_once_in_any_scope(tmp_path: Path) -> None:
    """A customer whom two people of a team sell to is one customer of the team; blanks around a code do not count."""
    rows = (
        "Day,Who,Customer\n2026-01-01,ann,A\n2026-02-01,ann, A \n2026-02-01,bob,A\n2026-02-03,bob,B\n2026-02-04,bob,\n"
    )
    metrics = "{metric: new_customers, source: orders, measure: distinct, column: Customer}"
    found = results(tmp_path, orders("date: Day, person: Who", metrics), orders=rows)
    assert amounts(found, "new_customers") == {"ann": 1, "bob": 2}
    assert amount(found, "new_customers", team="north") == 2
    assert amount(found, "new_customers", numbers=[0]) == 1


def test_mean_weighs_every_row_alike(tmp_path: Path) -> None:
    """A mean over people and periods is that of the rows, not of the means; a blank is no zero."""
    rows = (
        "Day,Who,Score\n2026-01-01,ann,80\n2026-01-02,ann,\n2026-02-01,ann,90\n2026-02-02,bob,70\n2026-02-03,bob,72.5\n"
    )
    metrics = "{metric: csat, source: orders, measure: mean, column: Score}"
    found = results(tmp_path, orders("date: Day, person: Who", metrics), orders=rows)
    assert amounts(found, "csat") == {"ann": 85, "bob": Decimal("71.25")}
    assert amount(found, "csat", team="north") == Decimal("78.125")
    assert troubles(found) == {"number": {"csat": 1}}


def test_ratio_adds_up_both_parts(tmp_path: Path) -> None:
    """A ratio of a team is all over all: 3 of 10 and 1 of 2 are 4 of 12. Over nothing there is none."""
    rows = VISITS + "2026-01-01,,ann,3,10,\n2026-01-01,,bob,1,2,\n2026-01-01,,cy,1,0,\n"
    metrics = "{metric: win_rate, source: orders, measure: ratio, column: Sum, denominator: Of}"
    found = results(tmp_path, orders("date: Day, person: Who", metrics), orders=rows)
    assert amounts(found, "win_rate") == {"ann": Decimal("0.3"), "bob": Decimal("0.5")}
    assert amount(found, "win_rate", team="north") == Decimal(4) / 12
    assert amount(found, "win_rate", person="cy") is None


def test_duration_is_the_mean_of_days(tmp_path: Path) -> None:
    """A duration counts days from the date to the later one; rows without one are left out."""
    rows = VISITS + "2026-01-01,2026-01-11,ann,,,\n2026-02-27,2026-03-01,ann,,,\n2026-03-01,,ann,,,\n"
    metrics = "{metric: sales_cycle, source: orders, measure: duration, until: Until}"
    found = results(tmp_path, orders("date: Day, person: Who", metrics), orders=rows)
    assert amounts(found, "sales_cycle") == {"ann": 6}


def test_duration_from_another_date_than_the_one_rows_are_counted_on(tmp_path: Path) -> None:
    """A sales cycle of deals counted on the day they close: from created to closed."""
    rows = VISITS + "2026-03-01,2026-02-01,ann,,,\n2026-03-11,2026-02-19,ann,,,\n"
    metrics = "{metric: sales_cycle, source: orders, measure: duration, column: Until, until: Day}"
    found = results(tmp_path, orders("date: Day, person: Who", metrics), orders=rows)
    assert amounts(found, "sales_cycle") == {"ann": 24}


def test_share_of_a_panel_with_own_and_rival_rows(tmp_path: Path) -> None:
    """Where the market is the table itself, the filters say what is own: 30 of 30 + 70, and 10 of 40."""
    rows = (
        "Day,Who,Brand,Sum\n2026-01-01,ann,us,30\n2026-01-01,ann,them,70\n2026-01-02,cy,us,10\n2026-01-02,cy,them,30\n"
    )
    metrics = (
        "{metric: market_share, source: orders, measure: share, market: orders, filters: [{column: Brand, is: us}]}"
    )
    found = results(tmp_path, orders(metrics=metrics), orders=rows)
    assert amounts(found, "market_share") == {"ann": Decimal("0.3"), "cy": Decimal("0.25")}
    assert amount(found, "market_share") == Decimal(40) / 140


def _with_market(tmp_path: Path, market: str) -> str:
    if market:
        (tmp_path / "market.csv").write_text(market, encoding="utf-8")
    source = "{id: market, file: market.csv, columns: {date: Day, territory: Where, amount: Size}, credit: owner}"
    own = "{id: orders, file: orders.csv, columns: {date: Day, person: Who, amount: Sum}}"
    metrics = (
        "{metric: market_share, source: orders, measure: share, market: market},"
        " {metric: revenue, source: orders, measure: sum}"
    )
    return f"{{kind: actuals, id: results, sources: [{own}, {source}], metrics: [{metrics}]}}\n"


MAP = "{kind: territories, id: map, territories: [{id: here, owners: [{person: ann, share: 60%}]}, {id: there}]}\n"


def test_share_of_another_table(tmp_path: Path) -> None:
    """The market of a person is what they look after; that of the plan is all of it, also what nobody looks after."""
    document = _with_market(tmp_path, "Day,Where,Size\n2026-01-05,here,100\n2026-01-05,there,300\n")
    found = results(tmp_path, document, MAP, orders="Day,Who,Sum\n2026-01-01,ann,30\n2026-01-01,cy,10\n")
    assert amounts(found, "market_share") == {"ann": Decimal("0.5")}
    assert amount(found, "market_share") == Decimal("0.1")
    assert amount(found, "market_share", numbers=[1]) is None
    assert found.totals["orders", "market_share"].total == 40
    assert ("market", "market_share") not in found.totals


def test_share_without_its_market_is_not_known(tmp_path: Path) -> None:
    """A share whose market cannot be read is no figure, least of all the amount; other metrics of the source stay."""
    found = results(tmp_path, _with_market(tmp_path, ""), MAP, orders="Day,Who,Sum\n2026-01-01,ann,30\n")
    assert refused(found) == {"market": "missing"}
    assert not found.is_known("market_share")
    assert amount(found, "market_share") is None
    assert amount(found) == 30


def test_metric_of_two_sources_of_which_one_fails(tmp_path: Path) -> None:
    """A metric made of two tables is both or nothing: a part is never shown as the whole."""
    one = "{id: orders, file: orders.csv, columns: {date: Day, person: Who, amount: Sum}}"
    other = one.replace("orders", "shop")
    metrics = f"{SUM_OF_BOTH}, {{metric: calls, source: orders, measure: count}}"
    document = f"{{kind: actuals, id: results, sources: [{one}, {other}], metrics: [{metrics}]}}\n"
    content = "Day,Who,Sum\n2026-01-01,ann,30\n"
    found = results(tmp_path, document, orders=content)
    assert not found.is_known("revenue")
    assert amount(found) is None
    assert found.metrics == ("calls",)
    assert found.totals["orders", "revenue"].matched == 30
    (tmp_path / "shop.csv").write_text(content, encoding="utf-8")
    assert amount(results(tmp_path, document, orders=content)) == 60


SUM_OF_BOTH = "{metric: revenue, source: orders, measure: sum}, {metric: revenue, source: shop, measure: sum}"


def test_over_time_last_takes_the_last_period_with_rows(tmp_path: Path) -> None:
    """Receivable days of a quarter are those of its last month that has any."""
    rows = "Day,Who,Days\n2026-01-31,ann,30\n2026-02-28,ann,20\n2026-02-28,bob,26\n"
    metrics = "{metric: receivable_days, source: orders, measure: mean, column: Days}"
    found = results(tmp_path, orders("date: Day, person: Who", metrics), orders=rows)
    assert amounts(found, "receivable_days", [0, 1, 2]) == {"ann": 20, "bob": 26}
    assert amount(found, "receivable_days", [0, 1, 2], team="north") == 23
    assert amount(found, "receivable_days", [0], team="north") == 30


def test_rows_outside_the_plan_and_after_the_day(tmp_path: Path) -> None:
    """Rows of other years are told and not counted; those after the day of looking are not counted yet."""
    days = ("2025-12-31", "2026-01-01", "2026-05-15", "2026-05-16", "2026-12-31", "2027-01-01", "")
    content = text(["Day", "Who", "Sum"], [(day, "ann", str(10**at)) for at, day in enumerate(days)])
    found = results(tmp_path, orders(), orders=content, as_of=date(2026, 5, 15))
    assert amount(found) == 110
    assert troubles(found) == {"period": {"": 2}, "date": {"": 1}}
    reading = found.readings["orders"]
    assert (reading.rows, reading.first, reading.last) == (7, date(2025, 12, 31), date(2027, 1, 1))
    assert found.totals["orders", "revenue"].total == 110
    assert amount(results(tmp_path, orders(), orders=content)) == 11110


def test_until_a_day(tmp_path: Path) -> None:
    """Up to the day through which a source is complete, rows after it do not count."""
    content = "Day,Who,Sum\n2026-03-10,ann,1\n2026-03-11,ann,2\n"
    source = orders(more="file: orders.csv, complete_through: 2026-03-10")
    found = results(tmp_path, source, orders=content)
    value = found.value("revenue", (), YEAR, until=date(2026, 3, 10))
    assert value is not None
    assert value.amount == 1


def test_reading_nothing_is_known_to_be_nothing(tmp_path: Path) -> None:
    """A table without rows is read: there is no figure, and it is known that nothing was reached."""
    found = results(tmp_path, orders(), orders="Day,Who,Sum\n")
    assert refused(found) == {}
    assert found.is_known("revenue")
    assert found.readings["orders"].rows == 0
    assert amount(found) is None


@pytest.mark.parametrize(("part", "scale"), [("60%", ""), ("60", "percent"), ("0.6", "share")])
def test_parts_of_sellers_and_returns(tmp_path: Path, part: str, scale: str) -> None:
    """60/40 of a sale are 600 and 400, a credit note of 200 takes away; a sale and its return are no sale."""
    more = "file: orders.csv, returns: [{column: Kind, is: credit}]" + (f", share_scale: {scale}" if scale else "")
    counted = f"{SUM}, {{metric: new_customers, source: orders, measure: count}}"
    source = orders("date: Day, person: Who, amount: Sum, share: Part", metrics=counted, more=more)
    other = {"60%": "40%", "60": "40", "0.6": "0.4"}[part]
    rows = f"2026-01-05,ann,sale,1000,{part}\n2026-01-05,bob,sale,1000,{other}\n2026-01-20,ann,credit,200,\n"
    found = results(tmp_path, source, orders=f"Day,Who,Kind,Sum,Part\n{rows}")
    assert amounts(found) == {"ann": 400, "bob": 400}
    assert amounts(found, "new_customers") == {"ann": Decimal("-0.4"), "bob": Decimal("0.4")}
    assert found.readings["orders"].returned == 1


def test_a_bare_part_without_scale_is_not_known(tmp_path: Path) -> None:
    """Nobody can tell 60 from 0.6: rows whose part cannot be read are lost, not counted whole."""
    source = orders("date: Day, person: Who, amount: Sum, share: Part")
    found = results(tmp_path, source, orders="Day,Who,Sum,Part\n2026-01-05,ann,1000,60\n2026-01-05,bob,7,\n")
    assert amounts(found) == {"bob": 7}
    assert [one.fact.person for one in found.readings["orders"].credit.lost] == ["ann"]
