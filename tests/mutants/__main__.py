"""Try whether tests notice when a module is changed: `python3 dev.py mutate plancode/split.py --sample 40 --seed 7`."""

import argparse
import os
import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

from tests.mutants.operators import mutants_of
from tests.mutants.reach import Reach, near, record
from tests.mutants.tree import ROOT
from tests.mutants.trials import Trial, job, sample, tried

CACHE: Final = ROOT / ".mutants"


def main(arguments: list[str]) -> int:
    """Try mutants of modules, or of all modules below folders; 1 where one of them lives."""
    asked = _asked(arguments)
    if not hasattr(os, "fork"):
        _say("mutants are tried in forks, which this system does not have")
        return 2
    begun = time.monotonic()
    paths = [one.relative_to(ROOT).as_posix() for place in asked.modules for one in _modules(place.resolve())]
    if asked.fresh:
        shutil.rmtree(CACHE, ignore_errors=True)
    if recorded := record(asked.tests or near(paths), CACHE):
        _say(f"recorded which lines {len(recorded)} files of tests reach")
    every = [(path, one) for path in paths for one in mutants_of((ROOT / path).read_bytes())]
    every = [(path, one) for path, one in every if asked.lines is None or one.line in asked.lines]
    picked = sample(every, asked.sample, asked.seed)
    modules = {path: Reach(path, CACHE) for path in dict.fromkeys(path for path, _ in picked)}
    trials = list(tried([job(modules[path], one, asked.seconds) for path, one in picked]))
    for one in trials:
        if one.ended != "killed" or asked.all:
            _say(_told(one))
    ended = Counter(one.ended for one in trials)
    _say(
        f"{len(trials)} of {len(every)} mutants, seed {asked.seed}, {time.monotonic() - begun:.0f} s: "
        + ", ".join(f"{ended[name]} {name}" for name in ("killed", "timed out", "survived", "not reached"))
    )
    return int(bool(ended["survived"] or ended["not reached"]))


def _modules(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py mutate", description=__doc__)
    parser.add_argument("modules", nargs="+", type=Path, metavar="MODULE", help="a module, or a folder of modules")
    parser.add_argument("--sample", type=int, default=40, help="how many mutants (40)")
    parser.add_argument("--seed", type=int, default=7, help="which ones (7)")
    parser.add_argument("--lines", type=_lines, help="only mutants of these lines, such as 10-80")
    parser.add_argument("--tests", nargs="+", help="where the tests are (those of the module's floor, cases, oracle)")
    parser.add_argument("--seconds", type=float, default=60, help="seconds of tests for one mutant (60)")
    parser.add_argument("--all", action="store_true", help="show the mutants that were killed too")
    parser.add_argument("--fresh", action="store_true", help="record anew which tests reach what")
    return parser.parse_args(arguments)


def _lines(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _told(trial: Trial) -> str:
    job = trial.job
    path, mutant = job.module.path, job.mutant
    by = f" by {trial.killer}" if trial.killer else f" {len(job.tests)} of {job.reach} tests that reach it"
    told = mutant.diff(job.module.source.encode(), path)
    return f"-- {trial.ended}{by}: {mutant.what}, {path}:{mutant.line}\n{told}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
