"""Nothing that was agreed can be undone in silence: every such field has a guard, and attempts to gain are told."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from plancode.compare.fields import fields_of
from plancode.model.actuals import Matching, Measure, Source, Unassigned
from plancode.model.kinds import EntityKind
from plancode.model.source_tables import Filter, LineColumns, Lines, Mapping
from plancode.pipeline.comparing import compare
from plancode.rules.changed_agreements import guard_of
from plancode.rules.table import rules_by_code
from plancode.shape.base import Shape
from plancode.shape.bearing import Bearing
from plancode.shape.tables import WideColumns
from plancode.tree.overlay import OverlayTree
from tests.support import PLANS, content_of

DAY: Final = date(2026, 6, 20)


def _stated(name: str) -> list[dict[str, Any]]:
    stated: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))
    return stated


ATTEMPTS: Final = _stated("attempts.yaml")
COMBINED: Final = _stated("combined.yaml")


@pytest.mark.parametrize("kind", EntityKind)
def test_whatever_is_agreed_has_a_rule_of_the_gate(kind: EntityKind) -> None:
    """A change of any kind that bears on a commitment, a score or credit is guarded by a rule for changes."""
    rules = rules_by_code()
    for bearing in Bearing:
        code = guard_of(kind, bearing)
        assert bool(code) == bearing.is_agreed
        assert not code or rules[code].change


@pytest.mark.parametrize(
    "model", [Source, Mapping, Matching, Lines, LineColumns, Filter, WideColumns, Unassigned, Measure]
)
def test_every_setting_of_a_source_bears_on_credit(model: type[Shape]) -> None:
    """However a source is read otherwise than before, the gate tells; but for words about it and how often it comes."""
    words = {"id", "title", "labels", "formerly", "extra", "note", "reason", "refresh"}
    assert {field.key for field in fields_of(model) if field.bears is not Bearing.CREDIT} <= words


@cache
def _huadong() -> dict[str, bytes]:
    return {name: data for name, data in content_of(PLANS / "huadong").items() if not name.startswith("build/")}


@pytest.mark.slow
@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt["what"])
def test_attempt_to_gain_is_told(attempt: dict[str, Any]) -> None:
    """Half a year in, a change by which somebody is asked for less, or given more, has its finding in the gate."""
    files = dict(_huadong())
    text = files.pop(attempt["in"]).decode()
    if "gone" not in attempt:
        files[attempt.get("to", attempt["in"])] = _edited(text, attempt.get("edits", ()))
    gate = compare((OverlayTree(_huadong()), OverlayTree(files)), DAY).gate
    assert attempt["expect"] in {finding.code for finding in gate}, [finding.code for finding in gate]


@pytest.mark.slow
@pytest.mark.parametrize("attempt", COMBINED, ids=lambda attempt: attempt["what"])
def test_attempt_in_two_steps_is_told(attempt: dict[str, Any]) -> None:
    """Nor does it help to rename, to move, to widen the policy, or to go there step by step, in the same breath."""
    old, new = dict(_huadong()), dict[str, bytes]()
    for path, edits in attempt.get("before", {}).items():
        old[path] = _edited(old[path].decode(), edits)
    new |= old
    new |= {path: old[source] for source, path in attempt.get("copy", {}).items()}
    new |= {path: new.pop(source) for source, path in attempt.get("move", {}).items()}
    word, other = (name.encode() for name in attempt.get("everywhere", ("", "")))
    new = {path: data.replace(word, other) if word else data for path, data in new.items()}
    for path, edits in attempt.get("change", {}).items():
        new[path] = _edited(new[path].decode(), edits)
    new |= {path: text.encode() for path, text in attempt.get("new", {}).items()}
    found = compare((OverlayTree(old), OverlayTree(new)), DAY, as_it_was=lambda _: OverlayTree(_huadong())).open
    assert attempt["expect"] in {finding.code for finding in found}, [finding.code for finding in found]


def _edited(text: str, edits: Iterable[tuple[str, str]]) -> bytes:
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()
