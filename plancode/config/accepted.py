"""Changes that people have accepted, from accepted.yaml."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from plancode.config.settings import EntityName
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.types import Day, Many, Text

Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class AcceptedChange(Shape):
    """One change, or one finding about a change, that somebody answers for."""

    fingerprint: Annotated[
        Fingerprint, says("The fingerprint that `plancode diff` shows.", "3f2a1bc09d5e7f41", sensitivity=PUBLIC)
    ]
    entity: Annotated[EntityName, says("The id of what it is about.", "zhou-min")]
    reason: Annotated[Text, says("Why it is accepted.", "Agreed with the sales committee on 3 March")]
    approver: Annotated[
        EntityName, says("Who is responsible for it: the id of a person, role or outside party.", "lin-yue")
    ]
    until: Annotated[Day | None, says("The last day on which it counts.", "2026-06-30")] = None


class Accepted(Shape):
    """The content of accepted.yaml."""

    plancode: Annotated[Literal["v1"], says("The version of the plan language.", "v1", sensitivity=PUBLIC)]
    accepted: Annotated[
        Many[AcceptedChange],
        says(
            "Changes that are accepted.",
            [{"fingerprint": "3f2a1bc09d5e7f41", "entity": "p280", "reason": "As agreed", "approver": "lin-yue"}],
        ),
    ] = ()
