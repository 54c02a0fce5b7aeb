"""What a line of a scorecard takes as its scoring method, and points outside the hundred."""

from functools import reduce
from importlib import import_module
from operator import or_
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Discriminator, Field, Tag, model_validator

from plancode.model import methods
from plancode.model.base import MetricName, Scoped
from plancode.model.methods.method import Method
from plancode.shape.base import says
from plancode.shape.bearing import SCORE
from plancode.shape.contradiction import exactly_one
from plancode.shape.types import Id, Number, Text


def _all_methods() -> tuple[type[Method], ...]:
    """Return every scoring method; one that is not finished belongs to no plan, and fails a test by its name."""
    for module in iter_modules(methods.__path__, f"{methods.__name__}."):
        import_module(module.name)
    return tuple(method for method in Method.__subclasses__() if not method.__abstractmethods__)


METHODS: Final = _all_methods()
"""Each is a module of `plancode/model/methods`, and stands in the order of their names."""


def _method_of(value: object) -> str | None:
    """Return the tag of a scoring method, or None where none is named."""
    method = value.get("method") if isinstance(value, dict) else getattr(value, "method", None)
    return f"<{method}>" if isinstance(method, str) else None


if TYPE_CHECKING:
    Score = Method
else:
    Score = Annotated[
        reduce(or_, (Annotated[method, Tag(f"<{method.word()}>")] for method in METHODS)), Discriminator(_method_of)
    ]


class Bonus(Scoped, bears=SCORE):
    """Points outside the hundred: an addition (加分) or deduction (减分) for each case of a metric or of a text."""

    id: Annotated[
        Id | None, says("The name by which `points` of assessments give it, for one that a text describes.", "praise")
    ] = None
    metric: Annotated[MetricName | None, says("The metric that is counted.", "new_customers")] = None
    text: Annotated[Text | None, says("What is counted, in words.", "Best practice shared with the team")] = None
    each: Annotated[Number, Field(gt=0), says("Points for each case.", 2)]
    max: Annotated[Number, Field(gt=0), says("At most this many points.", 10)]

    @model_validator(mode="after")
    def _one_way(self) -> "Bonus":
        exactly_one("counted", {"metric": self.metric, "text": self.text})
        return self
