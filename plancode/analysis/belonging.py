"""Whose targets those are that are neither of a team nor of a person alone: the teams and people they belong to."""

from collections import defaultdict
from functools import cached_property
from typing import Final

from plancode.analysis.commitments import Commitments
from plancode.analysis.ladder import Ladder
from plancode.analysis.measures import MetricScope, Scope
from plancode.graph.above import territory_of
from plancode.graph.facts import Facts
from plancode.model.team import Person
from plancode.model.territories import Account, OwnerFor

_TEAMS_AND_PEOPLE: Final = frozenset({"team", "person"})


class ScopeBelonging:
    """The targets of territories, customers, products, channels and segments, by whom they belong to on a day."""

    def __init__(self, commitments: Commitments, ladder: Ladder, facts: Facts) -> None:
        """Take the targets as they stand, and who looks after what."""
        self.commitments, self.ladder, self.facts = commitments, ladder, facts
        self.graph = facts.graph

    @cached_property
    def all(self) -> tuple[MetricScope, ...]:
        """All of them, metric by metric."""
        metrics = self.commitments.targets.metrics
        figures = ((metric, scope) for metric in metrics for scope in self.commitments.scopes(metric))
        return tuple(figure for figure in figures if not _TEAMS_AND_PEOPLE.issuperset(name for name, _ in figure[1]))

    def of_team(self, team: str) -> tuple[MetricScope, ...]:
        """Return those of a team: that name it or somebody in it, or lie in its territories; the rest of the top."""
        return tuple(self._by_team.get(team, ()))

    def of_person(self, person: str) -> tuple[MetricScope, ...]:
        """Return those that name somebody, or that are of a territory or customer they look after on the day."""
        return tuple(self._by_person.get(person, ()))

    def of_territory(self, territory: str) -> tuple[MetricScope, ...]:
        """Return those of a territory and of its customers."""
        return tuple(self._by_territory.get(territory, ()))

    @cached_property
    def _by_team(self) -> dict[str, list[MetricScope]]:
        by_team: dict[str, list[MetricScope]] = defaultdict(list)
        for figure in self.all:
            by_team[self._team(figure[1])].append(figure)
        return by_team

    def _team(self, scope: Scope) -> str:
        names, plan = dict(scope), self.commitments.horizon.plan
        person = self.graph.find(Person, names.get("person"))
        if "team" not in names and person is not None:
            return self.facts.team_name(person)
        above = (dict(upper).get("team") for upper in self.ladder.above(scope, plan))
        root = next(iter(self.graph.root_teams), "")
        return names.get("team") or next(filter(None, above), root)

    @cached_property
    def _by_territory(self) -> dict[str, list[MetricScope]]:
        by_territory: dict[str, list[MetricScope]] = defaultdict(list)
        for figure in self.all:
            names = dict(figure[1])
            account = self.graph.find(Account, names.get("account"))
            territory = names.get("territory") or (territory_of(account) if account is not None else None)
            if territory is not None:
                by_territory[territory].append(figure)
        return by_territory

    @cached_property
    def _by_person(self) -> dict[str, list[MetricScope]]:
        by_person: dict[str, list[MetricScope]] = defaultdict(list)
        for figure in self.all:
            for name in dict.fromkeys(self._people(figure[1])):
                by_person[name].append(figure)
        return by_person

    def _people(self, scope: Scope) -> tuple[str, ...]:
        names = dict(scope)
        if not _TEAMS_AND_PEOPLE.isdisjoint(names):
            return (names["person"],) if "person" in names else ()
        part = OwnerFor(channel=names.get("channel"), product=names.get("product"), segment=names.get("segment"))
        return self.facts.owners(names.get("territory"), names.get("account"), part)
