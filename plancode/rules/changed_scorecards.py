"""CHG: scorecards that change while people are measured by them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.compare.change import Change, ChangeSort
from plancode.compare.comparison import Comparison
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity, Key
from plancode.model.kinds import EntityKind
from plancode.model.rubric import RubricDocument
from plancode.model.team import Person
from plancode.rules.changed import commitments, described, from_to, where
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.scorecard.stretches import Stretch, of_rubric

if TYPE_CHECKING:
    from plancode.said.value import Values

Rubric = Entity[RubricDocument]
_SCORING: Final = frozenset({EntityKind.RUBRIC, EntityKind.KPI})


def rubric_of(comparison: Comparison, change: Change) -> Rubric | None:
    """Return the scorecard, as the old plan has it, that a change is of; None where it is none, or a new one.

    Of a line that goes with its scorecard it is None too: that the scorecard goes says it already.
    """
    if change.key.kind not in _SCORING:
        return None
    head, base, pairing = comparison.head.written, comparison.base.written, comparison.pairing
    now, once = head.entities.get(change.key), base.entities.get(change.key)
    entity = now or once
    if entity is None:
        return None
    key = Key(EntityKind.RUBRIC, entity.document_id) if change.key.kind is EntityKind.KPI else change.key
    old = pairing.old_keys.get(key, key) if now is not None else key
    if change.key.kind is EntityKind.KPI and pairing.new_keys.get(old, old) not in head.entities:
        return None
    return base.find(RubricDocument, old.id) if old in base.entities else None


def begun(analysis: Analysis, rubric: Rubric) -> Stretch | None:
    """Return the last stretch that a scorecard is made for and that has begun."""
    found = [one for one in of_rubric(analysis.horizon, rubric.model) if one.has_begun(analysis.as_of)]
    return found[-1] if found else None


def measured(analysis: Analysis, rubric: Rubric, stretch: Stretch) -> tuple[Entity[Person], ...]:
    """Return the people whom a scorecard measures in a stretch; open seats are none."""
    return tuple(
        person
        for person in analysis.graph.all(Person)
        if not person.model.open
        and any(
            one.role in rubric.model.roles and one.start < stretch.period.end and one.end > stretch.period.start
            for one in analysis.staffing.stints(person)
        )
    )


@rule("CHG105", "rubric-changed-in-running-period", ERROR, change=True)
def rubric_changed_in_running_period(context: RuleContext) -> Iterator[Problem]:
    """A scorecard changes although a period that it is made for has begun and people are measured by it.

    ## Why it matters
    People work towards what counts. Whoever changes weights, targets or grades under way changes the score of work
    that is done already, and knows who gains. Looked at is everything that decides a score; words, such as the text
    of a line, are not.

    ## Fails
    On 1 April 2026, in a scorecard of the quarter, a line had `weight: 60`, and the change writes
    ```yaml
    kpis: [{id: revenue, metric: revenue, dimension: outcome, weight: 40, score: {method: ratio}}]
    ```

    ## Passes
    The same change before the plan has begun, or on any day
    ```yaml
    kpis: [{id: revenue, metric: revenue, dimension: outcome, weight: 60, text: Invoiced sales, score: {method: ratio}}]
    ```

    ## How to fix
    Take the change back and keep it for the next plan. If it cannot wait, talk to the people who are measured, write
    down in a document of `kind: adjustment` from when it holds and why (`changes: [{rubric: rep-card, note: ...}]`),
    and let somebody who is not scored by it accept the change in accepted.yaml.
    """
    base = context.change.base.analysis
    for one in commitments(context.change.structure.changes) if base is not None else ():
        rubric = rubric_of(context.change, one)
        stretch = begun(base, rubric) if base is not None and rubric is not None else None
        if base is None or rubric is None or stretch is None:
            continue
        people = measured(base, rubric, stretch)
        if people:
            values: Values = described(one) | {"rubric": rubric.ref, "period": stretch.period, "people": len(people)}
            yield Problem(where(one), _how(one), values | from_to(one), one.entity, one.fingerprint)


def _how(change: Change) -> str:
    if change.sort in (ChangeSort.ADDED, ChangeSort.REMOVED) and not change.field:
        return change.sort.value
    return "changed" if from_to(change) else "rewritten"


RULES: Final = (rubric_changed_in_running_period,)
