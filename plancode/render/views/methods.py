"""The scoring methods in words, with their figures, so that everybody can recompute a score."""

from decimal import Decimal
from functools import singledispatch

from plancode.model.scoring import (
    Band,
    Bands,
    Bonus,
    Curve,
    Deduction,
    Growth,
    Levels,
    Linear,
    Matrix,
    PassFail,
    Rank,
    RankStep,
    Ratio,
    Slope,
)
from plancode.said.value import Joined, PlanWord, Said, Term


@singledispatch
def method_in_words(score: object, weight: Decimal) -> Said:
    """Return how a score is found, in one line."""
    raise TypeError(type(score).__name__)


@method_in_words.register
def _(score: Ratio, weight: Decimal) -> Said:  # the weight stands in its own column
    return _with(Term("method.ratio"), _limits(cap=score.cap, floor=score.floor))


@method_in_words.register
def _(score: Growth, weight: Decimal) -> Said:
    over = PlanWord(score.over, "Growth.over")
    return _with(Term("method.growth", (("over", over), ("full", score.full))), _limits(cap=score.cap))


@method_in_words.register
def _(score: Rank, weight: Decimal) -> Said:
    steps = Joined(tuple(_place(step) for step in score.steps), "list.semicolon")
    return Term("method.rank", (("by", Term(f"by.{score.by}")), ("steps", steps)))


@method_in_words.register
def _(score: Bands, weight: Decimal) -> Said:
    bands = Joined(tuple(_band(band) for band in score.bands), "list.semicolon")
    return Term("method.bands", (("of", Term(f"of.{score.of}")), ("bands", bands)))


@method_in_words.register
def _(score: Linear, weight: Decimal) -> Said:
    return Term("method.linear", (("floor", score.floor), ("ceiling", score.ceiling)))


@method_in_words.register
def _(score: Slope, weight: Decimal) -> Said:
    below = score.below if score.below is not None else score.points
    values: tuple[tuple[str, Said], ...] = (
        ("base", score.base),
        ("base_points", score.base_points),
        ("points", score.points),
        ("below", below),
        ("per", score.per),
    )
    limits = [Term("limit.max", (("points", score.max),))] if score.max is not None else []
    limits += [Term("limit.min", (("points", score.min),))] if score.min is not None else []
    return _with(Term("method.slope", values), limits)


@method_in_words.register
def _(score: Deduction, weight: Decimal) -> Said:
    limits = [Term("limit.free", (("cases", score.free),))] if score.free is not None else []
    limits += [Term("limit.off", (("points", score.max),))] if score.max is not None else []
    return _with(Term("method.deduction", (("weight", weight), ("each", score.each))), limits)


@method_in_words.register
def _(score: PassFail, weight: Decimal) -> Said:
    return Term("method.pass_fail", (("weight", weight), ("at", score.at)))


@method_in_words.register
def _(score: Levels, weight: Decimal) -> Said:
    levels = tuple(_level(score, level) for level in score.levels)
    return Term("method.levels", (("levels", Joined(levels, "list.semicolon")),))


@method_in_words.register
def _(score: Curve, weight: Decimal) -> Said:
    values: tuple[tuple[str, Said], ...] = (
        ("threshold", score.threshold),
        ("at_threshold", score.at_threshold),
        ("stretch", score.stretch),
        ("at_stretch", score.at_stretch),
    )
    return Term("method.curve", values)


@method_in_words.register
def _(score: Matrix, weight: Decimal) -> Said:
    cells = tuple(
        Term("matrix.cell", (("first", cell.first), ("second", cell.second), ("share", cell.share)))
        for cell in score.cells
    )
    return Term("method.matrix", (("metric", score.metric), ("cells", Joined(cells, "list.semicolon"))))


def bonus_in_words(bonus: Bonus, name: Said) -> Said:
    """Return an addition or deduction in one line."""
    return Term("bonus", (("name", name), ("each", bonus.each), ("max", bonus.max)))


def _with(head: Term, limits: list[Term]) -> Said:
    return Joined((head, *limits), "list.semicolon")


def _limits(cap: Said = None, floor: Said = None) -> list[Term]:
    found = [Term("limit.cap", (("cap", cap),))] if cap is not None else []
    return found + ([Term("limit.floor", (("floor", floor),))] if floor is not None else [])


def _band(band: Band) -> Said:
    points: tuple[str, Said] = ("points", band.points)
    if band.from_ is not None and band.to is not None:
        return Term("band.both", (("from", band.from_), ("to", band.to), points))
    if band.from_ is not None:
        return Term("band.from", (("from", band.from_), points))
    return Term("band.to", (("to", band.to), points)) if band.to is not None else Term("band.rest", (points,))


def _place(step: RankStep) -> Said:
    points: tuple[str, Said] = ("points", step.points)
    return Term("place.to", (("to", step.to), points)) if step.to is not None else Term("place.rest", (points,))


def _level(score: Levels, level: str) -> Said:
    text = score.texts.get(level)
    values: tuple[tuple[str, Said], ...] = (("level", level), ("share", score.levels[level]), ("text", text))
    return Term("level.text" if text else "level", values)
