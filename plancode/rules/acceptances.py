"""CFG: statements that accept findings, without reason or without need. Reported when findings are judged."""

from typing import Final

from plancode.rules.rule import ERROR, WARNING, fault


@fault("CFG101", "unused-suppression", WARNING)
def unused_suppression() -> None:
    """A comment or an entry of plancode.yaml accepts a finding that is not there.

    ## Why it matters
    It would silently accept the next one.

    ## Fails
    ```yaml
    amount: 1.2亿  # plancode: ignore[KPI101] weights change in July
    ```

    ## Passes
    The same line without the comment.

    ## How to fix
    Delete it.
    """


@fault("CFG102", "suppression-without-reason", ERROR)
def suppression_without_reason() -> None:
    """A finding is accepted without saying why.

    ## Why it matters
    The next reader cannot tell a decision from a way around the check. Without a reason it has no effect.

    ## Fails
    ```yaml
    suppress: [{code: RES103, entity: li-na}]
    ```

    ## Passes
    ```yaml
    suppress: [{code: RES103, entity: li-na, reason: Joins in April}]
    ```

    ## How to fix
    Add the reason.
    """


@fault("CFG103", "expired-suppression", ERROR)
def expired_suppression() -> None:
    """The day until which a finding was accepted is over.

    ## Why it matters
    It was accepted for a time, and that time has passed. It has no effect any more.

    ## Fails
    ```yaml
    suppress: [{code: RES103, entity: li-na, reason: Joins in April, until: 2020-04-30}]
    ```

    ## Passes
    The entry deleted, and the finding mended.

    ## How to fix
    Mend what is found, or decide anew with a new day.
    """


@fault("CFG104", "unknown-code", ERROR)
def unknown_code() -> None:
    """A comment or an entry of plancode.yaml accepts a code that plancode does not know.

    ## Why it matters
    It has no effect, and its author thinks it has.

    ## Fails
    ```yaml
    suppress: [{code: RES999, reason: Not needed}]
    ```

    ## Passes
    ```yaml
    suppress: [{code: RES103, reason: Not needed}]
    ```

    ## How to fix
    Write the code as the finding shows it. `plancode explain` lists all codes.
    """


@fault("CFG106", "acceptance-past-its-limit", WARNING)
def acceptance_past_its_limit() -> None:
    """There are more rows or cases than a comment or an entry of plancode.yaml accepts.

    ## Why it matters
    Three rows that nobody minds were accepted; thirty are another matter. All of its findings are open again.

    ## Fails
    ```yaml
    suppress: [{code: DAT102, entity: orders, reason: Samples for the fair, up_to: 3}]
    ```
    and 30 rows of unknown sellers.

    ## Passes
    The same with 3 rows or fewer. A comment says it as `# plancode: ignore[DAT102 <= 3] samples for the fair`.

    ## How to fix
    Look at what is found. If it is as it should be, raise the number; if not, mend it. What counts are the rows (or
    days, or ids) of findings about data (DAT), elsewhere the findings, all together that the entry means. An entry
    without `up_to` accepts any number.
    """


RULES: Final = (
    unused_suppression,
    suppression_without_reason,
    expired_suppression,
    unknown_code,
    acceptance_past_its_limit,
)
