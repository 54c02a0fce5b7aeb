"""Sides that are broken, empty, or of another time, calendar or currency are compared as far as they load."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from plancode.compare.change import ChangeSort
from plancode.compare.groups import groups
from plancode.pipeline.comparing import Compared, compare
from plancode.tree.overlay import OverlayTree
from tests.compare.chance import start
from tests.compare.revisions import COMMON, Case
from tests.making import AS_OF, PLAN, tree_of
from tests.support import DAY, environment, plancode

Files = dict[str, bytes]


def _without(*paths: str) -> Callable[[Files], Files]:
    return lambda files: {path: data for path, data in files.items() if path not in paths}


def _with(path: str, old: str, new: str) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        assert old.encode() in files[path]
        return files | {path: files[path].replace(old.encode(), new.encode(), 1)}

    return change


def _also(path: str, text: str) -> Callable[[Files], Files]:
    return lambda files: files | {path: text.encode()}


ODD: dict[str, Callable[[Files], Files]] = {
    "no plan": _without("plan.yaml"),
    "nothing": lambda _: {},
    "no people": _without("team.yaml"),
    "broken syntax": _also("team.yaml", "plancode: v1\nkind: team\n  id: [\n"),
    "not text": _also("team.yaml", "\0"),
    "broken value": _with("targets.yaml", "amount: 12M", "amount: twelve"),
    "two plans": _also("other/plan.yaml", "plancode: v1\nkind: plan\nid: other\nperiod: 2026\ncurrency: CNY\n"),
    "another plan": _with("plan.yaml", "id: east-2026\ntitle: East 2026", "id: west-2027\ntitle: Other"),
    "another year": _with("plan.yaml", "period: 2026", "period: 2027"),
    "shorter": _with("plan.yaml", "period: 2026", "period: 2026-H1"),
    "no such period": _with("plan.yaml", "period: 2026", "period: soon"),
    "weeks": _with("plan.yaml", "currency: CNY", "currency: CNY\nfiscal: {pattern: 4-4-5, starts: 2026-01-05}"),
    "own periods": _with(
        "plan.yaml",
        "currency: CNY",
        "currency: CNY\nfiscal: {periods: [{id: h1, from: 2026-01-01, to: 2026-06-30}]}",
    ),
    "another currency": _with("plan.yaml", "currency: CNY", "currency: USD"),
    "metric gone": _with("plan.yaml", "metrics: [{id: placements, title: Placements, unit: count}]\n", ""),
    "metric counts otherwise": _with("plan.yaml", "metrics: [", "metrics: [{id: revenue, over_time: last}, "),
    "twice the same id": _with("team.yaml", "{id: li, name: Li Na", "{id: wu, name: Li Na"),
    "broken settings": _also("plancode.yaml", "plancode: v1\nfail_on: never\n"),
    "circle": _with("team.yaml", "{id: east, title: East,", "{id: east, title: East, parent: north,"),
}


@pytest.mark.parametrize("way", ["forth", "back"])
@pytest.mark.parametrize("name", ODD)
def test_odd_side_is_compared_as_far_as_it_loads(name: str, way: str) -> None:
    """Whatever is wrong with a side, or other in it, all that can be told is: of a file lost, that it is not known."""
    files = start(COMMON)
    sides = (files, ODD[name](files))
    found = _compared(*(sides if way == "forth" else sides[::-1]))
    prints = [one.fingerprint for one in found.comparison.changes]
    assert prints or found.known.lost or found.known.found
    assert len(prints) == len(set(prints))
    _told(found)


def _compared(base: Files, head: Files) -> Compared:
    return compare((OverlayTree(base), OverlayTree(head)), AS_OF)


def _told(found: Compared) -> None:
    """Ask for everything that is told of a change."""
    comparison = found.comparison
    assert found.broken == ()
    has_tables = comparison.base.analysis is not None and comparison.head.analysis is not None
    assert (comparison.attribution is not None) is has_tables
    assert isinstance(comparison.effects, tuple)
    assert isinstance(comparison.teams, tuple)
    assert len(groups(comparison.structure)) <= len(comparison.changes)
    assert isinstance(found.introduced + found.fixed + found.still + found.open, tuple)


def test_many_alike_are_no_renames() -> None:
    """Four hundred customers under new ids, all alike, are gone and come: nobody could say which is which."""
    text = "plancode: v1\nkind: territories\nid: more\naccounts: {file: many.csv}\n"
    sides = [
        start(COMMON)
        | {"more.yaml": text.encode()}
        | {
            "many.csv": "".join(
                ("id,territory,class,channel\n", *(f"{name}{n},puxi,B,gt\n" for n in range(400)))
            ).encode()
        }
        for name in "ab"
    ]
    found = _compared(*sides).comparison.changes
    assert Counter(one.sort for one in found) == {ChangeSort.REMOVED: 400, ChangeSort.ADDED: 400}


@pytest.mark.slow
def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Changes are told in one order, however Python orders its sets."""
    case = Case("replaced-person")
    for side in ("base", "head"):
        for path, data in case.files(side).items():
            (tmp_path / side / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / side / path).write_bytes(data)
    command = ("diff", tmp_path / "base", tmp_path / "head", "--plan", tmp_path / "head", "--format", "json", *DAY)
    ended = [plancode(*command, env=environment(PYTHONHASHSEED=str(seed))) for seed in range(2)]
    assert ended[0].out.startswith("{"), ended[0].err
    assert ended[0].out == ended[1].out


def test_two_empty_sides_are_the_same() -> None:
    """Two empty trees have no change."""
    found = _compared({}, {})
    assert found.comparison.changes == ()
    _told(found)


def test_day_out_of_the_plan_is_no_obstacle() -> None:
    """Plans are compared on days before and after their time, too."""
    files = start(COMMON)
    for day in (date(2020, 1, 1), date(2035, 1, 1)):
        trees = (OverlayTree(files), OverlayTree(_with("targets.yaml", "amount: 12M", "amount: 13M")(files)))
        found = compare(trees, day)
        assert [one.field[-1:] for one in found.comparison.changes] == [("amount",)]
        _told(found)


def test_what_nobody_could_look_for_is_not_fixed() -> None:
    """A finding that is gone because a file cannot be read any more is not called mended; nor one whose rule waits."""
    team = "plancode: v1\nkind: team\nid: t\nroles: [{id: rep}]\nteams: [{id: east, parent: nowhere}]\n"
    base = {"plan.yaml": PLAN, "team.yaml": team}

    def fixed_by(text: str) -> list[str]:
        return [one.code for one in compare((tree_of(base), tree_of(base | {"team.yaml": text})), AS_OF).fixed]

    assert "REF101" in fixed_by(team.replace(", parent: nowhere", ""))
    for broken in (team.replace("[{id: rep}]", "[{id: rep]"), "a: [\n", "plancode: v1\nkind: nothing\n"):
        assert fixed_by(broken) == []
