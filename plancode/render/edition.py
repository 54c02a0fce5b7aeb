"""A plan as it is published on a day: what several pages need, worked out once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from plancode.analysis.analysis import Analysis
from plancode.findings.finding import Finding
from plancode.graph.duties import Instance, instances
from plancode.graph.entity import Entity, Key
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.locale.catalogue import LANGUAGES, word
from plancode.model.actions import Action
from plancode.model.base import Entity as EntityModel
from plancode.model.base import Keyed
from plancode.model.metrics import built_in_names
from plancode.model.plan import Channel, Metric, Plan, Product, Segment
from plancode.model.rubric import RubricDocument
from plancode.model.targets import Row, TargetRow, TargetsDocument
from plancode.model.team import Person, Team
from plancode.model.territories import Account, Territory
from plancode.period import Period
from plancode.quantity import Quantity
from plancode.render.blocks import Inline, Joined, Line, Link, Term

HOME = "README.md"


@dataclass(frozen=True, slots=True)
class Target:
    """One stated target: the document it is in, its row, and its period."""

    document: Entity[TargetsDocument]
    row: Row
    period: Period | None
    top: bool = False


@dataclass(eq=False)
class Edition:
    """A plan as of the day it is looked at, its findings, and its tables (None where its period cannot be read)."""

    graph: PlanGraph
    plan: Entity[Plan]
    as_of: date
    analysis: Analysis | None
    findings: tuple[Finding, ...] = ()

    @cached_property
    def facts(self) -> Facts:
        """What holds on the day, or on the nearest day of the plan."""
        period = self.graph.period(None)
        day = min(max(self.as_of, period.start), period.last) if period else self.as_of
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
    def targets(self) -> tuple[Target, ...]:
        """Every stated target: tops, splits and rows."""
        homes = {document.model.id: document for document in self.documents}
        tops = (self._target(one, one.model.target, top=True) for one in homes.values() if one.model.target)
        rows = (self._target(homes[row.document_id], row.model) for row in self.graph.all(TargetRow))
        order = {name: number for number, name in enumerate(homes)}
        return tuple(sorted((*tops, *rows), key=lambda one: order[one.document.model.id]))

    @cached_property
    def documents(self) -> tuple[Entity[TargetsDocument], ...]:
        """The targets documents as they matter: money of the whole first, then other sums, then the rest."""
        return tuple(sorted(self.graph.all(TargetsDocument), key=self._weight))

    def _weight(self, document: Entity[TargetsDocument]) -> tuple[bool, bool, int, str]:
        metric, top = self.graph.metric(document.model.metric), document.model.target
        is_money = metric is not None and metric.unit == "money"
        return (
            not self.adds_up(document.model.metric),
            not is_money,
            len(top.dimensions) if top else 0,
            document.model.id,
        )

    def _target(self, document: Entity[TargetsDocument], row: Row, *, top: bool = False) -> Target:
        return Target(document, row, self.graph.period(row.period), top)

    @cached_property
    def _targets_by_scope(self) -> dict[tuple[str, str], list[Target]]:
        order = {document.model.id: number for number, document in enumerate(self.documents)}
        found: dict[tuple[str, str], list[Target]] = defaultdict(list)
        for target in sorted(self.targets, key=lambda one: (order[one.document.model.id], *_when(one.period))):
            for dimension in target.row.dimensions:
                found[dimension].append(target)
        return found

    def targets_of(self, dimension: str, name: str) -> list[Target]:
        """Return the targets of one entity, narrower ones included, in order of document and period."""
        return self._targets_by_scope.get((dimension, name), [])

    def team_targets(self, name: str) -> list[Target]:
        """Return the targets of a team that are not those of a person in it."""
        return [one for one in self.targets_of("team", name) if one.row.person is None]

    def scope(self, target: Target, *, but: str = "") -> Inline:
        """Return what a target is about, one dimension left out; None where nothing else narrows it."""
        parts = [self._part(name, value) for name, value in target.row.dimensions if name != but]
        return Joined(tuple(parts)) if parts else None

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

    def adds_up(self, name: str) -> bool:
        """Whether a metric's periods and parts add up."""
        metric = self.graph.metric(name)
        return metric is not None and metric.over_time == "sum" and metric.over_scope == "sum"

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
        label = rubric.model.label
        others = [one.model.label for one in self.graph.all(RubricDocument) if one.key != rubric.key]
        taken = {name.casefold() for name in (*others, *(word("title.scorecards", one) for one in LANGUAGES))}
        return f"{label} ({rubric.model.id})" if label.casefold() in taken else label

    def note(self, *entities: Entity[EntityModel]) -> tuple[Line, ...]:
        """Return a line with the labels that all the entities share, such as where they come from."""
        shared = [dict(entity.model.labels) for entity in entities]
        if not shared:
            return ()
        common = [item for item in shared[0].items() if all(item in labels.items() for labels in shared)]
        return tuple(Line(Term("labelled", (("name", name), ("text", text)))) for name, text in common)


def figure(target: Target) -> Inline:
    """Return the figure of a target: its amount, or the rule in words with the amount it is of."""
    row, whole = target.row, _assigned(target)
    if row.amount is not None:
        return row.amount
    if row.share is not None:
        values: tuple[tuple[str, Inline], ...] = (("share", row.share), ("whole", whole))
        return Term("target.share_of" if whole else "target.share", values)
    if row.growth is not None:
        return Term("target.growth", (("growth", row.growth),))
    return Term("target.rest_of", (("whole", whole),)) if whole else Term("target.rest")


def _assigned(target: Target) -> Quantity | None:
    """Return what is handed down: the amount at the top with its over-assignment."""
    top = target.document.model.target
    if top is None or top.amount is None or target.top:
        return None
    over = top.over_assign.number if top.over_assign else Decimal(0)
    return Quantity(top.amount.number * (1 + over), top.amount.unit)


def _when(period: Period | None) -> tuple[date, int]:
    """Order periods by their start, longer ones first."""
    return (period.start, -period.days) if period else (date.min, 0)


def total(targets: list[Target]) -> Decimal | None:
    """Return the sum of stated amounts of one scope whose periods do not overlap, or None where there is none."""
    periods = [target.period for target in targets]
    amounts = [target.row.amount for target in targets if target.row.amount is not None]
    if len(targets) < 2 or len(amounts) < len(targets) or None in periods:  # noqa: PLR2004  # a sum of several
        return None
    if len({target.row.dimensions for target in targets}) > 1:
        return None
    ordered = sorted(period for period in periods if period is not None)
    if any(one.overlaps(other) for one, other in pairwise(ordered)):
        return None
    units = {amount.unit for amount in amounts}
    return sum((amount.number for amount in amounts), Decimal(0)) if units == {""} else None


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
