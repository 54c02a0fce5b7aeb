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
from plancode.period import Period
from plancode.rules.changed import agreed_changes, described, from_to, where
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.scorecard.stretches import of_rubric

if TYPE_CHECKING:
    from plancode.said.value import Values

Rubric = Entity[RubricDocument]
_OF_PERIOD: Final = 3
"""Keys on the way to what a bonus pool has in one period."""
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


def measured(analysis: Analysis, rubric: Rubric, period: Period) -> tuple[Entity[Person], ...]:
    """Return the people whom a scorecard measures in a period; open seats are none."""
    people = []
    for person in analysis.graph.all(Person):
        stints = (stint for stint in analysis.staffing.stints(person) if stint.role in rubric.model.roles)
        is_there = any(stint.start < period.end and stint.end > period.start for stint in stints)
        if is_there and not person.model.open:
            people.append(person)
    return tuple(people)


def is_ahead(context: RuleContext, change: Change) -> bool:
    """Whether a change is of what a bonus pool has in a period that has not begun, so that nobody has worked for it."""
    name = change.field[2] if change.field[:2] == ("pool", "amounts") and len(change.field) == _OF_PERIOD else None
    period = context.change.base.written.period(name) if name is not None else None
    return period is not None and period.start > context.as_of


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
    if base is None:
        return
    for change in agreed_changes(context.change):
        rubric, both = rubric_of(context.change, change), from_to(change)
        stretches = of_rubric(base.horizon, rubric.model) if rubric is not None else ()
        begun = [stretch.period for stretch in stretches if stretch.has_begun(base.as_of)]
        people = measured(base, rubric, begun[-1]) if rubric is not None and begun else ()
        if rubric is not None and people and not is_ahead(context, change):
            is_whole = change.sort in (ChangeSort.ADDED, ChangeSort.REMOVED) and not change.field
            variant = change.sort.value if is_whole else "changed" if both else "rewritten"
            values: Values = described(change) | {"rubric": rubric.ref, "period": begun[-1], "people": len(people)}
            yield Problem(where(change), variant, values | both, change.entity, change.fingerprint)


RULES: Final = (rubric_changed_in_running_period,)
