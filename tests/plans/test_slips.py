"""One slip is one error that names it, whatever follows from it elsewhere in the plan."""

from pathlib import Path

import pytest

from plancode.findings.folding import folded
from plancode.findings.severity import Severity
from plancode.pipeline.checking import check
from plancode.tree.overlay import OverlayTree
from tests.making import AS_OF, PLANS

TEXT = (Path(PLANS) / "starter" / "plan.yaml").read_text("utf-8")
KEYS = (
    "period: 2026\n",
    "market:",
    "growth:",
    "assumptions:",
    "skills:",
    "roles:",
    "carries_quota:",
    "productivity:",
    "needs:",
    "teams:",
    "manager:",
    "people:",
    "role: rep",
    "team: sales, skills",
    "skills: {selling: 3}",
    "territories:  ",
    "owners:",
    "deputy:",
    "account_groups:",
    "count:",
    "potential:",
    "last_year:",
    "metric: revenue\n",
    "assumes:",
    "phasing:",
    "target:",
    "baseline:",
    "split:",
    "share:",
    "rest:",
    "actions: ",
    "kind: campaign",
    "owner:",
    "effort:",
    "effects:",
    "kpis:",
    "dimension:",
    "weight:",
    "score:",
    "cap:",
    "assess:",
    'levels: {"1": 0%',
    "floor:",
    "ceiling:",
    "grades:",
    "from: 95",
    "coefficient:",
    "then:",
    "duties:",
    "A: manager",
    "meetings:",
    "every: 1w",
    "minutes: 45",
    "one_to_ones:",
)
NAMES = (
    "manager: alex-kim",
    "person: bea-ross",
    "deputy: carl-diaz",
    "owner: bea-ross",
    "metric: revenue, amount: 120k",
)
CHOICES = (
    "phasing: working_days",
    "method: ratio",
    "dimension: outcome",
    "kind: rubric",
    "kind: cadence",
    "by: survey",
)
DEFINED = ("id: sales,", "id: bea-ross", "id: alex-kim", "id: selling, title: Selling, levels")


def slip(where: str, word: str) -> str:
    """Return the plan with two letters of a word turned round, in the first place that reads so."""
    at = TEXT.index(where) + where.index(word)
    turned = word[:1] + word[2] + word[1] + word[3:] if word[1] != word[2] else word[:1] + word[2:]
    return TEXT[:at] + turned + TEXT[at + len(word) :]


def last(where: str) -> str:
    """Return the name or choice after a key."""
    return where.partition(": ")[2].partition(",")[0]


SLIPS = [
    *((where, where.partition(":")[0]) for where in KEYS if len(where.partition(":")[0]) > 2),
    *((where, last(where)) for where in (*NAMES, *CHOICES, *DEFINED)),
]


@pytest.mark.parametrize(("where", "word"), SLIPS, ids=[f"{where.strip()}~{word}" for where, word in SLIPS])
def test_one_slip_is_one_error(where: str, word: str) -> None:
    """A key, a name, a choice or a definition with two letters turned round is told once, and nothing else is."""
    found = check(OverlayTree({"plan.yaml": slip(where, word).encode()}), AS_OF)
    (fold,) = folded(found.open)
    assert fold.first.severity is Severity.ERROR
