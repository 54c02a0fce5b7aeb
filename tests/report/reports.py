"""Reports that tests of several formats look at: of the examples, of a hostile plan, of thousands of faults."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from plancode.findings.finding import Finding
from plancode.findings.severity import Severity
from plancode.locale.catalogue import Language
from plancode.pipeline.checking import check
from plancode.report.report import PlanReport, Report
from plancode.said.value import Ref, Said
from plancode.tree.folder import FolderTree
from tests.making import NAMES, STEPS_WAIVED, checked
from tests.support import AS_OF, DAYS, PLANS

HOSTILE: Final = (
    "]]> --> ::error file=x,line=1::boo %0A %25 %3A, ,\n::stop-commands::x\r\n##[add-mask]y <script>alert('1')</script>"
    ' &amp; "q" {0} {{1}} [click](https://evil.example) '
    "\x1b[2J\x07 \u202egpj.\u2028 \ud800 \ufffe \uffff \U0001f600 \u5f20\u4e09"
)
"""A text in which every format finds something that it must not take for its own."""

PLAN: Final = """plancode: v1
kind: plan
id: p
title: Sales
period: 2026
currency: EUR
assumptions: [{id: b, "::error file=x::y %0A ]]> <b>{0}</b> [a](b)": 1}]
market: {growth: six}
team: "::warning::nobody ]]>"
---
plancode: v1
kind: team
id: t
title: "S\u0430les {0} [click](https://evil.example) %0A ]]> ::error::x <script>"
roles: [{id: rep, title: "</failure>,line=9::rep%25", carries_quota: true}]
teams: [{id: sales, parent: sales, manager: annn}]
people:
  - {id: ann, name: "\u0410nn ]]>", role: rep, team: sales, start: 2026-02-30, fte: 1.5}
  - {id: ann, name: Ann, role: repp, team: sales}
"""
ROWS: Final = "".join(f"a{number},Account {number},no-money\n" for number in range(9))
FILES: Final = {
    "plan.yaml": PLAN,
    "map.yaml": "plancode: v1\nkind: territories\nid: m\naccounts: {file: accounts.csv}\n",
    "accounts.csv": f"id,name,potential\n{ROWS}",
    "below/\u5f20 \u4e09#?, a=b%25: 50%.yaml": "plancode: v1\nkind: team\nid: u\nteems: []\n",
    "broken.yaml": "a: [1\n",
}


def report_of(files: Mapping[str, str], path: str = "plans/east", language: Language = "en") -> Report:
    """Return the report of a plan held in memory."""
    found = checked(files)
    return Report((PlanReport(path, found.findings, language, found.sources, found.lost, found.unjudged),), AS_OF)


@cache
def hostile(language: Language = "en") -> Report:
    """Return the report of a plan whose texts and names of files are made to break formats."""
    return report_of(FILES, "plans/it's: 50%, east", language)


@cache
def worse(language: Language = "en") -> Report:
    """Return the same findings with hostile text for every text in them, which no plan can have: it is refused."""
    (plan,) = hostile(language).plans
    findings = tuple(replace(one, values=_poisoned(one), entity=_ref(one.entity)) for one in plan.findings)
    return Report((replace(plan, findings=findings),), AS_OF)


def _poisoned(finding: Finding) -> dict[str, Said]:
    return {name: HOSTILE if isinstance(value, str) else value for name, value in finding.values.items()}


def _ref(entity: Ref | None) -> Ref | None:
    return replace(entity, id=HOSTILE, title=HOSTILE) if entity else None


@cache
def examples() -> Report:
    """Return the report of all example plans, each in its own language."""
    return Report(tuple(_example(name) for name in NAMES), AS_OF)


def _example(name: str) -> PlanReport:
    found = check(FolderTree(PLANS / name), DAYS.get(name, AS_OF))
    return PlanReport(f"plans/{name}", found.findings, found.language, found.sources, found.lost, found.unjudged)


@cache
def thousands() -> Report:
    """Return the report of a plan with ten thousand faults, of which few are worse than the many before them."""
    (plan,) = report_of(
        {"plan.yaml": PLAN.partition("assumptions")[0] + "assumptions:\n" + "  - {id: a}\n" * 500}
    ).plans
    findings = tuple(
        replace(one, severity=_severity(number), fingerprint=f"{number:016x}")
        for number, one in enumerate((plan.findings * 30)[:10_000])
    )
    return Report((replace(plan, findings=findings),), AS_OF)


def _severity(number: int) -> Severity:
    return Severity.ERROR if number % 1000 == 999 else Severity.INFO if number % 2 else Severity.WARNING


NOTHING: Final = "plancode: v1\nkind: plan\nid: p\nperiod: 2026\ncurrency: EUR\n" + STEPS_WAIVED
REPORTS: Final[dict[str, Callable[[], Report]]] = {
    "hostile": hostile,
    "hostile-zh": lambda: hostile("zh"),
    "worse": worse,
    "worse-zh": lambda: worse("zh"),
    "examples": examples,
    "nothing": lambda: report_of({"plan.yaml": NOTHING}),
    "no plan": lambda: Report((), AS_OF),
}
"""What every format must be able to say, by name."""
