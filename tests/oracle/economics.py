"""Velocity, coverage by open deals, cost of a visit and break-even (docs/numbers.md), from a plan's documents alone.

Everybody is in the plan from its first to its last day and owns whole territories; a plan is a civil year.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

from tests.oracle.days import parse_day
from tests.oracle.reading import Record, number, quantity, read_csv, read_documents, some

DAYS = {"d": Fraction(1), "w": Fraction(7), "m": Fraction("30.4375")}
_PARTS = ("channel", "segment", "product")


class Economics:
    """A plan's folder on a day."""

    def __init__(self, folder: Path, as_of: date) -> None:
        """Take the folder and the day of looking."""
        self.folder, self.as_of, self.documents = folder, as_of, read_documents(folder)

    def _all(self, kind: str, key: str) -> Iterator[Record]:
        for document in self.documents:
            if document["kind"] == kind:
                yield from some(document.get(key))

    def cycle(self, deal: Record) -> Record:
        """Return the cycle that names most of a deal, and nothing that it is not."""
        (plan,) = (document for document in self.documents if document["kind"] == "plan")
        named = {part: deal[part] for part in _PARTS if part in deal}
        fits = [one for one in plan["market"]["cycles"] if all(named.get(p) == one[p] for p in _PARTS if p in one)]
        return max(fits, key=lambda one: sum(part in one for part in _PARTS))

    def open(self, person: str | None = None) -> list[Record]:
        """Return the deals to come of somebody, or of all."""
        deals = self._all("targets", "opportunities")
        return [
            deal
            for deal in deals
            if deal.get("stage") not in {"won", "lost"}
            and parse_day(deal["closes"]) >= self.as_of
            and person in {None, deal["person"]}
        ]

    def velocity(self) -> Fraction:
        """Return open deals x win rate x mean value / days, cycle by cycle, added up."""
        return sum(
            (number(deal["amount"]) * self._rate(deal) / self._length(deal) for deal in self.open()), Fraction(0)
        )

    def _rate(self, deal: Record) -> Fraction:
        return number(self.cycle(deal)["win_rate"])

    def _length(self, deal: Record) -> Fraction:
        cycle = quantity(self.cycle(deal)["sales_cycle"])
        return cycle.number * DAYS[cycle.unit]

    def coverage(self, person: str) -> tuple[Fraction, Fraction, Fraction]:
        """Return how often somebody's open deals fill what is left, also weighted, and how often they must."""
        deals = [deal for deal in self.open(person) if parse_day(deal["closes"]) <= date(self.as_of.year, 12, 31)]
        value = _sum(number(deal["amount"]) for deal in deals)
        weighted = _sum(
            number(deal["amount"]) * (number(deal["probability"]) if "probability" in deal else self._rate(deal))
            for deal in deals
        )
        (target,) = (one for one in self._all("targets", "targets") if one["person"] == person)
        rows = (row for row in read_csv(self.folder / "rows.csv") if row["who"] == person)
        gap = number(target["amount"]) - _sum(number(row["sum"]) for row in rows if parse_day(row["day"]) <= self.as_of)
        rate = _sum(number(deal["amount"]) * self._rate(deal) for deal in deals) / value
        return value / gap, weighted / gap, 1 / rate

    def visit(self) -> tuple[Fraction, Fraction, Fraction]:
        """Return what a visit costs, what a seat must sell in a year, and what a visit must bring."""
        (role,) = (one for one in self._all("team", "roles") if "cost" in one)
        seats = _sum(number(one.get("fte", "1")) for one in self._all("team", "people") if one["role"] == role["id"])
        plans: dict[str, Record] = {}
        for document in self.documents:
            plans |= document.get("call_plan", {})
        groups = (group for one in self._all("territories", "territories") for group in one["account_groups"])
        visits = _sum(number(plans[one["class"]]["calls"].split("/")[0]) * number(one["count"]) for one in groups)
        margins = [number(one["margin"]) for one in self._all("plan", "products") if "margin" in one]
        margin, cost = _sum(margins) / len(margins), number(role["cost"])
        return cost * seats / visits, cost / margin, cost * seats / visits / margin


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))
