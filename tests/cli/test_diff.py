"""`plancode diff`: what a reviewer sees, in every format, and what the command does with what it is given."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from click import Choice

from plancode.cli import diff as diff_command
from plancode.cli.exits import Exit
from plancode.cli.main import run
from plancode.compare import figures
from plancode.locale.width import width
from plancode.pipeline.comparing import Compared
from plancode.pipeline.pairs import PlanPair
from plancode.report.reporters import REPORTERS
from tests.house.test_docs import commands, in_git
from tests.pooled import pooled
from tests.report.published import faults
from tests.repositories import commit, git, repo_of
from tests.support import DAY, PLANS, ROOT, Page, copy_plan, environment, no_traceback, plancode, ran, rendered

GOLDEN: Final = ROOT / "tests" / "cli" / "golden"
DOCS: Final = (ROOT / "docs" / "diff.md").read_text("utf-8")
NARROW: Final = 80
Capture = pytest.CaptureFixture[str]
Diff = Callable[..., tuple[int, str, str]]

EDITS: Final = (
    ("team.yaml", "    team: shanghai\n    start: 2024-05-06", "    team: hangzhou\n    start: 2024-05-06"),
    ("territories.yaml", "- {person: zhou-min, for: {channel: ka}}", "- {person: gu-jiayi, for: {channel: ka}}"),
    ("targets/new-customers.yaml", "target: {team: huadong, amount: 120,", "target: {team: huadong, amount: 130,"),
    ("targets/new-customers.yaml", "{person: zhou-min, amount: 8}", "{person: zhou-min, amount: 18}"),
    ("plan.yaml", "{id: marketing, title: 市场部}", "{id: marketing, title: 市场与品牌部}"),
    ("accounts/pudong.csv", "huijia-pudong,", "huijia-pd,"),
)
"""A change as a sales lead would make it: somebody moves, a territory goes to somebody else, targets rise."""


def change(plan: Path) -> None:
    """Make the change in a copy of huadong."""
    for path, old, new in EDITS:
        text = (plan / path).read_text("utf-8")
        assert old in text
        (plan / path).write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with huadong in two commits, and a change that is not committed."""
    folder = tmp_path_factory.mktemp("repository")
    plan = copy_plan("huadong", folder / "plans")
    in_git(folder, plan / "plan.yaml")
    change(plan)
    return folder


@pytest.fixture(scope="module")
def compared() -> dict[object, Compared]:
    """Return what was compared before: the plan is compared once for all tests that run the command in process."""
    return {}


@pytest.fixture
def diff(repository: Path, compared: dict[object, Compared], capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> Diff:
    """Return what runs the command on that plan."""
    compare = diff_command._compare  # noqa: SLF001  # the work that is shared

    def once(pair: PlanPair, *given: Any) -> Compared:  # noqa: ANN401  # whatever the command gives on
        sides = (pair.plan, pair.base.label, pair.base.commit, pair.head.label, pair.head.commit, *given)
        if sides not in compared:
            compared[sides] = compare(pair, *given)
        return compared[sides]

    monkeypatch.setattr(diff_command, "_compare", once)

    def ran(*words: str) -> tuple[int, str, str]:
        code = run(["diff", *words, "--plan", str(repository / "plans" / "huadong"), *DAY])
        out, err = capsys.readouterr()
        assert no_traceback(out + err)
        return code, out, err

    return ran


def _held(name: str, text: str, *, update: bool) -> None:
    shown = re.sub(r"main@[0-9a-f]{7}", "main@0000000", text)
    if update:
        GOLDEN.mkdir(parents=True, exist_ok=True)
        (GOLDEN / name).write_text(shown, "utf-8")
    assert shown == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("form", "ending"), [("text", "txt"), ("markdown", "md"), ("json", "json")])
def test_review_is_what_it_was(diff: Diff, language: str, form: str, ending: str, *, update_golden: bool) -> None:
    """The review of a change reads as it did, letter by letter."""
    code, out, _ = diff("--lang", language, "--format", form)
    assert code == Exit.FINDINGS
    _held(f"huadong.{language}.{ending}", out, update=update_golden)


@pytest.mark.parametrize("person", ["xu-lei", "zhou-min", "lin-yue"])
def test_letter_is_what_it_was(diff: Diff, person: str, *, update_golden: bool) -> None:
    """Each person's letter reads as it did; who is not touched is told so."""
    code, out, _ = diff("--for", person)
    assert code == Exit.CLEAN
    _held(f"letter.{person}.txt", out, update=update_golden)


@pytest.mark.slow
def test_text_fits_a_terminal(diff: Diff) -> None:
    """No line is wider than a terminal of 80 columns."""
    for language in ("en", "zh"):
        _, out, _ = diff("--lang", language)
        assert [line for line in out.splitlines() if width(line) > NARROW] == []


def test_json_is_as_its_schema_says(diff: Diff) -> None:
    """The JSON fits the published schema."""
    _, out, _ = diff("--format", "json")
    assert faults("diff", json.loads(out)) == []


def test_nothing_changes_nothing(diff: Diff) -> None:
    """A comment and a draft line are no change; --quiet-unchanged then prints nothing, and both exit cleanly."""
    code, out, _ = diff("HEAD~1", "HEAD")
    assert code == Exit.CLEAN
    assert "没有变化" in out
    assert diff("HEAD~1", "HEAD", "--quiet-unchanged") == (Exit.CLEAN, "", "")


@pytest.mark.parametrize("most", [60_000, 12_000, 6_000, 2_500])
def test_comment_fits_its_bytes(diff: Diff, most: int) -> None:
    """Markdown fits into the bytes it is given, begins with the headline, and is whole: every fold is closed."""
    _, out, _ = diff("--format", "markdown", "--max-bytes", str(most))
    assert len(out.encode()) <= most
    assert "；另有 4 处变更；涉及" in out.split("\n")[2]
    assert out.count("<details>") == out.count("</details>")
    assert Page(rendered(out)).names.count("details") == out.count("<details>")


def test_headline_is_the_last_to_go(diff: Diff) -> None:
    """Where not even the least fits, nothing is printed rather than something cut."""
    assert diff("--format", "markdown", "--max-bytes", "20")[1] == ""


@pytest.mark.slow
def test_masked_review_names_nobody(diff: Diff) -> None:
    """With --mask neither names of people nor what is personal stands in any format."""
    team = (PLANS / "huadong" / "team.yaml").read_text("utf-8")
    names = re.findall(r"^ +name: (\S+)", team, re.MULTILINE)
    assert len(names) > 10
    for form in ("text", "markdown", "json", "html", "sarif", "github", "gitlab", "junit"):
        _, out, _ = diff("--mask", "--format", form)
        if form == "sarif":  # the pages of rules have people of their own
            out = json.dumps(json.loads(out)["runs"][0]["results"], ensure_ascii=False)
        assert [name for name in names if name in out] == []
        assert "xu-lei" in out


def test_masked_review_tells_no_pay(tmp_path: Path) -> None:
    """With --mask neither a change of pay nor the finding about it tells a figure."""
    sides = [tmp_path / name for name in ("base", "head")]
    for side, pool in zip(sides, ("{amount: 123400}", "{amount: 567800}"), strict=True):
        side.mkdir()
        pooled(side, pool)
    told = {mask: ran("diff", *sides, "--as-of", "2026-04-01", "--lang", "en", *mask).out for mask in ((), ("--mask",))}
    assert ["123,400" in told[()], "123,400" in told["--mask",], "567,800" in told["--mask",]] == [True, False, False]
    assert "“bonus pool: amount” of rep-card changes from *** to ***" in told["--mask",]


def test_limits_decide_whether_to_post(diff: Diff) -> None:
    """A limit above what moves keeps silent, one below does not; what must be answered for is always printed."""
    assert diff("HEAD~1", "HEAD", "--post-above", "quota=5%", "--format", "markdown")[1] == ""
    assert diff("--post-above", "quota=1%", "--format", "markdown")[1]
    assert diff("--post-above", "quota=500%", "--format", "markdown")[1]


@pytest.mark.parametrize("word", ["quota", "quota=5", "nothing=5%", "quota=x%"])
def test_odd_limit_is_a_mistake(diff: Diff, word: str) -> None:
    """A limit that is none is refused before anything is read."""
    code, _, err = diff("--post-above", word)
    assert code == Exit.CANNOT
    assert "quota=5%" in err


@pytest.mark.parametrize("form", ["sarif", "github", "gitlab", "junit"])
def test_hosts_get_what_must_be_answered_for(diff: Diff, form: str) -> None:
    """Formats of code hosts hold the findings that the change introduces."""
    _, out, _ = diff("--format", form)
    assert "TGT106" in out


def test_formats_are_saved_in_one_run(diff: Diff, tmp_path: Path) -> None:
    """--save writes what --format would print."""
    _, out, _ = diff(
        "--format", "markdown", "--save", f"json={tmp_path / 'a.json'}", "--save", f"markdown={tmp_path / 'a.md'}"
    )
    assert (tmp_path / "a.md").read_text("utf-8") == out
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["format_version"] == 1


def test_severity_that_fails_can_be_chosen(diff: Diff) -> None:
    """--fail-on never exits cleanly, whatever is found."""
    assert diff("--fail-on", "never")[0] == Exit.CLEAN
    assert diff("--fail-on", "error")[0] == Exit.FINDINGS


def test_nobody_of_that_name(diff: Diff) -> None:
    """A letter to somebody who is on neither side is refused, in words."""
    code, out, err = diff("--for", "nobody\x1b[31m")
    assert (code, out) == (Exit.FINDINGS, "")
    assert "nobody" in err
    assert "\x1b" not in err


@pytest.mark.slow
def test_commands_of_the_page_work(repository: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of docs/diff.md runs."""
    monkeypatch.chdir(repository)
    copy_plan("starter", repository / "plans")
    for line in commands(DOCS):
        assert run([*line.split()[1:], *DAY]) in (Exit.CLEAN, Exit.FINDINGS), line
        assert no_traceback(capsys.readouterr().err)


def test_plan_that_is_new(tmp_path: Path, capsys: Capture) -> None:
    """Against a commit without the plan everything is added, and everybody is touched."""
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    (tmp_path / "README.md").write_text("nothing yet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    plan = copy_plan("starter", tmp_path / "plans")
    run(["diff", "main", "--plan", str(plan), *DAY, "--format", "json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert {one["sort"] for one in found["changes"]} == {"added"}
    assert len(found["people"]) == 3


def test_broken_side_is_compared_as_far_as_it_loads(tmp_path: Path, capsys: Capture) -> None:
    """A file that cannot be read is named, and the rest is compared."""
    old, new = copy_plan("huadong", tmp_path / "old"), copy_plan("huadong", tmp_path / "new")
    change(new)
    (new / "cadence.yaml").write_text("plancode: [v1\n", "utf-8")
    run(["diff", str(old), str(new), "--plan", str(new), *DAY])
    out = capsys.readouterr().out
    assert "cadence.yaml" in out
    assert "徐蕾" in out


def test_folders_of_plans_are_told_one_after_the_other(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every format has each plan, a letter is printed of those that have somebody, and what one answers for fails."""
    text = (PLANS / "starter" / "plan.yaml").read_text("utf-8").replace("id: sales-2026", "id: north-2026")
    changed = text.replace("id: north-2026", "id: south-2026")
    for path, written in {
        "old/north": text, "new/north": text, "old/south": changed, "new/south": changed.replace("55%", "75%")
    }.items():  # fmt: skip
        (tmp_path / path).mkdir(parents=True)
        (tmp_path / path / "plan.yaml").write_text(written, "utf-8")
    monkeypatch.chdir(tmp_path)
    asked = ["diff", "old", "new", "--as-of", "2026-02-01"]
    saved = [word for form in ("markdown", "html", "json") for word in ("--save", f"{form}=out.{form}")]
    assert run([*asked, *saved]) == Exit.FINDINGS
    told, pages = (
        capsys.readouterr().out,
        [(tmp_path / f"out.{form}").read_text("utf-8") for form in ("markdown", "html")],
    )
    assert all(page.count("Nothing changes") == 1 and "75" in page for page in (told, *pages))
    assert told.index("old/north with new/north") < told.index("old/south with new/south")
    records = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [record["plan"] for record in records] == ["north-2026", "south-2026"]
    assert [problem for record in records for problem in faults("diff", record)] == []
    run([*asked, "--quiet-unchanged"])
    assert "old/north" not in capsys.readouterr().out


def test_spent_entries_are_pruned(tmp_path: Path, capsys: Capture) -> None:
    """--prune takes out what the base has already, and leaves every other byte of accepted.yaml."""
    plan = copy_plan("starter", tmp_path / "plans")
    text = "# who answers for what\nplancode: v1\naccepted:\n{}"
    entry = "  - {{fingerprint: {0}, entity: x, reason: As agreed, approver: y}}  # {0}\n"
    (plan / "accepted.yaml").write_text(text.format(entry.format("a" * 16)), "utf-8")
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    (plan / "accepted.yaml").write_text(text.format(entry.format("a" * 16) + entry.format("b" * 16)), "utf-8")
    assert run(["diff", "--plan", str(plan), "--prune", *DAY]) == Exit.CLEAN
    assert (plan / "accepted.yaml").read_text("utf-8") == text.format(entry.format("b" * 16))
    assert "1" in capsys.readouterr().out


def test_names_known_before_loading_are_those_there_are() -> None:
    """The formats and measures of the usage are those that exist."""
    assert diff_command.MEASURES == figures.MEASURES
    assert set(REPORTERS) <= set(diff_command.FORMATS)
    form = next(one for one in diff_command.command.params if one.name == "format_")
    assert isinstance(form.type, Choice)
    assert tuple(form.type.choices) == diff_command.FORMATS


@pytest.mark.slow
def test_same_bytes_in_another_process(repository: Path) -> None:
    """Another process with another hash seed says the same."""
    words = ("diff", "--plan", repository / "plans" / "huadong", *DAY, "--format", "json")
    one = plancode(*words, env=environment(PYTHONHASHSEED="1"))
    other = plancode(*words, env=environment(PYTHONHASHSEED="2"))
    assert one.out == other.out
    assert one.out


@pytest.mark.parametrize("to", ["q/plan.yaml", "scenarios/plan.yaml"])
@pytest.mark.parametrize("asked", ["plan", "."])
@pytest.mark.parametrize("is_there", [False, True])
def test_plan_that_is_moved_is_held_against_what_it_was(
    tmp_path: Path,
    to: str,
    asked: str,
    is_there: bool,  # noqa: FBT001  # a parameter
    capsys: Capture,
) -> None:
    """A change that moves the plan's folder, within what was asked for, is told and judged as one of that plan."""
    text = (PLANS / "starter" / "plan.yaml").read_text("utf-8")
    changed = text.replace("share: 55%", "share: 75%")
    assert changed != text
    there = {f"plan/{to.partition('/')[0]}/notes.txt": "a folder that is there already\n"} if is_there else {}
    folder = repo_of(tmp_path / "clone", [{"plan/plan.yaml": text, **there}])
    commit(folder, {"plan/plan.yaml": changed}, 1)
    plain = run(["diff", "HEAD~1", "HEAD", "--plan", str(folder / "plan"), "--as-of", "2026-02-01"])
    assert "75 %" in capsys.readouterr().out
    (folder / "plan" / to).parent.mkdir(exist_ok=True)
    git(folder, "mv", "plan/plan.yaml", f"plan/{to}")
    git(folder, "commit", "--quiet", "--amend", "-m", "moved")
    moved = run(["diff", "HEAD~1", "HEAD", "--plan", str(folder / asked), "--as-of", "2026-02-01"])
    told = capsys.readouterr().out
    assert (moved, plain) == (Exit.FINDINGS, Exit.FINDINGS)
    assert "75 %" in told
    assert "everything is new" not in told


def test_results_alone_change(tmp_path: Path) -> None:
    """Where only results are others, the headline names their file, and what is wrong with the new ones is new."""
    sides = [tmp_path / name for name in ("base", "head")]
    for side in sides:
        side.mkdir()
        pooled(side, "{amount: 100k}")
    orders = sides[1] / "orders.csv"
    orders.write_text(orders.read_text("utf-8").replace("2026-", "2026-x"), "utf-8")
    out = ran("diff", *sides, "--as-of", "2026-04-01", "--lang", "en", "--results").out
    headline, _, rest = out.partition("\n\n")[2].partition("What it does")
    assert headline.startswith("The plan itself does not change; orders.csv has other results")
    in_change, _, new = rest.partition("New in the plan")
    assert "CHG131" in in_change.partition("In the change itself")[2]
    assert "DAT120" in new


def test_a_branch_has_the_results_of_its_own_files(tmp_path: Path) -> None:
    """Whatever lies in the folder: a file of results that a branch changes is read as the branch has it."""
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    plan = tmp_path / "plan"
    plan.mkdir()
    pooled(plan, "{amount: 100k}")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    git(tmp_path, "checkout", "--quiet", "-b", "more")
    orders = plan / "orders.csv"
    first, *rest = orders.read_text("utf-8").splitlines()
    row = rest[0].split(",")
    amount = next(index for index, cell in enumerate(row) if cell.isdecimal())
    row[amount] += "0"
    orders.write_text("\n".join([first, ",".join(row), *rest[1:]]) + "\n", "utf-8")
    git(tmp_path, "commit", "--quiet", "--all", "-m", "ten times")
    words = ("diff", "main", "more", "--plan", plan, "--as-of", "2026-04-01", "--lang", "en", "--results")
    there = ran(*words).out
    git(tmp_path, "checkout", "--quiet", "main")
    assert ran(*words).out == there
    assert "CHG131" in there


def test_a_file_that_cannot_be_read_is_no_file_without_changes(tmp_path: Path) -> None:
    """Neither the headline nor a letter says that nothing changes."""
    base, head = (copy_plan("starter", tmp_path / side) for side in ("base", "head"))
    path = next(path for path in sorted(head.rglob("*.yaml")) if "kind: team" in path.read_text("utf-8"))
    path.write_text(path.read_text("utf-8").replace("kind: team", "kind team", 1), "utf-8")
    words = ("diff", base, head, *DAY, "--lang", "en")
    assert "What can be read of the plan does not change" in " ".join(ran(*words).out.split())
    assert "is not known in whole" in " ".join(ran(*words, "--for", "bea-ross").out.split())
