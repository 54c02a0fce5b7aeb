"""CHG: entries of accepted.yaml: what they accept, and those that accept nothing or may not."""

from typing import Final

from plancode.rules.rule import ERROR, INFO, WARNING, fault


@fault("CHG109", "acceptance-without-change", ERROR)
def acceptance_without_change() -> None:
    """An entry of accepted.yaml is new, and matches no change and no finding of this change, or another than it says.

    ## Why it matters
    It accepts nothing, and its author thinks it does. Most often the figure was edited once more: another value is
    another change, with another fingerprint, and has to be accepted anew. Whoever reads the entry sees what stands
    under `entity`, so it must be what the fingerprint is about.

    ## Fails
    ```yaml
    accepted:
      - {fingerprint: 3f2a1bc09d5e7f41, entity: zhou-min, reason: Agreed on 3 March, approver: lin-yue}
    ```

    ## Passes
    The fingerprint that `plancode diff` shows beside the change or the finding.

    ## How to fix
    Run `plancode diff` and copy the fingerprint from the line that is meant, and the id of what it is about. If nothing
    is meant any more, delete the entry.
    """


@fault("CHG110", "expired-acceptance", ERROR)
def expired_acceptance() -> None:
    """The day until which a new entry of accepted.yaml counts is over.

    ## Why it matters
    It was to be accepted for a time, and that time has passed. The entry has no effect, and what it stands for is in
    the change.

    ## Fails
    ```yaml
    accepted:
      - fingerprint: 3f2a1bc09d5e7f41
        entity: zhou-min
        reason: Until the new quota is agreed
        approver: lin-yue
        until: 2020-04-30
    ```

    ## Passes
    The entry deleted, and what it was about put in order.

    ## How to fix
    Look at what was to be accepted for a time. Put it in order, and delete the entry, or agree on another day.
    """


@fault("CHG111", "spent-acceptance", INFO)
def spent_acceptance() -> None:
    """A change edits accepted.yaml, and leaves an entry in it that was there before.

    ## Why it matters
    It has done its work: what it accepted is merged. It accepts nothing more, whatever its `until` says, and git
    remembers it. Only changes that edit accepted.yaml are told.

    ## Fails
    An accepted.yaml with a new entry beside one that the default branch has, too.

    ## Passes
    An accepted.yaml with entries of this change only.

    ## How to fix
    Run `plancode diff --prune`, or delete the entry, whenever it suits.
    """


@fault("CHG112", "approver-cannot-accept", ERROR)
def approver_cannot_accept() -> None:
    """An entry of accepted.yaml names an approver who is unknown, does not stand above what is accepted, or gains.

    ## Why it matters
    Whoever accepts answers for it, so it must be somebody whom the plan had before the change: a filled seat above all
    that the change itself names (figures that only add up are not touched), or an outside party that the policy listed
    under `approvers`. And who lowers the bar by which they are measured decides in their own case: no quota of theirs
    may fall by it, nor the target of the team they lead if they have no quota; it may not change the scorecard that
    measures them, their pay, their customers, an assessment of them, or which results are theirs. Adjustments that are
    agreed for later count too; and where a role is named, everybody who has it. Such an entry accepts nothing.

    ## Fails
    ```yaml
    accepted:
      - {fingerprint: 3f2a1bc09d5e7f41, entity: zhou-min, reason: As agreed, approver: zhou-min}
    ```

    ## Passes
    ```yaml
    accepted:
      - {fingerprint: 3f2a1bc09d5e7f41, entity: zhou-min, reason: As agreed, approver: lin-yue}
    ```

    ## How to fix
    Ask their manager, or an outside party that the policy lists under `approvers`, such as the general manager, and
    write that id under `approver`. An approver who is new in this change, or listed in it, counts from the next one on.

    ## Policy
    `approvers` (none). The policy of the plan before the change counts.
    """


@fault("CHG127", "nobody-above-acceptance", WARNING)
def nobody_above_acceptance() -> None:
    """An entry of accepted.yaml accepts a change above whom nobody stands, and the policy lists no outside party.

    ## Why it matters
    Nobody in the plan can weigh it: it is a change of the whole plan, of whoever is at the top, or of people whose
    managers' seats are open. The entry counts, because somebody must be able to accept it; whoever merges should know
    that it was nobody's to accept. Who gains by it may not accept it all the same (CHG112).

    ## Fails
    A plan whose `policy` has no `approvers`, with an open seat at the top, and
    ```yaml
    accepted:
      - {fingerprint: 3f2a1bc09d5e7f41, entity: east-2026, reason: As agreed, approver: zhou-min}
    ```

    ## Passes
    ```yaml
    policy: {approvers: [gm]}
    ```
    before the change, and the entry with `approver: gm`.

    ## How to fix
    In a change of its own, list the outside party that decides such things: `policy: {approvers: [gm]}`, with the party
    under `parties`. Until then ask whoever answers for the plan before you merge.

    ## Policy
    `approvers` (none). The policy of the plan before the change counts.
    """


RULES: Final = (
    acceptance_without_change,
    expired_acceptance,
    spent_acceptance,
    approver_cannot_accept,
    nobody_above_acceptance,
)
