"""What takes somebody's time: one entry for each thing, with its hours in each period."""

from decimal import Decimal
from typing import Final, Literal, NamedTuple, get_args

from plancode.analysis.calls import Visits
from plancode.graph.entity import Entity
from plancode.model.base import Keyed

WorkKind = Literal[
    "calls", "deals", "prospecting", "projects", "actions", "training", "coaching", "meetings", "one_to_ones"
]
KINDS: Final[tuple[WorkKind, ...]] = get_args(WorkKind)


class WorkEntry(NamedTuple):
    """Something that takes somebody's time: what sort, where it comes from, and how many hours in each period."""

    person: str
    kind: WorkKind
    source: Entity[Keyed]
    by_period: dict[int, Decimal]
    visits: Visits | None = None
