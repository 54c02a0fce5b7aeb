"""Working days of China against the notices of the State Council; which years and holidays are provisional."""

from datetime import date, timedelta
from functools import cache
from typing import Final

import pytest

from plancode.calendar.official import data_version, official_days
from plancode.calendar.working import WorkingCalendar
from plancode.model.calendar import CalendarDocument
from plancode.render.terminal import TerminalSpeaker
from plancode.tables.selection import Selection
from plancode.tables.timetable import timetable_table
from tests.analysis.small import analysed, head

DAY = timedelta(days=1)
OFF: Final = {
    # 国务院办公厅关于2025年部分节假日安排的通知, 12 November 2024
    2025: {
        "New Year": (date(2025, 1, 1), date(2025, 1, 1)),
        "Spring Festival": (date(2025, 1, 28), date(2025, 2, 4)),
        "Qingming": (date(2025, 4, 4), date(2025, 4, 6)),
        "Labour Day": (date(2025, 5, 1), date(2025, 5, 5)),
        "Dragon Boat": (date(2025, 5, 31), date(2025, 6, 2)),
        "National Day and Mid-Autumn": (date(2025, 10, 1), date(2025, 10, 8)),
    },
    # 国务院办公厅关于2026年部分节假日安排的通知, 4 November 2025
    2026: {
        "New Year": (date(2026, 1, 1), date(2026, 1, 3)),
        "Spring Festival": (date(2026, 2, 15), date(2026, 2, 23)),
        "Qingming": (date(2026, 4, 4), date(2026, 4, 6)),
        "Labour Day": (date(2026, 5, 1), date(2026, 5, 5)),
        "Dragon Boat": (date(2026, 6, 19), date(2026, 6, 21)),
        "Mid-Autumn": (date(2026, 9, 25), date(2026, 9, 27)),
        "National Day": (date(2026, 10, 1), date(2026, 10, 7)),
    },
}
ON: Final = {
    2025: {date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11)},
    2026: {
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
    },
}  # fmt: skip
YEARS = pytest.mark.parametrize("year", OFF)


@cache
def _china() -> WorkingCalendar:
    model = CalendarDocument.model_validate(
        {"plancode": "v1", "kind": "calendar", "id": "china", "holidays": {"country": "CN"}}
    )
    return WorkingCalendar(model, date(2024, 12, 1), date(2028, 2, 1))


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + number * DAY for number in range((date(year + 1, 1, 1) - first).days)]


def _is_off(day: date) -> bool:
    return any(first <= day <= last for first, last in OFF[day.year].values())


@YEARS
def test_every_day_is_as_the_notice_says(year: int) -> None:
    """Monday to Friday is worked but for the days off; of weekends only the make-up workdays are."""
    for day in _days_of(year):
        worked = day in ON[year] or (day.weekday() < 5 and not _is_off(day))
        assert _china().works(day) is worked, day


@YEARS
def test_working_days_of_a_year(year: int) -> None:
    """2025 and 2026 have 248 working days each."""
    assert _china().days(date(year, 1, 1), date(year + 1, 1, 1)) == 248


@YEARS
def test_make_up_workdays(year: int) -> None:
    """The library knows exactly the make-up workdays of the notice, and none of them as a day off."""
    found = official_days("CN", None, [year])
    assert found.on == ON[year]
    assert not found.on & found.off.keys()
    assert found.provisional == ()


def test_year_without_a_notice_is_provisional() -> None:
    """2027, for which the library has no make-up workdays, is provisional; 2025 and 2026 are not."""
    assert _china().official.provisional == (2027, 2028)


def test_holidays_have_names_in_the_language_asked_for() -> None:
    """Names are Chinese or English, whatever the locale."""
    assert "国庆" in official_days("CN", None, [2026], "zh").off[date(2026, 10, 1)]
    assert "National Day" in official_days("CN", None, [2026], "en").off[date(2026, 10, 1)]


def test_other_countries_need_no_notice() -> None:
    """Germany has no make-up workdays, and is not provisional for that; a state has its own holidays."""
    land, bavaria = official_days("DE", None, [2026]), official_days("DE", "BY", [2026])
    assert land.provisional == bavaria.provisional == ()
    assert land.on == frozenset()
    assert date(2026, 1, 6) in bavaria.off
    assert date(2026, 1, 6) not in land.off


@pytest.mark.parametrize(("country", "subdivision"), [("XX", None), ("DE", "ZZ")])
def test_country_that_is_not_known(country: str, subdivision: str | None) -> None:
    """A country or state that the library does not have is said to be unknown, and has no holidays."""
    found = official_days(country, subdivision, [2026])
    assert not found.known
    assert not found.off


def test_estimated_holidays_are_provisional() -> None:
    """Holidays that the library calls estimated make their year provisional."""
    assert official_days("SG", None, [2026]).provisional == ()
    assert official_days("SG", None, [2050]).provisional == (2050,)


def test_version_of_the_data_is_known() -> None:
    """The version of the holiday data can be printed beside what rests on it."""
    assert data_version().count(".") >= 1


def test_the_timetable_has_the_days_of_all_calendars_of_the_plan() -> None:
    """Own days off and on stand beside the holidays, a day that is worked after all does not, each calendar by name."""
    china = "extra_days_off: [2026-04-30]\nextra_working_days: [2026-05-05]\n"
    calendars = (
        f"kind: calendar\nid: cn\nholidays: {{country: CN}}\n{china}",
        "kind: calendar\nid: de\ntitle: Berlin\nholidays: {country: DE}\nextra_days_off: [2026-05-15]\n",
    )
    speaker = TerminalSpeaker("en")

    def days(*documents: str) -> list[str]:
        made = timetable_table(analysed(head(), *documents), Selection(), "en")
        at = next(number for number, column in enumerate(made.columns) if column.key == "holidays")
        return speaker.say(made.rows[4].cells[at]).split("; ")

    berlin = "Labor Day (1 May 2026), Ascension Day (14 May 2026), own day off (15 May 2026)"
    assert days(*calendars)[0] == (
        "cn: Labor Day (1 May 2026 – 2 May 2026), Labor Day (observed) (4 May 2026), working day: 5 May 2026, "
        "working day: 9 May 2026"
    )
    assert days(*calendars)[1].startswith(f"Berlin: {berlin}")
    assert days(calendars[1])[0].startswith(berlin)


@pytest.mark.parametrize(
    ("calendar", "told"),
    [
        ("", "Working week: Monday to Friday."),
        ("holidays: {country: SA}", "Working week: Sunday to Thursday."),
        ("working_week: [Sat, Mon, Tue]", "Working week: Monday to Tuesday, Saturday."),
        ("short_days: {Fri: 50%}", "Working week: Monday to Thursday, Friday (50 % of a full day)."),
    ],
)
def test_the_timetable_tells_the_working_week(calendar: str, told: str) -> None:
    """The week stands below the table, stated or the country's own, with the days that are worked in part."""
    made = timetable_table(analysed(head(), f"kind: calendar\nid: main\n{calendar}\n"), Selection(), "en")
    assert TerminalSpeaker("en").say(made.notes[0]) == told


def test_the_timetable_has_half_days() -> None:
    """A day of which half is worked stands in its month; one that is off anyway does not."""
    made = timetable_table(
        analysed(head(), "kind: calendar\nid: main\nhalf_days: [2026-12-24, 2026-12-27]\n"), Selection(), "en"
    )
    at = next(number for number, column in enumerate(made.columns) if column.key == "holidays")
    assert TerminalSpeaker("en").say(made.rows[11].cells[at]) == "half a working day: 24 Dec 2026"
