"""`plancode review new`: a draft is a document that the plan takes as it is, also where nothing is known."""

from pathlib import Path

import pytest

from plancode.cli.main import run
from plancode.pipeline.checking import check
from plancode.tree.folder import FolderTree
from tests.support import AS_OF, DAY, copy_plan


@pytest.mark.parametrize("name", ["chen-rui", "zhou-min", "shanghai"])
@pytest.mark.slow
def test_draft_is_no_fault(name: str, tmp_path: Path) -> None:
    """A lead without a quota is given the team's figures, and every draft can be read as it is."""
    folder = copy_plan("huadong", tmp_path)
    files = set(folder.rglob("*.yaml"))
    assert run(["review", "new", name, "--plan", str(folder), *DAY]) == 0
    found = {finding.code[:3] for finding in check(FolderTree(folder), AS_OF).open}
    assert found.isdisjoint({"TXT", "SHP", "REF"})
    (draft,) = set(folder.rglob("*.yaml")) - files
    text = draft.read_text("utf-8")
    assert ("上海组：开票收入" in text) is (name == "chen-rui")
    assert "没有可用的进度数据" not in text
