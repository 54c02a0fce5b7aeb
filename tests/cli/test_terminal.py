"""What stands on the terminal: colour, width, places underlined exactly, and nothing that could steer it."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
from pathlib import Path

import pytest

from plancode.cli.main import run
from plancode.locale.catalogue import Language
from plancode.locale.width import width
from plancode.pipeline.checking import Checked, check
from plancode.pipeline.showing import show
from plancode.report.text import Look, report_text
from plancode.tree.overlay import OverlayTree
from tests.examples import example
from tests.support import AS_OF, DAY, PLANS, command, copy_plan, environment, no_traceback, plancode

COLOUR = re.compile("\x1b\\[[0-9;]*m")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
CHINESE = """plancode: v1
kind: plan
id: huadong
title: 华东区二〇二六年销售计划
period: 2026
currency: CNY
locale: zh-CN
market: {demand: 便利店与餐饮渠道需求旺盛, 机会点: 冷柜投放不足, growth: 百分之六}
"""
LONG = """plancode: v1
kind: plan
id: p
title: A title
period: 2026
currency: EUR
assumptions: [{id: steady, text: "Our prices stay as they are until summer"}, {id: b, nonsense_key: "A value"}]
team: nobody-of-that-name-is-in-this-plan-at-all
"""
ERASE = "\r\x1b[K"
HOSTILE = "x\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b1m\x08\x7f\r\u202eevil\u2066\u200b\u2028"


def plan_of(text: str, **files: str) -> Checked:
    """Check a plan held in memory."""
    texts = {"plan.yaml": text} | {f"{name}.yaml": more for name, more in files.items()}
    return check(OverlayTree({name: more.encode() for name, more in texts.items()}), AS_OF)


def said(checked: Checked, columns: int = 80, language: Language = "en", *, colour: bool = False) -> str:
    """Return the report of a check."""
    return report_text(checked.findings, checked.sources, Look(language, columns, colour))


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Return the folder of a plan with findings in long and wide lines."""
    (tmp_path / "plan.yaml").write_text(CHINESE, "utf-8")
    return tmp_path


def on_terminal(columns: int, *arguments: str | Path, **changes: str) -> tuple[int, str]:
    """Run the command on a terminal of so many columns; return its exit code and all it wrote there."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    env = environment(**{"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"} | changes)
    with subprocess.Popen(command(*arguments), stdin=slave, stdout=slave, stderr=slave, env=env) as child:
        os.close(slave)
        written = b""
        while part := _read(master):
            written += part
    os.close(master)
    return child.returncode, written.decode().replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


@pytest.mark.slow
def test_terminal_sees_sources_being_read() -> None:
    """While sources are read a bar grows, and it is gone when they are."""
    _, written = on_terminal(80, "score", PLANS / "huadong", "--person", "wu-hao", *DAY)
    bars = re.findall(r"\rplancode: \[([#.]{20})\] (\d) / 6", written)
    assert [(one.count("#"), int(done)) for one, done in bars] == [(20 * done // 6, done) for done in range(6)]
    assert written.rpartition("/ 6")[2].lstrip("\r").startswith("  ")


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_terminal_has_colour_and_its_width(columns: int, faulty: Path) -> None:
    """On a terminal the report is in colour, and no line is wider than the terminal."""
    code, written = on_terminal(columns, "check", faulty, *DAY)
    assert code == 1
    assert "\x1b[1;31merror[" in written or "\x1b[1;31m错误[" in written
    plain = COLOUR.sub("", written.replace(ERASE, ""))
    assert not CONTROL.search(plain)
    assert [line for line in plain.splitlines() if width(line) > columns] == []


def test_narrow_terminal_is_still_readable(faulty: Path) -> None:
    """On a terminal of 20 columns lines have up to 40, and every finding is there."""
    code, written = on_terminal(20, "check", faulty, *DAY)
    assert code == 1
    plain = COLOUR.sub("", written.replace(ERASE, ""))
    assert max(width(line) for line in plain.splitlines()) <= 40
    assert "SHP101" in plain
    assert "SHP107" in plain


@pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_no_colour_where_it_is_not_wanted(changes: dict[str, str], faulty: Path) -> None:
    """NO_COLOR and a dumb terminal get the same text without colour."""
    code, written = on_terminal(80, "check", faulty, *DAY, **changes)
    assert code == 1
    assert "\x1b" not in written


def test_no_colour_without_a_terminal(faulty: Path) -> None:
    """In a pipe the report has no colour and 80 columns."""
    ended = plancode("check", faulty, *DAY)
    assert ended.code == 1
    assert "\x1b" not in ended.out
    assert max(width(line) for line in ended.out.splitlines()) <= 80


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("text", [CHINESE, LONG], ids=["chinese", "long"])
def test_report_obeys_the_width(text: str, columns: int, language: Language) -> None:
    """No line of a report is wider than asked for, excerpts, hints and places included."""
    report = said(plan_of(text), columns, language)
    assert [line for line in report.splitlines() if width(line) > columns] == []


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize(("plan", "name"), [("starter", "bea-ross"), ("huadong", "shanghai"), ("huadong", "zhou-min")])
def test_shown_pages_obey_the_width(plan: str, name: str, columns: int) -> None:
    """No line of `show` is wider than asked for."""
    checked = example(plan)
    text = show(checked, name, checked.language, columns)
    assert text
    assert [line for line in text.splitlines() if width(line) > columns] == []


def _marked(lines: list[str], text: str) -> tuple[str, str]:
    """Return the first excerpt with a text, and the marks below it."""
    number = next(index for index, line in enumerate(lines) if text in line and " | " in line)
    return lines[number], lines[number + 1]


def test_wide_text_is_underlined_exactly() -> None:
    """The marks below an excerpt begin and end under the text they mean, wide characters counted as two."""
    lines = said(plan_of(CHINESE), 120).splitlines()
    excerpt, under = _marked(lines, "机会点")
    assert under.index("^") == width(excerpt[: excerpt.index("机会点")])
    assert under.count("^") == width("机会点") == 6


@pytest.mark.parametrize("columns", [40, 80])
def test_cut_excerpt_is_underlined_exactly(columns: int) -> None:
    """Where a long line is cut on its left the marks still stand under the text they mean."""
    checked = plan_of(LONG)
    found = [finding for finding in checked.findings if finding.code == "SHP101"]
    lines = report_text(found, checked.sources, Look("en", columns)).splitlines()
    excerpt, under = _marked(lines, "nonsense_key")
    assert under.index("^") == width(excerpt[: excerpt.index("nonsense_key")])
    assert under.count("^") == len("nonsense_key")


def test_control_characters_of_a_file_never_reach_the_terminal() -> None:
    """Raw control and direction characters in a file are a finding, and are not printed."""
    for character in HOSTILE:
        if character.isprintable():
            continue
        report = said(plan_of(CHINESE, team=f"plancode: v1\nkind: team\nid: t # {character}\n"))
        assert not CONTROL.search(report.replace("\n", ""))


def test_escaped_control_characters_never_reach_the_terminal() -> None:
    """Control characters written as escapes in quotes are not printed either, in a key, a value or an unknown id."""
    quoted = json.dumps(HOSTILE)
    for text in (
        f"plancode: v1\nkind: team\nid: t\n{quoted}: 1\n",
        f"plancode: v1\nkind: team\nid: {quoted}\n",
        f"plancode: v1\nkind: {quoted}\nid: t\n",
        f"plancode: v1\nkind: team\nid: t\nteams: [{{id: a, title: {quoted}}}, {{id: a, title: {quoted}}}]\n",
        f"plancode: v1\nkind: targets\nid: t\nmetric: {quoted}\n",
    ):
        for language in ("en", "zh"):
            checked = plan_of(CHINESE, other=text)
            report = said(checked, language="zh" if language == "zh" else "en")
            assert not CONTROL.search(report.replace("\n", "")), text


def test_file_names_never_steer_the_terminal(tmp_path: Path) -> None:
    """Control characters in the names of files and folders are not printed."""
    for plan in ("one", "two\x1b[2J\x1b]0;owned\x07"):
        folder = tmp_path / plan
        folder.mkdir()
        (folder / "plan.yaml").write_text("plancode: v1\nkind: plan\nid: p\nperiod: 2026\ncurrency: EUR\n", "utf-8")
        (folder / "a\x1b[31m.yaml").write_text("nonsense: 1\n", "utf-8")
    _, written = on_terminal(80, "check", tmp_path, *DAY, "--lang", "en")
    plain = COLOUR.sub("", written.replace(ERASE, "").replace("a\x1b[31m", "a\x1b"))
    assert "a\ufffd[31m.yaml" in plain
    assert not CONTROL.search(plain.replace("\n", ""))


def test_shown_page_never_steers_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that somehow holds control characters is shown without them, or its plan is refused."""
    plan = copy_plan("starter", tmp_path)
    text = (plan / "plan.yaml").read_text("utf-8")
    (plan / "plan.yaml").write_text(text.replace("name: Bea Ross", f"name: {json.dumps(HOSTILE)}"), "utf-8")
    run(["show", "bea-ross", "--plan", str(plan), *DAY])
    out, err = capsys.readouterr()
    assert not CONTROL.search((out + err).replace("\n", ""))


NON_UTF8 = b"b\xff\xe9.yaml"


@pytest.mark.parametrize("arguments", [("check",), ("check", "--format", "json"), ("build",)], ids=" ".join)
def test_file_name_that_is_no_utf8_is_no_bug(
    arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file name of bytes that are no UTF-8 is told, not stumbled over."""
    plan = copy_plan("starter", tmp_path)
    (plan / os.fsdecode(NON_UTF8)).write_text(
        "plancode: v1\nkind: team\nid: t\nteams: [{id: t\u0430m, title: \u0430m}]\n", "utf-8"
    )
    code = run([arguments[0], str(plan), *arguments[1:], *DAY])
    assert code in (0, 1), capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "encoding"),
    [
        ({"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "utf-8"),
        ({"LC_ALL": "zh_CN.GB18030", "PYTHONUTF8": "0", "PYTHONIOENCODING": "gb18030"}, "gb18030"),
        ({"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"}, "cp1252"),
    ],
    ids=["C", "gb18030", "cp1252"],
)
def test_other_locales(changes: dict[str, str], encoding: str, faulty: Path) -> None:
    """In a locale that cannot write every character the report is written as far as it can, with the right code."""
    done = subprocess.run(
        command("check", faulty, *DAY), capture_output=True, check=False, env=environment(**changes), timeout=60
    )
    assert done.returncode == 1
    assert no_traceback(done.stderr.decode("latin-1"))
    assert done.stdout.decode(encoding).count("SHP101") >= 1
    assert ("机会点" in done.stdout.decode(encoding)) == (encoding != "cp1252")


@pytest.mark.parametrize("changes", [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}], ids=["C"])
def test_usage_error_in_other_locales(changes: dict[str, str]) -> None:
    """A folder with a Chinese name that is missing is told in any locale."""
    done = subprocess.run(
        command("check", "没有"), capture_output=True, check=False, env=environment(**changes), timeout=60
    )
    assert done.returncode == 2
    assert no_traceback(done.stderr.decode("latin-1"))


def test_plan_in_a_folder_with_a_chinese_name_in_the_c_locale(tmp_path: Path) -> None:
    """Paths and pages are right in a locale that knows nothing but ASCII."""
    plan = copy_plan("starter", tmp_path).rename(tmp_path / "计划")
    (plan / "团队.yaml").write_text("plancode: v1\nkind: actions\nid: more\nactions: []\n", "utf-8")
    env = environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    ended = plancode("build", plan, "--lang", "zh", *DAY, env=env)
    assert (ended.code, ended.err) == (0, "")
    assert "销售" in (plan / "build" / "glossary.md").read_text("utf-8") or "指标" in (
        plan / "build" / "glossary.md"
    ).read_text("utf-8")
