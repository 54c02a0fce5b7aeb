"""TRK: people and teams that fall behind their plan to date, and a year that will not be reached at this pace."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.team import Person, Team
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import money, share
from plancode.rules.rule import INFO, WARNING, rule
from plancode.said.value import Values

if TYPE_CHECKING:
    from plancode.scorecard.follow_up import FollowUp
    from plancode.scorecard.pace import Status
    from plancode.scorecard.standing import Standing, Standings

Stands = tuple[Entity[Person], "Standing"]
_SHOWN: Final = 5


def _standings(context: RuleContext) -> "Standings":
    from plancode.scorecard.cards import Cards
    from plancode.scorecard.standing import Standings

    cards = Cards(context.reached)
    return Standings(cards, cards.year_on(context.as_of))


def _follow_ups(context: RuleContext) -> "tuple[FollowUp, ...]":
    """Return the follow-up of each team."""
    from plancode.scorecard.follow_up import FollowUp

    standings = context.once(_standings)
    return tuple(FollowUp(standings, team) for team in standings.teams)


def _people(context: RuleContext, found: "FollowUp", metric: str) -> Iterator[Stands]:
    for entity, standing in found.rows(metric):
        person = context.graph.find(Person, entity.name) if isinstance(entity.model, Person) else None
        if person is not None:
            yield person, standing


def _behind(context: RuleContext, status: "Status", limit: Decimal) -> Iterator[Problem]:
    """Yield a problem for each team and metric in which people have a status, the one with the least first."""
    for found in context.once(_follow_ups):
        for metric in found.metrics:
            people = list(_people(context, found, metric))
            behind = sorted((one for one in people if one[1].pace.status == status), key=_by_attainment)
            if behind:
                values = _values(context, metric, behind)
                values |= {"count": len(behind), "of": len(people), "team": found.team.ref, "limit": share(limit)}
                yield Problem(found.team.place("id"), "plain", values, found.team.ref, metric)


def _by_attainment(one: Stands) -> tuple[Decimal, str]:
    return one[1].pace.attainment or Decimal(0), one[0].name


def _values(context: RuleContext, metric: str, behind: list[Stands]) -> Values:
    worst, standing = behind[0]
    return {
        "metric": metric_ref(context.graph, metric),
        "people": tuple(person.ref for person, _ in behind[:_SHOWN]),
        "worst": worst.ref,
        "attainment": share(standing.pace.attainment or Decimal(0)),
        "gap": money(-(standing.pace.gap or Decimal(0))),
        "day": standing.through,
    }


@rule("TRK101", "off-pace", WARNING, figures=True, results=True)
def off_pace(context: RuleContext) -> Iterator[Problem]:
    """People of a team are far behind their plan to date.

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
    """People of a team are somewhat behind their plan to date.

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
    """At the pace so far, a top team does not reach its target for the year.

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
    for team in standings.teams:
        if team.model.parent is None:
            for metric in standings.metrics:
                yield from _short(context, standings, team, metric, limit)


def _short(
    context: RuleContext, standings: "Standings", team: Entity[Team], metric: str, limit: Decimal
) -> Iterator[Problem]:
    one = standings.of(metric, (("team", team.name),)) if context.figures.measures.adds_over_time(metric) else None
    if one is None or one.pace.forecast is None or one.pace.status in ("too_early", "not_judged"):
        return
    part = one.pace.forecast / one.pace.progress.whole
    if part < limit and not one.pace.progress.lower_is_better:
        values: Values = {"team": team.ref, "metric": metric_ref(context.graph, metric), "day": one.through}
        values |= {"forecast": money(one.pace.forecast), "target": money(one.pace.progress.whole)}
        yield Problem(
            team.place("id"), "plain", values | {"share": share(part), "limit": share(limit)}, team.ref, metric
        )


RULES: Final = (off_pace, at_risk, forecast_short)
