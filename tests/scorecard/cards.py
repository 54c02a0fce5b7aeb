"""Small lines, rubrics and readings for the tests of scorecards, each as somebody would write it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from plancode.model.methods.reading import Reading
from plancode.model.rubric import Kpi, RubricDocument
from plancode.scorecard.scoring import Scored, points

RATIO: Final = {"method": "ratio"}
NOTHING: Final = Reading()
AMOUNTS: Final = frozenset({"previous", "other_attainment"})
Written = Mapping[str, Any]
Plain = Decimal | float | str | None


def number(value: Plain) -> Decimal | None:
    """Return a number as it is compared with."""
    return Decimal(str(value)) if value is not None else None


def kpi(score: Written, weight: Decimal | int = 100, name: str = "line", **more: object) -> Kpi:
    """Return a line of a scorecard with a method."""
    fields = {"id": name, "metric": "revenue", "dimension": "outcome", "weight": Decimal(weight), "score": dict(score)}
    return Kpi.model_validate(fields | more)


def reading(actual: Plain = None, target: Plain = None, **more: Any) -> Reading:  # noqa: ANN401
    """Return what is known of a line; amounts may be written as numbers or texts."""
    amounts: dict[str, Any] = {name: number(more[name]) for name in AMOUNTS & more.keys()}
    return Reading(number(actual), number(target), **(more | amounts))


def scored(score: Written, one: Reading, weight: Decimal | int = 100) -> Scored:
    """Return what a method gives."""
    return points(kpi(score).score, Decimal(weight), one)


def given(score: Written, one: Reading, weight: Decimal | int = 100) -> Decimal | str:
    """Return the points of a method, or the reason why there are none."""
    found = scored(score, one, weight)
    assert (found.points is None) == (found.reason is not None)
    return found.points if found.points is not None else str(found.reason)


def rubric(*kpis: Kpi, **more: object) -> RubricDocument:
    """Return a scorecard of lines."""
    fields = {"plancode": "v1", "kind": "rubric", "id": "card", "roles": ["rep"]}
    return RubricDocument.model_validate(fields | {"kpis": list(kpis)} | more)
