"""A plugin of pytest that collects once and then runs tests for one mutant after the other, each in a fork of itself.

Asked and answered in lines of JSON, by the pipes whose numbers are in MUTANTS_PIPES: the source of the mutant in place
of that of a module, the tests to run in their order, and the seconds they may take.
"""

import contextlib
import json
import os
import select
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.mutants.swapping import differing, swap

_failed: list[str] = []


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep which test has failed."""
    if report.failed:
        _failed.append(report.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Answer until nothing is asked any more."""
    items = {item.nodeid: item for item in session.items}
    asked, answered = (int(one) for one in os.environ["MUTANTS_PIPES"].split(","))
    with os.fdopen(asked, encoding="utf-8") as questions, os.fdopen(answered, "w", encoding="utf-8") as answers:
        for line in questions:
            answers.write(json.dumps(_answer(items, json.loads(line))) + "\n")
            answers.flush()
    return True


def _answer(items: dict[str, pytest.Item], asked: dict[str, Any]) -> dict[str, Any]:
    """Return which test fails, if any, whether the time was over before, or that the mutant needs a fresh start."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        os.setsid()
        os.write(write, json.dumps(_tried(items, asked)).encode())
        os._exit(0)
    os.close(write)
    ready, _, _ = select.select([read], [], [], asked["seconds"])
    told = os.read(read, 1 << 16) if ready else b""
    os.close(read)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if not ready:
        return {"late": True}
    found: dict[str, Any] = json.loads(told) if told else {"failed": "the process itself"}
    return found


def _tried(items: dict[str, pytest.Item], asked: dict[str, Any]) -> dict[str, Any]:
    module = Path(asked["module"])
    pairs = differing(asked["old"].encode(), asked["new"].encode(), str(module))
    if pairs is None or not swap(pairs):
        return {"fresh": True}
    chosen = [items[one] for one in asked["tests"] if one in items]
    for item, following in zip(chosen, [*chosen[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if _failed:
            return {"failed": _failed[0]}
    return {}
