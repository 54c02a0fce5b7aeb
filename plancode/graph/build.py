"""From loaded documents to the graph."""

from collections.abc import Iterable

from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.graph.walk import Mention, walk
from plancode.model.base import Keyed
from plancode.model.load import Loaded



def build(loaded: Iterable[Loaded], unread: Iterable[str] = ()) -> PlanGraph:
    """Return the graph of a plan's documents."""
    entities: list[Entity[Keyed]] = []
    mentions: list[Mention] = []
    for one in loaded:
        found = walk(one)
        entities.extend(found.entities)
        mentions.extend(found.mentions)
    return PlanGraph(tuple(entities), tuple(mentions), tuple(unread))
