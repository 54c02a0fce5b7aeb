"""Which folders hold plans, and which files are a plan's."""

from pathlib import Path

from plancode.pipeline.folders import plan_folders
from plancode.tree.overlay import OverlayTree
from tests.cases.case_files import judged

PLAN = "plancode: v1\nkind: plan\nid: {id}\nperiod: 2026\n"
OTHERS = {".gitlab-ci.yml": "a: 1\n", ".pre-commit-config.yaml": "repos: []\n", "mkdocs.yml": "site_name: x\n"}


def _written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_settings_of_other_programs_make_no_plan_of_a_folder(tmp_path: Path) -> None:
    """A repository of two plans, with settings of other programs at its top, is two plans."""
    plans = {"east/plan.yaml": PLAN.format(id="east"), "west/plan.yaml": PLAN.format(id="west")}
    folder = _written(tmp_path, OTHERS | plans)
    assert plan_folders(folder) == [folder / "east", folder / "west"]


def test_plan_at_the_top_is_one_plan(tmp_path: Path) -> None:
    """A document at the top makes the folder the plan, also where one further down says so too."""
    folder = _written(tmp_path, {"team.yaml": "plancode: v1\nkind: team\nid: t\n", "p/plan.yaml": PLAN.format(id="p")})
    assert plan_folders(folder) == [folder]


def test_hidden_settings_of_other_programs_are_no_part_of_a_plan() -> None:
    """They give no finding; a hidden file that is a document of plancode is read as any other, and is no secret."""
    hidden = {name: text.encode() for name, text in OTHERS.items() if name.startswith(".")}
    plan = {"plan.yaml": PLAN.format(id="p").encode()}
    told = [{finding.code for finding in judged(OverlayTree(tree)).findings} for tree in (plan, plan | hidden)]
    assert told[0] == told[1]
    secret = {".team.yaml": b"plancode: v1\nkind: team\nid: t\nteems: []\n"}
    assert "SHP101" in {finding.code for finding in judged(OverlayTree(plan | secret)).findings}
