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


@fault("SHP135", "name-of-several", ERROR)
def name_of_several() -> None:
    """A table names something by a name that several have.

    ## Why it matters
    Nobody can tell whom the row means, so it counts for nobody.

    ## Fails
    Two people are called Ann Lee.
    ```csv
    person,period,amount
    Ann Lee,2026-01,45000
    ```

    ## Passes
    ```csv
    person,period,amount
    ann-lee-2,2026-01,45000
    ```

    ## How to fix
    Write the id of the one that is meant in the table, or under `values` where the file is named, if all its rows mean
    that one: `values: {Ann Lee: ann-lee-2}`. A table with codes of another system can use those: `match_by: crm`.
    """


@fault("SHP136", "unknown-name", ERROR)
def unknown_name() -> None:
    """A table names something that nothing in the plan is called.

    ## Why it matters
    The row cannot be counted: its target, deal or customer belongs to nobody.

    ## Fails
    ```csv
    person,period,amount
    Anne Lee,2026-01,45000
    ```

    ## Passes
    ```csv
    person,period,amount
    Ann Lee,2026-01,45000
    ```

    ## How to fix
    Write the name as the plan has it (`name` or `title`), or the id. Where the table must stay as it is, say whom the
    name means where the file is named, `values: {Anne Lee: ann-lee}`, or leave such rows out, `leave_out: [House]`. A
    table with codes of another system says `match_by: crm`, where people and customers have `codes: {crm: ...}`.
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


@fault("SHP138", "same-id-made", ERROR)
def same_id_made() -> None:
    """Two rows of a table without ids make the same one.

    ## Why it matters
    An id tells customers and deals apart, in results, owners and changes. Of these two only the first is known.

    ## Fails
    ```csv
    name,potential
    Acme Ltd.,45000
    ACME LTD,20000
    ```

    ## Passes
    ```csv
    id,name,potential
    acme-north,Acme Ltd.,45000
    acme-south,ACME LTD,20000
    ```

    ## How to fix
    Delete the row if it is there twice. Otherwise add a column `id`, or name a column that is different in every row
    where the file is named: `id_from: Customer No`.
    """


@fault("SHP139", "row-without-id", ERROR)
def row_without_id() -> None:
    """A row of a table without ids has no text in the column that they are made of.

    ## Why it matters
    Nothing can name the customer or deal, and it cannot be found again after a change.

    ## Fails
    ```csv
    name,potential
    Acme Ltd.,45000
    ,20000
    ```

    ## Passes
    ```csv
    name,potential
    Acme Ltd.,45000
    Bell & Sons,20000
    ```

    ## How to fix
    Write the name in the row, delete the row, or name another column where the file is named: `id_from: Customer No`.
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
    name_of_several,
    unknown_name,
    owners_unlike_shares,
    same_id_made,
    row_without_id,
    figure_with_another_sign,
    list_without_rows,
)
