"""The deals of a plan: which are open, how likely each is, and which count in a stretch of time on a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal

from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.graph.grouped import grouped
from plancode.model.plan import Cycle
from plancode.model.targets import Opportunity, Stages, TargetsDocument
from plancode.model.territories import Account
from plancode.period import Period
from plancode.quantity import Quantity

DealState = Literal["open", "overdue", "no_day", "no_probability", "won", "lost"]
Likely = Literal["own", "stage", "win_rate", ""]
"""Where the probability of a deal is from."""
WON: Final = frozenset({"won", "closed won", "closed-won", "赢单", "已赢单", "成交", "已成交"})
LOST: Final = frozenset({"lost", "closed lost", "closed-lost", "输单", "丢单", "已丢单", "流失"})
"""Stages that say so by themselves, where the document's `stages` say nothing of them; capitals do not matter."""
_CYCLE: Final = ("channel", "segment", "product")
_CERTAIN, _NEVER = Quantity(Decimal(1), "%"), Quantity(Decimal(0), "%")


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as it stands on the day of looking.

    Only those that are `open` may count: what is `overdue` should have closed before the day, of others the day or the
    probability is not known.
    """

    entity: Entity[Opportunity]
    state: DealState
    probability: Quantity | None
    likely: Likely

    def counts_in(self, period: Period) -> bool:
        """Whether it is open, and expected to close in a stretch of time."""
        return self.state == "open" and self._closes_in(period)

    def may_count_in(self, period: Period) -> bool:
        """Whether it counts in a stretch of time, or would if its probability were known."""
        return self.counts_in(period) or (self.state == "no_probability" and self._closes_in(period))

    def is_won_in(self, period: Period) -> bool:
        """Whether it was won in a stretch of time."""
        return self.state == "won" and self._closes_in(period)

    def _closes_in(self, period: Period) -> bool:
        return self.entity.model.closes is not None and self.entity.model.closes in period


class Deals:
    """All deals of a plan on a day."""

    def __init__(self, graph: PlanGraph, as_of: date) -> None:
        """Take the plan and the day of looking."""
        self.graph, self.as_of = graph, as_of
        self._stages = {document.model.id: document.model.stages for document in graph.all(TargetsDocument)}

    @cached_property
    def all(self) -> tuple[Deal, ...]:
        """Every deal, in the order of the documents."""
        return tuple(map(self._stands, self.graph.all(Opportunity)))

    def of(self, document: str) -> tuple[Deal, ...]:
        """Return the deals of a targets document."""
        return tuple(self._by_document.get(document, ()))

    @cached_property
    def _by_document(self) -> dict[str, list[Deal]]:
        return grouped(self.all, lambda deal: deal.entity.document_id)

    def _stands(self, deal: Entity[Opportunity]) -> Deal:
        stages, closes = self._stages.get(deal.document_id), deal.model.closes
        ended = ended_by(deal.model.stage, stages)
        if ended is not None:
            return Deal(deal, ended, _CERTAIN if ended == "won" else _NEVER, "stage")
        probability, likely = self._likely(deal, stages)
        if closes is None:
            return Deal(deal, "no_day", probability, likely)
        if closes < self.as_of:
            return Deal(deal, "overdue", probability, likely)
        return Deal(deal, "open" if probability is not None else "no_probability", probability, likely)

    def _likely(self, deal: Entity[Opportunity], stages: Stages | None) -> tuple[Quantity | None, Likely]:
        """Return how likely a deal is won: its own probability, else its stage's, else the fitting cycle's win rate."""
        if deal.model.probability is not None:
            return deal.model.probability, "own"
        of_stage = (
            stages.probability.get(deal.model.stage) if stages is not None and deal.model.stage is not None else None
        )
        if of_stage is not None:
            return of_stage, "stage"
        cycle = cycle_of(self.graph, deal, "win_rate")
        return (cycle.win_rate, "win_rate") if cycle is not None else (None, "")


def ended_by(stage: str | None, stages: Stages | None) -> Literal["won", "lost"] | None:
    """Return how a deal of a stage has ended; None where it is still open, as those without a stage are."""
    if stage is None:
        return None
    if stages is not None:
        if stage in stages.probability:
            return None
        if stage in stages.won or stage in stages.lost:
            return "won" if stage in stages.won else "lost"
    plain = stage.strip().casefold()
    return "won" if plain in WON else "lost" if plain in LOST else None


def cycle_of(
    graph: PlanGraph, deal: Entity[Opportunity], field: Literal["win_rate", "effort", "sales_cycle"]
) -> Cycle | None:
    """Return the sales cycle with a figure that names most of a deal's channel, segment and product, and no other."""
    account = graph.find(Account, deal.model.account)
    names = {
        "channel": deal.model.channel or (account.model.channel if account else None),
        "segment": deal.model.segment or (account.model.segment if account else None),
        "product": deal.model.product,
    }
    market = graph.plan.model.market if graph.plan else None
    fitting = (
        cycle
        for cycle in (market.cycles if market else ())
        if getattr(cycle, field) is not None and all(getattr(cycle, name) in {None, names[name]} for name in _CYCLE)
    )
    return max(fitting, key=lambda cycle: sum(getattr(cycle, name) is not None for name in _CYCLE), default=None)
