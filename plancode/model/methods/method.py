"""What a scoring method is: a model that says by itself what it gives, within what, by which steps and in which words.

A method works on exact decimals and rounds nothing. A limit in percent on a metric that is not counted in percent
means the attainment: a revenue line that passes at 100 % passes at its target. What is missing makes `no data` with
its reason, never 0 points.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, Literal, Self, TypeVar, get_args

from plancode.findings.place import Route
from plancode.model.methods.reading import ZERO, RatioForm, Reading, Reason, Step, clamped
from plancode.quantity import Quantity
from plancode.said.value import Joined, Said, Term
from plancode.shape.base import Shape, says
from plancode.shape.bearing import SCORE

WITHOUT_END: Final = Decimal("Infinity")
Model = TypeVar("Model", bound=Shape)
Convert = Callable[[Quantity], Decimal | None]
"""Returns a quantity as a number of the metric's unit (`Measures.number`); None without a plan exchange rate."""


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most points."""

    least: Decimal
    most: Decimal

    def __add__(self, other: "Range") -> "Range":
        """Return the range of the sum."""
        return Range(self.least + other.least, self.most + other.most)

    @classmethod
    def over(cls, points: list[Decimal]) -> "Range":
        """Return the range of points that are written out."""
        return cls(min(points), max(points))


@dataclass(frozen=True, slots=True)
class Given:
    """What a method gives: points as they come, within cap, floor, least and most, and the steps of the calculation."""

    raw: Decimal
    points: Decimal
    steps: tuple[Step, ...]

    @classmethod
    def as_written(cls, given: Decimal, steps: tuple[Step, ...]) -> "Given":
        """Return points that nothing limits."""
        return cls(given, given, steps)


@dataclass(frozen=True, slots=True)
class Fault:
    """A scale on which nothing can be scored: the variant of KPI112, and what its message says."""

    variant: str
    values: tuple[tuple[str, Quantity | Decimal], ...] = ()


class Method(Shape):
    """How a figure becomes points."""

    method: Annotated[str, says("Which method it is.", "ratio")]
    limits: ClassVar[tuple[str, ...]] = ()
    """Fields that are written in the unit of the metric."""
    writes_best: ClassVar[bool] = False
    """Whether its best points are written out, and should be the weight."""

    def __init_subclass__(cls, **config: Any) -> None:  # noqa: ANN401  # what pydantic takes
        """Let every change of a method bear on what is promised."""
        super().__init_subclass__(bears=SCORE, **config)

    @classmethod
    def word(cls) -> str:
        """Return the word that plans name it by."""
        return str(get_args(cls.model_fields["method"].annotation)[0])

    @abstractmethod
    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return what a line of a weight gives for a reading, or why it has no data."""

    @abstractmethod
    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return how points are found, in one line by which a reader recomputes them.

        Of the reading it matters which way is better, and in which unit its figures are.
        """

    def beside(self, reading: Reading) -> tuple[Term, ...]:
        """Return what else somebody needs who recomputes the points of a reading, besides target, actual and level."""
        return ()

    def borders(self) -> tuple[Quantity, ...]:
        """Return the values, or attainments, at which points change otherwise than evenly."""
        return ()

    def within(self, weight: Decimal) -> Range:
        """Return the least and the most points that it can give."""
        return Range(ZERO, weight)

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with its scale."""
        yield from ()

    def falls(self, *, lower_is_better: bool) -> bool:  # what a scale is held against
        """Whether the better value gets fewer points."""
        return False

    def attainment(self, reading: Reading) -> Decimal | Reason:
        """Return how far the target is reached, as it is shown beside the points."""
        return reading.attainment()

    def begun(self, reading: Reading) -> tuple[Step, ...]:
        """Return the steps that are shown where there is no data."""
        return reading.against_target

    def needs_target(self, *, in_percent: bool) -> bool:
        """Whether it can only score what has a target."""
        return False

    @property
    def grown_over(self) -> Literal["last_year", "last_period"] | None:
        """The earlier period that it asks for."""
        return None

    @property
    def ranked_by(self) -> Literal["actual", "attainment", "growth"] | None:
        """What it wants people ranked by."""
        return None

    @property
    def second_metric(self) -> str | None:
        """The metric that it looks at beside that of the line."""
        return None

    def written(self) -> Iterator[tuple[Route, Quantity]]:
        """Yield the limits that are written in the unit of the metric, and where they stand."""
        yield from written_in(self, self.limits)

    def in_units(self, number: Convert) -> Self | None:
        """Return it with its limits as plain numbers, None where one cannot be: the reason is then `no_rate`.

        Limits are in the unit of its metric: `4w` on a metric in days is 28, USD the plan's currency. Shares stay as
        they are, as does what is written in points.
        """
        return converted(self, self.limits, number)


def written_in(model: Shape, names: tuple[str, ...]) -> Iterator[tuple[Route, Quantity]]:
    """Yield the quantities of a model, each by the key that people write."""
    for name in names:
        if getattr(model, name) is not None:
            yield (type(model).model_fields[name].alias or name,), getattr(model, name)


def converted(model: Model, names: tuple[str, ...], number: Convert) -> Model | None:
    """Return a model with quantities as plain numbers, None where one cannot be."""
    update: dict[str, Any] = {}
    for name in names:
        written = getattr(model, name)
        if written is not None:
            amount = number(written)
            if amount is None:
                return None
            update[name] = Quantity(amount, written.unit)
    return model.model_copy(update=update)


def capped(raw: Decimal, cap: Quantity | None, weight: Decimal) -> Decimal:
    """Return points that are never below 0, nor above the capped part of the weight."""
    return clamped(raw, ZERO, most_of(cap, weight) if cap is not None else None)


def most_of(cap: Quantity | None, weight: Decimal) -> Decimal:
    """Return the most that a cap allows."""
    return cap.number * weight if cap is not None else WITHOUT_END


def together(*parts: Said) -> Joined:
    """Return several things that are said in one line."""
    return Joined(parts, "list.semicolon")


def limited(cap: Quantity | None = None, floor: Quantity | None = None) -> tuple[Term, ...]:
    """Return words for what points that are never below 0 come to at most, and for a floor of attainment."""
    most = Term("limit.cap", (("cap", cap),)) if cap is not None else Term("limit.least")
    return (most, Term("limit.floor", (("floor", floor),))) if floor is not None else (most,)


def stated(*limits: Quantity | None) -> tuple[Quantity, ...]:
    """Return the limits that are given."""
    return tuple(limit for limit in limits if limit is not None)


def attained(reading: Reading, form: RatioForm = "two_minus") -> Term:
    """Return how far the target is reached, as a division."""
    if is_of_loss(reading):
        return Term("attained.loss")
    return Term(f"attained.{form if reading.lower_is_better else 'divided'}")


def is_of_loss(reading: Reading) -> bool:
    """Whether what is planned is a loss."""
    return reading.target is not None and reading.target < 0


def held(reading: Reading, limit: Quantity | None = None, *, as_attainment: bool = False) -> Term:
    """Return what limits are held against: the value, or the attainment and how it is found."""
    if not reading.is_attained(limit, as_attainment=as_attainment):
        return Term("of.actual")
    if is_of_loss(reading):
        return Term("of.attainment_loss")
    return Term("of.attainment_lower" if reading.lower_is_better else "of.attainment")
