"""What stands above what: accounts below territories, territories and people below teams, teams below teams."""

from collections.abc import Iterator

from plancode.analysis.measures import Scope
from plancode.analysis.staffing import Staffing
from plancode.graph.above import around, territory_of, upwards
from plancode.model.team import Person
from plancode.model.territories import Account, Territory
from plancode.period import Period

LEVELS = ("account", "territory", "person", "team")
NARROW = ("channel", "product", "segment")


class Ladder:
    """The ways up from a scope."""

    def __init__(self, staffing: Staffing) -> None:
        """Take people and their teams."""
        self.staffing, self.graph = staffing, staffing.graph

    def above(self, scope: Scope, period: Period) -> Iterator[Scope]:
        """Yield the scopes above, the nearest first: with the same product, channel and segment, then without them."""
        narrow = narrowing(scope)
        yield from (climbed + narrow for climbed in self._levels(scope, period))
        if narrow:
            yield from (wide for wide in (levels(scope), *self._levels(scope, period)) if wide or scope != narrow)

    def _levels(self, scope: Scope, period: Period) -> Iterator[Scope]:
        names = dict(scope)
        if "account" in names:
            account = self.graph.find(Account, names["account"])
            home = names.get("territory") or (territory_of(account) if account else None)
            names = {"territory": home} if home else {}
            yield tuple(names.items())
        if "territory" in names:
            wider = tuple(around(self.graph, names["territory"]))
            yield from ((("territory", name),) for name in wider[1:])
            territories = (self.graph.find(Territory, name) for name in wider)
            teams = (territory.model.team for territory in territories if territory and territory.model.team)
            team = names.get("team") or next(teams, None)
            names = {"team": team} if team else {}
            yield tuple(names.items())
        if "person" in names:
            person = self.graph.find(Person, names["person"])
            team = names.get("team") or (self.staffing.team_on(person, period.start) if person else None)
            names = {"team": team} if team else {}
            if names:
                yield tuple(names.items())
        if "team" in names:
            yield from ((("team", team),) for team in self.teams_above(names["team"]))
        yield ()

    def teams_above(self, name: str) -> Iterator[str]:
        """Yield the teams above a team, the nearest first."""
        return (team.model.id for team in upwards(self.graph, name) if team.model.id != name)


def narrowing(scope: Scope) -> Scope:
    """Return the part of a scope that names a channel, product or segment."""
    return tuple(level for level in scope if level[0] in NARROW)


def levels(scope: Scope) -> Scope:
    """Return the part of a scope that names a team, person, territory or account."""
    return tuple(level for level in scope if level[0] in LEVELS)
