"""Run rules; one that breaks reports itself and the rest go on."""

import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from plancode.findings.problem import Problem
from plancode.rules.context import RuleContext
from plancode.rules.rule import Rule

Unasked = Literal["lost", "period", "results", "broken"]
"""Why a rule was not asked: part of the plan cannot be used, its period cannot be read, no results, a bug of ours."""


@dataclass
class RuleRun:
    """The problems that rules found, and the traces of rules that broke (bugs in plancode, not in the plan).

    `unasked` are the codes of rules that could not be asked: that they found nothing means nothing.
    """

    problems: list[Problem] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unasked: dict[str, Unasked] = field(default_factory=dict)


def run(rules: Iterable[Rule], context: RuleContext) -> RuleRun:
    """Return what the rules find, in the order of the rules."""
    result = RuleRun()
    for rule in rules:
        if rule.check is None or rule.change is (context.compared is None):
            continue
        if rule.figures and context.analysis is None:
            result.unasked[rule.code] = "period"
            continue
        if rule.results and context.results is None:
            result.unasked[rule.code] = "results"
            continue
        try:
            result.problems.extend(replace(problem, code=rule.code) for problem in rule.check(context))
        except Exception:  # noqa: BLE001  # whatever it is, the other rules still run
            place = context.graph.place_of_plan()
            result.problems.append(Problem(place, "rule_broken", {"name": rule.name}, code=rule.code))
            result.unasked[rule.code] = "broken"
            result.broken.append(f"{rule.code} {rule.name}\n{traceback.format_exc()}")
    return result
