"""A column that is added to a table stands on the page, in the terminal, in CSV and JSON, and in `--why`."""

import json
from dataclasses import replace
from datetime import date
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from plancode.pipeline.building import edition_of
from plancode.pipeline.checking import Checked, check
from plancode.pipeline.reaching import reader
from plancode.pipeline.scoring import Paper, WantedCards, score, track
from plancode.pipeline.tabling import show_table, table_for_programs, table_of
from plancode.render.markdown import write_markdown
from plancode.render.pages import pages
from plancode.tables import balance, capacity, coverage, feasibility, pace, scores, targets, timetable, workload
from plancode.tables.selection import Selection
from plancode.tables.table import Column, Row, Why
from plancode.tree.folder import FolderTree
from tests.making import PLANS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAY = date(2026, 4, 1)
SIGN, ORIGIN = "a-cell-more", "a-source-more"
COLUMN = Column("more", title="Column more")
SHOWN = {
    "targets": (targets, "SUMS", "_Line._sums", "targets.md"),
    "capacity": (capacity, "COLUMNS", "_row", "capacity.md"),
    "workload": (workload, "COLUMNS", "_row", "workload.md"),
    "coverage": (coverage, "COLUMNS", "_row", "coverage.md"),
    "timetable": (timetable, "COLUMNS", "_Line.row", "timetable.md"),
    "feasibility": (feasibility, "COLUMNS", "_row", "feasibility.md"),
    "balance": (balance, "COLUMNS", "_row", "workload.md"),
}


@pytest.fixture(scope="module")
def checked() -> Checked:
    """A plan with results."""
    folder = PLANS / "huadong"
    return check(FolderTree(folder), DAY, reach=reader(folder))


def _more(made: Any) -> Any:  # noqa: ANN401  # a row, or the cells of one
    """Return a row with one cell more, and one origin more; or cells with one more."""
    if not isinstance(made, Row):
        cells = tuple(made)
        return cells if len(cells) == len(targets.SUMS) else (*cells, SIGN)
    origin = Why("target.amount", SIGN, "text", (), (), ORIGIN)
    return replace(made, cells=(*made.cells, SIGN), why=lambda: (*(made.why() if made.why else ()), origin))


def _add(patch: pytest.MonkeyPatch, module: ModuleType, columns: str, maker: str) -> None:
    """Add a column to a table at the one place where it is made."""
    owner: Any = module
    *above, name = maker.split(".")
    for part in above:
        owner = getattr(owner, part)
    made: Callable[..., Any] = getattr(owner, name)
    patch.setattr(module, columns, (*getattr(module, columns), COLUMN))
    patch.setattr(owner, name, lambda *given: _more(made(*given)))


def _page(checked: Checked, name: str) -> str:
    edition = edition_of(checked)
    assert edition is not None
    found: Iterator[str] = (write_markdown(one, "en") for one in pages(edition, "en") if one.page == name)
    return next(found)


@pytest.mark.parametrize("name", SHOWN)
def test_added_column_is_everywhere(name: str, checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a table that `show` knows: page, terminal, CSV, JSON and the answers to `--why`."""
    module, columns, maker, page = SHOWN[name]
    _add(monkeypatch, module, columns, maker)
    assert checked.analysis is not None
    table = table_of(checked.analysis, name, Selection(), "en")
    assert SIGN in show_table(checked, table, "en", 400, why=False)
    assert f",{SIGN}" in table_for_programs(checked, table, "en", "csv", why=False)
    data = json.loads(table_for_programs(checked, table, "en", "json", why=True))
    assert any(row["more"] == SIGN for row in data["rows"])
    assert SIGN in _page(checked, page)
    if name != "targets":  # what is added there are cells without a row of their own
        assert ORIGIN in show_table(checked, table, "en", 400, why=True)
        assert data["rows"][0]["why"][-1]["source"] == ORIGIN


@pytest.mark.parametrize("form", ["text", "markdown", "csv", "json"])
def test_added_column_is_in_results(form: Any, checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    """Of scores, the lines of a card, and pace: what `score` and `track` say in every form."""
    for columns, maker in (("SCORES", "_score"), ("LINES", "_line")):
        _add(monkeypatch, scores, columns, maker)
    _add(monkeypatch, pace, "PACE", "_pace")
    paper = Paper("en", form, 400)
    for told in (
        score(checked, WantedCards(), paper),
        score(checked, WantedCards("zhou-min"), paper),
        track(checked, None, paper),
    ):
        assert told is not None
        assert SIGN in told
