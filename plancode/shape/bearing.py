"""What a change of a field bears on, as the model that has the field states it."""

from enum import StrEnum
from typing import Final


class Bearing(StrEnum):
    """What a change bears on, the weightiest first."""

    COMMITMENT = "commitment"
    SCORE = "score"
    CREDIT = "credit"
    RELAXING = "relaxing"
    TIGHTENING = "tightening"
    UNKNOWN = "unknown"
    STRUCTURE = "structure"
    PROSE = "prose"

    @property
    def is_agreed(self) -> bool:
        """Whether people have agreed to it and are measured or paid by it, so that the gate guards it."""
        return self in _AGREED

    @property
    def rank(self) -> int:
        """A number that grows with the weight."""
        return -list(Bearing).index(self)


_AGREED: Final = frozenset({Bearing.COMMITMENT, Bearing.SCORE, Bearing.CREDIT})


class Strictness(StrEnum):
    """How it is told whether a change makes what a plan is held to stricter or laxer.

    A limit is stricter or laxer the more it is; of words the later ones are more, and none at all is the laxest. A
    reason accepts something, however it is worded; an exemption lets pass whatever is in it; a narrowing keeps what is
    let pass to one thing.
    """

    STRICTER_ABOVE = "stricter_above"
    LAXER_ABOVE = "laxer_above"
    REASON = "reason"
    EXEMPTION = "exemption"
    NARROWING = "narrowing"


COMMITMENT: Final = Bearing.COMMITMENT
"""Of what is promised to people and asked of them: targets, pay, who looks after whom."""
SCORE: Final = Bearing.SCORE
"""Of what decides a score or a grade."""
CREDIT: Final = Bearing.CREDIT
"""Of what decides which results count, and whose they are."""
STRUCTURE: Final = Bearing.STRUCTURE
PROSE: Final = Bearing.PROSE
"""Of fields that only say something in words."""
UNKNOWN: Final = Bearing.UNKNOWN
STRICTER_ABOVE: Final = Strictness.STRICTER_ABOVE
LAXER_ABOVE: Final = Strictness.LAXER_ABOVE
REASON: Final = Strictness.REASON
EXEMPTION: Final = Strictness.EXEMPTION
NARROWING: Final = Strictness.NARROWING
