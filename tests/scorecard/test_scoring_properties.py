"""What holds for every line: within what it can give, better is never worse, bands agree with their gaps."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plancode.model.methods.bands import Bands
from plancode.model.methods.reading import Reading
from plancode.model.rubric import Kpi
from plancode.scorecard.scoring import points
from tests.making import examples
from tests.oracle.scores import METHODS
from tests.scorecard.cards import kpi

SOME = examples(2)
PERCENTS = st.integers(0, 300).map(lambda one: f"{one}%")
NUMBERS = st.integers(-50, 300).map(lambda one: Decimal(one) / 2)
POINTS = st.integers(0, 60).map(Decimal)
LEVELS = ("1", "2", "3")
VALUES = st.one_of(st.none(), st.integers(-400, 400).map(lambda one: Decimal(one) / 4))
MAYBE = st.one_of(st.none(), PERCENTS)


def _with(method: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    found = st.fixed_dictionaries({"method": st.just(method), **fields})
    return found.map(lambda one: {key: value for key, value in one.items() if value is not None})


def _bands() -> st.SearchStrategy[list[dict[str, Any]]]:
    limit = st.one_of(st.none(), st.integers(0, 40))
    band = st.fixed_dictionaries({"from": limit, "to": limit, "points": POINTS})
    kept = band.map(lambda one: {key: value for key, value in one.items() if value is not None})
    return st.lists(kept, min_size=1, max_size=5)


CELL = st.fixed_dictionaries({"first": PERCENTS, "second": PERCENTS, "share": PERCENTS})
STEP = st.fixed_dictionaries({"to": st.integers(1, 9), "points": POINTS})
RATIO = _with("ratio", cap=MAYBE, floor=MAYBE, form=st.sampled_from(["two_minus", "target_over_actual"]))
GROWTH = _with("growth", over=st.just("last_year"), full=PERCENTS, cap=MAYBE)
LINEAR = _with("linear", floor=st.integers(0, 99), ceiling=st.integers(0, 99))
SLOPE = _with("slope", base=NUMBERS, base_points=POINTS, per=st.integers(1, 9), points=POINTS, max=st.just(Decimal(90)),
              count=st.sampled_from([None, "full", "begun"]))  # fmt: skip
MORE = POINTS.map(lambda one: one + 1)
DEDUCTION = _with("deduction", each=MORE, free=st.one_of(st.none(), POINTS), max=MORE)
CURVE = _with("curve", threshold=PERCENTS, at_threshold=st.sampled_from(["0%", "50%", "100%"]), stretch=PERCENTS,
              at_stretch=st.sampled_from(["100%", "150%"]))  # fmt: skip
ACCELERATOR = _with("accelerator", rate=st.integers(1, 12).map(lambda one: Decimal(one) / 4), cap=PERCENTS, floor=MAYBE)
DRAWN = {
    "ratio": RATIO, "growth": GROWTH, "linear": LINEAR, "slope": SLOPE, "deduction": DEDUCTION, "curve": CURVE,
    "accelerator": ACCELERATOR,
    "rank": _with("rank", steps=st.lists(STEP, min_size=1, max_size=4)),
    "bands": _with("bands", of=st.sampled_from(["actual", "attainment"]), bands=_bands()),
    "pass_fail": _with("pass_fail", at=st.integers(0, 99)),
    "levels": _with("levels", levels=st.dictionaries(st.sampled_from(LEVELS), PERCENTS, min_size=1)),
    "matrix": _with("matrix", metric=st.just("collections"), cells=st.lists(CELL, min_size=1, max_size=4)),
}  # fmt: skip
LINES = st.builds(kpi, st.one_of(*DRAWN.values()), st.integers(1, 100))
READINGS = st.builds(
    Reading,
    actual=VALUES,
    target=VALUES,
    previous=VALUES,
    rank=st.one_of(st.none(), st.integers(1, 12)),
    level=st.one_of(st.none(), st.sampled_from((*LEVELS, "9"))),
    other_attainment=VALUES,
    lower_is_better=st.booleans(),
    unit=st.sampled_from([None, "money", "percent"]),
)


@given(line=LINES, one=READINGS)
@SOME
def test_points_lie_within_what_the_line_can_give(line: Kpi, one: Reading) -> None:
    """No method gives more or less than its range, and it gives points or a reason, never both."""
    found = points(line.score, line.weight, one)
    assert (found.points is None) == (found.raw is None) == (found.reason is not None)
    if found.points is not None:
        within = line.score.within(line.weight)
        assert within.least <= found.points <= within.most
        assert found.steps[-1] == ("points", found.points)


@given(
    score=st.one_of(RATIO, GROWTH, SLOPE, CURVE, ACCELERATOR),
    values=st.lists(st.integers(1, 400).map(Decimal), min_size=2, max_size=2),
    target=st.integers(1, 200).map(Decimal),
    lower=st.booleans(),
)
@SOME
def test_better_is_never_worse(score: dict[str, Any], values: list[Decimal], target: Decimal, lower: bool) -> None:  # noqa: FBT001
    """A better result has at least the points of a worse one; slopes are taken as written."""
    turned = lower and score["method"] != "slope"
    line = kpi(score)
    worse, better = sorted(values, reverse=turned)
    found = [
        points(line.score, line.weight, Reading(one, target, target, lower_is_better=turned)).points
        for one in (worse, better)
    ]
    assert None in found or found == sorted(one for one in found if one is not None)


@given(score=LINEAR, values=st.lists(NUMBERS, min_size=2, max_size=2))
@SOME
def test_linear_rises_from_floor_to_ceiling(score: dict[str, Any], values: list[Decimal]) -> None:
    """Nearer to the ceiling is never worse, whichever of both is higher."""
    line = kpi(score)
    near, far = sorted(values, reverse=score["floor"] < score["ceiling"])
    found = [points(line.score, line.weight, Reading(one)).points for one in (far, near)]
    assert None in found or found == sorted(one for one in found if one is not None)


@given(cap=st.integers(0, 200), attained=st.integers(-100, 500))
@SOME
def test_the_cap_holds(cap: int, attained: int) -> None:
    """A line never gives more than the capped part of its weight, and raw points tell what it would have been."""
    line = kpi({"method": "ratio", "cap": f"{cap}%"}, 40)
    found = points(line.score, line.weight, Reading(Decimal(attained), Decimal(100)))
    assert found.points == max(min(Decimal(attained), Decimal(cap)), Decimal(0)) * 40 / 100
    assert found.raw == Decimal(attained) * 40 / 100


@given(score=ACCELERATOR, weight=st.integers(1, 100), attained=st.integers(-100, 400))
@SOME
def test_accelerator_is_two_tiers(score: dict[str, Any], weight: int, attained: int) -> None:
    """Points are those of a tier up to the target and one beyond it, as the oracle adds them up."""
    line = kpi(score, weight)
    found = points(line.score, line.weight, Reading(Decimal(attained), Decimal(100)))
    written = {key: str(value) for key, value in score.items()}
    expected = METHODS["accelerator"](written, Fraction(weight), None, Fraction(attained, 100), None)
    is_scale = score["rate"] > 1 and int(score["cap"][:-1]) > 100 and int(score.get("floor", "0%")[:-1]) <= 100
    assert (found.reason == "no_range") is not is_scale
    assert found.points is None or (Fraction(found.raw or 0), Fraction(found.points)) == expected


@given(written=_bands(), value=NUMBERS)
@SOME
def test_bands_agree_with_their_gaps(written: list[dict[str, Any]], value: Decimal) -> None:
    """Where bands do not overlap, a value has no band exactly where `gaps` finds one."""
    score = kpi({"method": "bands", "bands": written}).score
    assert isinstance(score, Bands)
    upside_down = any(one.from_ and one.to and one.from_.number > one.to.number for one in score.bands)
    if upside_down or list(score.overlaps()):
        return
    inside = [(one.low is None or value > one.low) and (one.high is None or value < one.high) for one in score.gaps()]
    on_edge = any(value in (one.low, one.high) for one in score.gaps())
    assert on_edge or (score.band_at(value) is None) == any(inside)
