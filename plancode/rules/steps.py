"""PLN: steps of a plan that are missing, and what it says to do without."""

from collections.abc import Iterator
from typing import Final

from plancode.findings.problem import Problem
from plancode.graph.graph import PlanGraph
from plancode.graph.steps import is_stated, missing, undecided, without
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.said.value import Joined, Said, Term, Values

_NO_REASONS: Final = frozenset({
    "n/a", "none", "nothing", "later", "todo", "tbd", "test", "because", "reason", "why",
    "没有", "暂无", "待定", "待补", "以后再说", "不需要", "原因", "理由", "测试",
})  # fmt: skip
_SHORTEST: Final = {True: 4, False: 2}
"""Letters that a reason has at least: in letters of an alphabet, and in Chinese."""


def _listed(steps: tuple[str, ...]) -> Said:
    """Return steps with what cannot be judged without each, and how to begin it."""
    return Joined(tuple(Term(f"missing_step.{step}") for step in steps), "list.semicolon")


@rule("PLN101", "steps-missing", WARNING)
def steps_missing(context: RuleContext) -> Iterator[Problem]:
    """The plan does not state all steps of a sales plan, and does not say that it means to do without them.

    ## Why it matters
    What is not stated cannot be judged, so that a plan with less in it would look better. The finding names each step
    that is missing, what cannot be judged without it, and how to begin it: targets, the market they rest on, a
    strategy, a timetable, territories, duties, meetings, a scorecard, the assessments that it asks for, and the
    follow-up of results. It stays the same finding while one step after the other is begun.

    ## Fails
    ```yaml
    kind: plan
    id: east-2026
    ```
    and a team, but nothing else.

    ## Passes
    ```yaml
    without: {follow_up: The ERP gives no data before March, assessments: Kept by the HR system}
    ```
    and a document for each of the other steps.

    ## How to fix
    Begin one step after the other; `plancode init` writes a plan with most of them, and says why it does without the
    others. If the plan is to do without a step, say so under `without` in the plan document, with the reason: then it
    is no finding, and every report says that this was not judged.
    """
    graph = context.base
    steps = tuple(step for step in missing(graph) if step != "target" or not undecided(graph))
    if graph.plan is not None and steps:
        values: Values = {"count": len(steps), "steps": _listed(steps), "first": steps[0]}
        yield Problem(graph.place_of_plan(), "plain", values, graph.plan.ref)


@rule("PLN102", "without-what-is-there", WARNING)
def without_what_is_there(context: RuleContext) -> Iterator[Problem]:
    """The plan says to do without a step that it states.

    ## Why it matters
    One of the two is not true any more. If the step is deleted one day, nobody hears of it.

    ## Fails
    ```yaml
    without: {duties: They stand in the job descriptions}
    ```
    and a document with `kind: responsibilities` that has duties.

    ## Passes
    The same plan without this line.

    ## How to fix
    Delete the line under `without`.
    """
    graph = context.base
    for step in without(graph):
        if graph.plan is not None and is_stated(graph, step):
            values: Values = {"step": Term(f"step.{step}"), "key": step}
            yield Problem(graph.plan.place("without", step, key=True), "plain", values, graph.plan.ref, step)


@rule("PLN103", "without-reason", ERROR)
def without_reason(context: RuleContext) -> Iterator[Problem]:
    """The plan says to do without a step, and gives no reason that anybody could judge.

    ## Why it matters
    The next reader cannot tell a decision from a way around the check.

    ## Fails
    ```yaml
    without: {duties: n/a}
    ```

    ## Passes
    ```yaml
    without: {duties: They stand in the job descriptions}
    ```

    ## How to fix
    Write in a few words why the plan does without the step, and where it is found instead, if somewhere.
    """
    graph = context.base
    for step, reason in without(graph).items():
        if graph.plan is not None and not is_reason(reason) and not is_stated(graph, step):
            values: Values = {"step": Term(f"step.{step}"), "key": step, "found": reason}
            yield Problem(graph.plan.place("without", step), "plain", values, graph.plan.ref, step)


def is_reason(text: str) -> bool:
    """Whether a text says why: more than a sign, and no word that stands for a reason still to come."""
    letters = "".join(character for character in text if character.isalnum())
    plain = text.casefold().strip(" .,;:!?…。，、！？-–—")
    return len(letters) >= _SHORTEST[letters.isascii()] and plain not in _NO_REASONS


@rule("PLN104", "step-taken-away", WARNING, change=True)
def step_taken_away(context: RuleContext) -> Iterator[Problem]:
    """A change takes a step out of a plan that misses others already.

    ## Why it matters
    That steps are missing is one finding, which was there before: without this one nobody would hear that another is
    gone, and that what was judged yesterday is not judged any more.

    ## Fails
    A plan without a scorecard, in which the change deletes all duties.

    ## Passes
    The same change of a plan that says so:
    ```yaml
    without: {duties: They stand in the job descriptions}
    ```

    ## How to fix
    Take the change back, or say under `without` in the plan document why the plan does without the step.
    """
    base, head = context.change.base.written, context.change.head.written
    if _is_known(base) and _is_known(head) and head.plan is not None and missing(base):
        for step in missing(head):
            if is_stated(base, step):
                values: Values = {"step": Term(f"step.{step}"), "lost": Term(f"missing_step.{step}"), "key": step}
                yield Problem(head.place_of_plan(), "plain", values, head.plan.ref, step)


@rule("PLN105", "target-undecided", WARNING)
def target_undecided(context: RuleContext) -> Iterator[Problem]:
    """A targets document names its metric and has no figure.

    ## Why it matters
    Nobody knows what is asked of them, and neither capacity nor pace nor scores can be judged by it. A plan that
    `plancode init --from` made from that of the year before begins like this: what was reached is its history, what is
    to be reached has to be decided.

    ## Fails
    ```yaml
    kind: targets
    id: revenue-2027
    metric: revenue
    history: {file: history.csv}
    ```

    ## Passes
    ```yaml
    kind: targets
    id: revenue-2027
    metric: revenue
    target: {team: east, growth: 8%, baseline: {period: 2026, amount: 12M}}
    history: {file: history.csv}
    ```

    ## How to fix
    Write under `target` how much it is, and hand it down under `split`, `people` or `targets`. Where the metric is to
    have no target, delete the document.
    """
    for document in undecided(context.base):
        values: Values = {"entity": document.ref, "metric": metric_ref(context.base, document.model.metric)}
        yield Problem(document.place("metric"), "plain", values, document.ref)


def _is_known(graph: PlanGraph) -> bool:
    return graph.plan is not None and not graph.unread


RULES: Final = (steps_missing, without_what_is_there, without_reason, step_taken_away, target_undecided)
