"""The limits of a scoring method in the unit of its metric: `4w` on a metric in days is 28, USD the plan's currency."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from plancode.model.scoring import Bands, Linear, PassFail, Score, Slope
from plancode.quantity import Quantity
from plancode.shape.base import Shape

Model = TypeVar("Model", bound=Shape)
Convert = Callable[[Quantity], Decimal | None]
"""Returns a quantity as a number of the metric's unit (`Measures.number`); None without a plan exchange rate."""


def in_units(score: Score, number: Convert) -> Score | None:
    """Return a method with its limits converted, None where one cannot be: the reason is then `no_rate`.

    Shares stay as they are, as does what is written in points.
    """
    if isinstance(score, Bands):
        bands = [_converted(band, ("from_", "to"), number) for band in score.bands]
        return score.model_copy(update={"bands": tuple(bands)}) if None not in bands else None
    return _converted(score, _limits_of(score), number)


def _limits_of(score: Score) -> tuple[str, ...]:
    if isinstance(score, Linear):
        return ("floor", "ceiling")
    if isinstance(score, Slope):
        return ("base", "per")
    return ("at",) if isinstance(score, PassFail) else ()


def _converted(model: Model, names: tuple[str, ...], number: Convert) -> Model | None:
    update: dict[str, Any] = {}
    for name in names:
        written = getattr(model, name)
        if written is not None:
            found = number(written)
            if found is None:
                return None
            update[name] = Quantity(found, written.unit)
    return model.model_copy(update=update)
