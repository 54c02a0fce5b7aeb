"""What became of the rows of sources, as values."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from plancode.model.methods.reading import ZERO


class Loss(NamedTuple):
    """Why a figure is not known, and of how many rows."""

    reason: Literal["unread", "unmatched", "empty", "filtered"]
    rows: int = 0


@dataclass(frozen=True, slots=True)
class SourceAccount:
    """What became of each row of a source up to a day: the parts make up `rows`."""

    source: str
    rows: int
    blank: int
    filtered: int
    outside: int
    later: int
    undated: int
    no_order: int
    dated: int


@dataclass(frozen=True, slots=True)
class MetricAccount:
    """What became of the rows of a source for a metric: `read` ones count, some of them `unmatched`."""

    source: str
    metric: str
    read: int
    unread: int
    undated: int
    no_order: int
    unmatched: int
    unmatched_share: Decimal

    @property
    def lost(self) -> int:
        """The rows that cannot be read."""
        return self.unread + self.undated + self.no_order

    @property
    def is_of_no_order(self) -> bool:
        """Whether most of them are lines of no order."""
        return 2 * self.no_order > self.lost

    @property
    def lost_share(self) -> Decimal:
        """The part of them."""
        return Decimal(self.lost) / (self.lost + self.read) if self.lost else ZERO
