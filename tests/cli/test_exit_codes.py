"""Every way in which the command can end, and the code it ends with."""

import os
import pty
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plancode.cli.main import run
from plancode.findings.problem import Problem
from plancode.pipeline import checking
from plancode.rules.context import RuleContext
from plancode.rules.rule import Rule
from plancode.rules.table import BUILTIN_RULES
from tests.support import DAY, Ended, command, content_of, copy_plan, environment, no_traceback, plancode, ran, require

PLAN = "plancode: v1\nkind: plan\nid: p\nperiod: 2026\ncurrency: EUR\n"
DUTY_WITHOUT_ANSWER = (
    "plancode: v1\nkind: responsibilities\nid: duties\nduties: [{id: forecast, R: [somebody-unknown], A: [a, b]}]\n"
)


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """Return a copy of the starter plan."""
    return copy_plan("starter", tmp_path)


def small_plan(folder: Path, **files: str) -> Path:
    """Write a plan without teams, and more files beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.yaml").write_text(PLAN, "utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def test_clean_plan_ends_with_0(starter: Path) -> None:
    """A plan without findings ends a check with 0, and says that there are none."""
    ended = plancode("check", starter, *DAY)
    assert (ended.code, ended.err) == (0, "")
    assert "No findings" in ended.out


def test_findings_end_with_1(tmp_path: Path) -> None:
    """A plan with an error ends a check with 1; the finding is on standard output, standard error is empty."""
    ended = plancode("check", small_plan(tmp_path / "p", team="plancode: v1\nkind: team\nid: t\nteems: []\n"), *DAY)
    assert (ended.code, ended.err) == (1, "")
    assert "error[SHP101]" in ended.out


def test_folder_without_a_plan_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty folder is no mistake of the command line but a finding."""
    assert run(["check", str(tmp_path), *DAY]) == 1
    assert "SHP1" in capsys.readouterr().out


def test_two_plans_in_a_folder_end_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second plan document is a finding."""
    assert run(["check", str(small_plan(tmp_path / "p", second=PLAN.replace("id: p", "id: q"))), *DAY]) == 1
    assert "SHP117" in capsys.readouterr().out


def test_file_that_is_no_text_ends_with_1(starter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not UTF-8 is a finding, and the other files are still checked."""
    (starter / "broken.yaml").write_bytes(b"a: \xff\xfe\xfd\n")
    (starter / "slip.yaml").write_text("plancode: v1\nkind: team\nid: t\nteems: []\n", "utf-8")
    assert run(["check", str(starter), *DAY]) == 1
    out = capsys.readouterr().out
    assert "TXT102" in out
    assert "SHP101" in out


@pytest.mark.unprivileged
def test_unreadable_file_ends_with_1(starter: Path) -> None:
    """A file that may not be read is a finding, not a reason to stop."""
    (starter / "secret.yaml").write_text("plancode: v1\n", "utf-8")
    (starter / "secret.yaml").chmod(0)
    ended = _unprivileged("check", starter, *DAY)
    assert ended.code == 1
    assert "TXT101" in ended.out
    assert ended.err == ""


@pytest.mark.unprivileged
def test_unreadable_folder_ends_with_2(starter: Path) -> None:
    """A plan's folder that may not be listed cannot be checked."""
    starter.chmod(0)
    ended = _unprivileged("check", starter, *DAY)
    starter.chmod(0o755)
    assert ended.code == 2
    assert str(starter) in ended.err
    assert no_traceback(ended.err)


@pytest.mark.unprivileged
def test_unreadable_folder_below_ends_with_1(starter: Path) -> None:
    """A folder in the plan that may not be listed is a finding."""
    (starter / "more").mkdir(mode=0)
    ended = _unprivileged("check", starter, *DAY)
    (starter / "more").chmod(0o755)
    assert ended.code == 1
    assert "TXT101" in ended.out


@pytest.mark.unprivileged
def test_read_only_parent_ends_a_build_with_2(starter: Path) -> None:
    """Where the output folder cannot be made, the build says so in one line."""
    starter.chmod(0o555)
    ended = _unprivileged("build", starter, *DAY)
    starter.chmod(0o755)
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1
    assert not [path for path in content_of(starter) if path.startswith(("build", ".plancode-new"))]


def _unprivileged(*arguments: str | Path) -> Ended:
    """Run the command without root's right to pass by the modes of files."""
    if os.geteuid() != 0:
        return plancode(*arguments)
    require(shutil.which("setpriv"), "needs a user who is not root, or setpriv")
    without = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"]
    done = subprocess.run(
        [*without, *command(*arguments)], capture_output=True, check=False, env=environment(), timeout=60
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--bogus",),
        ("chekc",),
        ("check", "--as-of", "yesterday"),
        ("check", "--as-of", "2026-02-30"),
        ("check", "--fail-on", "never"),
        ("check", "--limit-factor", "0"),
        ("explain", "XXX999"),
        ("schema", "no-such-kind"),
        ("show",),
        ("init",),
    ],
    ids=" ".join,
)
def test_usage_error_ends_with_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """What the command line does not know ends with 2, and is explained on standard error."""
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err
    assert no_traceback(err)


@pytest.mark.parametrize("name", ["check", "build"])
@pytest.mark.parametrize("what", ["missing", "file"])
def test_folder_that_is_none_ends_with_2(name: str, what: str, tmp_path: Path) -> None:
    """A folder that is missing, or is a file, ends with 2 and one line that names it."""
    path = tmp_path / what
    if what == "file":
        path.write_text("kind: plan\n", "utf-8")
    ended = ran(name, path)
    assert (ended.code, ended.out) == (2, "")
    assert str(path) in ended.err
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize(
    "out", ["a file", "the plan", "above the plan", "/", "a full folder", "a link", "below a file"]
)
def test_output_that_cannot_be_ends_with_2(out: str, starter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pages are not written over a file, the plan, a folder around it, the root, somebody's folder or a link."""
    before = content_of(starter.parent)
    places = {"the plan": starter, "above the plan": starter.parent, "/": Path("/")}
    target = places.get(out, starter.parent / "out")
    if out == "a file":
        target.write_text("mine", "utf-8")
    elif out == "below a file":
        target.write_text("mine", "utf-8")
        target /= "pages"
    elif out == "a full folder":
        target.mkdir()
        (target / "thesis.txt").write_text("mine", "utf-8")
    elif out == "a link":
        (starter.parent / "elsewhere").mkdir()
        target.symlink_to(starter.parent / "elsewhere", target_is_directory=True)
    assert run(["build", str(starter), "--out", str(target), *DAY]) == 2
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert err.startswith("plancode: ")
    after = content_of(starter.parent)
    assert {path: data for path, data in after.items() if data != b"mine"} == before
    assert all(data in (b"mine", before.get(path)) for path, data in after.items())


@pytest.mark.parametrize("epoch", ["99999999999999999999", "253402300800", "\u00b2", "-1", "x"])
def test_odd_source_date_epoch_is_no_bug(
    epoch: str, starter: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A SOURCE_DATE_EPOCH that is no moment of any plan is passed over or refused, never a fault of plancode."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert run(["build", str(starter)]) in (0, 2)
    assert "fault of plancode" not in capsys.readouterr().err


def _raise(_context: RuleContext) -> Iterator[Problem]:
    message = "a rule of the test"
    raise ArithmeticError(message)
    yield


def _with_broken(code: str) -> tuple[Rule, ...]:
    return tuple(replace(rule, check=_raise) if rule.code == code else rule for rule in BUILTIN_RULES)


@pytest.fixture
def broken_rule(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make one rule raise; return the folder that reports of faults go to."""
    reports = tmp_path / "reports"
    reports.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(reports))
    code = next(rule.code for rule in BUILTIN_RULES if rule.check is not None and rule.code.startswith("RES"))
    monkeypatch.setattr(checking, "BUILTIN_RULES", _with_broken(code))
    return reports


@pytest.mark.parametrize("format_", ["text", "json"])
def test_broken_rule_ends_with_3(
    broken_rule: Path, tmp_path: Path, format_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule that raises ends with 3, says where the report is, and stops no other rule."""
    plan = small_plan(tmp_path / "p", duties=DUTY_WITHOUT_ANSWER)
    assert run(["check", str(plan), "--format", format_, *DAY]) == 3
    out, err = capsys.readouterr()
    (report,) = broken_rule.iterdir()
    assert str(report) in err
    assert no_traceback(err)
    assert "ArithmeticError" in report.read_text("utf-8")
    assert "REF1" in out
    assert "RES1" in out
    assert no_traceback(out)


def test_broken_rule_keeps_a_build_from_writing(
    broken_rule: Path, starter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A build with a broken rule ends with 3 and writes nothing: nobody knows what the rule would have found."""
    assert run(["build", str(starter), *DAY]) == 3
    assert not (starter / "build").exists()
    assert len(list(broken_rule.iterdir())) == 1
    assert no_traceback(capsys.readouterr().err)


def test_fault_outside_rules_ends_with_3(
    starter: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An exception anywhere else is reported in the same way."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(checking, "run", _raise)
    assert run(["check", str(starter), *DAY]) == 3
    out, err = capsys.readouterr()
    assert "fault of plancode" in err
    assert no_traceback(out + err)


@pytest.mark.parametrize(
    ("arguments", "settings", "code"),
    [
        ((), "", 0),
        (("--fail-on", "error"), "", 0),
        (("--fail-on", "warning"), "", 1),
        (("--fail-on", "info"), "", 1),
        ((), "fail_on: warning\n", 1),
        (("--fail-on", "error"), "fail_on: warning\n", 0),
        ((), "fail_on: info\n", 1),
    ],
)
def test_least_severity_that_fails(
    arguments: tuple[str, ...], settings: str, code: int, starter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A warning fails where the option, or without it plancode.yaml, says so; the finding is told in any case."""
    text = (starter / "plan.yaml").read_text("utf-8")
    (starter / "plan.yaml").write_text(text.replace("title: Sales rep", "title: S\u0430les rep"), "utf-8")
    (starter / "plancode.yaml").write_text(f"plancode: v1\n{settings}", "utf-8")
    assert run(["check", str(starter), *DAY, *arguments]) == code
    assert "warning[TXT113]" in capsys.readouterr().out


def test_build_obeys_the_least_severity_of_the_settings(starter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A plan whose settings fail on warnings is not published with one, but can be looked at."""
    text = (starter / "plan.yaml").read_text("utf-8")
    (starter / "plan.yaml").write_text(text.replace("title: Sales rep", "title: S\u0430les rep"), "utf-8")
    (starter / "plancode.yaml").write_text("plancode: v1\nfail_on: warning\n", "utf-8")
    assert run(["build", str(starter), "--strict", *DAY]) == 1
    assert "TXT113" in capsys.readouterr().out
    assert not (starter / "build").exists()
    assert run(["build", str(starter), *DAY]) == 1
    assert (starter / "build" / "README.md").is_file()


def _large_plan(folder: Path) -> Path:
    plan = small_plan(folder)
    accounts = "\n".join(
        f"      - {{id: a-NUMBER-{index}, name: Account {index}, potential: 10k}}" for index in range(12)
    )
    for number in range(8000):
        text = (
            f"plancode: v1\nkind: territories\nid: map-{number}\nterritories:\n"
            f"  - id: t-{number}\n    accounts:\n{accounts.replace('NUMBER', str(number))}\n"
        )
        (plan / f"t{number}.yaml").write_text(text, "utf-8")
    return plan


@pytest.fixture(scope="module")
def large_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a plan of so many files that checking it takes seconds."""
    return _large_plan(tmp_path_factory.mktemp("large"))


@pytest.mark.usefixtures("interruptible")
@pytest.mark.slow
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signal_ends_a_long_check(sent: signal.Signals, code: int, large_plan: Path) -> None:
    """A check that is stopped ends with 130 or 143, at once and without a trace."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        command("check", large_plan), stdout=subprocess.PIPE, stderr=slave, env=environment(TERM="xterm")
    ) as child:
        os.close(slave)
        said = b""
        while b"plancode:" not in said:
            said += os.read(master, 1000)
        child.send_signal(sent)
        out, _ = child.communicate(timeout=20)
    said += _rest(master)
    assert child.returncode == code
    assert out == b""
    assert no_traceback(said.decode())


def _rest(descriptor: int) -> bytes:
    said = b""
    try:
        while part := os.read(descriptor, 1000):
            said += part
    except OSError:
        pass
    finally:
        os.close(descriptor)
    return said


@pytest.mark.parametrize(
    "arguments", [("explain",), ("--help",), ("schema",), ("--version",), ("explain", "TXT101")], ids=" ".join
)
def test_closed_pipe_ends_with_141(arguments: tuple[str, ...]) -> None:
    """Where nobody reads any more the command ends with 141 and says nothing."""
    read_end, write_end = os.pipe()
    with subprocess.Popen(command(*arguments), stdout=write_end, stderr=subprocess.PIPE, env=environment()) as child:
        os.close(read_end)
        os.close(write_end)
        _, err = child.communicate(timeout=30)
    assert (child.returncode, err) == (141, b"")


def test_closed_pipe_during_a_check_ends_with_141(tmp_path: Path) -> None:
    """A check whose findings nobody reads does not end like one that found something."""
    plan = small_plan(tmp_path / "p", team="plancode: v1\nkind: team\nid: t\nteems: []\n")
    read_end, write_end = os.pipe()
    with subprocess.Popen(command("check", plan), stdout=write_end, stderr=subprocess.PIPE, env=environment()) as child:
        os.close(read_end)
        os.close(write_end)
        _, err = child.communicate(timeout=30)
    assert (child.returncode, err) == (141, b"")


def test_pipe_into_head_is_quiet() -> None:
    """`plancode explain | head -c 10` writes ten characters and complains of nothing."""
    done = subprocess.run(
        ["sh", "-c", '"$@" | head -c 10', "sh", *command("explain")],
        capture_output=True, check=False, env=environment(), timeout=30,
    )  # fmt: skip
    assert (done.returncode, len(done.stdout), done.stderr) == (0, 10, b"")


@pytest.mark.parametrize("arguments", [("explain",), ("--version",)], ids=" ".join)
def test_full_device_ends_with_2(arguments: tuple[str, ...]) -> None:
    """Output that cannot be written is told in one line, and ends with 2."""
    require(Path("/dev/full").exists(), "needs /dev/full")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command(*arguments), stdout=full, stderr=subprocess.PIPE, check=False, env=environment(), timeout=30
        )
    assert done.returncode == 2
    assert no_traceback(done.stderr.decode())
    assert len(done.stderr.splitlines()) == 1


def test_closed_standard_output_is_no_traceback() -> None:
    """A command started without a standard output ends without a trace."""
    done = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *command("explain", "TXT101")],
        capture_output=True, check=False, env=environment(), timeout=30,
    )  # fmt: skip
    assert done.returncode in (0, 2)
    assert no_traceback(done.stderr.decode())
