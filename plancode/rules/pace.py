"""TRK: people and teams that fall behind their plan to date, and a year that will not be reached at this pace."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.model.methods.reading import reached
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import money, share
from plancode.rules.rule import INFO, WARNING, rule
from plancode.rules.scopes import scope_name
from plancode.said.value import Joined

if TYPE_CHECKING:
    from plancode.said.value import Values
    from plancode.scorecard.follow_up import FollowUp
    from plancode.scorecard.pace import Status
    from plancode.scorecard.standing import Standing, Standings

_SHOWN: Final = 5


def _standings(context: RuleContext) -> "Standings":
    from plancode.scorecard.cards import Cards
    from plancode.scorecard.standing import Standings

    cards = Cards(context.reached)
    return Standings(cards, cards.year_on(context.as_of))


def follow_ups(context: RuleContext) -> "tuple[FollowUp, ...]":
    """Return the follow-up of each team."""
    from plancode.scorecard.follow_up import FollowUp

    standings = context.once(_standings)
    return tuple(FollowUp(standings, team) for team in standings.teams)


def _behind(context: RuleContext, status: "Status", limit: Decimal) -> Iterator[Problem]:
    """Yield a problem for each team and metric in which people have a status, the one with the least first.

    Where the team has it and nobody below it is as far behind, one for it as a whole; TRK107 tells what is used up.
    """
    for follow_up in context.once(follow_ups):
        for metric in follow_up.metrics:
            people = [row for row in follow_up.rows(metric) if isinstance(row[0].model, Person)]
            behind = [row for row in people if row[1].pace.status == status]
            if behind:
                behind.sort(key=lambda row: (row[1].pace.judged_by or Decimal(0), row[0].name))
                worst, standing = behind[0]
                pace, by_deals = standing.pace, standing.pace.judged == "pipeline"
                attained, gap = pace.judged_by or Decimal(0), pace.forecast_gap if by_deals else pace.gap
                values: Values = {
                    "metric": metric_ref(context.graph, metric),
                    "people": tuple(person.ref for person, _ in behind[:_SHOWN]),
                    "worst": worst.ref,
                    "attainment": share(attained, limit),
                    "gap": money(-(gap or Decimal(0))),
                    "day": standing.through,
                    "count": len(behind),
                    "of": len(people),
                    "team": follow_up.team.ref,
                    "limit": share(limit),
                }
                usual = "lower" if pace.progress.lower_is_better else "plain"
                place, variant = follow_up.team.place("id"), "pipeline" if by_deals else usual
                yield Problem(place, variant, values, follow_up.team.ref, metric, weight=-attained)
            whole = dict(follow_up.behind(metric)).get(follow_up.team)
            if whole is not None and whole.pace.status == status:
                yield from _as_whole(context, follow_up, whole, limit)


def _as_whole(context: RuleContext, follow_up: "FollowUp", standing: "Standing", limit: Decimal) -> Iterator[Problem]:
    """Yield a problem of a team that nobody in it accounts for; of a top team TRK103 tells it by the forecast."""
    team, pace, lower = follow_up.team, standing.pace, standing.pace.progress.lower_is_better
    if (team.model.parent is None and not lower) or pace.is_used_up:
        return
    attained, gap = pace.judged_by or Decimal(0), pace.forecast_gap if pace.judged == "pipeline" else pace.gap
    values: Values = {"metric": metric_ref(context.graph, standing.metric), "team": team.ref, "day": standing.through}
    values |= {"attainment": share(attained, limit), "gap": money(-(gap or Decimal(0))), "limit": share(limit)}
    variant = "whole_lower" if lower else "whole"
    yield Problem(team.place("id"), variant, values, team.ref, standing.metric, weight=-attained)


@rule("TRK101", "off-pace", WARNING, figures=True, results=True)
def off_pace(context: RuleContext) -> Iterator[Problem]:
    """People of a team, or a team as a whole, are far behind their plan to date.

    ## Why it matters
    What is missing must be made up in the time that is left, on top of what is planned for it. The sooner it is
    talked about, the smaller it is.

    ## Fails
    Zhou Min has 70 % of what her target asks for by the end of March.

    ## Passes
    She has 86 % of it: at risk, not off pace.

    ## How to fix
    `plancode track --team TEAM` shows figures and forecast. Talk to each of them: what stands in the way, what helps,
    and by when. Write it down with `plancode review new`. Where the market or the territory has changed, adjust the
    plan with `kind: adjustment`.

    ## Policy
    `pace` (`at_risk` 85%, `judge_from` 15% of the plan, `min_deals` 3, own defaults).
    """
    yield from _behind(context, "off_pace", context.graph.policy.pace.at_risk.number)


@rule("TRK102", "at-risk", INFO, figures=True, results=True)
def at_risk(context: RuleContext) -> Iterator[Problem]:
    """People of a team, or a team as a whole, are somewhat behind their plan to date.

    ## Why it matters
    A few percent are made up by one good month, or become a gap by one bad one.

    ## Fails
    Zhou Min has 90 % of what her target asks for by the end of March.

    ## Passes
    She has 96 % of it.

    ## How to fix
    Look at it in the next review: which deals or customers are late, and whether they come.

    ## Policy
    `pace` (`on_track` 95%, `at_risk` 85%, own defaults).
    """
    yield from _behind(context, "at_risk", context.graph.policy.pace.on_track.number)


@rule("TRK103", "forecast-short", WARNING, figures=True, results=True)
def forecast_short(context: RuleContext) -> Iterator[Problem]:
    """At the pace so far, the plan or a top team does not reach its target for the year.

    ## Why it matters
    Single people may be on pace and the plan still fails. Whoever answers for it should know while there is time.

    ## Fails
    Half of the plan's season is over, and results are at 40 % of the year's target: 80 % are forecast.

    ## Passes
    Results are at 48 % of the year's target: 96 % are forecast.

    ## How to fix
    Decide what closes the gap: actions with expected effects, people, other territories; or adjust the target with
    `kind: adjustment` and a reason.

    ## Policy
    `pace` (`on_track` 95%, `judge_from` 15% of the plan, own defaults).
    """
    limit = context.graph.policy.pace.on_track.number
    standings = context.once(_standings)
    metrics = [metric for metric in standings.metrics if context.figures.measures.adds_over_time(metric)]
    for team in standings.teams:
        for metric in metrics if team.model.parent is None else ():
            plan = context.graph.plan if team.name == context.figures.targets.root else None
            is_plans = plan is not None and bool(context.figures.current(metric, ()))
            standing = standings.of(metric, () if is_plans else (("team", team.name),))
            about = plan.ref if plan is not None and is_plans else team.ref
            if standing is None or standing.pace.status in ("too_early", "not_judged"):
                continue
            forecast, progress = standing.pace.forecast, standing.pace.progress
            if forecast is None or progress.lower_is_better or reached(forecast, progress.whole) >= limit:
                continue
            values: Values = {"team": about, "metric": metric_ref(context.graph, metric), "day": standing.through}
            values |= {"forecast": money(forecast), "target": money(progress.whole)}
            values |= {"share": share(reached(forecast, progress.whole), limit), "limit": share(limit)}
            yield Problem(team.place("id"), "plain", values, team.ref, metric)


@rule("TRK106", "part-off-pace", WARNING, figures=True, results=True)
def part_off_pace(context: RuleContext) -> Iterator[Problem]:
    """Territories, customers, products, channels or segments are far behind the targets that they have.

    ## Why it matters
    The team may be on pace because one thing sells well, and another one that was planned is not sold at all.

    ## Fails
    ```yaml
    targets: [{product: new-drink, amount: 600k}]
    ```
    By the end of March 60k of it are sold.

    ## Passes
    By the end of March 140k of it are sold.

    ## How to fix
    `plancode track --team TEAM` shows each with its gap and forecast. Ask whoever looks after it what stands in the
    way. If its results are booked without naming it, complete the source.

    ## Policy
    `pace` (`at_risk` 85%, `judge_from` 15% of the plan, `min_deals` 3, own defaults).
    """
    limit = context.graph.policy.pace.at_risk.number
    for follow_up in context.once(follow_ups):
        for metric in follow_up.metrics:
            parts = list(follow_up.parts(metric))
            behind = [part for part in parts if part.pace.status == "off_pace"]
            if behind:
                behind.sort(key=lambda part: (part.pace.attainment or Decimal(0), part.scope))
                worst = behind[0]
                values: Values = {
                    "metric": metric_ref(context.graph, metric),
                    "parts": Joined(tuple(scope_name(context.graph, part.scope) for part in behind[:_SHOWN])),
                    "worst": scope_name(context.graph, worst.scope),
                    "attainment": share(worst.pace.attainment or Decimal(0), limit),
                    "gap": money(-(worst.pace.gap or Decimal(0))),
                    "day": worst.through,
                    "count": len(behind),
                    "of": len(parts),
                    "team": follow_up.team.ref,
                    "limit": share(limit),
                }
                weight = -(worst.pace.attainment or Decimal(0))
                variant = "lower" if worst.pace.progress.lower_is_better else "plain"
                yield Problem(follow_up.team.place("id"), variant, values, follow_up.team.ref, metric, weight=weight)


@rule("TRK107", "budget-used-up", WARNING, figures=True, results=True)
def budget_used_up(context: RuleContext) -> Iterator[Problem]:
    """A team, or the plan, has spent more by now than its budget for the whole time.

    So it is with all of which less is better, such as complaints: there are more by now than the target has for all of
    it.

    ## Why it matters
    Whatever is still to be paid comes on top. Single people may have kept to what they were given: a fair that the
    director paid is in nobody's budget but the team's.

    ## Fails
    The budget of the year is 240k. In May 377k are spent.

    ## Passes
    In May 90k are spent.

    ## How to fix
    Look at the largest rows of the source: is one of them wrong, of another year or another plan? If all are right,
    stop what can be stopped, or adjust the budget with `kind: adjustment` and a reason.

    ## Policy
    `pace` (`on_track` 95%: so much above is still on track; own default).
    """
    for follow_up in context.once(follow_ups):
        above = (follow_up.team, context.graph.plan)
        for metric in follow_up.metrics:
            for entity, standing in follow_up.behind(metric):
                progress, left = standing.pace.progress, standing.pace.remaining
                if entity not in above or not context.figures.current(metric, standing.scope):
                    continue  # what is only the sum of those below is theirs to tell
                if standing.pace.is_used_up and progress.actual is not None and left is not None:
                    values: Values = {"team": entity.ref, "metric": metric_ref(context.graph, metric)}
                    values |= {"day": standing.through, "actual": money(progress.actual)}
                    values |= {"target": money(progress.whole), "over": money(-left)}
                    variant = "budget" if progress.is_budget else "plain"
                    place, weight = follow_up.team.place("id"), -left / progress.whole
                    yield Problem(place, variant, values, follow_up.team.ref, metric, weight=weight)


RULES: Final = (off_pace, at_risk, forecast_short, part_off_pace, budget_used_up)
