"""Change plans by chance and take them down the whole road: `python3 dev.py fuzz --minutes 3 --seed 2026-11-30`."""

import argparse
import random
import re
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.cases.case_files import all_cases
from tests.fuzzing.changes import Files, changed
from tests.fuzzing.road import Trouble, trouble, write
from tests.fuzzing.smaller import smaller
from tests.making import files_of

FOUND: Final = Path(__file__).parents[1] / "fuzzed"
_PLANS: Final = ("huadong", "starter", "starter-zh")
_LARGE, _STARTING = 0.02, 0.2
"""How often it is the large plan, which takes as long as thirty small ones, and how often else one to begin with."""
_COMMAND: Final = 25
"""One plan in so many is given to the command too, which takes seconds."""
_SHRINKING: Final = 60.0


def main(arguments: list[str]) -> int:
    """Change plans until the time is over; 1 where something does not hold, which is written to tests/fuzzed."""
    asked = _asked(arguments)
    _say(f"seed {asked.seed}")
    plans = [*map(files_of, _PLANS), *(case.files for case in all_cases())]
    known: set[str] = set()
    tried, until = 0, time.monotonic() + 60 * asked.minutes
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name)
        numbers = range(asked.only, asked.only + 1) if asked.only is not None else iter(int, 1)
        for tried, _ in enumerate(numbers, 1):
            if time.monotonic() >= until:
                break
            number = asked.only if asked.only is not None else tried
            found = _tried(folder, plans, f"{asked.seed}/{number}", known, command=number % _COMMAND == 0)
            if found is not None:
                _say(f"number {number}: {found}")
    _say(f"{tried} plans, {len(known)} with trouble")
    return int(bool(known))


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument(
        "--seed", default=datetime.now(UTC).date().isoformat(), help="any text; the day if none is given"
    )
    parser.add_argument("--only", type=int, help="only the plan of this number")
    return parser.parse_args(arguments)


def _tried(folder: Path, plans: list[Files], seed: str, known: set[str], *, command: bool) -> str | None:
    """Try one changed plan; return what is to be told where it has trouble that no plan before it had."""
    chance = random.Random(seed)  # noqa: S311  # chance for a test
    small, large = plans[1:], plans[0]
    whole = large if chance.random() < _LARGE else chance.choice(small[:2] if chance.random() < _STARTING else small)
    files = changed(chance, whole, plans)
    found = trouble(folder, files, whole, command=command)
    if found is None or found.kind in known:
        return None
    known.add(found.kind)
    least = smaller(files, lambda some: _has(folder, some, found, command=command), _SHRINKING)
    kept = FOUND / re.sub(r"[^a-z0-9]+", "-", found.kind.lower()).strip("-")[:60]
    write(kept, least)
    return f"{found.kind}, kept in {kept}\n{found.told}"


def _has(folder: Path, files: Files, found: Trouble, *, command: bool) -> bool:
    """Whether a plan has the same trouble, by itself."""
    again = trouble(folder, files, files, command=command)
    return again is not None and again.kind == found.kind


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
