"""Faults of shape of one document or list: the first of each sort are stated, what would be a crowd is counted."""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace

from plancode.findings.problem import MOST_APART, Problem


@dataclass(eq=False)
class Crowd:
    """How many faults there were of each sort, by pydantic's name of it, and the last that was stated."""

    _stated: Counter[str] = field(default_factory=Counter)
    _counted: Counter[str] = field(default_factory=Counter)
    _latest: dict[str, Problem] = field(default_factory=dict)
    _before: Hashable = None

    def take(self, sort: str, state: Callable[[], Problem], at: Callable[[], Hashable]) -> Problem | None:
        """Return a fault stated, or count it; of one place that comes several times in a row only the first."""
        if self._stated[sort] < MOST_APART:
            self._stated[sort] += 1
            self._latest[sort] = state()
            return self._latest[sort]
        here = (sort, at())
        self._counted[sort] += here != self._before
        self._before = here
        return None

    def told(self, problems: list[Problem]) -> list[Problem]:
        """Return the problems that were stated, the last of each sort with how many more were counted."""
        more = {id(self._latest[sort]): count for sort, count in self._counted.items()}
        counted = [
            replace(problem, count=1 + more.pop(id(problem), 0)) if id(problem) in more else problem
            for problem in problems
        ]
        left = (self._latest[sort] for sort in self._counted if id(self._latest[sort]) in more)
        return counted + [replace(problem, count=more[id(problem)]) for problem in left]
