"""A team's page: its targets, its people, its territories, who does what, its rhythm and its actions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from plancode.graph.entity import Entity
from plancode.graph.rhythm import meets
from plancode.model.base import Keyed
from plancode.model.cadence import Meeting
from plancode.model.team import Person, Team
from plancode.quantity import Quantity
from plancode.render.blocks import Block, FactList, Line, Section, View, page_of, shown
from plancode.render.edition import Edition, by_date, span_of
from plancode.render.views.capacity import capacity_through_time
from plancode.render.views.follow_up import follow_up_link
from plancode.render.views.footer import footer
from plancode.render.views.openings import open_deals
from plancode.render.views.parts import actions_table, duty_cells, meeting_row, meetings_table, territories_table
from plancode.render.views.scores import latest_cards, scores_blocks
from plancode.render.views.targets import assumptions, levels_below, scope_table
from plancode.said.value import Joined, PlanKey, Said, Term
from plancode.tables.scopes import measured
from plancode.tables.table import Column, columns, table
from plancode.tables.workload import loads_table

if TYPE_CHECKING:
    from plancode.tables.capacity import Where

MOST_ROWS: Final = 50
MOST_ACTIONS: Final = 100
_PEOPLE: Final = (
    Column("person", "name"), Column("role", "name"), Column("employed"), Column("fte", "count"),
    Column("quota", "amount"),
)  # fmt: skip


def team_view(edition: Edition, team: Entity[Team]) -> View:
    """Return a team's page."""
    title = Term("title.team", (("name", team.model.label), ("period", edition.period_name(None))))
    blocks: tuple[Block, ...] = (
        _facts(edition, team),
        *edition.note(team),
        _targets(edition, team),
        *_results(edition, team),
        *_capacity(edition, team),
        *open_deals(edition, team),
        _people(edition, team),
        *_work(edition, team),
        _territories(edition, team),
        _duties(edition, team),
        _meetings(edition, team),
        _actions(edition, team),
        footer(edition),
    )
    return View(page_of(team.ref), title, blocks)


def _facts(edition: Edition, team: Entity[Team]) -> FactList:
    below = tuple(lower.ref for lower in edition.facts.teams_below(team))
    members = edition.facts.members(team)
    vacant = sum(1 for member in members if member.model.open)
    everybody, pending, seen = 0, [team], set()
    while pending:
        lower = pending.pop()
        if lower.key not in seen:
            seen.add(lower.key)
            everybody += len(edition.facts.members(lower))
            pending += edition.facts.teams_below(lower)
    return shown(
        (
            (Term("col.lead"), edition.person(team.model.manager)),
            (Term("col.above"), edition.team(team.model.parent)),
            (Term("col.teams_below"), Joined(below) if below else None),
            (Term("col.people"), len(members) - vacant),
            (Term("col.open_seats"), vacant or None),
            (Term("col.everybody"), everybody if everybody > len(members) else None),
        )
    )


def _targets(edition: Edition, team: Entity[Team]) -> Section:
    """Return the team's targets by quarter with what the levels below are given, and those without levels below."""
    figures, name = edition.figures, team.model.id
    own = figures.of("team", name) if figures else []
    scopes = [(metric, scope) for metric, scope in own if "person" not in dict(scope)]
    levels = [level for of_key in figures.levels.values() for level in of_key] if figures else []
    above = [level for level in levels if level.team == name and level.children]
    blocks: list[Block] = [block for level in above for block in levels_below(edition, level)]
    known = {(level.metric, level.scope) for level in above}
    blocks += scope_table(edition, [scope for scope in scopes if scope not in known], but="team")
    blocks += assumptions(edition, scopes)
    return Section(Term("section.targets"), tuple(blocks) or (Line(Term("empty.team_targets")),))


def _results(edition: Edition, team: Entity[Team]) -> tuple[Block, ...]:
    """Return the newest scorecards of the team, with the way to its follow-up, where results were read."""
    if edition.cards is None:
        return ()
    way = Joined((Term("dimension.follow_up"), follow_up_link(team)), "list.colon")
    return (Line(way), *scores_blocks(edition, latest_cards(edition.cards, edition.facts.members(team))))


def _capacity(edition: Edition, team: Entity[Team]) -> tuple[Section, ...]:
    """Return what the team can bring against its target, and each team and person in it."""
    figures = edition.figures
    if figures is None:
        return ()
    staffing, name = figures.analysis.staffing, team.model.id
    levels: list[Where] = [("team", lower) for lower in (name, *staffing.teams_below(name))]
    levels += [("person", person.model.id) for person in staffing.members.get(name, ())]
    metrics = figures.analysis.capacity.metrics
    tables = (capacity_through_time(figures, metric, levels, edition.metric_name(metric)) for metric in metrics)
    blocks = tuple(made.first(MOST_ROWS) for made in tables if made.rows)
    return (Section(Term("title.capacity"), blocks),) if blocks else ()


def _people(edition: Edition, team: Entity[Team]) -> Section:
    people = list(dict.fromkeys((*edition.facts.members(team), *edition.people_by_team.get(team.model.id, ()))))
    made = table(_PEOPLE, (_member(edition, team, person) for person in people[:MOST_ROWS]), Term("empty.people"))
    return Section(Term("section.people"), (made, *_rest(people)))


def _rest(entities: Sequence[Entity[Keyed]]) -> tuple[Line, ...]:
    """Return those that a table has no room for, by name."""
    left = tuple(entity.ref for entity in entities[MOST_ROWS:])
    return (Line(Term("others", (("names", left),))),) if left else ()


def _member(edition: Edition, team: Entity[Team], person: Entity[Person]) -> tuple[Said, ...]:
    """Return somebody with their target over the plan in its main metric."""
    figures, role, model = edition.figures, edition.facts.role(person), person.model
    when: Said = PlanKey("open") if model.open else span_of(model.start, model.end)
    now = edition.facts.team_name(person)
    if now != team.model.id:
        when = Joined((when, Term("now_in", (("team", edition.team(now)),))))
    metric, quota = figures.analysis.main_metric if figures else None, None
    if figures is not None and metric is not None:
        quota = measured(figures.analysis.measures, metric, figures.analysis.quota(model.id))
    return (person.ref, role.model.label if role else model.role, when, Quantity(model.fte, "%"), quota)


def _work(edition: Edition, team: Entity[Team]) -> tuple[Section, ...]:
    """Return what the hours of the people in the team go to."""
    figures = edition.figures
    members = figures.analysis.staffing.members.get(team.model.id, ()) if figures else ()
    if figures is None or not any(figures.analysis.workload.of(member).hours is not None for member in members):
        return ()
    people = ((None, member) for member in members)
    made = loads_table(figures.analysis, people, figures.spans[-1:]).without("team", "period").first(MOST_ROWS)
    return (Section(Term("section.work"), (made,)),)


def _territories(edition: Edition, team: Entity[Team]) -> Section:
    territories = edition.territories_by_team.get(team.model.id, [])
    made = territories_table(edition, territories[:MOST_ROWS])
    return Section(Term("section.territories"), (*edition.note(*territories), made, *_rest(territories)))


def _duties(edition: Edition, team: Entity[Team]) -> Section:
    heads = columns("duty", "part.R", "part.A", "part.C", "part.I", "part.S")
    rows = (duty_cells(edition, instance) for instance in edition.duties_by_team.get(team.key, ()))
    return Section(Term("section.team_duties"), (table(heads, rows, Term("empty.team_duties")),))


def _meetings(edition: Edition, team: Entity[Team]) -> Section:
    rows = [
        meeting_row(edition, meeting)
        for meeting in edition.graph.all(Meeting)
        if meets(edition.facts, team, meeting.model)
    ]
    return Section(Term("section.meetings"), (meetings_table(rows),))


def _actions(edition: Edition, team: Entity[Team]) -> Section:
    """Return the actions that people in the team answer for or take part in, by date."""
    members = edition.facts.members(team)
    by_key = {action.key: action for person in members for action in edition.actions_of(person)}
    actions = sorted(by_key.values(), key=by_date)
    made = actions_table(edition, actions, "empty.actions").first(MOST_ACTIONS)
    return Section(Term("section.actions"), (*edition.note(*actions), made))
