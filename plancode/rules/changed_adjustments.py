"""CHG: adjustments in force that go, or become others."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.compare.change import Change, by_key
from plancode.findings.problem import Problem
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.kinds import EntityKind
from plancode.rules.changed import agreed_changes, digest, where
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.said.value import PlanKey

if TYPE_CHECKING:
    from plancode.said.value import Values

_DECISIVE: Final = frozenset({"effective", "changes", "approved"})


@rule("CHG116", "adjustment-in-force-changed", ERROR, change=True)
def adjustment_in_force_changed(context: RuleContext) -> Iterator[Problem]:
    """An approved adjustment goes, or says something else from now on: one in force, or one that is still to come.

    ## Why it matters
    It was talked about, agreed and worked by. Without it every quota, owner and entry that it changed is what it
    was before, in the months that are over, too, and nobody has decided that. Most often its file was renamed or
    deleted by mistake. Looked at are what it changes, from when it holds and who approved it. One
    that is still ahead was agreed, too: those whose figures it changes count on it; that is a warning.

    ## Fails
    On 1 July 2026 the plan had, and the change deletes
    ```yaml
    kind: adjustment
    id: may-2026
    effective: 2026-05-06
    approved: {by: gm, on: 2026-04-24}
    ```

    ## Passes
    The adjustment as it was, and a new one that takes back from a later day on what it did.

    ## How to fix
    Put it back as it was. What is to hold from now on goes into an adjustment of its own, with a later `effective`.
    If a mistake of the past is mended, let somebody who does not gain by it accept it in accepted.yaml.
    """
    base, pairing = context.change.base.written, context.change.pairing
    for key, changes in by_key(agreed_changes(context.change)).items():
        once = pairing.old_keys.get(key, key)
        old = base.find(AdjustmentDocument, once.id) if key.kind is EntityKind.ADJUSTMENT else None
        decisive = tuple(change for change in changes if not change.field or change.field[0] in _DECISIVE)
        if old is not None and decisive and old.model.is_approved(context.as_of):
            yield _told(decisive, old.model, is_ahead=old.model.effective > context.as_of)


def _told(changes: tuple[Change, ...], model: AdjustmentDocument, *, is_ahead: bool) -> Problem:
    """Return the finding of one adjustment: that it goes, or which of its fields change."""
    first, fields = (
        changes[0],
        tuple(dict.fromkeys(PlanKey(change.field[0], change.homes[0]) for change in changes if change.field)),
    )
    values: Values = {"entity": first.entity, "effective": model.effective, "fields": fields}
    subject = first.fingerprint if len(changes) == 1 else digest(*sorted(change.fingerprint for change in changes))
    variant = f"{'ahead_' if is_ahead else ''}{'changed' if fields else 'gone'}"
    severity, related = WARNING if is_ahead else None, tuple(map(where, changes[1:]))
    return Problem(where(first), variant, values, first.entity, subject, related, severity=severity)


RULES: Final = (adjustment_in_force_changed,)
