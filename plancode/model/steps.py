"""The steps of a plan that it may say to do without, each with the reason."""

from typing import Annotated, Final

from plancode.shape.base import Shape, says
from plancode.shape.bearing import REASON
from plancode.shape.types import Text


class Without(Shape, bears=REASON):
    """Steps that the plan means to do without, each with the reason."""

    target: Annotated[Text | None, says("Why the plan sets no targets.", "Only call reports this year")] = None
    market: Annotated[Text | None, says("Why the plan names no market basis.", "Internal sales to subsidiaries")] = None
    strategy: Annotated[Text | None, says("Why the plan states no strategy.", "Stated by the group's plan")] = None
    timetable: Annotated[
        Text | None, says("Why the plan has no calendar of its own.", "Orders come in evenly on all days")
    ] = None
    territories: Annotated[
        Text | None, says("Why nobody owns territories or accounts.", "Customers call a common hotline")
    ] = None
    duties: Annotated[Text | None, says("Why the plan states no duties.", "They stand in the job descriptions")] = None
    meetings: Annotated[Text | None, says("Why the plan states no meetings.", "Two people who sit in one room")] = None
    scorecard: Annotated[Text | None, says("Why nobody is scored.", "Pay is fixed by the works agreement")] = None
    assessments: Annotated[
        Text | None, says("Why what scorecards have assessed is not assessed here.", "Kept by the HR system")
    ] = None
    follow_up: Annotated[Text | None, says("Why the plan reads no results.", "The ERP gives no data before March")] = (
        None
    )


STEP_NAMES: Final = tuple(Without.model_fields)
"""The steps, in the order in which a plan is made."""
