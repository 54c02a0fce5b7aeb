"""Which tests reach which lines: recorded by coverage with a context for each test, and kept up to date."""

import ast
import hashlib
import json
import re
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from typing import Final

from coverage import CoverageData

from tests.mutants.tree import PROCESSES, ROOT, copy_tree, run_tests

_LONG: Final = 5.0
_CODE: Final = re.compile(r"\b[A-Z]{3}[0-9]{3}\b")


class Reach:
    """The tests that reach a module, and how long each takes. `path` is the module's from the root."""

    def __init__(self, path: str, cache: Path) -> None:
        """Take a module, and where was recorded what tests reach."""
        self.path, self.source = path, (ROOT / path).read_text("utf-8")
        self.layers = _layers(cache)
        self.times: dict[str, float] = {}
        for layer in self.layers:
            self.times |= ended(layer)["passed"]

    @cached_property
    def _by_line(self) -> dict[int, frozenset[str]]:
        """The tests of each line as the module is now; a line that is new has those of none."""
        found: dict[int, frozenset[str]] = defaultdict(frozenset)
        for layer in self.layers:
            for line, tests in self._recorded(layer):
                found[line] |= tests
        return found

    def _recorded(self, layer: Path) -> Iterator[tuple[int, frozenset[str]]]:
        data = CoverageData(str(layer / "coverage"))
        data.read()
        name = next((name for name in data.measured_files() if Path(name).as_posix().endswith("/" + self.path)), None)
        if name is None:
            return
        old = (layer / self.path).read_text("utf-8").splitlines()
        same = SequenceMatcher(None, old, self.source.splitlines(), autojunk=False).get_matching_blocks()
        now = {block.a + at + 1: block.b + at + 1 for block in same for at in range(block.size)}
        for line, contexts in data.contexts_by_lineno(name).items():
            if line in now:
                yield now[line], frozenset(test for one in contexts if (test := one.rpartition("|")[0]) in self.times)

    @cached_property
    def _statements(self) -> list[tuple[int, int, bool]]:
        """From which to which line each statement goes, and whether it runs while the module is imported."""
        return list(_spans(ast.parse(self.source), imported=True))

    def tests(self, line: int) -> list[str]:
        """Return the tests that reach a line: those nearest to the module first, then by turns of each function.

        The quickest case of every function comes before the second of any, and what takes long comes last.
        """
        around = [one for one in self._statements if one[0] <= line <= one[1]]
        first, last, imported = min(around, key=lambda one: one[1] - one[0])
        lines = self._by_line if imported else range(first, last + 1)
        found = frozenset[str]().union(*(self._by_line[number] for number in [*lines]))
        turns, seen = dict[str, int](), Counter[str]()
        for one in sorted(found, key=lambda test: (self.times[test], test)):
            function = one.partition("[")[0]
            turns[one], seen[function] = seen[function], seen[function] + 1
        order = {one: (not self._is_near(one), self.times[one] > _LONG, turns[one], self.times[one]) for one in found}
        return sorted(found, key=lambda one: (order[one], one))

    @cached_property
    def _near(self) -> tuple[str, ...]:
        """What stands in the names of the tests made for the module: its folder, its rules."""
        below = self.path.split("/")[1]
        codes = _CODE.findall(self.source) if below == "rules" else []
        return (f"tests/{below}/", f"tests/test_{Path(self.path).stem}.py", *dict.fromkeys(codes))

    def _is_near(self, test: str) -> bool:
        return any(one in test for one in self._near)


def _spans(node: ast.AST, *, imported: bool) -> Iterator[tuple[int, int, bool]]:
    """Yield the lines of each statement; of one that holds others those of its head."""
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.stmt):
            inner = [part.lineno for part in ast.iter_child_nodes(one) if isinstance(part, ast.stmt)]
            last = one.end_lineno or one.lineno
            yield one.lineno, max(min(inner) - 1, one.lineno) if inner else last, imported
            function = isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))
            yield from _spans(one, imported=imported and not function)
        elif isinstance(one, (ast.ExceptHandler, ast.match_case)):
            yield from _spans(one, imported=imported)


def near(modules: Iterable[str]) -> list[str]:
    """Return where the tests of modules are: the folders of their names, the cases of rules, and the oracle."""
    floors = {Path(one).parts[1].removesuffix(".py") for one in modules}
    floors |= {"actuals"} if "scorecard" in floors else set()  # results are credited in both
    named = (f"tests/{one}" for floor in sorted(floors) for one in (floor, f"test_{floor}.py"))
    return [one for one in (*named, "tests/cases", "tests/oracle") if (ROOT / one).exists()]


def record(places: Iterable[str], cache: Path) -> list[str]:
    """Record which tests of some files and folders reach what, as far as they have changed; return what was run.

    Where only what lies beside a file of tests has changed, those of its tests are run that are not known yet.
    """
    known = cache / "seen.json"
    seen: dict[str, list[str]] = json.loads(known.read_text("utf-8")) if known.is_file() else {}
    now = {one.relative_to(ROOT).as_posix(): _digests(one) for place in places for one in _files_of(ROOT / place)}
    wanted = [path for path, digests in now.items() if digests != seen.get(path)]
    if not wanted:
        return []
    grown = {path for path in wanted if path in seen and seen[path][0] == now[path][0]}
    layers = _layers(cache)
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder, made = Path(name), Path(name) / "layer"
        tree = copy_tree(folder / "tree")
        shutil.copytree(tree / "plancode", made / "plancode")
        (folder / "coveragerc").write_text(f"[run]\nsource = plancode\ndata_file = {made / 'coverage'}\n", "utf-8")
        old = [test for layer in layers for test in ended(layer)["passed"] if test.partition("::")[0] in grown]
        (folder / "left.json").write_text(json.dumps(old), "utf-8")
        options = (
            "-p",
            "xdist",
            "-p",
            "pytest_cov",
            "--cov=plancode",
            "--cov-context=test",
            "--cov-report=",
            f"--cov-config={folder}/coveragerc",
        )
        said = {"MUTANTS_LEFT": str(folder / "left.json"), "MUTANTS_ENDED": str(made / "ended.json")}
        run_tests(tree, ["-p", "tests.mutants.chosen", *options, "-n", str(PROCESSES), *wanted], said)
        shutil.copytree(made, cache / f"{len(layers):04}")
    known.write_text(json.dumps(seen | now), "utf-8")
    return wanted


def ended(layer: Path) -> dict[str, dict[str, float]]:
    """Return the tests of a recording that have passed, with the seconds each took."""
    found: dict[str, dict[str, float]] = json.loads((layer / "ended.json").read_text("utf-8"))
    return found


def _layers(cache: Path) -> list[Path]:
    """Return the recordings, the oldest first: what was run, on which source."""
    return sorted(cache.glob("[0-9]*"))


def _files_of(place: Path) -> list[Path]:
    """Return the files of tests in a place."""
    return [place] if place.is_file() else sorted(place.rglob("test_*.py"))


def _digests(path: Path) -> list[str]:
    """Return what changes with a file of tests, and what changes with all beside and below it that they may read."""
    found = hashlib.sha256()
    beside = sorted(path.parent.rglob("*")) if path.parent.name != "tests" else []
    for one in beside:
        if one.is_file() and one.suffix != ".pyc" and not one.name.startswith("test_"):
            found.update(one.read_bytes())
    return [hashlib.sha256(path.read_bytes()).hexdigest(), found.hexdigest()]
