"""What a change does to teams: how many people and customers they have, before and after."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from plancode.compare.people import PersonEffect
from plancode.said.value import Ref


@dataclass(frozen=True)
class TeamEffect:
    """A team that gains or loses people or customers."""

    team: Ref
    people: tuple[int, int]
    customers: tuple[int, int]

    @property
    def growth(self) -> tuple[int, int]:
        """How many people and customers it gains."""
        return self.people[1] - self.people[0], self.customers[1] - self.customers[0]


def teams(people: Iterable[PersonEffect]) -> tuple[TeamEffect, ...]:
    """Return the teams whose people who are there, or whose customers, are not as many; a customer of two is one."""
    sides: dict[Ref, tuple[_Members, _Members]] = {}
    for effect in people:
        for column, profile in enumerate((effect.before, effect.after)):
            if profile is not None and profile.is_there and isinstance(profile.team, Ref):
                members = sides.setdefault(profile.team, (_Members(), _Members()))[column]
                members.people.add(profile.person.id)
                members.customers |= profile.customers
    effects = (
        TeamEffect(team, (len(old.people), len(new.people)), (len(old.customers), len(new.customers)))
        for team, (old, new) in sides.items()
    )
    return tuple(effect for effect in effects if any(effect.growth))


@dataclass
class _Members:
    """Who is in a team on one side, and whom they look after."""

    people: set[str] = field(default_factory=set)
    customers: set[Ref] = field(default_factory=set)
