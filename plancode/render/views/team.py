"""A team's page: its targets, its people, its territories, who does what, its rhythm and its actions."""

from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.cadence import Meeting
from plancode.model.team import Person, Team
from plancode.model.territories import Account, Owner, Territory
from plancode.quantity import Quantity
from plancode.render.blocks import Block, Facts, Inline, Joined, Section, Table, Term, View, columns, shown
from plancode.render.edition import Edition, person_link, span_of, team_link, territory_link, total
from plancode.render.views.parts import actions_table, meeting_row, meetings_table, scope_of, targets_section
from plancode.render.views.person import footer


def team_view(edition: Edition, team: Entity[Team]) -> View:
    """Return a team's page."""
    title = Term("title.team", (("name", team.model.label), ("period", edition.period_name(None))))
    blocks: tuple[Block, ...] = (
        _facts(edition, team),
        *edition.note(team),
        targets_section(edition, edition.team_targets(team.model.id), "empty.team_targets", "team"),
        _people(edition, team),
        _territories(edition, team),
        _duties(edition, team),
        _meetings(edition, team),
        _actions(edition, team),
        footer(edition),
    )
    return View(team_link(team).page, title, blocks)


def _facts(edition: Edition, team: Entity[Team]) -> Facts:
    below = tuple(team_link(one) for one in edition.facts.teams_below(team))
    members = edition.facts.members(team)
    vacant = sum(1 for one in members if one.model.open)
    everybody = len(_with_below(edition, team))
    return shown(
        (
            (Term("col.lead"), edition.person(team.model.manager)),
            (Term("col.above"), edition.team(team.model.parent)),
            (Term("col.below"), Joined(below) if below else None),
            (Term("col.people"), len(members) - vacant),
            (Term("col.vacant"), vacant or None),
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


def _people(edition: Edition, team: Entity[Team]) -> Section:
    heads = columns("col.person", "col.role", "col.employed", "col.fte", "col.quota", numeric=("col.fte", "col.quota"))
    members = {person.key: person for person in edition.facts.members(team)}
    for person in edition.people_by_team.get(team.model.id, ()):
        members.setdefault(person.key, person)
    rows = tuple(_member(edition, team, person) for person in members.values())
    return Section(Term("section.people"), (Table(heads, rows, Term("empty.people")),))


def _member(edition: Edition, team: Entity[Team], person: Entity[Person]) -> tuple[Inline, ...]:
    role, model = edition.facts.role(person), person.model
    when: Inline = Term("seat.open") if model.open else span_of(model.start, model.end)
    elsewhere = edition.facts.team_name(person) != team.model.id
    if elsewhere:
        when = Joined((when, Term("now_in", (("team", edition.team(edition.facts.team_name(person))),))))
    return (
        person_link(person),
        role.model.label if role else model.role,
        when,
        _full_time(person),
        _quota(edition, person),
    )


def _full_time(person: Entity[Person]) -> Inline:
    return Quantity(person.model.fte, "%")


def _quota(edition: Edition, person: Entity[Person]) -> Inline:
    """Return the sum of somebody's targets in the metric of the plan's first targets document."""
    own = edition.targets_of("person", person.model.id)
    found = [target for target in own if target.document is own[0].document]
    if not found or not edition.adds_up(found[0].document.model.metric):
        return None
    whole = total(found)
    if whole is not None:
        return Quantity(whole)
    return found[0].row.amount if len(found) == 1 else None


def _territories(edition: Edition, team: Entity[Team]) -> Section:
    found = edition.territories_by_team.get(team.model.id, [])
    heads = columns(
        "col.territory", "col.owners", "col.accounts", "col.potential", numeric=("col.accounts", "col.potential")
    )
    rows = tuple(_territory(edition, territory) for territory in found)
    return Section(
        Term("section.territories"), (*edition.note(*found), Table(heads, rows, Term("empty.team_territories")))
    )


def _territory(edition: Edition, territory: Entity[Territory]) -> tuple[Inline, ...]:
    owners = tuple(
        Joined((edition.person(owner.person), _terms(edition, owner)), "nothing") for owner in territory.model.owners
    )
    accounts = edition.facts.accounts(territory)
    count = len(accounts) + sum(group.count for group in territory.model.account_groups)
    return (
        territory_link(territory),
        Joined(owners, "list.semicolon"),
        count,
        _potential([one.model for one in accounts], territory),
    )


def _terms(edition: Edition, owner: Owner) -> Inline:
    """Return what an owner looks after and when, where that is less than everything always."""
    scope = scope_of(edition, owner) if owner.for_ is not None else None
    terms = tuple(one for one in (scope, span_of(owner.from_, owner.to)) if one is not None)
    return Term("in_brackets", (("text", Joined(terms)),)) if terms else None


def _potential(accounts: list[Account], territory: Entity[Territory]) -> Inline:
    known = [one.potential for one in accounts] + [group.potential for group in territory.model.account_groups]
    amounts = [amount for amount in known if amount is not None]
    if not amounts or {amount.unit for amount in amounts} != {""}:
        return None
    return Quantity(sum((amount.number for amount in amounts[1:]), amounts[0].number))


def _duties(edition: Edition, team: Entity[Team]) -> Section:
    heads = columns("col.duty", "part.R", "part.A", "part.C", "part.I", "part.S")
    rows = tuple(
        (instance.duty.model.label, *(_actors(edition, actors) for actors in instance.parts.values()))
        for instance in edition.duties_by_team.get(team.key, ())
    )
    return Section(Term("section.team_duties"), (Table(heads, rows, Term("empty.team_duties")),))


def _actors(edition: Edition, actors: tuple[Entity[Keyed], ...]) -> Inline:
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
    return Section(Term("section.actions"), (*edition.note(*actions), actions_table(edition, actions, "empty.actions")))
