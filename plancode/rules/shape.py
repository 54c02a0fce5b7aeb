"""SHP: documents that do not have the shape of their kind. Mostly reported while models are made."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, cast

from plancode.document.reader import is_reserved
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.kinds import ACTORS, EntityKind
from plancode.model.plan import Plan
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, fault, rule

RESERVED_WORDS: Final = frozenset({"manager", "each", "none"})


@fault("SHP101", "unknown-key", ERROR)
def unknown_key() -> None:
    """A key, or a column of a CSV file, that this place does not know.

    ## Why it matters
    A misspelt key would otherwise be passed over, and what it says would not count.

    ## Fails
    ```yaml
    teams: [{id: east, manger: li-na}]
    ```

    ## Passes
    ```yaml
    teams: [{id: east, manager: li-na}]
    ```

    ## How to fix
    Take the key that is proposed. `plancode schema KIND` lists all keys with their meaning. Fields of your own
    company belong under `extra:`.
    """


@fault("SHP102", "missing-key", ERROR)
def missing_key() -> None:
    """A key that must be there is not.

    ## Why it matters
    0 and nothing are not the same: plancode never invents a value for what an author left out.

    ## Fails
    ```yaml
    people: [{id: zhou-min, team: shanghai}]
    ```

    ## Passes
    ```yaml
    people: [{id: zhou-min, team: shanghai, role: rep}]
    ```

    ## How to fix
    Add the key. The hint names it; `plancode schema KIND` says what it means.
    """


@fault("SHP103", "wrong-type", ERROR)
def wrong_type() -> None:
    """A value is of another sort than its key takes: a text for a list, a number for a name.

    ## Why it matters
    plancode converts nothing in silence, so that a value means the same for everybody.

    ## Fails
    ```yaml
    people: zhou-min
    ```

    ## Passes
    ```yaml
    people: [{id: zhou-min, role: rep, team: shanghai}]
    ```

    ## How to fix
    Write what the message asks for. A name or code that looks like a number belongs in quotes.
    """


@fault("SHP104", "badly-formed-name", ERROR)
def badly_formed_name() -> None:
    """An id, a name that refers to one, or the path of a file is not written as it must be.

    ## Why it matters
    Ids become links and file names on every computer, and must look the same to everybody.

    ## Fails
    ```yaml
    teams: [{id: East Team}]
    ```

    ## Passes
    ```yaml
    teams: [{id: east, title: East Team}]
    ```

    ## How to fix
    Ids take lower-case Latin letters, digits, `-`, `.` and `_`, at most 63, and begin with a letter or digit. What
    people read goes into `title` or `name`, in any script. Files are named relative to the YAML file, with `/`, and
    never leave the plan's folder.
    """


@fault("SHP105", "not-a-choice", ERROR)
def not_a_choice() -> None:
    """A value that is none of the words its key takes.

    ## Why it matters
    An unknown word would have no effect.

    ## Fails
    ```yaml
    kpis: [{id: csat, dimension: servise, weight: 10, metric: csat}]
    ```

    ## Passes
    ```yaml
    kpis: [{id: csat, dimension: service, weight: 10, metric: csat}]
    ```

    ## How to fix
    Take one of the words that the message lists.
    """


@fault("SHP106", "out-of-range", ERROR)
def out_of_range() -> None:
    """A number is too small or too large, a text too long or empty, a list without entries.

    ## Why it matters
    Such a value is nearly always a slip: a full-time share of 40, a weight of 450, a meeting of 30 hours, an owner with
    140 % of the credit.

    ## Fails
    ```yaml
    people: [{id: zhou-min, role: rep, team: east, fte: 40}]
    ```

    ## Passes
    ```yaml
    people: [{id: zhou-min, role: rep, team: east, fte: 1}]
    ```

    ## How to fix
    Write a value within the limit that the message names.
    """


@fault("SHP107", "badly-written-quantity", ERROR)
def badly_written_quantity() -> None:
    """An amount, share, duration, rate or day is not written in a way plancode reads.

    ## Why it matters
    `1,200` is twelve hundred to some and one point two to others.

    ## Fails
    ```yaml
    amount: 1,200,000
    ```

    ## Passes
    ```yaml
    amount: 1_200_000
    ```

    ## How to fix
    Amounts: `1200000`, `1_200_000`, `1.2M`, `350k`, `120万`, `1.2亿`, `USD 4.5M`. Shares: `35%`. Durations: `30min`,
    `8h`, `90d`, `2w`, `12m` (months), `1y`. Rates: `36/year`, `1/week`. Days: `2026-03-31`.
    """


@fault("SHP108", "contradictory-keys", ERROR)
def contradictory_keys() -> None:
    """Keys that exclude each other stand together, contradict each other, or together say nothing.

    ## Why it matters
    plancode would have to guess which one is meant: a figure written in two ways, limits that have crossed, a change
    that changes nothing.

    ## Fails
    ```yaml
    split: [{team: east, share: 45%, amount: 4200万}]
    ```

    ## Passes
    ```yaml
    split: [{team: east, share: 45%}]
    ```

    ## How to fix
    Keep exactly one of the keys that the message lists; where it says what contradicts what, correct one of the two.
    """


@fault("SHP109", "does-not-fit", ERROR)
def does_not_fit() -> None:
    """A value does not fit its key, in a way no other rule names.

    ## Why it matters
    The document cannot be used.

    ## Fails
    A value that none of the forms a key takes can hold.

    ## Passes
    A value in one of the forms that `plancode schema KIND` shows.

    ## How to fix
    Compare the value with the examples that `plancode schema KIND` shows.
    """


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


@rule("SHP119", "reserved-id", ERROR)
def reserved_id(context: RuleContext) -> Iterator[Problem]:
    """An id is a word with a meaning of its own, or a name that Windows cannot give to a file.

    ## Why it matters
    `manager`, `each` and `none` mean something in duties, meetings and vacancies; pages are named by ids, and no
    file on Windows can be called `con`.

    ## Fails
    ```yaml
    roles: [{id: manager}]
    ```

    ## Passes
    ```yaml
    roles: [{id: sales-manager}]
    ```

    ## How to fix
    Choose a longer id.
    """
    for entity in context.base.authored:
        model = entity.model
        taken = model.id in RESERVED_WORDS and model.entity_kind in ACTORS
        if taken or is_reserved(model.id):
            yield Problem(entity.place("id"), "word" if taken else "file", {"id": model.id}, entity.ref)


@fault("SHP124", "list-with-two-readings", ERROR)
def list_with_two_readings() -> None:
    """The numbers of a list can be read in two ways, and nothing in their column tells which is meant.

    ## Why it matters
    `45.000` is forty-five where the point is the decimal sign, and forty-five thousand where it parts thousands.

    ## Fails
    ```csv
    person;period;amount
    zhou-min;2026-01;45.000
    ```

    ## Passes
    ```yaml
    targets: {file: quotas.csv, decimal: ","}
    ```

    ## How to fix
    Write the decimal sign where the file is named: `decimal: ","` or `decimal: "."`. One value that can be read in one
    way only, such as `1.234,50`, tells it too. In a list whose cells are separated by commas the point is the decimal
    sign, unless a value says otherwise.
    """


RULES: Final = (
    unknown_key,
    missing_key,
    wrong_type,
    badly_formed_name,
    not_a_choice,
    out_of_range,
    badly_written_quantity,
    contradictory_keys,
    does_not_fit,
    not_a_mapping,
    empty_file,
    unknown_kind,
    no_plancode_line,
    unknown_version,
    no_such_file,
    no_plan,
    two_plans,
    nested_plan,
    reserved_id,
    list_with_two_readings,
)
