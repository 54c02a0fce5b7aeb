"""Try whether tests notice when a module is changed: `python3 dev.py mutate plancode/split.py --sample 40 --seed 7`."""

import argparse
import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

from tests.mutants.operators import Mutant, mutants_of
from tests.mutants.reach import Reach, near, record
from tests.mutants.tree import ROOT
from tests.mutants.trials import Trial, sample, tried

CACHE: Final = ROOT / ".mutants"
_SHOWN: Final = ("survived", "not reached", "timed out")


def main(arguments: list[str]) -> int:
    """Try mutants of each module; 1 where one of them lives."""
    asked = _asked(arguments)
    begun = time.monotonic()
    paths = [one.resolve().relative_to(ROOT).as_posix() for one in asked.modules]
    if asked.fresh:
        shutil.rmtree(CACHE, ignore_errors=True)
    if found := record(asked.tests or near(paths), CACHE):
        _say(f"recorded which lines {len(found)} files of tests reach")
    lives = False
    for path in paths:
        source = (ROOT / path).read_bytes()
        every = [one for one in mutants_of(source) if _is_asked(one, asked.lines)]
        trials = tried(Reach(path, CACHE), sample(every, asked.sample, asked.seed), asked.seconds)
        for one in trials:
            if one.ended in _SHOWN or asked.all:
                _say(_told(one, source, path))
        ended = Counter(one.ended for one in trials)
        _say(
            f"{path}: {len(trials)} of {len(every)} mutants, seed {asked.seed}: {ended['killed']} killed, "
            f"{ended['timed out']} timed out, {ended['survived']} survived, {ended['not reached']} not reached"
        )
        lives |= bool(ended["survived"] or ended["not reached"])
    _say(f"{time.monotonic() - begun:.0f} s")
    return int(lives)


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py mutate", description=__doc__)
    parser.add_argument("modules", nargs="+", type=Path, metavar="MODULE")
    parser.add_argument("--sample", type=int, default=40, help="how many mutants of each module (40)")
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


def _is_asked(mutant: Mutant, lines: range | None) -> bool:
    return lines is None or mutant.line in lines


def _told(trial: Trial, source: bytes, path: str) -> str:
    by = f" by {trial.killer}" if trial.killer else f" {trial.tried} of {trial.reach} tests that reach it"
    return f"-- {trial.ended}{by}: {trial.mutant.what}, {path}:{trial.mutant.line}\n{trial.mutant.diff(source, path)}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
