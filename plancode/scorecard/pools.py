"""Bonus pools: what each of those with a scorecard has of the sum that they share by their grades.

Figures, not payroll: coefficient of the grade × weight, as a part of what these come to together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from plancode.analysis.measures import minor_unit
from plancode.graph.entity import Entity
from plancode.model.methods.reading import ONE, ZERO
from plancode.model.rubric import Pool, RubricDocument
from plancode.model.team import Person
from plancode.quantity import Quantity, rounded
from plancode.scorecard.cards import Cards, PersonCard
from plancode.scorecard.stretches import Stretch
from plancode.split import share_out


@dataclass(frozen=True, slots=True)
class PoolPart:
    """What somebody has of a pool; what is `kept` is the part of who has no grade, or none with a coefficient.

    `counted` is coefficient × weight, `share` that as a part of all; None where nobody can have anything.
    """

    made: PersonCard
    weight: Decimal | None
    counted: Decimal | None
    share: Decimal | None = None
    amount: Decimal | None = None
    kept: Decimal | None = None

    @property
    def coefficient(self) -> Decimal | None:
        """The coefficient of the grade."""
        return self.made.card.grade.coefficient if self.made.card.grade is not None else None


@dataclass(frozen=True, slots=True)
class SharedPool:
    """A pool of one period with everybody's part: `amount` in the plan's currency, None without an exchange rate.

    Of what cannot be shared, because weights are missing or all come to nothing, nobody has a part.
    """

    rubric: Entity[RubricDocument]
    stretch: Stretch
    amount: Decimal | None
    parts: tuple[PoolPart, ...]

    @property
    def given(self) -> Decimal:
        """What is shared among those with a grade."""
        return sum((part.amount or ZERO for part in self.parts), ZERO)

    @property
    def kept(self) -> Decimal | None:
        """What stays in the pool: the parts of those without a grade, or all of it."""
        return self.amount - self.given if self.amount is not None else None

    @property
    def counted(self) -> Decimal:
        """What coefficient × weight come to together."""
        return sum((part.counted or ZERO for part in self.parts), ZERO)

    @property
    def unweighted(self) -> tuple[PersonCard, ...]:
        """Those that have no weight, though others have."""
        return tuple(part.made for part in self.parts if part.weight is None)

    def of(self, person: Entity[Person]) -> PoolPart | None:
        """Return somebody's part."""
        return next((part for part in self.parts if part.made.person.key == person.key), None)


def pools(cards: Cards) -> Iterator[SharedPool]:
    """Yield the pools of the periods that are over."""
    for rubric in cards.rubrics.all:
        for stretch in cards.rubrics.over(rubric) if rubric.model.pool is not None else ():
            made = pool_of(cards, rubric, stretch)
            if made is not None:
                yield made


def pool_of(cards: Cards, rubric: Entity[RubricDocument], stretch: Stretch) -> SharedPool | None:
    """Return how a pool is shared in a period that is over; None where there is none, or nobody is scored in it."""
    pool, found = rubric.model.pool, []
    if pool is None or not stretch.is_over(cards.analysis.as_of):
        return None
    for person in cards.analysis.staffing.people:
        made = cards.of_person(person, stretch) if cards.rubrics.on(person, stretch) is rubric else None
        if made is not None:
            found.append(_counted(cards, pool, made))
    if not found:
        return None
    amount, step = _amount(cards, pool, stretch), minor_unit(cards.analysis.measures.currency)
    shared = SharedPool(rubric, stretch, amount, tuple(found))
    if amount is None or shared.unweighted or not shared.counted:
        return shared
    every = share_out([amount], [[part.counted or ZERO] for part in found], step)
    parts = tuple(_part(part, shared.counted, got) for part, (got,) in zip(found, every, strict=True))
    return SharedPool(rubric, stretch, amount, parts)


def weight_of(pool: Pool, person: str, role: str) -> Decimal | None:
    """Return what somebody weighs: the own weight, that of the role, 1 where nobody has one; None where others do."""
    return pool.weights.get(person, pool.weights.get(role, None if pool.weights else ONE))


def _counted(cards: Cards, pool: Pool, made: PersonCard) -> PoolPart:
    """Return a part with what it counts by; that of who has no coefficient counts by 1, or not at all."""
    stints = cards.analysis.staffing.stints(made.person)
    role = [stint.role for stint in stints if stint.start < made.stretch.period.end][-1]
    weight = weight_of(pool, made.person.model.id, role)
    coefficient = made.card.grade.coefficient if made.card.grade is not None else None
    if coefficient is None:
        coefficient = ONE if pool.ungraded == "kept" else ZERO
    return PoolPart(made, weight, coefficient * weight if weight is not None else None)


def _part(part: PoolPart, counted: Decimal, got: Decimal) -> PoolPart:
    share = (part.counted or ZERO) / counted
    if part.coefficient is not None:
        return PoolPart(part.made, part.weight, part.counted, share, got)
    return PoolPart(part.made, part.weight, part.counted, share, kept=got) if part.counted else part


def _amount(cards: Cards, pool: Pool, stretch: Stretch) -> Decimal | None:
    """Return what is shared in a period, in whole minor units of the plan's currency."""
    measures, graph = cards.analysis.measures, cards.graph
    own: Quantity = pool.amount
    for name, amount in pool.amounts.items():
        period = graph.period(name)
        if period is not None and (period.start, period.end) == (stretch.period.start, stretch.period.end):
            own = amount
    money, step = measures.money(own, stretch.period.start), minor_unit(measures.currency)
    return rounded(money / step) * step if money is not None else None
