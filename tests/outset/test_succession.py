"""The plan that follows one: what goes on, what does not, and what was reached."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancode.document.limits import Limits
from plancode.outset.shift import TimeShift, next_period
from plancode.outset.succession import succeed
from plancode.period import Period, parse_period
from plancode.pipeline.checking import check, judged, read
from plancode.tree.overlay import OverlayTree
from tests.support import PLANS, ran

PLAN = """
plancode: v1
kind: plan
id: east-2026
title: East 2026
period: 2026
currency: EUR
team: east
about: In 2026 we want 1.2M.
market: {demand: Steady, size: 40M, growth: 5%}
rates: [{currency: USD, rate: 0.9}, {currency: USD, rate: 0.95, from: 2026-07-01}]
assumptions: [{id: steady, text: Prices stay, review: 2026-06-30}]
---
plancode: v1
kind: team
id: people
roles:
  - {id: head, manages: true}
  - {id: rep, carries_quota: true, productivity: {metric: revenue, amount: 1M/year}}
teams: [{id: east, manager: ann}, {id: west, parent: east, manager: dan}]
people:   # everybody
  - {id: ann, name: Ann, role: head, team: east}
  - {id: bo, name: Bo, role: rep, team: east, end: 2026-09-30}   # goes in autumn
  - {id: cy, name: Cy, role: rep, team: east, changes: [{from: 2026-04-01, team: west}, {from: 2027-03-01, fte: 0.5}]}
  - {id: dan, name: Dan, role: head, team: west, leave: [{from: 2026-05-04, to: 2026-05-08}]}
  - {id: seat, title: Open, role: rep, team: west, start: 2026-06-01, open: true, vacancy: {carried_by: bo}}
---
plancode: v1
kind: territories
id: map
territories:
  - id: north
    team: east
    owners: [{person: bo, to: 2026-09-30}, {person: cy, from: 2026-10-01}]
    deputy: bo
    accounts:
      - {id: acme, potential: 100k, last_year: 80k, since: 2026-02-01}   # stays
      - {id: gone, potential: 50k, last_year: 0, until: 2026-05-31}
  - {id: south, team: west, to: 2026-06-30, owners: [{person: cy}]}
  - {id: west-coast, team: west, owners: [{person: seat}], deputy: cy}
---
plancode: v1
kind: targets
id: revenue-2026
metric: revenue
assumes: [steady]
phasing: {profile: year}
target: {team: east, amount: 1.2M, baseline: {period: 2025, amount: 1M}}
split: [{person: bo, share: 50%}, {person: cy, rest: true}]
opportunities:
  - {id: won, person: cy, amount: 10k, stage: signed, closes: 2026-03-01}
  - {id: later, person: cy, account: acme, amount: 20k, probability: 50%, closes: 2027-02-01}
stages: {won: [signed]}
---
plancode: v1
kind: calendar
id: days
holidays: {country: DE}
extra_days_off: [2026-05-15]
profiles: [{id: year, metric: revenue, periods: {2026-H1: 40%, 2026-H2: 60%}}]
events: [{id: fair, from: 2026-03-02, to: 2026-03-06, kind: fair}]
answers: [{period: 2026-Q3, answered_by: [push, done-push]}, {period: 2026-Q1, answered_by: done-push}]
---
plancode: v1
kind: actions
id: actions-2026
actions:
  - {id: done-push, owner: cy, from: 2026-01-05, to: 2026-02-27, status: done, done: 2026-02-27}
  - {id: push, owner: bo, people: [bo, cy], from: 2026-08-03, to: 2026-08-28, depends_on: [done-push],
     status: in_progress,
     effects: [{metric: revenue, amount: 50k, period: 2026-Q3}, {metric: revenue, person: bo, amount: 10k}]}
---
plancode: v1
kind: rubric
id: card-2026
roles: [rep]
kpis:
  - {id: revenue, metric: revenue, dimension: outcome, weight: 60, score: {method: ratio}}
  - {id: skill, assess: {by: field_visit}, dimension: skill, weight: 40, score: {method: linear, floor: 6, ceiling: 9}}
grades: [{grade: A, from: 90, coefficient: 1.2}, {grade: B, coefficient: 1}]
---
plancode: v1
kind: assessments
id: scores
assessments: [{person: cy, kpi: card-2026/skill, method: field_visit, score: 80, assessor: dan, on: 2026-05-05}]
---
plancode: v1
kind: responsibilities
id: duties
duties: [{id: forecast, R: [rep, bo], A: bo}, {id: care, R: [rep], A: manager}]
---
plancode: v1
kind: adjustment
id: handover
effective: 2026-10-05
trigger: people
reason: Cy goes on with the coast
approved: {by: ann, on: 2026-09-20}
changes: [{territory: west-coast, owner: cy}]
---
plancode: v1
kind: review
id: autumn
sort: monthly
scope: {team: east}
held: 2026-10-01
attendees: [ann, cy]
lessons: [{text: Call earlier, taken_up: call}, {text: Learned and used, taken_up: used}, {text: Write it down}]
actions:
  - {id: call, text: Call in spring, owner: bo, due: 2026-11-30}
  - {id: used, text: Use it, owner: cy, due: 2026-10-15, done: 2026-10-12}
---
plancode: v1
kind: actuals
id: results
sources: [{id: orders, file: orders.csv, columns: {date: day, person: who, amount: sum}, complete_through: 2026-12-31}]
metrics: [{metric: revenue, source: orders, measure: sum}]
"""
ORDERS = "day,who,sum\n" + "".join(
    f"2026-{month:02}-1{turn},{who},{1000 * month}\n" for month in range(1, 13) for turn, who in enumerate(("bo", "cy"))
)
ENDS = {"bo": "2026-09-30", "cy": "2026-12-31", "dan": "2026-11-30", "seat": "2026-10-31"}


def written(folder: Path) -> Path:
    """Write the plan with its results."""
    (folder / "east").mkdir()
    (folder / "east" / "plan.yaml").write_text(PLAN.removeprefix("\n"), "utf-8")
    (folder / "east" / "orders.csv").write_text(ORDERS, "utf-8")
    return folder / "east"


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Return the text of the plan that follows, and what was said of it."""
    folder = tmp_path_factory.mktemp("plans")
    ended = ran("init", folder / "next", "--from", written(folder), "--as-of", "2026-12-31")
    assert (ended.code, ended.err) == (0, "")
    texts = [path.read_text("utf-8") for path in sorted((folder / "next").rglob("*.*"))]
    return "".join(texts), ended.out


STAYS = (
    "id: east-2027", "title: East 2027", "period: 2027", "demand: Steady", "rates: [{currency: USD, rate: 0.95}]",
    "review: 2027-06-30", "people:   # everybody", "role: rep, team: west, changes: [{from: 2027-03-01, fte: 0.5}]}",
    "start: 2027-01-01", "owners: [{person: cy}]", "{id: acme, potential: 100k, since: 2026-02-01}   # stays",
    "{id: west-coast, team: west, owners: [{person: cy}], deputy: cy}", "id: revenue-2027", "phasing: {profile: year}",
    "{2027-H1: 40%, 2027-H2: 60%}", "from: 2027-03-02, to: 2027-03-06", "id: card-2027", "{text: Write it down}",
    "answers: [{period: 2027-Q3, answered_by: [push]}]", "{id: push, people: [cy], from: 2027-08-03, to: 2027-08-28",
    "effects: [{metric: revenue, amount: 50k, period: 2027-Q3}]", "opportunities:\n  - {id: later",
    "duties: [{id: forecast, R: [rep]}", "Nobody has been assessed for 2027 yet", "owner: ann, due: 2027-01-31",
    "{text: Call earlier, taken_up: [call]}",
)  # fmt: skip
GOES = (
    "In 2026 we want", "size: 40M", "bo", "goes in autumn", "gone", "south", "done-push", "Learned and used", "1.2M",
    "kind: assessments", "kind: adjustment", "complete_through", "2026-05-15", "in_progress", "last_year",
)  # fmt: skip


@pytest.mark.parametrize("text", STAYS)
def test_what_goes_on_stands_in_the_new_plan(text: str, followed: tuple[str, str]) -> None:
    """What goes on stays as it is written, its days moved, changes and adjustments folded in."""
    assert text in followed[0]


@pytest.mark.parametrize("text", GOES)
def test_what_has_ended_is_gone(text: str, followed: tuple[str, str]) -> None:
    """Who left, what ended or is done, what named it, and figures that were decided for the year are gone."""
    assert re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", followed[0]) is None


def test_results_become_history(followed: tuple[str, str]) -> None:
    """What was reached stands in the history: of teams by month, of people for the year; its months are a profile."""
    text, told = followed
    assert "history: {file: revenue-history.csv}" in text
    assert "team,person,period,amount\neast,,2026-01,2000\n" in text
    assert ",cy,2026,78000\n" in text
    assert "months: [1.3%, 2.6%, 3.8%, 5.1%, 6.4%, 7.7%, 9%, 10.3%, 11.5%, 12.8%, 14.1%, 15.4%]" in text
    assert len(told.splitlines()) == 6
    assert "profile `revenue-2026`" in told


def test_open_lessons_and_actions_are_carried_over(followed: tuple[str, str]) -> None:
    """Lessons that nothing was made of and actions that are not done stand in a review; who led takes them over."""
    assert "2 lessons, 1 open action." in followed[1]


@settings(max_examples=8)
@given(st.sets(st.sampled_from(sorted(ENDS))), st.sampled_from(["acme", "north", "west-coast", ""]))
@pytest.mark.slow
def test_whatever_is_kept_names_what_is_kept(leaving: set[str], ended: str) -> None:
    """Whoever leaves and whatever ends: the new plan can be read, and nothing in it names what is gone."""
    text = PLAN
    for name in leaving - {"bo"}:
        text = text.replace(f"{{id: {name}, ", f"{{id: {name}, end: {ENDS[name]}, ")
    if ended:
        key = "until" if ended == "acme" else "to"
        text = text.replace(
            f"id: {ended}", f"id: {ended}, {key}: 2026-12-30" if ended != "north" else "id: north\n    to: 2026-12-30"
        )
    files = {"plan.yaml": text.encode(), "orders.csv": ORDERS.encode()}
    old = read(OverlayTree(files), Limits())
    checked = judged(old, date(2026, 12, 31))
    made = succeed(old, checked, TimeShift(parse_period("2026"), parse_period("2027")), "en")
    new = check(OverlayTree(made.files), date(2026, 12, 31))
    assert new.is_read
    assert [(one.code, one.place) for one in new.findings if one.code[:3] in {"TXT", "SHP", "REF"}] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026", "2027"), ("2026-H1", "2026-H2"), ("2026-Q4", "2027-Q1"),
        ("2026-04-01..2027-03-31", "2027-04-01..2028-03-31"),
        ("2011-05-31..2014-05-30", "2014-05-31..2017-05-30"), ("2024-12-30..2025-12-28", "2025-12-29..2026-12-27"),
    ],
)  # fmt: skip
def test_next_period_follows_and_is_as_long(old: str, new: str) -> None:
    """The plan that follows one begins on the day after its last, and is as long."""
    found = next_period(parse_period(old))
    assert found.name == new
    assert TimeShift(parse_period(old), found).fits


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        ("2026-Q3", "2027-Q3"), ("2026-W53", "2027-W52"), ("2026-02-28..2026-08-31", "2027-02-28..2027-08-31"),
        ("FY2026-P05", "FY2027-P05"), ("q01", "q01"),
    ],
)  # fmt: skip
def test_period_keeps_its_place(name: str, moved: str) -> None:
    """A period is moved to the same place of the next year; one that the plan defines keeps its name."""
    assert TimeShift(parse_period("2026"), parse_period("2027")).period(name) == moved


def test_days_side_by_side_stay_so() -> None:
    """The last day of something and the first of the next stay neighbours, over the end of February too."""
    shift = TimeShift(Period(date(2011, 5, 31), date(2014, 5, 31)), Period(date(2014, 5, 31), date(2017, 5, 31)))
    assert (shift.last(date(2012, 2, 28)), shift.day(date(2012, 2, 29))) == (date(2015, 2, 27), date(2015, 2, 28))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "day"), [("huadong", "2026-12-01"), ("adventure-works", "2014-05-31")])
def test_example_plans_are_followed(name: str, day: str, tmp_path: Path) -> None:
    """The plan that follows an example passes its check but for what is to be decided, and can be compared with it."""
    ended = ran("init", tmp_path / "next", "--from", PLANS / name, "--as-of", day)
    assert (ended.code, len(ended.out.splitlines())) == (0, 6)
    checked = ran("check", tmp_path / "next", "--as-of", day)
    assert (checked.code, "PLN105" in checked.out) == (0, True)
    assert ran("diff", PLANS / name, tmp_path / "next", "--as-of", day).code in (0, 1)


def test_period_of_another_length_is_refused(tmp_path: Path) -> None:
    """A plan that is longer or shorter than the one it follows, or comes no later, is refused with one that fits."""
    for period in ("2027-H1", "2026", "2025"):
        ended = ran("init", tmp_path / "next", "--from", PLANS / "starter", "--period", period)
        assert (ended.code, "such as 2027" in ended.err) == (2, True)
    ended = ran("init", tmp_path / "next", "--from", PLANS / "starter", "--currency", "EUR")
    assert (ended.code, "--from names" in ended.err) == (2, True)


def test_plan_that_cannot_be_read_is_not_followed(tmp_path: Path) -> None:
    """Where it is not known what a plan says, nothing is written."""
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "plan.yaml").write_text(
        "plancode: v1\nkind: plan\nid: x\nperiod: soon\ncurrency: EUR\n", "utf-8"
    )
    ended = ran("init", tmp_path / "next", "--from", tmp_path / "old")
    assert (ended.code, "Nothing was written" in ended.err, (tmp_path / "next").exists()) == (1, True, False)


LISTED = """
plancode: v1
kind: plan
id: listed
period: 2026
currency: EUR
team: all
---
plancode: v1
kind: team
id: people
roles: [{id: rep}]
teams: [{id: all, manager: ann}]
people:
  - {id: ann, name: Ann Lee, role: rep, team: all}
  - {id: bo, role: rep, team: all, end: 2026-09-30}
---
plancode: v1
kind: territories
id: map
accounts: {file: a.csv}
---
plancode: v1
kind: adjustment
id: move
effective: 2026-05-01
reason: Balance
trigger: people
changes: [{account: bar, owner: ann}]
approved: {by: ann, on: 2026-04-20}
"""


def test_owners_in_a_list_go_on_as_they_are_agreed(tmp_path: Path) -> None:
    """Who left is gone from the column of owners, who took over stands there; other cells stay as they were written."""
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "plan.yaml").write_text(LISTED.lstrip(), "utf-8")
    table = "name,owner\nshop,Ann Lee 60%; bo 40%\nbar,bo\nkiosk,Ann Lee\n"
    (tmp_path / "old" / "a.csv").write_text(table, "utf-8")
    done = ran("init", tmp_path / "new", "--from", tmp_path / "old", "--as-of", "2026-12-01")
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "new" / "a.csv").read_text("utf-8") == "name,owner\nshop,ann 60%\nbar,ann\nkiosk,Ann Lee\n"
