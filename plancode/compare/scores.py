"""What a change does to scorecards: the totals and grades of people, before and after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plancode.compare.pairing import Pairing
from plancode.model.team import Person
from plancode.period import Period
from plancode.quantity import rounded
from plancode.said.value import Fixed, Ref, Said, Term
from plancode.scorecard.cards import Cards, PersonCard
from plancode.scorecard.results import Results

_PLACES: Final = 2
"""Of a total, as a scorecard has it."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a scorecard comes to: a total where there is one, and a grade, or why there is none."""

    total: Decimal | None
    grade: str | None
    reason: str | None

    @property
    def told_grade(self) -> Said:
        """The grade, or why there is none; nothing where there is no scorecard."""
        return self.grade if self.reason is None else Term(f"no_grade.{self.reason}")

    @property
    def told_total(self) -> Said:
        """The total as a scorecard has it, or that there is none; nothing where there is no scorecard."""
        if self.total is None:
            return None if self == NOT_SCORED else Term("no_grade.no_data")
        return Fixed(self.total, _PLACES)


NOT_SCORED: Final = Score(None, None, None)
"""What somebody has who has no scorecard in a period."""


@dataclass(frozen=True, slots=True)
class ScoreEffect:
    """Somebody whose scorecard of a period comes to something else, or who has one on one side only."""

    person: Ref
    rubric: Ref
    period: Period
    is_over: bool
    before: Score
    after: Score

    @property
    def has_other_total(self) -> bool:
        """Whether the total is another one."""
        return self.before.total != self.after.total

    @property
    def by(self) -> Decimal | None:
        """By how much the total is more; None where a side has none."""
        old, new = self.before.total, self.after.total
        return new - old if old is not None and new is not None else None

    @property
    def has_other_grade(self) -> bool:
        """Whether the grade is another one, or is given on one side only."""
        return self.before.grade != self.after.grade


def score_effects(pairing: Pairing, base: Results | None, head: Results | None) -> tuple[ScoreEffect, ...]:
    """Return whose scorecards come to something else, in the order of the new plan, those who are gone last."""
    if base is None or head is None:
        return ()
    before = {pairing.head_ref(ref).id: (pairing.head_ref(ref), cards) for ref, cards in _cards(base)}
    after = {ref.id: (ref, cards) for ref, cards in _cards(head)}
    found = []
    for name in dict.fromkeys((*after, *before)):
        person, new = after.get(name, (None, {}))
        known, old = before.get(name, (None, {}))
        for period in sorted({*old, *new}, key=lambda period: (period.start, period.end)):
            card, was, now = new.get(period) or old[period], _score(old.get(period)), _score(new.get(period))
            if (was.total, was.grade) != (now.total, now.grade):
                rubric, is_over = pairing.head_ref(card.rubric.ref), card.stretch.is_over(head.analysis.as_of)
                found.append(ScoreEffect(person or known or card.person.ref, rubric, period, is_over, was, now))
    return tuple(found)


def _cards(results: Results) -> Iterator[tuple[Ref, Mapping[Period, PersonCard]]]:
    """Yield everybody with their scorecards of all periods that have begun."""
    cards = Cards(results)
    for person in results.analysis.graph.all(Person):
        yield person.ref, {card.stretch.period: card for card in cards.in_period(person, "each")}


def _score(made: PersonCard | None) -> Score:
    if made is None:
        return NOT_SCORED
    card, grade = made.card, made.card.grade
    total = rounded(card.total, _PLACES) if card.total is not None else None
    return Score(total, grade.grade if grade is not None else None, card.reason)
