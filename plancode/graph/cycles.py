"""Cycles: things that are, by way of others, above or before themselves."""

from collections.abc import Iterator, Mapping


def find_cycles(edges: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield cycles that share no node, each starting and ending with the same one: all there is to mend first.

    The search keeps its own stack, so that a chain of any length is no trouble; each edge is followed once.
    """
    done: set[str] = set()
    told: set[str] = set()
    for start in edges:
        if start not in done:
            for cycle in _cycles_from(start, edges, done):
                if told.isdisjoint(cycle):
                    told.update(cycle)
                    yield cycle


def _cycles_from(start: str, edges: Mapping[str, tuple[str, ...]], done: set[str]) -> Iterator[tuple[str, ...]]:
    trail: dict[str, None] = {start: None}
    pending = [iter(edges.get(start, ()))]
    while pending:
        node = next(pending[-1], None)
        if node is None:
            pending.pop()
            done.add(trail.popitem()[0])
        elif node in trail:
            names = list(trail)
            yield (*names[names.index(node) :], node)
        elif node not in done:
            trail[node] = None
            pending.append(iter(edges.get(node, ())))
