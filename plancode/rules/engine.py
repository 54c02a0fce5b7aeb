"""Run rules; one that breaks reports itself and the rest go on."""

import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from plancode.findings.problem import Problem
from plancode.rules.context import RuleContext
from plancode.rules.rule import Rule


@dataclass
class RuleRun:
    """The problems that rules found, and the traces of rules that broke (bugs in plancode, not in the plan)."""

    problems: list[Problem] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def run(rules: Iterable[Rule], context: RuleContext) -> RuleRun:
    """Return what the rules find, in the order of the rules."""
    result = RuleRun()
    for rule in rules:
        if rule.check is None or rule.change is (context.compared is None):
            continue
        if (rule.results and context.results is None) or (rule.figures and context.analysis is None):
            continue
        try:
            result.problems.extend(replace(problem, code=rule.code) for problem in rule.check(context))
        except Exception:  # noqa: BLE001  # whatever it is, the other rules still run
            place = context.graph.place_of_plan()
            result.problems.append(Problem(place, "rule_broken", {"name": rule.name}, code=rule.code))
            result.broken.append(f"{rule.code} {rule.name}\n{traceback.format_exc()}")
    return result
