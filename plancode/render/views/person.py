"""The work plan: the one page a salesperson opens."""

from plancode.graph.entity import Entity
from plancode.graph.facts import falls_to
from plancode.graph.rhythm import partner, takes_part
from plancode.model.cadence import Meeting, OneToOne
from plancode.model.plan import Skill
from plancode.model.responsibilities import Duty
from plancode.model.rubric import RubricDocument
from plancode.model.team import Person
from plancode.model.territories import Owner, Territory
from plancode.quantity import Quantity
from plancode.render.blocks import Block, FactList, Line, Section, View, page_of, shown
from plancode.render.edition import Edition, span_of
from plancode.render.views.accounts import accounts_blocks, by_potential
from plancode.render.views.consequences import consequences
from plancode.render.views.follow_up import pace_of_person
from plancode.render.views.footer import footer
from plancode.render.views.parts import (
    actions_table,
    kpi_table,
    meeting_row,
    meetings_table,
    one_to_one_row,
    one_to_ones,
    scope_of,
)
from plancode.render.views.score_card import card_section
from plancode.render.views.targets import assumptions, scope_table
from plancode.render.views.work import days_and_leave, working_time
from plancode.said.value import Joined, Link, PlanKey, PlanWord, Said, Term
from plancode.tables.table import Table, columns, table

LEARNING = ("training", "coaching")


def person_view(edition: Edition, person: Entity[Person]) -> View:
    """Return somebody's work plan."""
    title = Term("title.person", (("name", person.model.label), ("period", edition.period_name(None))))
    blocks: tuple[Block, ...] = (
        _facts(edition, person),
        *edition.note(person),
        _targets(edition, person),
        *_standing(edition, person),
        _territories(edition, person),
        *working_time(edition, person),
        days_and_leave(edition, person),
        _duties(edition, person),
        _tasks(edition, person),
        _meetings(edition, person),
        _scoring(edition, person),
        _learning(edition, person),
        *_accounts(edition, person),
        footer(edition),
    )
    return View(page_of(person.ref), title, blocks)


def _facts(edition: Edition, person: Entity[Person]) -> FactList:
    model, role, manager = person.model, edition.facts.role(person), edition.facts.manager(person)
    return shown(
        (
            (Term("col.role"), role.model.label if role else model.role),
            (Term("col.title"), model.title if model.name and not (role and role.model.label == model.title) else None),
            (Term("col.team"), edition.team(edition.facts.team_name(person))),
            (Term("col.manager"), manager.ref if manager else None),
            (Term("col.employed"), PlanKey("open") if model.open else span_of(model.start, model.end)),
            (Term("col.fte"), Quantity(model.fte, "%") if model.fte != 1 else None),
            (Term("col.languages"), Joined(model.languages) if model.languages else None),
            (Term("col.changes"), _changes(edition, person)),
        )
    )


def _changes(edition: Edition, person: Entity[Person]) -> Said:
    parts = []
    for change in person.model.changes:
        what: tuple[Said, ...] = (
            change.role and edition.actor(change.role),
            change.team and edition.team(change.team),
            Quantity(change.fte, "%") if change.fte is not None else None,
            change.reason,
        )
        parts.append(Term("change", (("day", change.from_), ("what", Joined(what)))))
    return Joined(tuple(parts), "list.semicolon") if parts else None


def _targets(edition: Edition, person: Entity[Person]) -> Section:
    """Return somebody's own targets by quarter, or those of the team where they have none."""
    own = edition.figures.of("person", person.model.id) if edition.figures else []
    if own:
        blocks = (*scope_table(edition, own, but="person"), *assumptions(edition, own))
        return Section(Term("section.targets"), blocks)
    team = edition.facts.team_name(person)
    teams = edition.figures.of("team", team) if edition.figures else []
    shown_ones = [one for one in teams if "person" not in dict(one[1])]
    line = Line(Term("targets.of_team", (("team", edition.team(team)),)) if shown_ones else Term("empty.targets"))
    table = scope_table(edition, shown_ones, but="team")
    return Section(Term("section.targets"), (line, *table, *assumptions(edition, shown_ones)))


def _standing(edition: Edition, person: Entity[Person]) -> tuple[Section, ...]:
    """Return somebody's newest scorecard, and how they stand in the year, where results were read."""
    made = edition.cards.newest(person) if edition.cards is not None else None
    return (*pace_of_person(edition, person), *((card_section(edition, made),) if made is not None else ()))


def _territories(edition: Edition, person: Entity[Person]) -> Section:
    owned = edition.facts.owned(person)
    heads = columns("territory", "when", "share", "scope", "credit", "accounts", numeric=("accounts",))
    rows = tuple(_territory(edition, territory, owner) for territory, owner in owned)
    return Section(Term("section.territories"), (table(heads, rows, Term("empty.territories")),))


def _accounts(edition: Edition, person: Entity[Person]) -> tuple[Section, ...]:
    blocks = accounts_blocks(edition, by_potential(list(edition.facts.accounts_of(person))))
    return (Section(Term("section.my_accounts"), tuple(blocks)),) if blocks else ()


def _territory(edition: Edition, territory: Entity[Territory], owner: Owner) -> tuple[Said, ...]:
    accounts = edition.facts.accounts(territory)
    count = sum(1 for account in accounts if falls_to(owner, account.model.channel))
    count += sum(group.count for group in territory.model.account_groups if falls_to(owner, group.channel))
    credit = PlanWord(owner.as_, "Owner.as")
    when = span_of(owner.from_, owner.to)
    return (territory.ref, when, owner.share, scope_of(edition, owner), credit, count)


def _duties(edition: Edition, person: Entity[Person]) -> Section:
    heads = columns("duty", "part", "team", "text")
    rows = tuple(
        (
            instance.duty.model.label,
            Joined(tuple(Term(f"part.{letter}") for letter in letters)),
            edition.team(instance.team.model.id) if instance.team else Term("whole_plan"),
            instance.duty.model.text,
        )
        for instance, letters in edition.duties_of.get(person.key, [])
    )
    notes = edition.note(*edition.graph.all(Duty)) if rows else ()
    return Section(Term("section.duties"), (*notes, table(heads, rows, Term("empty.duties"))))


def _tasks(edition: Edition, person: Entity[Person]) -> Section:
    actions = [action for action in edition.actions_of(person) if action.model.kind not in LEARNING]
    return Section(
        Term("section.tasks"), (*edition.note(*actions), actions_table(edition, actions, "empty.tasks", person))
    )


def _meetings(edition: Edition, person: Entity[Person]) -> Section:
    meetings = (one for one in edition.graph.all(Meeting) if takes_part(edition.facts, person, one.model))
    rows = [meeting_row(edition, one) for one in meetings]
    for one in one_to_ones(edition):
        other = partner(edition.facts, person, one)
        if other is not None:
            rows.append(one_to_one_row(one, other.ref))
        mine = tuple(each.ref for each in _led(edition, person, one))
        if mine:
            rows.append(one_to_one_row(one, Joined(mine)))
    return Section(Term("section.meetings"), (meetings_table(rows),))


def _led(edition: Edition, person: Entity[Person], one: OneToOne) -> list[Entity[Person]]:
    """Return those with whom somebody holds a one-to-one as their manager."""
    if one.manager is None:
        return [each for each in edition.reports.get(person.key, ()) if partner(edition.facts, each, one)]
    if one.manager != person.model.id:
        return []
    working = (each for each in edition.graph.all(Person) if each.model.works_on(edition.facts.day))
    return [each for each in working if partner(edition.facts, each, one)]


def _scoring(edition: Edition, person: Entity[Person]) -> Section:
    role = edition.facts.role(person)
    blocks: list[Block] = []
    for rubric in edition.graph.all(RubricDocument):
        if role is not None and role.model.id in rubric.model.roles:
            page = Link("scorecards.md", edition.rubric_name(rubric), edition.rubric_name(rubric))
            period = Term(f"each.{rubric.model.period}")
            blocks.append(Line(Term("scored_by", (("rubric", page), ("period", period)))))
            blocks += [*edition.note(rubric), kpi_table(edition, rubric), *consequences(edition, rubric)]
    return Section(Term("section.scoring"), tuple(blocks) or (Line(Term("empty.scoring")),))


def _learning(edition: Edition, person: Entity[Person]) -> Section:
    actions = [action for action in edition.actions_of(person) if action.model.kind in LEARNING]
    blocks: list[Block] = [actions_table(edition, actions, "empty.training", person)]
    if person.model.skills:
        blocks.append(_skills(edition, person))
    return Section(Term("section.training"), tuple(blocks))


def _skills(edition: Edition, person: Entity[Person]) -> Table:
    role = edition.facts.role(person)
    needs = dict(role.model.needs) if role else {}
    for territory, _ in edition.facts.owned(person):
        for name, level in territory.model.needs.items():
            needs[name] = max(level, needs.get(name, 0))
    names = dict.fromkeys((*person.model.skills, *needs))
    heads = columns("skill", "level", "needed", "text", numeric=("level", "needed"))
    rows = []
    for name in names:
        skill, level = edition.graph.find(Skill, name), person.model.skills.get(name, 0)
        text = skill.model.levels.get(str(level)) if skill else None
        rows.append((skill.model.label if skill else name, level, needs.get(name), text))
    return table(heads, tuple(rows))
