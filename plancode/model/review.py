"""`kind: review`: what a one-to-one, a weekly, monthly or closing review found, and what was agreed."""

from typing import Annotated, ClassVar, Literal

from plancode.model.base import ActorName, Authored, Document, PersonName, ReviewActionName, Scoped
from plancode.model.kinds import EntityKind
from plancode.shape.base import PERSONAL, PUBLIC, Shape, says
from plancode.shape.bearing import PROSE, STRUCTURE
from plancode.shape.types import Day, Many, PeriodName, Prose, Some


class ReviewAction(Authored, bears=STRUCTURE):
    """Something agreed in a review."""

    entity_kind: ClassVar = EntityKind.REVIEW_ACTION

    text: Annotated[Prose, says("What is to be done.", "Visit the five largest accounts together", bears=PROSE)]
    owner: Annotated[PersonName, says("Who does it.", "zhou-min")]
    due: Annotated[Day, says("By when.", "2026-04-17")]
    done: Annotated[Day | None, says("When it was done.", "2026-04-15")] = None
    follows: Annotated[Some[ReviewActionName], says("Earlier actions that it continues.", ["2026-03-20/visit"])] = ()

    @property
    def label(self) -> str:
        """The title, or what is to be done."""
        return self.title or self.text


class Lesson(Shape, bears=STRUCTURE):
    """Something learned, and where it is taken up."""

    text: Annotated[
        Prose, says("What was learned.", "Stores order coolers only with a free first filling", bears=PROSE)
    ]
    taken_up: Annotated[Some[ReviewActionName], says("The actions that follow from it.", ["2026-03-20/filling"])] = ()


class ReviewDocument(Document, bears=STRUCTURE):
    """A review that was held."""

    entity_kind: ClassVar = EntityKind.REVIEW

    kind: Annotated[Literal["review"], says("This document is a review.", "review", sensitivity=PUBLIC)]
    sort: Annotated[Literal["one_to_one", "weekly", "monthly", "close"], says("The kind of review.", "weekly")]
    scope: Annotated[Scoped | None, says("The person or team it is about.", {"team": "shanghai"})] = None
    period: Annotated[PeriodName | None, says("The period it looks at.", "2026-Q1")] = None
    held: Annotated[Day, says("The day on which it was held.", "2026-04-03")]
    attendees: Annotated[Many[ActorName], says("Who took part.", ["chen-rui", "zhou-min"])] = ()
    progress: Annotated[Prose | None, says("How things are going.", "96 % of the quarter", bears=PROSE)] = None
    difficulties: Annotated[
        Some[Prose],
        says("What makes progress hard.", ["Listing at Hualian delayed"], sensitivity=PERSONAL, bears=PROSE),
    ] = ()
    feedback: Annotated[
        Prose | None, says("Feedback and advice.", "Prepare prices before", sensitivity=PERSONAL, bears=PROSE)
    ] = None
    support_agreed: Annotated[Some[Prose], says("Support that was promised.", ["Two demo coolers"], bears=PROSE)] = ()
    lessons: Annotated[
        Many[Lesson], says("What was learned.", [{"text": "Free first filling opens doors"}], bears=PROSE)
    ] = ()
    actions: Annotated[
        Many[ReviewAction],
        says("What was agreed.", [{"id": "visit", "text": "Visit", "owner": "li-na", "due": "2026-04-17"}]),
    ] = ()
