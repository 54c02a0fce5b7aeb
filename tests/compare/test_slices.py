"""A group of changes looked at on a part of the plan does what it does on the whole plan."""

import random
import re
import runpy
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from plancode.compare.effects import Looker
from plancode.compare.figures import MeasuredFigures, headline
from plancode.compare.groups import groups
from plancode.compare.structure import structure
from plancode.pipeline.checking import Checked, check
from plancode.tree.folder import FolderTree
from plancode.tree.overlay import OverlayTree
from tests.support import PLANS, ROOT

DAY: Final = date(2026, 4, 1)
PEOPLE: Final = 30
DIGITS: Final = Decimal("1e-24")
Texts = dict[str, str]
Change = Callable[[Texts], None]


def _sub(path: str, pattern: str, by: str) -> Change:
    def change(texts: Texts) -> None:
        new, count = re.subn(pattern, by, texts[path], count=1, flags=re.MULTILINE)
        assert count, f"{pattern} is not in {path}"
        texts[path] = new

    return change


def _of(number: int) -> str:
    return f"people/000/p-{number}.yaml"


def _without(path: str) -> Change:
    def change(texts: Texts) -> None:
        del texts[path]

    return change


CHANGES: Final[dict[str, Change]] = {
    "quota": _sub(_of(3), "(period: 2026-05, amount: )", r"\g<1>9"),
    "hire date": _sub(_of(4), r"start: 20\d\d-", "start: 2026-"),
    "last day": _sub(_of(5), r"(start: [0-9-]+)\}", r"\1, end: 2026-08-31}"),
    "team": _sub(_of(6), "role: rep, team: team-0", "role: rep, team: team-2"),
    "hours": _sub(_of(7), r"(start: [0-9-]+)\}", r"\1, fte: 0.5}"),
    "leave": _sub(_of(8), r"(start: [0-9-]+)\}", r"\1, leave: [{from: 2026-03-02, to: 2026-07-31, kind: parental}]}"),
    "owner": _sub(_of(11), r"owners: \[\{person: p-11, from", "owners: [{person: p-12, from"),
    "owner ends": _sub(_of(13), r"(owners: \[\{person: p-13, from: 2026-01-01)\}", r"\1, to: 2026-06-30}"),
    "shared": _sub(
        _of(14), r"person: p-14, from: 2026-01-01\}", "person: p-14, share: 60%}, {person: p-15, share: 40%}"
    ),
    "deputy": _sub(_of(16), r"(owners: \[\{person: p-16)", r"deputy: p-17\n    \1"),
    "class": _sub(_of(18), "class: [ABC], channel: key", "class: A, channel: key"),
    "account goes": _sub(_of(19), r"^      - \{id: a-19-4,.*\n", ""),
    "own owner": _sub(_of(20), r"(id: a-20-2, .*)\}$", r"\1, owners: [{person: p-21}]}"),
    "group": _sub(_of(22), r"count: \d+", "count: 60"),
    "person goes": _without(_of(23)),
    "seat": _sub(_of(24), r"(start: [0-9-]+)\}", r"\1, open: true, vacancy: {carried_by: p-25}}"),
}


def _texts() -> Texts:
    dice = random.Random(7)  # noqa: S311  # names and sizes
    made: Texts = runpy.run_path(str(ROOT / "benchmarks" / "generate.py"))["many_files"](PEOPLE, dice)
    return made


def _checked(texts: Texts) -> Checked:
    return check(OverlayTree({path: text.encode() for path, text in texts.items()}), DAY)


@pytest.fixture(scope="module")
def base() -> Checked:
    """Return a plan of thirty people, each with targets, a territory and customers."""
    return _checked(_texts())


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_part_says_what_the_whole_plan_says(base: Checked, name: str) -> None:
    """The figures after one change, worked out on the part it acts on, are those of the whole plan."""
    texts = _texts()
    CHANGES[name](texts)
    _compare(base, _checked(texts), least=0 if name == "person goes" else 1)


@pytest.mark.slow
def test_parts_of_many_changes(base: Checked) -> None:
    """Each group of many changes at once says the same on its part as on the whole plan."""
    texts = _texts()
    for change in CHANGES.values():
        change(texts)
    _compare(base, _checked(texts), least=8)


def test_part_of_a_plan_whose_quotas_depend_on_each_other_is_the_whole() -> None:
    """Where a rule splits a team's figure by potential, one customer acts on everybody: no part is taken."""
    tree = FolderTree(PLANS / "huadong")
    old = check(tree, DAY)
    changed = tree.read("accounts/pudong.csv", 10**6).replace("470万".encode(), "480万".encode())
    _compare(old, check(OverlayTree({"accounts/pudong.csv": changed}, tree), DAY), least=0)


def _compare(old: Checked, new: Checked, least: int) -> None:
    found = structure(old.base, new.base)
    assert old.analysis is not None
    assert found.changes
    looker = Looker(found.pairing, old.analysis)
    parted = 0
    for group in groups(found):
        parted += looker.slices.of(group) is not None
        whole = looker.whole(group)
        assert whole is not None
        _agree(looker.at(group), headline(whole))
    assert parted >= least


def _agree(one: MeasuredFigures, other: MeasuredFigures) -> None:
    """Sums of 28 digits made in another order may differ in the last."""
    assert one.values.keys() == other.values.keys()
    for figure, value in one.values.items():
        assert abs(value - other.values[figure]) <= abs(value) * DIGITS, figure
    assert {figure: period for figure, (period, _) in one.worst.items()} == {
        figure: period for figure, (period, _) in other.worst.items()
    }
