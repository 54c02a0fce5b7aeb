"""CAL: events outside the plan, and working days that cannot be as they are written."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from plancode.calendar.official import OfficialDays, data_version, official_days
from plancode.calendar.working import WEEK, WorkingCalendar
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.calendar import CalendarDocument, Event
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, INFO, WARNING, rule
from plancode.said.value import PlanWord

if TYPE_CHECKING:
    from plancode.said.value import Said

_SHOWN: Final = 5
_USUAL_DAYS: Final = 5
_LEAP_YEAR: Final = 366


@rule("CAL103", "event-outside-plan", WARNING, figures=True)
def event_outside_plan(context: RuleContext) -> Iterator[Problem]:
    """A promotion, fair or festival of the calendar has no day in the plan's period.

    ## Why it matters
    It is mostly one left over from the year before: the page shows an event that is over, and the one of this year is
    missing.

    ## Fails
    ```yaml
    period: 2026
    events: [{id: promo-618, from: 2025-06-01, to: 2025-06-18}]
    ```

    ## Passes
    ```yaml
    events: [{id: promo-618, from: 2026-06-01, to: 2026-06-18}]
    ```

    ## How to fix
    Correct the days, or delete the event.
    """
    plan = context.figures.horizon.plan
    for event in context.graph.all(Event):
        model = event.model
        if model.to < plan.start or model.from_ >= plan.end:
            values: dict[str, Said] = {"event": event.ref, "from": model.from_, "to": model.to}
            values |= {"first": plan.start, "last": plan.last}
            yield Problem(event.place("from"), "plain", values, event.ref)


@rule("CAL106", "provisional-working-days", WARNING, figures=True)
def provisional_working_days(context: RuleContext) -> Iterator[Problem]:
    """Public holidays, or make-up workdays, of a year of the plan are not published yet.

    ## Why it matters
    Working days, and with them phasing, capacity and workload, rest on a guess for this year, and change once the
    official notice is there. China publishes each year's days off and make-up workdays in the autumn before; some
    festivals of other countries are estimated until the moon is seen.

    ## Fails
    ```yaml
    period: 2035
    holidays: {country: CN}
    ```

    ## Passes
    ```yaml
    period: 2025
    holidays: {country: CN}
    ```

    ## How to fix
    Once the days are published, install a newer version of the `holidays` package. Until it has them, write what is
    known under `extra_days_off` and `extra_working_days`, and accept this finding with a reason.
    """
    plan = context.figures.horizon.plan
    for calendar in context.graph.all(CalendarDocument):
        provisional = _official(calendar, set(range(plan.start.year, plan.last.year + 1))).provisional
        if provisional and calendar.model.holidays is not None:
            values: dict[str, Said] = {
                "years": tuple(str(year) for year in provisional),
                "country": calendar.model.holidays.country,
                "version": data_version(),
            }
            yield Problem(calendar.place("holidays", "country"), "plain", values, calendar.ref)


def _official(calendar: Entity[CalendarDocument], years: set[int]) -> OfficialDays:
    holidays = calendar.model.holidays
    return official_days(holidays.country, holidays.subdivision, years) if holidays else OfficialDays()


@rule("CAL107", "unknown-country", ERROR)
def unknown_country(context: RuleContext) -> Iterator[Problem]:
    """The calendar names a country, a state or a province whose public holidays plancode does not know.

    ## Why it matters
    Without them every weekday counts as a working day.

    ## Fails
    ```yaml
    holidays: {country: EN}
    ```

    ## Passes
    ```yaml
    holidays: {country: GB, subdivision: ENG}
    ```

    ## How to fix
    Write the two letters of the country as ISO 3166-1 has them, such as CN, US, DE or GB, and the code of the state or
    province as ISO 3166-2 has it after the hyphen, such as BY for Bavaria. Where there is none, leave `holidays` out
    and list the days under `extra_days_off`.
    """
    for calendar in context.graph.all(CalendarDocument):
        holidays = calendar.model.holidays
        if holidays is None or _official(calendar, set()).known:
            continue
        key = "subdivision" if official_days(holidays.country, None, ()).known else "country"
        values: dict[str, Said] = {"country": holidays.country, "subdivision": holidays.subdivision or ""}
        yield Problem(calendar.place("holidays", key), key, values, calendar.ref)


@rule("CAL110", "day-off-and-on", WARNING, figures=True)
def day_off_and_on(context: RuleContext) -> Iterator[Problem]:
    """An own day off is a working day at the same time, or an own day changes nothing.

    ## Why it matters
    A day in both lists is worked, which is hardly what both authors meant. A day off on a Sunday, or a working day on
    an ordinary Monday, is mostly a slip of the date: the day that was meant is missing.

    ## Fails
    ```yaml
    extra_days_off: [2026-02-14]
    working_week: [Mon, Tue, Wed, Thu, Fri]
    ```

    ## Passes
    ```yaml
    extra_days_off: [2026-02-13]
    ```

    ## How to fix
    Correct the date, or delete the day from the list. Public holidays and their make-up workdays need not be written:
    they come with `holidays`.
    """
    plan = context.figures.horizon.plan
    for calendar in context.graph.all(CalendarDocument):
        off, on = calendar.model.extra_days_off, calendar.model.extra_working_days
        years = {plan.start.year, plan.last.year, *(day.year for day in (*off, *on))}
        official = _official(calendar, years)
        both = set(off) & set(on)
        yield from _listed(calendar, "extra_working_days", "both", [day for day in on if day in both])
        judged = [day for day in (*off, *on) if day.year not in official.provisional and day not in both]
        if official.known:
            week = WorkingCalendar(calendar.model, plan.start, plan.end).week
            usual = {day for day in judged if WEEK[day.weekday()] in week}
            worked = (usual - official.off.keys()) | official.on.intersection(judged)  # without the calendar's own days
            idle = [day for day in off if day in judged and day not in worked]
            yield from _listed(calendar, "extra_days_off", "off", idle)
            yield from _listed(calendar, "extra_working_days", "on", [day for day in on if day in worked])


@rule("CAL120", "week-of-another-country", INFO, figures=True)
def week_of_another_country(context: RuleContext) -> Iterator[Problem]:
    """A calendar with the holidays of a country works on a day of its weekend, and not on one of its working days.

    ## Why it matters
    Monday to Friday is what one writes without thinking. In Saudi Arabia, Israel, Egypt and two dozen other countries
    the week is another: a Friday without anybody counts as a day of work there, a Sunday with everybody as none, and
    whatever is spread by working days lies on the wrong ones.

    ## Fails
    ```yaml
    working_week: [Mon, Tue, Wed, Thu, Fri]
    holidays: {country: SA}
    ```

    ## Passes
    ```yaml
    holidays: {country: SA}
    ```

    ## How to fix
    Delete `working_week`: the country's own week is taken. If your people do work on other days than the country,
    accept the finding with that reason.
    """
    plan = context.figures.horizon.plan
    for document in context.graph.all(CalendarDocument):
        calendar = WorkingCalendar(document.model, plan.start, plan.end)
        added, lost = calendar.week - calendar.usual_week, calendar.usual_week - calendar.week
        if document.model.working_week is not None and document.model.holidays and added and lost:
            values: dict[str, Said] = {
                "country": document.model.holidays.country,
                "worked": _days_of_week(added),
                "off": _days_of_week(lost),
            }
            yield Problem(document.place("working_week"), "plain", values, document.ref)


@rule("CAL130", "long-week-not-stated", INFO, figures=True)
def long_week_not_stated(context: RuleContext) -> Iterator[Problem]:
    """A calendar takes a week of more or fewer than five days from its country, and does not say that it means it.

    ## Why it matters
    In Hong Kong and some other places Saturday counts as a working day. Where your people do not work on it, every
    month has a fifth too many days, and capacity, visits and quotas by days are too large.

    ## Fails
    ```yaml
    holidays: {country: HK}
    ```

    ## Passes
    ```yaml
    working_week: [Mon, Tue, Wed, Thu, Fri]
    holidays: {country: HK}
    ```

    ## How to fix
    Write under `working_week` the days on which your people work, even if they are those of the country.
    """
    plan = context.figures.horizon.plan
    for document in context.graph.all(CalendarDocument):
        week = WorkingCalendar(document.model, plan.start, plan.end).week
        if document.model.holidays and document.model.working_week is None and len(week) != _USUAL_DAYS:
            values: dict[str, Said] = {"country": document.model.holidays.country, "worked": _days_of_week(week)}
            yield Problem(document.place("holidays", "country"), "plain", values, document.ref)


def _days_of_week(days: frozenset[str]) -> tuple[PlanWord, ...]:
    return tuple(PlanWord(day) for day in WEEK if day in days)


def _listed(calendar: Entity[CalendarDocument], key: str, variant: str, days: list[date]) -> Iterator[Problem]:
    if days:
        shown = tuple(day.isoformat() for day in days[:_SHOWN])
        place = calendar.place(key, getattr(calendar.model, key).index(days[0]))
        values: dict[str, Said] = {"days": shown, "count": len(days)}
        yield Problem(place, variant, values, calendar.ref)


@rule("CAL114", "event-without-end", WARNING)
def event_without_end(context: RuleContext) -> Iterator[Problem]:
    """A promotion, a fair or another event lasts longer than a year.

    ## Why it matters
    It is mostly a slip of the year. The event then stands in every month, and every action falls into it.

    ## Fails
    ```yaml
    events: [{id: promo-618, kind: promotion, from: 2026-06-01, to: 2027-06-18}]
    ```

    ## Passes
    ```yaml
    events: [{id: promo-618, kind: promotion, from: 2026-06-01, to: 2026-06-18}]
    ```

    ## How to fix
    Correct `from` or `to`.
    """
    for event in context.graph.all(Event):
        days = (event.model.to - event.model.from_).days + 1
        if days > _LEAP_YEAR:
            values: dict[str, Said] = {
                "event": event.ref,
                "from": event.model.from_,
                "to": event.model.to,
                "days": days,
            }
            yield Problem(event.place("to"), "plain", values, event.ref)


RULES: Final = (
    event_without_end,
    event_outside_plan,
    provisional_working_days,
    unknown_country,
    day_off_and_on,
    week_of_another_country,
    long_week_not_stated,
)
