"""The scripts of the workflow, the action and the GitLab template, run as the hosts run them."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from plancode.cli.exits import Exit
from tests.forge.hosts import TOKEN, Host, served
from tests.repositories import commit, git, repo_of
from tests.support import PLANS, ROOT, environment

WORKFLOW: Final = ROOT / ".github" / "workflows" / "plans.yml"
ACTION: Final = ROOT / "action.yml"
GITLAB: Final = ROOT / "plancode" / "ci" / "gitlab.yml"
JOB: Final = "Check, preview and compare"
COMMENT: Final = "Keep one comment"
DAY: Final = "2026-04-01"
MARK: Final = "<!-- plancode:"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="the scripts run on Linux, as the jobs say"),
]


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506  # texts only
    return found


def _scripts(path: Path, job: str = "") -> dict[str, str]:
    """Return the scripts of a job or of the action by the names of their steps."""
    content = _read(path)
    steps = content["jobs"][job]["steps"] if job else content["runs"]["steps"]
    return {step["name"]: step["run"] for step in steps if "run" in step}


def _gitlab(job: str) -> str:
    return "\n".join(_read(GITLAB)[job]["script"])


@dataclass
class Run:
    """A runner: the clone it works in, what it says in the environment, and the files it reads back."""

    clone: Path
    temp: Path
    given: dict[str, str]

    def __call__(self, script: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run a script as a step is run."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        env = environment(PATH=path, **{**self.given, **changes})
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(shell, cwd=self.clone, env=env, capture_output=True, text=True, check=False, timeout=300)

    @property
    def outputs(self) -> dict[str, str]:
        """What the steps have handed on."""
        lines = (self.temp / "output").read_text("utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    @property
    def report(self) -> Path:
        """The folder of the reports."""
        return self.temp / "report"

    @property
    def comment(self) -> str:
        """The text for the comment."""
        return (self.report / "comment.md").read_text("utf-8")


def installed(folder: Path) -> None:
    """Make an environment that has this checkout and the libraries of this one, also for an isolated Python."""
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/*/site-packages")
    (packages / "plancode.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n", "utf-8")


def _plan(**replaced: str) -> dict[str, str]:
    text = (PLANS / "starter" / "plan.yaml").read_text("utf-8")
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return {"plan/plan.yaml": text}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a runner with the clone of a pull request: HEAD is the change merged into a base that has moved on."""
    clone = repo_of(tmp_path / "clone", [_plan(), _plan(Northern="Alpine")])
    stale = git(clone, "rev-parse", "HEAD~1")
    base = git(clone, "rev-parse", "HEAD")
    git(clone, "checkout", "--quiet", "-b", "change", stale)
    head = commit(clone, _plan(Southern="Coastal"), 2)
    git(clone, "checkout", "--quiet", "--detach", base)
    merged = _plan(Northern="Alpine", Southern="Coastal")
    (clone / "plan" / "plan.yaml").write_text(merged["plan/plan.yaml"], "utf-8")
    git(clone, "commit", "--all", "--quiet", "-m", "merge")
    tree = git(clone, "rev-parse", "HEAD^{tree}")
    git(clone, "checkout", "--quiet", git(clone, "commit-tree", tree, "-p", base, "-p", head, "-m", "merge"))
    git(clone, "update-ref", "refs/remotes/origin/main", base)
    temp = tmp_path / "temp"
    temp.mkdir()
    installed(temp / "plancode")
    event = tmp_path / "event.json"
    request = {"number": 12, "base": {"sha": stale}, "head": {"repo": {"full_name": "acme/plans"}}}
    event.write_text(json.dumps({"pull_request": request}), "utf-8")
    given = {
        "RUNNER_TEMP": str(temp), "GITHUB_OUTPUT": str(temp / "output"), "GITHUB_STEP_SUMMARY": str(temp / "summary"),
        "GITHUB_BASE_REF": "main", "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/plans",
        "GITHUB_EVENT_PATH": str(event), "PLAN": "plan", "PLANS": "plan", "DAY": DAY, "AS_OF": DAY, "FAIL_ON": "",
        "BASE": "", "LANGUAGE_OF_REPORT": "", "RESULTS": "false", "MASK": "false", "POST_ABOVE": "",
        "REPORT": str(temp / "report"), "NAME": "plans",
    }  # fmt: skip
    return Run(clone, temp, given)


@pytest.fixture
def host(run: Run) -> Iterator[Host]:
    """Serve a code host, and let the runner know it as both GitHub and GitLab."""
    with served(Host()) as found:
        run.given |= {"GITHUB_API_URL": found.root, "GITHUB_TOKEN": TOKEN}
        yield found


@pytest.mark.parametrize("which", ["workflow", "action"])
def test_changes_of_others_are_not_told_as_this_ones(run: Run, which: str) -> None:
    """What the base has got since the change was made is no part of what the change does; pages are there to see it."""
    scripts = _scripts(WORKFLOW, "check") if which == "workflow" else _scripts(ACTION)
    run.report.mkdir()
    if which == "workflow":
        (run.clone / "report").symlink_to(run.report)
    done = run(scripts[JOB])
    assert done.returncode == Exit.CLEAN, done.stderr
    assert "Coastal" in run.comment
    assert "Alpine" not in run.comment
    assert "Coastal" in (run.temp / "summary").read_text("utf-8")
    assert (run.report / "pages" / "README.md").is_file()


def test_shallow_clone_is_told_how_to_mend_it(run: Run, tmp_path: Path) -> None:
    """Without the history the action stops and says what to give to the checkout."""
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{run.clone}", "shallow")
    run.clone = tmp_path / "shallow"
    git(run.clone, "update-ref", "-d", "refs/remotes/origin/HEAD")
    done = run(_scripts(ACTION)[JOB])
    assert done.returncode == Exit.CANNOT
    assert "fetch-depth: 0" in done.stderr


def test_base_that_is_given_is_the_base(run: Run) -> None:
    """Somebody who names a base compares with that."""
    run(_scripts(ACTION)[JOB], BASE="HEAD~1~1")
    assert "Alpine" in run.comment


@pytest.mark.loopback
def test_action_keeps_one_comment(run: Run, host: Host) -> None:
    """The action in one job and then in the other, there twice, leaves one comment; masked it makes no pages."""
    scripts = _scripts(ACTION)
    done = run(scripts[JOB], LANGUAGE_OF_REPORT="en", MASK="true")
    assert done.returncode == Exit.CLEAN, (done.stdout, done.stderr)
    assert not (run.report / "pages").exists()
    for said in ("written", "already"):
        done = run(scripts[COMMENT])
        assert done.returncode == Exit.CLEAN, done.stderr
        assert said in done.stdout
    assert len(host.bodies) == 1
    assert host.bodies[0].startswith(f"{MARK}plans -->")
    assert "Coastal" in host.bodies[0]
    assert TOKEN not in done.stdout + done.stderr


def test_reports_of_two_folders_have_two_names(run: Run) -> None:
    """Who uses the action for two folders gets two reports and two comments without naming them."""
    names = set()
    for plans in (".", "plans/eu", "plans/us", "\u8ba1\u5212/\u534e\u4e1c", "\u8ba1\u5212/\u534e\u5357"):
        (run.temp / "output").unlink(missing_ok=True)
        assert run(_scripts(ACTION)["Name the report"], PLANS=plans, NAME="").returncode == 0
        names.add(run.outputs["name"])
    assert len(names) == 5
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", name) for name in names)
    assert run(_scripts(ACTION)["Name the report"], NAME="a --> b").returncode == Exit.CANNOT


@pytest.mark.loopback
def test_change_that_is_taken_back_takes_its_comment_along(run: Run, host: Host) -> None:
    """Where nothing changes any more, the comment goes."""
    host.add(f"{MARK}plans -->\nold")
    scripts = _scripts(ACTION)
    git(run.clone, "checkout", "--quiet", "origin/main")
    for name in (JOB, COMMENT):
        assert run(scripts[name]).returncode == Exit.CLEAN
    assert host.bodies == []


@pytest.mark.loopback
def test_run_of_a_fork_ends_well(run: Run, host: Host) -> None:
    """The token of a fork may write nothing; the step says where the text is, and does not fail."""
    run.report.mkdir()
    (run.report / "comment.md").write_text("text", "utf-8")
    host.faults += [(200, {}, "[]"), (403, {}, json.dumps({"message": "Resource not accessible by integration"}))]
    done = run(_scripts(ACTION)[COMMENT])
    assert done.returncode == Exit.CLEAN
    assert "summary" in done.stderr
    assert host.bodies == []


@pytest.mark.loopback
def test_workflow_keeps_a_comment_for_each_plan(run: Run, host: Host) -> None:
    """The job that writes keeps one comment for each plan, and does nothing where there is no report."""
    script = _scripts(WORKFLOW, "comment")["One comment, kept up to date"]
    assert run(script).returncode == Exit.CLEAN
    assert host.asked == []
    (run.clone / "report").mkdir()
    (run.clone / "report" / "comment.md").write_text("text", "utf-8")
    for plan in ("huadong", "adventure-works", "huadong"):
        assert run(script, PLAN=plan).returncode == Exit.CLEAN
    assert [body.split(" ")[1] for body in host.bodies] == ["plancode:huadong", "plancode:adventure-works"]


def _broken(run: Run) -> None:
    plan = run.clone / "plan" / "plan.yaml"
    plan.write_text(plan.read_text("utf-8").replace("deputy: bea-ross", "deputy: nobody"), "utf-8")


def test_change_that_breaks_a_plan_fails(run: Run) -> None:
    """An error that the change brings is told on its line and makes the action fail; the reports are there."""
    _broken(run)
    done = run(_scripts(ACTION)[JOB])
    assert done.returncode == Exit.FINDINGS
    assert "::error file=plan/plan.yaml" in done.stdout
    assert run.comment


@pytest.mark.parametrize(("fail_on", "code"), [("", Exit.FINDINGS), ("error", Exit.FINDINGS), ("never", Exit.CLEAN)])
def test_plan_that_is_broken_on_the_main_branch_fails(run: Run, fail_on: str, code: int) -> None:
    """Where there is no pull request, nothing is new, and the plan itself answers for its errors."""
    _broken(run)
    done = run(_scripts(ACTION)[JOB], GITHUB_BASE_REF="", GITHUB_EVENT_PATH="", FAIL_ON=fail_on)
    assert done.returncode == code
    assert not (run.report / "comment.md").exists()


def test_values_of_inputs_are_never_run(run: Run, tmp_path: Path) -> None:
    """Whatever stands in an input is a value: no shell takes it for a command or for several words."""
    evil = f"$(touch {tmp_path}/a) `touch {tmp_path}/b`; touch {tmp_path}/c"
    inputs = ("PLANS", "NAME", "BASE", "AS_OF", "FAIL_ON", "POST_ABOVE", "LANGUAGE_OF_REPORT", "REPORT")
    for script in _scripts(ACTION).values():
        if "pip" not in script:
            run(script, **dict.fromkeys(inputs, evil))
    assert not [name for name in "abc" if (tmp_path / name).exists()]


def _on_gitlab(run: Run, **given: str) -> dict[str, str]:
    """Return what a job of GitLab has in its environment."""
    away = {name: "" for name in run.given if name.startswith("GITHUB_")}
    return {**away, "GITLAB_CI": "true", "CI_PROJECT_DIR": str(run.clone), "HOME": str(run.temp), **given}


@pytest.mark.loopback
@pytest.mark.parametrize("merged", [True, False])
def test_jobs_of_the_gitlab_template_run(run: Run, host: Host, merged: bool) -> None:  # noqa: FBT001
    """The template checks, compares with the right base, writes one note, and builds the pages."""
    fork, stale = (git(run.clone, "rev-parse", name) for name in ("origin/main", "origin/main~1"))
    given = _on_gitlab(
        run, CI_API_V4_URL=host.root, CI_PROJECT_ID="12", CI_MERGE_REQUEST_IID="3", PLANCODE_GITLAB_TOKEN=TOKEN,
        CI_MERGE_REQUEST_TARGET_BRANCH_SHA=fork if merged else "",
        CI_MERGE_REQUEST_DIFF_BASE_SHA=stale if merged else fork,
    )  # fmt: skip
    for job in ("plan-read", "plan-comment", "plan-comment", "plan-pages"):
        done = run(_gitlab(job), **given)  # on the day of today, on which a plan may have come to have findings
        assert done.returncode in (Exit.CLEAN, Exit.FINDINGS), (job, done.stdout, done.stderr)
    assert isinstance(json.loads((run.clone / "report" / "quality.json").read_text("utf-8")), list)
    assert (run.clone / "report" / "checks.xml").is_file()
    assert (run.clone / "report" / "pages" / "README.md").is_file()
    assert len(host.bodies) == 1
    assert "Coastal" in host.bodies[0]
    assert "Alpine" not in host.bodies[0]


def test_gitlab_without_a_token_compares_all_the_same(run: Run) -> None:
    """A fork's pipeline has no token: the comparison is made and kept, and it fails as it must."""
    _broken(run)
    given = _on_gitlab(run, CI_MERGE_REQUEST_DIFF_BASE_SHA=git(run.clone, "rev-parse", "origin/main"))
    assert run(_gitlab("plan-read"), **given).returncode == Exit.FINDINGS
    assert (run.clone / "report" / "comment.md").stat().st_size
    assert run(_gitlab("plan-comment"), **given).returncode == Exit.CLEAN


@pytest.mark.loopback
def test_written_workflow_runs_in_a_repository_of_plans(run: Run, host: Host) -> None:
    """What `init --ci github` writes finds both plans of a repository that holds only plans; one comment has both."""
    git(run.clone, "mv", "plan", "east")
    other = run.clone / "west"
    other.mkdir()
    (other / "plan.yaml").write_text((run.clone / "east" / "plan.yaml").read_text("utf-8"), "utf-8")
    assert run(f"{sys.executable} -m plancode init --ci github .").returncode == 0
    git(run.clone, "add", "--all")
    git(run.clone, "commit", "--quiet", "-m", "two plans, and what checks them")
    git(run.clone, "update-ref", "refs/remotes/origin/main", "HEAD")
    for plan in ("east", "west"):
        path = run.clone / plan / "plan.yaml"
        path.write_text(path.read_text("utf-8").replace("Coastal", f"Coast of the {plan}"), "utf-8")
    git(run.clone, "commit", "--quiet", "--all", "-m", "a change of both")
    written = run.clone / ".github" / "workflows" / "plans.yml"
    given = _read(written)["env"]
    done = run(_scripts(written, "read")[JOB], **given)
    assert done.returncode in (Exit.CLEAN, Exit.FINDINGS), done.stderr
    assert run(_scripts(written, "comment")[COMMENT], **given).returncode == Exit.CLEAN
    assert len(host.bodies) == 1
    assert "Coast of the east" in host.bodies[0]
    assert "Coast of the west" in host.bodies[0]


HOSTILE: Final = (
    *(f"{name}.py" for name in (
        "click", "ensurepip", "json", "pip", "plancode", "setup", "sitecustomize", "usercustomize", "venv", "yaml",
    )),
    "pip/__init__.py", "pip/__main__.py", "plancode/__init__.py", "plancode/__main__.py", "encodings/__init__.py",
)  # fmt: skip
"""Files of a change that Python, pip or plancode might take for their own; each leaves a proof when it runs."""


def _hostile(run: Run, proofs: Path) -> None:
    """Let the change bring along code under every name that a step might run."""
    proofs.mkdir()
    for name in HOSTILE:
        path = run.clone / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"open({str(proofs / name.replace('/', '-'))!r}, 'w').close()\n", "utf-8")
    say = f"import os; open({str(proofs / 'pth')!r}, 'w').close()\n"
    (run.clone / "evil.pth").write_text(say, "utf-8")
    backend = '[build-system]\nrequires = []\nbuild-backend = "setup"\nbackend-path = ["."]\n'
    (run.clone / "pyproject.toml").write_text(f'{backend}[project]\nname = "plancode"\nversion = "0"\n', "utf-8")
    (run.clone / "setup.cfg").write_text("[metadata]\nname = plancode\n[global]\ncommand_packages = setup\n", "utf-8")
    (run.clone / "pip.conf").write_text(f"[global]\nlog = {proofs / 'pip-conf'}\n", "utf-8")


def test_proofs_of_hostile_files_are_left(run: Run, tmp_path: Path) -> None:
    """A step that is not isolated does run such a file: otherwise the next tests would say nothing."""
    _hostile(run, tmp_path / "proofs")
    run("python3 -m venv x || python3 -c 'import json' || true")
    assert list((tmp_path / "proofs").iterdir())


@pytest.mark.loopback
def test_no_step_of_the_action_runs_a_file_of_the_change(run: Run, host: Host, tmp_path: Path) -> None:
    """Installing plancode, checking, comparing and commenting run nothing that the change brings along."""
    _hostile(run, tmp_path / "proofs")
    scripts = _scripts(ACTION)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    given = {"RUNNER_TEMP": str(elsewhere), "PLANCODE": str(ROOT), "PIP_NO_INDEX": "1", "PIP_RETRIES": "0"}
    done = run(scripts["Install plancode"], **given)  # nothing can be fetched here, so pip itself ends with an error
    assert (elsewhere / "plancode" / "bin" / "python").exists()
    assert "hatchling" in done.stdout + done.stderr
    for name in (JOB, COMMENT):
        assert run(scripts[name]).returncode == Exit.CLEAN, name
    assert len(host.bodies) == 1
    assert list((tmp_path / "proofs").iterdir()) == []


def test_no_other_step_runs_a_file_of_the_change(run: Run, tmp_path: Path) -> None:
    """The GitLab template, the hooks, and the workflow but for installing what is ours, run nothing of the change."""
    _hostile(run, tmp_path / "proofs")
    template = _read(GITLAB)
    install = next(line for line in template[".plancode"]["before_script"] if "pip install" in line)
    base = git(run.clone, "rev-parse", "origin/main")
    given = template["variables"] | _on_gitlab(run, PLANS="plan", CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    asked = given | {"PLANCODE": "no-such-package", "PIP_NO_INDEX": "1"}
    assert "no-such-package" in run(install, **asked).stderr
    for job in ("plan-read", "plan-comment", "plan-pages"):
        assert run(_gitlab(job), **given).returncode in (Exit.CLEAN, Exit.FINDINGS), job
    hooks = yaml.load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506  # texts only
    for hook in hooks:
        assert run(f"{hook['entry']} plan").returncode in (Exit.CLEAN, Exit.FINDINGS), hook["id"]
    run(_scripts(WORKFLOW, "check")[JOB].replace("plans/", ""))
    assert list((tmp_path / "proofs").iterdir()) == []


WITH_ADDRESS: Final = """
---
plancode: v1
kind: actuals
id: results
sources:
  - {id: orders, format: duckdb, connection: PLANCODE_SOURCE_SALES, table: orders, columns: {date: Day, amount: Sum}}
metrics: [{metric: revenue, source: orders, measure: sum}]
"""


@pytest.mark.parametrize("on", ["github", "gitlab"])
def test_change_from_a_fork_asks_no_database(run: Run, on: str) -> None:
    """A change from elsewhere is checked and compared without a word to a database, though the address is known."""
    plan = run.clone / "plan" / "plan.yaml"
    plan.write_text(plan.read_text("utf-8") + WITH_ADDRESS, "utf-8")
    git(run.clone, "commit", "--all", "--quiet", "-m", "a source")
    (run.temp / "sales.duckdb").write_text("no database", encoding="utf-8")
    given = {"PLANCODE_SOURCE_SALES": f"duckdb://{run.temp}/sales.duckdb", "RESULTS": "true"}
    if on == "gitlab":
        base = git(run.clone, "rev-parse", "origin/main")
        given |= _on_gitlab(run, CI_MERGE_REQUEST_DIFF_BASE_SHA=base, CI_MERGE_REQUEST_PROJECT_ID="8")
        script = _gitlab("plan-read").replace("--report", "--results --report")
        home, away = {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "8"}, {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "7"}
    else:
        script = _scripts(ACTION)[JOB]
        home, away = {}, {"GITHUB_REPOSITORY": "acme/elsewhere"}
    for where, expected in ((away, "DAT118"), (home, "DAT101")):
        done = run(script, **given, **where)
        assert expected in done.stdout, done.stdout + done.stderr
