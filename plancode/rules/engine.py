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
    for one in rules:
        if one.check is None or not _can_ask(one, context):
            continue
        try:
            result.problems.extend(replace(problem, code=one.code) for problem in one.check(context))
        except Exception:  # noqa: BLE001  # whatever it is, the other rules still run
            place = context.graph.place_of_plan()
            result.problems.append(Problem(place, "rule_broken", {"name": one.name}, code=one.code))
            result.broken.append(f"{one.code} {one.name}\n{traceback.format_exc()}")
    return result


def _can_ask(one: Rule, context: RuleContext) -> bool:
    if one.change is (context.compared is None) or (one.results and context.results is None):
        return False
    return not one.figures or context.analysis is not None
