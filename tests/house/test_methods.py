"""Scoring methods: each is a module that is complete, with words in both languages, a line in the docs, and tests."""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from subprocess import CompletedProcess, run
from typing import Final

import pytest

from plancode.locale.catalogue import LANGUAGES, Language, field_texts, words
from plancode.model.methods.method import Method
from plancode.model.scoring import METHODS
from plancode.shape.fields import fields_by_key
from tests.house.reading import PACKAGE, ROOT
from tests.oracle.scores import METHODS as OF_ORACLE
from tests.scorecard.test_scoring_properties import DRAWN

FOLDER: Final = PACKAGE / "model" / "methods"
OF_ALL: Final = {"__init__", "method", "reading"}
"""Modules that are no method."""
MODULES: Final = sorted({path.stem for path in FOLDER.glob("*.py")} - OF_ALL)
WITHOUT_ORACLE: Final = {"growth", "matrix", "rank", "slope"}
"""Methods that no example plan scores by; their tests have published or hand-computed figures."""

UNFINISHED: Final = '''
"""Half."""
from decimal import Decimal
from typing import Annotated, Literal
from plancode.model.methods.method import Fault, Given, Method
from plancode.said.value import Term
from plancode.shape.base import says


class Half(Method):
    """Half: half of the weight."""

    method: Annotated[Literal["half"], says("Half of the weight.", "half")]
    odd: Annotated[int | None, says("Something odd.", 1)] = None

    def given(self, weight, reading):
        return Given.as_written(weight / 2, (("weight", weight),))

    def faults(self):
        if self.odd:
            yield Fault("half_odd")

    def in_words(self, weight, reading):
        return (Term("method.half", (("weight", weight),)), Term("limit.half"))
'''
WITHOUT_POINTS: Final = UNFINISHED.replace("def given", "def given_later")
PLAN: Final = """
plancode: v1
kind: plan
id: p
period: 2026
currency: CNY
locale: zh-CN
team: all
---
plancode: v1
kind: team
id: t
teams: [{id: all, manager: ann}]
roles: [{id: head}]
people: [{id: ann, name: Ann, role: head, team: all}]
---
plancode: v1
kind: rubric
id: card
roles: [head]
kpis: [{id: revenue, metric: revenue, dimension: outcome, weight: 100, score: {method: half}}]
"""
HEAD: Final = """
import sys
import plancode.model.methods as methods
methods.__path__.append(sys.argv.pop(1))
from plancode.__main__ import main
main()
"""


def _of(module: str) -> type[Method]:
    found = import_module(f"plancode.model.methods.{module}")
    here = [one for one in vars(found).values() if isinstance(one, type) and one.__module__ == found.__name__]
    methods = [one for one in here if issubclass(one, Method)]
    assert len(methods) == 1, f"module {module} of plancode/model/methods has {len(methods)} scoring methods, not one"
    return methods[0]


@pytest.mark.parametrize("module", MODULES)
def test_method_is_complete(module: str) -> None:
    """A module holds one method, by its own name, that says what it gives and how."""
    method = _of(module)
    assert method.word() == module, f"module {module} has the method {method.word()}"
    assert not method.__abstractmethods__, f"method {module} has no {', '.join(sorted(method.__abstractmethods__))}"
    assert method in METHODS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("module", MODULES)
def test_method_has_words(module: str, language: Language) -> None:
    """A method is said on pages, and it and its keys in lists of changes; its keys are described."""
    method, known = _of(module), words(language)
    name = method.__name__
    lacking = [] if f"method.{module}" in known else [f"method.{module} in pages.yaml"]
    if not {f"value.{module}", f"value.{name}.method.{module}"} & known.keys():
        lacking.append(f"value.{module} in keys.yaml")
    for key in fields_by_key(method):
        if not {f"key.{key}", f"key.{name}.{key}"} & known.keys():
            lacking.append(f"key.{key} in keys.yaml")
        if language == "zh" and key not in field_texts().get(name, {}):
            lacking.append(f"{name}.{key} in fields.yaml")
    assert not lacking, f"method {module} has no words in {language}: {', '.join(lacking)}"


@pytest.mark.parametrize("module", MODULES)
def test_method_is_documented_and_tested(module: str) -> None:
    """A method has its heading in docs/numbers.md, is drawn by chance, and agrees with somebody else's arithmetic."""
    numbers = (ROOT / "docs" / "numbers.md").read_text("utf-8")
    assert f"\nscore: {{method: {module}," in numbers, f"docs/numbers.md lacks {module}"
    assert module in DRAWN, f"tests/scorecard/test_scoring_properties.py draws no {module}"
    assert (module in OF_ORACLE) is (module not in WITHOUT_ORACLE), f"tests/oracle/scores.py has no {module}"


Started = Callable[..., CompletedProcess[str]]


def _with_method(tmp_path: Path, text: str) -> Started:
    """Return what runs a command of a plancode that has one method more."""
    folder = tmp_path / "methods"
    folder.mkdir()
    (folder / "half.py").write_text(text, "utf-8")
    for name, score in (("plan", "method: half"), ("faulty", "method: half, odd: 1")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.yaml").write_text(PLAN.replace("method: half", score), "utf-8")

    def started(*words: str) -> CompletedProcess[str]:
        return run(
            [sys.executable, "-c", HEAD, str(folder), *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return started


@pytest.mark.slow
def test_method_without_words_is_no_fault_of_plancode(tmp_path: Path) -> None:
    """A method that is only begun has English descriptions in Chinese schemas, and its keys for words on pages."""
    started = _with_method(tmp_path, UNFINISHED)
    assert started("schema", "--write", "schemas").returncode == 0
    assert "Something odd." in (tmp_path / "schemas" / "plancode.zh.schema.json").read_text("utf-8")
    assert started("build", "plan", "--as-of", "2026-04-01").returncode == 0
    pages = [path.read_text("utf-8") for path in (tmp_path / "plan" / "build").rglob("*.md")]
    assert any("method.half" in page for page in pages)
    faulty = started("check", "faulty", "--as-of", "2026-04-01")
    assert faulty.returncode == 1
    assert "KPI112.half_odd" in faulty.stdout
    assert "Something odd." in started("schema", "half", "--lang", "zh").stdout


@pytest.mark.slow
def test_method_without_points_belongs_to_no_plan(tmp_path: Path) -> None:
    """A method that cannot give points yet is a word that no plan takes."""
    found = _with_method(tmp_path, WITHOUT_POINTS)("check", "plan", "--as-of", "2026-04-01")
    assert found.returncode == 1
    assert "SHP105" in found.stdout
