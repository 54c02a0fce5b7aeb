"""The figures by which a plan is judged. A plan may set its own; each default says where it comes from."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import model_validator

from plancode.model.base import PartyName
from plancode.quantity import Quantity
from plancode.shape.base import Shape, says
from plancode.shape.bearing import COMMITMENT, EXEMPTION, LAXER_ABOVE, SCORE, STRICTER_ABOVE, STRUCTURE
from plancode.shape.contradiction import not_above
from plancode.shape.limits import NotNegative, Portion, SomeCount, SomeShare, Time, WholeNumber
from plancode.shape.types import Duration, Many, Share, ShareOrDays


def _percent(number: str) -> Quantity:
    return Quantity(Decimal(number) / 100, "%")


class RatioBand(Shape):
    """Limits: below the first a warning, below the second an error; a single period may be lower than the whole."""

    warn: Annotated[NotNegative, says("A warning below this ratio.", 1.05, bears=STRICTER_ABOVE)]
    error: Annotated[NotNegative, says("An error below this ratio.", 1, bears=STRICTER_ABOVE)]
    period: Annotated[
        NotNegative,
        says("A warning where a single period is below this ratio. Own default.", 0.9, bears=STRICTER_ABOVE),
    ] = Decimal("0.9")

    @model_validator(mode="after")
    def _in_order(self) -> "RatioBand":
        not_above(("error", self.error), ("warn", self.warn))
        return self


class ShareBand(Shape):
    """The range in which a share is as it should be."""

    high: Annotated[Share, says("Too much above this.", "95%", bears=LAXER_ABOVE)]
    low: Annotated[Share, says("Too little below this.", "60%", bears=STRICTER_ABOVE)]
    peak: Annotated[
        Share,
        says(
            "Too much above this in a single period; three in a row are too much above 100 %. Own default.",
            "110%",
            bears=LAXER_ABOVE,
        ),
    ] = _percent("110")

    @model_validator(mode="after")
    def _in_order(self) -> "ShareBand":
        not_above(("low", self.low.number), ("high", self.high.number))
        if "peak" in self.model_fields_set:
            not_above(("high", self.high.number), ("peak", self.peak.number))
        return self


class RatioRange(Shape):
    """The range in which a ratio is as it should be."""

    min: Annotated[NotNegative, says("The least.", 1, bears=STRICTER_ABOVE)]
    max: Annotated[NotNegative, says("The most.", 1.25, bears=LAXER_ABOVE)]

    @model_validator(mode="after")
    def _in_order(self) -> "RatioRange":
        not_above(("min", self.min), ("max", self.max))
        return self


class PacePolicy(Shape):
    """When somebody is on pace."""

    on_track: Annotated[Share, says("On track from this attainment to date on.", "95%", bears=STRICTER_ABOVE)] = (
        _percent("95")
    )
    at_risk: Annotated[
        Share, says("At risk from this attainment to date on; below it off pace.", "85%", bears=STRICTER_ABOVE)
    ] = _percent("85")
    judge_from: Annotated[
        Portion,
        says("Pace is judged once the plan to date has reached this share of the year's.", "15%", bears=LAXER_ABOVE),
    ] = _percent("15")
    min_deals: Annotated[WholeNumber, says("Pace is judged from this many deals on.", 3, bears=LAXER_ABOVE)] = 3

    @model_validator(mode="after")
    def _in_order(self) -> "PacePolicy":
        not_above(("at_risk", self.at_risk.number), ("on_track", self.on_track.number))
        return self


class SourcesPolicy(Shape):
    """How much of a source of results may be lost."""

    unread: Annotated[
        Share, says("The largest part of a source's rows that cannot be read.", "1%", bears=LAXER_ABOVE)
    ] = _percent("1")
    unmatched: Annotated[
        Share,
        says("The largest part of a source's rows, or of their amount, that is nobody's.", "5%", bears=LAXER_ABOVE),
    ] = _percent("5")


class Policy(Shape):
    """Every limit that rules use, with its default."""

    capacity_ratio: Annotated[
        RatioBand, says("Capacity divided by target. Own default.", {"warn": 1.05, "error": 1})
    ] = RatioBand(warn=Decimal("1.05"), error=Decimal(1))
    utilisation: Annotated[
        ShareBand, says("Load divided by working hours. Own default.", {"high": "95%", "low": "60%"})
    ] = ShareBand(high=_percent("95"), low=_percent("60"))
    over_assignment: Annotated[
        RatioRange, says("Street quota divided by target. Own default.", {"min": 1, "max": 1.25})
    ] = RatioRange(min=Decimal(1), max=Decimal("1.25"))
    season_index: Annotated[
        Literal["working_days", "days", "periods"],
        says("What a period's share of the year is compared with.", "working_days", bears=COMMITMENT),
    ] = "working_days"
    season_delta: Annotated[
        Portion, says("How far from 1 a season index is a peak or a trough. Own default.", "15%", bears=LAXER_ABOVE)
    ] = _percent("15")
    long_leave: Annotated[
        WholeNumber,
        says(
            "A leave of more working days than this needs a deputy and lowers capacity. Own default.",
            20,
            bears=LAXER_ABOVE,
        ),
    ] = 20
    one_to_one_every: Annotated[
        Time,
        says("The longest time between one-to-ones: weekly or biweekly, as the guide asks.", "2w", bears=LAXER_ABOVE),
    ] = Quantity(Decimal(2), "w")
    follow_up_every: Annotated[
        Time,
        says("The longest time between team reviews: weekly or biweekly, as the guide asks.", "2w", bears=LAXER_ABOVE),
    ] = Quantity(Decimal(2), "w")
    consulted_at_most: Annotated[
        WholeNumber, says("The most people to be consulted on one duty. Own default.", 5, bears=LAXER_ABOVE)
    ] = 5
    backdate: Annotated[
        Duration,
        says("How far in the past changes of people and owners may begin. Own default.", "10d", bears=LAXER_ABOVE),
    ] = Quantity(Decimal(10), "d")
    prorate: Annotated[
        Literal["phased", "days"],
        says(
            "How much remains when an adjustment begins: by the phasing, or by the days of the whole.",
            "phased",
            bears=COMMITMENT,
        ),
    ] = "phased"
    pace: Annotated[PacePolicy, says("When somebody is on pace. Own default.", {"on_track": "95%"})] = PacePolicy()
    roll_up_gap: Annotated[
        Portion,
        says("How far the levels below may fall short of what was assigned. Own default.", "1%", bears=LAXER_ABOVE),
    ] = _percent("1")
    expected_attainment: Annotated[
        SomeShare | None,
        says(
            "The part of quotas that people are expected to reach, if the role says nothing.", "85%", bears=LAXER_ABOVE
        ),
    ] = None
    share_gain: Annotated[
        Share,
        says("The most market share that a plan may gain, in percentage points. Own default.", "3%", bears=LAXER_ABOVE),
    ] = _percent("3")
    growth_over_market: Annotated[
        Share, says("By how much growth may exceed that of the market. Own default.", "20%", bears=LAXER_ABOVE)
    ] = _percent("20")
    stretch: Annotated[
        Share,
        says(
            "By how much growth must exceed that of the market to be a challenge. Own default.",
            "0%",
            bears=STRICTER_ABOVE,
        ),
    ] = _percent("0")
    concentration: Annotated[
        Portion,
        says(
            "The largest part of last year's amount that one customer may have. Own default.", "30%", bears=LAXER_ABOVE
        ),
    ] = _percent("30")
    vacant_share: Annotated[
        Portion,
        says("The largest part of the street quota that open seats may carry. Own default.", "20%", bears=LAXER_ABOVE),
    ] = _percent("20")
    quota_to_ote: Annotated[
        RatioRange, says("A year's quota divided by on-target earnings. Own default.", {"min": 3, "max": 10})
    ] = RatioRange(min=Decimal(3), max=Decimal(10))
    span: Annotated[
        SomeCount, says("The most people that one manager may lead. Own default.", 10, bears=LAXER_ABOVE)
    ] = 10
    balance: Annotated[
        RatioRange,
        says(
            "Potential, load or target of a person divided by the mean of the role. Own default.",
            {"min": 0.6, "max": 1.4},
        ),
    ] = RatioRange(min=Decimal("0.6"), max=Decimal("1.4"))
    headcount: Annotated[
        Portion,
        says(
            "The fewest people at work in a period, as a part of the plan's mean. Own default.",
            "85%",
            bears=STRICTER_ABOVE,
        ),
    ] = _percent("85")
    top_accounts: Annotated[
        WholeNumber,
        says(
            "How many of the largest customers must not be given to newcomers. Own default.", 10, bears=STRICTER_ABOVE
        ),
    ] = 10
    attribute_at_most: Annotated[
        WholeNumber,
        says("The most groups of changes whose effects `diff` shows one by one. Own default.", 50, bears=STRUCTURE),
    ] = 50
    stale_after: Annotated[
        Duration, says("How late a source of results may be. Own default.", "1w", bears=LAXER_ABOVE)
    ] = Quantity(Decimal(1), "w")
    sources: Annotated[
        SourcesPolicy, says("How much of a source may be lost. Own default.", {"unread": "1%", "unmatched": "5%"})
    ] = SourcesPolicy()
    off_coverage: Annotated[
        Portion,
        says(
            "The largest part of a source's rows whose seller does not look after the customer. Own default.",
            "5%",
            bears=LAXER_ABOVE,
        ),
    ] = _percent("5")
    lessons_within: Annotated[
        Duration, says("How soon a lesson has to lead to an action. Own default.", "1m", bears=LAXER_ABOVE)
    ] = Quantity(Decimal(1), "m")
    review_within: Annotated[
        Duration, says("How long after a period its review may be held. Own default.", "1m", bears=LAXER_ABOVE)
    ] = Quantity(Decimal(1), "m")
    carried_at_most: Annotated[
        WholeNumber, says("How often an action may be put off to a later review. Own default.", 2, bears=LAXER_ABOVE)
    ] = 2
    grade_from: Annotated[
        ShareOrDays,
        says(
            "From how many working days in its period a scorecard is graded: a part, or days. Own default.",
            "50%",
            bears=SCORE,
        ),
    ] = _percent("50")
    grade_weight: Annotated[
        Portion,
        says(
            "How much of the weight of its lines must have data for a scorecard to be graded. Own default.",
            "75%",
            bears=SCORE,
        ),
    ] = _percent("75")
    survey_sample: Annotated[
        WholeNumber, says("The fewest answers that a survey needs. Own default.", 5, bears=STRICTER_ABOVE)
    ] = 5
    quota_change: Annotated[
        Share,
        says(
            "How much somebody's planned quota may change without an adjustment. Own default.", "10%", bears=LAXER_ABOVE
        ),
    ] = _percent("10")
    touch: Annotated[
        Share,
        says(
            "The part by which something of somebody must move before `diff` names them; what moves by less, or by"
            " less than its step, is counted in one line. Own default.",
            "0.5%",
            bears=LAXER_ABOVE,
        ),
    ] = _percent("0.5")
    acceptances: Annotated[
        Literal["at_once", "after_merge"],
        says(
            "When an acceptance counts: in the change that states it, or only after it is merged.",
            "at_once",
            bears=STRICTER_ABOVE,
        ),
    ] = "at_once"
    approvers: Annotated[
        Many[PartyName],
        says("Outside parties that may approve and accept changes of everything.", ["gm"], bears=EXEMPTION),
    ] = ()
