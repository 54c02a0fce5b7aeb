"""Who is graded: nobody while the period runs, nor who was hardly there, nor who is not to be graded for a time.

The first quarter of 2026 has 64 working days in a calendar without holidays.
"""

import re
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from plancode.locale.catalogue import Language
from tests.analysis.small import head, targets, team
from tests.scorecard.test_people import METRICS, card, line, made, person, rows, rubric
from tests.support import ran

QUOTA: Final = targets("targets: [{person: ann, amount: 1200}]")
SOLD: Final = rows("2026-01-10,ann,revenue,5", "2026-04-02,ann,revenue,10", "2026-10-02,ann,revenue,30")


def graded(folder: Path, who: str = "", policy: str = "", day: date = date(2026, 3, 31), role: str = "") -> str:
    """Return the grade of somebody in the first quarter, or why there is none."""
    people = team([f"id: ann, role: rep, team: all{who}"], role)
    plan = head(team="all", policy=policy) if policy else head(team="all")
    one = card(made(folder, plan, people, QUOTA, rubric(), given=SOLD, as_of=day), "ann").card
    if one.grade is None:
        return str(one.reason)
    return one.grade.grade


def test_a_period_is_over_on_its_last_day(tmp_path: Path) -> None:
    """Next to nothing of the target is grade C on 31 March; on 30 March there is no grade, and nothing follows."""
    assert [graded(tmp_path, day=date(2026, 3, day)) for day in (30, 31)] == ["running", "C"]


@pytest.mark.parametrize(
    ("who", "policy", "expected"),
    [
        (", start: 2026-03-13", "", "too_short"),
        (", start: 2026-02-16", "", "C"),
        (", start: 2026-02-17", "", "too_short"),
        (", start: 2026-03-13", "{grade_from: 13d}", "C"),
        (", start: 2026-03-16", "{grade_from: 13d}", "too_short"),
        (", start: 2026-03-13", "{grade_from: 0%}", "C"),
        (", leave: [{from: 2026-01-12, to: 2026-03-31, kind: parental}]", "", "too_short"),
        (", leave: [{from: 2026-01-12, to: 2026-01-30}]", "{grade_from: 100%}", "C"),
        (", end: 2026-01-31", "", "too_short"),
        (", unscored: {to: 2026-06-30, reason: Probation}", "{grade_from: 10d}", "unscored"),
        (", unscored: {to: 2026-02-13, reason: Probation}", "", "C"),
        (", unscored: {to: 2026-02-16, reason: Probation}", "", "unscored"),
        (", unscored: {from: 2026-02-16, to: 2026-06-30, reason: Probation}", "", "C"),
    ],
)
def test_graded_is_who_was_there_long_enough(tmp_path: Path, who: str, policy: str, expected: str) -> None:
    """From half of the 64 working days, or as many as the plan says; ordinary leave counts as being there."""
    assert graded(tmp_path, who, policy) == expected


def test_a_role_can_be_ungraded_for_a_time(tmp_path: Path) -> None:
    """A role that is being tried until the end of March gives nobody a grade in the first quarter."""
    assert graded(tmp_path, role="unscored: {to: 2026-03-31, reason: New role}") == "unscored"


SAID: Final[dict[Language, tuple[str, ...]]] = {
    "en": (
        "It runs until 30 Jun 2026: this is how it stands so far, against the whole target.",
        "Not graded: Ann (at work on 13 of 64 working days; grades are given from 32 on).",
        "Not graded until 30 Jun 2026: Ann (Probation).",
    ),
    "zh": (
        "考核期到2026年6月30日结束：以下是目前情况，对照的是全期目标；期满后才评级。",
        "不评级：Ann（本期 64 个工作日中在岗 13 天，满 32 天才评级）。",
        "到2026年6月30日为止暂不评级：Ann（Probation）。",
    ),
}


@pytest.mark.parametrize("language", SAID)
def test_the_page_says_why_there_is_no_grade(tmp_path: Path, language: Language) -> None:
    """Whoever reads a scorecard without a grade reads what it waits for, and finds no consequence."""
    tried = (
        ("", date(2026, 4, 6), "2026-Q2"),
        (", start: 2026-03-13", date(2026, 3, 31), "2026-Q1"),
        (", unscored: {to: 2026-06-30, reason: Probation}", date(2026, 3, 31), "2026-Q1"),
    )
    for (who, day, period), expected in zip(tried, SAID[language], strict=True):
        folder = tmp_path / period / str(len(who))
        folder.mkdir(parents=True)
        people = team([f"id: ann, name: Ann, role: rep, team: all{who}"])
        made(folder, METRICS, people, QUOTA, rubric(), given=SOLD, as_of=day)
        asked = ("score", str(folder), "--as-of", str(day), "--period", period, "--lang", language)
        for more in ((), ("--person", "ann")):
            told = re.sub(r"\[Ann\]\([^)]*\)", "Ann", ran(*asked, "--format", "markdown", *more).out)
            assert expected in told
            assert "| C" not in told


SCALE: Final = 'method: levels, levels: {"1": 0%, "2": 60%, "3": 100%}'


@pytest.mark.parametrize(
    ("weight", "given", "policy", "expected"),
    [
        (25, "", "", "C"),
        (26, "", "", "too_little"),
        (26, "", "{grade_weight: 70%}", "C"),
        (60, "2, on: 2026-02-02", "", "C"),
        (10, "4, on: 2026-02-02", "", "off_scale"),
        (60, "2, on: 2025-12-20", "", "C"),
    ],
)
def test_a_grade_stands_on_most_of_the_weight(
    tmp_path: Path, weight: int, given: str, policy: str, expected: str
) -> None:
    """Without data for more than a quarter of the weight there is no grade, nor with a level that the line lacks.

    What is scored only once a year is no gap. The card says what a grade stands on, and that an assessment is older.
    """
    lines = (
        line(weight=100 - weight),
        line(SCALE, "skill", "assess: {by: field_visit}", weight),
    )
    people = team(["id: ann, role: rep, team: all", "id: bob, role: rep, team: all"])
    seen = f"{{person: ann, kpi: skill, method: field_visit, assessor: bob, level: {given}}}" if given else ""
    found = (f"{{kind: assessments, id: seen, assessments: [{seen}]}}\n",) if seen else ()
    plan = head(team="all", policy=policy) if policy else head(team="all")
    one = card(made(tmp_path, plan, people, QUOTA, rubric(*lines), *found, given=SOLD, as_of=date(2026, 3, 31)), "ann")
    assert (one.card.grade.grade if one.card.grade is not None else one.card.reason) == expected
    page = " ".join(ran("score", tmp_path, "--as-of", "2026-03-31", "--person", "ann").out.split())
    assert ("Total and grade stand on lines with" in page) == (expected == "C" and not given)
    assert ("is scored by the assessment of 20 Dec 2025" in page) == ("2025" in given)
    assert ("a level was given on" in page) == (expected == "off_scale")


def test_only_periods_that_are_over_make_the_year(tmp_path: Path) -> None:
    """In October three quarters count, each against its own target; the year has a grade on its last day."""
    people = team(["id: ann, role: rep, team: all"])
    running = made(tmp_path, METRICS, people, QUOTA, rubric(), given=SOLD, as_of=date(2026, 10, 9))
    (ann,) = [one for one in running.cards.analysis.staffing.people if one.model.id == "ann"]
    so_far = running.cards.year(ann, running.stretch)
    assert so_far is not None
    line = so_far.card.lines[0].scored.reading
    assert list(so_far.periods) == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert [line.actual, line.target] == [15, 900]
    assert (so_far.card.grade, so_far.card.reason) == (None, "year_running")
    over = made(tmp_path, METRICS, people, QUOTA, rubric(), given=SOLD)
    whole = over.cards.year(person(over.cards, "ann"), over.stretch)
    assert whole is not None
    assert whole.card.grade is not None
    assert whole.card.lines[0].scored.reading.target == 1200


def test_a_year_of_which_nothing_is_over_is_none(tmp_path: Path) -> None:
    """In February there is no year of a scorecard yet."""
    people = team(["id: ann, role: rep, team: all"])
    found = made(tmp_path, METRICS, people, QUOTA, rubric(), given=SOLD, as_of=date(2026, 2, 9))
    assert found.cards.year(person(found.cards, "ann"), found.stretch) is None
