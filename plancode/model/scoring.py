"""The scoring methods, with the names both languages use."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from plancode.model.base import MetricName, Scope
from plancode.shape.base import Shape, says
from plancode.shape.bearing import COMMITMENT, PROSE
from plancode.shape.contradiction import contradiction, exactly_one
from plancode.shape.types import Amount, Filled, Number, Share, Text


class Ratio(Shape, bears=COMMITMENT):
    """Ratio (比率法): actual divided by target."""

    method: Annotated[Literal["ratio"], says("Actual divided by target.", "ratio")]
    cap: Annotated[Share | None, says("Never more than this part of the weight.", "120%")] = None
    floor: Annotated[Share | None, says("Below this attainment nothing.", "60%")] = None
    form: Annotated[
        Literal["two_minus", "target_over_actual"],
        says("Where lower is better: 2 - actual / target, or target / actual.", "two_minus"),
    ] = "two_minus"


class Growth(Shape, bears=COMMITMENT):
    """Growth (同比, 环比): the rate of growth against what full points ask for."""

    method: Annotated[Literal["growth"], says("Growth over an earlier period.", "growth")]
    over: Annotated[
        Literal["last_year", "last_period"],
        says("Over the year before (同比) or the period before (环比).", "last_year"),
    ]
    full: Annotated[Share, says("The growth that earns the whole weight.", "15%")]
    cap: Annotated[Share | None, says("Never more than this part of the weight.", "120%")] = None


class RankStep(Shape, bears=COMMITMENT):
    """Points down to a place in the ranking."""

    to: Annotated[int | None, Field(gt=0), says("Down to this place; absent for all others.", 3)] = None
    points: Annotated[Number, says("Points for it.", 15)]


class Rank(Shape, bears=COMMITMENT):
    """Rank (排名): the place among those with the same scorecard."""

    method: Annotated[Literal["rank"], says("Place among all with this scorecard.", "rank")]
    by: Annotated[Literal["actual", "attainment", "growth"], says("What is ranked.", "attainment")] = "attainment"
    steps: Annotated[Filled[RankStep], says("Points by place.", [{"to": 3, "points": 15}, {"points": 5}])]


class Band(Shape, bears=COMMITMENT, in_order=True):
    """Points for a range of the value."""

    from_: Annotated[Amount | None, says("From this value, inclusive.", "90%", alias="from")] = None
    to: Annotated[Amount | None, says("Up to this value, inclusive.", "25d")] = None
    points: Annotated[Number, says("Points for it.", 15)]


class Bands(Shape, bears=COMMITMENT):
    """Bands (层差法): points by the range the value falls in."""

    method: Annotated[Literal["bands"], says("Points by range.", "bands")]
    of: Annotated[
        Literal["actual", "attainment"], says("Whether ranges are of the value or its attainment.", "actual")
    ] = "actual"
    bands: Annotated[
        Filled[Band],
        says("The ranges in order; one without limits takes the rest.", [{"to": "25d", "points": 15}, {"points": 0}]),
    ]

    @model_validator(mode="after")
    def _one_unit(self) -> "Bands":
        units = {limit.unit for band in self.bands for limit in (band.from_, band.to) if limit is not None}
        if len(units) > 1:
            raise contradiction("band_units", units=", ".join(sorted(unit or "-" for unit in units)))
        return self


class Linear(Shape, bears=COMMITMENT):
    """Linear (线性): nothing at the floor, the whole weight at the ceiling."""

    method: Annotated[Literal["linear"], says("Even between floor and ceiling.", "linear")]
    floor: Annotated[Amount, says("The value that earns nothing.", 60)]
    ceiling: Annotated[Amount, says("The value that earns the whole weight.", 95)]


class Slope(Shape, bears=COMMITMENT):
    """Slope (斜率): so many points for each unit above or below a base."""

    method: Annotated[Literal["slope"], says("Points for each unit.", "slope")]
    base: Annotated[Amount, says("The value that earns the base points.", "0%")]
    base_points: Annotated[Number, says("Points at the base.", 20)]
    per: Annotated[Amount, says("The unit above the base.", "0.1%")]
    points: Annotated[Number, says("Points for each unit above.", 1.5)]
    below: Annotated[Number | None, says("Points for each unit below; the same where absent.", 0.5)] = None
    max: Annotated[Number | None, says("Never more points than this.", 30)] = None
    min: Annotated[Number | None, says("Never fewer points than this.", 0)] = None


class Deduction(Shape, bears=COMMITMENT):
    """Deduction (减分法): the weight, less points for each case."""

    method: Annotated[Literal["deduction"], says("Points off for each case.", "deduction")]
    each: Annotated[Number, Field(gt=0), says("Points off for each.", 2)]
    free: Annotated[Number | None, says("So many cases cost nothing.", 1)] = None
    max: Annotated[Number | None, says("Never more off than this.", 10)] = None


class PassFail(Shape, bears=COMMITMENT):
    """Pass or fail (非此即彼法): the whole weight or nothing."""

    method: Annotated[Literal["pass_fail"], says("All or nothing.", "pass_fail")]
    at: Annotated[Amount, says("The value that passes.", "100%")]


class Levels(Shape, bears=COMMITMENT):
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


class Curve(Shape, bears=COMMITMENT):
    """Curve (门槛-目标-挑战): points between threshold, target and stretch."""

    method: Annotated[Literal["curve"], says("Threshold, target, stretch.", "curve")]
    threshold: Annotated[Share, says("The attainment where points begin.", "70%")]
    at_threshold: Annotated[Share, says("Part of the weight there.", "50%")]
    stretch: Annotated[Share, says("The attainment that earns the most.", "130%")]
    at_stretch: Annotated[Share, says("Part of the weight there.", "150%")]


class Cell(Shape, bears=COMMITMENT):
    """Points where two metrics both reach a level."""

    first: Annotated[Share, says("Attainment of the KPI's metric, at least.", "100%")]
    second: Annotated[Share, says("Attainment of the other metric, at least.", "90%")]
    share: Annotated[Share, says("Part of the weight.", "100%")]


class Matrix(Shape, bears=COMMITMENT):
    """Matrix (矩阵): the score depends on two metrics together."""

    method: Annotated[Literal["matrix"], says("Two metrics together.", "matrix")]
    metric: Annotated[MetricName, says("The other metric.", "collections")]
    cells: Annotated[
        Filled[Cell],
        says("The best cell that is reached counts.", [{"first": "100%", "second": "90%", "share": "100%"}]),
    ]


def _method_of(value: object) -> str | None:
    """Return the tag of a scoring method, or None where none is named."""
    method = value.get("method") if isinstance(value, dict) else getattr(value, "method", None)
    return f"<{method}>" if isinstance(method, str) else None


Score = Annotated[
    Annotated[Ratio, Tag("<ratio>")]
    | Annotated[Growth, Tag("<growth>")]
    | Annotated[Rank, Tag("<rank>")]
    | Annotated[Bands, Tag("<bands>")]
    | Annotated[Linear, Tag("<linear>")]
    | Annotated[Slope, Tag("<slope>")]
    | Annotated[Deduction, Tag("<deduction>")]
    | Annotated[PassFail, Tag("<pass_fail>")]
    | Annotated[Levels, Tag("<levels>")]
    | Annotated[Curve, Tag("<curve>")]
    | Annotated[Matrix, Tag("<matrix>")],
    Discriminator(_method_of),
]


class Bonus(Scope, bears=COMMITMENT):
    """Points outside the hundred: an addition (加分) or deduction (减分) for a metric's cases."""

    metric: Annotated[MetricName | None, says("The metric that is counted.", "new_customers")] = None
    text: Annotated[Text | None, says("What is counted, in words.", "Best practice shared with the team")] = None
    each: Annotated[Number, Field(gt=0), says("Points for each.", 2)]
    max: Annotated[Number, Field(gt=0), says("Never more points than this.", 10)]

    @model_validator(mode="after")
    def _one_way(self) -> "Bonus":
        exactly_one("counted", {"metric": self.metric, "text": self.text})
        return self
