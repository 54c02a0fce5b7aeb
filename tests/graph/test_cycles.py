"""Cycles: held against every simple cycle of small graphs, found by trying all orders of their nodes."""

import time
from itertools import pairwise, permutations
from typing import Final

from hypothesis import example, given
from hypothesis import strategies as st

from plancode.graph.cycles import find_cycles
from tests.making import MANY

NODES = "abcde"
GRAPHS = st.dictionaries(
    st.sampled_from(NODES), st.lists(st.sampled_from(NODES), max_size=4, unique=True).map(tuple), max_size=5
)
Edges = dict[str, tuple[str, ...]]


def _every_cycle(edges: Edges) -> set[frozenset[str]]:
    """Return the nodes of every simple cycle."""
    found = set()
    for size in range(1, len(NODES) + 1):
        for order in permutations(NODES, size):
            steps = zip(order, (*order[1:], order[0]), strict=True)
            if all(after in edges.get(before, ()) for before, after in steps):
                found.add(frozenset(order))
    return found


def _reachable(edges: Edges, start: str) -> set[str]:
    seen: set[str] = set()
    pending = list(edges.get(start, ()))
    while pending:
        node = pending.pop()
        if node not in seen:
            seen.add(node)
            pending.extend(edges.get(node, ()))
    return seen


@MANY
@given(GRAPHS)
@example({"a": ("b", "c"), "b": ("a",), "c": ("a",)})
@example({"a": ("a",)})
def test_cycles_are_cycles_apart_and_none_is_missed(edges: Edges) -> None:
    """What is found goes round along edges and shares no node; wherever something goes round, something is found."""
    cycles = list(find_cycles(edges))
    told: set[str] = set()
    for cycle in cycles:
        assert cycle[0] == cycle[-1]
        assert all(after in edges.get(before, ()) for before, after in pairwise(cycle))
        nodes = set(cycle)
        assert len(nodes) == len(cycle) - 1
        assert not nodes & told
        told |= nodes
        assert frozenset(nodes) in _every_cycle(edges)
    for around in _every_cycle(edges):
        one = next(iter(around))
        group = _reachable(edges, one) & {node for node in NODES if one in _reachable(edges, node)}
        assert group & told, (around, cycles)


MOST: Final = 20
"""Seconds that a way of steps, taken once, is far from even on a busy machine; one taken again for each step is not."""


def test_long_chain_is_no_trouble() -> None:
    """A chain of ten thousand, and one that closes, take no recursion and no time."""
    chain = {str(number): (str(number + 1),) for number in range(10_000)}
    start = time.process_time()
    assert list(find_cycles(chain)) == []
    closed = list(find_cycles(chain | {"10000": ("0",)}))
    assert time.process_time() - start < MOST
    assert [len(cycle) for cycle in closed] == [10_002]


def test_many_ways_round_take_no_time() -> None:
    """Edges from everywhere back to the start are told once, and soon."""
    edges = {str(number): (str(number + 1), "0") for number in range(5_000)}
    start = time.process_time()
    assert len(list(find_cycles(edges))) == 1
    assert time.process_time() - start < MOST
