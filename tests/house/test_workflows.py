"""What runs in CI: sound, with the least rights, pinned, and its steps do what they say."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from plancode.cli.exits import Exit
from plancode.cli.main import run
from tests.house.test_docs import blocks
from tests.repositories import git, repo_of
from tests.support import ROOT, copy_plan

WRITTEN: Final = ROOT / "plancode" / "ci" / "github.yml"
"""What `plancode init --ci github` writes, and GitLab's beside it."""
WORKFLOWS: Final = (*sorted((ROOT / ".github" / "workflows").glob("*.yml")), WRITTEN)
GITLAB: Final = WRITTEN.with_name("gitlab.yml")
ACTION: Final = ROOT / "action.yml"
DOCS: Final = (ROOT / "docs" / "ci.md").read_text("utf-8")
PINNED: Final = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v[\d.]+$")


def _loaded(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506  # texts only
    return found


def _steps(path: Path) -> Iterator[dict[str, Any]]:
    content = _loaded(path)
    jobs = content["jobs"].values() if "jobs" in content else [content["runs"]]
    for job in jobs:
        yield from job["steps"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_have_the_least_rights(path: Path) -> None:
    """Nothing is granted at the top, nothing runs with the rights of the base, every job ends in time."""
    content = _loaded(path)
    assert content["permissions"] == {}
    assert not {"pull_request_target", "workflow_run"} & set(content["on"])
    for job in content["jobs"].values():
        assert "permissions" in job
        assert int(job["timeout-minutes"]) <= 30
        writes = {name for name, right in dict(job["permissions"] or {}).items() if right == "write"}
        assert writes <= {"pull-requests"}


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_actions_are_pinned_and_scripts_take_nothing_in(path: Path) -> None:
    """Every action is pinned by hash with its version beside it; no script has an expression in it."""
    for line in path.read_text("utf-8").splitlines():
        if "uses:" in line:
            assert PINNED.search(line), line
    for step in _steps(path):
        assert "${{" not in step.get("run", "")
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] == "false"


@pytest.mark.parametrize("path", [ROOT / ".github" / "workflows" / "plans.yml", WRITTEN], ids=lambda path: path.name)
def test_no_job_may_write_and_has_the_change(path: Path) -> None:
    """The job with the right to write runs for changes of this repository only, and never checks out the change."""
    jobs = _loaded(path)["jobs"]
    writing = [job for job in jobs.values() if dict(job["permissions"]).get("pull-requests") == "write"]
    assert len(writing) == 1
    assert "head.repo.full_name == github.repository" in writing[0]["if"]
    checkouts = [step for step in writing[0]["steps"] if "actions/checkout" in step.get("uses", "")]
    assert all(step["with"]["ref"] == "${{ github.event.pull_request.base.sha }}" for step in checkouts)


def test_action_has_one_mode_for_each_right() -> None:
    """Whoever may comment needs nothing of the change, whoever has the change never sees the token."""
    steps = _loaded(ACTION)["runs"]["steps"]
    assert not [step for step in steps if "actions/checkout" in step.get("uses", "")]
    with_token = [step for step in steps if "token" in json.dumps(step)]
    assert [step["name"] for step in with_token] == ["Keep one comment"]
    assert "inputs.mode == 'comment'" in with_token[0]["if"]
    assert all("inputs.mode == 'read'" in step["if"] for step in steps if "plancode ci" in step.get("run", ""))


def test_job_of_gitlab_with_the_token_has_no_change() -> None:
    """Only the job for the note names the token; it fetches nothing, and has the scope in which the token is stored."""
    jobs = {name: job for name, job in _loaded(GITLAB).items() if isinstance(job, dict) and "script" in job}
    with_token = [name for name, job in jobs.items() if "PLANCODE_GITLAB_TOKEN" in json.dumps(job)]
    assert with_token == ["plan-comment"]
    job = jobs["plan-comment"]
    assert (job["variables"]["GIT_STRATEGY"], job["environment"]["name"]) == ("none", "plancode/comment")
    assert "environment scope `plancode/comment`" in GITLAB.read_text("utf-8")


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("vendor.github-workflows", [*WORKFLOWS]),
        ("vendor.github-actions", [ACTION]),
        ("vendor.gitlab-ci", [GITLAB]),
    ],
)
def test_files_fit_the_schemas_of_their_hosts(schema: str, paths: list[Path]) -> None:
    """Workflows, the action and the template are as their hosts want them."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_zizmor_finds_nothing() -> None:
    """The auditor of workflows has nothing to say."""
    zizmor = Path(sys.executable).parent / "zizmor"
    command = [
        str(zizmor),
        "--offline",
        "--no-progress",
        str(ROOT / ".github" / "workflows"),
        str(WRITTEN),
        str(ACTION),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_snippets_of_the_page_are_yaml_and_run() -> None:
    """The workflow of docs/ci.md fits its schema's outline, and the plan language takes the duty it shows."""
    workflow, hooks, duties = (yaml.safe_load(block) for block in blocks(DOCS, "yaml"))
    assert workflow["permissions"] == {}
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} <= {
        hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    }
    assert duties["duties"][0]["labels"]["files"]


def test_hooks_run_whatever_a_commit_touches() -> None:
    """A commit that only deletes, or touches a workbook, is checked too: no hook is for some files only."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {(hook["always_run"], hook["pass_filenames"], "files" in hook) for hook in hooks} == {(True, False, False)}


def test_what_is_published_passes_and_what_is_previewed_is_seen() -> None:
    """Where pages are published, and in the advice of docs/ci.md to do so, `build` is strict; a preview never is."""
    strict = "plancode build [^\\n]*--strict"
    template = _loaded(GITLAB)["plan-pages"]["script"]
    assert [line for line in template if "plancode build" in line and not re.search(strict, line)] == []
    assert re.findall(strict, DOCS)
    for path in (*WORKFLOWS, ACTION):
        assert not re.search(strict, path.read_text("utf-8")), path


def test_hunks_are_headed_by_what_they_are_of(tmp_path: Path) -> None:
    """The git setting of docs/ci.md names the entity in the heading of a hunk."""
    setting = next(line for line in blocks(DOCS, "sh")[-1].splitlines() if "xfuncname" in line)
    pattern = re.search(r"xfuncname '(.*)'", setting)
    assert pattern is not None
    notes = "".join(f"    note{number}: x\n" for number in range(9))
    old = f"id: team\npeople:\n{notes}  - id: zhou-min\n{notes}  - {{id: wu-hao, role: rep,\n{notes}"
    new = old.replace("note8: x", "note8: y")
    driver = {".gitattributes": "*.yaml diff=plancode\n"}
    repo_of(tmp_path, [{"a.yaml": old, **driver}, {"a.yaml": new, **driver}])
    shown = git(tmp_path, "-c", f"diff.plancode.xfuncname={pattern[1]}", "diff", "HEAD~1")
    headings = [line.rpartition("@@ ")[2] for line in shown.splitlines() if line.startswith("@@")]
    assert headings == ["id: team", "id: zhou-min", "id: wu-hao"]


def test_owners_are_made_of_responsibilities(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files belong to who answers for them, lists too; without a handle a line is a comment; odd handles are none."""
    plan = copy_plan("huadong", tmp_path / "my plans")
    team = plan / "team.yaml"
    text = team.read_text("utf-8").replace('codes: {erp: "007001"}', 'codes: {erp: "007001", github: lin-yue}')
    team.write_text(text.replace('codes: {erp: "007012"}', 'codes: {erp: "007012", github: "x @everybody"}'), "utf-8")
    duties = plan / "duties.yaml"
    cards = "duties:\n  - {id: cards, labels: {files: scorecards.yaml}, R: [sales-ops], A: lin-yue}\n"
    duties.write_text(duties.read_text("utf-8").replace("duties:\n", cards, 1), "utf-8")
    git(tmp_path, "init", "--quiet")
    assert run(["owners", "--plan", str(plan), "--as-of", "2026-04-01"]) == Exit.CLEAN
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == r"/my\ plans/huadong/ @lin-yue"
    assert r"# /my\ plans/huadong/targets/electrolyte.yaml: gu-jiayi" in lines
    assert lines[-1] == r"/my\ plans/huadong/scorecards.yaml @lin-yue"
    assert any(line.startswith(r"# /my\ plans/huadong/territories.yaml: chen-rui") for line in lines)
    assert r"# /my\ plans/huadong/accounts/pudong.csv: chen-rui" in lines
