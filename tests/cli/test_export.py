"""`plancode export`: what calendars, CRM and ERP systems read of a plan, and what cannot be exported."""

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

import icalendar
import pytest
from dateutil.rrule import rrulestr

from tests.house.test_docs import commands
from tests.support import ROOT, ran

PLAN: Final = """plancode: v1
kind: plan
id: east-2026
title: East 2026
period: 2026
currency: EUR
team: top
---
plancode: v1
kind: team
id: people
roles: [{id: rep, carries_quota: true}, {id: boss, manages: true}]
teams: [{id: top, manager: gm, labels: {odoo: x.top}}, {id: north, parent: top, manager: ann}, {id: south, parent: top}]
people:
  - {id: gm, name: Gina, role: boss, team: top}
  - {id: ann, name: Ann, role: rep, team: north, codes: {crm: "=005A", erpnext: Ann Lee}}
  - {id: bob, name: Bob, role: rep, team: south, start: 2026-02-02}
  - {id: seat, role: rep, team: south, open: true, start: 2026-06-01}
---
plancode: v1
kind: targets
id: revenue-2026
metric: revenue
phasing: even
target: {team: top, amount: 1000}
split: [{person: ann, amount: 100}, {person: bob, amount: 900}]
---
plancode: v1
kind: calendar
id: year
working_week: [Mon, Tue, Wed, Thu, Fri]
extra_days_off: [2026-03-09]
events: [{id: fair, title: Fair, from: 2026-05-04, to: 2026-05-06}]
---
plancode: v1
kind: cadence
id: rhythm
meetings:
  - {id: weekly, title: Weekly, every: 2w, on: Mon, minutes: 45, who: {team: north}}
  - {id: monthly, title: Monthly, every: 1m, on: Wed, minutes: 60, who: {people: [boss]}}
  - {id: daily, title: Stand-up, every: 1d, minutes: 10, who: {people: [bob]}}
  - {id: some-day, title: Some day, every: 1w, minutes: 30, who: {team: each}}
  - {id: uneven, title: Uneven, every: 1.5w, on: Mon, minutes: 30, who: {people: [ann]}}
one_to_ones: [{every: 2w, minutes: 30, who: {people: [ann]}}]
---
plancode: v1
kind: actions
id: work
actions:
  - {id: coolers, title: "Coolers; 200, here", owner: ann, people: [south], from: 2026-04-06, to: 2026-04-17}
  - {id: prices, title: Prices, owner: bob, to: 2026-02-27, text: "All\\nof them"}
  - {id: given-up, title: Given up, owner: ann, from: 2026-07-01, to: 2026-07-03, status: dropped}
  - {id: idea, title: Idea, owner: ann}
---
plancode: v1
kind: review
id: march
sort: one_to_one
held: 2026-03-20
scope: {person: ann}
actions: [{id: visit, text: Visit five, owner: ann, due: 2026-04-17}]
"""
DAY: Final = ("--as-of", "2026-04-01")


@pytest.fixture(name="plan")
def _plan(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(PLAN)
    return tmp_path


def calendar(plan: Path, *more: str) -> tuple[dict[str, icalendar.Component], str]:
    """Return the entries of a calendar by id, and what is said beside it."""
    ended = ran("export", "calendar", plan, *DAY, *more)
    entries = icalendar.Calendar.from_ical(ended.out).walk("VEVENT")
    return {str(one["uid"]).rpartition("/")[2].removesuffix("@plancode"): one for one in entries}, ended.err


def days(entry: icalendar.Component) -> list[date]:
    """Return the days on which an entry begins, as a calendar reckons them by its rule."""
    first, rule, without = entry.decoded("dtstart"), entry.get("rrule"), entry.get("exdate")
    if rule is None:
        return [first]
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001  # whole days have no zone
    gone = {one.dt for one in (without.dts if without is not None else ())}
    found = [day.date() for day in rrulestr(rule.to_ical().decode(), dtstart=start)]
    return [day for day in found if day not in gone]


def listed(plan: Path, *words: str) -> tuple[list[dict[str, str]], str]:
    """Return the rows of a list for another system, and what is said beside it."""
    ended = ran("export", *words[:1], plan, *DAY, *words[1:])
    assert not ended.out.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(ended.out))), ended.err


def test_calendar_of_the_plan(plan: Path) -> None:
    """Everything that has a day is in it under its own id; what has none is named, what was dropped cancelled."""
    found, said = calendar(plan)
    assert found.keys() == {"coolers", "prices", "given-up", "visit", "weekly", "monthly", "daily", "fair"}
    assert "Idea, Some day, Uneven (3)" in " ".join(said.split())
    assert (str(found["coolers"]["summary"]), days(found["coolers"])) == ("Coolers; 200, here", [date(2026, 4, 6)])
    assert found["coolers"].decoded("dtend") == date(2026, 4, 18)
    assert (str(found["prices"]["summary"]), days(found["prices"])) == ("Due: Prices", [date(2026, 2, 27)])
    assert str(found["prices"]["description"]).startswith("All\nof them\nResponsible: Bob.")
    assert [name for name, one in found.items() if one.get("status") == "CANCELLED"] == ["given-up"]
    assert {one.decoded("sequence") for one in found.values()} == {(date(2026, 4, 1) - date(2000, 1, 1)).days}
    assert str(found["fair"]["uid"]) == "east-2026/event/fair@plancode"


def test_meetings_fall_on_their_days(plan: Path) -> None:
    """Every second Monday from the plan's first, the first Wednesday of a month, each working day; no days off.

    Nobody has a meeting before they come.
    """
    found, _ = calendar(plan)
    mondays = [date(2026, 1, 5) + timedelta(days=14 * number) for number in range(26)]
    assert days(found["weekly"]) == [day for day in mondays if day <= date(2026, 12, 31)]
    assert days(found["monthly"])[:3] == [date(2026, 1, 7), date(2026, 2, 4), date(2026, 3, 4)]
    assert len(days(found["monthly"])) == 12
    assert date(2026, 3, 9) not in days(found["daily"])
    assert days(found["daily"])[0] == date(2026, 2, 2)
    assert {day.weekday() for day in days(found["daily"])} == set(range(5))


@pytest.mark.parametrize(
    ("whose", "expected"),
    [
        (("--person", "ann"), {"coolers", "given-up", "visit", "weekly", "fair"}),
        (("--person", "bob"), {"coolers", "prices", "daily", "fair"}),
        (("--team", "south"), {"coolers", "prices", "daily", "fair"}),
        (("--person", "gm"), {"monthly", "fair"}),
    ],
)
def test_calendar_of_somebody(plan: Path, whose: tuple[str, str], expected: set[str]) -> None:
    """Of a person or a team it has what they take part in, and the events of all."""
    found, said = calendar(plan, *whose)
    assert found.keys() == expected
    assert ("One-to-ones are not in the calendar" in said) == (whose[1] in {"ann", "gm"})


def test_same_plan_gives_the_same_bytes_and_a_later_day_the_same_ids(plan: Path) -> None:
    """Nothing in the file is of the moment in which it is made."""
    once, again = (ran("export", "calendar", plan, *DAY).out for _ in range(2))
    later = ran("export", "calendar", plan, "--as-of", "2026-04-02").out
    assert once == again
    ids = [[line for line in text.splitlines() if line.startswith("UID")] for text in (once, later)]
    assert ids[0] == ids[1]
    assert "SEQUENCE:9588" in later


def test_quotas_for_salesforce(plan: Path) -> None:
    """A row for each person and month under the id of the other system; who has none is named, an open seat is not."""
    rows, said = listed(plan, "salesforce", "--forecasting-type", "0Db1")
    assert list(rows[0]) == ["QuotaOwnerId", "StartDate", "QuotaAmount", "CurrencyIsoCode", "ForecastingTypeId"]
    assert {row["QuotaOwnerId"] for row in rows} == {"'=005A"}
    assert [row["StartDate"] for row in rows] == [f"2026-{month:02}-01" for month in range(1, 13)]
    assert sum(Decimal(row["QuotaAmount"]) for row in rows) == 100
    assert "Bob (1)" in " ".join(said.split())
    assert "seat" not in said


def test_targets_for_erpnext(plan: Path) -> None:
    """The whole of the year, and by its name the shares of the months, which add up to 100 exactly."""
    (target,), _ = listed(plan, "erpnext")
    shares, _ = listed(plan, "erpnext", "--distributions")
    assert (target["name"], target["targets.fiscal_year"]) == ("Ann Lee", "2026")
    assert Decimal(target["targets.target_amount"]) == 100
    assert shares[0]["distribution_id"] == target["targets.distribution_id"]
    assert sum(Decimal(row["percentages.percentage_allocation"]) for row in shares) == 100
    assert [row["percentages.month"] for row in shares][::11] == ["January", "December"]


def test_targets_for_odoo(plan: Path) -> None:
    """A team with its external id has the target of one month; a month of another year is none."""
    rows, said = listed(plan, "odoo", "--period", "2026-05")
    assert [(row["id"], row["name"]) for row in rows] == [("x.top", "top")]
    assert Decimal(rows[0]["invoiced_target"]) in (Decimal("83.33"), Decimal("83.34"))
    assert said == ""
    assert listed(plan, "odoo", "--period", "2027-05") == (
        [],
        "2027-05 is no period of the plan; they go from January 2026 to December 2026.\n",
    )


def test_rates_are_no_quotas(plan: Path) -> None:
    """Twelve months of a rate do not add up to one, so that nothing is exported of it."""
    rate = "plancode: v1\nkind: targets\nid: rate\nmetric: win_rate\ntarget: {team: top, amount: 30%}\n"
    (plan / "rate.yaml").write_text(f"{rate}split: [{{person: ann, amount: 30%}}]\n")
    ended = ran("export", "erpnext", plan, *DAY, "--metric", "win_rate")
    assert (ended.code, ended.out) == (1, "")
    assert "do not add up over time" in " ".join(ended.err.split())


def test_periods_that_are_no_months_are_refused(plan: Path) -> None:
    """Two periods that begin in one month cannot be told apart by systems that know months alone."""
    halves = (
        "periods: [{id: a, from: 2026-01-01, to: 2026-01-14}, {id: b, from: 2026-01-15, to: 2026-12-31}]}\nteam: top"
    )
    (plan / "plan.yaml").write_text(PLAN.replace("team: top", halves, 1))
    for system in ("salesforce", "erpnext", "odoo"):
        ended = ran("export", system, plan, *DAY)
        assert (ended.code, ended.out) == (1, ""), system
        assert "Nothing is exported" in " ".join(ended.err.split())


@pytest.mark.slow
def test_commands_of_the_page_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of docs/export.md runs."""
    monkeypatch.chdir(ROOT)
    for line in commands((ROOT / "docs" / "export.md").read_text("utf-8")):
        ended = ran(*line.replace(" /tmp/", f" {tmp_path}/").split()[1:])
        assert ended.code in (0, 1), ended.err
        assert "Traceback" not in ended.err
