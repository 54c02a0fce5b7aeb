"""What takes somebody's time: one entry for each thing, with its hours in each period."""

from decimal import Decimal
from typing import Final, Literal, NamedTuple

from plancode.analysis.calls import Visits
from plancode.graph.entity import Entity
from plancode.model.base import Keyed

Kind = Literal[
    "calls", "deals", "prospecting", "projects", "actions", "training", "coaching", "meetings", "one_to_ones"
]
KINDS: Final[tuple[Kind, ...]] = (
    "calls", "deals", "prospecting", "projects", "actions", "training", "coaching", "meetings", "one_to_ones",
)  # fmt: skip


class Entry(NamedTuple):
    """Something that takes somebody's time: what sort, where it comes from, and how many hours in each period."""

    person: str
    kind: Kind
    source: Entity[Keyed]
    by_period: dict[int, Decimal]
    visits: Visits | None = None
