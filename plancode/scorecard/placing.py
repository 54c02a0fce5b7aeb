"""Where results lie: with which customer, in which territories, of which product, channel and segment.

What a target is of is asked for once: all credit of a metric is put into the scopes of one kind in one pass, however
many there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import product
from typing import Final

from plancode.actuals.records import Fact
from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.graph.above import around, upwards
from plancode.model.kinds import EntityKind
from plancode.model.territories import Account
from plancode.scorecard.crediting import Credit

BY_SELLER: Final = frozenset({"team", "person"})
"""Who gets the credit; everything else says of what a result is."""
ByScope = Mapping[tuple[str, ...], Sequence[Credit]]


class Placing:
    """The places of facts in a plan."""

    def __init__(self, analysis: Analysis) -> None:
        """Take the plan."""
        self.analysis, self.graph = analysis, analysis.graph
        self._around = cache(lambda name: tuple(around(self.graph, name)))
        self._above = cache(lambda name: tuple(team.model.id for team in upwards(self.graph, name)))

    def lies_in(self, fact: Fact, name: str, value: str) -> bool:
        """Whether a fact is of a territory (or of one within it), account, product, channel or segment."""
        return value in self._values(fact, name)

    def says(self, fact: Fact, name: str) -> bool:
        """Whether rows say in which territory they lie, or with which customer, of which product, channel, segment."""
        by_account = bool(fact.account)
        if name == "territory":
            return by_account or bool(fact.territory)
        if name in {"product", "channel"}:
            return getattr(fact, name) != "" or (by_account and name == "channel")
        return by_account

    def by_scope(self, given: Iterable[Credit], kinds: Sequence[str]) -> ByScope:
        """Return credit by what is named of each of some kinds: one within another counts for both."""
        index: dict[tuple[str, ...], list[Credit]] = defaultdict(list)
        for credit in given:
            for names in product(*(self._of(credit, kind) for kind in kinds)):
                index[names].append(credit)
        return index

    def _of(self, credit: Credit, kind: str) -> Collection[str]:
        if kind == "team":
            return self._above(credit.team)
        return (credit.person,) if kind == "person" else self._values(credit.fact, kind)

    def _values(self, fact: Fact, name: str) -> Collection[str]:
        account = self._accounts.get(fact.account or "")
        if name == "territory":
            home = fact.territory or self._homes.get(fact.account or "")
            return self._around(home) if home else ()
        if name == "segment":
            value = account.segment if account is not None else None
        elif name == "channel" and fact.channel == "":
            value = account.channel if account is not None else None
        else:
            value = getattr(fact, name)
        return (value,) if value else ()

    @cached_property
    def _accounts(self) -> dict[str, Account]:
        return {account.model.id: account.model for account in self.graph.all(Account)}

    @cached_property
    def _homes(self) -> dict[str, str]:
        """The territory of each account."""
        by_territory = self.analysis.ownership.customers.items()
        return {
            customer.model.id: territory
            for territory, held in by_territory
            for customer in held
            if customer.key.kind is EntityKind.ACCOUNT
        }


def is_of_things(scope: Scope) -> bool:
    """Whether a scope names what is sold, where and to whom, and nobody who gets the credit."""
    return bool(scope) and BY_SELLER.isdisjoint(name for name, _ in scope)
