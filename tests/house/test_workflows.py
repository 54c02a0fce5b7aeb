"""What runs in CI: sound, with the least rights, pinned, and its steps do what they say."""

import json
import os
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
from tests.house.test_docs import blocks, in_git
from tests.house.test_steps import installed
from tests.repositories import git, repo_of
from tests.support import ROOT, copy_plan, environment

WORKFLOWS: Final = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
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


def test_job_that_writes_never_checks_out_the_change() -> None:
    """The job with the right to write checks out the base, and only for changes of this repository."""
    jobs = _loaded(ROOT / ".github" / "workflows" / "plans.yml")["jobs"]
    writing = [job for job in jobs.values() if dict(job["permissions"]).get("pull-requests") == "write"]
    assert len(writing) == 1
    assert "head.repo.full_name == github.repository" in writing[0]["if"]
    checkout = next(step for step in writing[0]["steps"] if "actions/checkout" in step.get("uses", ""))
    assert checkout["with"]["ref"] == "${{ github.event.pull_request.base.sha }}"


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("vendor.github-workflows", [*WORKFLOWS]),
        ("vendor.github-actions", [ACTION]),
        ("vendor.gitlab-ci", [ROOT / "docs" / "gitlab-ci.yml"]),
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
    command = [str(zizmor), "--offline", "--no-progress", str(ROOT / ".github" / "workflows"), str(ACTION)]
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
    template = _loaded(ROOT / "docs" / "gitlab-ci.yml")["plan-pages"]["script"]
    assert [line for line in template if "plancode build" in line and not re.search(strict, line)] == []
    assert re.findall(strict, DOCS)
    for path in (*WORKFLOWS, ACTION):
        assert not re.search(strict, path.read_text("utf-8")), path


def _ran(script: str, folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder, env=environment(PATH=tools, **given), capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def change(tmp_path: Path) -> Path:
    """Return a repository with the starter plan and a change that is committed: the south goes to another."""
    plan = copy_plan("starter", tmp_path / "plans") / "plan.yaml"
    in_git(tmp_path, plan)
    text = plan.read_text("utf-8").replace(
        "owners: [{person: carl-diaz}], deputy: bea-ross", "owners: [{person: bea-ross}]"
    )
    plan.write_text(text, "utf-8")
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(tmp_path, "commit", "--all", "--quiet", "-m", "a change", day=5)
    return tmp_path


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the steps are of bash, with links")
def test_steps_of_the_workflow_run(change: Path) -> None:
    """The steps that check, preview, compare and sum up do so, in a real clone."""
    summary = change / "summary.md"
    given = {
        "PLAN": "plans/starter", "DAY": "2026-04-01", "GITHUB_BASE_REF": "main",
        "GITHUB_STEP_SUMMARY": str(summary),
    }  # fmt: skip
    scripts = {step["name"]: step["run"] for step in _steps(WORKFLOWS[-1]) if "run" in step and "name" in step}
    for name in ("Check", "Preview", "Compare with the base", "Summary"):
        done = _ran(scripts[name], change, **given)
        assert done.returncode in (Exit.CLEAN, Exit.FINDINGS), (name, done.stderr)
    assert "Carl Diaz" in summary.read_text("utf-8")
    assert (change / "report" / "pages" / "README.md").is_file()
    assert json.loads((change / "report" / "changes.json").read_text("utf-8"))["changes"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the steps are of bash, with links")
def test_steps_of_the_action_run(change: Path, tmp_path: Path) -> None:
    """The action checks, compares, and hands on what it found; a change that fails makes it fail at the end."""
    temp, output, summary = tmp_path / "temp", tmp_path / "output", tmp_path / "summary"
    temp.mkdir()
    installed(temp / "plancode")
    given = {
        "RUNNER_TEMP": str(temp), "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary),
        "PLAN": "plans/starter", "AS_OF": "2026-04-01", "BASE": "", "GITHUB_BASE_REF": "main", "FAIL_ON": "",
        "LANGUAGE_OF_REPORT": "en", "RESULTS": "false", "MASK": "true", "QUIET": "true",
        "POST_ABOVE": "quota=5% people=1%",
    }  # fmt: skip
    scripts = {step["name"]: step["run"] for step in _steps(ACTION)}
    for name in ("Check the plan", "Compare with the base"):
        done = _ran(scripts[name], change, **given)
        assert done.returncode == 0, (name, done.stdout, done.stderr)
    found = dict(line.split("=", 1) for line in output.read_text().splitlines())
    assert found["changed"] == "true"
    assert "carl-diaz" in summary.read_text("utf-8")
    assert _ran(scripts["Fail where the change must answer for something"], change, FAILED="true").returncode == 1
    assert _ran(scripts["Fail where the change must answer for something"], change, FAILED="false").returncode == 0


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
