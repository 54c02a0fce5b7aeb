"""CODEOWNERS of a plan: every line is one that the host reads as it is meant."""

from datetime import date
from typing import Final

import pytest

from plancode.pipeline.checking import check
from plancode.pipeline.owning import owners
from plancode.tree.overlay import OverlayTree

DAY: Final = date(2026, 4, 1)
PLAN: Final = "plancode: v1\nkind: plan\nid: east\nperiod: 2026\ncurrency: CNY\nteam: east\n"
TARGETS: Final = (
    "plancode: v1\nkind: targets\nid: revenue\nmetric: revenue\nowner: bea\ntarget: {team: east, amount: 1M}\n"
)


def _team(ann: str, bea: str) -> str:
    return (
        "plancode: v1\nkind: team\nid: teams\nroles: [{id: rep}]\nteams: [{id: east, manager: ann}]\n"
        f"people:\n  - {{id: ann, role: rep, team: east, codes: {{{ann}}}}}\n"
        f"  - {{id: bea, role: rep, team: east, codes: {{{bea}}}}}\n"
    )


def _duty(files: str) -> str:
    duty = f"{{id: cards, labels: {{files: '{files}'}}, R: ann, A: bea}}"
    return f"plancode: v1\nkind: responsibilities\nid: duties\nduties: [{duty}]\n"


def _lines(
    files: dict[str, str], prefix: str = "plans/east", ann: str = "github: ann", bea: str = "github: '@acme/leads'"
) -> list[str]:
    plan = {"plan.yaml": PLAN, "team.yaml": _team(ann, bea)} | files
    tree = OverlayTree({path: text.encode() for path, text in plan.items()})
    first, *lines = owners(check(tree, DAY), prefix, "github", "en").splitlines()
    assert first.startswith("# ")
    return lines


def test_plan_stands_first_then_files_then_duties() -> None:
    """The last match wins on the host, so what is nearer to a file stands below: plan, file, duty."""
    lines = _lines({"z.yaml": TARGETS, "duties.yaml": _duty("*.csv cards/**")})
    assert lines == [
        "/plans/east/ @ann",
        "/plans/east/z.yaml @acme/leads",
        "/plans/east/*.csv @acme/leads",
        "/plans/east/cards/** @acme/leads",
    ]


def test_order_of_the_files_of_a_plan_changes_nothing() -> None:
    """The same plan has the same lines, in whatever order its files are listed."""
    other = TARGETS.replace("id: revenue", "id: again")
    one = _lines({"a.yaml": TARGETS, "b.yaml": other, "duties.yaml": _duty("x.csv")})
    assert one == _lines({"duties.yaml": _duty("x.csv"), "b.yaml": other, "a.yaml": TARGETS})


def test_plan_at_the_top_of_a_repository() -> None:
    """Without a folder above, the paths begin at the top."""
    assert _lines({"z.yaml": TARGETS}, prefix="") == ["/ @ann", "/z.yaml @acme/leads"]


@pytest.mark.parametrize("code", ["erp: '7'", "github: 'x @everybody'", "github: 'a\nb'", "github: '#x'", "github: ''"])
def test_file_without_a_handle_is_a_comment(code: str) -> None:
    """A person without a handle, or with one that is none, is named in a comment and owns nothing."""
    assert _lines({"z.yaml": TARGETS}, bea=code)[-1] == "# /plans/east/z.yaml: bea"


@pytest.mark.parametrize(
    "name",
    ["a\n*\t@attacker\n.yaml", "a\t@x.yaml", "*.yaml", "a?.yaml", "[ab].yaml", "#a.yaml", "a #b.yaml", "!a.yaml",
     "a\\b.yaml", "a\u2028* @x.yaml", "a\u202eb.yaml", "a\u00a0b.yaml", "a\x85* @x.yaml"],
)  # fmt: skip
def test_name_that_would_mean_something_else_is_a_comment(name: str) -> None:
    """No name of a file makes a line of its own, stands for other files, or is written otherwise than it is."""
    lines = _lines({name: TARGETS})
    assert lines[0] == "/plans/east/ @ann"
    assert len(lines) == 2
    assert lines[1].startswith("# /plans/east/")
    assert lines[1].endswith(": bea")


@pytest.mark.parametrize("prefix", ["plans/*", "plans/a\n* @x", "plans/#1", "a/../b"])
def test_odd_folder_of_a_plan_owns_nothing(prefix: str) -> None:
    """A folder that CODEOWNERS cannot say gives comments only."""
    assert all(line.startswith("# ") for line in _lines({"z.yaml": TARGETS}, prefix=prefix))


@pytest.mark.parametrize("name", ["mit leer zeichen.yaml", "目标（华东）.yaml", "a@b.yaml", "a+b,c=d%20.yaml"])
def test_usual_names_are_written_as_they_are(name: str) -> None:
    """Chinese, spaces and signs without a meaning stay; a space has its backslash."""
    assert _lines({name: TARGETS})[-1] == f"/plans/east/{name} @acme/leads".replace(name, name.replace(" ", "\\ "))


@pytest.mark.parametrize("glob", ["../../.github/**", "a/../../b", "[a-z].yaml", "!x.yaml", "#x"])
def test_duty_gives_away_nothing_outside_of_the_plan(glob: str) -> None:
    """What a duty says about files stays in the plan's folder and in what CODEOWNERS can say."""
    assert _lines({"duties.yaml": _duty(glob)})[-1] == f"# /plans/east/{glob}: bea"


def test_files_of_a_duty_begin_at_the_plan() -> None:
    """A path that begins at the top begins at the plan's folder."""
    assert _lines({"duties.yaml": _duty("/cards.yaml")})[-1] == "/plans/east/cards.yaml @acme/leads"
