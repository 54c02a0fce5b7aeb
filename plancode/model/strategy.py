"""`kind: strategy`: where to play and how to win, each choice to be carried by actions."""

from typing import Annotated, ClassVar, Literal

from plancode.model.base import Authored, ChannelName, Document, ProductName, RivalName, SegmentName
from plancode.model.kinds import EntityKind
from plancode.shape.base import PUBLIC, says
from plancode.shape.bearing import PROSE, STRUCTURE
from plancode.shape.types import Many, Prose


class Choice(Authored, bears=STRUCTURE):
    """One strategic choice."""

    entity_kind: ClassVar = EntityKind.CHOICE

    by: Annotated[
        Literal["segment", "channel", "product", "price", "brand", "service"],
        says("What the choice is about: how the plan sets itself apart.", "service"),
    ]
    text: Annotated[
        Prose, says("The choice, in words.", "Delivery within 24 hours to every convenience store", bears=PROSE)
    ]
    segment: Annotated[SegmentName | None, says("For this segment.", "young")] = None
    channel: Annotated[ChannelName | None, says("In this channel.", "ka")] = None
    product: Annotated[ProductName | None, says("With this product.", "sparkling")] = None
    answers: Annotated[RivalName | None, says("The competitor it responds to.", "qingyuan")] = None


class StrategyDocument(Document, bears=STRUCTURE):
    """The sales strategy."""

    entity_kind: ClassVar = EntityKind.STRATEGY

    kind: Annotated[Literal["strategy"], says("This document is the strategy.", "strategy", sensitivity=PUBLIC)]
    summary: Annotated[Prose | None, says("The strategy in a few sentences.", "Win the cooler", bears=PROSE)] = None
    choices: Annotated[
        Many[Choice], says("The choices.", [{"id": "fast-delivery", "by": "service", "text": "Within 24 hours"}])
    ] = ()
