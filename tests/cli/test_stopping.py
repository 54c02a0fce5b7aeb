"""Told to stop, a command ends at once, with the code that says so, and leaves nothing half made."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from plancode.cli.main import run
from tests.cli.test_build import is_whole, leftovers
from tests.support import DAY, command, content_of, copy_plan, environment, no_traceback

SIGNALS: Final = {signal.SIGINT: 130, signal.SIGTERM: 143}
EARLY: Final = 0.15
"""The part of a run that Python itself takes to start: a signal ends it then as it ends every process."""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are not free to send here")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Return a copy of the starter plan with its pages."""
    plan = copy_plan("starter", tmp_path)
    assert run(["build", str(plan), *DAY]) == 0
    return plan


@pytest.mark.usefixtures("interruptible")
@pytest.mark.slow
@pytest.mark.parametrize("sent", SIGNALS, ids=lambda one: one.name)
def test_stopped_at_any_moment(sent: signal.Signals, built: Path) -> None:
    """Stopped at moments spread evenly over a build, once or twice, it ends with the code of the signal."""
    line = command("build", built, *DAY)
    began = time.monotonic()
    subprocess.run(line, check=True, env=environment(), capture_output=True)
    took, count, ended = time.monotonic() - began, 3, 0
    for number in range(count):
        with subprocess.Popen(line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            time.sleep(took * (EARLY + (0.95 - EARLY) * number / count))
            child.send_signal(sent)
            if number % 2:
                child.send_signal(sent)
            _, err = child.communicate(timeout=30)
        assert child.returncode in (SIGNALS[sent], -sent, 0)
        assert no_traceback(err.decode()) or child.returncode == -sent
        assert is_whole(built / "build")
        assert leftovers(built) == []
        ended += child.returncode == SIGNALS[sent]
    assert ended


_STOPPED: Final = """
import os, signal, sys
from plancode.__main__ import main
from plancode.cli import site
from plancode.pipeline import checking

module, name = {"check": (checking, "run"), "fill": (site, "_fill"), "swap": (site, "_swap")}[sys.argv.pop(1)]
number = int(sys.argv.pop(1))
real = getattr(module, name)

def stopped(*arguments):
    try:
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), signal.SIGTERM)
        return real(*arguments)
    except BaseException:
        return real(*arguments)

setattr(module, name, stopped)
main()
"""


@pytest.mark.usefixtures("interruptible")
@pytest.mark.slow
@pytest.mark.parametrize("sent", SIGNALS, ids=lambda one: one.name)
@pytest.mark.parametrize(("step", "written"), [("check", False), ("fill", True), ("swap", True)])
def test_nothing_swallows_a_stop(step: str, written: bool, sent: signal.Signals, built: Path) -> None:  # noqa: FBT001
    """Code that catches everything hides no stop; pages that are being put in place are all there, or none."""
    before = content_of(built / "build")
    line = [sys.executable, "-c", _STOPPED, step, str(int(sent)), "build", str(built), "--lang", "zh", *DAY]
    done = subprocess.run(line, check=False, env=environment(), capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (SIGNALS[sent], b"", b"")
    assert (content_of(built / "build") != before) == written
    assert is_whole(built / "build")
    assert leftovers(built) == []


def test_signal_that_is_switched_off_stays_so(built: Path) -> None:
    """A command whose SIGINT whoever started it ignores, as a shell does for jobs in the background, goes on."""
    line = [sys.executable, "-c", _STOPPED.replace("signal.SIGTERM", "number"), "check", str(int(signal.SIGINT))]
    done = subprocess.run(
        [*line, "check", str(built), *DAY], check=False, env=environment(), capture_output=True, timeout=60,
        preexec_fn=_ignore,  # this process has one thread
    )  # fmt: skip
    assert done.returncode == 0


def _ignore() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.mark.parametrize(
    ("line", "most"),
    [
        (("init", "HERE/new/plan"), 9_000),
        (("init", "HERE/empty"), 9_000),
        (("schema", "--write", "HERE/new/schemas"), 9_000),
        (("schema", "--write", "HERE/old"), 9_000),
        (("schema", "--workspace", "HERE/starter"), 9_000),
        (("check", "HERE/starter", *DAY, "--save", "junit=HERE/new/a.xml", "--save", "sarif=HERE/old/b.json"), 300),
        (("build", "HERE/starter", "--lang", "zh", *DAY), 300),
    ],
    ids=lambda one: " ".join(one[:2]) if isinstance(one, tuple) else "",
)
def test_disk_that_is_full_changes_nothing(line: tuple[str, ...], most: int, built: Path, tmp_path: Path) -> None:
    """A file that cannot be written ends with 2 and one line that names it; no other one is written or changed."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "old").mkdir()
    for name in ("b.json", "plancode.schema.json"):
        (tmp_path / "old" / name).write_text("{}", "utf-8")
    before, folders = content_of(tmp_path), sorted(tmp_path.rglob("*"))
    done = subprocess.run(
        command(*(word.replace("HERE", str(tmp_path)) for word in line)),
        check=False, env=environment(PYTHONDONTWRITEBYTECODE="1"), capture_output=True, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),  # this process has one thread
    )  # fmt: skip
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1
    assert content_of(tmp_path) == before
    assert sorted(tmp_path.rglob("*")) == folders
    assert built.is_dir()
