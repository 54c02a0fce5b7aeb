"""The rule cases: plans as files, with what must be found in them written where it must be found.

A case is one file (it becomes `plan.yaml`) or a folder. `# expect: CODE` stands on the line of the finding; where
no comment can stand, `expect.txt` in the folder has a line `CODE path:line` or, for a whole file, `CODE path`.
Of a folder the sources of results are read too, with the addresses of `ADDRESSES`. A folder with `base` and `head` in
it is a change: both are compared, and what is expected stands in the files of `head`; with `begun` too it says how the
old plan was when its period began, and with `authors.txt` from which addresses its commits are.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from plancode.actuals.terms import Terms
from plancode.compare.comparison import Background
from plancode.document.limits import Limits
from plancode.findings.finding import Finding
from plancode.findings.sentences import message
from plancode.findings.severity import Severity
from plancode.pipeline.checking import Checked, check
from plancode.pipeline.comparing import Compared, compare_checked
from plancode.pipeline.data import data_changes
from plancode.pipeline.resulting import results_of
from plancode.tree.interface import Tree
from plancode.tree.overlay import OverlayTree

HERE: Final = Path(__file__).parent
AS_OF: Final = date(2026, 4, 1)
EXPECTATIONS: Final = "expect.txt"
BASE: Final = "base"
HEAD: Final = "head"
BEGUN: Final = "begun"
AUTHORS: Final = "authors.txt"
ADDRESSES: Final = {
    "PLANCODE_SOURCE_SALES": "duckdb:///none/sales.duckdb", "PLANCODE_SOURCE_OTHER": "oracle://nobody@127.0.0.1/nothing",
}  # fmt: skip
_COMMENT: Final = re.compile(r"# expect: ([A-Z0-9 ]+)")
_LISTED: Final = re.compile(r"([A-Z]{3}[0-9]{3}) (.+?)(?::([0-9]+))?")
_BREAK: Final = re.compile("\r?\n")
_OF_READING: Final = frozenset({"TXT", "SHP", "REF", "CFG"})
Found = tuple[str, str, int]


@dataclass(frozen=True)
class Case:
    """One plan of `tests/cases`: the code it is for, and whether the code must be found in it."""

    code: str
    name: str
    path: Path

    @property
    def fails(self) -> bool:
        """Whether something must be found."""
        return self.name.startswith("fail-")

    @property
    def folder(self) -> Path | None:
        """Where the files of the plan are, of a change those of the new one; None where the case is one file."""
        if self.path.is_file():
            return None
        return self.path / HEAD if (self.path / HEAD).is_dir() else self.path

    @property
    def files(self) -> dict[str, bytes]:
        """The files of the plan, by path."""
        return {"plan.yaml": self.path.read_bytes()} if self.folder is None else files_in(self.folder)

    @property
    def checked(self) -> Checked:
        """The check of the plan on the day that all cases share; a folder has results."""
        return judged(OverlayTree(self.files), root=self.folder)

    @property
    def outcome(self) -> Checked | Compared:
        """The check of the plan, or of a change both plans compared."""
        if self.folder in (None, self.path):
            return self.checked
        base, begun = self.path / BASE, self.path / BEGUN
        old, new = judged(OverlayTree(files_in(base)), root=base), self.checked
        background = Background(
            lambda: judged(OverlayTree(files_in(begun))).version if begun.is_dir() else None,
            lambda: old.results,
            tuple(data_changes((OverlayTree(files_in(base)), OverlayTree(self.files)), old, new)),
            self.authors,
        )
        return compare_checked(old, new, background=background)

    @property
    def authors(self) -> tuple[tuple[str, str], ...]:
        """The commits of a change, with the addresses of those who wrote them."""
        listed = self.path / AUTHORS
        addresses = listed.read_text("utf-8").splitlines() if listed.is_file() else []
        return tuple((f"{number:07}", address) for number, address in enumerate(addresses, 1))

    @property
    def expected(self) -> set[Found]:
        """What must be found."""
        found = {
            one for path, data in self.files.items() if path.endswith((".yaml", ".yml")) for one in _said(path, data)
        }
        listed = self.path / EXPECTATIONS
        return found | set(_listed(listed.read_text("utf-8"))) if listed.is_file() else found


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the files of a plan in a folder, by path."""
    below = (path for path in folder.rglob("*") if path.is_file() and path.name != EXPECTATIONS)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in below}


@cache
def all_cases() -> tuple[Case, ...]:
    """Return every case, in the order of codes and names."""
    paths = sorted(path for path in HERE.glob("[A-Z]*/*") if path.name.startswith(("fail-", "pass-")))
    return tuple(Case(path.parent.name, path.name.removesuffix(".yaml"), path) for path in paths)


def judged(tree: Tree, limits: Limits | None = None, root: Path | None = None, terms: Terms | None = None) -> Checked:
    """Return the check of a tree on the day that all cases share, with its results where they lie in a folder."""
    reach = None if root is None else lambda analysis: results_of(analysis, root, terms or Terms(ADDRESSES))
    return check(tree, AS_OF, limits, reach=reach)


def place_of(finding: Finding) -> Found:
    """Return code, path and line of a finding; line 0 for a whole file."""
    return finding.code, finding.place.path, finding.place.span.line if finding.place.span else 0


def counted(outcome: Checked | Compared, codes: Collection[str]) -> set[Found]:
    """Return what counts for a case: its codes, and errors of reading. A small plan leaves much else open."""
    return {place_of(one) for one in outcome.open if one.code in codes or _cannot_be_read(one)}


def findings_of(outcome: Checked | Compared) -> tuple[Finding, ...]:
    """Return all findings, accepted ones too: of a plan, or of what a change must answer for."""
    return outcome.findings if isinstance(outcome, Checked) else (*outcome.gate, *outcome.introduced)


def _cannot_be_read(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and finding.code[:3] in _OF_READING


def spelled(outcome: Checked | Compared) -> str:
    """Return all findings as lines of text, to be read where a case does not hold."""
    lines = [
        f"{one.code}.{one.variant} {one.place.path}:{place_of(one)[2]} {_said_by(one)}" for one in findings_of(outcome)
    ]
    return "\n".join([*lines, *outcome.broken]) or "nothing"


def _said_by(finding: Finding) -> str:
    try:
        return message(finding, "en")
    except KeyError as error:
        return f"(no message or value {error})"


def _said(path: str, data: bytes) -> list[Found]:
    lines = _BREAK.split(data.decode("utf-8", "replace"))
    said = [(number, match) for number, line in enumerate(lines, 1) if (match := _COMMENT.search(line))]
    return [(code, path, number) for number, match in said for code in match[1].split()]


def _listed(text: str) -> list[Found]:
    matches = [_LISTED.fullmatch(line) for line in text.splitlines() if line]
    assert all(matches), f"{EXPECTATIONS} has a line that is not `CODE path:line`: {text}"
    return [(match[1], match[2], int(match[3] or 0)) for match in matches if match]
