"""`plancode review new`: a draft is a document that the plan takes as it is, also where nothing is known."""

from pathlib import Path

import pytest

from plancode.cli.main import run
from plancode.pipeline.checking import check
from plancode.tree.folder import FolderTree
from tests.support import AS_OF, DAY, copy_plan


@pytest.mark.parametrize("name", ["chen-rui", "zhou-min", "shanghai"])
def test_draft_is_no_fault(name: str, tmp_path: Path) -> None:
    """Of a lead without a quota no pace is known: the draft says so, and every draft can be read as it is."""
    folder = copy_plan("huadong", tmp_path)
    files = set(folder.rglob("*.yaml"))
    assert run(["review", "new", name, "--plan", str(folder), *DAY]) == 0
    found = {finding.code[:3] for finding in check(FolderTree(folder), AS_OF).open}
    assert found.isdisjoint({"TXT", "SHP", "REF"})
    (draft,) = set(folder.rglob("*.yaml")) - files
    assert ("没有可用的进度数据" in draft.read_text("utf-8")) is (name == "chen-rui")
