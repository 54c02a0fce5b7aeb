"""How results are spread over people: attainment distribution.

Every figure names its definition, because the field has several of each, and carries what it is made of. A share is
the share itself (0.4 is 40 %).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from plancode.model.methods.reading import ONE, ZERO, Reading, Reason, Step, reached

Definition = Literal["at_or_under_50", "at_or_over_80", "at_or_over_100", "realisation", "plan_attainment"]
"""`at_or_under_50`: people who attained 50 % or less ÷ people judged; `at_or_over_80`, `at_or_over_100` alike.
`realisation`: actuals ÷ targets of the people judged. `plan_attainment`: all results ÷ the target."""
Lack = Reason | Literal["no_plan", "no_people"]
HALF, MOST_OF_IT = Decimal("0.5"), Decimal("0.8")
PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class SpreadFigure:
    """A figure with its definition and what it is made of, or the reason why there is none."""

    definition: Definition
    value: Decimal | None
    steps: tuple[Step, ...] = ()
    reason: Lack | None = None


@dataclass(frozen=True, slots=True)
class Attained:
    """Somebody's result, and the size of what they began with (last year's amount, potential) where it is known.

    Who `stands_beside` has overlay credit: their figures are part of no sum.
    """

    name: str
    reading: Reading
    baseline: Decimal | None = None
    stands_beside: bool = False

    @property
    def attainment(self) -> Decimal | Reason:
        """How far the target was reached, or why that is not known."""
        return self.reading.reason or self.reading.attainment()


@dataclass(frozen=True, slots=True)
class Third:
    """A third of the people by the size of their baseline, with its limits and their mean attainment."""

    names: tuple[str, ...]
    least: Decimal
    most: Decimal
    attainment: Decimal


@dataclass(frozen=True, slots=True)
class Distribution:
    """The attainment of people who carry the same target metric."""

    figures: tuple[SpreadFigure, ...]
    thirds: tuple[Third, ...]
    judged: int
    not_judged: tuple[tuple[str, Reason], ...]

    def figure(self, definition: Definition) -> SpreadFigure:
        """Return a figure by its definition."""
        return next(figure for figure in self.figures if figure.definition == definition)


def distribution(people: Sequence[Attained], plan: Reading | None = None) -> Distribution:
    """Return how attainment is spread; who has no attainment is named and stands in no share.

    `plan` is the result of the whole plan, that of people without a target included, and its target.

    The shares count who stands exactly at the limit: so does the published sheet, which says `below 50 %`.
    https://docs.google.com/spreadsheets/d/1cgoRB8hFzf-VvOHxdqXfB4eNKduBRBTu/edit
    """
    results = [(person, person.attainment) for person in people]
    judged = [(person, attained) for person, attained in results if isinstance(attained, Decimal)]
    attainments = [attained for _, attained in judged]
    summed = [person.reading for person, _ in judged if not person.stands_beside]
    actual = sum((reading.actual or ZERO for reading in summed), ZERO)
    target = sum((reading.target or ZERO for reading in summed), ZERO)
    figures = (
        _share("at_or_under_50", [attainment <= HALF for attainment in attainments]),
        _share("at_or_over_80", [attainment >= MOST_OF_IT for attainment in attainments]),
        _share("at_or_over_100", [attainment >= ONE for attainment in attainments]),
        _reached("realisation", ("actual", actual), ("target", target), "no_people"),
        _plan_attainment(plan),
    )
    without = tuple((person.name, reason) for person, reason in results if not isinstance(reason, Decimal))
    return Distribution(figures, thirds(judged), len(judged), without)


def thirds(judged: Iterable[tuple[Attained, Decimal]]) -> tuple[Third, ...]:
    """Return mean attainment by thirds of the baseline, the smallest first: whether targets weigh on large books.

    Of n people the thirds end at n ÷ 3, 2n ÷ 3 and n, rounded down; ties by name. None where fewer than three have a
    baseline.
    """
    known = [(person.baseline, person.name, attained) for person, attained in judged if person.baseline is not None]
    if len(known) < PARTS:
        return ()
    ordered = sorted(known)
    ends = [len(ordered) * part // PARTS for part in range(PARTS + 1)]
    return tuple(_third(ordered[ends[part] : ends[part + 1]]) for part in range(PARTS))


def _third(part: Sequence[tuple[Decimal, str, Decimal]]) -> Third:
    mean = sum((attained for _, _, attained in part), ZERO) / len(part)
    return Third(tuple(name for _, name, _ in part), part[0][0], part[-1][0], mean)


def _share(definition: Definition, met: Sequence[bool]) -> SpreadFigure:
    return _quotient(definition, ("people", Decimal(sum(met))), ("judged", Decimal(len(met))), "no_people")


def _plan_attainment(plan: Reading | None) -> SpreadFigure:
    if plan is None or plan.target is None:
        return SpreadFigure("plan_attainment", None, reason="no_plan")
    if plan.actual is None or plan.reason is not None:
        return SpreadFigure("plan_attainment", None, (("plan", plan.target),), plan.reason or "no_actual")
    return _reached("plan_attainment", ("actual", plan.actual), ("plan", plan.target), "zero_target")


def _reached(definition: Definition, top: tuple[str, Decimal], bottom: tuple[str, Decimal], lack: Lack) -> SpreadFigure:
    reason = None if bottom[1] else lack
    return SpreadFigure(definition, None if reason else reached(top[1], bottom[1]), (top, bottom), reason)


def _quotient(
    definition: Definition, top: tuple[str, Decimal], bottom: tuple[str, Decimal], lack: Lack
) -> SpreadFigure:
    if bottom[1] <= 0:
        return SpreadFigure(definition, None, (top, bottom), lack)
    return SpreadFigure(definition, top[1] / bottom[1], (top, bottom))
