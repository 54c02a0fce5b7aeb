"""A plan as it is published on a day: what several pages need, worked out once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.findings.finding import Finding
from plancode.findings.unjudged import Unjudged
from plancode.graph.duties import Instance, instances
from plancode.graph.entity import Entity, Key
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.graph.grouped import grouped
from plancode.locale.catalogue import LANGUAGES, word
from plancode.model.actions import Action
from plancode.model.assessments import Assessment, GivenPoints
from plancode.model.base import Authored, Keyed
from plancode.model.plan import Plan
from plancode.model.review import ReviewAction
from plancode.model.rubric import RubricDocument
from plancode.model.team import Person, Team
from plancode.model.territories import Account, CallPlan, Owner, TerritoriesDocument, Territory
from plancode.render.blocks import Line
from plancode.render.figures import Figures
from plancode.said.value import Joined, Ref, Said, Term
from plancode.scorecard.cards import Cards
from plancode.scorecard.results import Results
from plancode.scorecard.standing import Standings
from plancode.tables.scopes import WHOLE_PLAN, metric_ref, scope_cell

HOME = "README.md"
M = TypeVar("M", bound=Authored)


@dataclass(eq=False)
class Edition:
    """A plan as of the day it is looked at, its findings, tables (None where its period cannot be read) and results.

    `unjudged` is what was not judged of it.
    There are no results where the plan names no source, or where a command does not read them.
    """

    graph: PlanGraph
    plan: Entity[Plan]
    as_of: date
    analysis: Analysis | None
    findings: tuple[Finding, ...] = ()
    results: Results | None = None
    unjudged: tuple[Unjudged, ...] = ()

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody has accepted."""
        return tuple(finding for finding in self.findings if finding.is_open)

    @cached_property
    def standings(self) -> Standings | None:
        """How everybody stands in the year of the day; None without results."""
        if self.results is None:
            return None
        cards = Cards(self.results)
        return Standings(cards, cards.year_on(self.as_of))

    @property
    def cards(self) -> Cards | None:
        """The scorecards; None without results."""
        return self.standings.cards if self.standings is not None else None

    @cached_property
    def facts(self) -> Facts:
        """What holds on the day, or on the nearest day of the plan."""
        period = self.graph.period(None)
        day = period.nearest(self.as_of) if period else self.as_of
        return Facts(self.graph, day)

    @cached_property
    def reports(self) -> dict[Key, list[Entity[Person]]]:
        """Those whom each manager leads on the day."""
        people: dict[Key, list[Entity[Person]]] = defaultdict(list)
        for person in self.graph.all(Person):
            manager = self.facts.manager(person)
            if manager is not None and person.model.works_on(self.facts.day):
                people[manager.key].append(person)
        return people

    @cached_property
    def people_by_team(self) -> dict[str, list[Entity[Person]]]:
        """Everybody who is in a team at some time: at the start, or after a change."""
        people: dict[str, list[Entity[Person]]] = defaultdict(list)
        for person in self.graph.all(Person):
            for name in dict.fromkeys((person.model.team, *(change.team or "" for change in person.model.changes))):
                people[name].append(person)
        return people

    @cached_property
    def territories_by_team(self) -> dict[str, list[Entity[Territory]]]:
        """The territories of each team."""
        territories: dict[str, list[Entity[Territory]]] = defaultdict(list)
        for territory in self.graph.all(Territory):
            territories[territory.model.team or ""].append(territory)
        return territories

    @cached_property
    def duties_by_team(self) -> dict[Key, list[Instance]]:
        """The duties that are a team's own."""
        duties: dict[Key, list[Instance]] = defaultdict(list)
        for instance in self.duties:
            if instance.team is not None:
                duties[instance.team.key].append(instance)
        return duties

    @cached_property
    def duties(self) -> tuple[Instance, ...]:
        """Every duty as each of its teams has it."""
        return tuple(instances(self.facts))

    @cached_property
    def duties_of(self) -> dict[Key, list[tuple[Instance, str]]]:
        """The duties somebody has a part in, with the letters of the parts."""
        letters: dict[Key, dict[int, str]] = defaultdict(lambda: defaultdict(str))
        for number, instance in enumerate(self.duties):
            for letter, actors in instance.parts.items():
                for actor in actors:
                    letters[actor.key][number] += letter
        return {
            key: [(self.duties[number], parts) for number, parts in of_actor.items()]
            for key, of_actor in letters.items()
        }

    @cached_property
    def figures(self) -> Figures | None:
        """The tables as pages show them; None where the plan's period cannot be read."""
        return Figures(self.analysis) if self.analysis is not None else None

    def scope_name(self, scope: Scope, *, but: str = "") -> Said:
        """Return what a figure is about, one dimension left out; None where nothing else narrows it."""
        rest = tuple((dimension, name) for dimension, name in scope if dimension != but)
        return scope_cell(self.graph, rest) if rest else None

    def level_name(self, team: str) -> Said:
        """Return a level: a team, or the plan itself."""
        return self.team(team) if team else WHOLE_PLAN

    @cached_property
    def call_plans(self) -> dict[str, CallPlan]:
        """How often each class of customer is called on."""
        documents = self.graph.all(TerritoriesDocument)
        return {name: plan for document in documents for name, plan in document.model.call_plan.items()}

    @cached_property
    def _actions_by_actor(self) -> dict[str, list[Entity[Action]]]:
        actions: dict[str, list[Entity[Action]]] = defaultdict(list)
        for action in self.actions:
            for name in dict.fromkeys((action.model.owner, *action.model.people)):
                if name is not None:
                    actions[name].append(action)
        return actions

    @cached_property
    def actions(self) -> tuple[Entity[Action], ...]:
        """Every action in order of date; those without a date last."""
        return tuple(sorted(self.graph.all(Action), key=by_date))

    def actions_of(self, person: Entity[Person]) -> list[Entity[Action]]:
        """Return the actions somebody answers for or takes part in, by name, role or team, by date."""
        role = self.facts.role(person)
        names = [person.model.id, self.facts.team_name(person), *([role.model.id] if role else [])]
        actions = {action.key: action for name in names for action in self._actions_by_actor.get(name, ())}
        return sorted(actions.values(), key=by_date)

    @cached_property
    def agreed_of(self) -> dict[str, list[Entity[ReviewAction]]]:
        """What reviews agreed that each does, what is due first at the top."""
        return grouped(sorted(self.graph.all(ReviewAction), key=lambda one: one.model.due), lambda one: one.model.owner)

    @cached_property
    def assessed_of(self) -> dict[str, list[Entity[Assessment]]]:
        """The scores that people gave each, the newest first."""
        given = sorted(self.graph.all(Assessment), key=lambda one: one.model.on, reverse=True)
        return grouped(given, lambda one: one.model.person)

    @cached_property
    def points_of(self) -> dict[str, list[Entity[GivenPoints]]]:
        """The points that people gave each, the newest first."""
        given = sorted(self.graph.all(GivenPoints), key=lambda one: one.model.on, reverse=True)
        return grouped(given, lambda one: one.model.person)

    @cached_property
    def owners_of(self) -> dict[str, list[tuple[Entity[Account], Owner]]]:
        """The customers that name each as their owner."""
        owned = ((account, owner) for account in self.graph.all(Account) for owner in account.model.owners)
        return grouped(owned, lambda pair: pair[1].person)

    def metric_name(self, name: str) -> Ref:
        """Return a metric, with its currency where it is money."""
        return metric_ref(self.graph, name)

    def person(self, name: str | None) -> Said:
        """Return somebody by their id."""
        person = self.graph.find(Person, name)
        return person.ref if person else name

    def team(self, name: str | None) -> Said:
        """Return a team by its id."""
        team = self.graph.find(Team, name)
        return team.ref if team else name

    def actor(self, name: str) -> Said:
        """Return a person, team, role or party by its id."""
        actor = self.graph.actor(name)
        return actor.ref if actor else name

    def labels(self, model: type[Keyed], name: str | None) -> Said:
        """Return what people call an entity of a kind."""
        entity = self.graph.find(model, name)
        return entity.model.label if entity else name

    def period_name(self, name: str | None) -> Said:
        """Return a period; the plan's own where none is named."""
        return self.graph.period(name or self.plan.model.period) or name or self.plan.model.period

    def rubric_name(self, rubric: Entity[RubricDocument]) -> str:
        """Return what people call a scorecard; with its id where another heading of the page reads the same."""
        return self.heading(rubric, RubricDocument, "title.scorecards")

    def heading(self, entity: Entity[M], model: type[M], title: str) -> str:
        """Return the title of one of its kind as a heading that no other on the page, or its title, reads like."""
        label = entity.model.label
        others = (other.model.label for other in self.graph.all(model) if other.key != entity.key)
        taken = {name.casefold() for name in (*others, *(word(title, language) for language in LANGUAGES))}
        return f"{label} ({entity.model.own_id})" if label.casefold() in taken else label

    def note(self, *entities: Entity[Authored]) -> tuple[Line, ...]:
        """Return a line with the labels that all the entities share, such as where they come from."""
        if not entities:
            return ()
        first, *others = (entity.model.labels for entity in entities)
        common = (item for item in first.items() if all(item in labels.items() for labels in others))
        return tuple(Line(Term("labelled", (("name", name), ("text", text)))) for name, text in common)


def span_of(first: date | None, last: date | None) -> Said:
    """Return from when to when, as far as it is said."""
    if first and last:
        return Term("span.both", (("from", first), ("to", last)))
    if first:
        return Term("span.from", (("from", first),))
    return Term("span.to", (("to", last),)) if last else None


def lines(values: tuple[str, ...]) -> Said:
    """Return several texts in one cell."""
    return Joined(values, "list.semicolon") if values else None


def by_date(action: Entity[Action]) -> tuple[date, date, str]:
    """Return what orders actions: their first day, their last, their id."""
    first = action.model.from_ or action.model.to or date.max
    return (first, action.model.to or date.max, action.model.id)
