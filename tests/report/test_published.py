"""The published schemas: every report that there is keeps to them, and they refuse what no report has."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from plancode.locale.catalogue import LANGUAGES, Language
from plancode.pipeline.checking import check
from plancode.pipeline.comparing import compare
from plancode.pipeline.sides import Side
from plancode.pipeline.telling import record, review_of
from plancode.report.json_v1 import report_json
from plancode.report.records import write_json
from plancode.report.report import PlanReport, Report
from plancode.report.reporters import REPORTERS
from plancode.tree.folder import FolderTree
from plancode.tree.interface import Tree
from plancode.tree.overlay import OverlayTree
from tests.compare.revisions import cases
from tests.making import NAMES as PLAN_NAMES
from tests.report.published import NAMES, faults, published
from tests.report.reports import REPORTS, thousands
from tests.support import AS_OF, DAYS, PLANS, ROOT

GOLDEN: Final = ROOT / "tests" / "cli" / "golden"
NOT_ALWAYS: Final = frozenset({"line", "column", "end_line", "end_column", "cell", "grown"})
"""Keys that need not be there: of places, and of findings that are held against no others."""


def _diff(trees: tuple[Tree, Tree], language: Language, *, mask: bool) -> Any:  # noqa: ANN401  # JSON
    compared = compare(trees, AS_OF)
    review = review_of(compared, ("", ""), mask=mask)
    assert review is not None
    sides = (Side(trees[0], "main", "0" * 40), Side(trees[1], ""))
    return record(review, compared, sides, language)


@pytest.mark.parametrize("name", REPORTS)
def test_findings_keep_to_their_schema(name: str) -> None:
    """Findings of examples, of hostile plans and of none at all are what the schema says."""
    assert faults("findings", json.loads(REPORTERS["json"](REPORTS[name]()))) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PLAN_NAMES)
def test_findings_of_examples_keep_to_their_schema(name: str, language: Language) -> None:
    """The findings of each example plan in either language are what the schema says."""
    found = check(FolderTree(PLANS / name), DAYS.get(name, AS_OF))
    plan = PlanReport(name, found.findings, language, {}, unjudged=found.unjudged)
    assert faults("findings", json.loads(report_json(Report((plan,), found.as_of)))) == []


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.name)
def test_golden_comparison_keeps_to_its_schema(path: Path) -> None:
    """The comparisons that are held letter by letter are what the schema says."""
    assert faults("diff", json.loads(path.read_text("utf-8"))) == []


@pytest.mark.slow
@pytest.mark.parametrize("mask", [False, True], ids=["open", "masked"])
@pytest.mark.parametrize("name", PLAN_NAMES[1:])
def test_comparison_of_examples_keeps_to_its_schema(name: str, *, mask: bool) -> None:
    """Two plans that have nothing in common, held against each other, are told as the schema says."""
    trees = FolderTree(PLANS / "huadong"), FolderTree(PLANS / name)
    assert faults("diff", _diff(trees, "zh", mask=mask)) == []


@pytest.mark.slow
def test_comparisons_of_pairs_keep_to_their_schema() -> None:
    """Whatever can be changed in a plan is told as the schema says: every fifth of the pairs that tests compare."""
    for case in cases()[::5]:
        trees = OverlayTree(case.files("base")), OverlayTree(case.files("head"))
        assert (case.name, faults("diff", _diff(trees, "en", mask=False))) == (case.name, [])


@pytest.mark.parametrize("name", NAMES)
def test_records_are_closed(name: str) -> None:
    """Every record has all of its keys, but for those that need not be there, and no others."""
    records = [one for one in _nodes(published(name).schema) if "properties" in one]
    assert len(records) > 4
    for one in records:
        assert one["additionalProperties"] is False
        assert one["required"] == [key for key in one["properties"] if key not in NOT_ALWAYS]


def _nodes(node: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  # JSON
    if isinstance(node, dict):
        yield node
    for below in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(below)


def test_names_that_no_utf8_has_change_nothing_else() -> None:
    """JSON is laid out alike whoever writes it: pydantic, or Python where a name cannot be written as UTF-8."""
    text = REPORTERS["json"](thousands())
    assert write_json(json.loads(text)) == text
