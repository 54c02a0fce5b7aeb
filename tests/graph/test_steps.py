"""The steps of a plan: each is stated by one condition, and missing where what states it is taken away."""

from collections.abc import Callable
from typing import Final

import pytest

from plancode.graph.steps import is_stated, missing, waived
from plancode.model.steps import STEP_NAMES
from plancode.rules.steps import is_reason
from tests.making import checked, files_of, graph_of

MORE: Final = """---
plancode: v1
kind: calendar
id: working-days
holidays: {country: US}
---
plancode: v1
kind: strategy
id: strategy
choices: [{id: by-referral, by: service, text: Won through customers who recommend us}]
---
plancode: v1
kind: assessments
id: seen
assessments:
  - {person: bea-ross, kpi: scorecard/selling, method: field_visit, level: 3, assessor: alex-kim, on: 2026-02-12}
---
plancode: v1
kind: actuals
id: results
sources: [{id: orders, file: orders.csv, credit: seller, columns: {date: day, amount: sum, person: who}}]
metrics: [{metric: revenue, source: orders, measure: sum}]
"""
STARTER: Final = files_of("starter")["plan.yaml"].decode() + MORE


def whole() -> str:
    """Return a plan that states every step."""
    head, _, rest = STARTER.partition("without:")
    return head + rest[rest.index("skills:") :]


def _document(kind: str) -> Callable[[str], str]:
    return lambda text: "---\n".join(one for one in text.split("---\n") if f"\nkind: {kind}\n" not in f"\n{one}")


def _line(start: str) -> Callable[[str], str]:
    return lambda text: "".join(f"{line}\n" for line in text.splitlines() if not line.startswith(start))


TAKEN: Final[dict[str, Callable[[str], str]]] = {
    "target": _document("targets"),
    "market": _line("market:"),
    "strategy": _document("strategy"),
    "timetable": _document("calendar"),
    "territories": _document("territories"),
    "duties": _document("responsibilities"),
    "meetings": _document("cadence"),
    "scorecard": _document("rubric"),
    "assessments": _document("assessments"),
    "follow_up": _document("actuals"),
}


def test_whole_plan_misses_nothing() -> None:
    """The plan that the others are made from states every step, and none is left out here."""
    graph = graph_of({"plan.yaml": whole()})
    assert missing(graph) == ()
    assert waived(graph) == {}
    assert tuple(TAKEN) == STEP_NAMES


@pytest.mark.parametrize("step", TAKEN)
def test_step_that_is_taken_away_is_missing(step: str) -> None:
    """Without what states it a step is missing, that step alone; PLN101 names it, and so does what was not judged."""
    found = checked({"plan.yaml": TAKEN[step](whole())})
    assert missing(found.base) == (step,)
    assert not is_stated(found.base, step)
    assert [one.values["count"] for one in found.findings if one.code == "PLN101"] == [1]
    assert [(one.table, one.why) for one in found.unjudged if one.table == "steps"] == [("steps", "missing")]


@pytest.mark.parametrize("step", TAKEN)
def test_step_that_the_plan_means_to_do_without_is_no_finding(step: str) -> None:
    """A step that is left out with a reason is no finding, and every report says that it was not judged."""
    said = f"without: {{{step}: Stated in the plan of the group}}\nskills:"
    found = checked({"plan.yaml": TAKEN[step](whole()).replace("skills:", said, 1)})
    assert [one.code for one in found.findings if one.code.startswith("PLN")] == []
    assert waived(found.base) == {step: "Stated in the plan of the group"}
    assert [one.why for one in found.unjudged if one.table == "steps"] == ["waived"]


def test_beginning_one_of_several_steps_is_no_new_finding() -> None:
    """The finding stays the same while one step after the other is begun: its fingerprint has no list in it."""
    both = _document("cadence")(_document("responsibilities")(whole()))
    prints = [
        one.fingerprint
        for text in (both, _document("cadence")(whole()))
        for one in checked({"plan.yaml": text}).findings
        if one.code == "PLN101"
    ]
    assert len(prints) == 2
    assert len(set(prints)) == 1


@pytest.mark.parametrize("text", ["-", "n/a", "x", "TBD", "todo!", "…", "无", "待定", "aaa"])
def test_no_reason(text: str) -> None:
    """A sign, a placeholder or a word or two letters long says nothing."""
    assert not is_reason(text)


@pytest.mark.parametrize("text", ["Stated by the group", "ERP 三月前没有数据", "两人同室", "Pay is fixed"])
def test_reason(text: str) -> None:
    """A few words, or two signs of Chinese, may be a reason."""
    assert is_reason(text)


@pytest.mark.parametrize("more", ["---\nplancode: v1\nkind: rubrik\nid: card\n", "---\na: [\n", "---\nkind: rubric\n"])
def test_what_cannot_be_read_is_unknown_and_not_missing(more: str) -> None:
    """Where a document cannot be used, nobody says that the steps it may state are missing."""
    found = checked({"plan.yaml": _document("rubric")(whole()) + more})
    assert "PLN101" not in [one.code for one in found.findings]
