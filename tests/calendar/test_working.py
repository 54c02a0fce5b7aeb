"""Working days of calendars and of people: own days, employment, leave, and leave that counts as long."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.calendar.working import PersonDays, WorkingCalendar, person_days
from plancode.model.calendar import CalendarDocument
from plancode.model.team import Person
from tests.making import MANY

FIRST, END = date(2026, 1, 1), date(2027, 1, 1)
YEAR = (FIRST, END)
DAYS = st.dates(min_value=FIRST, max_value=date(2026, 12, 31))
DAY = timedelta(days=1)


def _calendar(**fields: object) -> WorkingCalendar:
    model = CalendarDocument.model_validate({"plancode": "v1", "kind": "calendar", "id": "days", **fields})
    return WorkingCalendar(model, FIRST, END)


def _person(calendar: WorkingCalendar | None = None, long_leave: int = 20, **fields: object) -> PersonDays:
    person = Person.model_validate({"id": "ann", "role": "rep", "team": "north", **fields})
    return person_days(person, calendar or WorkingCalendar(None, FIRST, END), long_leave)


def _leave(*stretches: tuple[str, str]) -> list[dict[str, str]]:
    return [{"from": first, "to": last} for first, last in stretches]


def test_without_a_document_days_are_monday_to_friday() -> None:
    """2026 has 261 days from Monday to Friday, and no holiday is known."""
    calendar = WorkingCalendar(None, FIRST, END)
    assert calendar.days(*YEAR) == 261
    assert calendar.works(date(2026, 1, 1))
    assert not calendar.works(date(2026, 1, 3))


@pytest.mark.parametrize(
    ("week", "days"),
    [
        (["Mon", "Tue", "Wed", "Thu", "Fri"], 261),
        (["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"], 313),
        (["Sun", "Mon", "Tue", "Wed", "Thu"], 261),
        (["Fri"], 52),
    ],
)
def test_working_week(week: list[str], days: int) -> None:
    """A calendar works on the days of its week."""
    calendar = _calendar(working_week=week)
    assert calendar.days(*YEAR) == days
    assert calendar.week_days == len(week)


@pytest.mark.parametrize(
    ("country", "week"),
    [
        ("SA", "Sun Mon Tue Wed Thu"),
        ("CN", "Mon Tue Wed Thu Fri"),
        ("AE", "Mon Tue Wed Thu Fri"),
        ("ZZ", "Mon Tue Wed Thu Fri"),
    ],
)
def test_week_of_a_country(country: str, week: str) -> None:
    """Without a week of its own a calendar has that of its country, and the usual one where none is known."""
    calendar = _calendar(holidays={"country": country})
    assert calendar.week == set(week.split())
    assert _calendar(holidays={"country": country}, working_week=["Sat"]).week == {"Sat"}


def test_own_days_off_and_on() -> None:
    """An own day off is not worked, an own working day is."""
    calendar = _calendar(extra_days_off=["2026-03-02"], extra_working_days=["2026-03-07"])
    assert not calendar.works(date(2026, 3, 2))
    assert calendar.works(date(2026, 3, 7))
    assert calendar.days(*YEAR) == 261


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-01-04", True),
        ("2026-02-14", False),
        ("2026-02-16", True),
        ("2026-05-01", True),
        ("2026-06-19", False),
    ],
)
def test_own_days_stand_before_official_ones(day: str, worked: bool) -> None:  # noqa: FBT001
    """An own day off undoes a make-up workday, an own working day undoes a holiday and an own day off."""
    calendar = _calendar(
        holidays={"country": "CN"},
        extra_days_off=["2026-02-14", "2026-02-16"],
        extra_working_days=["2026-02-16", "2026-05-01"],
    )
    assert calendar.works(date.fromisoformat(day)) is worked


def test_own_days_change_the_count_of_the_year() -> None:
    """248 days of China less an own day off and plus an own working day on a Sunday."""
    assert _calendar(holidays={"country": "CN"}).days(*YEAR) == 248
    own = _calendar(holidays={"country": "CN"}, extra_days_off=["2026-02-13"], extra_working_days=["2026-03-01"])
    assert own.days(*YEAR) == 248
    assert own.days(date(2026, 2, 1), date(2026, 3, 1)) == 15


@given(edges=st.lists(DAYS, min_size=1, max_size=6))
@MANY
def test_days_add_up(edges: list[date]) -> None:
    """The days of adjoining stretches add up to those of the year."""
    calendar = _calendar(holidays={"country": "CN"})
    cuts = [FIRST, *sorted(edges), END]
    assert sum(calendar.days(one, other) for one, other in pairwise(cuts)) == 248


@given(first=DAYS, last=DAYS)
@MANY
def test_days_of_a_stretch_are_counted_one_by_one(first: date, last: date) -> None:
    """The days of a stretch are those worked one by one; none where it ends before it begins."""
    calendar = _calendar(holidays={"country": "CN"})
    counted = sum(calendar.works(first + number * DAY) for number in range(max((last - first).days, 0)))
    assert calendar.days(first, last) == counted


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({}, 261),
        ({"start": "2026-07-01"}, 132),
        ({"end": "2026-06-30"}, 129),
        ({"start": "2026-03-02", "end": "2026-03-02"}, 1),
        ({"start": "2026-03-07", "end": "2026-03-08"}, 0),
        ({"start": "2024-01-01", "end": "2028-01-01"}, 261),
    ],
)
def test_employment(fields: dict[str, Any], days: int) -> None:
    """Only days from the first to the last working day count, both included."""
    assert _person(**fields).worked(*YEAR) == days


def test_full_time_does_not_change_days() -> None:
    """Part time scales hours, not days."""
    assert _person(fte=Decimal("0.5")).worked(*YEAR) == 261


def test_leave_takes_its_working_days() -> None:
    """A leave from Wednesday to Tuesday takes five days: its weekend was none."""
    person = _person(leave=_leave(("2026-07-01", "2026-07-07")))
    assert person.worked(*YEAR) == 256
    assert person.employed(*YEAR) == person.present(*YEAR) == 261


@pytest.mark.parametrize(
    ("leave", "days"),
    [
        ([("2026-07-01", "2026-07-10"), ("2026-07-06", "2026-07-17")], 13),
        ([("2026-07-06", "2026-07-10"), ("2026-07-01", "2026-07-03")], 8),
        ([("2026-07-01", "2026-07-31"), ("2026-07-06", "2026-07-10")], 23),
        ([("2026-07-01", "2026-07-03"), ("2026-07-01", "2026-07-03")], 3),
    ],
)
def test_leave_is_never_taken_twice(leave: list[tuple[str, str]], days: int) -> None:
    """Leaves that overlap, or are written out of order, take each day once."""
    assert _person(leave=_leave(*leave)).worked(*YEAR) == 261 - days


def test_leave_outside_employment_takes_nothing() -> None:
    """Of a leave only the days count on which somebody is employed."""
    person = _person(start="2026-07-06", leave=_leave(("2026-06-29", "2026-07-07")))
    assert person.worked(date(2026, 7, 1), date(2026, 8, 1)) == 20 - 2


@pytest.mark.parametrize(("last", "absent"), [("2026-03-27", 0), ("2026-03-28", 0), ("2026-03-30", 21)])
def test_long_leave_has_more_days_than_the_policy(last: str, absent: int) -> None:
    """20 working days from 2 March, to Friday 27 March, are no long leave; 21 are."""
    person = _person(leave=_leave(("2026-03-02", last)))
    assert person.long_absent(*YEAR) == absent
    assert person.present(*YEAR) == 261 - absent
    assert person.worked(*YEAR) == 261 - max(absent, 20)


def test_adjoining_leaves_are_one_long_one() -> None:
    """Two leaves of 15 days that touch are one of 30; with a working day between they are not."""
    touching = _person(leave=_leave(("2026-03-02", "2026-03-20"), ("2026-03-21", "2026-04-10")))
    assert touching.long_absent(*YEAR) == 30
    apart = _person(leave=_leave(("2026-03-02", "2026-03-20"), ("2026-03-24", "2026-04-13")))
    assert apart.long_absent(*YEAR) == 0


def test_long_leave_follows_the_policy_and_the_calendar() -> None:
    """Which leave is long depends on the policy's limit, and on the holidays of the person's calendar."""
    leave = _leave(("2026-09-28", "2026-10-26"))
    assert _person(leave=leave).long_absent(*YEAR) == 21
    china = _calendar(holidays={"country": "CN"})
    assert _person(china, leave=leave).long_absent(*YEAR) == 0
    assert _person(china, 16, leave=leave).long_absent(*YEAR) == 17
    assert _person(china, 17, leave=leave).long_absent(*YEAR) == 0
