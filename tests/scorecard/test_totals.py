"""A card added up: what is missing, points outside the hundred, vetoes, grades (by hand)."""

from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.model.methods.reading import Reading
from plancode.model.rubric import RubricDocument
from plancode.scorecard.points import reachable
from plancode.scorecard.scoring import Scored, points
from plancode.scorecard.totals import Card, Outside, card
from tests.making import FEW
from tests.scorecard.cards import NOTHING, RATIO, kpi, reading, rubric

CAPPED: Final = {"method": "ratio", "cap": "120%"}
GRADES: Final = [
    {"grade": "S", "from": 105, "coefficient": Decimal("1.3"), "then": "Promotion"},
    {"grade": "A", "from": 95, "coefficient": Decimal("1.1")},
    {"grade": "B", "from": 80},
    {"grade": "C", "from": 60},
    {"grade": "D", "then": "Coaching plan"},
]
EACH: Final = {"text": "Best practice shared", "each": 2, "max": 4}
OFF: Final = {"text": "Report missing", "each": 1, "max": 5}
BREACH: Final = {"metric": "breaches", "above": 0, "grade": "D"}
LATE: Final = {"metric": "receivable_days", "above": "60d", "grade": "C"}
MARGIN: Final = {"metric": "margin", "below": "10%", "grade": "B"}


def _rubric(**more: object) -> RubricDocument:
    lines = (kpi(CAPPED, 60, "a"), kpi(RATIO, 30, "b"), kpi(RATIO, 10, "c"))
    return rubric(*lines, **({"grades": GRADES} | more))


def _card(one: RubricDocument, outside: Outside | None = None, **attained: int) -> Card:
    """Return the card of lines by their attainment in percent."""
    return card(one, {name: _scored(one, name, reading(value, 100)) for name, value in attained.items()}, outside)


def _scored(one: RubricDocument, name: str, what: Reading) -> Scored:
    line = next(line for line in one.kpis if line.id == name)
    return points(line.score, line.weight, what)


def _grade(one: Card) -> str | None:
    return one.grade.grade if one.grade is not None else None


def test_lines_add_up() -> None:
    """60 × 120 % + 30 × 80 % + 10 × 100 % are 106, which is S with its coefficient and consequence."""
    found = _card(_rubric(), a=150, b=80, c=100)
    assert [found.points, found.total, found.weight] == [106, 106, 100]
    assert found.grade is not None
    assert (found.grade.grade, found.grade.coefficient, found.grade.then) == ("S", Decimal("1.3"), "Promotion")
    assert found.steps == (
        ("lines", Decimal(106)), ("additions", Decimal(0)), ("deductions", Decimal(0)), ("total", Decimal(106)),
        ("grade", "S"), ("coefficient", Decimal("1.3")),
    )  # fmt: skip


@pytest.mark.parametrize(("missing", "total"), [("skip", 90), ("zero", 81), ("full", 91)])
def test_a_line_without_data(missing: str, total: int) -> None:
    """81 points of 90 are 90 of 100 by the other lines alone; 81 where it counts nothing, 91 where it counts all."""
    found = _card(_rubric(missing=missing), a=90, b=90)
    assert found.total == total
    line = found.line("c")
    assert line is not None
    assert (line.scored.points, line.scored.reason) == (None, "no_actual")


def test_a_line_may_have_its_own_policy() -> None:
    """What the line says stands before what the scorecard says; the steps tell what was reweighted."""
    one = rubric(kpi(RATIO, 60, "a"), kpi(RATIO, 30, "b", missing="zero"), kpi(RATIO, 10, "c"), missing="skip")
    found = _card(one, a=90)
    assert found.total == Decimal(54) * 100 / 90
    assert found.steps[:4] == (
        ("lines", Decimal(54)), ("weight_counted", Decimal(90)), ("weight", Decimal(100)), ("reweighted", Decimal(60)),
    )  # fmt: skip


def test_what_is_not_due_is_not_missing() -> None:
    """A line that is scored once a year counts in no quarter, even where missing data count nothing."""
    one = _rubric(missing="zero")
    lines = {name: _scored(one, name, reading(90, 100)) for name in ("a", "b")}
    found = card(one, lines | {"c": _scored(one, "c", Reading(reason="not_due"))})
    assert found.total == 90


def test_a_card_without_data_has_no_total() -> None:
    """Nothing known is not judged; a scorecard without grades, or a total under all of them, says so."""
    assert (_card(_rubric()).total, _card(_rubric()).grade, _card(_rubric()).reason) == (None, None, "no_data")
    assert _card(_rubric(grades=[]), a=100).reason == "no_grades"
    assert _card(_rubric(), a=100).reason is None


def test_a_total_below_all_grades() -> None:
    """Totals from 8 on have a grade, those of 4 to 7 can come about and have none.

    https://template.net/edit-online/325594/sales-product-rubric-for-newbies
    """
    bands = [("28-32", 28), ("20-27", 20), ("12-19", 12), ("8-11", 8)]
    one = rubric(kpi(RATIO, 32, "a"), grades=[{"grade": name, "from": start} for name, start in bands])
    found = {total: card(one, {"a": _scored(one, "a", reading(total, 32))}) for total in (4, 7, 8, 12, 27, 28)}
    grades = {total: _grade(one) for total, one in found.items()}
    assert grades == {4: None, 7: None, 8: "8-11", 12: "12-19", 27: "20-27", 28: "28-32"}
    assert found[7].reason == "not_graded"


def test_points_outside_the_hundred() -> None:
    """2 for each, 4 at most, on top; 1 for each, 5 at most, off; what is not known counts nothing and says so."""
    one = _rubric(additions=[EACH, EACH | {"text": "Mentor"}], deductions=[OFF])
    found = _card(one, Outside((Decimal(3),), (Decimal(2),)), a=100, b=100, c=100)
    assert [extra.points for extra in found.additions] == [4, None]
    assert [found.added, found.deducted, found.total] == [4, 2, 102]
    assert _card(one, Outside((Decimal(-1), Decimal(1)), (Decimal(9),)), a=100, b=100, c=100).total == 97


def test_a_veto_caps_the_grade_and_is_named() -> None:
    """A breach makes an S a D, whatever the total; the total stays as it is."""
    one = _rubric(vetoes=[BREACH, LATE])
    found = _card(one, Outside(vetoes=(Decimal(1), Decimal(61))), a=120, b=120, c=100)
    assert [found.total, _grade(found)] == [118, "D"]
    assert [veto.metric for veto in found.capped_by] == ["breaches"]
    assert found.steps[-2:] == (("grade_by_total", "S"), ("grade", "D"))


@pytest.mark.parametrize(
    ("values", "attained", "grade", "names"),
    [
        ((Decimal(0), Decimal(60), Decimal("0.1")), 100, "A", []),
        ((Decimal(0), Decimal("60.5"), Decimal("0.1")), 100, "C", ["receivable_days"]),
        ((Decimal(0), Decimal(0), Decimal("0.0999")), 100, "B", ["margin"]),
        ((Decimal(0), Decimal(90), Decimal(0)), 50, "D", []),
        ((None, None, None), 100, "A", []),
    ],
)
def test_vetoes(values: tuple[Decimal | None, ...], attained: int, grade: str, names: list[str]) -> None:
    """A veto bites strictly beyond its limit, never raises a grade, and is silent where nothing is known."""
    one = _rubric(vetoes=[BREACH, LATE, MARGIN])
    found = _card(one, Outside(vetoes=values), a=attained, b=attained, c=attained)
    assert _grade(found) == grade
    assert [veto.metric for veto in found.capped_by] == names


def test_a_veto_with_a_limit_in_another_unit() -> None:
    """Two months are 60.875 days where the metric is counted in days; without a rate nothing is known."""
    one = _rubric(vetoes=[LATE | {"above": "2m"}])
    outside = Outside(vetoes=(Decimal(60),))
    converted = card(one, {}, outside, lambda _, limit: limit.number * Decimal("30.4375"))
    assert converted.vetoes[0].bites is False
    assert card(one, {}, outside, lambda _, __: None).vetoes[0].bites is None


def test_a_grade_is_not_lost_by_a_division() -> None:
    """Three times two thirds of 30 are 60 of 90; 85.5 of 90 are 95 and an A; thirds of 7 reach 8 of 24."""
    one = rubric(*(kpi(RATIO, 30, name) for name in "abc"), kpi(RATIO, 10, "d"), grades=GRADES)
    thirds = {name: _scored(one, name, reading(2, 3)) for name in "abc"}
    assert card(one, thirds).points == Decimal(60) * 100 / 90
    full = {name: _scored(one, name, reading("2.85", 3)) for name in "abc"}
    assert _grade(card(one, full)) == "A"
    sevenths = rubric(*(kpi(RATIO, 7, name) for name in "abc"), kpi(RATIO, 3, "d"), grades=[{"grade": "A", "from": 8}])
    assert _grade(card(sevenths, {name: _scored(sevenths, name, reading(1, 3)) for name in "abc"})) == "A"


@given(
    attained=st.lists(st.one_of(st.none(), st.integers(-50, 300)), min_size=3, max_size=3),
    missing=st.sampled_from(["zero", "full"]),
    counts=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    value=st.integers(0, 1),
)
@FEW
def test_a_card_lies_within_what_the_rubric_reaches(
    attained: list[int | None], missing: str, counts: tuple[int, int], value: int
) -> None:
    """Lines, extras and total stay in the reachable range, and a veto never raises a grade."""
    lines = [kpi(CAPPED, weight, name) for weight, name in ((60, "a"), (30, "b"), (10, "c"))]
    more: dict[str, Any] = {"additions": [EACH], "deductions": [OFF], "vetoes": [BREACH], "missing": missing}
    one = rubric(*lines, grades=GRADES, **more)
    known = {
        name: reading(done, 100) if done is not None else NOTHING for name, done in zip("abc", attained, strict=True)
    }
    scored = {name: _scored(one, name, what) for name, what in known.items()}
    outside = Outside((Decimal(counts[0]),), (Decimal(counts[1]),), (Decimal(value),))
    found, within = card(one, scored, outside), reachable(one)
    assert found.total is not None
    assert within.least <= found.total <= within.most
    assert found.grade is not None
    assert found.grade_by_total is not None
    assert one.grades.index(found.grade) >= one.grades.index(found.grade_by_total)
