"""Nothing that was agreed can be undone in silence: every such field has a guard, and attempts to gain are told."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from plancode.model.kinds import EntityKind
from plancode.pipeline.comparing import compare
from plancode.rules.changed_agreements import guard_of
from plancode.rules.table import rules_by_code
from plancode.shape.bearing import Bearing
from plancode.tree.overlay import OverlayTree
from tests.support import PLANS, content_of

DAY: Final = date(2026, 6, 20)
ATTEMPTS: Final[list[dict[str, Any]]] = yaml.safe_load(Path(__file__).with_name("attempts.yaml").read_text("utf-8"))


@pytest.mark.parametrize("kind", EntityKind)
def test_whatever_is_agreed_has_a_rule_of_the_gate(kind: EntityKind) -> None:
    """A change of any kind that bears on a commitment, a score or credit is guarded by a rule for changes."""
    rules = rules_by_code()
    for bearing in Bearing:
        code = guard_of(kind, bearing)
        assert bool(code) == bearing.is_agreed
        assert not code or rules[code].change


@cache
def _huadong() -> dict[str, bytes]:
    return {name: data for name, data in content_of(PLANS / "huadong").items() if not name.startswith("build/")}


@pytest.mark.slow
@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt["what"])
def test_attempt_to_gain_is_told(attempt: dict[str, Any]) -> None:
    """Half a year in, a change by which somebody is asked for less, or given more, has its finding in the gate."""
    files = dict(_huadong())
    text = files.pop(attempt["in"]).decode()
    for old, new in attempt.get("edits", ()):
        assert old in text
        text = text.replace(old, new, 1)
    if "gone" not in attempt:
        files[attempt.get("to", attempt["in"])] = text.encode()
    gate = compare((OverlayTree(_huadong()), OverlayTree(files)), DAY).gate
    assert attempt["expect"] in {finding.code for finding in gate}, [finding.code for finding in gate]
