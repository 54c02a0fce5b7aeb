"""CHG: what people have agreed to and are measured or paid by, changed while it holds; a rule for every such field."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Final

from plancode.analysis.measures import Scope
from plancode.compare.change import Change, ChangeSort, by_key
from plancode.findings.problem import Problem
from plancode.graph.entity import Key
from plancode.model.actuals import ActualsDocument
from plancode.model.kinds import EntityKind
from plancode.model.team import Person
from plancode.rules.changed import Tables, agreed_changes, counts, digest, in_force, tables, where
from plancode.rules.changed_grades import closed_records
from plancode.rules.changed_owners import lost_spells
from plancode.rules.changed_past import rewritten, times_of_moved
from plancode.rules.changed_scorecards import is_ahead
from plancode.rules.context import RuleContext
from plancode.rules.moves import moved_documents
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, INFO, WARNING, rule
from plancode.rules.scopes import figure, scope_refs
from plancode.said.value import Values
from plancode.scorecard.results import Results
from plancode.shape.bearing import Bearing

_ZERO: Final = Decimal(0)
_GUARDS: Final = {
    EntityKind.RUBRIC: "CHG105",
    EntityKind.KPI: "CHG105",
    EntityKind.ADJUSTMENT: "CHG116",
    EntityKind.ASSESSMENT: "CHG121",
    EntityKind.ASSESSMENT_LIST: "CHG121",
    EntityKind.GIVEN_POINTS: "CHG121",
}
"""Kinds that a rule of their own guards, whatever of them changes."""

_OF_OWNERS: Final = (("owners",), ("territory",))
_LISTED: Final = (("metrics",), ("owners",))
_OF_TARGETS: Final = frozenset({EntityKind.TARGET, EntityKind.TARGET_ROW})


def guard_of(kind: EntityKind, bearing: Bearing) -> str:
    """Return the code of the rule that guards what is agreed; "" of what nobody has agreed to."""
    if not bearing.is_agreed:
        return ""
    return _GUARDS.get(kind) or ("CHG126" if bearing is Bearing.CREDIT else "CHG128")


def _guarded(context: RuleContext, code: str) -> tuple[Change, ...]:
    """Return the changes that a rule guards; of what goes with its document only the document."""
    changes = context.change.structure.changes
    gone = {change.key.id for change in changes if change.sort is ChangeSort.REMOVED and not change.field}
    known = context.change.base.written.entities
    within = {
        key for key in (change.key for change in changes) if key in known and known[key].document_id in gone - {key.id}
    }
    agreed = (change for change in agreed_changes(context.change) if change.key not in within)
    guarded = (change for change in agreed if guard_of(change.key.kind, change.bearing) == code)
    return tuple(change for change in guarded if counts(context.change, change))


@rule("CHG126", "credit-changed", ERROR, change=True)
def credit_changed(context: RuleContext) -> Iterator[Problem]:
    """A change decides anew which results count, or whose they are, although the plan has begun.

    ## Why it matters
    It holds for the months that are over, too: sales that were somebody's are another's from now on, returns no longer
    count, a figure is taken from another column. Nobody sees it in a target. Looked at are sources and their filters,
    how metrics are made of them, codes of people and customers, and shares of owners. A source that is complete
    through a later day, a new source, and a metric that was not measured before are not meant; of owners of the past
    CHG117 tells.

    ## Fails
    On 1 April 2026 `zhou-min` had the code `007011`, and the change writes
    ```yaml
    - {id: zhou-min, codes: {erp: "007012"}}
    ```

    ## Passes
    The same with `--results`, if all figures to date are what they were before.

    ## How to fix
    Take the change back, or find out with `plancode diff --results` whose figures it moves. If a mistake is mended, let
    somebody accept it in accepted.yaml who gains nothing by it.
    """
    both = tables(context)
    if both is None or not in_force(context):
        return
    moves = _moved(context, both)
    if moves == []:
        return
    owned = {one.holder.key for one in lost_spells(context)}
    altered = (change for change in _guarded(context, "CHG126") if _alters(change))
    left = tuple(one for one in altered if one.key not in owned or one.field[:1] not in _OF_OWNERS)
    for changes in by_key(left).values():
        how = "changed" if changes[0].field else "gone"
        moved = most_moved(both, moves or [], changes[0].key)
        yield _of_one(changes, f"{how}_who" if moved else how, moved)


def _alters(change: Change) -> bool:
    """Whether a change is of what counted already: not something new, and no source that is complete for longer."""
    if change.field == ("complete_through",):
        return change.before is None or change.after is None or str(change.after) < str(change.before)
    return not _begins(change)


def _begins(change: Change) -> bool:
    """Whether a change brings a code, a source, a measure or an owner that was not there; what it adds to is as it was.

    Of an owner of days that are over CHG117 tells.
    """
    is_whole = change.sort is ChangeSort.ADDED and not change.field
    is_entry = change.field[:1] == ("codes",) or (change.field[:1] in _LISTED and len(change.field) == 2)  # noqa: PLR2004  # list and name
    return is_whole or (is_entry and change.before is None)


def _moved(context: RuleContext, both: Tables) -> "list[FigureMove] | None":
    """Return the figures to date that move; None where results of both sides have not been read in whole."""
    before, after = context.change.base.results, context.change.head.results
    if before is None or after is None or before.is_partial or after.is_partial:
        return None
    return moves_until(both, before, after, context.as_of)


@dataclass(frozen=True, slots=True)
class FigureMove:
    """A figure up to a day on both sides, under the names of the new plan."""

    metric: str
    scope: Scope
    once: Decimal | None
    now: Decimal | None

    @property
    def size(self) -> Decimal:
        """By how much it moves."""
        return abs((self.once or _ZERO) - (self.now or _ZERO))


def moves_until(both: Tables, before: Results, after: Results, until: date) -> list[FigureMove]:
    """Return the figures up to a day that are not what they were."""
    metrics = dict.fromkeys(
        one.metric for document in both.base.graph.all(ActualsDocument) for one in document.model.metrics
    )
    moves = []
    for metric in metrics:
        people: list[Scope] = [(("person", person.model.id),) for person in both.base.graph.all(Person)]
        for scope in dict.fromkeys((*people, *both.base.targets.scopes(metric))):
            name, named = both.renamed(metric, scope)
            old, new = _to_date(before, metric, scope, until), _to_date(after, name, named, until)
            if old != new:
                moves.append(FigureMove(name, named, old, new))
    return moves


def most_moved(both: Tables, moves: list[FigureMove], key: Key | None = None) -> Values:
    """Return the largest of moves as values, where one is of what a finding is about that one; nothing of none."""
    if not moves:
        return {}
    own = [move for move in moves if key is not None and (key.kind.value, key.id) in move.scope]
    most = max(own or moves, key=attrgetter("size"))
    told: Values = {"metric": metric_ref(both.head.graph, most.metric), "who": scope_refs(both.head.graph, most.scope)}
    for word, amount in (("once", most.once), ("now", most.now)):
        told[word] = figure(both.head.measures, amount, most.metric) if amount is not None else "–"
    return told | {"moved": len(moves)}


def _to_date(results: Results, metric: str, scope: Scope, until: date) -> Decimal | None:
    value = results.value(metric, scope, range(len(results.analysis.horizon.periods)), until=until)
    return value.amount if value is not None else None


@rule("CHG128", "agreed-changed", WARNING, change=True)
def agreed_changed(context: RuleContext) -> Iterator[Problem]:
    """Something that people have agreed to changes although the plan holds, and no adjustment says so.

    ## Why it matters
    Pay, the way a target is spread, a baseline, an exchange rate, a code: people count on it. Whoever edits it leaves
    no trace of who agreed and from when it holds. Looked at is everything by which people are measured or paid and of
    which no other rule of the gate tells. The plan holds from its first day on, or from the first approval.

    ## Fails
    On 1 April 2026 a role had `ote: 260k`, and the change writes
    ```yaml
    - {id: rep, ote: 360k}
    ```

    ## Passes
    The same before the plan has begun, or a document of `kind: adjustment`.

    ## How to fix
    Nothing, if everybody concerned knows and agrees: it is a warning, and gone with the merge. Else take it back, or
    write an adjustment, which says from when, why, and who has agreed.
    """
    if not in_force(context):
        return
    told, is_moved = _told_otherwise(context), times_of_moved(context) is not None
    open_ones = (
        change for change in _guarded(context, "CHG128") if change.field or change.sort is not ChangeSort.ADDED
    )
    codes = (change for change in _guarded(context, "CHG126") if change.field[:1] == ("codes",) and _begins(change))
    closed = {closed.changes[0].key for closed in closed_records(context)}
    running = (change for change in _guarded(context, "CHG121") if change.key not in closed and _was_there(change))
    ahead = (change for change in _guarded(context, "CHG105") if is_ahead(context, change))
    left = (change for change in (*open_ones, *codes, *running, *ahead) if _document(context, change) not in told)
    left = (change for change in left if not (is_moved and change.field == ("period",)))
    for changes in by_key(tuple(left)).values():
        yield _of_one(changes, "plain" if any(change.field for change in changes) else "gone")


def _was_there(change: Change) -> bool:
    return bool(change.field) or change.sort is not ChangeSort.ADDED


def _told_otherwise(context: RuleContext) -> frozenset[str]:
    """Return the documents of targets of which other rules say what moves: CHG101, CHG114 and CHG130."""
    both = tables(context)
    return frozenset((*moved_documents(context, both), *rewritten(both))) if both is not None else frozenset()


def _document(context: RuleContext, change: Change) -> str:
    """Return the document of targets that a change is in, under the name of the new plan; "" where it is in none."""
    if change.key.kind not in _OF_TARGETS:
        return ""
    old, new = context.change.base.written.entities, context.change.head.written.entities
    entity = new.get(change.key) or old.get(change.key)
    name = entity.document_id or change.key.id if entity is not None else ""
    return context.change.pairing.new_keys.get(Key(EntityKind.TARGET, name), Key(EntityKind.TARGET, name)).id


@rule("CHG129", "draft-changed", INFO, change=True)
def draft_changed(context: RuleContext) -> Iterator[Problem]:
    """A plan that has not begun changes in what people will be measured or paid by.

    ## Why it matters
    It may change as often as it must: nobody has worked by it. From its first day on, or from the first approval, the
    same changes are told one by one, and must be accepted.

    ## Fails
    In December 2025, in the plan of 2026, a quota becomes another one.

    ## Passes
    Only a title becomes another one.

    ## How to fix
    Nothing is wrong.
    """
    changes = [change for change in context.change.structure.changes if guard_of(change.key.kind, change.bearing)]
    analysis = context.change.base.analysis
    if changes and analysis is not None and not in_force(context):
        values: Values = {"count": len(changes), "start": analysis.horizon.plan.start}
        yield Problem(where(changes[0]), "plain", values, analysis.graph.plan.ref if analysis.graph.plan else None)


def _of_one(changes: tuple[Change, ...], variant: str, more: Values | None = None) -> Problem:
    """Return the finding of what changes of one entity."""
    first, fields = changes[0], tuple(dict.fromkeys(change.field_name for change in changes if change.field))
    values: Values = {"entity": first.entity, "fields": fields, **(more or {})}
    subject = first.fingerprint if len(changes) == 1 else digest(*sorted(change.fingerprint for change in changes))
    return Problem(where(first), variant, values, first.entity, subject, tuple(map(where, changes[1:])))


RULES: Final = (credit_changed, agreed_changed, draft_changed)
