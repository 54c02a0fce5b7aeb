"""SHP: values that do not have the shape of their field. Mostly reported while models are made."""

from collections.abc import Iterator
from typing import Final

from plancode.document.reader import is_reserved
from plancode.findings.problem import Problem
from plancode.model.kinds import ACTORS
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
    reserved_id,
)
