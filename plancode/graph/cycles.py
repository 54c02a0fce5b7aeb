"""Cycles: things that are, by way of others, above or before themselves."""

from collections.abc import Iterator, Mapping


def find_cycles(edges: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield cycles that share no node, each starting and ending with the same one: all there is to mend first.

    The search keeps its own stack, so that a chain of any length is no trouble; each edge is followed once, and only
    cycles that are told are spelled out.
    """
    done: set[str] = set()
    told: set[str] = set()
    trail: list[str] = []
    position: dict[str, int] = {}
    last_told: list[int] = []
    """For each step of the trail, the last one up to it whose node is in a cycle that was told."""
    pending: list[Iterator[str]] = [iter(edges)]
    while pending:
        node = next(pending[-1], None)
        if node is None:
            pending.pop()
            if trail:
                position.pop(trail[-1])
                last_told.pop()
                done.add(trail.pop())
        elif node in position:
            at = position[node]
            if last_told[-1] < at:
                cycle = (*trail[at:], node)
                told.update(cycle)
                last_told[at:] = range(at, len(trail))
                yield cycle
        elif node not in done:
            last_told.append(len(trail) if node in told else last_told[-1] if last_told else -1)
            position[node] = len(trail)
            trail.append(node)
            pending.append(iter(edges.get(node, ())))
