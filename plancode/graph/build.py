"""From loaded documents to the graph."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from plancode.graph.graph import PlanGraph
from plancode.graph.walk import Mention, NamedPeriod, walk
from plancode.model.load import Loaded

if TYPE_CHECKING:
    from plancode.graph.entity import Entity
    from plancode.model.base import Keyed


def build(loaded: Iterable[Loaded], unread: Iterable[str] = (), lost_kinds: Iterable[str] = ()) -> PlanGraph:
    """Return the graph of a plan's documents."""
    entities: list[Entity[Keyed]] = []
    mentions: list[Mention] = []
    periods: list[NamedPeriod] = []
    for one in loaded:
        found = walk(one)
        entities.extend(found.entities)
        mentions.extend(found.mentions)
        periods.extend(found.periods)
    return PlanGraph(tuple(entities), tuple(mentions), tuple(periods), tuple(unread), frozenset(lost_kinds))
