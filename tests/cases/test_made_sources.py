"""Sources that cannot be kept as files: each has its finding, on the line that names it."""

from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tests.cases.case_files import spelled
from tests.cases.made_sources import MADE_SOURCES, MadeSource
from tests.cases.told import sentences


def _marked(made: MadeSource) -> ParameterSet:
    """Return a source, slow where the engine has to fill its memory first."""
    marks = [pytest.mark.slow] if made.variant == "memory" else []
    return pytest.param(made, marks=marks, id=f"{made.code}-{made.variant}")


@pytest.mark.parametrize("made", [*map(_marked, MADE_SOURCES)])
def test_made_source_is_found(made: MadeSource, tmp_path: Path) -> None:
    """A source that gives nothing says why, once, and nothing else is wrong with it but that it has no data."""
    outcome = made.outcome(tmp_path)
    of_sources = {one.code for one in outcome.findings} & {"DAT101", "DAT117", "DAT118"}
    found = [
        (one.code, one.variant, one.place.path, one.place.line) for one in outcome.findings if one.code in of_sources
    ]
    assert found == [(made.code, made.variant, "plan.yaml", made.expected_line)], spelled(outcome)
    assert all(map(sentences, outcome.findings))
    assert not outcome.broken
