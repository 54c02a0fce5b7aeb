"""What is open: what the open deals bring a day, and how often they would fill what is left to the targets."""

from collections.abc import Iterable, Iterator
from typing import Final

from plancode.graph.entity import Entity
from plancode.model.team import Person, Team
from plancode.render.blocks import Block, Line, Section
from plancode.render.edition import Edition
from plancode.render.layout import laid_out
from plancode.said.value import Term
from plancode.scorecard.follow_up import FollowUp
from plancode.scorecard.standing import Standing, Standings
from plancode.tables.pace import openings_table
from plancode.tables.selection import Selection
from plancode.tables.velocity import velocity_table

MOST_ROWS: Final = 50


def open_deals(edition: Edition, team: Entity[Team] | None = None) -> tuple[Section, ...]:
    """Return the open deals of a team with its people, or of the plan with its top teams; nothing without deals."""
    if edition.figures is None:
        return ()
    analysis = edition.figures.analysis
    made = velocity_table(analysis, Selection(team.model.id if team is not None else None)).first(MOST_ROWS)
    if not made.rows:
        return ()
    return (Section(Term("title.velocity"), laid_out(made)), *_by_metric(edition, team))


def _by_metric(edition: Edition, team: Entity[Team] | None) -> Iterator[Section]:
    """Yield how what is open covers what is left in each metric, where results were read."""
    standings = edition.standings
    if standings is None:
        return
    teams = (team,) if team is not None else tuple(top for top in standings.teams if top.model.parent is None)
    for metric in standings.metrics:
        rows = (row for looked_at in teams for row in FollowUp(standings, looked_at).rows(metric))
        stood = (standing for entity, standing in rows if team is not None or not isinstance(entity.model, Person))
        blocks = covered(standings, stood)
        if blocks:
            yield Section(Term("results.covered", (("metric", edition.metric_name(metric)),)), blocks)


def covered(standings: Standings, stood: Iterable[Standing]) -> tuple[Block, ...]:
    """Return how often the open deals of some would fill what is left to their targets, with what that means."""
    made = openings_table(standings, stood).first(MOST_ROWS)
    return (Line(Term("results.pipeline_coverage")), made) if made.rows else ()
