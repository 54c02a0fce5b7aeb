"""TXT: files that cannot be read, or that hide what they say. Reported while reading."""

from typing import Final

from plancode.rules.rule import ERROR, fault


@fault("TXT101", "file-not-readable", ERROR)
def file_not_readable() -> None:
    """A file of the plan cannot be read, or is no ordinary file.

    ## Why it matters
    What is not read is not checked. Links are never followed, because they can lead out of the plan's folder;
    pipes and devices are never opened, because they can block for ever.

    ## Fails
    `team.yaml` is a link to a file elsewhere.

    ## Passes
    `team.yaml` is an ordinary file in the plan's folder.

    ## How to fix
    Put the file itself into the folder, and give everybody who checks the plan the right to read it. If it is no
    part of the plan, name it under `ignore:` in plancode.yaml.
    """


@fault("TXT102", "not-utf-8", ERROR)
def not_utf_8() -> None:
    """A file is not stored as UTF-8, or a table not as it is said to be.

    ## Why it matters
    The same bytes read as another encoding are other names and other numbers.

    ## Fails
    A file saved by an old editor as GBK or UTF-16.

    ## Passes
    The same file saved as UTF-8, with or without byte order mark.

    ## How to fix
    Open it in the editor that shows it right, and save it as UTF-8. In VS Code: click the encoding in the status
    bar, "Reopen with Encoding", then "Save with Encoding", UTF-8. A table (CSV) may also be stored as UTF-16, which is
    found out, or as `encoding` says where the file is named: `{file: accounts.csv, encoding: gb18030}`.
    """


@fault("TXT103", "hidden-character", ERROR)
def hidden_character() -> None:
    """A file holds a sign that shows a reviewer another text than plancode reads.

    ## Why it matters
    A line separator, or a lone carriage return, that editors do not show as a line can hide a key behind a comment; a
    direction mark can turn an amount around; an invisible sign makes two names look the same; a private character is
    another one in every font. Joiners and selectors that a script needs (Persian, Hindi, emoji, rare Chinese
    characters) may stand in names, titles and prose, never in keys and codes.

    ## Fails
    ```yaml
    owner: li-si # reviewed<U+2028>amount: 9999999
    ```

    ## Passes
    ```yaml
    owner: li-si # reviewed
    ```

    ## How to fix
    Delete the sign. It often comes from text copied out of a web page or a chat; typing the line anew is the quickest
    way. If every line of a file ends in a carriage return, choose LF as the end of line in the editor and save it.
    """


@fault("TXT104", "limit-exceeded", ERROR)
def limit_exceeded() -> None:
    """A file, a document or the whole plan is larger than plancode reads.

    ## Why it matters
    Limits keep a hostile or broken file from stopping the check for everybody.

    ## Fails
    A file of 50 MB; lists nested 100 deep; thousands of comments that accept findings in one file.

    ## Passes
    A long list kept as CSV beside the YAML.

    ## How to fix
    Move long lists into a CSV file (`accounts: {file: accounts.csv}`) and split large documents. If a plan really
    needs more, `plancode check --limit-factor 4` raises the limits for that run.
    """


@fault("TXT114", "file-name-clash", ERROR)
def file_name_clash() -> None:
    """Two files of the plan have the same name for some computers, or one a name that some cannot hold or show.

    ## Why it matters
    Windows and macOS see `East.yaml` and `east.yaml` as one file and keep only one of them; `con.yaml` cannot
    exist on Windows at all, nor a folder `aux`, `q1:final.yaml` or `old.`: whoever works there cannot check the
    repository out; two names that differ by an invisible sign are one to whoever reads them.

    ## Fails
    `East.yaml` and `east.yaml` in one folder.

    ## Passes
    `east.yaml` and `west.yaml`.

    ## How to fix
    Rename one of the files.
    """


@fault("TXT118", "unmerged-lines", ERROR)
def unmerged_lines() -> None:
    """A file holds two versions of some lines, with the marks that git sets where it cannot join them.

    ## Why it matters
    Nobody has decided yet which of the two is the plan.

    ## Fails
    ```text
    <<<<<<< HEAD
    amount: 1.2M
    =======
    amount: 1.3M
    >>>>>>> east
    ```

    ## Passes
    ```text
    amount: 1.3M
    ```

    ## How to fix
    Decide which lines are right. Delete the others, and the three lines with `<<<<<<<`, `=======` and `>>>>>>>`. In
    VS Code "Accept Current Change" and "Accept Incoming Change" above the lines do so.
    """


@fault("TXT120", "table-not-readable", ERROR)
def table_not_readable() -> None:
    """A table has no header, a column twice, a row of another length, a quote that never closes, or is no table.

    ## Why it matters
    Values would slip into the wrong column.

    ## Fails
    ```text
    id,name,class
    hualian,华联超市
    ```

    ## Passes
    ```text
    id,name,class
    hualian,华联超市,A
    ```

    ## How to fix
    Give every row as many cells as the header has; put a cell that holds the separator or a line break into double
    quotes. Excel's "CSV UTF-8" is read as it is, with commas, semicolons or tabs, and so are sheets of workbooks
    (`.xlsx`), Parquet, and the tables of a DuckDB file. Rows that are none, such as totals, are left out by
    `leave_out: [Total]` where the file is named; the line of the header is found, or stated: `header: 3`. A formula
    that no program has worked out has no value: open the workbook in a spreadsheet program, save it, and commit it
    again.
    """


RULES: Final = (
    file_not_readable,
    not_utf_8,
    hidden_character,
    limit_exceeded,
    file_name_clash,
    unmerged_lines,
    table_not_readable,
)
