"""The order of documents in files, and of files in a plan, says nothing: every figure and finding stays as it is.

What is listed is listed in the order of the files, so lines and the words in them are compared whatever their order.
"""

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancode.pipeline.building import build
from plancode.pipeline.checking import Checked, check
from plancode.pipeline.reaching import reader
from plancode.pipeline.scoring import Paper, WantedCards, score
from plancode.pipeline.tabling import TABLES, table_for_programs, table_of
from plancode.report.report import PlanReport, Report
from plancode.report.reporters import REPORTERS
from plancode.tables.selection import Selection
from tests.making import AS_OF, FEW, NAMES, PLANS, files_of, tree_of
from tests.support import DAYS

Files = dict[str, bytes]
Outputs = dict[str, Any]
SEEDS: Final = range(2)
SOME: Final = settings(FEW, max_examples=25)
_PLACES: Final = frozenset({"place", "related", "path", "places"})
_BREAK: Final = re.compile(rb"^---[ \t]*(?:#.*)?\r?\n", re.MULTILINE)
_WORD: Final = re.compile(r"[^\s,;·、；，|]+")
_PLACE: Final = re.compile(r"[\w./-]+\.(?:ya?ml|csv)(?::\d+)*")


def reordered(files: Mapping[str, bytes], seed: int) -> Files:
    """Return a plan with the documents of each file, and the files of each folder, in another order."""
    chance, found = Random(seed), dict(files)  # noqa: S311  # the same order again
    names = [name for name, data in files.items() if name.endswith((".yaml", ".yml")) and b"\nkind:" in data]
    for name in names:
        documents = [one for one in _BREAK.split(found.pop(name)) if one.strip()]
        chance.shuffle(documents)
        path = PurePosixPath(name)
        moved = str(path.with_name(f"{chance.randrange(10_000):04}-{path.name}"))
        found[moved] = b"---\n".join(one if one.endswith(b"\n") else one + b"\n" for one in documents)
    return found


def _said(value: Any) -> Any:  # noqa: ANN401
    """Return what JSON says without places, and whatever the order of lists."""
    if isinstance(value, dict):
        return {key: _said(one) for key, one in value.items() if key not in _PLACES}
    if isinstance(value, list):
        return sorted((_said(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return _words(value) if isinstance(value, str) else value


def _words(text: str) -> list[str]:
    return sorted(word.rstrip(".。") for word in _WORD.findall(_PLACE.sub("", text)))


def _lines(text: str) -> list[list[str]]:
    return sorted(_words(line) for line in text.splitlines())


def outputs(found: Checked) -> Outputs:
    """Return everything that a plan is told and shown, without the order of it and the places it is at."""
    report = Report(
        (PlanReport("plan", found.findings, found.language, found.sources, found.lost, found.unjudged),),
        found.as_of,
    )
    told: Outputs = {"check": _said(json.loads(REPORTERS["json"](report)))}
    told |= {f"page {name}": _lines(data.decode("utf-8", "replace")) for name, data in build(found).items()}
    scored = score(found, WantedCards(period="each"), Paper("en", "json", 80))
    told["score"] = _said(json.loads(scored)) if scored is not None else None
    if found.analysis is not None:
        for name in TABLES:
            sheet = table_of(found.analysis, name, Selection(period="each"), "en")
            told[f"table {name}"] = _said(json.loads(table_for_programs(found, sheet, "en", "json", why=True)))
    return told


def differing(one: Outputs, other: Outputs) -> dict[str, tuple[Any, Any]]:
    """Return what two plans are told differently, by output."""
    return {name: (one.get(name), other.get(name)) for name in {**one, **other} if one.get(name) != other.get(name)}


def _outputs_of(files: Mapping[str, str | bytes], name: str = "") -> Outputs:
    return outputs(check(tree_of(files), DAYS.get(name, AS_OF), reach=reader(PLANS / name) if name else None))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_order_of_an_example_plan(name: str) -> None:
    """What is told and shown of an example plan does not follow from the order of its documents and files."""
    files = files_of(name)
    wanted = _outputs_of(files, name)
    assert wanted["check"]
    for seed in SEEDS:
        assert differing(wanted, _outputs_of(reordered(files, seed), name)) == {}


HEAD: Final = """plancode: v1
kind: plan
id: small
period: 2026
currency: EUR
team: all
market: {size: 50M, growth: 4%}
channels: [{id: key, title: Key accounts}, {id: web, title: Web}]
products: [{id: tea, title: Tea}]
metrics: [{id: premium, unit: money, over_time: sum, over_scope: sum}]
---
plancode: v1
kind: calendar
id: days
holidays: {country: DE}
"""
PEOPLE: Final = """plancode: v1
kind: team
id: people
roles: [{id: rep, carries_quota: true, hours_per_week: 40, productivity: [PRODUCTIVITY]}]
teams: [{id: all, manager: ann}, {id: north, parent: all}]
people: [{id: ann, role: rep, team: all}, {id: bob, role: rep, team: north, start: 2026-03-01}]
"""
METRICS: Final = st.sampled_from(["revenue", "collections", "premium", "units", "csat"])
SCOPES: Final = st.sampled_from(
    [
        "",
        "team: all",
        "team: north",
        "channel: key",
        "team: all, product: tea",
        "person: bob",
        "team: all, channel: web",
    ]
)
PHASINGS: Final = st.sampled_from(["even", "working_days", f"{{shares: [100%{', 0%' * 11}]}}", "{amounts: [1, 2]}", ""])
HOW: Final = st.sampled_from(["target: {SCOPE, amount: AMOUNT}", "targets: [{SCOPE, amount: AMOUNT}]",
                              "targets: [{SCOPE, period: 2026-H1, amount: AMOUNT}]"])  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> Files:
    """Return a plan of a few documents of targets, of the same and of other metrics, wide and narrow ones."""
    rates = ", ".join(f"{{metric: {one}, amount: 12000/year}}" for one in draw(st.lists(METRICS, unique=True)))
    documents = [PEOPLE.replace("PRODUCTIVITY", rates)]
    for number in range(draw(st.integers(2, 6))):
        rows = draw(HOW).replace("SCOPE", draw(SCOPES)).replace("AMOUNT", str(draw(st.sampled_from([120, 12000]))))
        phasing = draw(PHASINGS)
        lines = ("plancode: v1", "kind: targets", f"id: t{number}", f"metric: {draw(METRICS)}",
                 rows.replace("{, ", "{"), *((f"phasing: {phasing}",) if phasing else ()))  # fmt: skip
        documents.append("\n".join(lines) + "\n")
    files = {"plan.yaml": HEAD.encode(), "people.yaml": documents[0].encode()}
    at = draw(st.integers(1, len(documents)))
    parts = {"one.yaml": documents[1:at], "two.yaml": documents[at:]}
    return files | {name: "---\n".join(listed).encode() for name, listed in parts.items() if listed}


@pytest.mark.slow
@given(plan=plans(), seed=st.integers(0, 10_000))
@SOME
def test_order_of_documents_of_targets(plan: Files, seed: int) -> None:
    """Which metric is the main one, which target the top one, and all that follows, does not hang on the order."""
    assert differing(_outputs_of(plan), _outputs_of(reordered(plan, seed))) == {}
