"""CAL: peaks without a push, troughs without a campaign, answers to a season that is not there."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.pushes import CAMPAIGNS, answers, concerns, contains, pushes
from plancode.analysis.targets import Target
from plancode.calendar.phasing import Weights
from plancode.calendar.season import Run
from plancode.findings.problem import Problem
from plancode.model.calendar import Answer, CalendarDocument
from plancode.model.targets import ProfilePhasing
from plancode.period import Period
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import money, ratio, share
from plancode.rules.rule import WARNING, rule
from plancode.said.value import Said

_ZERO, _ONE = Decimal(0), Decimal(1)


def _seasonal(figures: Analysis) -> Iterator[tuple[Target, Weights]]:
    """Yield the top targets whose phasing states a season, of those that hold each other the broader one."""
    found: list[tuple[Target, Weights]] = []
    books = [book for book in figures.books if book.top is not None and isinstance(_phasing(book.top), ProfilePhasing)]
    for book in sorted(books, key=lambda one: len(one.top.scope) if one.top else 0):
        top = book.top
        if top is None or top.fault or book.weights.fault or not figures.measures.adds_over_time(top.metric):
            continue
        wider = (one for one, _ in found if one.metric == top.metric)
        if not any(contains(figures.staffing, one.scope, top.scope) for one in wider):
            found.append((top, book.weights))
    yield from found


def _phasing(target: Target) -> object:
    return target.document.model.phasing


@rule("CAL101", "peak-without-push", WARNING, figures=True)
def peak_without_push(context: RuleContext) -> Iterator[Problem]:
    """A target has a peak season, and no action makes use of it.

    ## Why it matters
    The season is when customers buy, and when a push brings most. The index of a period is its share of
    the year over its share of the working days; periods next to each other make one peak. A push is an action with an
    effect on the metric, some days of which lie in the peak, for customers of the target. Training and coaching are no
    push. Targets without a season of their own are left alone, and those that are part of a broader one.

    ## Fails
    ```yaml
    targets: {phasing: {shares: [20%, 20%, 40%, 20%]}}
    actions: [{id: fair, kind: campaign, from: 2026-01-12, to: 2026-01-30, effects: [{metric: revenue, amount: 200k}]}]
    ```

    ## Passes
    ```yaml
    actions: [{id: fair, kind: campaign, from: 2026-07-13, to: 2026-07-31, effects: [{metric: revenue, amount: 200k}]}]
    ```

    ## How to fix
    Plan an action for these days, with what it is to bring under `effects`. Or say under `answers` of the calendar
    which actions answer the peak (`answered_by`), or why nothing is to be done (`accept`).

    ## Policy
    `season_delta` (15%, own default): at or above 1 + this a period is a peak.
    `season_index` (working_days, own default): what the share of the year is held against.
    """
    figures = context.figures
    for target, _ in _seasonal(figures):
        for run in figures.runs(target):
            if run.form == "peak" and not pushes(figures.staffing, target, run):
                yield from _unanswered(figures, target, run, _ONE + context.graph.policy.season_delta.number)


@rule("CAL102", "trough-without-campaign", WARNING, figures=True)
def trough_without_campaign(context: RuleContext) -> Iterator[Problem]:
    """A target has a slack season because customers buy less then, and no campaign or initiative lifts it.

    ## Why it matters
    In the slack season people and customers have time: it is the moment for activation. Only seasons of demand are
    looked at: where orders fall into certain months by contract or habit (`cause: booking`), or shares are listed
    without a cause, a campaign would move nothing.

    ## Fails
    ```yaml
    profiles: [{id: drinks, cause: demand, periods: {2026-Q1: 15%, 2026-Q2: 30%, 2026-Q3: 30%, 2026-Q4: 25%}}]
    actions: [{id: fair, kind: task, from: 2026-03-02, to: 2026-03-20, effects: [{metric: revenue, amount: 200k}]}]
    ```

    ## Passes
    ```yaml
    actions: [{id: fair, kind: campaign, from: 2026-03-02, to: 2026-03-20, effects: [{metric: revenue, amount: 200k}]}]
    ```

    ## How to fix
    Plan a campaign for these days, with what it is to bring under `effects`. Or say under `answers` of the calendar
    which actions answer the trough (`answered_by`), or why it is left as it is (`accept`). Where the season comes from
    contracts, write `cause: booking` at the profile.

    ## Policy
    `season_delta` (15%, own default): at or below 1 less this a period is a trough.
    `season_index` (working_days, own default): what the share of the year is held against.
    """
    figures = context.figures
    for target, weights in _seasonal(figures):
        for run in figures.runs(target) if weights.cause == "demand" else ():
            if run.form == "trough" and not any(
                one.model.kind in CAMPAIGNS for one in pushes(figures.staffing, target, run)
            ):
                yield from _unanswered(figures, target, run, _ONE - context.graph.policy.season_delta.number)


def _unanswered(figures: Analysis, target: Target, run: Run, limit: Decimal) -> Iterator[Problem]:
    """Yield the problem of a run, where no answer of a calendar settles it."""
    given = answers(figures.staffing, target, run)
    if any(one.holds or one.unknown for one in given):
        return
    values = _season(figures, target, run) | {"limit": ratio(limit)}
    variant = "in_vain" if given else "plain"
    related = tuple(one.calendar.place("answers", one.index, "answered_by") for one in given)
    subject = f"{run.form}@{run.period.start.isoformat()}"
    yield Problem(target.document.place("phasing"), variant, values, target.document.ref, subject, related)


def _season(figures: Analysis, target: Target, run: Run) -> dict[str, Said]:
    amounts = figures.current(target.metric, target.scope)
    whole, part = sum(amounts.values(), _ZERO), sum((amounts.get(number, _ZERO) for number in run.numbers), _ZERO)
    return {
        "target": target.document.ref,
        "metric": metric_ref(figures.graph, target.metric),
        "period": run.period,
        "amount": money(part),
        "part": share(part / whole if whole else _ZERO),
        "index": ratio(run.strongest),
    }


@rule("CAL109", "answer-without-season", WARNING, figures=True)
def answer_without_season(context: RuleContext) -> Iterator[Problem]:
    """The calendar answers a peak or a trough in a period that is neither.

    ## Why it matters
    The phasing has changed, or the period is a slip; the peak or trough that is there may be without an answer. Looked
    at are the targets at the top of their documents with the metric and scope of the answer; where there is none, the
    answer is left alone.

    ## Fails
    ```yaml
    answers: [{period: 2026-10, accept: Factories are closed for the holiday}]
    ```

    ## Passes
    ```yaml
    answers: [{period: 2026-02, accept: Factories are closed for the holiday}]
    ```

    ## How to fix
    Write the period of the peak or trough, as the page of the target shows it, or delete the answer.

    ## Policy
    `season_delta` (15%, own default): how far from 1 an index makes a peak or a trough.
    `season_index` (working_days, own default): what the share of the year is held against.
    """
    figures = context.figures
    tops = [one for one in figures.targets.tops if figures.measures.adds_over_time(one.metric) and not one.fault]
    runs = {target: figures.runs(target) for target in tops} if context.graph.all(CalendarDocument) else {}
    for calendar in context.graph.all(CalendarDocument):
        for index, answer in enumerate(calendar.model.answers):
            period = context.graph.period(answer.period)
            asked = [runs[one] for one in tops if concerns(figures.staffing, answer, one)]
            if period is None or not asked or any(run.period.overlaps(period) for found in asked for run in found):
                continue
            values = _idle(period, answer, [one for one in tops if concerns(figures.staffing, answer, one)])
            subject = f"{answer.metric or ''}@{answer.period}@{','.join(name for _, name in answer.dimensions)}"
            yield Problem(calendar.place("answers", index, "period"), "plain", values, calendar.ref, subject)


def _idle(period: Period, answer: Answer, tops: list[Target]) -> dict[str, Said]:
    targets = tuple(one.document.ref for one in tops)
    return {"period": Period(period.start, period.end, answer.period), "targets": targets}


RULES: Final = (peak_without_push, trough_without_campaign, answer_without_season)
