"""Who is touched by a change, from what to what, on which day: as found from the tables of both sides and the files."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from tests.compare.chance import changed_by_chance, start
from tests.compare.revisions import Case, cases
from tests.oracle.changes import Difference, Holdings, Metric, Side, differences
from tests.support import AS_OF, content_of, copy_plan, ran

HERE: Final = Path(__file__).parents[1]
SIDES: Final = ("base", "head")
EXAMPLES: Final = ("huadong", "starter")
SEEDS: Final = range(10)
_QUICK: Final = ("moved-owner-next-day", "changed-target-phasing", "renamed-person-nothing-else")
_UNREADABLE: Final = ("CHG119", "CHG120")
"""Codes whose cases have a file that nobody can read, so that there are no two sides to hold against each other."""
_MOST_DAYS: Final = 12
"""Of so many days ahead a comparison looks at each, of more at some."""
_STEP: Final = Decimal("0.000001")
Files = tuple[tuple[str, bytes], ...]
Had = tuple[dict[Metric, Decimal], Decimal | None, frozenset[str]]


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=() if case.name in _QUICK else pytest.mark.slow, id=case.name) for case in cases()],
)
def test_people_of_a_revision_are_those_of_another_reckoning(case: Case, tmp_path: Path) -> None:
    """Quota, load and customers of everybody, before and after, on each day that matters, are as both sides say."""
    _agree(*(_written(tmp_path / side, case.files(side)) for side in SIDES))


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder",
    [path.parent for path in sorted(HERE.glob("cases/*/*/base")) if path.parents[1].name not in _UNREADABLE],
    ids=lambda folder: f"{folder.parent.name}-{folder.name}",
)
def test_people_of_a_case_are_those_of_another_reckoning(folder: Path) -> None:
    """The same holds of every change that a rule is tried with."""
    _agree(*(folder / side for side in SIDES))


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("seed", SEEDS)
def test_people_of_a_change_by_chance_are_those_of_another_reckoning(name: str, seed: int, tmp_path: Path) -> None:
    """The same holds where an example plan is changed in three places by chance."""
    files = (start(name), changed_by_chance(name, seed, 3))
    _agree(*(_written(tmp_path / side, one) for side, one in zip(SIDES, files, strict=True)))


@pytest.mark.slow
@pytest.mark.parametrize("folder", sorted(HERE.glob("cases/CHG122/*/base")), ids=lambda folder: str(folder.parent.name))
def test_scores_of_a_case_are_those_of_both_sides(folder: Path) -> None:
    """Whose scorecard comes to something else, and to what, is what scoring both sides by themselves gives."""
    _scores_agree(folder, folder.parent / "head")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("scorecards.yaml", "weight: 35", "weight: 40"),
        ("scorecards.yaml", "from: 95", "from: 85"),
        ("targets/revenue.yaml", "zhou-min, amount: 1750万", "zhou-min, amount: 2050万"),
        ("assessments.yaml", "level: 3, assessor: chen-rui", "level: 4, assessor: chen-rui"),
    ],
)
def test_scores_of_an_example_are_those_of_both_sides(path: str, old: str, new: str, tmp_path: Path) -> None:
    """The same holds of an example plan with another weight, grade, target or assessment."""
    base, head = (copy_plan("huadong", tmp_path / side) for side in SIDES)
    text = (base / path).read_text("utf-8")
    assert old in text
    (head / path).write_text(text.replace(old, new, 1), "utf-8")
    _scores_agree(base, head)


def _scores_agree(base: Path, head: Path) -> None:
    found = _printed("diff", base, head, "--results", "--as-of", AS_OF.isoformat(), "--fail-on", "never")
    names = {one["before"]: one["entity"]["id"] for one in found["changes"] if one["id"] == "person.id.renamed"}
    old, new = _scores(base, names), _scores(head, {})
    moved = {key: (old.get(key), new.get(key)) for key in {*old, *new} if old.get(key) != new.get(key)}
    told = {
        (one["person"]["id"], one["period"]["from"]): tuple(
            side and (_two_places(side["total"]), side["grade"]) for side in (one["before"], one["after"])
        )
        for one in found["scores"]
    }
    assert told == moved


def _scores(folder: Path, names: Mapping[str, str]) -> dict[tuple[str, str], tuple[Decimal | None, str | None]]:
    rows = _printed("score", folder, "--period", "each", "--as-of", AS_OF.isoformat())["rows"]
    return {
        (names.get(one["person"]["id"], one["person"]["id"]), one["period"]["from"]): (
            _two_places(one["total"]),
            one["grade"] if isinstance(one["grade"], str) else None,
        )
        for one in rows
    }


def _two_places(total: Any) -> Decimal | None:  # noqa: ANN401  # a number, or the words for none
    return round(Decimal(total), 2) if isinstance(total, str) else None


def _written(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def _agree(base: Path, head: Path) -> None:
    found = _printed("diff", base, head, "--as-of", AS_OF.isoformat(), "--fail-on", "never")
    names = {
        (one["entity"]["kind"], one["before"]): one["entity"]["id"]
        for one in found["changes"]
        if one["id"].endswith(".id.renamed")
    }
    sides = (Side(base, _table, AS_OF, names), Side(head, _table, AS_OF))
    ahead = {date.fromisoformat(one["day"]): one["people"] for one in found["ahead"]}
    days = sorted({day for side in sides for day in side.days()})
    known = _agree_on(AS_OF, sides, found["people"], {})
    for day in sorted({*days, *ahead}):
        moved = _agree_on(day, sides, ahead.get(day, []), known if len(days) <= _MOST_DAYS else None)
        known = moved


def _agree_on(
    day: date, sides: tuple[Side, Side], told: list[Any], known: Mapping[str, Difference] | None
) -> dict[str, Difference]:
    """Hold those who are told for a day against the tables; nobody is left out who has more than is `known`."""
    before, after = (side.on(day) for side in sides)
    for one in told:
        name = one["person"]["id"]
        assert _told(one["before"], sides[0]) == _had(before.get(name)), (day, name, "before")
        assert _told(one["after"], sides[1]) == _had(after.get(name)), (day, name, "after")
    moved = differences(before, after)
    if known is not None:
        more = {name: one for name, one in moved.items() if one not in {Difference(), known.get(name)}}
        assert more.keys() <= {one["person"]["id"] for one in told}, (day, more)
    return moved


def _told(profile: Any, side: Side) -> Had | None:  # noqa: ANN401  # a record of the comparison
    if profile is None:
        return None
    quotas = {
        (side.name("metric", one["metric"]), tuple(sorted(one["narrow"].items()))): _rounded(Decimal(one["whole"]))
        for one in profile["quotas"]
        if one["whole"] is not None
    }
    load = profile["utilisation"]
    return quotas, None if load is None else _rounded(Decimal(load)), frozenset(profile["customers"])


def _had(one: Holdings | None) -> Had | None:
    if one is None:
        return None
    load = None if one.load is None else _rounded(one.load)
    return {metric: _rounded(whole) for metric, whole in one.wholes.items()}, load, one.customers


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_STEP)


def _table(folder: Path, *words: str) -> Any:  # noqa: ANN401  # as JSON has it
    """Return the rows of a table; of the same files it is printed once."""
    return _rows(tuple(sorted(content_of(folder).items())), words, _Folder(folder))


class _Folder:
    """A folder that counts as any other, for its content is asked for by itself."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Folder)

    def __hash__(self) -> int:
        return 0


@cache
def _rows(_: Files, words: tuple[str, ...], folder: _Folder) -> Any:  # noqa: ANN401
    return _printed("show", *words, "--plan", folder.path)["rows"]


def _printed(*words: str | Path) -> Any:  # noqa: ANN401
    ended = ran(*words, "--format", "json")
    assert ended.code in {0, 1}, ended.err
    return json.loads(ended.out)
