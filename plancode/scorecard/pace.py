"""How somebody stands within the year: plan and actual to date, what the year comes to, what is still asked for.

Plan and actual both reach to the day through which the source is complete. Time is counted in working days, of a
person in their own.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from plancode.model.methods.reading import PLACES, ZERO, Reading, Reason
from plancode.model.policy import PacePolicy
from plancode.quantity import rounded

Status = Literal["not_judged", "too_early", "on_track", "at_risk", "off_pace"]
Judged = Literal["to_date", "pipeline"]
PaceWhy = Reason | Literal["no_deals", "no_plan", "judge_from", "min_deals", "on_track", "at_risk", "below"]
"""Why a status is given: why there is no actual, no period of a plan, no target to reach; no deals, in a metric judged
by them; the plan to date is still under `policy.pace.judge_from` of the year; there are fewer deals than `min_deals`;
or the limit that decided."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A period of the plan: its amount, its working days, those gone by, and its weight in the season (any scale)."""

    plan: Decimal
    days: Decimal
    passed: Decimal
    season: Decimal | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known on a day of a metric that adds up over time.

    `actual` is what has come so far; with a `reason`, of `lost` rows, that is not known. `deals` are those had,
    `deals_planned` those the plan to date asks for; while the time runs the more of both must reach `min_deals`. Who
    has none at all in a source that says everything is judged, and so is everybody once the time `is_over`. Deals not
    given do not matter, nor those of a budget. What is above all that may come is judged from the first day.
    `pipeline` is the weighted value of the open deals that close in time, where the metric is judged by booked and open
    deals together (`is_by_deals`); None there means that nobody knows what is open.
    """

    stages: tuple[Stage, ...]
    actual: Decimal | None
    deals: int | None = None
    deals_planned: int | None = None
    pipeline: Decimal | None = None
    is_by_deals: bool = False
    lower_is_better: bool = False
    is_budget: bool = False
    is_over: bool = False
    reason: Reason | None = None
    lost: int = 0

    @property
    def parts(self) -> tuple[Decimal, ...]:
        """How much of each period is over, by working days; one without any once its last day or a later one came."""
        begun = max((number for number, stage in enumerate(self.stages) if stage.passed > 0), default=-1)
        return tuple(
            stage.passed / stage.days if stage.days > 0 else Decimal(stage.is_over or number < begun)
            for number, stage in enumerate(self.stages)
        )

    @property
    def whole(self) -> Decimal:
        """The target of all periods, in the metric's unit."""
        return sum((stage.plan for stage in self.stages), ZERO)

    @property
    def to_date(self) -> Decimal:
        """The plan to date: full periods, and of the one that runs as much as its working days gone by."""
        return sum((stage.plan * part for stage, part in zip(self.stages, self.parts, strict=True)), ZERO)

    @property
    def gone(self) -> Decimal:
        """The part of the plan that is over; of gains and losses planned, by the size of each."""
        sizes = [abs(stage.plan) for stage in self.stages]
        over = sum((size * part for size, part in zip(sizes, self.parts, strict=True)), ZERO)
        return over / sum(sizes, ZERO) if any(sizes) else ZERO

    @property
    def season(self) -> Decimal | None:
        """The share of the season that is over; None where a period has no weight, or loses where others gain."""
        weights = [stage.season for stage in self.stages if stage.season is not None]
        if len(weights) < len(self.stages) or not sum(weights) or (min(weights) < 0 < max(weights)):
            return None
        over = sum((weight * part for weight, part in zip(weights, self.parts, strict=True)), ZERO)
        return over / sum(weights, ZERO)

    @property
    def passed(self) -> Decimal:
        """Working days gone by."""
        return sum((stage.passed for stage in self.stages), ZERO)

    @property
    def left(self) -> Decimal:
        """Working days still to come."""
        return sum((stage.days for stage in self.stages), ZERO) - self.passed


@dataclass(frozen=True, slots=True)
class Pace:
    """How somebody stands; what is not known is None."""

    progress: Progress
    status: Status
    why: PaceWhy
    judged: Judged = "to_date"

    @property
    def attainment(self) -> Decimal | None:
        """Actual ÷ plan, both to date; 2 − that, at least 0, where lower is better. A budget is not attained."""
        return None if self.progress.is_budget else self._to_date

    @property
    def _to_date(self) -> Decimal | None:
        return _attained(self.progress, self.progress.actual, self.progress.to_date)

    @property
    def judged_by(self) -> Decimal | None:
        """The figure that decides: attainment to date, or booked and weighted open deals ÷ the whole target."""
        if self.judged == "pipeline":
            return _attained(self.progress, self.pipeline_forecast, self.progress.whole)
        return self._to_date

    @property
    def is_used_up(self) -> bool:
        """Whether there is more by now than there may be of all periods, where lower is better."""
        is_behind = self.status in ("at_risk", "off_pace")
        return is_behind and self.remaining is not None and self.remaining < 0

    @property
    def gap(self) -> Decimal | None:
        """Actual less plan, both to date, signed so that positive is good."""
        return _signed(self.progress, self.progress.actual, self.progress.to_date)

    @property
    def run_rate_forecast(self) -> Decimal | None:
        """What all periods come to at the pace so far: actual ÷ working days gone by × all working days."""
        progress = self.progress
        if progress.actual is None or progress.passed <= 0:
            return None
        return progress.actual * (progress.passed + progress.left) / progress.passed

    @property
    def season_forecast(self) -> Decimal | None:
        """What all periods come to with the season: actual ÷ the share of the season that is over."""
        actual, season = self.progress.actual, self.progress.season
        return actual / season if actual is not None and season else None

    @property
    def pipeline_forecast(self) -> Decimal | None:
        """Booked and weighted open deals together."""
        actual, pipeline = self.progress.actual, self.progress.pipeline
        return actual + pipeline if actual is not None and pipeline is not None else None

    @property
    def forecast(self) -> Decimal | None:
        """The best there is (预计达成): by the pipeline, else by the season, else by the run rate."""
        forecasts = (self.pipeline_forecast, self.season_forecast, self.run_rate_forecast)
        return next((forecast for forecast in forecasts if forecast is not None), None)

    @property
    def forecast_gap(self) -> Decimal | None:
        """Forecast less target of all periods, signed so that positive is good."""
        return _signed(self.progress, self.forecast, self.progress.whole)

    @property
    def required(self) -> Decimal | None:
        """What is asked for each working day that is left, at least 0; nothing where lower is better.

        As long as a planned loss is not used up, there is nothing to ask for.
        """
        progress = self.progress
        if progress.actual is None or progress.left <= 0 or progress.lower_is_better:
            return None
        missing = progress.whole - progress.actual
        return max(missing, ZERO) / progress.left if missing > 0 or progress.whole >= 0 else None

    @property
    def remaining(self) -> Decimal | None:
        """What may still come where lower is better: what a budget has left, below 0 what is too much."""
        progress = self.progress
        known = progress.lower_is_better and progress.actual is not None
        return progress.whole - progress.actual if known and progress.actual is not None else None


def pace(progress: Progress, policy: PacePolicy) -> Pace:
    """Return how somebody stands by the policy: on track, at risk, off pace, too early to say, or not judged."""
    lack = _lack(progress)
    if lack is not None:
        return Pace(progress, "not_judged", lack)
    early = _early(progress, policy)
    if early is not None:
        return Pace(progress, "too_early", early)
    if progress.pipeline is None or progress.actual is None:
        return _by(progress, policy, _attained(progress, progress.actual, progress.to_date), "to_date")
    return _by(progress, policy, _attained(progress, progress.actual + progress.pipeline, progress.whole), "pipeline")


def _lack(progress: Progress) -> PaceWhy | None:
    if not progress.stages:
        return "no_plan"
    if progress.whole == 0:
        return "zero_target"
    if progress.actual is None:
        return progress.reason or "no_actual"
    if progress.is_by_deals and progress.pipeline is None and not progress.is_over:
        return "no_deals"
    return "incomplete" if progress.is_over and not progress.to_date else None


def _early(progress: Progress, policy: PacePolicy) -> PaceWhy | None:
    if progress.lower_is_better and progress.actual is not None and progress.actual > progress.whole:
        return None  # whatever is still to come, it will stay above
    if not progress.to_date or rounded(progress.gone, PLACES) < policy.judge_from.number:
        return "judge_from"
    if progress.is_over or progress.is_budget or not progress.deals:
        return None
    return "min_deals" if max(progress.deals, progress.deals_planned or 0) < policy.min_deals else None


def status_of(attained: Decimal, policy: PacePolicy) -> Literal["on_track", "at_risk", "off_pace"]:
    """Return the status that an attainment has by the policy; of metrics that do not add up, too, that of a value."""
    value = rounded(attained, PLACES)
    if value >= policy.on_track.number:
        return "on_track"
    return "at_risk" if value >= policy.at_risk.number else "off_pace"


def _by(progress: Progress, policy: PacePolicy, attained: Decimal | None, judged: Judged) -> Pace:
    status = status_of(attained or ZERO, policy)
    return Pace(progress, status, status if status != "off_pace" else "below", judged)


def _attained(progress: Progress, actual: Decimal | None, plan: Decimal) -> Decimal | None:
    attainment = Reading(actual, plan, lower_is_better=progress.lower_is_better).attainment()
    return attainment if isinstance(attainment, Decimal) else None


def _signed(progress: Progress, actual: Decimal | None, plan: Decimal) -> Decimal | None:
    return Reading(actual, plan, lower_is_better=progress.lower_is_better).variance
