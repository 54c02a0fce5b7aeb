"""Fit: the skills that roles, territories, accounts and duties ask for, against those that people have."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from plancode.analysis.ownership import Ownership
from plancode.analysis.staffing import Staffing
from plancode.analysis.tasks import TaskTime
from plancode.graph.duties import Instance
from plancode.graph.entity import Entity, Key
from plancode.model.actions import Action
from plancode.model.base import Keyed
from plancode.model.plan import Skill
from plancode.model.team import Person, Role, Team
from plancode.model.territories import Account, Territory

_DAY: Final = timedelta(days=1)
LEARNING: Final = ("training", "coaching")
_Asked = tuple[Entity[Keyed], Mapping[str, int], Iterable[Entity[Person]], Entity[Team] | None]
"""What asks for skills, which at which levels, of whom, and in which team."""
_LEAST: Final = 1
"""The level that a duty asks for: it names skills, not levels."""


@dataclass(frozen=True, slots=True)
class Need:
    """A skill at a level that something asks of people, and who they are. Seats still to be filled are left out."""

    source: Entity[Keyed]
    skill: Entity[Skill]
    level: int
    people: tuple[Entity[Person], ...]
    team: Entity[Team] | None = None

    @property
    def highest(self) -> int:
        """The highest level that one of them has."""
        return max((held(person, self.skill) for person in self.people), default=0)

    @property
    def lacking(self) -> tuple[Entity[Person], ...]:
        """Those who are below the level."""
        return tuple(person for person in self.people if held(person, self.skill) < self.level)


@dataclass(frozen=True, slots=True)
class FitStanding:
    """How somebody fits a territory or an account: skill by skill the level it asks for beyond theirs."""

    person: Entity[Person]
    short: Mapping[str, int]

    @property
    def levels(self) -> int:
        """The levels that they are short of in all; 0 is a fit."""
        return sum(self.short.values())


@dataclass(frozen=True, slots=True)
class Fit:
    """What a territory or an account asks for, how its owners stand, and everybody else of the team, best first."""

    source: Entity[Territory] | Entity[Account]
    wanted: Mapping[str, int]
    owners: tuple[FitStanding, ...]
    others: tuple[FitStanding, ...]

    @property
    def misfits(self) -> tuple[FitStanding, ...]:
        """The owners who are short of something."""
        return tuple(standing for standing in self.owners if standing.levels)

    @property
    def best(self) -> tuple[FitStanding, ...]:
        """The others who have everything it asks for."""
        return tuple(standing for standing in self.others if not standing.levels)


class FitTable:
    """Who has the skills that their work asks for."""

    def __init__(self, staffing: Staffing, ownership: Ownership, duties: Iterable[Instance], as_of: date) -> None:
        """Take people, what they look after, the duties as each team has them, and the day of looking."""
        self.as_of = as_of
        self.staffing, self.ownership, self.duties = staffing, ownership, tuple(duties)
        self.graph, self._tasks = staffing.graph, TaskTime(staffing, ownership)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Every need of a known skill: of roles, territories, accounts, duties. None where nobody states skills."""
        if not any(person.model.skills for person in self.staffing.people):
            return ()
        needs: list[Need] = []
        for source, wanted, people, team in self._asked():
            seated = tuple(person for person in people if not person.model.open)
            for name, level in wanted.items() if seated else ():
                skill = self.graph.find(Skill, name)
                if skill is not None:
                    needs.append(Need(source, skill, level, seated, team))
        return tuple(needs)

    def _asked(self) -> Iterator[_Asked]:
        for role in self.graph.all(Role):
            yield role, role.model.needs, self.staffing.holders.get(role.model.id, ()), None
        sources: tuple[Entity[Territory] | Entity[Account], ...]
        sources = (*self.graph.all(Territory), *self.graph.all(Account))
        for source in sources:
            if source.model.needs:
                yield source, source.model.needs, self._owners(source), None
        for instance in self.duties:
            skills, doing = instance.duty.model.skills, (*instance.parts["R"], *instance.parts["A"])
            if skills and all(isinstance(actor.model, Person) for actor in doing):
                people = self._people(actor.key.id for actor in doing)
                yield instance.duty, dict.fromkeys(skills, _LEAST), people, instance.team

    def _owners(self, source: Entity[Territory] | Entity[Account]) -> tuple[Entity[Person], ...]:
        """Return the primary owners of a territory or an account who are there at some time of the plan."""
        if isinstance(source.model, Territory):
            owners = source.model.owners
        else:
            owners = tuple(holding.owner for holding in self.ownership.by_customer.get(source.key, ()))
        return self._people(owner.person for owner in owners if owner.as_ == "primary")

    def _people(self, names: Iterable[str]) -> tuple[Entity[Person], ...]:
        """Return those of the names who are there at some time of the plan."""
        people = (self.graph.find(Person, name) for name in dict.fromkeys(names))
        return tuple(person for person in people if person is not None and self.staffing.stints(person))

    @cached_property
    def _learners(self) -> dict[str, set[Key]]:
        learners: dict[str, set[Key]] = defaultdict(set)
        for action in self.graph.all(Action):
            if action.model.kind in LEARNING and action.model.skills and self._is_ahead(action.model):
                taught = {person.key for person in self._taught(action)}
                for skill in action.model.skills:
                    learners[skill] |= taught
        return learners

    def _is_ahead(self, action: Action) -> bool:
        """Whether an action can still raise a skill: one that has ended shows in the levels that people have."""
        return action.status not in {"dropped", "done"} and (action.to is None or action.to >= self.as_of)

    def _taught(self, action: Entity[Action]) -> Iterable[Entity[Person]]:
        """Return those whom an action teaches: its people; its owner, who may be the trainer, where it names none."""
        plan, model = self.staffing.horizon.plan, action.model
        end = min(model.to + _DAY if model.to else plan.end, plan.end)
        shown = replace(action, model=model.model_copy(update={"owner": None})) if model.people else action
        return self._tasks.taking_part(shown, max(model.from_ or plan.start, plan.start), end)

    def learns(self, person: Entity[Person], skill: Entity[Skill]) -> bool:
        """Whether a training or a coaching that raises a skill takes somebody in."""
        return person.key in self._learners.get(skill.model.id, ())

    def fit(self, source: Entity[Territory] | Entity[Account]) -> Fit:
        """Return how the owners of a territory or an account fit it, and who else of its team would."""
        wanted, owners = self.wanted(source), self._owners(source)
        others = (standing(person, wanted) for person in self._candidates(source) if person not in owners)
        ranked = sorted(others, key=lambda other: other.levels)
        return Fit(source, wanted, tuple(standing(person, wanted) for person in owners), tuple(ranked))

    def wanted(self, source: Entity[Territory] | Entity[Account]) -> dict[str, int]:
        """Return the levels that a territory or an account asks for, of a territory those of its accounts too."""
        wanted = dict(source.model.needs)
        if isinstance(source.model, Territory):
            for customer in self.ownership.customers.get(source.model.id, ()):
                if isinstance(customer.model, Account) and not customer.model.owners:
                    for skill, level in customer.model.needs.items():
                        wanted[skill] = max(level, wanted.get(skill, 0))
        return wanted

    def _candidates(self, source: Entity[Territory] | Entity[Account]) -> tuple[Entity[Person], ...]:
        """Return those who carry quota in the team of a territory, and in the teams below it; open seats apart."""
        if isinstance(source.model, Territory):
            home: Territory | None = source.model
        else:
            territories = (holding.territory for holding in self.ownership.by_customer.get(source.key, ()))
            home = next((territory.model for territory in territories if territory is not None), None)
        return self._sellers.get(home.team, ()) if home is not None and home.team else ()

    @cached_property
    def _sellers(self) -> dict[str, tuple[Entity[Person], ...]]:
        sellers = {}
        for team in self.graph.all(Team):
            names = self.staffing.subtree(team.model.id)
            members = dict.fromkeys(person for name in names for person in self.staffing.members.get(name, ()))
            sellers[team.model.id] = tuple(
                person for person in members if not person.model.open and self.staffing.has_quota(person)
            )
        return sellers


def held(person: Entity[Person], skill: Entity[Skill]) -> int:
    """Return the level that somebody has in a skill; none stated is none."""
    return person.model.skills.get(skill.model.id, 0)


def standing(person: Entity[Person], wanted: Mapping[str, int]) -> FitStanding:
    """Return how somebody stands to the levels that are asked for."""
    has = person.model.skills
    short = {name: level - has.get(name, 0) for name, level in wanted.items()}
    return FitStanding(person, {name: levels for name, levels in short.items() if levels > 0})
