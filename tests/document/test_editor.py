"""What plancode reads is what the editor reads: held against its parser, npm `yaml`, over texts made by chance.

A plan is reviewed in an editor or on a git website. Whatever plancode takes without a finding must have the same
values there; what it cannot promise that for, it must tell.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from plancode.document.compose import compose
from plancode.document.limits import Limits
from plancode.document.source import decode
from plancode.findings.problem import Problem
from tests.making import NAMES, composed, files_of
from tests.support import ROOT, require
from tests.writing import Writer

TEXTS: Final = 3_000
PACKAGES: Final = Path(os.environ.get("PLANCODE_NODE") or ROOT / ".venv" / "node")


def _taken(text: str) -> list[object] | None:
    """Return the documents of a text that plancode takes without a finding, as the editor's side tells them."""
    source = decode("x.yaml", text.encode())
    if isinstance(source, Problem):
        return None
    found = compose(source, Limits())
    data = [document.data for document in found.documents]
    if found.problems or not all(isinstance(one, dict | list) and not _has_thousands(one) for one in data):
        return None  # a document that is one text has a finding when it is loaded
    return [_told(one) for one in data]


def _has_thousands(node: object) -> bool:
    """Whether a number with commas stands in braces, which has a finding when it is held against its model."""
    if isinstance(node, dict):
        return any((re.fullmatch("0[0-9]+", key) and not value) or _has_thousands(value) for key, value in node.items())
    return isinstance(node, list) and any(map(_has_thousands, node))


def _told(node: object) -> list[object]:
    if isinstance(node, dict):
        return ["map", [[key, _told(value)] for key, value in node.items()]]
    if isinstance(node, list):
        return ["list", [_told(value) for value in node]]
    if node is None:
        return ["null"]
    if isinstance(node, bool):
        return ["boolean", str(node).lower()]
    return ["string", node] if isinstance(node, str) else ["number", float(str(node))]


def _as_numbers(told: list[object]) -> list[object]:
    """Return what the editor reads with numbers as numbers."""
    kind, *below = told
    if kind == "number":
        return ["number", float(str(below[0]))]
    if kind == "list":
        return ["list", [_as_numbers(one) for one in below[0]]]  # type: ignore[attr-defined]  # a list of values
    if kind == "map":
        return ["map", [[key, _as_numbers(one)] for key, one in below[0]]]  # type: ignore[attr-defined]  # of pairs
    return told


def _read_by_editor(texts: list[str]) -> Iterator[dict[str, list[list[object]]]]:
    node = shutil.which("node")
    require(node, "node is not here")
    require((PACKAGES / "node_modules" / "yaml").is_dir(), f"no npm package `yaml` in {PACKAGES}")
    lines = "".join(f"{json.dumps(text)}\n" for text in texts)
    command = [str(node), str(Path(__file__).with_name("editor.mjs")), str(PACKAGES)]
    done = subprocess.run(command, input=lines, capture_output=True, check=True, encoding="utf-8", timeout=300)
    return map(json.loads, done.stdout.splitlines())


def _differences(texts: list[str]) -> tuple[int, list[str]]:
    """Return how many of some texts plancode takes, and those that the editor reads otherwise or not at all."""
    taken = [(text, told) for text in dict.fromkeys(texts) if (told := _taken(text)) is not None]
    found = []
    for (text, told), read in zip(taken, _read_by_editor([text for text, _ in taken]), strict=True):
        documents = [_as_numbers(one) for one in read.get("documents", []) if one != ["null"]]
        if (read.get("faults") or documents != told) and not _is_refused_loudly(text, read.get("faults", [])):
            found.append(f"{text!r}\nplancode: {told}\neditor: {read.get('faults') or documents}")
    return len(taken), found


def _is_refused_loudly(text: str, faults: list[list[object]]) -> bool:
    """Whether the editor marks as a fault what YAML allows: a comment below a key, and below it a text without quotes.

    So does `yaml` 2.9 with some comments, such as `##`. Nobody is shown another value.
    """
    is_so = re.search(r":[ \t]*(?:#.*)?\r?\n(?:[ \t]*\r?\n)*[ \t]*#", text) is not None
    return is_so and bool(faults) and all("Implicit keys need to be on a single line" in str(one) for one in faults)


def test_the_editor_reads_the_same_values() -> None:
    """No text that plancode takes has other values in the editor; the seed is the day, or PLANCODE_SEED."""
    seed = os.environ.get("PLANCODE_SEED") or datetime.now(UTC).date().isoformat()
    writer = Writer(seed)
    taken, found = _differences([writer.text() for _ in range(int(os.environ.get("PLANCODE_TEXTS") or TEXTS))])
    assert taken > 0
    assert not found, "\n".join([f"PLANCODE_SEED={seed}: {len(found)} of {taken} differ", *found[:5]])


def test_the_editor_reads_the_example_plans_alike() -> None:
    """All files of the example plans have the same values in the editor."""
    texts = [data.decode() for name in NAMES for path, data in files_of(name).items() if path.endswith(".yaml")]
    taken, found = _differences(texts)
    assert taken == len(set(texts))
    assert not found, found[0]


READ_OTHERWISE: Final = {
    "null-as-a-key": ("null: a\n", "TXT110", "unquoted"),
    "tilde-as-a-key": ("~: a\n", "TXT110", "unquoted"),
    "decimals-as-a-key": ("1.0: a\n", "TXT110", "unquoted"),
    "boolean-as-a-key": ("True: a\n", "TXT110", "unquoted"),
    "leading-zero-as-a-key": ("010: a\n", "TXT110", "unquoted"),
    "long-number-as-a-key": ("12345678901234567: a\n", "TXT110", "unquoted"),
    "question-in-a-list": ("a: [?x]\n", "TXT115", "question"),
    "question-in-braces": ("a: {?x}\n", "TXT115", "question"),
    "question-in-a-block": ("? a\n: b\n", "TXT115", "question"),
    "dash-in-a-list": ("a: [-]\n", "TXT111", "plain"),
    "dash-in-braces": ("a: {-}\n", "TXT110", "unquoted"),
    "comment-at-a-comma": ("a: [b,#x\n  c]\n", "TXT115", "comment"),
    "comment-at-a-bracket": ("a: [#x\n  c]\n", "TXT115", "comment"),
    "comment-at-a-closing-bracket": ("a: [b]#x\n", "TXT115", "comment"),
    "comment-at-a-quote": ('a: "b"#x\n', "TXT115", "comment"),
    "comment-at-a-sign": ("a: |#x\n  b\n", "TXT115", "block"),
    "indent-in-a-sign": ("a: |1\n  b\n", "TXT115", "block"),
    "sign-below-its-key": ("a:\n|\n b\n", "TXT115", "block"),
    "blanks-only": ("a: |\n    \nb: c\n", "TXT115", "blank_lines"),
    "blanks-at-the-end": ("a: |+\n  b\n ", "TXT115", "blank_lines"),
    "quotes-outdented": ('a: "b\nc"\n', "TXT115", "outdented"),
    "quotes-outdented-after-a-blank-line": ('a: "b\n\nc"\n', "TXT115", "outdented"),
    "quote-alone": ("a: 'b\n'\n", "TXT115", "outdented"),
    "quotes-in-a-nested-list": ('- - "b\n  c"\n', "TXT115", "outdented"),
    "brackets-outdented": ("a: {b: c,\nd: e}\n", "TXT115", "outdented"),
    "inner-bracket-outdented": ("a: [[b\n]]\n", "TXT115", "outdented"),
    "comma-outdented": ("a: [b\n, c]\n", "TXT115", "outdented"),
    "text-in-brackets-outdented": ("a: [b\nc]\n", "TXT115", "outdented"),
    "comment-in-brackets-outdented": ("a: [b\n# x\n]\n", "TXT115", "outdented"),
    "tab-in-brackets": ("a: [\n\tb]\n", "TXT115", "outdented"),
    "break-escaped": ('a: "b\\\n\n  c"\n', "TXT115", "backslash"),
    "break-escaped-in-brackets": ('a: ["b\\\n \n  c"]\n', "TXT115", "backslash"),
}


@pytest.mark.parametrize(("text", "code", "variant"), READ_OTHERWISE.values(), ids=READ_OTHERWISE)
def test_what_the_editor_reads_otherwise_is_told(text: str, code: str, variant: str) -> None:
    """Every kind of text that was once read otherwise has one finding, also behind another document."""
    assert [(one.code, one.variant) for one in composed(text).problems] == [(code, variant)]
    behind = composed(f"华: 1\n---\n{text}")
    assert [(one.code, one.variant) for one in behind.problems] == [(code, variant)]
    assert behind.problems[0].place.line == composed(text).problems[0].place.line + 2
    assert behind.documents[0].data == {"华": 1}


READ_ALIKE: Final = {
    "last-line-without-a-break": ("a: |\n  b", {"a": "b\n"}),
    "folded-last-line-without-a-break": ("a: >\n  b\n  c", {"a": "b c\n"}),
    "kept-breaks": ("a: |+\n  b\n\n", {"a": "b\n\n"}),
    "no-last-break": ("a: |-\n\n  b", {"a": "\nb"}),
    "whole-numbers-as-keys": ("a: {1: x, -5: y, 2026: z}\n", {"a": {"1": "x", "-5": "y", "2026": "z"}}),
    "quoted-values-as-keys": ("a: {'null': x, \"1.0\": y}\n", {"a": {"null": "x", "1.0": "y"}}),
    "closing-bracket-at-the-key": ("a: [\n  b,\n]\n", {"a": ["b"]}),
    "closing-bracket-in-a-list": ("- {\n  a: b\n}\n", [{"a": "b"}]),
    "break-escaped": ('a: "b\\\n  c"\n', {"a": "bc"}),
    "quotes-indented": ("a: 'b\n\n  c'\n", {"a": "b\nc"}),
    "comment-in-brackets": ("a: [b, # x\n  # y\n\n  c]\n", {"a": ["b", "c"]}),
    "signs-in-texts": ("a: b#c why? C#\nd: 'e'  #f\n", {"a": "b#c why? C#", "d": "e"}),
    "pair-in-a-list": ("a: [b, c: d]\n", {"a": ["b", {"c": "d"}]}),
}


@pytest.mark.parametrize(("text", "data"), READ_ALIKE.values(), ids=READ_ALIKE)
def test_what_everybody_reads_alike_is_taken(text: str, data: object) -> None:
    """What people write over lines stays free to them, and has the value that the editor shows."""
    for one in (text, text.replace("\n", "\r\n")):
        found = composed(one)
        assert found.problems == []
        assert [document.data for document in found.documents] == [data]
