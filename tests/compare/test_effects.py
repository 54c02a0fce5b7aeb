"""What a change does: the figures of both sides, found anew by other means, and the parts that groups have in them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from plancode.compare.comparison import Comparison
from plancode.compare.effects import Effect, GroupShare
from plancode.compare.figures import MeasuredFigure
from plancode.pipeline.checking import Checked, check
from plancode.tree.overlay import OverlayTree
from tests.compare.chance import changed_by_chance, checked_start, dumped, read, start
from tests.compare.revisions import COMMON, HERE, Case, comparison
from tests.making import AS_OF, files_of
from tests.oracle.figures import figures

SUMS: Final = ("target", "quota", "budget", "people", "open_seats", "customers", "capacity")
"""Measures that add up, so that the parts of groups and the remainder make the whole effect."""
CASES: Final = (
    "changed-target-amount", "changed-row-amount", "removed-target-row", "moved-person", "moved-owner-replaced",
    "added-person", "removed-account", "moved-account-listed", "redated-owner-from", "changed-target-phasing",
    "moved-territory", "changed-profile-share", "redated-person-end", "changed-group-count",
)  # fmt: skip
Amounts = Mapping[tuple[Any, ...], Any]


_CENTS: Final = Fraction(2, 100)
"""What the two may be apart in a period, where a split leaves a cent over."""


def _written(files: dict[str, bytes], folder: Path) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def _deltas(effects: tuple[Effect, ...], measure: str) -> dict[MeasuredFigure, tuple[Decimal | None, Decimal | None]]:
    return {one.figure: (one.before, one.after) for one in effects if one.figure.measure == measure}


def _moved(before: Amounts, after: Amounts) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    """Return what is not the same in two tables of the oracle."""
    keys = dict.fromkeys((*before, *after))
    return {key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}


def _targets(found: Amounts, teams: set[str]) -> dict[tuple[str, str, str], Fraction]:
    """Return the oracle's targets of teams, by metric, team and period, those narrowed further apart."""
    return {
        (metric, scope[0][1], period): value
        for (metric, scope, period), value in found.items()
        if len(scope) == 1 and scope[0][0] == "team" and scope[0][1] in teams
    }


def _same(found: Decimal | None, expected: Fraction | None) -> bool:
    if found is None or expected is None:
        return found is None and not expected
    return abs(Fraction(found) - expected) < _CENTS


@pytest.mark.parametrize("name", CASES)
def test_effects_are_those_of_another_reckoning(name: str, tmp_path: Path) -> None:
    """Targets of teams, street quotas and coverage change by what a script that knows nothing of plancode finds."""
    case = Case(name)
    old, new = (_reckoned(case, side, tmp_path / side) for side in ("base", "head"))
    _agree(case.compared(), old, new)


def _reckoned(case: Case, side: str, folder: Path) -> Mapping[str, Amounts]:
    return figures(_written(case.files(side), folder), AS_OF) if (case.path / side).is_dir() else _common()


@cache
def _common() -> Mapping[str, Amounts]:
    return figures(HERE / COMMON, AS_OF)


def _agree(found: Comparison, old: Mapping[str, Amounts], new: Mapping[str, Amounts]) -> None:
    teams = {key.id for key in found.head.written.entities if key.kind == "team"}
    targets = _moved(_targets(old["revised"], teams), _targets(new["revised"], teams))
    stated = {key for key in targets if targets[key][0] != targets[key][1]}
    seen = {
        (figure.metric, figure.subject.id, figure.period.name if figure.period else "plan"): pair
        for figure, pair in _deltas(found.effects, "target").items()
        if figure.subject.kind == "team" and not figure.narrow
    }
    for key in stated & seen.keys():
        assert all(_same(*pair) for pair in zip(seen[key], targets[key], strict=True)), key
    assert {key for key in stated if key[2] == "plan"} == {key for key in seen if key[2] == "plan"}
    _street_agrees(found, old, new)
    _coverage_agrees(found, old["coverage"], new["coverage"])


def _street_agrees(found: Comparison, old: Mapping[str, Amounts], new: Mapping[str, Amounts]) -> None:
    tables = ({key: value[0] for key, value in side["street_revised"].items()} for side in (old, new))
    expected = {key: pair for key, pair in _moved(*tables).items() if key[2] == "plan" and key[1]}
    quotas = {
        (figure.metric, figure.subject.id, "plan"): pair
        for figure, pair in _deltas(found.effects, "quota").items()
        if not figure.narrow and figure.subject.id
    }
    assert quotas.keys() == expected.keys()
    for key, pair in quotas.items():
        assert all(_same(*both) for both in zip(pair, expected[key], strict=True)), key


def _coverage_agrees(found: Comparison, old: Amounts, new: Amounts) -> None:
    shares = (
        {(key[1],): Fraction(done, whole) for key, (done, whole) in side.items() if key[0] == "territory" and whole}
        for side in (old, new)
    )
    expected = _moved(*shares)
    seen = {
        (figure.subject.id,): pair
        for figure, pair in _deltas(found.effects, "covered").items()
        if figure.subject.kind == "territory"
    }
    assert seen.keys() == expected.keys()
    for key, pair in seen.items():
        assert [round(float(one or 0), 9) for one in pair] == [round(float(one or 0), 9) for one in expected[key]], key


def _compared(base: dict[str, bytes], head: dict[str, bytes], as_of: date = AS_OF) -> Comparison:
    return comparison(check(OverlayTree(base), as_of), check(OverlayTree(head), as_of))


@cache
def _large() -> Checked:
    return check(OverlayTree(files_of("huadong")), AS_OF)


@pytest.mark.parametrize("seed", range(25))
def test_parts_and_remainder_make_the_whole(seed: int) -> None:
    """Of a figure that adds up, what groups do alone and what only several do together is its effect, to the digit."""
    head = check(OverlayTree(changed_by_chance(COMMON, seed, 6)), AS_OF)
    found = comparison(checked_start(COMMON), head)
    attribution = found.attribution
    assert attribution is not None
    if not attribution.shares:
        return
    for effect in found.effects:
        if effect.figure.measure in SUMS and effect.figure.period is None and effect.delta is not None:
            assert effect.delta == _told(attribution.shares, attribution.remainder, effect.figure), effect.figure


def _told(shares: tuple[GroupShare, ...], remainder: tuple[Effect, ...], figure: MeasuredFigure) -> Decimal:
    every = (*(one for share in shares for one in share.effects), *remainder)
    return sum((one.delta for one in every if one.figure == figure and one.delta is not None), Decimal(0))


def test_title_of_the_plan_changes_no_figure() -> None:
    """Another title of the plan, a team or a person, or another id of the plan, moves no figure and touches nobody."""
    for name in ("changed-plan-title", "changed-person-name", "renamed-plan", "renamed-person", "renamed-team"):
        found = Case(name).compared()
        assert found.changes
        assert found.effects == ()
        attribution = found.attribution
        assert attribution is not None
        assert attribution.remainder == ()


@pytest.mark.parametrize("name", ["nothing-order", "nothing-csv", "nothing-writing", "nothing-defaults"])
def test_what_is_no_change_has_no_effect(name: str) -> None:
    """Another order or another way to write the same moves no figure and touches nobody."""
    found = Case(name).compared()
    assert found.effects == ()
    assert found.people == ()


@pytest.mark.slow
def test_order_of_a_large_plan_has_no_effect() -> None:
    """Lists and rows in the opposite order change nothing, in a plan whose figures are long sums."""
    documents = {path: [_turned(one) for one in found] for path, found in read(files_of("huadong")).items()}
    turned = dumped(files_of("huadong"), documents)
    for path, data in turned.items():
        if path.startswith("accounts/"):
            head, *rows = data.decode().splitlines(keepends=True)
            turned[path] = "".join((head, *reversed(rows))).encode()
    found = _compared(files_of("huadong"), turned)
    assert found.changes == ()
    assert found.effects == ()
    assert found.people == ()


def _turned(node: Any) -> Any:  # noqa: ANN401  # what a document holds
    """Return a value with its lists of mappings in the opposite order, but those whose order means something."""
    if isinstance(node, dict):
        return {key: value if key in ("grades", "bands") else _turned(value) for key, value in node.items()}
    if isinstance(node, list):
        turned = [_turned(one) for one in node]
        return turned[::-1] if all(isinstance(one, dict) for one in node) else turned
    return node


def test_line_ends_and_marks_are_no_change() -> None:
    """A byte order mark and the line ends of another system change nothing, in YAML and in CSV."""
    for name in ("starter", "huadong"):
        files = files_of(name)
        other = {
            path: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") if path.endswith((".yaml", ".csv")) else data
            for path, data in files.items()
        }
        found = _compared(files, other)
        assert found.changes == ()
        assert found.effects == ()


def test_call_plan_leaves_customers_where_they_are() -> None:
    """A change of a map, looked at alone, keeps the customers that its territories list in files."""
    files = files_of("huadong")
    changed = dict(files)
    changed["territories.yaml"] = files["territories.yaml"].replace(b"minutes: 90min", b"minutes: 95min", 1)
    changed["plan.yaml"] = files["plan.yaml"].replace(b"season_delta: 15%", b"season_delta: 16%", 1)
    attribution = comparison(_large(), check(OverlayTree(changed), AS_OF)).attribution
    assert attribution is not None
    assert len(attribution.shares) == 2
    moved = {one.figure.measure for share in attribution.shares for one in share.effects}
    assert moved == {"utilisation"}
    assert attribution.remainder == ()


@pytest.mark.parametrize(("most", "by_team"), [(2, True), (3, False)])
def test_many_groups_are_told_by_team(most: int, *, by_team: bool) -> None:
    """More groups than `attribute_at_most` of the old plan are shown by team, and it is said so."""
    documents = read(start(COMMON))
    documents["plan.yaml"][0]["policy"] = {"attribute_at_most": most}
    base = dumped(start(COMMON), documents)
    people = next(one for one in documents["team.yaml"] if "people" in one)["people"]
    for person in people[2:]:
        person["start"] = "2026-03-01"
    attribution = _compared(base, dumped(start(COMMON), documents)).attribution
    assert attribution is not None
    assert (attribution.count, attribution.is_by_team) == (3, by_team)
    groups = [sorted(key.id for key in share.group.keys) for share in attribution.shares]
    assert groups == ([["wu", "zhou"], ["li"]] if by_team else [["zhou"], ["wu"], ["li"]])


def test_somebody_gone_belongs_to_their_old_team() -> None:
    """Changes are told by the team that they were in where the new plan does not have them."""
    documents = read(start(COMMON))
    documents["plan.yaml"][0]["policy"] = {"attribute_at_most": 1}
    base = dumped(start(COMMON), documents)
    people = next(one for one in documents["team.yaml"] if "people" in one)["people"]
    people[2]["start"] = "2026-03-01"
    documents["territories.yaml"][0]["accounts"] = []
    people.append({"id": "ma", "role": "rep", "team": "south", "start": "2026-02-01"})
    attribution = _compared(dumped(start(COMMON), read(base)), dumped(base, documents)).attribution
    assert attribution is not None
    teams = [sorted(key.id for key in share.group.keys) for share in attribution.shares]
    assert teams == [["zhou"], ["ma", "tian"]]
