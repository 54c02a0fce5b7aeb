"""SHP: documents without a kind or a version, and folders with no plan, or more than one."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, cast

from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.kinds import EntityKind
from plancode.model.plan import Plan
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, fault, rule


@fault("SHP110", "not-a-mapping", ERROR)
def not_a_mapping() -> None:
    """A document does not begin with keys and values.

    ## Why it matters
    Every document says first what it is: `plancode: v1`, `kind: ...`, `id: ...`.

    ## Fails
    ```yaml
    名称：华东大区
    ```

    ## Passes
    ```yaml
    plancode: v1
    kind: team
    id: huadong
    ```

    ## How to fix
    Begin with `key: value` lines. A full-width colon is no colon in YAML: type `:` and a space.
    """


@fault("SHP111", "empty-file", ERROR)
def empty_file() -> None:
    """A file holds no document at all.

    ## Why it matters
    Mostly something was lost, or not saved.

    ## Fails
    A file with nothing but comments.

    ## Passes
    A file with at least one document.

    ## How to fix
    Fill the file or delete it. If it is no part of the plan, name it under `ignore:` in plancode.yaml.
    """


@fault("SHP112", "unknown-kind", ERROR)
def unknown_kind() -> None:
    """`kind:` is missing, or names no kind of document.

    ## Why it matters
    The kind decides which keys a document may have.

    ## Fails
    ```yaml
    plancode: v1
    kind: teem
    ```

    ## Passes
    ```yaml
    plancode: v1
    kind: team
    ```

    ## How to fix
    Take one of the kinds that the message lists. `plancode schema` explains each.
    """


@fault("SHP113", "no-plancode-line", ERROR)
def no_plancode_line() -> None:
    """A YAML document in the plan's folder does not say `plancode: v1`.

    ## Why it matters
    Either the line was forgotten, and the document would not count, or the file is no part of the plan.

    ## Fails
    ```yaml
    kind: team
    id: east
    ```

    ## Passes
    ```yaml
    plancode: v1
    kind: team
    id: east
    ```

    ## How to fix
    Add `plancode: v1` as the first line, or name the file under `ignore:` in plancode.yaml.
    """


@fault("SHP114", "unknown-version", ERROR)
def unknown_version() -> None:
    """The document is written for another version of the plan language.

    ## Why it matters
    Its keys may mean something else.

    ## Fails
    ```yaml
    plancode: v2
    ```

    ## Passes
    ```yaml
    plancode: v1
    ```

    ## How to fix
    Write `plancode: v1`, or use a plancode that knows the newer version.
    """


@fault("SHP115", "no-such-file", ERROR)
def no_such_file() -> None:
    """A document names a CSV or schema file that is not there.

    ## Why it matters
    All rows of the list would be missing from the plan.

    ## Fails
    ```yaml
    accounts: {file: acounts.csv}
    ```

    ## Passes
    ```yaml
    accounts: {file: accounts.csv}
    ```

    ## How to fix
    Name the file as it is, relative to the YAML file, with capitals as they are.
    """


@rule("SHP116", "no-plan", ERROR)
def no_plan(context: RuleContext) -> Iterator[Problem]:
    """The folder has no document with `kind: plan`.

    ## Why it matters
    The plan document says period, currency and policy, without which nothing can be judged.

    ## Fails
    A folder with a team document alone.

    ## Passes
    ```yaml
    plancode: v1
    kind: plan
    id: east-2026
    period: 2026
    currency: CNY
    ```

    ## How to fix
    Add a plan document. `plancode init` makes a folder to begin with.
    """
    if context.base.plan is None and not any("kind: plan" in text for text in context.base.unread):
        yield Problem(Place("."), "plain" if context.base.listed else "empty")


@rule("SHP117", "two-plans", ERROR)
def two_plans(context: RuleContext) -> Iterator[Problem]:
    """One folder has two documents with `kind: plan`.

    ## Why it matters
    There would be two periods, two currencies and two policies.

    ## Fails
    `plan.yaml` and `plan-old.yaml`, both `kind: plan`.

    ## Passes
    One of them, the other deleted: git keeps what was.

    ## How to fix
    Delete one, or move the other plan into a folder beside this one.
    """
    for first, other in context.once(_further_plans):
        if _folder(first) == _folder(other):
            yield _second_plan(first, other)


@rule("SHP118", "nested-plan", ERROR)
def nested_plan(context: RuleContext) -> Iterator[Problem]:
    """A folder inside the plan's folder holds another plan.

    ## Why it matters
    The documents of both would be mixed into one.

    ## Fails
    `plan.yaml` and `old/plan.yaml`, both `kind: plan`.

    ## Passes
    Two folders side by side, or `ignore: [old]` in plancode.yaml.

    ## How to fix
    Move the inner folder out, or name it under `ignore:` in plancode.yaml.
    """
    for first, other in context.once(_further_plans):
        if _folder(first) != _folder(other):
            yield _second_plan(first, other)


def _further_plans(context: RuleContext) -> list[tuple[Entity[Plan], Entity[Plan]]]:
    """Return the outermost plan with every other one."""
    plans = [cast("Entity[Plan]", entity) for entity in context.base.listed if entity.key.kind is EntityKind.PLAN]
    if len(plans) < 2:  # noqa: PLR2004  # one is as it should be
        return []
    plans.sort(key=lambda plan: (len(_folder(plan).parts), plan.place().path))
    return [(plans[0], other) for other in plans[1:]]


def _folder(plan: Entity[Plan]) -> PurePosixPath:
    return PurePosixPath(plan.place().path).parent


def _second_plan(first: Entity[Plan], other: Entity[Plan]) -> Problem:
    values = {"first": first.ref, "other": other.ref}
    return Problem(other.place("kind"), values=values, subject=other.place().path, related=(first.place("kind"),))


RULES: Final = (
    not_a_mapping,
    empty_file,
    unknown_kind,
    no_plancode_line,
    unknown_version,
    no_such_file,
    no_plan,
    two_plans,
    nested_plan,
)
