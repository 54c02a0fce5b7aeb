"""Measure `plancode check` as whole processes, as ratios to a peer in the same run: `python benchmarks/run.py`.

Prints, for 1,000 and 10,000 people in many files and in few: the time of `plancode check` divided by the time
CSafeLoader takes to load the same files, pair by pair; how time grows with size; the peak memory; and the start-up of
`plancode --version` divided by that of bare Python. Nothing is cached between runs.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from generate import write

HERE = Path(__file__).resolve().parent
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As where plancode is installed: its bytecode is kept, written by the run that does not count."""


@dataclass(frozen=True)
class Run:
    """One finished process: seconds on the wall and of the processor, peak memory in MB."""

    wall: float
    cpu: float
    peak: float


def measure(command: list[str], told: Path = Path(os.devnull), exits: tuple[int, ...] = (0,)) -> Run:
    """Run a command to its end and return what the system says it took; what it prints goes into a file."""
    began = time.perf_counter()
    written = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    child = os.posix_spawn(command[0], command, ENVIRONMENT, file_actions=[(os.POSIX_SPAWN_DUP2, written, 1)])
    _, status, used = os.wait4(child, 0)
    os.close(written)
    if os.waitstatus_to_exitcode(status) not in exits:
        sys.exit(f"failed: {' '.join(command)}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6)


def pairs(command: list[str], peer: list[str], runs: int) -> tuple[list[Run], list[Run]]:
    """Run both in turn, after one run of each that does not count."""
    measure(command)
    measure(peer)
    both = [(measure(command), measure(peer)) for _ in range(runs)]
    return [one for one, _ in both], [other for _, other in both]


def ratio(ours: list[Run], theirs: list[Run]) -> float:
    """Return the median of the ratios of processor time, pair by pair."""
    return statistics.median(one.cpu / other.cpu for one, other in zip(ours, theirs, strict=True))


def middle(runs: list[Run]) -> float:
    """Return the median of processor time."""
    return statistics.median(run.cpu for run in runs)


def check(folder: Path, people: int, runs: int, *, few: bool) -> float:
    """Measure a plan of a size; return the seconds that `plancode check` takes."""
    size = write(folder, people, few=few)
    ours = [sys.executable, "-m", "plancode", "check", str(folder)]
    theirs = [sys.executable, str(HERE / "load_only.py"), str(folder)]
    mine, others = pairs(ours, theirs, runs)
    files = sum(1 for _ in folder.rglob("*.yaml"))
    print(
        f"{people:>7,} people, {files:>6,} files, {size / 1e6:5.1f} MB:"
        f" check {middle(mine):6.2f} s, CSafeLoader alone {middle(others):6.2f} s,"
        f" ratio {ratio(mine, others):.2f}, peak {max(run.peak for run in mine):,.0f} MB",
        flush=True,
    )
    return middle(mine)


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="pairs that count, for each size")
    parser.add_argument("--small", action="store_true", help="1,000 people only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for few in (False, True):
            name = "few" if few else "many"
            small = check(Path(folder, name, "1000"), 1000, options.runs, few=few)
            if not options.small:
                large = check(Path(folder, name, "10000"), 10_000, max(options.runs // 2, 1), few=few)
                print(f"growth from 1,000 to 10,000 people in {name} files: {large / small:.1f} times", flush=True)
    version, bare = pairs([sys.executable, "-m", "plancode", "--version"], [sys.executable, "-c", "pass"], 15)
    print(f"plancode --version: {ratio(version, bare):.1f} times bare Python ({middle(bare) * 1000:.0f} ms)")


if __name__ == "__main__":
    main()
