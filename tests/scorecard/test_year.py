"""The year of a scorecard by the rule of each line, and the true-up where it is stated (by hand)."""

from decimal import Decimal
from typing import Final

from plancode.model.methods.reading import Reading
from plancode.model.rubric import RubricDocument
from plancode.scorecard.grading import NoGrade
from plancode.scorecard.scoring import points
from plancode.scorecard.totals import Card, Outside, card
from plancode.scorecard.year import Year, year_of
from tests.scorecard.cards import RATIO, kpi, reading, rubric

QUARTERS: Final = ("Q1", "Q2", "Q3", "Q4")
GRADES: Final = [
    {"grade": "A", "from": 100, "coefficient": Decimal("1.2")},
    {"grade": "B", "from": 80, "coefficient": 1},
    {"grade": "C", "coefficient": Decimal("0.5")},
]
ACTUALS, TARGETS = (50, 120, 110, 300), (100, 100, 100, 300)


def _of(one: RubricDocument, what: Reading, outside: Outside | None = None) -> Card:
    line = one.kpis[0]
    return card(one, {line.id: points(line.score, line.weight, what)}, outside)


def _year(rule: str, readings: list[Reading] | None = None, whole: Reading | None = None, **more: object) -> Year:
    one = rubric(kpi(RATIO, 100, "a", **({"year": rule} if rule else {})), grades=GRADES, **more)
    if readings is None:
        readings = [reading(actual, target) for actual, target in zip(ACTUALS, TARGETS, strict=True)]
    periods = {name: _of(one, what) for name, what in zip(QUARTERS, readings, strict=False)}
    line = one.kpis[0]
    return year_of(one, periods, {"a": points(line.score, line.weight, whole or reading(sum(ACTUALS), sum(TARGETS)))})


def test_cumulative_mean_and_weighted() -> None:
    """580 of 600 is 96.67; the mean of 50, 120, 110, 100 is 95; by targets it is 58,000 ÷ 600, here as cumulative."""
    assert _year("cumulative").card.total == Decimal(580) / 600 * 100
    assert _year("mean").card.total == 95
    assert _year("weighted").card.total == Decimal(58_000) / 600


def test_capped_quarters_are_not_the_capped_year() -> None:
    """Weighted by target counts what each quarter gave; cumulative lets a strong quarter make up for a weak one."""
    one = rubric(kpi({"method": "ratio", "cap": "100%"}, 100, "a", year="weighted"))
    periods = {
        name: _of(one, reading(actual, target)) for name, actual, target in zip(QUARTERS, ACTUALS, TARGETS, strict=True)
    }
    found = year_of(one, periods, {})
    assert found.card.total == Decimal(50 * 100 + 100 * 100 + 100 * 100 + 100 * 300) / 600
    line = found.card.line("a")
    assert line is not None
    assert line.scored.steps[:2] == (("period_points", Decimal(50)), ("period_target", Decimal(100)))


def test_the_rule_of_the_line_stands_before_that_of_the_rubric() -> None:
    """Where a line says nothing the scorecard's rule holds."""
    assert _year("", year="mean").card.total == 95
    assert _year("cumulative", year="mean").card.total == Decimal(580) / 600 * 100


def test_periods_without_data() -> None:
    """They are left out of the mean, or count nothing, as the policy says; none at all is no data."""
    readings = [reading(90, 100), Reading(), reading(80, 100)]
    assert _year("mean", readings).card.total == 85
    assert _year("mean", readings, missing="zero").card.total == Decimal(170) / 3
    assert _year("weighted", readings).card.total == 85
    found = _year("mean", [Reading()]).card
    assert (found.total, found.lines[0].scored.reason) == (None, "no_periods")


def test_weights_need_targets() -> None:
    """What has no target at all, as an assessment, is a plain mean; a target that only some periods have is missing."""
    assert _year("weighted", []).card.lines[0].scored.reason == "no_periods"
    without = rubric(kpi({"method": "linear", "floor": 0, "ceiling": 100}, 100, "a", year="weighted"))
    for targets, found in (
        ((None, None), 70),
        ((0, 0), 70),
        ((100, None), "no_target"),
        ((-5, -5), 70),
        ((-5, 5), "negative_target"),
    ):
        quarters = {
            name: _of(without, reading(*one))
            for name, one in zip(QUARTERS, zip((50, 90), targets, strict=True), strict=False)
        }
        scored = year_of(without, quarters, {}).card.lines[0].scored
        assert (scored.points or scored.reason) == found


def test_periods_all_without_data_are_no_data() -> None:
    """The whole weight that is given without data never becomes a year with data."""
    found = _year("mean", [Reading(), Reading()], missing="full").card
    assert [found.total, found.weight_known, found.lines[0].scored.reason] == [100, 0, "no_periods"]


def test_periods_that_were_not_graded_count_in_no_mean() -> None:
    """A quarter on probation with 50 leaves the mean of the others, of points and of additions, in the year as well."""
    one = rubric(kpi(RATIO, 100, "a", year="mean"), additions=[{"text": "x", "each": 1, "max": 9}], grades=GRADES)
    probation = Outside((Decimal(9),), withheld=NoGrade("unscored"))
    periods = {
        name: _of(one, reading(actual, 100), outside)
        for name, actual, outside in (("Q1", 50, probation), ("Q2", 80, Outside((Decimal(3),))), ("Q3", 90, None))
    }
    found = year_of(one, periods, {})
    assert [found.card.total, list(found.periods), found.ungraded] == [85 + 3, ["Q2", "Q3"], ("Q1",)]
    assert found.given == Decimal(83 + 90) / 2


def test_weight_of_a_line_is_known_as_far_as_its_periods_are() -> None:
    """Data in one of three quarters in which it was due is a third of its weight; absence takes nothing."""
    readings = [reading(90, 100), Reading(), Reading(), Reading(reason="absent")]
    found = _year("mean", readings).card
    assert [found.total, found.lines[0].periods, found.weight_known] == [90, (1, 3), Decimal(100) / 3]
    assert _year("cumulative", readings).card.weight_known == 100


def test_true_up_only_where_stated() -> None:
    """The year's 96.67 replaces a mean of 95 only where the rubric says so."""
    stated, silent = _year("cumulative", true_up=True), _year("cumulative")
    assert silent.true_up is None
    assert silent.given == stated.given == 95
    assert stated.true_up == Decimal(580) / 600 * 100 - 95


def test_points_outside_the_hundred_are_a_mean() -> None:
    """4 points in one quarter and none in the next are 2 in the year, on the scale of a quarter."""
    one = rubric(kpi(RATIO, 100, "a"), additions=[{"text": "x", "each": 2, "max": 4}], grades=GRADES)
    periods = {
        name: _of(one, reading(90, 100), Outside((count,)))
        for name, count in (("Q1", Decimal(5)), ("Q2", Decimal(0)), ("Q3", None))
    }
    found = year_of(one, periods, {"a": periods["Q1"].lines[0].scored}).card
    assert [found.additions[0].count, found.additions[0].points, found.total] == [5, 2, 92]


def test_vetoes_look_at_the_year() -> None:
    """The year's value decides about the year's grade."""
    one = rubric(kpi(RATIO, 100, "a"), vetoes=[{"metric": "breaches", "above": 0, "grade": "C"}], grades=GRADES)
    found = year_of(one, {}, {"a": _of(one, reading(110, 100)).lines[0].scored}, Outside(vetoes=(Decimal(1),)))
    assert found.card.grade is not None
    assert (found.card.grade.grade, found.given) == ("C", None)
