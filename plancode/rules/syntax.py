"""TXT: YAML that cannot be read, or that could be read in two ways. Reported while reading."""

from typing import Final

from plancode.rules.rule import ERROR, fault


@fault("TXT105", "syntax-error", ERROR)
def syntax_error() -> None:
    """The text is not YAML: an indent, a colon, a bracket or a quote is not where it must be.

    ## Why it matters
    The document cannot be read at all; the ones after the next `---` still are.

    ## Fails
    ```yaml
    people: [{id: zhou-min, role: rep}
    ```

    ## Passes
    ```yaml
    people: [{id: zhou-min, role: rep}]
    ```

    ## How to fix
    Look at the marked place and the line above it. Use two spaces for each indent, never a tab; put a space after
    `:` and `-`; close every bracket and quote; type `:` and `,` with a half-width keyboard.
    """


@fault("TXT106", "key-twice", ERROR)
def key_twice() -> None:
    """A key stands twice in one mapping.

    ## Why it matters
    Most programs silently take the last one, so that a reviewer who reads the first is misled.

    ## Fails
    ```yaml
    amount: 100万
    amount: 120万
    ```

    ## Passes
    ```yaml
    amount: 120万
    ```

    ## How to fix
    Keep the one that is meant and delete the other.
    """


@fault("TXT107", "anchor-or-alias", ERROR)
def anchor_or_alias() -> None:
    """The text uses an anchor (`&name`), an alias (`*name`) or a merge key.

    ## Why it matters
    They make a value appear in places where no reviewer sees it, and can blow a small file up to any size.

    ## Fails
    ```yaml
    east: &share 40%
    west: *share
    ```

    ## Passes
    ```yaml
    east: 40%
    west: 40%
    ```

    ## How to fix
    Write the value out. A text that begins with `&` or `*` belongs in quotes.
    """


@fault("TXT108", "tag", ERROR)
def tag() -> None:
    """The text uses a YAML tag (`!name`).

    ## Why it matters
    Tags ask a program to make something else of a value, up to running code. A plan needs none.

    ## Fails
    ```yaml
    amount: !!int "12"
    ```

    ## Passes
    ```yaml
    amount: 12
    ```

    ## How to fix
    Delete the tag. A text that begins with `!` belongs in quotes.
    """


@fault("TXT109", "directive", ERROR)
def directive() -> None:
    """The text uses a YAML directive (`%YAML`, `%TAG`).

    ## Why it matters
    Directives change how the rest of the file is read.

    ## Fails
    ```yaml
    %YAML 1.1
    ---
    kind: plan
    ```

    ## Passes
    ```yaml
    kind: plan
    ```

    ## How to fix
    Delete the line.
    """


@fault("TXT110", "key-not-text", ERROR)
def key_not_text() -> None:
    """A key is no text: it is empty, goes over lines, is a list or a mapping, or a value such as `null`, `true`, `1.0`.

    ## Why it matters
    Nothing can refer to such a key; mostly a bracket or a value stands in the wrong place. Other programs read `null`,
    `1.0` or `010` as another key than the one that is seen. Plain whole numbers (`levels: {1: Knows of it}`) are fine.

    ## Fails
    ```yaml
    "": 45%
    ```

    ## Passes
    ```yaml
    share: 45%
    ```

    ## How to fix
    Write a name before the colon. A name that looks like a value belongs in quotes.
    """


@fault("TXT111", "ambiguous-value", ERROR)
def ambiguous_value() -> None:
    """A value that programs read in different ways: a leading zero, `0x1F`, `1e3`, `.5`, `+5`, `-0`, `.inf`, `.nan`.

    ## Why it matters
    The editor, plancode and other tools would see different numbers: `010` is 10, 8 or a text.

    ## Fails
    ```yaml
    codes: {erp: 00123}
    ```

    ## Passes
    ```yaml
    codes: {erp: "00123"}
    ```

    ## How to fix
    Put it into quotes if it is a code or a text; write it plainly if it is a number (`1000`, `0.5`).
    """


@fault("TXT112", "number-too-long", ERROR)
def number_too_long() -> None:
    """A number has more digits than any plan needs.

    ## Why it matters
    Other programs round such numbers in silence; mostly it is a code that lacks its quotes.

    ## Fails
    ```yaml
    codes: {bank: 6222021234567890123456}
    ```

    ## Passes
    ```yaml
    codes: {bank: "6222021234567890123456"}
    ```

    ## How to fix
    Put codes into quotes.
    """


@fault("TXT115", "layout-read-differently", ERROR)
def layout_read_differently() -> None:
    """Lines, comments or signs stand so that plancode would read them, and the editor or another program otherwise.

    ## Why it matters
    Whoever reviews a change in the editor or on a git website must see the keys and values that plancode reads. Where
    programs disagree, one can be shown a plan and have another one checked.

    ## Fails
    ```yaml
    title: "East
    and west"
    codes: {crm: "7",#old
      erp: "8"}
    ```

    ## Passes
    ```yaml
    title: "East
      and west"
    codes: {crm: "7", # old
      erp: "8"}
    ```

    ## How to fix
    Put a blank before every `#` that begins a comment. Indent each line inside quotes and brackets by more blanks than
    the key it belongs to. Write `|` or `>` alone behind the key, or with `-` or `+`, and the text indented below it.
    """


@fault("TXT119", "no-line-between-documents", ERROR)
def no_line_between_documents() -> None:
    """A new document begins, and no line `---` stands above it.

    ## Why it matters
    Without the line the keys of both would be those of one document, and half of them be unknown to it.

    ## Fails
    ```text
    plancode: v1
    kind: team
    id: east
    plancode: v1
    kind: targets
    ```

    ## Passes
    ```text
    plancode: v1
    kind: team
    id: east
    ---
    plancode: v1
    kind: targets
    ```

    ## How to fix
    Write three dashes on a line of their own above each `plancode: v1` but the first of a file.
    """


RULES: Final = (
    syntax_error,
    key_twice,
    anchor_or_alias,
    tag,
    directive,
    key_not_text,
    ambiguous_value,
    number_too_long,
    layout_read_differently,
    no_line_between_documents,
)
