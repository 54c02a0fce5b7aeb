"""A team's page: its targets, its people, its territories, who does what, its rhythm and its actions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.cadence import Meeting
from plancode.model.team import Person, Team
from plancode.model.territories import Owner, Territory
from plancode.quantity import Quantity
from plancode.render.blocks import Block, FactList, Line, Section, View, page_of, shown
from plancode.render.edition import Edition, span_of
from plancode.render.views.capacity import capacity_through_time
from plancode.render.views.follow_up import follow_up_link
from plancode.render.views.footer import footer
from plancode.render.views.parts import actions_table, meeting_row, meetings_table, scope_of
from plancode.render.views.scores import latest_cards, scores_blocks
from plancode.render.views.targets import assumptions, levels_below, scope_table
from plancode.said.value import Joined, PlanKey, Said, Term
from plancode.tables.coverage import covered_cells
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
_TERRITORIES: Final = (
    Column("territory", "name"), Column("owners"), Column("accounts", "count"), Column("potential", "amount"),
    Column("covered", "share"), Column("unowned"),
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
    below = tuple(one.ref for one in edition.facts.teams_below(team))
    members = edition.facts.members(team)
    vacant = sum(1 for one in members if one.model.open)
    everybody = len(_with_below(edition, team))
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


def _with_below(edition: Edition, team: Entity[Team]) -> list[Entity[Person]]:
    """Return the people of a team and of all teams below it."""
    found: list[Entity[Person]] = []
    pending, seen = [team], set()
    while pending:
        one = pending.pop()
        if one.key not in seen:
            seen.add(one.key)
            found += edition.facts.members(one)
            pending += edition.facts.teams_below(one)
    return found


def _targets(edition: Edition, team: Entity[Team]) -> Section:
    """Return the team's targets by quarter with what the levels below are given, and those without levels below."""
    figures, name = edition.figures, team.model.id
    found = [one for one in figures.of("team", name) if "person" not in dict(one[1])] if figures else []
    levels = [level for each in figures.levels.values() for level in each if level.team == name] if figures else []
    above = [level for level in levels if level.children]
    blocks: list[Block] = [block for level in above for block in levels_below(edition, level)]
    known = {(level.metric, level.scope) for level in above}
    blocks += scope_table(edition, [one for one in found if one not in known], but="team")
    blocks += assumptions(edition, found)
    return Section(Term("section.targets"), tuple(blocks) or (Line(Term("empty.team_targets")),))


def _results(edition: Edition, team: Entity[Team]) -> tuple[Block, ...]:
    """Return the newest scorecards of the team, with the way to its follow-up, where results were read."""
    if edition.cards is None:
        return ()
    made = latest_cards(edition.cards, edition.facts.members(team))
    return (
        Line(Joined((Term("dimension.follow_up"), follow_up_link(team)), "list.colon")),
        *scores_blocks(edition, made),
    )


def _capacity(edition: Edition, team: Entity[Team]) -> tuple[Section, ...]:
    """Return what the team can bring against its target, and each team and person in it."""
    figures = edition.figures
    if figures is None:
        return ()
    staffing, name = figures.analysis.staffing, team.model.id
    levels: list[Where] = [("team", one) for one in (name, *staffing.teams_below(name))]
    levels += [("person", one.model.id) for one in staffing.members.get(name, ())]
    metrics = figures.analysis.capacity.metrics
    found = (capacity_through_time(figures, one, levels, edition.metric_name(one)) for one in metrics)
    blocks = tuple(table.first(MOST_ROWS) for table in found if table.rows)
    return (Section(Term("title.capacity"), blocks),) if blocks else ()


def _people(edition: Edition, team: Entity[Team]) -> Section:
    members = {person.key: person for person in edition.facts.members(team)}
    for person in edition.people_by_team.get(team.model.id, ()):
        members.setdefault(person.key, person)
    people = list(members.values())
    made = table(_PEOPLE, (_member(edition, team, person) for person in people[:MOST_ROWS]), Term("empty.people"))
    return Section(Term("section.people"), (made, *_rest(people)))


def _rest(found: Sequence[Entity[Keyed]]) -> tuple[Line, ...]:
    """Return those that a table has no room for, by name."""
    left = tuple(one.ref for one in found[MOST_ROWS:])
    return (Line(Term("others", (("names", left),))),) if left else ()


def _member(edition: Edition, team: Entity[Team], person: Entity[Person]) -> tuple[Said, ...]:
    role, model = edition.facts.role(person), person.model
    when: Said = PlanKey("open") if model.open else span_of(model.start, model.end)
    elsewhere = edition.facts.team_name(person) != team.model.id
    if elsewhere:
        when = Joined((when, Term("now_in", (("team", edition.team(edition.facts.team_name(person))),))))
    return (
        person.ref,
        role.model.label if role else model.role,
        when,
        Quantity(person.model.fte, "%"),
        _quota(edition, person),
    )


def _quota(edition: Edition, person: Entity[Person]) -> Said:
    """Return somebody's target over the plan in its main metric."""
    figures = edition.figures
    metric = figures.analysis.main_metric if figures else None
    if figures is None or metric is None:
        return None
    return measured(figures.analysis.measures, metric, figures.analysis.quota(person.model.id))


def _work(edition: Edition, team: Entity[Team]) -> tuple[Section, ...]:
    """Return what the hours of the people in the team go to."""
    figures = edition.figures
    members = figures.analysis.staffing.members.get(team.model.id, ()) if figures else ()
    if figures is None or not any(figures.analysis.workload.of(one).hours is not None for one in members):
        return ()
    people = ((None, one) for one in members)
    made = loads_table(figures.analysis, people, figures.spans[-1:]).without("team", "period").first(MOST_ROWS)
    return (Section(Term("section.work"), (made,)),)


def _territories(edition: Edition, team: Entity[Team]) -> Section:
    found = edition.territories_by_team.get(team.model.id, [])
    rows = (_territory(edition, territory) for territory in found[:MOST_ROWS])
    made = table(_TERRITORIES, rows, Term("empty.team_territories"))
    return Section(Term("section.territories"), (*edition.note(*found), made, *_rest(found)))


def _territory(edition: Edition, territory: Entity[Territory]) -> tuple[Said, ...]:
    owners = tuple(
        Joined((edition.person(owner.person), _terms(edition, owner)), "list.nothing")
        for owner in territory.model.owners
    )
    accounts = edition.facts.accounts(territory)
    count = len(accounts) + sum(group.count for group in territory.model.account_groups)
    return (
        territory.ref,
        Joined(owners, "list.semicolon"),
        count,
        *_carried(edition, territory),
    )


def _carried(edition: Edition, territory: Entity[Territory]) -> tuple[Said, ...]:
    """Return potential, the covered share, and the stretches in which nobody looks after customers."""
    figures = edition.figures
    if figures is None:
        return (None, None, None)
    return (figures.potential(territory), *covered_cells(figures.analysis, territory))


def _terms(edition: Edition, owner: Owner) -> Said:
    """Return what an owner looks after and when, where that is less than everything always."""
    scope = scope_of(edition, owner) if owner.for_ is not None else None
    terms = tuple(one for one in (scope, span_of(owner.from_, owner.to)) if one is not None)
    return Term("in_brackets", (("text", Joined(terms)),)) if terms else None


def _duties(edition: Edition, team: Entity[Team]) -> Section:
    heads = columns("duty", "part.R", "part.A", "part.C", "part.I", "part.S")
    rows = tuple(
        (instance.duty.model.label, *(_actors(edition, actors) for actors in instance.parts.values()))
        for instance in edition.duties_by_team.get(team.key, ())
    )
    return Section(Term("section.team_duties"), (table(heads, rows, Term("empty.team_duties")),))


def _actors(edition: Edition, actors: tuple[Entity[Keyed], ...]) -> Said:
    return Joined(tuple(edition.actor(actor.model.own_id) for actor in actors)) if actors else None


def _meetings(edition: Edition, team: Entity[Team]) -> Section:
    rows = [
        meeting_row(edition, one)
        for one in edition.graph.all(Meeting)
        if one.model.who.team in ("each", team.model.id) or team.model.id in one.model.who.people
    ]
    return Section(Term("section.meetings"), (meetings_table(rows),))


def _actions(edition: Edition, team: Entity[Team]) -> Section:
    members = edition.facts.members(team)
    found = {action.key: action for person in members for action in edition.actions_of(person)}
    actions = sorted(found.values(), key=lambda one: (str(one.model.from_ or one.model.to or "9"), one.model.id))
    made = actions_table(edition, actions, "empty.actions").first(MOST_ACTIONS)
    return Section(Term("section.actions"), (*edition.note(*actions), made))
