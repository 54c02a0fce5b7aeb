"""Trials of mutants: each in a copy of the work tree, against the tests that reach it, until the first one fails."""

import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Final, Literal

from tests.mutants.operators import Mutant
from tests.mutants.reach import Reach
from tests.mutants.tree import PROCESSES, PYTEST, copy_tree, run_tests

_START: Final = 15.0
"""Seconds that a run may take to begin, on a machine that does other things too."""
_SLOWER: Final = 4
Ended = Literal["killed", "survived", "timed out", "not reached"]


@dataclass(frozen=True)
class Trial:
    """How a mutant fared: `tried` tests of all that `reach` it, and the one that failed."""

    mutant: Mutant
    ended: Ended
    tried: int = 0
    reach: int = 0
    killer: str = ""


class Bench:
    """Copies of the work tree in which mutants of a module are tried, for so many seconds of tests each."""

    def __init__(self, reach: Reach, folder: Path, seconds: float) -> None:
        """Make the copies."""
        self.reach, self.seconds = reach, seconds
        self.trees: Queue[Path] = Queue()
        for number in range(PROCESSES):
            self.trees.put(copy_tree(folder / str(number) / "tree"))

    def tried(self, mutants: Sequence[Mutant]) -> Iterator[Trial]:
        """Yield how each mutant fares, in their order.

        A test that fails without any mutant, where only some tests are run, has killed none: those it has killed are
        tried again without it.
        """
        distrusted: set[str] = set()
        with ThreadPoolExecutor(PROCESSES) as pool:
            found = list(pool.map(self._tried, mutants))
            killers = sorted({one.killer for one in found if one.killer})
            while failing := self._failing(killers):
                distrusted |= failing
                for at, one in enumerate(found):
                    if one.killer in failing:
                        found[at] = self._tried(one.mutant, distrusted)
                killers = sorted({one.killer for one in found if one.killer} - distrusted)
        yield from found

    def _failing(self, tests: Sequence[str]) -> set[str]:
        """Return those of some tests that fail on the module as it is."""
        return self._ended(self.reach.source.encode(), tests)[1] if tests else set()

    def _tried(self, mutant: Mutant, distrusted: set[str] | None = None) -> Trial:
        all_tests = [one for one in self.reach.tests(mutant.line) if one not in (distrusted or ())]
        tests = self._affordable(all_tests)
        if not tests:
            return Trial(mutant, "not reached")
        code, failed = self._ended(mutant.applied(self.reach.source.encode()), tests, "-x")
        ended: Ended = "timed out" if code is None else "killed" if code else "survived"
        return Trial(mutant, ended, len(tests), len(all_tests), next(iter(failed), ""))

    def _affordable(self, tests: Sequence[str]) -> list[str]:
        """Return the first tests that together take no longer than a mutant may cost."""
        left, found = self.seconds, []
        for one in tests:
            if self.reach.times[one] <= left:
                left -= self.reach.times[one]
                found.append(one)
        return found

    def _ended(self, source: bytes, tests: Sequence[str], *options: str) -> tuple[int | None, set[str]]:
        """Run tests with a source in place of the module's; return the exit code and what has failed."""
        tree = self.trees.get()
        try:
            chosen, ended = tree.parent / "chosen.json", tree.parent / "ended.json"
            chosen.write_text(json.dumps(tests), "utf-8")
            ended.unlink(missing_ok=True)
            (tree / self.reach.path).write_bytes(source)
            files = sorted({one.partition("::")[0] for one in tests})
            limit = _START + _SLOWER * sum(self.reach.times[one] for one in tests)
            said = {"MUTANTS_CHOSEN": str(chosen), "MUTANTS_ENDED": str(ended)}
            code = run_tests(tree, [*PYTEST, *options, *files], said, limit)
            failed = set(json.loads(ended.read_text("utf-8"))["failed"]) if ended.is_file() else set()
            return code, failed
        finally:
            (tree / self.reach.path).write_bytes(self.reach.source.encode())
            self.trees.put(tree)


def sample(mutants: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """Return some mutants by chance, in the order of the source."""
    chance = random.Random(seed)  # noqa: S311  # chance for a sample
    return sorted(chance.sample(mutants, min(count, len(mutants))), key=lambda one: (one.start, one.end, one.text))


def tried(reach: Reach, mutants: Sequence[Mutant], seconds: float) -> tuple[Trial, ...]:
    """Return how mutants of a module fare."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        return tuple(Bench(reach, Path(folder), seconds).tried(mutants))
