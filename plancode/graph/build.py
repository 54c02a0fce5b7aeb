"""From loaded documents to the graph."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from plancode.graph.graph import PlanGraph
from plancode.graph.walk import Mention, NamedPeriod, Walk, walk
from plancode.model.load import Loaded

if TYPE_CHECKING:
    from plancode.graph.entity import Entity
    from plancode.model.base import Keyed


Walks = dict[int, tuple[Loaded, Walk]]
"""Loaded documents with what was found in them, by identity: revisions share what they both have."""


def build(
    loaded: Iterable[Loaded],
    unread: Iterable[str] = (),
    lost_kinds: Iterable[str] = (),
    walks: Walks | None = None,
) -> PlanGraph:
    """Return the graph of a plan's documents; those that `walks` knows give the very same entities."""
    entities: list[Entity[Keyed]] = []
    mentions: list[Mention] = []
    periods: list[NamedPeriod] = []
    walks = {} if walks is None else walks
    for document in loaded:
        if id(document) not in walks:
            walks[id(document)] = (document, walk(document))
        _, walked = walks[id(document)]
        entities.extend(walked.entities)
        mentions.extend(walked.mentions)
        periods.extend(walked.periods)
    return PlanGraph(tuple(entities), tuple(mentions), tuple(periods), tuple(unread), frozenset(lost_kinds))
