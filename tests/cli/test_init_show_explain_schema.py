"""The small commands: a plan to begin with, a page in the terminal, what a code means, which keys there are."""

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from plancode.cli.main import run
from plancode.model.kinds import DocumentKind, EntityKind
from plancode.model.schema import models_by_name
from plancode.rules.table import BUILTIN_RULES
from tests.support import DAY, PLANS, ROOT, content_of, copy_plan, environment, no_traceback, plancode

Captured = pytest.CaptureFixture[str]
HUADONG = ("--plan", str(PLANS / "huadong"), *DAY)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_init_makes_a_plan_without_findings(lang: str, tmp_path: Path, capsys: Captured) -> None:
    """A new plan passes its check at the strictest level, in the language that was asked for."""
    plan = tmp_path / "new" / "plan"
    assert run(["init", str(plan), "--lang", lang]) == 0
    assert str(plan) in capsys.readouterr().out
    assert run(["check", str(plan), "--fail-on", "info", *DAY]) == 0
    assert ("没有发现问题" in capsys.readouterr().out) == (lang == "zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_init_sets_up_the_editor(lang: str, tmp_path: Path) -> None:
    """A new plan has settings for the editor and the schemas that its files name, and they accept the plan's files."""
    import yaml

    assert run(["init", str(tmp_path / "p"), "--lang", lang]) == 0
    plan = tmp_path / "p"
    settings = json.loads((plan / ".vscode" / "settings.json").read_text("utf-8"))
    assert settings
    schema = json.loads((plan / ".plancode" / "plancode.schema.json").read_text("utf-8"))
    json.loads((plan / ".plancode" / "settings.schema.json").read_text("utf-8"))
    text = (plan / "plan.yaml").read_text("utf-8")
    modeline = text.splitlines()[0].partition("$schema=")[2].strip()
    assert (plan / modeline).is_file()
    named = json.dumps(settings)
    assert "http://" not in named
    assert "https://" not in named
    for document in yaml.load_all(text, yaml.BaseLoader):  # makes nothing but text
        kind = document["kind"]
        assert kind in {one.value for one in DocumentKind}
        assert document["plancode"] == "v1"
    jsonschema.Draft7Validator.check_schema(schema)


def test_init_writes_into_an_empty_folder(tmp_path: Path) -> None:
    """An empty folder that is there already is filled."""
    (tmp_path / "empty").mkdir()
    assert run(["init", str(tmp_path / "empty")]) == 0
    assert (tmp_path / "empty" / "plan.yaml").is_file()


@pytest.mark.parametrize("what", ["a folder with a file", "a folder with a hidden file", "a file", "below a file"])
def test_init_refuses_what_is_there(what: str, tmp_path: Path, capsys: Captured) -> None:
    """Nothing that is there already is written over."""
    target = tmp_path / "p"
    if what in ("a file", "below a file"):
        target.write_text("mine", "utf-8")
    else:
        target.mkdir()
        (target / ("notes.txt" if what == "a folder with a file" else ".hidden")).write_text("mine", "utf-8")
    before = content_of(tmp_path)
    assert run(["init", str(target / "q" if what == "below a file" else target)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert content_of(tmp_path) == before


def test_init_twice_refuses(tmp_path: Path) -> None:
    """A plan that has been begun is not begun again."""
    assert run(["init", str(tmp_path / "p")]) == 0
    assert run(["init", str(tmp_path / "p")]) == 2


@pytest.mark.parametrize(
    ("name", "words"),
    [("zhou-min", "周敏"), ("shanghai", "上海"), ("pudong", "浦东")],
    ids=["person", "team", "territory"],
)
def test_show_writes_a_page(name: str, words: str, capsys: Captured) -> None:
    """A person, a team and a territory are shown with their name as title."""
    assert run(["show", name, *HUADONG]) == 0
    out, err = capsys.readouterr()
    assert words in out.splitlines()[0]
    assert set(out.splitlines()[1]) == {"="}
    assert err == ""


def test_show_a_duty(capsys: Captured) -> None:
    """A duty is shown with who has which part in it, for every team."""
    assert run(["show", "forecast", "--plan", str(PLANS / "starter"), *DAY]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Monthly forecast\n")
    assert "Bea Ross" in out
    assert "Alex Kim" in out


def test_show_in_the_other_language(capsys: Captured) -> None:
    """With --lang a page is shown in that language, and the words of the plan stay as they are."""
    assert run(["show", "zhou-min", "--lang", "en", *HUADONG]) == 0
    out = capsys.readouterr().out
    assert "work plan" in out
    assert "周敏" in out


@pytest.mark.parametrize(("name", "near"), [("zhou-mni", "zhou-min"), ("shanghia", "shanghai"), ("pudnog", "pudong")])
def test_show_says_what_may_be_meant(name: str, near: str, capsys: Captured) -> None:
    """A slip in a name ends with 1 and names the one that is most like it."""
    assert run(["show", name, *HUADONG]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert near in err


@pytest.mark.parametrize("name", ["quite-another-thing", "", "*", "../..", "x" * 500, "{0.__class__}", "周敏没有"])
def test_show_of_an_unknown_name_ends_with_1(name: str, capsys: Captured) -> None:
    """A name that is like none ends with 1 and one line."""
    assert run(["show", name, *HUADONG]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1


def test_show_in_a_folder_without_a_plan_ends_with_1(tmp_path: Path, capsys: Captured) -> None:
    """Where there is no plan nobody can be shown."""
    assert run(["show", "anybody", "--plan", str(tmp_path), *DAY]) == 1
    assert no_traceback(capsys.readouterr().err)


def test_explain_lists_every_code(capsys: Captured) -> None:
    """Without a code every code is listed once, with its severity and first sentence."""
    assert run(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.code for rule in BUILTIN_RULES]
    assert all(len(line.split()) > 3 for line in lines)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_explain_has_a_page_for_every_code(language: str, capsys: Captured) -> None:
    """Every code is explained in both languages: what, why, a failing and a passing example, how to fix."""
    for rule in BUILTIN_RULES:
        assert run(["explain", rule.code, "--lang", language]) == 0
        head, _, page = capsys.readouterr().out.partition("\n\n")
        assert head.startswith(f"{rule.code} {rule.name} ({rule.severity.value}, ")
        assert page.count("\n## ") >= 4, rule.code
        chinese = any("\u4e00" <= character <= "\u9fff" for character in page.replace("华联", ""))
        assert chinese or language == "en", rule.code


def test_explain_takes_a_code_in_small_letters(capsys: Captured) -> None:
    """`txt101` means TXT101."""
    assert run(["explain", "txt101"]) == 0
    assert capsys.readouterr().out.startswith("TXT101 ")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", sorted(kind.value for kind in DocumentKind))
def test_schema_explains_every_kind(kind: str, language: str, capsys: Captured) -> None:
    """Every kind of document is explained key by key, `plancode` and `id` among them as necessary."""
    assert run(["schema", kind, "--lang", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("id* ") for line in lines)
    assert any(line.startswith("plancode* ") for line in lines)


def test_schema_explains_what_is_in_documents(capsys: Captured) -> None:
    """Everything that stands in a document, such as a person or an owner, is explained by its name."""
    for name in models_by_name():
        assert run(["schema", name]) == 0
        assert capsys.readouterr().out


def test_schema_lists_the_kinds(capsys: Captured) -> None:
    """Without a kind all kinds are listed."""
    assert run(["schema"]) == 0
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} >= {kind.value for kind in DocumentKind}


@pytest.mark.parametrize(("name", "said"), [("fte", "person:"), ("客户等级", "class"), ("岗位", "carries_quota")])
def test_schema_finds_what_people_type(name: str, said: str, capsys: Captured) -> None:
    """A key, and the Chinese word of a key or a thing, are found as the names of kinds are."""
    assert run(["schema", name, "--lang", "zh"]) == 0
    assert said in capsys.readouterr().out


def test_explain_finds_a_rule_by_its_name(capsys: Captured) -> None:
    """The name of a rule, which findings carry, leads to its page as its code does."""
    assert run(["explain", "unknown-id"]) == 0
    assert capsys.readouterr().out.startswith("REF101 unknown-id")


def test_schema_says_what_may_be_meant(capsys: Captured) -> None:
    """A slip in the name of a kind names the one that is most like it."""
    assert run(["schema", "territorys"]) == 2
    assert "territor" in capsys.readouterr().err
    assert run(["schema", "no-such-thing"]) == 2
    told = capsys.readouterr().err
    assert "targets" in told
    assert "kpi" in told


@pytest.mark.parametrize("kind", EntityKind)
def test_schema_knows_what_messages_name(kind: EntityKind, capsys: Captured) -> None:
    """Each kind of entity, `target` or `account_group`, is explained by the name that messages give it."""
    assert run(["schema", kind.value]) == 0
    assert capsys.readouterr().out


def test_committed_schemas_are_those_of_the_models(tmp_path: Path, capsys: Captured) -> None:
    """The published schemas are, byte for byte, what the command writes."""
    assert run(["schema", "--write", str(tmp_path)]) == 0
    assert content_of(tmp_path) == content_of(ROOT / "schemas")
    assert len(capsys.readouterr().out.splitlines()) == len(content_of(tmp_path))


def test_committed_schemas_are_schemas() -> None:
    """Every published schema is a valid JSON Schema and refers to nothing outside itself."""
    for path in sorted((ROOT / "schemas").glob("*.json")):
        schema = json.loads(path.read_text("utf-8"))
        jsonschema.Draft7Validator.check_schema(schema)
        assert [ref for ref in _references(schema) if not ref.startswith("#/")] == []


def _references(node: Any) -> list[str]:  # noqa: ANN401  # JSON
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for value in node.values() for ref in _references(value)]
    return [ref for value in node for ref in _references(value)] if isinstance(node, list) else []


def test_workspace_schema_completes_the_ids_of_the_plan(tmp_path: Path, capsys: Captured) -> None:
    """The schemas written for a plan offer its own ids, and change no file of the plan."""
    plan = copy_plan("starter", tmp_path)
    before = content_of(plan)
    assert run(["schema", "--workspace", str(plan)]) == 0
    capsys.readouterr()
    made = json.loads((plan / ".plancode" / "plancode.schema.json").read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(made)
    assert "bea-ross" in json.dumps(made)
    assert {name: data for name, data in content_of(plan).items() if not name.startswith(".plancode/")} == before
    assert run(["check", str(plan), *DAY]) == 0


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("check", "-h"), ("build", "--help")], ids=" ".join)
def test_help_ends_with_0(arguments: tuple[str, ...], capsys: Captured) -> None:
    """Help is written to standard output, within 80 columns."""
    assert run(arguments) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Usage: plancode")
    assert err == ""
    assert max(len(line) for line in out.splitlines()) <= 80


def test_version_is_the_same_both_ways(capsys: Captured) -> None:
    """`--version` says the same from the shell, where it loads nothing, and from the group of commands."""
    assert run(["--version"]) == 0
    assert plancode("--version").out == capsys.readouterr().out


def test_no_command_shows_the_help() -> None:
    """Without a command the help is shown, and no traceback."""
    done = subprocess.run(
        ["sh", "-c", '"$@"', "sh", *_bare()], capture_output=True, check=False, env=environment(), timeout=30
    )
    assert done.returncode in (0, 2)
    assert b"Usage: plancode" in done.stdout + done.stderr


def _bare() -> list[str]:
    from tests.support import command

    return command()


KEYS = [("columns", "source:", "date*"), ("one_to_ones", "cadence:", "every*")]


@pytest.mark.parametrize(("key", "holder", "held"), KEYS)
def test_schema_tells_a_key_where_it_stands(key: str, holder: str, held: str, capsys: Captured) -> None:
    """A key that is the name of no kind is told for each thing that has it, with what it holds."""
    assert run(["schema", key]) == 0
    words = capsys.readouterr().out.split()
    assert (holder in words, key in words[1], held in words) == (True, True, True)
