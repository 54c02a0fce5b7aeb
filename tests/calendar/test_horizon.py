"""The time of a plan: its periods and quarters, whose calendar holds, parts of periods, how often a rate is taken."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plancode.calendar.horizon import Horizon
from plancode.model.team import Person
from plancode.period import add_months, months_between
from plancode.quantity import parse_rate
from tests.analysis.small import about, files_of, head, team
from tests.making import MANY, graph_of

DATES = st.dates(min_value=date(2001, 1, 1), max_value=date(2098, 12, 31))
EXPLICIT = "{periods: [{id: one, from: 2026-01-01, to: 2026-02-10}, {id: two, from: 2026-02-11, to: 2026-12-31}]}"
MIXED = (
    "{periods: [{id: one, from: 2026-01-01, to: 2026-02-10, year: 2026, quarter: 1}, "
    "{id: two, from: 2026-02-11, to: 2026-03-31, year: 2026, quarter: 1}, "
    "{id: three, from: 2026-04-01, to: 2026-10-31, year: 2026, quarter: 2}, "
    "{id: four, from: 2026-11-01, to: 2026-12-31, year: 2026, quarter: 2}]}"
)
OWN_ENDS = "{periods: [" + ", ".join(
    f"{{id: m{at + 1:02}, from: {add_months(date(2025, 12, 26), at)}, to: {add_months(date(2026, 1, 25), at)}}}"
    for at in range(12)
) + "]}"  # fmt: skip
WEEKS = "{pattern: 4-4-5, starts: 2026-02-02}"


def _horizon(*documents: str) -> Horizon:
    graph = graph_of(files_of(*documents))
    period = graph.period(None)
    assert period is not None
    return Horizon(graph, period)


@pytest.mark.parametrize(
    ("plan", "count", "first", "last"),
    [
        (head(), 12, "2026-01", "2026-12"),
        (head("2026-Q2"), 3, "2026-04", "2026-06"),
        (head("2026-02-10..2026-11-20"), 10, "2026-02", "2026-11"),
        (head("2025-07-01..2027-06-30"), 24, "2025-07", "2027-06"),
        (head("FY2026", fiscal=WEEKS), 12, "FY2026-P01", "FY2026-P12"),
        (head("FY2026-H1", fiscal=WEEKS), 6, "FY2026-P01", "FY2026-P06"),
        (head(fiscal=EXPLICIT), 2, "one", "two"),
    ],
)
def test_periods_tile_the_plan(plan: str, count: int, first: str, last: str) -> None:
    """Periods follow on each other from the first day of the plan to its last; those it cuts are cut."""
    horizon = _horizon(plan)
    assert len(horizon.periods) == count
    assert (horizon.periods[0].name, horizon.periods[-1].name) == (first, last)
    assert (horizon.periods[0].start, horizon.periods[-1].end) == (horizon.plan.start, horizon.plan.end)
    assert all(one.end == other.start for one, other in pairwise(horizon.periods))


def test_explicit_periods_are_sorted_by_day() -> None:
    """Explicit periods are rows in order of their days, whatever their order in the file."""
    swapped = "{periods: [{id: b, from: 2026-07-01, to: 2026-12-31}, {id: a, from: 2026-01-01, to: 2026-06-30}]}"
    assert [period.name for period in _horizon(head(fiscal=swapped)).periods] == ["a", "b"]


@pytest.mark.parametrize(
    ("plan", "quarters"),
    [
        (head(), ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        (head("2026-02-10..2026-07-20"), ["2026-Q1", "2026-Q2", "2026-07"]),
        (head("FY2026", fiscal=WEEKS), ["FY2026-Q1", "FY2026-Q2", "FY2026-Q3", "FY2026-Q4"]),
        (head("2026-03-02..2026-07-05", fiscal=WEEKS), ["FY2026-Q1", "FY2026-Q2"]),
        (
            head("2026-02-02..2028-01-30", fiscal=WEEKS),
            [f"FY{year}-Q{at}" for year in (2026, 2027) for at in range(1, 5)],
        ),
        (head(fiscal=MIXED), ["FY2026-Q1", "FY2026-Q2"]),
    ],
)
def test_quarters(plan: str, quarters: list[str]) -> None:
    """Quarters are those of the calendar, of the fiscal year, or those that explicit periods state."""
    horizon = _horizon(plan)
    assert [horizon.quarter(number).name for number in range(len(horizon.quarters))] == quarters
    assert [number for numbers in horizon.quarters for number in numbers] == list(range(len(horizon.periods)))


def test_nobody_makes_up_quarters_and_years() -> None:
    """Periods of one's own that state none have no quarters, and their year is the plan."""
    horizon = _horizon(head("2025-12-26..2026-12-25", fiscal=OWN_ENDS))
    assert horizon.quarters == ()
    assert horizon.years == ((horizon.plan, tuple(range(12))),)


@pytest.mark.parametrize(
    ("plan", "years"),
    [
        (head(), ["2026"]),
        (head("2026-03-01..2026-10-31"), ["2026-03-01..2026-10-31"]),
        (head("2026-01-01..2027-12-31"), ["2026", "2027"]),
        (head("2026-04-01..2027-03-31"), ["2026-04-01..2027-03-31"]),
        (head("2026-01-01..2027-02-28"), ["2026-01-01..2027-02-28"]),
        (head("FY2026", fiscal=WEEKS), ["FY2026"]),
        (head("2026-03-02..2028-01-30", fiscal=WEEKS), ["", "FY2027"]),
        (head(fiscal=MIXED.replace("year: 2026, quarter: 2", "year: 2027, quarter: 1")), ["FY2026", "FY2027"]),
        (head("2026-01-01..2027-12-31", fiscal="{periods: [{id: a, from: 2026-01-01, to: 2027-12-31}]}"),
         ["2026-01-01..2027-12-31"]),
    ],
)  # fmt: skip
def test_years(plan: str, years: list[str]) -> None:
    """Years are fiscal ones, else those of the calendar where the plan is made of them, else the plan in one."""
    horizon = _horizon(plan)
    assert [period.name for period, _ in horizon.years] == years
    assert [number for _, numbers in horizon.years for number in numbers] == list(range(len(horizon.periods)))
    assert all(
        (period.start, period.end) == (horizon.periods[numbers[0]].start, horizon.periods[numbers[-1]].end)
        for period, numbers in horizon.years
    )


@given(first=DATES, days=st.integers(min_value=-30, max_value=800))
@MANY
def test_periods_that_a_stretch_touches(first: date, days: int) -> None:
    """Exactly the periods that share a day with a stretch are touched."""
    start = first.replace(year=2026, day=min(first.day, 28))
    end = start + timedelta(days=days)
    found = list(_YEAR.touched(start, end))
    assert found == [n for n, one in enumerate(_YEAR.periods) if one.start < end and start < one.end]


def test_a_day_has_the_period_it_lies_in_or_the_nearest() -> None:
    """Days before and after the plan belong to its first and last period."""
    days = ("2025-05-05", "2026-01-31", "2026-02-01", "2026-12-31", "2030-01-01")
    assert [_YEAR.number_on(date.fromisoformat(day)) for day in days] == [0, 0, 1, 11, 11]


def test_part_of_a_period_is_by_working_days() -> None:
    """Of January 2026 with its 22 working days 12 lie from the 16th on; by days where a period has no working day."""
    start, end = date(2026, 1, 16), date(2026, 3, 1)
    assert _YEAR.part(0, start, end) == Decimal(12) / 22 - Decimal(1) / 22
    assert _YEAR.part(1, start, end) == 1
    assert _YEAR.part(2, start, end) == 0
    off = ", ".join(f"2026-01-{day:02}" for day in range(1, 32))
    idle = _horizon(head(), f"kind: calendar\nid: days\nextra_days_off: [{off}]\n")
    assert idle.part(0, date(2026, 1, 1), date(2026, 1, 11)) == Decimal(10) / 31


def test_calendar_of_a_person() -> None:
    """Somebody has the calendar they name, else the first one of the plan, which is the plan's own."""
    first = "kind: calendar\nid: six\nworking_week: [Mon, Tue, Wed, Thu, Fri, Sat]\n"
    second = "kind: calendar\nid: five\n"
    people = team(["id: ann, role: rep, team: all", "id: bob, role: rep, team: all, calendar: five"])
    horizon = _horizon(head(team="all"), people, first, second)
    ann, bob = horizon.graph.find(Person, "ann"), horizon.graph.find(Person, "bob")
    assert ann is not None
    assert bob is not None
    assert (horizon.calendar(ann).week_days, horizon.calendar(bob).week_days) == (6, 5)
    assert sum(horizon.working_days) == horizon.days(ann).worked(horizon.plan.start, horizon.plan.end) == 313
    assert horizon.days(bob).worked(horizon.plan.start, horizon.plan.end) == 261


@pytest.mark.parametrize(
    ("plan", "rate", "times"),
    [
        (head(), "1/year", "1"),
        (head(), "1/quarter", "4"),
        (head(), "1/month", "12"),
        (head(), "1/week", "52.142857"),
        (head(), "1/day", "261"),
        (head("2026-Q2"), "1/year", "0.25"),
        (head("2026-02-10..2026-11-20"), "1/month", "9.366667"),
        (head("FY2026", fiscal=WEEKS), "1/year", "1"),
        (head("FY2026", fiscal=WEEKS), "1/week", "52"),
        (head("FY2026-H1", fiscal=WEEKS), "1/year", "0.5"),
        (head("FY2026", fiscal="{pattern: 4-4-5, starts: 2026-02-02, weeks: 53}"), "1/year", "1"),
        (head("FY2026", fiscal="{pattern: monthly, starts: 2026-04-01}"), "1/year", "1"),
        (head("2025-07-01..2027-06-30"), "1/year", "2"),
    ],
)
def test_how_often_a_rate_is_taken(plan: str, rate: str, times: str) -> None:
    """A rate is taken as often as the plan has its time; a year of weeks is one year."""
    assert about(_horizon(plan).times(parse_rate(rate))) == Decimal(times)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-01", "2027-01-01", "12"),
        ("2026-01-15", "2026-02-15", "1"),
        ("2026-01-31", "2026-02-28", "1"),
        ("2026-01-01", "2026-03-16", str(2 + Decimal(15) / 31)),
        ("2026-02-10", "2026-02-24", "0.5"),
        ("2026-03-01", "2026-02-01", "-1"),
        ("2026-03-01", "2026-03-01", "0"),
    ],
)
def test_months_by_hand(start: str, end: str, months: str) -> None:
    """Whole months, and days as a part of the month that they lie in."""
    assert months_between(date.fromisoformat(start), date.fromisoformat(end)) == Decimal(months)


@given(start=DATES, months=st.integers(min_value=-24, max_value=36))
@MANY
def test_whole_months_are_whole(start: date, months: int) -> None:
    """The day so many months later lies exactly so many months after, but where a shorter month has no such day."""
    end = add_months(start, months)
    if end.day == start.day:
        assert months_between(start, end) == months
    assert abs(months_between(start, end) - months) < Decimal("0.15")


@given(start=DATES, one=st.integers(min_value=0, max_value=1200), other=st.integers(min_value=0, max_value=1200))
@MANY
def test_later_days_lie_more_months_after(start: date, one: int, other: int) -> None:
    """Of two days the later one lies more months after a third."""
    assume(one < other)
    earlier, later = start + timedelta(days=one), start + timedelta(days=other)
    assert 0 <= months_between(start, earlier) < months_between(start, later)


@given(start=DATES.map(lambda day: day.replace(day=1)), cut=st.integers(0, 700), days=st.integers(0, 700))
@MANY
def test_months_from_the_first_of_a_month_add_up(start: date, cut: int, days: int) -> None:
    """Counted from a first of a month, two stretches that adjoin at another first make the months of both."""
    middle = (start + timedelta(days=cut)).replace(day=1)
    end = middle + timedelta(days=days)
    together = months_between(start, middle) + months_between(middle, end)
    assert about(together, 12) == about(months_between(start, end), 12)


_YEAR = _horizon(head())
