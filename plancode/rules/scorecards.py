"""KPI: scorecards whose weights do not add up, that miss a side, and roles with none or two."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.model.rubric import RubricDocument
from plancode.model.team import Person, Role
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, WARNING, rule

if TYPE_CHECKING:
    from plancode.graph.entity import Entity
    from plancode.said.value import Said

HUNDRED: Final = Decimal(100)


@rule("KPI101", "weights-not-100", ERROR)
def weights_not_100(context: RuleContext) -> Iterator[Problem]:
    """The weights of a scorecard do not add up to 100.

    ## Why it matters
    Grades are given by the total; with other weights nobody can read it.

    ## Fails
    Weights 45, 15, 15, 10, 10: together 95.

    ## Passes
    Weights 45, 15, 15, 10, 15: together 100.

    ## How to fix
    Change the weights by the difference that the message names. Additions and deductions stand outside the 100.
    """
    for rubric in context.graph.all(RubricDocument):
        total = sum((kpi.weight for kpi in rubric.model.kpis), Decimal(0))
        if total != HUNDRED:
            variant = "short" if total < HUNDRED else "over"
            values: dict[str, Said] = {"rubric": rubric.ref, "total": total, "gap": abs(HUNDRED - total)}
            yield Problem(rubric.place("kpis", key=True), variant, values, rubric.ref)


@rule("KPI106", "one-sided-scorecard", WARNING)
def one_sided_scorecard(context: RuleContext) -> Iterator[Problem]:
    """The scorecard of a role with quota has no line about skill, or none about service.

    ## Why it matters
    Appraisal has three sides: results, skill and knowledge (by observation, field visit, test), and customer service
    (by feedback and surveys). Somebody who is scored on results alone sells at any price.

    ## Fails
    A scorecard with revenue and collections only.

    ## Passes
    The same scorecard with a test of product knowledge (skill) and a satisfaction survey (service).

    ## How to fix
    Add a line with `dimension: skill` or `dimension: service`.
    """
    for rubric in context.graph.all(RubricDocument):
        roles = [role for name in rubric.model.roles if (role := context.graph.find(Role, name))]
        if not any(role.model.carries_quota for role in roles):
            continue
        sides = {kpi.dimension for kpi in rubric.model.kpis}
        for side in ("skill", "service"):
            if side not in sides:
                yield Problem(rubric.place("kpis", key=True), side, {"rubric": rubric.ref}, rubric.ref, side)


@rule("KPI107", "role-without-scorecard", WARNING)
def role_without_scorecard(context: RuleContext) -> Iterator[Problem]:
    """A role that carries quota has no scorecard.

    ## Why it matters
    Its people do not know how they are judged. Plans without any scorecard are left alone: that is PLN101.

    ## Fails
    A plan with roles `rep` and `hunter`, and a scorecard with `roles: [rep]`.

    ## Passes
    ```yaml
    roles: [rep, hunter]
    ```

    ## How to fix
    Add the role to a scorecard, or write one for it.
    """
    rubrics = context.graph.all(RubricDocument)
    if not rubrics:
        return
    scored = {name for rubric in rubrics for name in rubric.model.roles}
    held = {role.key for person in context.graph.all(Person) if (role := context.facts.role(person))}
    for role in context.graph.all(Role):
        if role.model.carries_quota and role.key in held and role.model.id not in scored:
            yield Problem(role.place("id"), "plain", {"role": role.ref}, role.ref)


@rule("KPI110", "role-in-two-scorecards", ERROR)
def role_in_two_scorecards(context: RuleContext) -> Iterator[Problem]:
    """A role has two scorecards.

    ## Why it matters
    Its people would have two totals and two grades.

    ## Fails
    Two rubric documents with `roles: [rep]`.

    ## Passes
    One of them with `roles: [rep]`, the other with `roles: [head]`.

    ## How to fix
    Take the role out of one of them.
    """
    homes: dict[str, list[Entity[RubricDocument]]] = defaultdict(list)
    for rubric in context.graph.all(RubricDocument):
        for name in rubric.model.roles:
            homes[name].append(rubric)
    for name, rubrics in homes.items():
        role = context.graph.find(Role, name)
        for other in rubrics[1:]:
            if role is not None and other is not rubrics[0]:
                index = other.model.roles.index(name)
                values: dict[str, Said] = {"role": role.ref, "first": rubrics[0].ref}
                related = (rubrics[0].place("roles"),)
                yield Problem(other.place("roles", index), "plain", values, other.ref, name, related)


RULES: Final = (
    weights_not_100,
    one_sided_scorecard,
    role_without_scorecard,
    role_in_two_scorecards,
)
