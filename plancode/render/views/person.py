"""The work plan: the one page a salesperson opens."""

from collections.abc import Iterable, Iterator

from plancode.graph.entity import Entity
from plancode.graph.parts import takes
from plancode.graph.rhythm import partner, takes_part
from plancode.model.cadence import Meeting, OneToOne
from plancode.model.plan import Skill
from plancode.model.responsibilities import Duty
from plancode.model.rubric import RubricDocument
from plancode.model.team import Person, PersonChange
from plancode.model.territories import AccountGroup
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
from plancode.render.views.person_ahead import ahead_section
from plancode.render.views.person_records import agreed_blocks, given_blocks
from plancode.render.views.score_card import card_section
from plancode.render.views.targets import assumptions, scope_table
from plancode.render.views.work import days_and_leave, working_time
from plancode.said.value import Joined, Link, PlanKey, PlanWord, Said, Term
from plancode.tables.table import Cells, Table, columns, table

LEARNING = ("training", "coaching")


def person_view(edition: Edition, person: Entity[Person]) -> View:
    """Return somebody's work plan."""
    title = Term("title.person", (("name", person.model.label), ("period", edition.period_name(None))))
    return View(
        page_of(person.ref), title, (*person_blocks(edition, person), *ahead_section(edition, person), footer(edition))
    )


def person_blocks(edition: Edition, person: Entity[Person]) -> tuple[Block, ...]:
    """Return all that somebody's work plan says."""
    card = edition.cards.newest(person) if edition.cards is not None else None
    accounts = accounts_blocks(edition, by_potential(list(edition.facts.accounts_of(person))))
    return (
        _facts(edition, person),
        *edition.note(person),
        _targets(edition, person),
        *pace_of_person(edition, person),
        *((card_section(edition, card),) if card is not None else ()),
        _territories(edition, person),
        *working_time(edition, person),
        days_and_leave(edition, person),
        _duties(edition, person),
        _tasks(edition, person),
        _meetings(edition, person),
        _scoring(edition, person),
        _learning(edition, person),
        *((Section(Term("section.my_accounts"), tuple(accounts)),) if accounts else ()),
    )


def _facts(edition: Edition, person: Entity[Person]) -> FactList:
    model, role, manager = person.model, edition.facts.role(person), edition.facts.manager(person)
    changes = tuple(_change(edition, change) for change in _in_force(model.changes))
    return shown(
        (
            (Term("col.role"), role.model.label if role else model.role),
            (Term("col.title"), model.title if model.name and not (role and role.model.label == model.title) else None),
            (Term("col.team"), edition.team(edition.facts.team_name(person))),
            (Term("col.manager"), manager.ref if manager else None),
            (Term("col.employed"), _employed(model)),
            (Term("col.fte"), Quantity(model.fte, "%") if model.fte != 1 else None),
            (Term("col.languages"), Joined(model.languages) if model.languages else None),
            (Term("col.changes"), Joined(changes, "list.semicolon") if changes else None),
        )
    )


def _employed(model: Person) -> Said:
    """Return from when to when somebody works here, or a seat is to be filled."""
    days = span_of(model.start, model.end)
    return Joined(tuple(filter(None, (PlanKey("open"), days)))) if model.open else days


def _in_force(changes: Iterable[PersonChange]) -> list[PersonChange]:
    """Return the changes by day, without those that an adjustment to the same day puts others in place of."""
    held: dict[tuple[object, ...], PersonChange] = {}
    for change in changes:
        held[change.from_, change.role is None, change.team is None, change.fte is None] = change
    return sorted(held.values(), key=lambda change: change.from_)


def _change(edition: Edition, change: PersonChange) -> Said:
    parts = (
        change.role and edition.actor(change.role),
        change.team and edition.team(change.team),
        Quantity(change.fte, "%") if change.fte is not None else None,
        change.reason,
    )
    return Term("change", (("day", change.from_), ("what", Joined(parts))))


def _targets(edition: Edition, person: Entity[Person]) -> Section:
    """Return targets by quarter: somebody's own and of what they look after, or the team's where they have none."""
    figures, title, name = edition.figures, Term("section.targets"), person.model.id
    own = [*figures.of("person", name), *figures.analysis.belonging.of_person(name)] if figures else []
    own = list(dict.fromkeys(own))
    if own:
        return Section(title, (*scope_table(edition, own, but="person"), *assumptions(edition, own)))
    team = edition.facts.team_name(person)
    scopes = figures.of("team", team) if figures else []
    of_team = [(metric, scope) for metric, scope in scopes if "person" not in dict(scope)]
    line = Line(Term("targets.of_team", (("team", edition.team(team)),)) if of_team else Term("empty.targets"))
    return Section(title, (line, *scope_table(edition, of_team, but="team"), *assumptions(edition, of_team)))


def _territories(edition: Edition, person: Entity[Person]) -> Section:
    rows: list[Cells] = []
    for territory, owner in edition.facts.looked_after(person):
        count = len(edition.facts.falling_to(owner, territory))
        groups = (edition.graph.find(AccountGroup, group.id) for group in territory.model.account_groups)
        count += sum(group.model.count for group in groups if group is not None and takes(owner, group))
        when, credit = span_of(owner.from_, owner.to), PlanWord(owner.as_, "Owner.as")
        rows.append((territory.ref, when, owner.share, scope_of(edition, owner), credit, count))
    heads = columns("territory", "when", "share", "scope", "credit", "accounts", numeric=("accounts",))
    return Section(Term("section.territories"), (table(heads, rows, Term("empty.territories")),))


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
    made = actions_table(edition, actions, "empty.tasks", person)
    return Section(Term("section.tasks"), (*edition.note(*actions), made, *agreed_blocks(edition, person)))


def _meetings(edition: Edition, person: Entity[Person]) -> Section:
    meetings = (meeting for meeting in edition.graph.all(Meeting) if takes_part(edition.facts, person, meeting.model))
    rows = [meeting_row(edition, meeting) for meeting in meetings]
    for rule in one_to_ones(edition):
        other = partner(edition.facts, person, rule)
        if other is not None:
            rows.append(one_to_one_row(rule, other.ref))
        led = tuple(report.ref for report in _led(edition, person, rule))
        if led:
            rows.append(one_to_one_row(rule, Joined(led)))
    return Section(Term("section.meetings"), (meetings_table(rows),))


def _led(edition: Edition, person: Entity[Person], rule: OneToOne) -> Iterator[Entity[Person]]:
    """Yield those with whom somebody holds a one-to-one as their manager."""
    people: Iterable[Entity[Person]] = ()
    if rule.manager is None:
        people = edition.reports.get(person.key, ())
    elif rule.manager == person.model.id:
        everybody = edition.graph.all(Person)
        people = (colleague for colleague in everybody if colleague.model.works_on(edition.facts.day))
    return (colleague for colleague in people if partner(edition.facts, colleague, rule))


def _scoring(edition: Edition, person: Entity[Person]) -> Section:
    role = edition.facts.role(person)
    blocks: list[Block] = []
    for rubric in edition.graph.all(RubricDocument):
        if role is not None and role.model.id in rubric.model.roles:
            page = Link("scorecards.md", edition.rubric_name(rubric), edition.rubric_name(rubric))
            period = Term(f"each.{rubric.model.period}")
            blocks.append(Line(Term("scored_by", (("rubric", page), ("period", period)))))
            blocks += [*edition.note(rubric), kpi_table(edition, rubric), *consequences(edition, rubric)]
    blocks += given_blocks(edition, person)
    return Section(Term("section.scoring"), tuple(blocks) or (Line(Term("empty.scoring")),))


def _learning(edition: Edition, person: Entity[Person]) -> Section:
    actions = [action for action in edition.actions_of(person) if action.model.kind in LEARNING]
    blocks: list[Block] = [actions_table(edition, actions, "empty.training", person)]
    if person.model.skills:
        blocks.append(_skills(edition, person))
    return Section(Term("section.training"), tuple(blocks))


def _skills(edition: Edition, person: Entity[Person]) -> Table:
    """Return the skills somebody has and those that their role and territories need, the highest level needed."""
    role = edition.facts.role(person)
    needs = dict(role.model.needs) if role else {}
    for territory, _ in edition.facts.owned(person):
        for name, level in territory.model.needs.items():
            needs[name] = max(level, needs.get(name, 0))
    rows: list[Cells] = []
    for name in dict.fromkeys((*person.model.skills, *needs)):
        skill, level = edition.graph.find(Skill, name), person.model.skills.get(name, 0)
        text = skill.model.levels.get(str(level)) if skill else None
        rows.append((skill.model.label if skill else name, level, needs.get(name), text))
    return table(columns("skill", "level", "needed", "text", numeric=("level", "needed")), rows)
