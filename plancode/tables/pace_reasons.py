"""Where the figures of follow-up come from: plan to date, attainment, forecast, what is asked for, what is open."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.findings.place import Place
from plancode.said.value import Said, Term
from plancode.scorecard.pace import Pace
from plancode.scorecard.standing import Standing, Standings, ValueStanding
from plancode.tables.scopes import made_of, measured
from plancode.tables.table import Input, Why

_NUMBERS: Final = "docs/numbers.md#"


def why_pace(standings: Standings, standing: Standing) -> tuple[Why, ...]:
    """Return what the figures of somebody who has a plan to date are made of; nothing where none is known."""
    if standing.pace.progress.actual is None:
        return ()
    return tuple(_Reasons(standings, standing).all())


class _Reasons:
    """The figures of one scope in one metric."""

    def __init__(self, standings: Standings, standing: Standing) -> None:
        self.standings, self.standing = standings, standing
        self.analysis, self.pace = standings.analysis, standing.pace
        self.progress = standing.pace.progress

    def all(self) -> Iterator[Why]:
        yield self._to_date()
        yield from self._judged()
        yield from self._forecast()
        yield from self._asked()
        yield from self._open()

    def _unit(self, value: Decimal | None) -> Said:
        return measured(self.analysis.measures, self.standing.metric, value)

    def _actual(self) -> Input:
        source = _source(self.standings, self.standing.metric)
        return Input(Term("col.actual"), self._unit(self.progress.actual), "exact", source)

    def _target(self) -> Input:
        rows = self.analysis.targets.of(self.standing.metric, self.standing.scope)
        place = rows[0].place if rows else None
        return Input(Term("col.target"), self._unit(self.progress.whole), "exact", place)

    def _to_date(self) -> Why:
        plans = self.standings.measured.planned(self.standing.metric, self.standing.scope)
        numbers = [number for number in self.standing.stretch.numbers if number in plans]
        periods = self.analysis.horizon.periods
        parts = zip(numbers, self.progress.stages, self.progress.parts, strict=True)
        inputs = tuple(
            Input(periods[number], self._unit(stage.plan * part), "exact") for number, stage, part in parts if part
        )
        return Why("pace.to_date", self._unit(self.progress.to_date), "exact", inputs, (), f"{_NUMBERS}plan-to-date")

    def _judged(self) -> Iterator[Why]:
        attained = self.pace.judged_by
        if attained is None or self.progress.is_budget:
            return
        policy = self.analysis.graph.policy.pace
        limits: tuple[tuple[str, Said], ...] = (
            ("pace.on_track", policy.on_track), ("pace.at_risk", policy.at_risk),
            ("pace.judge_from", policy.judge_from), ("pace.min_deals", policy.min_deals),
        )  # fmt: skip
        if self.pace.judged == "pipeline":
            inputs: tuple[Input, ...] = (self._actual(), self._pipeline(), self._target())
            yield Why("pace.by_deals", attained, "share", inputs, limits, f"{_NUMBERS}pipeline-pace")
            return
        formula = "pace.lower" if self.progress.lower_is_better else "pace.attainment"
        inputs = (self._actual(), Input(Term("col.to_date"), self._unit(self.progress.to_date), "exact"))
        yield Why(formula, attained, "share", inputs, limits, f"{_NUMBERS}status")

    def _pipeline(self) -> Input:
        return Input(Term("col.pipeline"), self._unit(self.progress.pipeline), "exact")

    def _forecast(self) -> Iterator[Why]:
        pace, season = self.pace, Term("input.season_over")
        if pace.pipeline_forecast is not None:
            yield self._of("by_deals", pace.pipeline_forecast, self._pipeline())
        elif pace.season_forecast is not None:
            yield self._of("season", pace.season_forecast, Input(season, self.progress.season, "share"))
        if pace.run_rate_forecast is not None:
            yield self._of("run_rate", pace.run_rate_forecast, *_days(pace))

    def _of(self, how: str, value: Decimal, *inputs: Input) -> Why:
        source = "run-rate" if how == "run_rate" else "pipeline-pace" if how == "by_deals" else "forecast"
        return Why(f"forecast.{how}", self._unit(value), "exact", (self._actual(), *inputs), (), f"{_NUMBERS}{source}")

    def _asked(self) -> Iterator[Why]:
        required, left = self.pace.required, self.pace.remaining
        source = f"{_NUMBERS}required-rate"
        if required is not None:
            inputs = (self._target(), self._actual(), Input(Term("input.days_left"), self.progress.left, "count"))
            yield Why("pace.required", self._unit(required), "exact", inputs, (), source)
        if left is not None:
            yield Why("pace.remaining", self._unit(left), "exact", (self._target(), self._actual()), (), source)

    def _open(self) -> Iterator[Why]:
        opening = self.standings.opening(self.standing)
        if opening is not None and opening.coverage is not None:
            inputs = (
                Input(Term("col.open_deals"), opening.count, "count"),
                Input(Term("col.open_value"), self._unit(opening.amount), "exact"),
                Input(Term("col.left_to_target"), self._unit(opening.gap), "exact"),
                Input(Term("col.win_rate"), opening.rate, "share"),
            )
            yield Why("pace.coverage", opening.coverage, "ratio", inputs, (), f"{_NUMBERS}pipeline-coverage")


def _days(pace: Pace) -> tuple[Input, ...]:
    passed, left = pace.progress.passed, pace.progress.left
    return (
        Input(Term("input.days_passed"), passed, "count"),
        Input(Term("input.days_all"), passed + left, "count"),
    )


def why_level(standings: Standings, standing: ValueStanding) -> tuple[Why, ...]:
    """Return what a value that does not add up, and its attainment, are made of; nothing where it is not known."""
    analysis, reading = standings.analysis, standing.reading
    attained = reading.attainment()
    if not isinstance(attained, Decimal):
        return ()
    rows, policy = analysis.targets.of(standing.metric, standing.scope), analysis.graph.policy.pace
    target, actual = (measured(analysis.measures, standing.metric, one) for one in (reading.target, reading.actual))
    inputs = [
        Input(Term("col.target"), target, "exact", rows[0].place if rows else None),
        Input(Term("col.actual"), actual, "exact", _source(standings, standing.metric)),
    ]
    if reading.made_of is not None and reading.made_of.under != 1:
        inputs.append(Input(Term("col.made_of"), made_of(analysis.graph, standing.metric, reading.made_of), "text"))
    formula = "pace.lower" if reading.lower_is_better else "pace.level"
    limits: tuple[tuple[str, Said], ...] = (("pace.on_track", policy.on_track), ("pace.at_risk", policy.at_risk))
    return (Why(formula, attained, "share", tuple(inputs), limits, f"{_NUMBERS}metrics-that-do-not-add-up"),)


def _source(standings: Standings, metric: str) -> Place | None:
    """Return where the source is stated that results of a metric are read from."""
    names = standings.measured.sources(metric)
    return standings.results.sources[names[0]].place("id") if names else None
