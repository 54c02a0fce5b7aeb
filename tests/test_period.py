"""Days and periods: every written form, the edges of the calendar, and every way to be refused."""

import calendar
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.errors import PeriodError
from plancode.period import Period, add_months, parse_day, parse_period
from tests.making import MANY

YEARS = st.integers(2000, 2100)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
WRITTEN = [
    ("2026", "2026-01-01", "2026-12-31"),
    ("2026-H1", "2026-01-01", "2026-06-30"),
    ("2026-H2", "2026-07-01", "2026-12-31"),
    ("2026-Q1", "2026-01-01", "2026-03-31"),
    ("2026-Q3", "2026-07-01", "2026-09-30"),
    ("2026-Q4", "2026-10-01", "2026-12-31"),
    ("2026-05", "2026-05-01", "2026-05-31"),
    ("2026-12", "2026-12-01", "2026-12-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2100-02", "2100-02-01", "2100-02-28"),
    ("2026-W18", "2026-04-27", "2026-05-03"),
    ("2026-W01", "2025-12-29", "2026-01-04"),
    ("2026-W53", "2026-12-28", "2027-01-03"),
    ("2026-05-06", "2026-05-06", "2026-05-06"),
    ("2028-02-29", "2028-02-29", "2028-02-29"),
    ("2026-01-01..2026-03-31", "2026-01-01", "2026-03-31"),
    ("2026-01-01..2026-01-01", "2026-01-01", "2026-01-01"),
    ("2025-12-31..2026-01-01", "2025-12-31", "2026-01-01"),
    ("2100", "2100-01-01", "2100-12-31"),
    ("2000-01-01..2100-12-31", "2000-01-01", "2100-12-31"),
]
REFUSED = [
    ("", "not_a_period"),
    ("26", "not_a_period"),
    ("2026-", "not_a_period"),
    ("2026-Q5", "not_a_period"),
    ("2026-Q0", "not_a_period"),
    ("2026-H3", "not_a_period"),
    ("2026-q1", "not_a_period"),
    ("2026Q1", "not_a_period"),
    ("2026-5", "not_a_period"),
    ("2026-W60", "not_a_period"),
    ("2026\n", "not_a_period"),
    ("\uff12\uff10\uff12\uff16", "not_a_period"),
    ("2026-13", "no_such_month"),
    ("2026-00", "no_such_month"),
    ("2026-W00", "no_such_week"),
    ("2025-W53", "no_such_week"),
    ("2026-02-30", "no_such_day"),
    ("2027-02-29", "no_such_day"),
    ("2026-02-30..2026-03-01", "no_such_day"),
    ("1999", "out_of_range"),
    ("2101-Q1", "out_of_range"),
    ("0000", "out_of_range"),
    ("9999-12-31", "out_of_range"),
    ("2026-03-31..2026-01-01", "ends_before_it_starts"),
    ("2026-01-01..", "not_a_day"),
    ("..2026-01-01", "not_a_day"),
    ("2026-01..2026-03", "not_a_day"),
    ("2026-01-01..2026-02-01..2026-03-01", "not_a_day"),
]


@pytest.mark.parametrize(("text", "first", "last"), WRITTEN)
def test_written_form_names_its_first_and_last_day(text: str, first: str, last: str) -> None:
    """Each written form means the days between two dates, both of them with it, and keeps its name."""
    found = parse_period(text)
    assert (found.start.isoformat(), found.last.isoformat(), found.name) == (first, last, text)
    assert found.start in found
    assert found.last in found
    assert found.end not in found
    assert found.days == (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


@pytest.mark.parametrize(("text", "variant"), REFUSED)
def test_refused_form_says_what_is_wrong(text: str, variant: str) -> None:
    """Each refused form is refused with the variant that names its fault."""
    with pytest.raises(PeriodError) as caught:
        parse_period(text)
    assert caught.value.variant == variant


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("2026-1-1", "not_a_day"),
        ("2026-01-01T00:00:00", "not_a_day"),
        ("01.02.2026", "not_a_day"),
        ("2026-01-01\n", "not_a_day"),
        ("2026-13-01", "no_such_day"),
        ("2026-00-10", "no_such_day"),
        ("2026-04-31", "no_such_day"),
        ("1999-12-31", "out_of_range"),
        ("0000-01-01", "out_of_range"),
        ("2101-01-01", "out_of_range"),
    ],
)
def test_day_is_refused(text: str, variant: str) -> None:
    """A text that is no day, or names one that does not exist, is refused with its variant."""
    with pytest.raises(PeriodError) as caught:
        parse_day(text)
    assert caught.value.variant == variant


@MANY
@given(DAYS)
def test_day_comes_back(day: date) -> None:
    """Every day of the years 2000 to 2100 is read as itself, alone and as a period of one day."""
    assert parse_day(day.isoformat()) == day
    assert parse_period(day.isoformat()).days == 1


@MANY
@given(YEARS)
def test_parts_tile_the_year(year: int) -> None:
    """Halves, quarters and months follow each other without gap or overlap and fill the year."""
    whole = parse_period(str(year))
    assert whole.days == (366 if calendar.isleap(year) else 365)
    for names in (
        [f"{year}-H{number}" for number in (1, 2)],
        [f"{year}-Q{number}" for number in range(1, 5)],
        [f"{year}-{number:02}" for number in range(1, 13)],
    ):
        parts = [parse_period(name) for name in names]
        assert parts[0].start == whole.start
        assert parts[-1].end == whole.end
        assert all(one.end == following.start for one, following in pairwise(parts))
        assert all(whole.covers(part) for part in parts)


@MANY
@given(YEARS)
def test_weeks_follow_each_other_over_the_year_end(year: int) -> None:
    """Weeks run from Monday to Sunday, and the one after the last is the first of the next year."""
    last = 53 if date(year, 12, 28).isocalendar().week == 53 else 52
    weeks = [parse_period(f"{year}-W{number:02}") for number in range(1, last + 1)]
    assert all(week.start.weekday() == 0 and week.days == 7 for week in weeks)
    assert all(one.end == following.start for one, following in pairwise(weeks))
    if year < 2100:
        assert weeks[-1].end == parse_period(f"{year + 1}-W01").start


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-05-31", 0, "2026-05-31"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-11-30", 1, "2026-12-30"),
    ],
)
def test_months_later(day: str, months: int, expected: str) -> None:
    """The last day of a shorter month stands for days it lacks."""
    assert add_months(date.fromisoformat(day), months).isoformat() == expected


@MANY
@given(DAYS, st.integers(-240, 240))
def test_months_later_is_clamped_to_the_month(day: date, months: int) -> None:
    """So many months later is in the month counted on the calendar, on the same day or on its last."""
    found = add_months(day, months)
    index = day.year * 12 + day.month - 1 + months
    assert (found.year, found.month) == (index // 12, index % 12 + 1)
    assert found.day == min(day.day, calendar.monthrange(found.year, found.month)[1])


@MANY
@given(DAYS, st.integers(0, 900), DAYS, st.integers(0, 900))
def test_covering_and_overlapping_are_what_their_days_say(
    first: date, length: int, other: date, other_length: int
) -> None:
    """One period covers or overlaps another exactly as the sets of their days do."""
    one = Period(first, first + timedelta(days=length + 1))
    two = Period(other, other + timedelta(days=other_length + 1))
    days = {first + timedelta(days=number) for number in range(length + 1)}
    other_days = {other + timedelta(days=number) for number in range(other_length + 1)}
    assert one.overlaps(two) == bool(days & other_days)
    assert one.covers(two) == (other_days <= days)
