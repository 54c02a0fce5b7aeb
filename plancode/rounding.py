"""Rounding a table of exact cells to whole steps, so that rows, columns and running sums all hold.

Rows are people, columns are periods. Every column keeps its sum exactly; every cell, every running sum of a row and its
whole is the exact figure rounded down or up, never a step away; the wholes of the rows are by largest remainder as far
as that allows; names do not matter. Cells with running sums of rows are one laminar family, columns another: the
incidence matrix of two is totally unimodular (Edmonds 1970), so such a table always exists (Bacharach 1966, Cox 1987;
for running sums Knuth, Two-Way Rounding, 1995, and Doerr, Friedrich, Klein, Osbild, Unbiased Matrix Rounding, 2006).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

_GOLDEN, _TURN = 2654435769, 1 << 32
"""Multiples of the golden ratio of a turn lie evenly around it, however many there are."""

Hop = tuple[int, int, int]
"""A step moved: from a column, to a column, whose (as a set of one)."""


def rounded(cells: Sequence[Sequence[int]], one: int) -> list[list[int]]:
    """Return the cells in whole steps; they are given in parts of which `one` are a step, and none is below 0.

    The parts of every column add up to whole steps. Rows that are alike in every cell take turns: who of them gets a
    step more depends on their place, and over all sums each gets it as often.
    """
    table = _Table(cells, one)
    table.settle()
    return table.rows()


class _Table:
    """A table on its way: each cell has its whole steps, and one more or not.

    Sets of rows are bits of whole numbers, the row with the largest remainder of its whole first. Behind the columns
    stands one more, of what each row lacks to its next whole step: who has a step there is rounded down in the whole.
    """

    def __init__(self, cells: Sequence[Sequence[int]], one: int) -> None:
        self.cells, self.one = cells, one
        wholes = [sum(row) for row in cells]
        self.order = _order(cells, wholes, one)
        self.left = [wholes[row] % one for row in self.order]
        self.last = len(cells[0])
        columns = range(self.last + 1)
        self.need = [0 for _ in columns]
        self.has = [0 for _ in columns]
        """Who has a step more in a column."""
        self.may = [0 for _ in columns]
        """Who may have one: their cell is no whole number of steps."""
        self.above = [0 for _ in columns]
        """Whose running sum to the end of a column is rounded up."""
        self.below = [0 for _ in columns]
        """Whose is rounded down, though it is no whole number."""
        for place, phase in enumerate(self._phases()):
            self._lay(place, phase)
        self.need = [parts // one for parts in self.need]

    def _phases(self) -> Iterator[int]:
        """Yield for each row from what part of a step its running sums are rounded up.

        One limit for all running sums of a row leaves each of its cells rounded down or up. Those of the largest
        remainders get a limit up to theirs, the others one above; spread over what there is, so that in every column
        about as many are rounded up as should be.
        """
        up = sum(self.left) // self.one
        for place, rest in enumerate(self.left):
            turn = (_TURN // 2 + place * _GOLDEN) % _TURN
            first, room = (1, rest - 1) if place < up else (rest + 1, self.one - rest - 1)
            yield first + room * turn // _TURN

    def _lay(self, place: int, phase: int) -> None:
        """Enter a row with all its running sums rounded by one limit."""
        who, one = 1 << place, self.one
        sums = list(accumulate([*self.cells[self.order[place]], one - self.left[place]], initial=0))
        before = 0
        for column, (start, end) in enumerate(pairwise(sums)):
            part, rest = (end - start) % one, end % one
            after = end // one + (rest >= phase)
            self.need[column] += part
            if part:
                self.may[column] |= who
            if after - before > (end - start) // one:
                self.has[column] |= who
            if rest >= phase:
                self.above[column] |= who
            elif rest:
                self.below[column] |= who
            before = after

    def settle(self) -> None:
        """Move steps from columns that have too many to columns that have too few, until none has.

        Ways through whole rows come first. Where none is left, the whole of one row gives a step up for that of
        another, at the least loss of remainders: from then on every way is the cheapest.
        """
        over = [has.bit_count() - need for has, need in zip(self.has, self.need, strict=True)]
        exchanging = False
        for source in range(len(over)):
            while over[source] > 0:
                way = [] if exchanging else self._way(source, over, exchanging=False)
                if not way:
                    exchanging = True
                    way = self._way(source, over, exchanging=True)
                for hop in way:
                    self._move(*hop)
                over[source] -= 1
                over[way[0][1]] += 1

    def _way(self, source: int, over: Sequence[int], *, exchanging: bool) -> list[Hop]:
        """Return the hops of the cheapest way to a column with too few, from its end back; none if there is none.

        Of those as cheap it is the one of fewest hops: a shorter one would exist if it moved a row twice.
        """
        cost, came = {source: (0, 0)}, dict[int, Hop]()
        waiting = [source]
        for here in waiting:
            if here == self.last and not exchanging:
                continue
            price, hops = cost[here]
            for there, who in self._hops(here):
                if there == self.last:  # the whole of the smallest remainder is rounded down
                    row, added = 1 << who.bit_length() - 1, self.left[who.bit_length() - 1]
                else:  # from there, the whole of the largest remainder is rounded up
                    row = who & -who
                    added = -self.left[row.bit_length() - 1] if here == self.last else 0
                if there == self.last and not exchanging:
                    continue
                dearness = (price + added, hops + 1)
                if there not in cost or dearness < cost[there]:
                    cost[there], came[there] = dearness, (here, there, row)
                    waiting.append(there)
        ends = [column for column in came if over[column] < 0]
        return _back(came, source, min(ends, key=lambda column: cost[column])) if ends else []

    def _hops(self, start: int) -> Iterator[tuple[int, int]]:
        """Yield the columns to which a step can move from one, with the rows that can move theirs."""
        later = ((end, self.above[end - 1]) for end in range(start + 1, len(self.has)))
        sooner = ((end, self.below[end]) for end in range(start - 1, -1, -1))
        for ends in (later, sooner):
            who = self.has[start]
            for end, loose in ends:
                who &= loose
                if can := who & self.may[end] & ~self.has[end]:
                    yield end, can

    def _move(self, start: int, end: int, row: int) -> None:
        self.has[start] ^= row
        self.has[end] ^= row
        for column in range(min(start, end), max(start, end)):
            self.above[column] ^= row
            self.below[column] ^= row

    def rows(self) -> list[list[int]]:
        """Return the rounded cells in whole steps, the rows in the order in which they came."""
        rows: list[list[int]] = [[] for _ in self.cells]
        for place, row in enumerate(self.order):
            more = (has >> place & 1 for has in self.has)
            rows[row] = [cell // self.one + extra for cell, extra in zip(self.cells[row], more, strict=False)]
        return rows


def _order(cells: Sequence[Sequence[int]], wholes: Sequence[int], one: int) -> list[int]:
    """Return the rows by the remainder of their whole, the larger whole first, then by cells; those alike in turn."""
    keys = [(-(whole % one), -whole, cells[row]) for row, whole in enumerate(wholes)]
    by_key: dict[tuple[object, ...], list[int]] = {}
    for row in sorted(range(len(cells)), key=lambda row: keys[row]):
        by_key.setdefault((keys[row][0], keys[row][1], tuple(cells[row])), []).append(row)
    up = sum(whole % one for whole in wholes) // one
    order: list[int] = []
    for alike in by_key.values():
        extra = min(max(up - len(order), 0), len(alike))
        order += _in_turn(alike, wholes[alike[0]] // one, extra)
    return order


def _in_turn(alike: list[int], steps: int, extra: int) -> Iterable[int]:
    """Return rows that are alike, beginning with whose turn it is.

    That is where one would begin if all smaller sums had been dealt to them before, going round: `steps` whole steps
    for each, and `extra` of them one more.
    """
    many = len(alike)
    turn = (steps * (many * (many - 1) // 2) + extra * (extra - 1) // 2) % many
    return alike[turn:] + alike[:turn]


def _back(came: dict[int, Hop], source: int, end: int) -> list[Hop]:
    way = [came[end]]
    while way[-1][0] != source:
        way.append(came[way[-1][0]])
    return way
