"""Plans that once broke plancode, found by `python3 dev.py fuzz` and made as small as they get: they never do again."""

from pathlib import Path

import pytest

from tests.cases.case_files import files_in
from tests.fuzzing.road import trouble

FUZZED = sorted(path for path in (Path(__file__).parent / "fuzzed").iterdir() if path.is_dir())


@pytest.mark.parametrize("path", FUZZED, ids=lambda path: path.name)
def test_nothing_breaks_any_more(path: Path, tmp_path: Path) -> None:
    """A plan found by chance goes down the whole road."""
    files = files_in(path)
    found = trouble(tmp_path, files, files, command=False)
    assert found is None, found.told
