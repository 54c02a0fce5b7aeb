"""Rank (排名)."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from plancode.model.methods.method import Given, Method, Range, together
from plancode.model.methods.reading import Reading, Reason, known
from plancode.said.value import PlanWord, Said, Term
from plancode.shape.base import Shape, says
from plancode.shape.bearing import SCORE
from plancode.shape.types import Filled, Number


class RankStep(Shape, bears=SCORE):
    """Points down to a place in the ranking."""

    to: Annotated[int | None, Field(gt=0), says("Down to this place; if absent, all other places.", 3)] = None
    points: Annotated[Number, says("The points.", 15)]

    @property
    def in_words(self) -> Term:
        """The step on a page."""
        if self.to is None:
            return Term("place.rest", (("points", self.points),))
        return Term("place.to", (("to", self.to), ("points", self.points)))


class Rank(Method):
    """Rank (排名): the place among those with the same scorecard."""

    method: Annotated[Literal["rank"], says("Place among all with this scorecard.", "rank")]
    by: Annotated[Literal["actual", "attainment", "growth"], says("What the ranking is by.", "attainment")] = (
        "attainment"
    )
    steps: Annotated[Filled[RankStep], says("The points for each place.", [{"to": 3, "points": 15}, {"points": 5}])]

    writes_best: ClassVar = True

    @property
    def ranked_by(self) -> Literal["actual", "attainment", "growth"]:
        """What it wants people ranked by."""
        return self.by

    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return the points of the step that reaches down to the place."""
        if reading.rank is None:
            return "no_rank"
        reaching = [step for step in self.steps if step.to is not None and step.to >= reading.rank]
        others = next((step for step in self.steps if step.to is None), None)
        step = min(reaching, key=lambda step: step.to or 0, default=others)
        if step is None:
            return "no_place"
        return Given.as_written(step.points, known(("rank", reading.rank), ("of", reading.of), ("to", step.to)))

    def within(self, weight: Decimal) -> Range:
        """Return from the fewest to the most points of a step, whatever the weight."""
        return Range.over([step.points for step in self.steps])

    def needs_target(self, *, in_percent: bool) -> bool:
        """Return whether attainment is what is ranked."""
        return self.by == "attainment"

    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return what is ranked, and the points by place."""
        steps = together(*(step.in_words for step in self.steps))
        return Term("method.rank", (("by", Term(f"by.{self.by}")), ("steps", steps)))

    def beside(self, reading: Reading) -> tuple[Term, ...]:
        """Return the place, and what a growth that is ranked is over."""
        known = reading.rank is not None
        place = (Term("beside.rank", (("rank", reading.rank), ("of", reading.of))),) if known else ()
        if self.by != "growth" or reading.previous is None:
            return place
        values = (("over", PlanWord("last_year", "Growth.over")), ("previous", reading.previous))
        return (*place, Term("beside.previous", values))
