"""SHP, DAT: figures in lists, as their file writes them, and lists without any."""

from typing import Final

from plancode.rules.rule import ERROR, WARNING, fault


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


@fault("SHP132", "no-such-column", ERROR)
def no_such_column() -> None:
    """A table is said to have a column that it does not have.

    ## Why it matters
    What the column says would be missing from every row, and nothing of it would be told.

    ## Fails
    ```yaml
    accounts: {file: kunden.csv, columns: {name: Kunde, potential: Umsatz}}
    ```
    ```csv
    Kunde;Umsatz 2025
    ```

    ## Passes
    ```yaml
    accounts: {file: kunden.csv, columns: {name: Kunde, potential: Umsatz 2025}}
    ```

    ## How to fix
    Write the heading as it stands in the table, under `columns` or `wide`. Where headings stand in two lines, name both
    (`header: [3, 4]`): they are joined by a blank. Where a table has none, write `header: 0` and number the columns.
    """


@fault("SHP133", "list-with-two-dates", ERROR)
def list_with_two_dates() -> None:
    """The dates of a list can be read in two ways, and nothing in their column tells which is meant.

    ## Why it matters
    `03/04/2026` is the third of April where the day stands first, and the fourth of March where the month does.

    ## Fails
    ```csv
    person,from,amount
    zhou-min,03/04/2026,45000
    ```

    ## Passes
    ```yaml
    targets: {file: quotas.csv, dates: d/m/y}
    ```

    ## How to fix
    Write the order where the file is named: `dates: d/m/y`, `dates: m/d/y` or `dates: y/m/d`. One date that can be
    read in one way only, such as `31/03/2026`, tells it too.
    """


@fault("SHP134", "row-of-totals", ERROR)
def row_of_totals() -> None:
    """A row of a table adds other rows up.

    ## Why it matters
    Read as a row like the others it would count everything twice.

    ## Fails
    ```csv
    person,period,amount
    zhou-min,2026-01,45000
    Total,,45000
    ```

    ## Passes
    ```yaml
    targets: {file: quotas.csv, leave_out: [Total]}
    ```

    ## How to fix
    Write the word that tells such rows where the file is named, `leave_out: [Total]`, or delete them from the table.
    """


@fault("SHP137", "owners-unlike-shares", ERROR)
def owners_unlike_shares() -> None:
    """A row names more owners, or fewer, than it has shares or days for them.

    ## Why it matters
    Nobody can tell which share is whose, so the row counts for nobody.

    ## Fails
    ```csv
    id,name,owner,share
    hualian,Hualian,li-na; wu-hao,60%
    ```

    ## Passes
    ```csv
    id,name,owner,share
    hualian,Hualian,li-na; wu-hao,60%; 40%
    jiahe,Jiahe,li-na 60%; wu-hao 40%,
    ```

    ## How to fix
    Write a share for each owner, in their order, in the column of shares or beside each name. One owner alone needs
    none. A first or last day may also be one for all owners of the row.
    """


@fault("SHP128", "figure-with-another-sign", ERROR)
def figure_with_another_sign() -> None:
    """A figure of a list has a decimal point, although the list says that its decimal sign is the comma.

    ## Why it matters
    Where the comma is the decimal sign, the point parts thousands: `520.00` and `1234.5` are no numbers then, and
    somebody may have meant 52000.

    ## Fails
    ```yaml
    targets: {file: quotas.csv, decimal: ","}
    ```
    ```csv
    person;period;amount
    zhou-min;2026-01;1234.5
    ```

    ## Passes
    ```csv
    person;period;amount
    zhou-min;2026-01;1234,5
    ```

    ## How to fix
    Write the figure with the sign that the list states, or correct `decimal` where the file is named.
    """


@fault("DAT138", "list-without-rows", WARNING)
def list_without_rows() -> None:
    """A list that the plan names has its header and no rows.

    ## Why it matters
    It says nothing, and looks as if it did: the accounts, deals or assessments of the plan are all gone. Mostly an
    export was cut short, or the rows were deleted and the header was kept.

    ## Fails
    ```csv
    id,account,amount,close
    ```

    ## Passes
    ```csv
    id,account,amount,close
    d1,hualian,300000,2026-05-31
    ```

    ## How to fix
    Put the rows back. If there are none yet, delete the file and the line that names it until there are, or accept
    this with that reason.
    """


RULES: Final = (
    list_with_two_readings,
    no_such_column,
    list_with_two_dates,
    row_of_totals,
    owners_unlike_shares,
    figure_with_another_sign,
    list_without_rows,
)
