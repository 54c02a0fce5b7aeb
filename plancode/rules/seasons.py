"""CAL: peaks without a push, troughs without a campaign, answers to a season that is not there."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.pushes import CAMPAIGNS, answers, concerns, contains, pushes
from plancode.analysis.targets import Target
from plancode.calendar.phasing import Weights
from plancode.calendar.season import Run
from plancode.findings.problem import Problem
from plancode.graph.entity import Key
from plancode.model.actions import Action
from plancode.model.calendar import CalendarDocument
from plancode.model.targets import ProfilePhasing
from plancode.period import Period
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import money, ratio, share
from plancode.rules.rule import WARNING, rule

if TYPE_CHECKING:
    from plancode.said.value import Said

_ZERO, _ONE = Decimal(0), Decimal(1)


def _seasonal(figures: Analysis) -> list[tuple[Target, Weights]]:
    """Return the top targets whose phasing states a season, of those that hold each other the broader one."""
    seasonal: list[tuple[Target, Weights]] = []
    books = [(book.top, book.weights) for book in figures.books if book.top is not None and not book.weights.fault]
    for top, weights in sorted(books, key=lambda book: (len(book[0].scope), book[0].document.model.id)):
        is_seasonal = isinstance(top.document.model.phasing, ProfilePhasing) and not top.is_unknown
        if is_seasonal and figures.measures.adds_over_time(top.metric):
            broader = (target.scope for target, _ in seasonal if target.metric == top.metric)
            if not any(contains(figures.staffing, scope, top.scope) for scope in broader):
                seasonal.append((top, weights))
    return seasonal


def _open_runs(context: RuleContext) -> list[tuple[Target, Run]]:
    """Return the peaks without a push, and the troughs of demand without a campaign."""
    figures, found = context.figures, list[tuple[Target, Run]]()
    for target, weights in _seasonal(figures):
        for run in figures.runs(target):
            made = {action.model.kind for action in pushes(figures.staffing, target, run)}
            is_slack = run.form == "trough" and weights.cause == "demand" and made.isdisjoint(CAMPAIGNS)
            if is_slack or (run.form == "peak" and not made):
                found.append((target, run))
    return found


def _in_vain(context: RuleContext) -> set[tuple[Key, int]]:
    """Return the answers of which a peak or trough says that nothing comes of them."""
    given = (answers(context.figures.staffing, target, run) for target, run in context.once(_open_runs))
    vain = (some for some in given if not any(answer.holds or answer.unknown for answer in some))
    return {(answer.calendar.key, answer.index) for some in vain for answer in some}


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
    for target, run in context.once(_open_runs):
        if run.form == "peak":
            limit = _ONE + context.graph.policy.season_delta.number
            yield from _unanswered(context.figures, target, run, limit)


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
    for target, run in context.once(_open_runs):
        if run.form == "trough":
            limit = _ONE - context.graph.policy.season_delta.number
            yield from _unanswered(context.figures, target, run, limit)


def _unanswered(figures: Analysis, target: Target, run: Run, limit: Decimal) -> Iterator[Problem]:
    """Yield the problem of a run, where no answer of a calendar settles it."""
    given = answers(figures.staffing, target, run)
    if any(answer.holds or answer.unknown for answer in given):
        return
    amounts = figures.current(target.metric, target.scope)
    whole, part = sum(amounts.values(), _ZERO), sum((amounts.get(number, _ZERO) for number in run.numbers), _ZERO)
    values: dict[str, Said] = {
        "target": target.document.ref,
        "metric": metric_ref(figures.graph, target.metric),
        "period": run.period,
        "amount": money(part),
        "part": share(part / whole if whole else _ZERO),
        "index": ratio(run.strongest, limit),
        "limit": ratio(limit),
    }
    related = tuple(answer.calendar.place("answers", answer.index, "answered_by") for answer in given)
    subject, variant = f"{run.form}@{run.period.start.isoformat()}", "in_vain" if given else "plain"
    yield Problem(target.document.place("phasing"), variant, values, target.document.ref, subject, related)


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
    tops = [top for top in figures.targets.tops if figures.measures.adds_over_time(top.metric) and not top.is_unknown]
    runs = {target: figures.runs(target) for target in tops} if context.graph.all(CalendarDocument) else {}
    for calendar in context.graph.all(CalendarDocument):
        for index, answer in enumerate(calendar.model.answers):
            period = context.graph.period(answer.period)
            asked = [top for top in tops if concerns(figures.staffing, answer, top)]
            if period is None or not asked or any(run.period.overlaps(period) for top in asked for run in runs[top]):
                continue
            targets = tuple(top.document.ref for top in asked)
            named = Period(period.start, period.end, answer.period)
            values: dict[str, Said] = {"period": named, "targets": targets}
            subject = f"{answer.metric or ''}@{answer.period}@{','.join(name for _, name in answer.dimensions)}"
            yield Problem(calendar.place("answers", index, "period"), "plain", values, calendar.ref, subject)


@rule("CAL115", "answer-at-another-time", WARNING, figures=True)
def answer_at_another_time(context: RuleContext) -> Iterator[Problem]:
    """A peak or trough is answered by an action that is over before it, or begins after it.

    ## Why it matters
    Nothing happens then, and the calendar says that all is prepared.

    ## Fails
    ```yaml
    actions: [{id: order-fair, from: 2026-11-16, to: 2026-12-18}]
    ---
    answers: [{period: 2026-03, answered_by: order-fair}]
    ```

    ## Passes
    ```yaml
    actions: [{id: sampling, from: 2026-03-02, to: 2026-03-27}]
    ---
    answers: [{period: 2026-03, answered_by: sampling}]
    ```

    ## How to fix
    Name an action whose days lie in the period, or correct the days of the action. Where a peak or trough is then left
    without any answer, that is the finding (CAL101, CAL102). A period that is left as it is says why under `accept`.
    """
    for calendar in context.graph.all(CalendarDocument):
        for index, answer in enumerate(calendar.model.answers):
            is_told = (calendar.key, index) in context.once(_in_vain)
            period = context.graph.period(answer.period) if not is_told else None
            for position, name in enumerate(answer.answered_by if period is not None else ()):
                action = context.graph.find(Action, name)
                first, last = (action.model.from_ or action.model.to, action.model.to) if action else (None, None)
                if action is None or period is None or first is None or last is None:
                    continue
                if last < period.start or first > period.last:
                    values: dict[str, Said] = {
                        "action": action.ref,
                        "period": Period(period.start, period.end, answer.period),
                    }
                    values |= {"first": first, "last": last}
                    place = calendar.place("answers", index, "answered_by", position)
                    yield Problem(place, "plain", values, calendar.ref, f"{answer.period} {name}")


RULES: Final = (peak_without_push, trough_without_campaign, answer_without_season, answer_at_another_time)
