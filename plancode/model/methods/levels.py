"""Levels (说明法)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from plancode.model.methods.method import Fault, Given, Method, Range, together
from plancode.model.methods.reading import Reading, Reason
from plancode.said.value import Said, Term
from plancode.shape.base import says
from plancode.shape.bearing import PROSE
from plancode.shape.contradiction import contradiction
from plancode.shape.types import Share, Text


class Levels(Method):
    """Levels (说明法): a written share of the weight for each level an assessor may give."""

    method: Annotated[Literal["levels"], says("A share for each level.", "levels")]
    levels: Annotated[
        dict[str, Share], Field(min_length=1), says("The share for each level.", {"1": "0%", "2": "60%", "3": "100%"})
    ]
    texts: Annotated[
        dict[str, Text], says("What each level means.", {"3": "Leads a negotiation alone"}, bears=PROSE)
    ] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _texts_have_levels(self) -> "Levels":
        for level in self.texts:
            if level not in self.levels:
                raise contradiction("level_text", level=level)
        return self

    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return the written share of the weight for the level."""
        if reading.level is None:
            return "no_assessment"
        share = self.levels.get(reading.level)
        if share is None:
            return "unknown_level"
        return Given.as_written(share.number * weight, (("level", reading.level), ("share", share), ("weight", weight)))

    def within(self, weight: Decimal) -> Range:
        """Return from the smallest to the largest share."""
        return Range.over([share.number * weight for share in self.levels.values()])

    def faults(self) -> Iterator[Fault]:
        """Yield that all levels give the same, or that numbered levels go up and down; either end may be the best."""
        shares = list(self.levels.values())
        if len(shares) > 1 and len(set(shares)) == 1:
            yield Fault("levels_same", (("share", shares[0]),))
        elif all(level.isdecimal() for level in self.levels):
            steps = [self.levels[level].number for level in sorted(self.levels, key=int)]
            if steps not in (sorted(steps), sorted(steps, reverse=True)):
                yield Fault("levels_mixed")

    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return each level with its share, and its text where it has one."""
        levels = []
        for level, share in self.levels.items():
            text = self.texts.get(level)
            values = (("level", level), ("share", share), ("text", text))
            levels.append(Term("level.text" if text else "level", values))
        return Term("method.levels", (("levels", together(*levels)),))
