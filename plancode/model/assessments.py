"""`kind: assessments`: scores that people give: by observation, field visit, test or survey."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from plancode.model.base import ActorName, Document, Keyed, KpiName, PersonName
from plancode.model.kinds import EntityKind
from plancode.model.rubric import AssessmentMethod
from plancode.shape.base import PERSONAL, PUBLIC, says
from plancode.shape.bearing import PROSE, SCORE
from plancode.shape.limits import NotNegative, Time, WholeNumber
from plancode.shape.tables import Listed
from plancode.shape.types import Day, Id, Number, Prose


class Assessment(Keyed, bears=SCORE):
    """One score for one person."""

    entity_kind: ClassVar = EntityKind.ASSESSMENT

    person: Annotated[PersonName, says("Who was assessed.", "zhou-min", sensitivity=PERSONAL)]
    kpi: Annotated[KpiName, says("The line of the scorecard.", "selling-skill")]
    method: Annotated[AssessmentMethod, says("How the score was found.", "field_visit")]
    level: Annotated[WholeNumber | None, says("The level that was observed.", 3, sensitivity=PERSONAL)] = None
    score: Annotated[NotNegative | None, says("The result of a test or survey.", 86, sensitivity=PERSONAL)] = None
    sample: Annotated[WholeNumber | None, says("How many people answered the survey.", 42)] = None
    assessor: Annotated[ActorName, says("Who gave the score.", "chen-rui")]
    on: Annotated[Day, says("When.", "2026-03-18")]
    valid_for: Annotated[Time | None, says("How long it is valid; as the scorecard says if absent.", "12m")] = None
    evidence: Annotated[
        Prose | None,
        says(
            "What was observed, or where it is recorded.", "Joint visit to Hualian", sensitivity=PERSONAL, bears=PROSE
        ),
    ] = None

    @property
    def own_id(self) -> str:
        """Person, KPI and day."""
        return f"{self.person}:{self.kpi}@{self.on}"


class GivenPoints(Keyed, bears=SCORE):
    """Points that somebody is given for one case of an addition (加分) or deduction (减分) of their scorecard."""

    entity_kind: ClassVar = EntityKind.GIVEN_POINTS

    person: Annotated[PersonName, says("Whose scorecard it is.", "zhou-min", sensitivity=PERSONAL)]
    for_: Annotated[Id, says("The `id` of the addition or deduction.", "praise", alias="for")]
    points: Annotated[
        Number | None,
        Field(gt=0),
        says("How many points; those of one case if absent. Deductions, too, are above 0.", 2, sensitivity=PERSONAL),
    ] = None
    by: Annotated[ActorName, says("Who gives them.", "chen-rui")]
    on: Annotated[Day, says("When it was; they count in the period of that day.", "2026-03-18")]
    reason: Annotated[
        Prose,
        says("What it was, as it stands on the scorecard.", "Commended by Hualian", sensitivity=PERSONAL, bears=PROSE),
    ]
    evidence: Annotated[
        Prose | None, says("Where it is recorded.", "Letter of 17 March", sensitivity=PERSONAL, bears=PROSE)
    ] = None

    @property
    def own_id(self) -> str:
        """Person, what it is given for, and day."""
        return f"{self.person}:{self.for_}@{self.on}"


class AssessmentsDocument(Document, bears=SCORE):
    """Scores that people give, for skills and service."""

    entity_kind: ClassVar = EntityKind.ASSESSMENT_LIST

    kind: Annotated[Literal["assessments"], says("This document holds assessments.", "assessments", sensitivity=PUBLIC)]
    assessments: Annotated[
        Listed[Assessment], says("The assessments, here or in a CSV file.", {"file": "assessments.csv"})
    ] = ()
    points: Annotated[
        Listed[GivenPoints],
        says(
            "Points given for additions and deductions that a text describes, here or in a CSV file.",
            {"file": "points.csv"},
        ),
    ] = ()
