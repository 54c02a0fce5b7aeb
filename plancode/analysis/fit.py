"""Fit: the skills that roles, territories, accounts and duties ask for, against those that people have."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
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
        return max((held(one, self.skill) for one in self.people), default=0)

    @property
    def lacking(self) -> tuple[Entity[Person], ...]:
        """Those who are below the level."""
        return tuple(one for one in self.people if held(one, self.skill) < self.level)


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
        return tuple(one for one in self.owners if one.levels)

    @property
    def best(self) -> tuple[FitStanding, ...]:
        """The others who have everything it asks for."""
        return tuple(one for one in self.others if not one.levels)


class FitTable:
    """Who has the skills that their work asks for."""

    def __init__(self, staffing: Staffing, ownership: Ownership, duties: Iterable[Instance]) -> None:
        """Take people, what they look after, and the duties as each team has them."""
        self.staffing, self.ownership, self.duties = staffing, ownership, tuple(duties)
        self.graph, self._tasks = staffing.graph, TaskTime(staffing, ownership)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Every need of a known skill: of roles, territories, accounts, duties. None where nobody states skills."""
        if not any(one.model.skills for one in self.staffing.people):
            return ()
        return (*self._of_roles(), *self._of_territories(), *self._of_accounts(), *self._of_duties())

    def _of_roles(self) -> Iterator[Need]:
        holders: dict[str, dict[Entity[Person], None]] = defaultdict(dict)
        for person in self.staffing.people:
            for stint in self.staffing.stints(person):
                holders[stint.role][person] = None
        for role in self.graph.all(Role):
            yield from self._of(role, role.model.needs, holders.get(role.model.id, ()))

    def _of_territories(self) -> Iterator[Need]:
        for territory in self.graph.all(Territory):
            if territory.model.needs:
                names = [one.person for one in territory.model.owners if one.as_ == "primary"]
                yield from self._of(territory, territory.model.needs, self._people(names))

    def _of_accounts(self) -> Iterator[Need]:
        for account in self.graph.all(Account):
            if account.model.needs:
                yield from self._of(account, account.model.needs, self._people(self._owners(account.key)))

    def _owners(self, account: Key) -> list[str]:
        holdings = self.ownership.by_customer.get(account, ())
        return [one.owner.person for one in holdings if one.owner.as_ == "primary"]

    def _of_duties(self) -> Iterator[Need]:
        for one in self.duties:
            doing = (*one.parts["R"], *one.parts["A"])
            if one.duty.model.skills and all(isinstance(each.model, Person) for each in doing):
                wanted = dict.fromkeys(one.duty.model.skills, _LEAST)
                people = self._people([each.key.id for each in doing])
                yield from self._of(one.duty, wanted, people, one.team)

    def _of(
        self,
        source: Entity[Keyed],
        wanted: Mapping[str, int],
        people: Iterable[Entity[Person]],
        team: Entity[Team] | None = None,
    ) -> Iterator[Need]:
        seated = tuple(one for one in people if not one.model.open)
        for name, level in wanted.items():
            skill = self.graph.find(Skill, name)
            if skill is not None and seated:
                yield Need(source, skill, level, seated, team)

    def _people(self, names: Iterable[str]) -> tuple[Entity[Person], ...]:
        """Return those of the names who are there at some time of the plan."""
        found = (self.graph.find(Person, name) for name in dict.fromkeys(names))
        return tuple(one for one in found if one is not None and self.staffing.stints(one))

    @cached_property
    def _learners(self) -> dict[str, set[Key]]:
        found: dict[str, set[Key]] = defaultdict(set)
        for action in self.graph.all(Action):
            if action.model.kind in LEARNING and action.model.status != "dropped" and action.model.skills:
                taught = {one.key for one in self._taught(action)}
                for skill in action.model.skills:
                    found[skill] |= taught
        return found

    def _taught(self, action: Entity[Action]) -> tuple[Entity[Person], ...]:
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
        wanted = self.wanted(source)
        if isinstance(source.model, Territory):
            names = [one.person for one in source.model.owners if one.as_ == "primary"]
        else:
            names = self._owners(source.key)
        owners = self._people(names)
        others = (one for one in self._candidates(source) if one not in owners)
        ranked = sorted((standing(one, wanted) for one in others), key=lambda one: one.levels)
        return Fit(source, wanted, tuple(standing(one, wanted) for one in owners), tuple(ranked))

    def wanted(self, source: Entity[Territory] | Entity[Account]) -> dict[str, int]:
        """Return the levels that a territory or an account asks for, of a territory those of its accounts too."""
        found = dict(source.model.needs)
        if isinstance(source.model, Territory):
            for customer in self.ownership.customers.get(source.model.id, ()):
                if isinstance(customer.model, Account) and not customer.model.owners:
                    for skill, level in customer.model.needs.items():
                        found[skill] = max(level, found.get(skill, 0))
        return found

    def _candidates(self, source: Entity[Territory] | Entity[Account]) -> tuple[Entity[Person], ...]:
        """Return those who carry quota in the team of a territory, and in the teams below it; open seats apart."""
        territory = source.model if isinstance(source.model, Territory) else self._home(source)
        return self._sellers.get(territory.team, ()) if territory is not None and territory.team else ()

    def _home(self, source: Entity[Territory] | Entity[Account]) -> Territory | None:
        holdings = self.ownership.by_customer.get(source.key, ())
        return next((one.territory.model for one in holdings if one.territory is not None), None)

    @cached_property
    def _sellers(self) -> dict[str, tuple[Entity[Person], ...]]:
        found = {}
        for team in self.graph.all(Team):
            names = self.staffing.subtree(team.model.id)
            members = dict.fromkeys(one for name in names for one in self.staffing.members.get(name, ()))
            found[team.model.id] = tuple(one for one in members if self._sells(one))
        return found

    def _sells(self, person: Entity[Person]) -> bool:
        return not person.model.open and self.staffing.has_quota(person)


def held(person: Entity[Person], skill: Entity[Skill]) -> int:
    """Return the level that somebody has in a skill; none stated is none."""
    return person.model.skills.get(skill.model.id, 0)


def standing(person: Entity[Person], wanted: Mapping[str, int]) -> FitStanding:
    """Return how somebody stands to the levels that are asked for."""
    has = person.model.skills
    short = {name: level - has.get(name, 0) for name, level in wanted.items()}
    return FitStanding(person, {name: levels for name, levels in short.items() if levels > 0})
