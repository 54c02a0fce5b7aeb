"""Measure `plancode check` on hostile plans beside honest ones of the same size: `python benchmarks/hostile.py`.

A plan can come from anybody who can open a pull request, so what it costs must follow from its size. Every one of
`hostile_plans.py` is one attempt to make it cost more. Prints, for each: its size, the processor time of `plancode
check`, the same divided by that of an honest plan (`generate.py`) with as many bytes, or as many files where they are
many, pair by pair, peak memory, and the bytes that are told. Fails where a hostile plan takes more than ten times the
honest one, or ten seconds where the honest one takes less, or where more is told than ten times its size and a
kilobyte a file.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from generate import write
from hostile_plans import MAKERS
from hostile_sources import SOURCES
from hostile_sources import honest as honest_source
from run import measure

MOST_TIMES: Final = 10
MOST_SECONDS: Final = 10
MOST_TOLD: Final = 10
ALWAYS_TOLD: Final = 1_000
"""Bytes that a file may have told of it, however small it is."""
_PERSON_BYTES: Final = 2_600
_LEAST_PEOPLE: Final = 10
_FEW_FILES: Final = 50
_EXITS: Final = (0, 1)


def write_files(folder: Path, files: Mapping[str, str] | Mapping[str, bytes]) -> int:
    """Write files into a folder; return how many bytes they have."""
    size = 0
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(content.encode() if isinstance(content, str) else content)
    return size


def compare(name: str, size: float, runs: int) -> bool:
    """Measure a hostile plan beside an honest one; return whether it stays within what it may take."""
    with tempfile.TemporaryDirectory() as folder:
        hostile, honest, told = Path(folder, "hostile"), Path(folder, "honest"), Path(folder, "told")
        made: Mapping[str, str] | Mapping[str, bytes]
        made = SOURCES[name](size) if name in SOURCES else MAKERS[name](size)
        many, files = write_files(hostile, made), len(made)
        if name in SOURCES:
            write_files(honest, honest_source(many))
        else:
            people = max(many // _PERSON_BYTES, files if files > _FEW_FILES else 0, _LEAST_PEOPLE)
            write(honest, people // 10 * 10, few=files <= _FEW_FILES)
        reads = ["--results"] if name in SOURCES else []
        checks = [[sys.executable, "-m", "plancode", "check", str(one), *reads] for one in (hostile, honest)]
        both = [(measure(checks[0], told, _EXITS), measure(checks[1], exits=_EXITS)) for _ in range(runs)]
        seconds = statistics.median(one.cpu for one, _ in both)
        most = max(MOST_SECONDS, *(other.cpu for _, other in both))
        times = statistics.median(one.cpu / other.cpu for one, other in both)
        said = told.stat().st_size
    fits = times <= MOST_TIMES and seconds <= most and said <= MOST_TOLD * many + ALWAYS_TOLD * files
    print(
        f"{name:28} {many / 1e6:6.2f} MB {seconds:6.2f} s, {times:5.2f} times honest,"
        f" peak {max(one.peak for one, _ in both):5,.0f} MB, told {said:>9,} bytes{'' if fits else '  TOO MUCH'}",
        flush=True,
    )
    return fits


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="the hostile plans to measure; all if none is given")
    parser.add_argument("--runs", type=int, default=1, help="pairs that count, for each plan")
    parser.add_argument("--size", type=float, default=1, help="1 for plans that fill the limits")
    options = parser.parse_args()
    names = options.names or [*MAKERS, *SOURCES]
    fits = [compare(name, options.size, options.runs) for name in names]
    sys.exit(not all(fits))


if __name__ == "__main__":
    main()
