"""What is known of one line of a scorecard, for one person or team and one period, and how far it reached its target.

Nothing here knows where the figures come from. They are plain numbers in the unit of the metric: a share is the share
itself (35 % is 0.35), a length of time the number of days or hours, money that of the plan's currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from plancode.quantity import Quantity

ZERO, ONE, TWO = Decimal(0), Decimal(1), Decimal(2)
PLACES: Final = 12
"""Digits of a figure that is held against a limit: what two divisions lose must not decide about a grade."""
Reason = Literal[
    "absent",
    "contradicted",
    "empty",
    "expired",
    "filtered",
    "incomplete",
    "negative_previous",
    "negative_target",
    "no_actual",
    "no_assessment",
    "no_band",
    "no_other",
    "no_periods",
    "no_place",
    "no_previous",
    "no_range",
    "no_rank",
    "no_rate",
    "no_source",
    "no_target",
    "not_due",
    "not_read",
    "nothing",
    "other_unit",
    "running",
    "unmatched",
    "unread",
    "unreached",
    "unknown_level",
    "zero_actual",
    "zero_previous",
    "zero_target",
]
"""Why a line has no points. The caller's own are `absent` (not at work), `contradicted` (two assessments of one day),
`expired` (the assessment no longer holds), `incomplete` (the source does not reach the end of the period), `no_rate`
(no plan exchange rate), `no_source`, `not_read` (its source could not be read, or was not asked), `nothing` (nothing
was counted in a time that is over), `running` (growth of a period that is not over), `not_due` (scored more rarely than
the scorecard), `other_unit` (measured in another unit than it is counted in), `unreached` (the source ends before a
period that runs begins), and what sources have lost: `unread` (rows cannot be read), `unmatched` (rows are nobody's),
`empty` (no row lies in the plan), `filtered` (none has what a filter asks for)."""
LOST: Final[frozenset[str]] = frozenset({"empty", "filtered", "not_read", "other_unit", "unmatched", "unread"})
"""Reasons of sources: rows that would count are not there, so that nothing can be made of what is."""
LOST_ROWS: Final = frozenset({"not_read", "unmatched", "unread"})
"""Those of rows that there are; the others are of sources that have none to measure by."""
RatioForm = Literal["two_minus", "target_over_actual"]
Unit = Literal["money", "units", "count", "percent", "days", "hours", "points"]
Step = tuple[str, Decimal | Quantity | int | str]
"""A step of a calculation: what it is, as a key for a word, and its value."""
MeasuredValue = tuple[Literal["actual", "attainment"], Decimal]
"""What limits are held against, and which of both it is."""


class Quotient(NamedTuple):
    """What a quotient is made of; of answers that make a net promoter score, how many are promoters."""

    over: Decimal
    under: Decimal
    promoters: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of one KPI. What is None is not known, and never taken for 0.

    `previous` is the actual of the period that growth is measured over, `rank` the place among `of` (ties share the
    better one), `level` what an assessor gave, `other_attainment` that of the second metric of a method. `unit` is
    that of the metric; with a `reason` there is no data, and `lost` says of how many rows that is. `made_of` says what
    an actual that is a quotient is made of.
    """

    actual: Decimal | None = None
    target: Decimal | None = None
    previous: Decimal | None = None
    rank: int | None = None
    of: int | None = None
    level: str | None = None
    other_attainment: Decimal | None = None
    lower_is_better: bool = False
    unit: Unit | None = None
    reason: Reason | None = None
    lost: int = 0
    made_of: Quotient | None = None

    @property
    def variance(self) -> Decimal | None:
        """Actual less target in the metric's unit, signed so that positive is good."""
        if self.actual is None or self.target is None:
            return None
        return self.target - self.actual if self.lower_is_better else self.actual - self.target

    def attainment(self, form: RatioForm = "two_minus") -> Decimal | Reason:
        """Return actual ÷ target; where lower is better 2 − actual ÷ target, at least 0, or target ÷ actual.

        Of a planned loss it is 1 + variance ÷ |target|: 100 % at the target, and more the better it came, as in M.
        Alexander and D. Kusleika, Excel 2019 Bible, Calculating percent variance with negative values.
        """
        if self.actual is None or self.target is None:
            return "no_actual" if self.actual is None else "no_target"
        if self.target == 0:
            return "zero_target"
        if not self.lower_is_better:
            return reached(self.actual, self.target)
        if form == "two_minus":
            return max(TWO - reached(self.actual, self.target), ZERO)
        if self.target < 0:
            return "negative_target"
        return self.target / self.actual if self.actual > 0 else "zero_actual"

    def growth(self) -> Decimal | Reason:
        """Return (actual − previous) ÷ previous (同比, 环比), turned round where lower is better."""
        if self.actual is None:
            return "no_actual"
        if self.previous is None:
            return "no_previous"
        if self.previous <= 0:
            return "zero_previous" if self.previous == 0 else "negative_previous"
        grown = (self.actual - self.previous) / self.previous
        return -grown if self.lower_is_better else grown

    def is_attained(self, limit: Quantity | None = None, *, as_attainment: bool = False) -> bool:
        """Whether a limit is held against the attainment: where that is asked for, or it can only mean that."""
        return as_attainment or (limit is not None and limit.is_share and self.unit not in (None, "percent"))

    def measured(self, limit: Quantity | None = None, *, as_attainment: bool = False) -> MeasuredValue | Reason:
        """Return what a limit is held against: the actual, or the attainment where the limit can only mean that."""
        if self.is_attained(limit, as_attainment=as_attainment):
            attained = self.attainment()
            return attained if isinstance(attained, str) else ("attainment", attained)
        return ("actual", self.actual) if self.actual is not None else "no_actual"

    @property
    def against_target(self) -> tuple[Step, ...]:
        """The steps that attainment begins with."""
        return known(("actual", self.actual), ("target", self.target))

    def steps_to(self, measured: MeasuredValue) -> tuple[Step, ...]:
        """Return the steps that lead to what a limit is held against."""
        return (*self.against_target, measured) if measured[0] == "attainment" else (measured,)


def reached(actual: Decimal, target: Decimal) -> Decimal:
    """Return actual ÷ target; of a target below 0 one more than what the actual lies above it ÷ its size."""
    return actual / target if target > 0 else ONE + (actual - target) / -target


def places(values: Mapping[str, Decimal], *, lower_is_better: bool = False) -> dict[str, int]:
    """Return everybody's place, 1 the best; ties share the better place and leave the next ones out (1, 1, 3)."""
    ordered = sorted(values.values(), reverse=not lower_is_better)
    first: dict[Decimal, int] = {}
    for place, value in enumerate(ordered, 1):
        first.setdefault(value, place)
    return {name: first[value] for name, value in values.items()}


def known(*steps: tuple[str, Decimal | Quantity | int | str | None]) -> tuple[Step, ...]:
    """Return the steps that have a value."""
    return tuple((label, value) for label, value in steps if value is not None)


def clamped(value: Decimal, least: Decimal | None, most: Decimal | None) -> Decimal:
    """Return a value within limits, the upper one first."""
    if most is not None:
        value = min(value, most)
    return max(value, least) if least is not None else value
