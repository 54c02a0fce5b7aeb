"""Time the comparison of two revisions against one check, an analysis, and deepdiff, in one warm process each.

10,000 documents (3,333 people), 100 of them changed: `python benchmarks/diff.py`. Processor time, best of several. The
commands `diff` and `check` themselves are timed too, cold, of these and of an example with one target changed.
"""

import argparse
import gc
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from generate import many_files

DAY: Final = date(2026, 1, 1)
DOCUMENTS_EACH: Final = 3
ROUNDS: Final = 3
RAISED: Final = ("period: 2026-03, amount: ", "period: 2026-03, amount: 1")
EXAMPLE: Final = Path(__file__).parents[1] / "plans" / "huadong"
EXAMPLE_DAY: Final = "2026-04-01"
EXAMPLE_RAISED: Final = ("zhou-min, amount: 1750万", "zhou-min, amount: 1760万")
TASKS: Final = ("check", "compare", "structure", "attribution", "deepdiff")


def main() -> None:
    """Make both revisions, time each task in a process of its own, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--changed", type=int, default=100)
    parser.add_argument("--task", choices=TASKS)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.task:
        print(*measure(options.task, options.folder))
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, options.documents // DOCUMENTS_EACH, options.changed)
        report({task: in_process(task, folder) for task in TASKS})
        commands(folder, DAY.isoformat(), f"{options.documents:,} documents")
        commands(example(folder / "example"), EXAMPLE_DAY, EXAMPLE.name)


def make(folder: Path, people: int, changed: int) -> None:
    """Write base and head: in the head, one target of each of some people is another."""
    files = many_files(people, random.Random(1))  # noqa: S311  # sizes and names, not secrets
    for side in ("base", "head"):
        for number, (name, text) in enumerate(sorted(files.items())):
            path = folder / side / name
            path.parent.mkdir(parents=True, exist_ok=True)
            is_changed = side == "head" and name.startswith("people/") and number % (people // changed) == 0
            path.write_text(text.replace(*RAISED) if is_changed else text)


def example(folder: Path) -> Path:
    """Write an example plan as base and, with one target changed, as head."""
    for side in ("base", "head"):
        shutil.copytree(EXAMPLE, folder / side)
    path = folder / "head" / "targets" / "revenue.yaml"
    path.write_text(path.read_text("utf-8").replace(*EXAMPLE_RAISED), "utf-8")
    return folder


def commands(folder: Path, day: str, what: str) -> None:
    """Print how long the commands take as people run them, one as a ratio to the other."""
    base, head = str(folder / "base"), str(folder / "head")
    check = min(spent("check", head, "--as-of", day) for _ in range(ROUNDS))
    diff = min(spent("diff", base, head, "--as-of", day, "--format", "markdown") for _ in range(ROUNDS))
    print(f"{f'plancode diff, {what}':38}{diff:8.2f} s   {diff / check:.2f} x plancode check")


def spent(*words: str) -> float:
    """Return the processor time of a command, in a process of its own."""
    before = os.times()
    subprocess.run([sys.executable, "-m", "plancode", *words], check=False, capture_output=True)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def in_process(task: str, folder: Path) -> list[float]:
    """Return the figures of a task: seconds, and what it counted."""
    command = [sys.executable, __file__, "--task", task, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(figure) for figure in done.stdout.split()]


def measure(task: str, folder: Path) -> list[float]:
    """Return the processor time of a task, and a count that goes with it."""
    from plancode.pipeline.checking import check
    from plancode.pipeline.comparing import compare
    from plancode.tree.folder import FolderTree

    trees = (FolderTree(folder / "base"), FolderTree(folder / "head"))
    if task == "check":
        return [best(lambda: check(trees[1], DAY)), 1]
    if task == "compare":
        return [best(lambda: both(trees)), best(lambda: compare(trees, DAY))]
    compared = compare(trees, DAY)
    if task == "structure":
        return structural(compared)
    if task == "attribution":
        return attributed(compared)
    return deep(folder)


def both(trees: tuple[Any, Any]) -> object:
    """Return what is different between two trees that are read and checked."""
    from plancode.compare.structure import structure
    from plancode.document.limits import Limits
    from plancode.pipeline.checking import Lent, judged, read

    lent = Lent()
    base, head = (judged(read(tree, Limits(), lent=lent), DAY, lent=lent) for tree in trees)
    return structure(base.base, head.base)


def structural(compared: Any) -> list[float]:  # noqa: ANN401  # loaded late
    """Return the time of the structural part alone, and how many changes it finds."""
    from plancode.compare.structure import structure

    base, head = compared.base.base, compared.head.base
    return [best(lambda: structure(base, head)), len(structure(base, head).changes)]


def attributed(compared: Any) -> list[float]:  # noqa: ANN401
    """Return the time of the attribution, how many groups it looks at, and that of one whole analysis."""
    from plancode.analysis.analysis import Analysis
    from plancode.compare.effects import attribute
    from plancode.compare.figures import figures

    found, base, head = compared.comparison.structure, compared.base.analysis, compared.head.analysis
    shares = len(attribute(found, base, head).shares)
    again = best(lambda: attribute(found, base, head))
    whole = best(lambda: figures(Analysis(base.graph, base.horizon.plan, DAY, base=base.base)))
    return [again, shares, whole]


def deep(folder: Path) -> list[float]:
    """Return the time deepdiff takes for the same documents, a tenth of them times ten."""
    import yaml
    from deepdiff import DeepDiff  # type: ignore[import-not-found, unused-ignore]

    names = sorted((folder / "base").rglob("*.yaml"))[::10]
    loaded = [
        {str(path): list(yaml.load_all(path.read_text(), yaml.CSafeLoader)) for path in paths}
        for paths in (names, [folder / "head" / path.relative_to(folder / "base") for path in names])
    ]
    renamed = dict(zip(loaded[0], loaded[1].values(), strict=True))
    return [10 * timed(lambda: DeepDiff(loaded[0], renamed, ignore_order=False)), 1]


def best(work: Callable[[], object]) -> float:
    """Return the least processor time of some rounds."""
    return min(timed(work) for _ in range(ROUNDS))


def timed(work: Callable[[], object]) -> float:
    """Return the processor time of one round, without what the collector does for others."""
    gc.collect()
    before = time.process_time()
    work()
    return time.process_time() - before


def report(figures: dict[str, list[float]]) -> None:
    """Print times and ratios."""
    check, compare, deepdiff = (figures[name][0] for name in ("check", "compare", "deepdiff"))
    structure, changes = figures["structure"]
    again, groups, whole = figures["attribution"]
    each = again / max(groups, 1) / whole
    print(f"check of the head          {check:8.2f} s")
    print(f"base + head + structure    {compare:8.2f} s   {compare / check:.2f} x check")
    print(f"with the rules for changes {figures['compare'][1]:8.2f} s   {figures['compare'][1] / check:.2f} x check")
    print(f"structure alone            {structure:8.4f} s   {changes:.0f} changes")
    print(f"deepdiff                   {deepdiff:8.2f} s   {deepdiff / structure:.0f} x structure")
    print(f"attribution                {again:8.2f} s   {groups:.0f} groups, {each:.1%} of an analysis each")
    print(f"one analysis               {whole:8.2f} s")


if __name__ == "__main__":
    main()
