"""The revisions of a plan: each is told as a comparison of its own would tell it, whatever they share."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from plancode.compare.effects import Effect
from plancode.document.reader import PlanReading
from plancode.errors import NoRepositoryError, UnknownRefError
from plancode.findings.severity import Severity
from plancode.locale.width import visible
from plancode.model import load
from plancode.pipeline.comparing import Compared, compare
from plancode.pipeline.history import Asked, RevisionHistory, Told, history
from plancode.report.log_v1 import Revision, State
from plancode.tree.git import GitTree
from plancode.tree.overlay import OverlayTree
from plancode.tree.repository import Repository
from tests.making import checked, files_of
from tests.repositories import commit, day_of, git, repo_of, write

PLAN: Final = """plancode: v1
kind: plan
id: east
title: East
period: 2026
currency: CNY
team: east
---
plancode: v1
kind: team
id: teams
roles: [{id: rep, carries_quota: true}]
teams: [{id: east, title: East coast}]
people:
  - {id: p-1, name: Ann Lee, role: rep, team: east}
  - {id: p-2, name: 张三, role: rep, team: east}
"""


def target(amount: str, ann: str = "40") -> str:
    """Return the targets of a plan: what the team is to sell, and Ann of it."""
    return (
        f"plancode: v1\nkind: targets\nid: sales\nmetric: revenue\nphasing: even\n"
        f"target: {{team: east, amount: {amount}}}\nsplit:\n"
        f"  - {{person: p-1, amount: {ann}}}\n  - {{person: p-2, rest: true}}\n"
    )


def plan(amount: str = "100", ann: str = "40", folder: str = "plans/east") -> dict[str, str]:
    """Return the files of a plan in a folder, with a file beside it."""
    return {f"{folder}/plan.yaml": PLAN, f"{folder}/targets.yaml": target(amount, ann), "README.md": "ours\n"}


def told(folder: Path, limit: int = 99, since: str | None = None, as_of: date | None = None) -> RevisionHistory:
    """Return the history of the plan in a repository."""
    return history(folder / "plans" / "east", Asked(limit, since, as_of))


def revisions(found: RevisionHistory) -> list[Revision]:
    """Return the revisions of a history."""
    return [one.revision for one in found.told]


def figures(one: Revision) -> dict[str, tuple[str | None, str | None]]:
    """Return the figures of a revision, before and after."""
    return {effect.figure.measure: (text(effect.before), text(effect.after)) for effect in one.effects}


def text(value: Decimal | None) -> str | None:
    """Return a figure without decimals as text, None for none."""
    return None if value is None else f"{value:.0f}"


def test_newest_first_with_day_author_and_figures(tmp_path: Path) -> None:
    """Commits that touch the plan are told, the newest first, with what each did to the main target and the quota."""
    repo = repo_of(tmp_path / "r", [plan("100"), plan("120"), {**plan("120"), "README.md": "theirs\n"}, plan("90")])
    last, second, first = revisions(told(repo))
    assert [one.commit.subject for one in (last, second, first)] == ["revision 4", "revision 2", "revision 1"]
    assert (last.commit.author, last.as_of) == ("Lin Yue", day_of(3).date())
    assert figures(last) == {"target": ("120", "90"), "quota": ("120", "90")}
    assert figures(second) == {"target": ("100", "120"), "quota": ("100", "120")}
    assert (second.changes, second.people, second.state) == (1, 1, State.CHANGED)
    assert figures(first) == {"target": (None, "100"), "quota": (None, "100")}
    assert (first.state, first.people) == (State.NEW, 2)


def _edited(name: str, steps: tuple[tuple[str, str, str], ...]) -> list[dict[str, bytes]]:
    """Return an example plan, and after each step of path, old and new text the plan as it then is."""
    found = [{f"plans/east/{path}": data for path, data in files_of(name).items()}]
    for path, old, new in steps:
        key = f"plans/east/{path}"
        before = found[-1][key].decode()
        assert old in before
        found.append(found[-1] | {key: before.replace(old, new, 1).encode()})
    return found


STEPS: Final = (
    ("targets/new-customers.yaml", "target: {team: huadong, amount: 120,", "target: {team: huadong, amount: 130,"),
    ("targets/new-customers.yaml", "{person: zhou-min, amount: 8}", "{person: zhou-min, amount: 18}"),
    ("territories.yaml", "- {person: zhou-min, for: {channel: ka}}", "- {person: gu-jiayi, for: {channel: ka}}"),
    ("team.yaml", "    team: shanghai\n    start: 2024-05-06", "    team: nowhere\n    start: 2024-05-06"),
    ("team.yaml", "    team: nowhere\n    start: 2024-05-06", "    team: hangzhou\n    start: 2024-05-06"),
    ("targets/new-customers.yaml", "{person: zhou-min, amount: 18}", "{person: zhou-min, amount: 8}"),
    ("accounts/pudong.csv", "huijia-pudong,", "huijia-pd,"),
)


@pytest.mark.slow
def test_each_is_told_as_a_comparison_alone_tells_it(tmp_path: Path) -> None:
    """However many revisions share files and figures, each has what its comparison with its parent has by itself."""
    repo = repo_of(tmp_path / "r", _edited("huadong", STEPS))
    found = revisions(told(repo))
    assert len(found) == len(STEPS) + 1
    assert any(one.introduced[Severity.ERROR] for one in found)
    assert any(one.fixed for one in found)
    for one in found:
        alone = _alone(repo, one)
        assert (one.changes, one.people) == (len(alone.comparison.changes), len(alone.comparison.touched))
        assert set(one.effects) <= set(alone.comparison.effects)
        introduced = [each.severity for each in alone.introduced]
        assert {severity: introduced.count(severity) for severity in Severity} == dict(one.introduced)
        assert one.fixed == len(alone.fixed)
        assert one.lost == ()


def _alone(repo: Path, one: Revision) -> Compared:
    repository = Repository.around(repo)
    assert repository is not None
    parent = repository.first_parent(one.commit.oid)
    base = GitTree(repository, parent, "plans/east") if parent else OverlayTree({})
    return compare((base, GitTree(repository, one.commit.oid, "plans/east")), one.as_of)


def _many(number: int) -> dict[str, str]:
    """Return a plan of many files, each of which says another thing with every number."""
    head = "plancode: v1\nkind: territories\n"
    return plan(str(100 + number)) | {
        f"plans/east/{name}.yaml": f"{head}id: m{name}\nterritories: [{{id: t{name}, title: T {number}, team: east}}]\n"
        for name in range(40)
    }


@pytest.mark.slow
def test_no_document_is_taken_for_one_that_is_gone(tmp_path: Path) -> None:
    """What was found in documents of revisions that are done with is not found in later ones in their place."""
    repo = repo_of(tmp_path / "r", [_many(number) for number in range(8)])
    assert [one.changes for one in revisions(told(repo))[:-1]] == [41] * 7


def test_files_that_stay_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a whole walk each text of each file is parsed once, though every revision is on two sides."""
    repo = repo_of(tmp_path / "r", [plan(str(100 + number)) for number in range(8)])
    parsed: list[str] = []
    load_file = load._load_file  # noqa: SLF001  # counted, not replaced

    def counted(reading: PlanReading, path: str) -> list[load.Loaded]:
        parsed.append(path)
        return load_file(reading, path)

    monkeypatch.setattr(load, "_load_file", counted)
    assert len(told(repo).told) == 8
    assert sorted(parsed) == ["plan.yaml", *["targets.yaml"] * 8]


def test_both_sides_are_judged_on_the_day_of_the_commit(tmp_path: Path) -> None:
    """What only time does to a plan is not told of a revision; with a day of one's own all are judged on that."""
    accepted = "plancode: v1\nsuppress: [{code: PLN101, reason: soon, until: 2026-01-10}]\n"
    old = {**plan(), "plans/east/plancode.yaml": accepted}
    inside = {Path(path).name: content for path, content in old.items()}
    early, late = (checked(inside, day_of(number).date()) for number in (0, 9))
    assert len(late.open) > len(early.open)
    repo = repo_of(tmp_path / "r", [])
    commit(repo, old, 0)
    commit(repo, {**old, "plans/east/targets.yaml": target("120")}, 9)
    last, first = revisions(told(repo))
    assert (last.as_of, first.as_of) == (day_of(9).date(), day_of(0).date())
    assert sum(last.introduced.values()) == 0
    assert {one.as_of for one in revisions(told(repo, as_of=date(2026, 3, 1)))} == {date(2026, 3, 1)}


def test_what_is_not_committed_is_no_revision(tmp_path: Path) -> None:
    """The working tree changes nothing of the history."""
    repo = repo_of(tmp_path / "r", [plan(), plan("120")])
    before = told(repo)
    write(repo / "plans/east/targets.yaml", target("999"))
    write(repo / "plans/east/more.yaml", "a: [1\n")
    assert told(repo) == before


def test_limit_and_since(tmp_path: Path) -> None:
    """At most so many are told, of all or of those since a revision, and how many others there are."""
    repo = repo_of(tmp_path / "r", [plan(str(100 + number)) for number in range(5)])
    found = told(repo, limit=2)
    assert ([one.commit.subject for one in revisions(found)], found.more) == (["revision 5", "revision 4"], 3)
    since = told(repo, limit=2, since="HEAD~3")
    assert ([one.commit.subject for one in revisions(since)], since.more) == (["revision 5", "revision 4"], 1)
    assert told(repo, since="HEAD").told == ()
    with pytest.raises(UnknownRefError):
        told(repo, since="no-such-branch")


def test_merge_is_held_against_its_first_parent(tmp_path: Path) -> None:
    """A merge that joins two lines of the plan is told as what it brought into the line it was made on."""
    repo = repo_of(tmp_path / "r", [plan()])
    git(repo, "checkout", "--quiet", "-b", "side")
    write(repo / "plans/east/plan.yaml", PLAN.replace("张三", "李四"))
    git(repo, "commit", "--quiet", "-a", "-m", "another name", day=1)
    git(repo, "checkout", "--quiet", "main")
    write(repo / "plans/east/targets.yaml", target("120"))
    git(repo, "commit", "--quiet", "-a", "-m", "more", day=2)
    git(repo, "merge", "--quiet", "--no-ff", "-m", "both", "side", day=3)
    merge, more, name, first = revisions(told(repo))
    assert [one.commit.subject for one in (merge, more, name, first)] == ["both", "more", "another name", "revision 1"]
    assert [one.is_merge for one in (merge, more, name, first)] == [True, False, False, False]
    assert (merge.changes, merge.effects) == (1, ())
    assert figures(more)["target"] == ("100", "120")


def test_shallow_clone_says_where_its_history_begins(tmp_path: Path) -> None:
    """The oldest commit of a shallow clone is not taken for one that made the plan."""
    origin = repo_of(tmp_path / "r", [plan(str(100 + number)) for number in range(4)])
    git(tmp_path, "clone", "--quiet", "--depth", "2", f"file://{origin}", "clone")
    found = told(tmp_path / "clone")
    last, cut = revisions(found)
    assert found.is_shallow
    assert (last.state, figures(last)["target"]) == (State.CHANGED, ("102", "103"))
    assert (cut.state, figures(cut)["target"]) == (State.CUT, (None, "102"))


def test_revision_that_cannot_be_read_in_whole(tmp_path: Path) -> None:
    """A file that breaks is named with the revision that breaks it and with the one that mends it, and no other."""
    broken = {**plan(), "plans/east/targets.yaml": target("100") + "extra: [1\n"}
    repo = repo_of(tmp_path / "r", [plan(), broken, plan("120"), plan("130")])
    assert [one.lost for one in revisions(told(repo))] == [(), ("targets.yaml",), ("targets.yaml",), ()]


def test_revision_that_cannot_be_read_at_all(tmp_path: Path) -> None:
    """A file, or a link, where the plan's folder was is told as such, and the others are told all the same."""
    file = {"plans/east": "no folder\n"}
    repo = repo_of(tmp_path / "r", [plan(), file])
    (repo / "plans" / "east").unlink()
    commit(repo, plan("120"), 2)
    commit(repo, plan("130"), 3)
    last, back, away, first = revisions(told(repo))
    assert [one.state for one in (last, back, away, first)] == [
        State.CHANGED,
        State.UNREADABLE,
        State.UNREADABLE,
        State.NEW,
    ]
    assert "plans/east" in back.reason
    assert figures(last)["target"] == ("120", "130")


def test_plan_that_goes_and_comes_back(tmp_path: Path) -> None:
    """A revision takes the plan away, another makes it anew; a folder that never had a plan document has none."""
    other = {"README.md": "ours\n"}
    notes = {**other, "plans/east/notes.yaml": "plancode: v1\nkind: calendar\nid: c\n"}
    repo = repo_of(tmp_path / "r", [notes, plan(), other, plan("120")])
    found = told(repo)
    assert [one.state for one in revisions(found)] == [State.NEW, State.REMOVED, State.NEW, State.NO_PLAN]
    assert (found.name.plan, found.name.label) == ("east", "East")


def test_damaged_object_spoils_its_own_revision_only(tmp_path: Path) -> None:
    """A file that git cannot read any more is told with the revisions that have it."""
    repo = repo_of(tmp_path / "r", [plan(), plan("120"), plan("130"), plan("140")])
    oid = git(repo, "rev-parse", "HEAD~2:plans/east/targets.yaml")
    (repo / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    states = [one.state for one in revisions(told(repo))]
    assert states == [State.CHANGED, State.UNREADABLE, State.UNREADABLE, State.NEW]


@pytest.mark.parametrize("moment", ["253402300799 +0000", "1 +0000", "253402300799 +1400"])
def test_clock_of_whoever_commits_can_say_anything(tmp_path: Path, moment: str) -> None:
    """The first and the last day there is are days to judge a revision on."""
    repo = repo_of(tmp_path / "r", [plan()])
    write(repo / "plans/east/targets.yaml", target("120"))
    git(repo, "commit", "--quiet", "-a", "-m", "odd", GIT_AUTHOR_DATE=f"@{moment}", GIT_COMMITTER_DATE=f"@{moment}")
    found = told(repo)
    odd = next(one for one in revisions(found) if one.commit.subject == "odd")
    assert figures(odd)["target"] == ("100", "120")
    assert found.broken == ()


def test_names_are_hidden(tmp_path: Path) -> None:
    """With a mask neither the author nor anybody of any revision's plan is named, also in a subject."""
    repo = repo_of(tmp_path / "r", [plan()])
    named = {**plan("120"), "plans/east/plan.yaml": PLAN.replace("East coast", "Ann Lee's team")}
    commit(repo, named, 1, "Lin Yue: Ann Lee and 张三 agree")
    gone = {**plan("130"), "plans/east/plan.yaml": PLAN.replace("Ann Lee", "Eve Wu")}
    commit(repo, gone, 2, "Ann Lee leaves")
    found = history(repo / "plans/east", Asked(9, mask=True))
    assert [one.revision.commit.subject for one in found.told] == ["p-1 leaves", "…: p-1 and p-2 agree", "revision 1"]
    shown = visible(repr((found.past, found.report)))
    assert not [name for name in ("Lin Yue", "Ann Lee", "张三", "Eve Wu") if name in shown]


@pytest.mark.parametrize("name", ["log", "headline", "changed", "list", "effect", "commit", "p", "a", "100"])
def test_author_or_person_with_a_name_of_ours(tmp_path: Path, name: str) -> None:
    """Whoever is called like a word of ours is hidden, and no word of ours with them."""
    files = {**plan("120"), "plans/east/plan.yaml": PLAN.replace("Ann Lee", name)}
    repo = repo_of(tmp_path / "r", [plan()])
    for path, content in files.items():
        write(repo / path, content)
    git(repo, "commit", "--quiet", "-a", "-m", "more", GIT_AUTHOR_NAME=name)
    masked, open_ = (history(repo / "plans/east", Asked(9, mask=mask)) for mask in (True, False))
    hidden, shown = (set(re.findall(r"key='([a-z_.]+)'", repr(side.told))) for side in (masked, open_))
    assert hidden - {"change.masked", "headline.named"} <= shown  # the name is personal, and its change not shown
    assert revisions(masked)[0].effects == revisions(open_)[0].effects


def test_plan_at_the_top_and_plan_beside(tmp_path: Path) -> None:
    """A plan that is the whole repository has its history; so has each of two plans in one."""
    top = repo_of(tmp_path / "top", [{"plan.yaml": PLAN, "targets.yaml": target(each)} for each in ("100", "120")])
    assert figures(revisions(history(top, Asked(9)))[0])["target"] == ("100", "120")
    beside = plan() | plan(folder="plans/west")
    repo = repo_of(tmp_path / "r", [beside, {**beside, **plan("120", folder="plans/west")}])
    assert len(told(repo).told) == 1
    assert len(history(repo / "plans/west", Asked(9)).told) == 2


def test_without_commits_or_repository(tmp_path: Path) -> None:
    """A plan that was never committed has no revisions, but its name; outside of a repository there is no history."""
    repo = repo_of(tmp_path / "r", [])
    for path, content in plan().items():
        write(repo / path, content)
    found = told(repo)
    assert (found.told, found.more, found.name.label) == ((), 0, "East")
    git(repo, "add", "README.md")
    git(repo, "commit", "--quiet", "-m", "no plan")
    assert told(repo).told == ()
    with pytest.raises(NoRepositoryError):
        history(tmp_path, Asked(9))


def _as_told(found: tuple[Told, ...]) -> Mapping[str, tuple[Effect, ...]]:
    return {one.revision.commit.oid: one.revision.effects for one in found}


@pytest.mark.slow
def test_a_part_of_the_history_is_told_as_in_the_whole(tmp_path: Path) -> None:
    """Where a walk begins and ends changes nothing of what it tells of a revision."""
    repo = repo_of(tmp_path / "r", [plan(str(100 + number % 3), ann=str(number)) for number in range(13)])
    whole = _as_told(told(repo).told)
    for since, limit in (("HEAD~7", 99), ("HEAD~12", 4), (None, 1)):
        assert _as_told(told(repo, limit, since).told).items() <= whole.items()
