"""A plugin of pytest for trials of mutants.

MUTANTS_CHOSEN lists the tests to run, in their order; MUTANTS_LEFT those to leave out; MUTANTS_ENDED is written at the
end: which have passed in how many seconds, and which have failed.
"""

import json
import os
from collections.abc import Generator
from pathlib import Path

import pytest

_spent: dict[str, float] = {}
_bad: set[str] = set()


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Keep the tests that are to be run, in the order in which they are listed."""
    yield
    chosen, left = _listed("MUTANTS_CHOSEN"), set(_listed("MUTANTS_LEFT") or ())
    known = {item.nodeid: item for item in items if item.nodeid not in left}
    items[:] = known.values() if chosen is None else [known[one] for one in chosen if one in known]


def _listed(name: str) -> list[str] | None:
    path = os.environ.get(name)
    found: list[str] | None = json.loads(Path(path).read_text("utf-8")) if path else None
    return found


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the time of a test, and keep whether all of it went well."""
    _spent[report.nodeid] = _spent.get(report.nodeid, 0.0) + report.duration
    if not report.passed:
        _bad.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the seconds of each test that has passed, and which have failed."""
    name = os.environ.get("MUTANTS_ENDED")
    if name is not None and not hasattr(session.config, "workerinput"):
        passed = {test: round(seconds, 4) for test, seconds in _spent.items() if test not in _bad}
        Path(name).write_text(json.dumps({"passed": passed, "failed": sorted(_bad)}), "utf-8")
