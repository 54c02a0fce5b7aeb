"""Makes the part of this plan that comes from `data/`; with `--check`, says which files differ from what it would make.

Everything else in this folder is written by hand. plan.yaml is both: the text between the two marks is made here.
"""
# a script beside its plan, in no package

import argparse
import csv
import re
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
LAST_DAY: Final = date(2014, 5, 30)
"""The end of the last quarter: the tables hold first days only."""
BEGIN: Final = "# from data: begin\n"
END: Final = "# from data: end\n"
MODELINE: Final = "# yaml-language-server: $schema=../../schemas/plancode.schema.json\n"
NOTICE: Final = "# Made by from_data.py from the tables in data/: change those or the script, not this file.\n"
ROOT: Final = "adventure-works"
FIRST_YEAR, QUARTERS = 2012, 4
"""The year that the first four quarters make is called after the one it ends in."""
HISTORY: Final = range(5, 9)
"""The quarters of the second year, whose orders say what somebody brings in a year."""
THOUSAND: Final = 1000
REPRESENTATIVE: Final = "Sales Representative"
GROUP_OF_MANAGER: Final = {
    "North American Sales Manager": "North America",
    "European Sales Manager": "Europe",
    "Pacific Sales Manager": "Pacific",
}
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_PLAIN: Final = re.compile(r"[^\W\d][\w /.-]*")
_WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off"})


@dataclass(frozen=True, slots=True)
class Person:
    """A row of SalesPerson.csv."""

    number: str
    login: str
    title: str
    hired: date
    warehouse_key: str

    @property
    def id(self) -> str:
        """The id in the plan."""
        return f"p{self.number}"

    @property
    def name(self) -> str:
        """The given name: the login without its digits."""
        return self.login.rstrip("0123456789").capitalize()


@dataclass(frozen=True, slots=True)
class Territory:
    """A row of SalesTerritory.csv."""

    number: str
    name: str
    country: str
    group: str

    @property
    def id(self) -> str:
        """The id in the plan."""
        return id_of(self.name)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A row of SalesTerritoryHistory.csv; both days belong to it."""

    person: str
    territory: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Quota:
    """A row of SalesPersonQuotaHistory.csv."""

    person: str
    first: date
    amount: str


@dataclass(frozen=True, slots=True)
class Order:
    """What a row of reseller_orders.csv says of its seller and its reseller."""

    number: str
    day: date
    person: str
    territory: str
    reseller: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Quarter:
    """A period of the plan; both days belong to it."""

    number: int
    first: date
    last: date

    @property
    def id(self) -> str:
        """The id in the plan."""
        return f"q{self.number:02}"


@dataclass(frozen=True, slots=True)
class Data:
    """The tables, each in the order of its file."""

    people: tuple[Person, ...]
    territories: tuple[Territory, ...]
    assignments: tuple[Assignment, ...]
    quotas: tuple[Quota, ...]
    orders: tuple[Order, ...]

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters: each quota date starts one, and the next one ends it."""
        starts = sorted({quota.first for quota in self.quotas})
        ends = [*(start - timedelta(days=1) for start in starts[1:]), LAST_DAY]
        return tuple(Quarter(number, *days) for number, days in enumerate(zip(starts, ends, strict=True), start=1))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of territories, in the order in which they got their first orders."""
        territories = {territory.number: territory for territory in self.territories}
        return tuple(dict.fromkeys(territories[order.territory].group for order in self.orders))


def read(folder: Path) -> Data:
    """Read the tables."""
    return Data(
        people=tuple(
            Person(row["BusinessEntityID"], row["LoginID"], row["JobTitle"], day(row["HireDate"]), row["DWEmployeeKey"])
            for row in rows(folder / "SalesPerson.csv")
        ),
        territories=tuple(
            Territory(row["TerritoryID"], row["Name"], row["CountryRegionCode"], row["Group"])
            for row in rows(folder / "SalesTerritory.csv")
        ),
        assignments=tuple(
            Assignment(row["BusinessEntityID"], row["TerritoryID"], day(row["StartDate"]), last_day(row["EndDate"]))
            for row in rows(folder / "SalesTerritoryHistory.csv")
        ),
        quotas=tuple(
            Quota(row["BusinessEntityID"], day(row["QuotaDate"]), row["SalesQuota"])
            for row in rows(folder / "SalesPersonQuotaHistory.csv")
        ),
        orders=tuple(
            Order(
                row["SalesOrderNumber"],
                day(row["OrderDate"]),
                row["SalesPersonID"],
                row["SalesTerritoryID"],
                row["ResellerKey"],
                Decimal(row["SalesAmount"]),
            )
            for row in rows(folder / "reseller_orders.csv")
        ),
    )


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a table by column."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def day(text: str) -> date:
    """Return the day that a cell names."""
    return date.fromisoformat(text)


def last_day(text: str) -> date | None:
    """Return the day that a cell names; an empty one means that there is no end."""
    return day(text) if text else None


def id_of(name: str) -> str:
    """Return a name as an id: `United Kingdom` is united-kingdom."""
    return name.lower().replace(" ", "-")


def scalar(text: str) -> str:
    """Return a text as YAML, quoted where a plain one would mean something else."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def spoken(when: date) -> str:
    """Return a day as people write it: 31 May 2011."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def plan_head(data: Data) -> str:
    """Return the part of plan.yaml that comes from data."""
    quarters = data.quarters
    first, last = quarters[0].first, quarters[-1].last
    return f"""\
plancode: v1
kind: plan
id: {ROOT}
title: Adventure Works, May 2011 to May 2014
about: >-
{about(data)}
team: {ROOT}
period: {first}..{last}
currency: USD
locale: en
time_zone: UTC   # the tables hold days, and no time zone
fiscal:
  periods:   # irregular: each starts on a quota date of the tables and ends before the next one
{"".join(period_line(quarter) for quarter in quarters)}\
channels:
  - {{id: reseller, title: Resellers}}   # the tables hold no other orders
"""


def about(data: Data) -> str:
    """Return what the plan is, in indented lines."""
    total = sum(int(quota.amount) for quota in data.quotas)
    resellers = len({order.reseller for order in data.orders})
    text = (
        "Three years of sales at Adventure Works, the sample company of Microsoft's database products. Data: "
        f"{len(data.people)} people with hire dates, {len(data.territories)} territories with dated owners, "
        f"{len(data.quotas)} quarterly quotas of {total:,} US dollars in all, {resellers} resellers and "
        f"{len(data.orders):,} orders. Added for the example, and labelled so wherever it stands: a market, what "
        "people bring, a target above the quotas, skills, outside parties, assumptions, scorecards, duties, rhythm, "
        "actions and strategy. README.md says which odd facts are true."
    )
    return textwrap.fill(text, 110, initial_indent="  ", subsequent_indent="  ")


def period_line(quarter: Quarter) -> str:
    """Return one quarter as a line of YAML."""
    title = f"Quarter {quarter.number}: {spoken(quarter.first)} to {spoken(quarter.last)}"
    year, number = divmod(quarter.number - 1, QUARTERS)
    return (
        f"    - {{id: {quarter.id}, title: {scalar(title)}, from: {quarter.first}, to: {quarter.last}, "
        f"year: {FIRST_YEAR + year}, quarter: {number + 1}}}\n"
    )


def second_year(data: Data) -> tuple[date, date]:
    """Return the first and the last day of the year whose orders say what people bring."""
    quarters = [quarter for quarter in data.quarters if quarter.number in HISTORY]
    return quarters[0].first, quarters[-1].last


def brought(data: Data, person: Person) -> Decimal | None:
    """Return what somebody brought in the second year; None for whoever was not there all the year."""
    first, last = second_year(data)
    if person.hired > first:
        return None
    return sum(
        (one.amount for one in data.orders if one.person == person.number and first <= one.day <= last), Decimal()
    )


def mean_of(data: Data, *titles: str) -> Decimal:
    """Return the mean of what people with a title brought in the second year."""
    amounts = [brought(data, person) for person in data.people if person.title in titles]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal()) / len(known)


def brings(amount: Decimal) -> str:
    """Return a productivity in YAML, in thousands a year."""
    return f"{{metric: revenue, amount: {round(amount / THOUSAND)}k/year, basis: actual}}"


def team_yaml(data: Data) -> str:
    """Return team.yaml: teams, roles, people."""
    first, last = second_year(data)
    return f"""\
{MODELINE}{NOTICE}\
plancode: v1
kind: team
id: sales-force
title: The sales force
# Productivity: orders from {spoken(first)} to {spoken(last)}, the second year. That they stand for a year to come was
# added for the example; not in the data. A role has the mean of those who were there all that year.
roles:
  - id: sales-representative
    title: Sales Representative
    carries_quota: true
    productivity: {brings(mean_of(data, REPRESENTATIVE))}
  - id: sales-manager
    title: Sales Manager
    carries_quota: true   # their quotas are own books
    manages: true
    productivity: {brings(mean_of(data, *GROUP_OF_MANAGER))}
teams:
  - {{id: {ROOT}, title: Adventure Works Cycles}}   # the tables name nobody who leads it
{"".join(team_line(data, group) for group in data.groups)}\
people:
{"".join(person_lines(data, person) for person in data.people)}"""


def team_line(data: Data, group: str) -> str:
    """Return one team as a line of YAML."""
    manager = next(person for person in data.people if GROUP_OF_MANAGER.get(person.title) == group)
    return f"  - {{id: {id_of(group)}, title: {scalar(group)}, parent: {ROOT}, manager: {manager.id}}}\n"


def person_lines(data: Data, person: Person) -> str:
    """Return one person in YAML."""
    named = {"aw": person.number, "login": person.login, "dw": person.warehouse_key}
    codes = ", ".join(f"{system}: {scalar(code)}" for system, code in named.items())
    (_, first_team), *moves = teams_of(data, person)
    own = brought(data, person)
    lines = [
        f"  - id: {person.id}",
        f"    name: {scalar(person.name)}",
        f"    title: {scalar(person.title)}",
        f"    role: {'sales-representative' if person.title == REPRESENTATIVE else 'sales-manager'}",
        f"    team: {id_of(first_team)}",
        f"    start: {person.hired}",
        f"    codes: {{{codes}}}",
        *([] if own is None else [f"    productivity: {brings(own)}"]),
        *(["    changes:"] if moves else []),
        *(change_line(data, move, group) for move, group in moves if move),
    ]
    return "".join(f"{line}\n" for line in lines)


def change_line(data: Data, move: Assignment, group: str) -> str:
    """Return the change of team that an assignment brings."""
    territory = next(one for one in data.territories if one.number == move.territory)
    reason = scalar(f"Takes over {territory.name}")
    return f"      - {{from: {move.first}, team: {id_of(group)}, reason: {reason}}}"


def teams_of(data: Data, person: Person) -> list[tuple[Assignment | None, str]]:
    """Return the groups somebody is in, one after the other, each with the assignment that brought them there."""
    if person.title in GROUP_OF_MANAGER:
        return [(None, GROUP_OF_MANAGER[person.title])]
    groups = {territory.number: territory.group for territory in data.territories}
    own = sorted((one for one in data.assignments if one.person == person.number), key=lambda one: one.first)
    found: list[tuple[Assignment | None, str]] = []
    for one in own:
        if not found or found[-1][1] != groups[one.territory]:
            found.append((one, groups[one.territory]))
    return found


def territories_yaml(data: Data) -> str:
    """Return territories.yaml: territories with their dated owners."""
    return f"""\
{MODELINE}{NOTICE}\
plancode: v1
kind: territories
id: sales-territories
title: Sales territories
territories:   # code aw: the number of the territory in the tables
{"".join(territory_lines(data, territory) for territory in data.territories)}\
accounts: {{file: accounts.csv}}   # the resellers that ordered
"""


def territory_lines(data: Data, territory: Territory) -> str:
    """Return one territory in YAML."""
    opened = opening(data, territory)
    owners = (one for one in data.assignments if one.territory == territory.number)
    since = f"    from: {opened}   # no owner and no order before\n" if opened > data.quarters[0].first else ""
    return f"""\
  - id: {territory.id}
    title: {scalar(territory.name)}
    team: {id_of(territory.group)}
    labels: {{country: {scalar(territory.country)}}}
    codes: {{aw: {scalar(territory.number)}}}
{since}    owners:
{"".join(owner_line(one) for one in sorted(owners, key=lambda one: (one.first, one.person)))}"""


def opening(data: Data, territory: Territory) -> date:
    """Return the first day on which a territory has an owner or an order."""
    owned = (one.first for one in data.assignments if one.territory == territory.number)
    ordered = (order.day for order in data.orders if order.territory == territory.number)
    return min(*owned, *ordered)


def owner_line(one: Assignment) -> str:
    """Return one dated owner as a line of YAML."""
    end = f", to: {one.last}" if one.last else ""
    return f"      - {{person: p{one.person}, from: {one.first}{end}}}\n"


def accounts_csv(data: Data) -> str:
    """Return accounts.csv: each reseller in the territory of its latest order."""
    territories = {territory.number: territory.id for territory in data.territories}
    orders: dict[str, list[Order]] = defaultdict(list)
    for order in sorted(data.orders, key=lambda order: (order.day, order.number)):
        orders[order.reseller].append(order)
    return table(
        ("id", "territory", "channel", "codes.aw", "since"),
        (
            (f"r{reseller}", territories[own[-1].territory], "reseller", reseller, str(own[0].day))
            for reseller, own in sorted(orders.items(), key=lambda item: int(item[0]))
        ),
    )


def quotas_csv(data: Data) -> str:
    """Return quotas.csv: every quota, by person and quarter."""
    quarters = {quarter.first: quarter.id for quarter in data.quarters}
    lines = sorted((quota.person, quarters[quota.first], quota.amount) for quota in data.quotas)
    return table(("person", "period", "amount"), ((f"p{person}", *others) for person, *others in lines))


def table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a table whose cells need no quotes as CSV."""
    return "".join(",".join(cells) + "\n" for cells in (header, *lines))


def targets_yaml() -> str:
    """Return targets.yaml."""
    return f"""\
{MODELINE}{NOTICE}\
plancode: v1
kind: targets
id: revenue
title: Quarterly quotas
metric: revenue
note: The quotas as they were set, one for each person and quarter. The tables hold no target above them.
targets: {{file: quotas.csv}}
"""


def actuals_yaml(data: Data) -> str:
    """Return actuals.yaml: where orders are and how they make metrics."""
    days = len({order.day for order in data.orders})
    return f"""\
{MODELINE}{NOTICE}\
plancode: v1
kind: actuals
id: results
title: Orders of resellers
sources:
  - id: orders
    file: data/reseller_orders.csv
    columns:
      date: OrderDate   # not OrderDateDW, which is another calendar
      person: SalesPersonID
      account: ResellerKey
      territory: SalesTerritoryID
      amount: SalesAmount
      id: SalesOrderNumber
    match_by: aw
    credit: seller
    complete_through: {LAST_DAY}
    arrives: batches
    note: >-
      {len(data.orders):,} orders on {days} days only: three monthly batches a quarter. Pace within a quarter means
      nothing before all three are in. An order is the credit of its seller, whoever looks after the territory.
metrics:
  - {{metric: revenue, source: orders, measure: sum}}
  - {{metric: units, source: orders, measure: sum, column: OrderQuantity}}
"""


def with_head(text: str, head: str) -> str:
    """Return plan.yaml with the part between the marks replaced; raises ValueError where it lacks a mark."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        message = f"plan.yaml needs the lines '{BEGIN.strip()}' and '{END.strip()}'"
        raise ValueError(message)
    return before + begin + head + end + after


def make(folder: Path) -> dict[str, bytes]:
    """Return every file that comes from data, by name, from the tables and plan.yaml in a plan's folder."""
    data = read(folder / "data")
    plan = (folder / "plan.yaml").read_bytes().decode("utf-8")
    texts = {
        "accounts.csv": accounts_csv(data),
        "actuals.yaml": actuals_yaml(data),
        "plan.yaml": with_head(plan, plan_head(data)),
        "quotas.csv": quotas_csv(data),
        "targets.yaml": targets_yaml(),
        "team.yaml": team_yaml(data),
        "territories.yaml": territories_yaml(data),
    }
    return {name: text.encode("utf-8") for name, text in texts.items()}


def differing(folder: Path, files: dict[str, bytes]) -> list[str]:
    """Return the names of files that are missing or hold something else."""
    return [name for name, content in files.items() if not _holds(folder / name, content)]


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the files, or with `--check` name those that differ; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where a file differs")
    check = parser.parse_args(arguments).check
    files = make(HERE)
    names = differing(HERE, files)
    for name in names:
        if not check:
            (HERE / name).write_bytes(files[name])
        sys.stdout.write(f"{name} {'differs from what data/ gives' if check else 'written'}\n")
    return 1 if check and names else 0


if __name__ == "__main__":
    sys.exit(main())
