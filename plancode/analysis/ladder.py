"""What stands above what: accounts below territories, territories and people below teams, teams below teams."""

from collections.abc import Iterator
from datetime import date

from plancode.analysis.measures import Scope
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.graph.stints import stints
from plancode.model.team import Person, Team
from plancode.model.territories import Account, Territory
from plancode.period import Period

LEVELS = ("account", "territory", "person", "team")
NARROW = ("channel", "product", "segment")


class Ladder:
    """The ways up from a scope."""

    def __init__(self, graph: PlanGraph, plan: Period) -> None:
        """Take the plan and its period."""
        self.graph, self.plan = graph, plan

    def above(self, scope: Scope, period: Period) -> Iterator[Scope]:
        """Yield the scopes above, the nearest first: with the same product, channel and segment, then without them."""
        narrow = narrowing(scope)
        yield from (climbed + narrow for climbed in self._levels(scope, period))
        if narrow:
            yield from (one for one in (levels(scope), *self._levels(scope, period)) if one or scope != narrow)

    def _levels(self, scope: Scope, period: Period) -> Iterator[Scope]:
        names = dict(scope)
        if "account" in names:
            names = self._above_account(names)
            yield tuple(names.items())
        if "territory" in names:
            around = tuple(self._around(names["territory"]))
            yield from ((("territory", one),) for one in around[1:])
            team = names.get("team") or next((team for team in map(self._team_of, around) if team), None)
            names = {"team": team} if team else {}
            yield tuple(names.items())
        if "person" in names:
            person = self.graph.find(Person, names["person"])
            team = names.get("team") or (self.team_on(person, period.start) if person else None)
            names = {"team": team} if team else {}
            if names:
                yield tuple(names.items())
        if "team" in names:
            yield from ((("team", team),) for team in self.teams_above(names["team"]))
        yield ()

    def _above_account(self, names: dict[str, str]) -> dict[str, str]:
        account = self.graph.find(Account, names["account"])
        above = names.get("territory") or (territory_of(account) if account else None)
        return {"territory": above} if above else {}

    def _around(self, name: str) -> Iterator[str]:
        """Yield a territory and those that it is part of, the nearest first."""
        seen: set[str] = set()
        at: str | None = name
        while at is not None and at not in seen:
            yield at
            seen.add(at)
            territory = self.graph.find(Territory, at)
            at = territory.model.parent if territory else None

    def _team_of(self, name: str) -> str | None:
        territory = self.graph.find(Territory, name)
        return territory.model.team if territory else None

    def team_on(self, person: Entity[Person], day: date) -> str:
        """Return the team of a person on a day, or on the nearest day they are employed in the plan."""
        found = stints(person.model, self.plan)
        if not found:
            return person.model.team
        return next((one.team for one in found if day < one.end), found[-1].team)

    def teams_above(self, name: str) -> Iterator[str]:
        """Yield the teams above a team, the nearest first."""
        seen = {name}
        team = self.graph.find(Team, name)
        while team is not None and team.model.parent and team.model.parent not in seen:
            yield team.model.parent
            seen.add(team.model.parent)
            team = self.graph.find(Team, team.model.parent)


def territory_of(account: Entity[Account]) -> str | None:
    """Return the territory of an account: the one it names, else the one it is listed in."""
    if account.model.territory is not None:
        return account.model.territory
    above = account.parent
    return above.id if above is not None and above.kind == "territory" else None


def narrowing(scope: Scope) -> Scope:
    """Return the part of a scope that names a channel, product or segment."""
    return tuple(one for one in scope if one[0] in NARROW)


def levels(scope: Scope) -> Scope:
    """Return the part of a scope that names a team, person, territory or account."""
    return tuple(one for one in scope if one[0] in LEVELS)
