"""Fiscal years: periods of weeks and of months tile the year, names mean what they say, years follow on each other."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.fiscal import MONTHLY, PERIODS, FiscalYear
from plancode.graph.graph import PlanGraph
from plancode.period import Period
from tests.making import MANY, PLAN, graph_of

PATTERNS = ("4-4-5", "4-5-4", "5-4-4")
WEEKS = st.sampled_from([52, 53])
DAY = timedelta(days=1)
STARTS = st.dates(min_value=date(2001, 1, 1), max_value=date(2090, 12, 31))
YEARS = st.builds(FiscalYear, st.just(2026), STARTS, st.sampled_from((*PATTERNS, MONTHLY)), WEEKS)
PARTS = ("-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4", *(f"-P{number:02}" for number in range(1, 13)))

NRF_2023 = {
    # The 4-5-4 calendar that the National Retail Federation published for 2023, a year of 53 weeks that begins
    # on 29 January 2023 and ends on 3 February 2024 (https://nrf.com/resources/4-5-4-calendar).
    "FY2023-P01": (date(2023, 1, 29), date(2023, 2, 25)),
    "FY2023-P02": (date(2023, 2, 26), date(2023, 4, 1)),
    "FY2023-P03": (date(2023, 4, 2), date(2023, 4, 29)),
    "FY2023-P04": (date(2023, 4, 30), date(2023, 5, 27)),
    "FY2023-P05": (date(2023, 5, 28), date(2023, 7, 1)),
    "FY2023-P06": (date(2023, 7, 2), date(2023, 7, 29)),
    "FY2023-P07": (date(2023, 7, 30), date(2023, 8, 26)),
    "FY2023-P08": (date(2023, 8, 27), date(2023, 9, 30)),
    "FY2023-P09": (date(2023, 10, 1), date(2023, 10, 28)),
    "FY2023-P10": (date(2023, 10, 29), date(2023, 11, 25)),
    "FY2023-P11": (date(2023, 11, 26), date(2023, 12, 30)),
    "FY2023-P12": (date(2023, 12, 31), date(2024, 2, 3)),
    "FY2023-Q1": (date(2023, 1, 29), date(2023, 4, 29)),
    "FY2023-Q4": (date(2023, 10, 29), date(2024, 2, 3)),
    "FY2023": (date(2023, 1, 29), date(2024, 2, 3)),
    "FY2024": (date(2024, 2, 4), date(2025, 2, 1)),
    "FY2025": (date(2025, 2, 2), date(2026, 1, 31)),
    "FY2022": (date(2022, 1, 30), date(2023, 1, 28)),
}


def _named(year: FiscalYear, name: str) -> Period:
    found = year.named(name)
    assert found is not None
    return found


def _weeks(year: FiscalYear) -> list[int]:
    return [period.days // 7 for period in year.periods]


@given(year=YEARS)
@MANY
def test_periods_tile_the_year(year: FiscalYear) -> None:
    """Twelve periods follow on each other without a gap, from the first day of the year to its last."""
    assert len(year.periods) == PERIODS
    assert all(one.end == other.start for one, other in pairwise(year.periods))
    assert (year.periods[0].start, year.periods[-1].end) == (year.starts, year.whole.end)
    assert sum(period.days for period in year.periods) == year.days == year.whole.days


@given(year=YEARS)
@MANY
def test_halves_and_quarters_tile_the_year(year: FiscalYear) -> None:
    """A half is two quarters, a quarter three periods."""
    for half, quarters in (("H1", ("Q1", "Q2")), ("H2", ("Q3", "Q4"))):
        parts = [_named(year, f"FY2026-{quarter}") for quarter in quarters]
        whole = _named(year, f"FY2026-{half}")
        assert (whole.start, whole.end) == (parts[0].start, parts[1].end)
        assert parts[0].end == parts[1].start
    for number in range(4):
        quarter = _named(year, f"FY2026-Q{number + 1}")
        assert quarter.start == year.periods[number * 3].start
        assert quarter.end == year.periods[number * 3 + 2].end


@given(year=YEARS, years=st.integers(min_value=-3, max_value=3))
@MANY
def test_years_follow_on_each_other(year: FiscalYear, years: int) -> None:
    """A year begins the day after the one before, in every direction; those around a year of weeks have 52."""
    one, after = _named(year, f"FY{2026 + years}"), _named(year, f"FY{2026 + years + 1}")
    assert one.end == after.start
    if year.pattern != MONTHLY and years:
        assert one.days == 52 * 7


@given(year=YEARS, years=st.integers(min_value=-2, max_value=2), part=st.sampled_from(PARTS))
@MANY
def test_parts_of_neighbours_lie_in_them(year: FiscalYear, years: int, part: str) -> None:
    """A quarter or period of another year lies in that year."""
    assert _named(year, f"FY{2026 + years}").covers(_named(year, f"FY{2026 + years}{part}"))


@pytest.mark.parametrize(("pattern", "quarter"), [("4-4-5", [4, 4, 5]), ("4-5-4", [4, 5, 4]), ("5-4-4", [5, 4, 4])])
def test_weeks_of_a_quarter(pattern: str, quarter: list[int]) -> None:
    """Every quarter has its weeks in the pattern; a 53rd week belongs to the last period."""
    assert _weeks(FiscalYear(2026, date(2026, 2, 2), pattern)) == quarter * 4
    longer = _weeks(FiscalYear(2026, date(2026, 2, 2), pattern, 53))
    assert longer == [*(quarter * 4)[:-1], quarter[-1] + 1]
    assert sum(longer) == 53


def test_months_are_counted_from_the_first_day() -> None:
    """A monthly year from 1 April has its first quarter from April to June and ends in March."""
    year = FiscalYear(2026, date(2026, 4, 1))
    assert _named(year, "FY2026-Q1") == Period(date(2026, 4, 1), date(2026, 7, 1), "FY2026-Q1")
    assert _named(year, "FY2026-P12") == Period(date(2027, 3, 1), date(2027, 4, 1), "FY2026-P12")
    assert _named(year, "FY2025-P01").start == date(2025, 4, 1)
    assert year.days == 365


@pytest.mark.parametrize("name", NRF_2023)
def test_nrf_calendar(name: str) -> None:
    """The 4-5-4 year of 53 weeks has the first and last days that the National Retail Federation published."""
    period = _named(FiscalYear(2023, date(2023, 1, 29), "4-5-4", 53), name)
    assert (period.start, period.last) == NRF_2023[name]


@pytest.mark.parametrize(
    "name", ["2026", "2026-Q3", "2026-05", "2026-W18", "FY2026-Q5", "FY2026-P13", "FY2026-05", "FY26", "FY2026-H3", ""]
)
def test_other_names_are_not_fiscal(name: str) -> None:
    """Names without FY are those of the calendar; names that no year has mean nothing."""
    assert FiscalYear(2026, date(2026, 2, 2), "4-4-5").named(name) is None


def _plan(fiscal: str, period: str = "FY2026") -> PlanGraph:
    return graph_of({"plan.yaml": PLAN.replace("period: 2026", f"period: {period}") + f"fiscal: {fiscal}\n"})


def _span(graph: PlanGraph, name: str | None) -> tuple[date, date]:
    found = graph.period(name)
    assert found is not None
    return found.start, found.last


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        (None, date(2026, 2, 2), date(2027, 1, 31)),
        ("FY2026", date(2026, 2, 2), date(2027, 1, 31)),
        ("FY2026-H1", date(2026, 2, 2), date(2026, 8, 2)),
        ("FY2026-Q3", date(2026, 8, 3), date(2026, 11, 1)),
        ("FY2026-P05", date(2026, 6, 1), date(2026, 6, 28)),
        ("FY2025-Q4", date(2025, 11, 3), date(2026, 2, 1)),
        ("FY2027-P01", date(2027, 2, 1), date(2027, 2, 28)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-05", date(2026, 5, 1), date(2026, 5, 31)),
        ("2026-W18", date(2026, 4, 27), date(2026, 5, 3)),
        ("2026-05-01..2026-05-10", date(2026, 5, 1), date(2026, 5, 10)),
    ],
)
def test_names_in_a_plan(name: str | None, first: date, last: date) -> None:
    """In a plan with a pattern names with FY are those of the fiscal year, all others those of the calendar."""
    assert _span(_plan("{pattern: 4-4-5, starts: 2026-02-02}"), name) == (first, last)


def test_civil_names_without_a_pattern() -> None:
    """Without a fiscal calendar, and with explicit periods, names without FY are civil; those with FY name nothing."""
    assert _span(graph_of({"plan.yaml": PLAN}), "2026-Q3") == (date(2026, 7, 1), date(2026, 9, 30))
    assert graph_of({"plan.yaml": PLAN}).period("FY2026") is None
    explicit = _plan("{periods: [{id: q1, from: 2026-01-05, to: 2026-03-29}]}", "2026")
    assert explicit.period("FY2026-Q1") is None
    assert _span(explicit, "2026-Q1") == (date(2026, 1, 1), date(2026, 3, 31))
    assert _span(explicit, "q1") == (date(2026, 1, 5), date(2026, 3, 29))


def test_year_that_is_named_after_another_one_than_it_begins_in() -> None:
    """`year` says which fiscal year begins on `starts`; without it that is the civil year of the day."""
    graph = _plan("{pattern: 4-4-5, starts: 2025-12-29, year: 2026}")
    assert _span(graph, None) == (date(2025, 12, 29), date(2026, 12, 27))
    assert _span(graph, "FY2026-P01") == (date(2025, 12, 29), date(2026, 1, 25))
    assert _span(_plan("{pattern: 4-4-5, starts: 2025-12-29}"), "FY2025-P01") == (date(2025, 12, 29), date(2026, 1, 25))


MIXED = [4, 5, 4, 4, 4, 5, 4, 4, 5, 4, 4, 5]
"""A year of which the first quarter is 4-5-4 and the others are 4-4-5."""


def _mixed() -> str:
    """Return periods of one's own with the year 2026 and their quarters."""
    starts = [date(2026, 2, 2) + timedelta(weeks=sum(MIXED[:number])) for number in range(13)]
    periods = (
        f"{{id: p{at + 1}, from: {first}, to: {end - DAY}, year: 2026, quarter: {at // 3 + 1}}}"
        for at, (first, end) in enumerate(pairwise(starts))
    )
    return f"{{periods: [{', '.join(periods)}]}}"


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        (None, date(2026, 2, 2), date(2027, 1, 31)),
        ("FY2026-Q1", date(2026, 2, 2), date(2026, 5, 3)),
        ("FY2026-H2", date(2026, 8, 3), date(2027, 1, 31)),
        ("FY2026-P02", date(2026, 3, 2), date(2026, 4, 5)),
        ("FY2026-P05", date(2026, 6, 1), date(2026, 6, 28)),
        ("p2", date(2026, 3, 2), date(2026, 4, 5)),
    ],
)
def test_names_among_periods_that_state_their_year(name: str | None, first: date, last: date) -> None:
    """Periods of one's own, such as those of a year that mixes patterns, are named by year, quarter and number."""
    assert _span(_plan(_mixed()), name) == (first, last)
    assert _plan(_mixed()).period("FY2027") is None
