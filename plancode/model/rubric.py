"""`kind: rubric`: how the people of a role are scored."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, model_validator

from plancode.model.base import ActorName, Authored, Document, MetricName, PaidName, RoleName
from plancode.model.kinds import EntityKind
from plancode.model.scoring import Bonus, Score
from plancode.shape.base import PAY, PUBLIC, Shape, says
from plancode.shape.bearing import PROSE, SCORE
from plancode.shape.contradiction import exactly_one
from plancode.shape.limits import NotNegative, SomeMoney, Time
from plancode.shape.types import Amount, Filled, Many, Number, PeriodName, Prose, Text

_PERIODS: Final = {
    ("week", "month"): 4, ("week", "quarter"): 13, ("week", "half"): 26, ("week", "year"): 52, ("month", "quarter"): 3,
    ("month", "half"): 6, ("month", "year"): 12, ("quarter", "half"): 2, ("quarter", "year"): 4, ("half", "year"): 2,
}  # fmt: skip
AssessmentMethod = Literal["observation", "field_visit", "test", "survey"]


class Assess(Shape, bears=SCORE):
    """A score that a person gives."""

    by: Annotated[
        AssessmentMethod, says("How the score is found: by observation, field visit, test or survey.", "field_visit")
    ]
    assessor: Annotated[ActorName | None, says("Who gives the score; the manager if absent.", "sales-ops")] = None


class Kpi(Authored, bears=SCORE):
    """One line of the scorecard."""

    entity_kind: ClassVar = EntityKind.KPI

    metric: Annotated[MetricName | None, says("The metric it measures.", "revenue")] = None
    assess: Annotated[Assess | None, says("The assessment that scores it.", {"by": "field_visit"})] = None
    tasks: Annotated[bool, says("Whether it measures how many tasks were done in time.", True)] = False
    dimension: Annotated[
        Literal["outcome", "activity", "skill", "service"], says("Which side of the work it looks at.", "outcome")
    ]
    weight: Annotated[Number, Field(gt=0, le=100), says("Its weight; the weights of a role add up to 100.", 45)]
    score: Annotated[Score, says("How the figure becomes points.", {"method": "ratio", "cap": "120%"})]
    target: Annotated[Amount | None, says("The target, if no targets document states one.", "90%")] = None
    frequency: Annotated[
        Literal["week", "month", "quarter", "half", "year"] | None,
        says("How often it is scored; as often as the scorecard if absent.", "quarter"),
    ] = None
    together: Annotated[
        Literal["mean", "last", "sum"] | None,
        says(
            "Of a line scored more often than the scorecard: the mean of the points of its periods, the last ones, or "
            "their sum, each by its part of the weight; the mean if absent.",
            "mean",
        ),
    ] = None
    year: Annotated[
        Literal["cumulative", "mean", "weighted"] | None, says("How the score of the year is found.", "cumulative")
    ] = None
    valid_for: Annotated[Time | None, says("How long an assessment is valid.", "12m")] = None
    missing: Annotated[
        Literal["zero", "skip", "full"] | None,
        says(
            "What counts without data: nothing (`zero`), the other lines (`skip`), the whole weight (`full`).", "skip"
        ),
    ] = None
    text: Annotated[Prose | None, says("What is assessed, in words.", "Leads the yearly talk alone", bears=PROSE)] = (
        None
    )

    @model_validator(mode="after")
    def _one_source(self) -> "Kpi":
        exactly_one("kpi_source", {"metric": self.metric, "assess": self.assess, "tasks": self.tasks})
        return self

    def added_up(self, period: str) -> int:
        """Return how many of its own periods are added up on a scorecard of a period; each has that part of the weight.

        One, where they are not added up.
        """
        often = self.frequency or period
        return _PERIODS.get((often, period), 1) if self.together == "sum" else 1


class Grade(Shape, bears=SCORE, in_order=True):
    """A grade, the total from which it is given, and what follows from it."""

    grade: Annotated[Text, says("The grade.", "A")]
    from_: Annotated[
        Number | None, says("The lowest total that earns it, inclusive; absent for the lowest grade.", 95, alias="from")
    ] = None
    coefficient: Annotated[NotNegative | None, says("The factor for variable pay.", 1.1)] = None
    then: Annotated[Text | None, says("What follows from it, in words.", "Coaching plan")] = None


class Veto(Shape, bears=SCORE):
    """A limit that caps the grade whatever the total (一票否决)."""

    metric: Annotated[MetricName, says("The metric that is looked at.", "compliance_breaches")]
    above: Annotated[Amount | None, says("The grade is capped above this value.", 0)] = None
    below: Annotated[Amount | None, says("The grade is capped below this value.", "60%")] = None
    grade: Annotated[Text, says("The best grade that can still be given.", "D")]
    text: Annotated[Prose | None, says("The reason, in words.", "Channel stuffing", bears=PROSE)] = None

    @model_validator(mode="after")
    def _one_limit(self) -> "Veto":
        exactly_one("limit", {"above": self.above, "below": self.below})
        return self


class Pool(Shape, bears=SCORE):
    """A sum of money that those with a scorecard share by their grades (奖金池)."""

    amount: Annotated[SomeMoney, says("What is shared in each period of the scorecard.", "30万", sensitivity=PAY)]
    amounts: Annotated[
        dict[PeriodName, SomeMoney],
        says("What is shared instead in single periods.", {"2026-Q4": "50万"}, sensitivity=PAY),
    ] = Field(default_factory=dict)
    weights: Annotated[
        dict[PaidName, NotNegative],
        says(
            "How much roles and people weigh beside each other, such as by their base pay; a person's own weight comes "
            "before that of the role. All weigh alike if absent.",
            {"rep": 1, "key-account-manager": 1.5},
            sensitivity=PAY,
        ),
    ] = Field(default_factory=dict)
    ungraded: Annotated[
        Literal["kept", "shared"],
        says(
            "What happens to the part of those without a grade: it is `kept` as if their coefficient were 1, or "
            "`shared` among the others.",
            "kept",
        ),
    ] = "kept"


class RubricDocument(Document, bears=SCORE):
    """The scorecard of one or more roles."""

    entity_kind: ClassVar = EntityKind.RUBRIC

    kind: Annotated[Literal["rubric"], says("This document is a scorecard.", "rubric", sensitivity=PUBLIC)]
    roles: Annotated[Filled[RoleName], says("The roles it is for.", ["rep"])]
    period: Annotated[Literal["month", "quarter", "half", "year"], says("How often it is scored.", "quarter")] = (
        "quarter"
    )
    year: Annotated[
        Literal["cumulative", "mean", "weighted"],
        says(
            "The score of the year: by the year's figures, the mean of the periods, or their mean weighted by target.",
            "cumulative",
        ),
    ] = "cumulative"
    true_up: Annotated[bool, says("Whether the year's result replaces what the periods gave.", True)] = False
    missing: Annotated[
        Literal["zero", "skip", "full"],
        says(
            "What counts without data: nothing (`zero`), the other lines (`skip`), the whole weight (`full`).", "skip"
        ),
    ] = "skip"
    kpis: Annotated[
        Filled[Kpi],
        says(
            "The lines of the scorecard.",
            [
                {
                    "id": "revenue",
                    "metric": "revenue",
                    "dimension": "outcome",
                    "weight": 100,
                    "score": {"method": "ratio"},
                }
            ],
        ),
    ]
    grades: Annotated[Many[Grade], says("The grades, best first.", [{"grade": "A", "from": 95}, {"grade": "B"}])] = ()
    vetoes: Annotated[
        Many[Veto], says("Limits that cap the grade.", [{"metric": "complaints", "above": 3, "grade": "C"}])
    ] = ()
    additions: Annotated[
        Many[Bonus], says("Points added on top.", [{"metric": "new_customers", "each": 2, "max": 10}])
    ] = ()
    deductions: Annotated[Many[Bonus], says("Points taken off.", [{"metric": "complaints", "each": 2, "max": 10}])] = ()
    pool: Annotated[
        Pool | None,
        says("A bonus pool that is shared by grades, as figures.", {"amount": "30万"}, sensitivity=PAY),
    ] = None
