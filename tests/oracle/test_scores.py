"""Scorecards and pace agree with the oracle's, which knows docs/numbers.md and nothing of `plancode.scorecard`."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from plancode.pipeline.building import edition_of
from plancode.pipeline.checking import check
from plancode.pipeline.reaching import reader
from plancode.render.edition import Edition
from plancode.scorecard.cards import Cards, PersonCard
from plancode.scorecard.pace import Pace as GivenPace
from plancode.scorecard.pools import pools
from plancode.tree.folder import FolderTree
from tests.oracle import scores
from tests.oracle.scores import Book, Card, Line, Pace, card, pace, quarters, read_book
from tests.oracle.targets import Scope
from tests.pooled import pooled
from tests.support import PLANS

NEAR: Final = Fraction(1, 10**9)
Day = tuple[str, date]
HUADONG: Final[Day] = ("huadong", date(2026, 4, 1))
DAYS: Final[tuple[Day, ...]] = (
    HUADONG, ("huadong", date(2026, 2, 20)), ("huadong", date(2026, 5, 20)), ("huadong", date(2026, 10, 31)),
    ("adventure-works", date(2013, 10, 15)), ("adventure-works", date(2014, 6, 30)),
)  # fmt: skip
"""The days that people look, and others: within a quarter, after an adjustment, past what the sources hold."""
SLOW: Final = tuple(pytest.param(one, marks=pytest.mark.slow) if one[0] == "huadong" else one for one in DAYS)
FIGURES: Final = ("target", "actual", "attainment", "variance", "raw", "points", "level")


@cache
def _edition(day: Day) -> Edition:
    folder = PLANS / day[0]
    found = edition_of(check(FolderTree(folder), day[1], reach=reader(folder)))
    assert found is not None
    return found


def _cards(day: Day) -> Cards:
    found = _edition(day).cards
    assert found is not None
    return found


@cache
def _book(day: Day) -> Book:
    return _over(_cards(day), PLANS / day[0], day[1])


def _over(cards: Cards, folder: Path, day: date) -> Book:
    """Return the oracle's book over the quotas of plancode, each of which test_agreement holds to its exact figure."""
    analysis = cards.analysis
    quotas = {
        (metric, scope): {
            analysis.horizon.periods[number].name: Fraction(amount)
            for number, amount in analysis.current(metric, scope).items()
        }
        for metric in analysis.targets.metrics
        for scope in analysis.scopes(metric)
    }
    return read_book(folder, day).over(quotas)


def _near(one: object, other: object) -> bool:
    """Whether a figure is the oracle's; both may be None or a text."""
    if isinstance(one, Decimal) and isinstance(other, Fraction):
        return abs(Fraction(one) - other) <= NEAR
    return one == other


def _line_of(made: PersonCard, name: str) -> dict[str, object]:
    line = made.card.line(name)
    assert line is not None
    one, reading = line.scored, line.scored.reading
    return {
        "target": reading.target,
        "actual": reading.actual,
        "attainment": one.attainment,
        "variance": one.variance,
        "raw": one.raw,
        "points": one.points,
        "level": reading.level,
    }


def _differing_lines(made: PersonCard, expected: Card) -> Iterator[str]:
    assert [one.kpi.id for one in made.card.lines] == list(expected.lines)
    for name, line in expected.lines.items():
        given = _line_of(made, name)
        for figure in FIGURES:
            if not _near(given[figure], getattr(line, figure)):
                yield f"{made.person.name} {name} {figure}: {given[figure]} is not {getattr(line, figure)}"


def _differing(made: PersonCard, expected: Card) -> Iterator[str]:
    yield from _differing_lines(made, expected)
    grade = made.card.grade
    coefficient = Fraction(expected.coefficient) if expected.coefficient is not None else None
    pairs = {
        "additions": (made.card.added, expected.added),
        "deductions": (made.card.deducted, expected.deducted),
        "total": (made.card.total, expected.total),
        "grade": (grade.grade if grade else None, expected.grade),
        "coefficient": (grade.coefficient if grade else None, coefficient),
        "by_team": (made.by_team, expected.by_team),
    }
    if made.card.withheld is not None:  # what the oracle, which grades every total, does not know: a period that runs
        pairs |= {"grade": (grade.grade if grade else None, None), "coefficient": (None, None)}
    yield from (f"{made.person.name} {name}: {one}" for name, one in pairs.items() if not _near(*one))


@pytest.mark.slow
@pytest.mark.parametrize("day", SLOW, ids=str)
def test_scorecards_agree(day: Day) -> None:
    """Every line of every scorecard of every quarter that has begun is the oracle's, and what they come to."""
    cards, book = _cards(day), _book(day)
    differing, compared = [], 0
    for number, periods in enumerate(quarters(book.plan)):
        if periods[0].first > day[1]:
            continue
        for person in cards.analysis.staffing.people:
            expected = card(book, book.plan.people[person.name], periods)
            is_over = periods[-1].last <= day[1]
            name = cards.analysis.horizon.quarter(number).name
            found = cards.in_period(person, name)
            assert len(found) == (expected is not None), (person.name, name)
            if expected is not None:
                compared += len(expected.lines)
                differing += [f"{name} {one}" for one in _differing(found[0], expected)]
                assert is_over or found[0].card.withheld is not None, (person.name, name)
    assert differing == []
    assert compared > 100


@pytest.mark.parametrize(
    "pool",
    [
        "{amount: 100k, weights: {rep: 1, kam: 1.5, xu-lei: 0.7}}",
        "{amount: 100k, weights: {rep: 1, kam: 1.5, xu-lei: 0.7}, ungraded: shared}",
        "{amount: 999.97, amounts: {2026-Q2: 5}}",
        "{amount: 1, amounts: {2026-Q1: 250.01}, weights: {rep: 8300, kam: 12750}}",
    ],
)
def test_given_points_monthly_lines_and_pools_agree(tmp_path: Path, pool: str) -> None:
    """Points that people give, lines scored each month, and what each has of a bonus pool are the oracle's."""
    pooled(tmp_path, pool)
    made = edition_of(check(FolderTree(tmp_path), date(2026, 4, 1), reach=reader(tmp_path)))
    assert made is not None
    assert made.cards is not None
    book = _over(made.cards, tmp_path, date(2026, 4, 1))
    quarter = quarters(book.plan)[0]
    for person in made.cards.analysis.staffing.people:
        expected = card(book, book.plan.people[person.name], quarter)
        found = made.cards.in_period(person, "2026-Q1")
        assert [list(_differing(one, expected)) for one in found if expected is not None] == [[]] * len(found)
    (shared,) = pools(made.cards)
    rubric = book.plan.of_kind("rubric")[0]
    rubric["pool"] |= {"amount": (rubric["pool"].get("amounts") or {}).get("2026-Q1", rubric["pool"]["amount"])}
    expected_pool = scores.pool(book, rubric, quarter)
    parts = {part.made.person.name: part for part in shared.parts if part.share is not None}
    given = {name: part.amount if part.kept is None else part.kept for name, part in parts.items()}
    assert {name: Fraction(amount or 0) for name, amount in given.items() if amount is not None} == {
        name: amount for name, (amount, _) in expected_pool.items()
    }
    assert {name for name, part in parts.items() if part.kept} == {
        name for name, one in expected_pool.items() if one[1]
    }
    assert (
        shared.amount == shared.given + (shared.kept or 0) == Decimal(sum(map(Decimal, filter(None, given.values()))))
    )


def _of(one: GivenPace) -> dict[str, object]:
    progress = one.progress
    return {
        "to_date": progress.to_date,
        "actual": progress.actual,
        "target": progress.whole,
        "attainment": one.attainment,
        "gap": one.gap,
        "forecast": one.season_forecast,
        "run_rate": one.run_rate_forecast,
        "required": one.required,
        "status": one.status,
    }


def _scopes(book: Book) -> Iterator[Scope]:
    yield from ((("team", name),) for name in book.plan.teams)
    yield from ((("person", name),) for name in book.plan.people)


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_pace_agrees(day: Day) -> None:
    """How every person and team stands in every metric that adds up is the oracle's."""
    standings, book = _edition(day).standings, _book(day)
    assert standings is not None
    metrics = [one for one in book.measures if book.plan.adds_up(one) and any(key[0] == one for key in book.targets)]
    assert metrics == [one for one in book.measures if one in standings.metrics and book.plan.adds_up(one)]
    differing, compared = [], 0
    for metric in metrics:
        for scope in _scopes(book):
            expected, found = pace(book, metric, scope), standings.of(metric, scope)
            assert (found is None) == (expected is None), (metric, scope)
            if found is not None and expected is not None:
                compared += 1
                assert found.through == expected.through
                differing += [
                    f"{metric} {scope} {name}: {one} is not {getattr(expected, name)}"
                    for name, one in _of(found.pace).items()
                    if not _near(one, getattr(expected, name))
                ]
    assert differing == []
    assert compared > 15


@pytest.mark.slow
def test_oracle_of_a_line_by_hand() -> None:
    """Of Zhou Min's quarter: 3.85M planned, 4,009,932 of invoices by the file, 35 points for the whole."""
    book = _book(HUADONG)
    found = card(book, book.plan.people["zhou-min"], quarters(book.plan)[0])
    assert found is not None
    invoices = [row for row in book.rows["orders"] if row.person == "zhou-min"]
    actual = sum((Fraction(row.cells["未税金额"]) for row in invoices), Fraction(0))
    revenue = found.lines["revenue"]
    assert revenue.target == 3_850_000
    assert revenue.actual == actual
    assert revenue.points == actual / 3_850_000 * 35
    assert found.lines["selling-skill"] == Line(raw=Fraction(11), points=Fraction(11), level="4")
    assert found.lines["tasks"].points is None
    assert found.grade == "A"  # 94 of the lines, and 2 given


@pytest.mark.slow
def test_oracle_of_pace_by_hand() -> None:
    """On 20 February 2026 nine of the fifteen working days of the month are over, after all of January."""
    book = _book(("huadong", date(2026, 2, 20)))
    found = pace(book, "revenue", (("person", "zhou-min"),))
    assert isinstance(found, Pace)
    february = next(one for one in book.plan.periods if one.name == "2026-02")
    gone = february.cut(None, date(2026, 2, 20))
    assert gone is not None
    part = Fraction(book.plan.calendar.count(gone), book.plan.calendar.count(february))
    assert found.to_date == 17_500_000 * (Fraction(9, 100) + Fraction(6, 100) * part)
    assert found.gap == found.actual - found.to_date


def test_oracle_knows_nothing_of_plancode() -> None:
    """What plancode is compared with is not made by it."""
    text = Path(scores.__file__).read_text("utf-8")
    assert re.findall(r"(?m)^(?:from|import) plancode", text) == []
