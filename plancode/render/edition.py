"""A plan as it is published on a day: what several pages need, worked out once."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.findings.finding import Finding
from plancode.findings.values import Ref
from plancode.graph.duties import Instance, instances
from plancode.graph.entity import Entity, Key
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.locale.catalogue import LANGUAGES, word
from plancode.model.actions import Action
from plancode.model.base import Entity as EntityModel
from plancode.model.base import Keyed
from plancode.model.metrics import built_in_names
from plancode.model.plan import Channel, ExplicitPeriod, Metric, Plan, Product, Segment
from plancode.model.rubric import RubricDocument
from plancode.model.team import Person, Team
from plancode.model.territories import Account, CallPlan, TerritoriesDocument, Territory
from plancode.period import Period
from plancode.render.blocks import Block, Inline, Joined, Line, Link, Term
from plancode.render.figures import Figures
from plancode.render.sheets import blocks_of, linked
from plancode.scorecard.cards import Cards
from plancode.scorecard.results import Results
from plancode.scorecard.standing import Standings
from plancode.sheets.sheet import Cell, Row, Sheet

HOME = "README.md"
M = TypeVar("M", bound=EntityModel)


@dataclass(eq=False)
class Edition:
    """A plan as of the day it is looked at, its findings, tables (None where its period cannot be read) and results.

    There are no results where the plan names no source, or where a command does not read them.
    """

    graph: PlanGraph
    plan: Entity[Plan]
    as_of: date
    analysis: Analysis | None
    findings: tuple[Finding, ...] = ()
    results: Results | None = None

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
        found: dict[Key, list[Entity[Person]]] = defaultdict(list)
        for person in self.graph.all(Person):
            manager = self.facts.manager(person)
            if manager is not None and person.model.works_on(self.facts.day):
                found[manager.key].append(person)
        return found

    @cached_property
    def people_by_team(self) -> dict[str, list[Entity[Person]]]:
        """Everybody who is in a team at some time: at the start, or after a change."""
        found: dict[str, list[Entity[Person]]] = defaultdict(list)
        for person in self.graph.all(Person):
            for name in dict.fromkeys((person.model.team, *(change.team or "" for change in person.model.changes))):
                found[name].append(person)
        return found

    @cached_property
    def territories_by_team(self) -> dict[str, list[Entity[Territory]]]:
        """The territories of each team."""
        found: dict[str, list[Entity[Territory]]] = defaultdict(list)
        for territory in self.graph.all(Territory):
            found[territory.model.team or ""].append(territory)
        return found

    @cached_property
    def duties_by_team(self) -> dict[Key, list[Instance]]:
        """The duties that are a team's own."""
        found: dict[Key, list[Instance]] = defaultdict(list)
        for instance in self.duties:
            if instance.team is not None:
                found[instance.team.key].append(instance)
        return found

    @cached_property
    def duties(self) -> tuple[Instance, ...]:
        """Every duty as each of its teams has it."""
        return tuple(instances(self.facts))

    @cached_property
    def duties_of(self) -> dict[Key, list[tuple[Instance, str]]]:
        """The duties somebody has a part in, with the letters of the parts."""
        found: dict[Key, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for number, instance in enumerate(self.duties):
            for part, actors in instance.parts.items():
                for actor in actors:
                    found[actor.key][number].append(part)
        return {
            key: [(self.duties[number], "".join(parts)) for number, parts in numbers.items()]
            for key, numbers in found.items()
        }

    @cached_property
    def figures(self) -> Figures | None:
        """The tables as pages show them; None where the plan's period cannot be read."""
        return Figures(self.analysis) if self.analysis is not None else None

    def scope_name(self, scope: Scope, *, but: str = "") -> Inline:
        """Return what a figure is about, one dimension left out; None where nothing else narrows it."""
        parts = [self._part(name, value) for name, value in scope if name != but]
        return Joined(tuple(parts)) if parts else None

    def level_name(self, team: str) -> Inline:
        """Return a level: a team, or the plan itself."""
        return self.team(team) if team else Term("whole_plan")

    def _part(self, dimension: str, name: str) -> Inline:
        kinds: dict[str, type[Keyed]] = {
            "account": Account,
            "channel": Channel,
            "product": Product,
            "segment": Segment,
        }
        territory = self.graph.find(Territory, name) if dimension == "territory" else None
        if territory is not None:
            return territory_link(territory)
        return self.labels(kinds[dimension], name) if dimension in kinds else self.actor(name)

    def named(self, ref: Ref) -> Inline:
        """Return something of a table with a link to its page; a metric with what it is counted in."""
        return self.metric_name(ref.id) if ref.kind == "metric" else linked(ref)

    def blocks(self, sheet: Sheet, *, detail: bool = False) -> tuple[Block, ...]:
        """Return a table as blocks, periods by the plan's own names for them."""
        return blocks_of(self._with_own_periods(sheet), self.named, detail=detail)

    def _with_own_periods(self, sheet: Sheet) -> Sheet:
        if not self.graph.all(ExplicitPeriod):
            return sheet
        return replace(sheet, rows=tuple(Row(tuple(map(self._own, row.cells)), row.why) for row in sheet.rows))

    def _own(self, cell: Cell) -> Cell:
        return self.graph.period_label(cell.name) if isinstance(cell, Period) and cell.name else cell

    @cached_property
    def call_plans(self) -> dict[str, CallPlan]:
        """How often each class of customer is called on."""
        documents = self.graph.all(TerritoriesDocument)
        return {name: plan for one in documents for name, plan in one.model.call_plan.items()}

    @cached_property
    def _actions_by_actor(self) -> dict[str, list[Entity[Action]]]:
        found: dict[str, list[Entity[Action]]] = defaultdict(list)
        for action in sorted(self.graph.all(Action), key=_by_date):
            for name in dict.fromkeys((action.model.owner, *action.model.people)):
                if name is not None:
                    found[name].append(action)
        return found

    def actions_of(self, person: Entity[Person]) -> list[Entity[Action]]:
        """Return the actions somebody answers for or takes part in, by name, role or team, by date."""
        role = self.facts.role(person)
        names = [person.model.id, self.facts.team_name(person), *([role.model.id] if role else [])]
        found = {action.key: action for name in names for action in self._actions_by_actor.get(name, ())}
        return sorted(found.values(), key=_by_date)

    def metric_name(self, name: str) -> Inline:
        """Return what people call a metric, with its currency where it is money."""
        own, metric = self.graph.find(Metric, name), self.graph.metric(name)
        label: Inline = Term(f"metric.{name}") if name in set(built_in_names()) else name
        if own is not None and own.model.title:
            label = own.model.title
        if metric is not None and metric.unit == "money":
            return Term("with_unit", (("name", label), ("unit", self.plan.model.currency)))
        return label

    def person(self, name: str | None) -> Inline:
        """Return a link to somebody's page."""
        found = self.graph.find(Person, name)
        return person_link(found) if found else name

    def team(self, name: str | None) -> Inline:
        """Return a link to a team's page."""
        found = self.graph.find(Team, name)
        return team_link(found) if found else name

    def actor(self, name: str) -> Inline:
        """Return a person, team, role or party: a link where there is a page."""
        found = self.graph.actor(name)
        return actor_link(found) if found else name

    def labels(self, model: type[Keyed], name: str | None) -> Inline:
        """Return what people call an entity of a kind."""
        found = self.graph.find(model, name)
        return found.model.label if found else name

    def period_name(self, name: str | None) -> Inline:
        """Return how a period is called; the plan's own where none is named."""
        if name is None:
            return self.period_name(self.plan.model.period)
        label = self.graph.period_label(name)
        return label if label != name else self.graph.period(name) or name

    def rubric_name(self, rubric: Entity[RubricDocument]) -> str:
        """Return what people call a scorecard; with its id where another heading of the page reads the same."""
        return self.heading(rubric, RubricDocument, "title.scorecards")

    def heading(self, entity: Entity[M], model: type[M], title: str) -> str:
        """Return the title of one of its kind as a heading that no other on the page, or its title, reads like."""
        label = entity.model.label
        others = [one.model.label for one in self.graph.all(model) if one.key != entity.key]
        taken = {name.casefold() for name in (*others, *(word(title, one) for one in LANGUAGES))}
        return f"{label} ({entity.model.own_id})" if label.casefold() in taken else label

    def note(self, *entities: Entity[EntityModel]) -> tuple[Line, ...]:
        """Return a line with the labels that all the entities share, such as where they come from."""
        shared = [dict(entity.model.labels) for entity in entities]
        if not shared:
            return ()
        common = [item for item in shared[0].items() if all(item in labels.items() for labels in shared)]
        return tuple(Line(Term("labelled", (("name", name), ("text", text)))) for name, text in common)


def person_link(person: Entity[Person]) -> Link:
    """Return a link to somebody's work plan."""
    return Link(f"people/{person.model.id}.md", person.model.label)


def team_link(team: Entity[Team]) -> Link:
    """Return a link to a team's page."""
    return Link(f"teams/{team.model.id}.md", team.model.label)


def actor_link(actor: Entity[Keyed]) -> Inline:
    """Return somebody with a link, where there is a page."""
    model = actor.model
    if isinstance(model, Person):
        return Link(f"people/{model.id}.md", model.label)
    if isinstance(model, Team):
        return Link(f"teams/{model.id}.md", model.label)
    return model.label


def territory_link(territory: Entity[Territory]) -> Link:
    """Return a link to a territory's page."""
    return Link(f"territories/{territory.model.id}.md", territory.model.label)


def span_of(first: date | None, last: date | None) -> Inline:
    """Return from when to when, as far as it is said."""
    if first and last:
        return Term("span.both", (("from", first), ("to", last)))
    if first:
        return Term("span.from", (("from", first),))
    return Term("span.to", (("to", last),)) if last else None


def lines(values: tuple[str, ...]) -> Inline:
    """Return several texts in one cell."""
    return Joined(values, "list.semicolon") if values else None


def _by_date(action: Entity[Action]) -> tuple[date, date, str]:
    first = action.model.from_ or action.model.to or date.max
    return (first, action.model.to or date.max, action.model.id)
