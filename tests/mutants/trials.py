"""Trials of mutants: each in a copy of the work tree, against the tests that reach it, until the first one fails."""

import json
import os
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Queue
from typing import IO, Any, Final, Literal, TypeVar

from tests.mutants.operators import Mutant
from tests.mutants.reach import Reach
from tests.mutants.tree import PROCESSES, begin_tests, copy_tree, end, run_tests

_START, _MORE = 20.0, 5.0
"""Seconds that tests may take to begin, and more than they should, on a machine that does other things too."""
_SLOWER: Final = 4
"""So many times as long as the tests took without a mutant they may take with one."""
Found = TypeVar("Found")
Ended = Literal["killed", "survived", "timed out", "not reached"]


@dataclass(frozen=True)
class Job:
    """A mutant of a module, and the tests it is tried with of all that `reach` its line."""

    module: Reach
    mutant: Mutant
    tests: tuple[str, ...]
    reach: int

    @property
    def limit(self) -> float:
        """The seconds that its tests may take."""
        return _MORE + _SLOWER * sum(self.module.times[one] for one in self.tests)


@dataclass(frozen=True)
class Trial:
    """How a mutant fared, and the test that failed."""

    job: Job
    ended: Ended
    killer: str = ""


class Bench:
    """A copy of the work tree in which mutants are tried, with tests that are collected once."""

    def __init__(self, folder: Path, files: Sequence[str]) -> None:
        """Make the copy, and begin to collect tests of some files."""
        self.tree = copy_tree(folder / "tree")
        self.folder = folder
        asked, answered = os.pipe(), os.pipe()
        said = {"MUTANTS_PIPES": f"{asked[0]},{answered[1]}"}
        options = ("-s", "-p", "tests.mutants.warm", *files)
        self.warm = begin_tests(self.tree, options, said, (asked[0], answered[1]))
        os.close(asked[0])
        os.close(answered[1])
        self.asked: IO[str] = os.fdopen(asked[1], "w", encoding="utf-8")
        self.answered: IO[str] = os.fdopen(answered[0], encoding="utf-8")

    def close(self) -> None:
        """End the tests that wait."""
        self.asked.close()
        self.answered.close()
        end(self.warm)

    def tried(self, job: Job) -> Trial:
        """Return how a mutant fares.

        What survives is tried again from the start: tests may keep what was made before the source was another one.
        """
        old = job.module.source.encode()
        new = job.mutant.applied(old)
        self._put(job, new)
        try:
            found = self._asked(job.module.path, old, new, job.tests, job.limit)
            if found.get("late"):
                return Trial(job, "timed out")
            return Trial(job, "killed", found["failed"]) if found.get("failed") else self._afresh(job)
        finally:
            self._put(job, old)

    def failing(self, tests: Sequence[str], seconds: float) -> frozenset[str]:
        """Return those of some tests that fail without any mutant."""
        left, found = list(tests), set[str]()
        while left and (killer := self._asked("dev.py", b"", b"", left, seconds).get("failed")):
            found.add(killer)
            left = left[left.index(killer) + 1 :] if killer in left else []
        return frozenset(found)

    def _asked(self, module: str, old: bytes, new: bytes, tests: Sequence[str], seconds: float) -> dict[str, Any]:
        asked = {"module": str(self.tree / module), "old": old.decode(), "new": new.decode(), "tests": tests}
        self.asked.write(json.dumps(asked | {"seconds": seconds}) + "\n")
        self.asked.flush()
        found: dict[str, Any] = json.loads(self.answered.readline())
        return found

    def _afresh(self, job: Job) -> Trial:
        """Return how a mutant fares where tests run in a process of their own."""
        chosen, ended = self.folder / "chosen.json", self.folder / "ended.json"
        chosen.write_text(json.dumps(job.tests), "utf-8")
        ended.unlink(missing_ok=True)
        said = {"MUTANTS_CHOSEN": str(chosen), "MUTANTS_ENDED": str(ended)}
        options = ("-x", "-p", "tests.mutants.chosen", *_files(job.tests))
        code = run_tests(self.tree, options, said, _START + job.limit)
        if code is None:
            return Trial(job, "timed out")
        failed = json.loads(ended.read_text("utf-8"))["failed"] if ended.is_file() else []
        return Trial(job, "killed", next(iter(failed), "the import of the module")) if code else Trial(job, "survived")

    def _put(self, job: Job, source: bytes) -> None:
        """Write a module; what was compiled of it would be taken for new where it is as long and of the same second."""
        module = self.tree / job.module.path
        module.write_bytes(source)
        for compiled in (module.parent / "__pycache__").glob(f"{module.stem}.*.pyc"):
            compiled.unlink()


def _files(tests: Iterable[str]) -> list[str]:
    return sorted({one.partition("::")[0] for one in tests})


def sample(mutants: Sequence[Found], count: int, seed: int) -> list[Found]:
    """Return some mutants by chance, in their order."""
    chance = random.Random(seed)  # noqa: S311  # chance for a sample
    picked = chance.sample(range(len(mutants)), min(count, len(mutants)))
    return [mutants[at] for at in sorted(picked)]


def job(module: Reach, mutant: Mutant, seconds: float) -> Job:
    """Return a mutant with the first tests that reach it and together take no longer than some seconds."""
    reach, left = module.tests(mutant.line), seconds
    tests: list[str] = []
    for one in reach:
        if module.times[one] <= left:
            left -= module.times[one]
            tests.append(one)
    return Job(module, mutant, tuple(tests), len(reach))


def tried(jobs: Sequence[Job]) -> Iterator[Trial]:
    """Yield how mutants fare, in their order.

    A test that fails without any mutant has killed none: what it seems to have killed is tried again without it.
    """
    files, benches = _files(test for one in jobs for test in one.tests), Queue[Bench]()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(PROCESSES) as pool:
        made = [Bench(Path(folder) / str(number), files) for number in range(PROCESSES)]
        try:
            for bench in made:
                benches.put(bench)
            found = list(pool.map(lambda one: _tried(benches, one), jobs))
            killers = sorted({one.killer for one in found if "::" in one.killer})
            false = made[0].failing(killers, max(one.limit for one in jobs)) if killers else frozenset()
            for one in found:
                kept = tuple(test for test in one.job.tests if test not in false)
                yield _tried(benches, replace(one.job, tests=kept)) if one.killer in false else one
        finally:
            for bench in made:
                bench.close()


def _tried(benches: "Queue[Bench]", job: Job) -> Trial:
    if not job.tests:
        return Trial(job, "not reached")
    bench = benches.get()
    try:
        return bench.tried(job)
    finally:
        benches.put(bench)
