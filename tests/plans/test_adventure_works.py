"""The Adventure Works plan says what its tables say; the tables are read here once more, without the plan's script."""

import csv
import runpy
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from plancode.analysis.analysis import Analysis
from plancode.findings.severity import Severity
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.model.actions import Action
from plancode.model.actuals import Source
from plancode.model.base import coded
from plancode.model.plan import ExplicitPeriod
from plancode.model.targets import ProfilePhasing, TargetRow, TargetsDocument
from plancode.model.team import Person, Role
from plancode.model.territories import Account, Territory
from plancode.pipeline.checking import Checked, check
from plancode.tree.folder import FolderTree

PLAN: Final = Path(__file__).parents[2] / "plans" / "adventure-works"
LABEL: Final = "Added for the example; not in the data"
GENERATED: Final = ("accounts.csv", "actuals.yaml", "quotas.csv", "targets.yaml", "team.yaml", "territories.yaml")
BY_HAND: Final = frozenset(
    {"actions.yaml", "cadence.yaml", "company.yaml", "duties.yaml", "rubric.yaml", "strategy.yaml"}
)
NOT_BY_SCRIPT: Final = frozenset({"assumption", "metric", "party", "skill"})
Script = Callable[..., int]


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with (PLAN / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def checked() -> Checked:
    """Return the plan as plancode reads it."""
    return check(FolderTree(PLAN), date(2014, 5, 30))


@pytest.fixture(scope="module")
def graph(checked: Checked) -> PlanGraph:
    """Return the graph of the plan."""
    return checked.graph


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the plan's folder."""
    return Path(shutil.copytree(PLAN, tmp_path / "plan", ignore=shutil.ignore_patterns("__pycache__", "build")))


def run_script(folder: Path, *arguments: str) -> int:
    """Run the script of a plan's folder and return its exit code."""
    main: Script = runpy.run_path(str(folder / "from_data.py"))["main"]
    return main(arguments)


def periods(graph: PlanGraph) -> list[ExplicitPeriod]:
    """Return the quarters of the plan."""
    return [entity.model for entity in graph.all(ExplicitPeriod)]


def orders_by_reseller() -> dict[str, list[tuple[str, str, str]]]:
    """Return the day, number and territory of each reseller's orders."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in read_table("reseller_orders.csv"):
        found[row["ResellerKey"]].append((row["OrderDate"], row["SalesOrderNumber"], row["SalesTerritoryID"]))
    return found


def territory_ids() -> dict[str, str]:
    """Return the ids that territories have in the plan, by their numbers in the tables."""
    return {row["TerritoryID"]: "-".join(row["Name"].casefold().split()) for row in read_table("SalesTerritory.csv")}


def teams_from_history() -> Iterator[tuple[str, date, str]]:
    """Yield in which team each row of the history puts somebody, and from when."""
    groups = {row["TerritoryID"]: row["Group"] for row in read_table("SalesTerritory.csv")}
    for row in read_table("SalesTerritoryHistory.csv"):
        team = "-".join(groups[row["TerritoryID"]].casefold().split())
        yield f"p{row['BusinessEntityID']}", date.fromisoformat(row["StartDate"]), team


def test_committed_files_are_what_the_script_makes(capsys: pytest.CaptureFixture[str]) -> None:
    """The check of the script finds nothing to say about the committed files."""
    assert run_script(PLAN, "--check") == 0
    assert capsys.readouterr().out == ""


def test_script_makes_lost_files_again(copy: Path) -> None:
    """In a folder without the generated files the script makes them again, byte for byte."""
    for name in GENERATED:
        (copy / name).unlink()
    assert run_script(copy) == 0
    assert {name: (copy / name).read_bytes() for name in (*GENERATED, "plan.yaml")} == {
        name: (PLAN / name).read_bytes() for name in (*GENERATED, "plan.yaml")
    }


def test_script_run_twice_changes_nothing(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second run writes no file."""
    run_script(copy)
    capsys.readouterr()
    assert run_script(copy) == 0
    assert capsys.readouterr().out == ""


def test_check_names_files_that_differ(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check exits with 1, names changed and missing files, and leaves them as they are."""
    quotas = copy / "quotas.csv"
    quotas.write_bytes(quotas.read_bytes().replace(b"p274,q01,28000", b"p274,q01,28001"))
    (copy / "team.yaml").unlink()
    assert run_script(copy, "--check") == 1
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["quotas.csv", "team.yaml"]
    assert b"28001" in quotas.read_bytes()
    assert not (copy / "team.yaml").exists()


def test_script_keeps_what_is_by_hand_in_the_plan(copy: Path) -> None:
    """What stands outside the marks of plan.yaml stays; what stands between them is made again."""
    path = copy / "plan.yaml"
    text = path.read_bytes()
    path.write_bytes(text.replace(b"currency: USD", b"currency: EUR") + b"# by hand\n")
    assert run_script(copy) == 0
    assert path.read_bytes() == text + b"# by hand\n"


def test_script_refuses_a_plan_without_marks(copy: Path) -> None:
    """Without its marks plan.yaml is not guessed at."""
    (copy / "plan.yaml").write_text("plancode: v1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="from data: begin"):
        run_script(copy)


@pytest.mark.parametrize("name", GENERATED)
def test_generated_yaml_says_who_made_it(name: str) -> None:
    """Each generated YAML file says in its head that the script makes it."""
    head = (PLAN / name).read_text(encoding="utf-8").splitlines()[:2]
    assert name.endswith(".csv") or "Made by from_data.py" in head[1]


@pytest.mark.parametrize("day", [date(2012, 1, 1), date(2013, 1, 1), date(2014, 5, 30), date(2026, 1, 1)])
def test_plan_has_no_open_error(day: date) -> None:
    """The plan passes the check on days before, in and after it."""
    found = check(FolderTree(PLAN), day)
    assert found.broken == ()
    assert [finding for finding in found.open if finding.severity.rank >= Severity.ERROR.rank] == []


def test_people_are_those_of_the_table(graph: PlanGraph) -> None:
    """The plan has the 17 people of the table, with hire date, title and codes."""
    found = {
        (person.model.id, str(person.model.start), person.model.title, *sorted(coded(person.model)))
        for person in graph.all(Person)
    }
    table = {
        (
            f"p{row['BusinessEntityID']}",
            row["HireDate"],
            row["JobTitle"],
            ("aw", row["BusinessEntityID"]),
            ("dw", row["DWEmployeeKey"]),
            ("login", row["LoginID"]),
        )
        for row in read_table("SalesPerson.csv")
    }
    assert len(found) == 17
    assert found == table


def test_names_are_logins_without_digits(graph: PlanGraph) -> None:
    """A name is the login without its digits, with accents kept."""
    names = {person.model.id: person.model.name for person in graph.all(Person)}
    assert names == {
        f"p{row['BusinessEntityID']}": "".join(sign for sign in row["LoginID"] if not sign.isdigit()).title()
        for row in read_table("SalesPerson.csv")
    }
    assert names["p282"] == "José"


def test_managers_lead_their_own_teams(graph: PlanGraph) -> None:
    """274, 287 and 285 lead North America, Europe and Pacific as members of these teams; nobody leads them."""
    facts = Facts(graph, date(2014, 5, 30))
    managers = [person for person in graph.all(Person) if person.model.role == "sales-manager"]
    assert {(one.model.id, facts.team_name(one)) for one in managers} == {
        ("p274", "north-america"),
        ("p287", "europe"),
        ("p285", "pacific"),
    }
    assert [facts.manager(one) for one in managers] == [None, None, None]
    assert all(role.model.carries_quota for role in graph.all(Role))


@pytest.mark.parametrize(("person", "day", "team"), list(teams_from_history()))
def test_team_follows_the_territory(graph: PlanGraph, person: str, day: date, team: str) -> None:
    """From the day of each assignment somebody is in the team of that territory's group."""
    found = graph.find(Person, person)
    assert found is not None
    assert Facts(graph, day).team_name(found) == team


def test_only_one_representative_changes_teams(graph: PlanGraph) -> None:
    """282 goes to Europe on 2012-05-30; nobody else changes teams."""
    changes = [(one.model.id, str(to.from_), to.team) for one in graph.all(Person) for to in one.model.changes]
    assert changes == [("p282", "2012-05-30", "europe")]


def test_owners_are_the_rows_of_the_history(graph: PlanGraph) -> None:
    """The 10 territories have the dated owners of the history, no others, and no shares of their own."""
    ids = territory_ids()
    owners = [(territory.model.id, owner) for territory in graph.all(Territory) for owner in territory.model.owners]
    found = sorted((one.person, place, str(one.from_), str(one.to or "")) for place, one in owners)
    rows = read_table("SalesTerritoryHistory.csv")
    assert {territory.model.id for territory in graph.all(Territory)} == set(ids.values())
    assert len(ids) == 10
    assert len(found) == 17
    assert found == sorted(
        (f"p{row['BusinessEntityID']}", ids[row["TerritoryID"]], row["StartDate"], row["EndDate"]) for row in rows
    )
    assert all("share" not in owner.model_fields_set for _, owner in owners)


def test_late_territories_begin_with_their_first_owner_and_order(graph: PlanGraph) -> None:
    """Four territories begin after the plan, on the day of the first owner, which is that of the first order."""
    ids = territory_ids()
    late = {
        territory.model.id: str(territory.model.from_) for territory in graph.all(Territory) if territory.model.from_
    }
    owned = {ids[row["TerritoryID"]]: row["StartDate"] for row in reversed(read_table("SalesTerritoryHistory.csv"))}
    ordered: dict[str, str] = {}
    for row in read_table("reseller_orders.csv"):
        place = ids[row["SalesTerritoryID"]]
        ordered[place] = min(ordered.get(place, row["OrderDate"]), row["OrderDate"])
    assert set(late) == {"france", "united-kingdom", "germany", "australia"}
    assert all(owned[place] == ordered[place] == first for place, first in late.items())


def test_quarters_tile_the_period_of_the_plan(graph: PlanGraph) -> None:
    """The 12 quarters start on the quota dates and fill the plan's period without gap or overlap."""
    quarters, whole = periods(graph), graph.period(None)
    assert whole is not None
    assert (whole.start, whole.last) == (date(2011, 5, 31), date(2014, 5, 30))
    assert [str(one.from_) for one in quarters] == sorted(
        {row["QuotaDate"] for row in read_table("SalesPersonQuotaHistory.csv")}
    )
    assert len(quarters) == 12
    assert (quarters[0].from_, quarters[-1].to) == (whole.start, whole.last)
    assert all(one.to + timedelta(days=1) == after.from_ for one, after in pairwise(quarters))


def test_quotas_are_the_rows_of_the_table(graph: PlanGraph) -> None:
    """The 163 quotas are those of the table, by person and quarter, and total 95,714,000."""
    starts = {one.id: str(one.from_) for one in periods(graph)}
    rows = [entity.model for entity in graph.all(TargetRow)]
    found = {(row.person, starts[row.period or ""]): row.amount.number for row in rows if row.amount is not None}
    table = {
        (f"p{row['BusinessEntityID']}", row["QuotaDate"]): Decimal(row["SalesQuota"])
        for row in read_table("SalesPersonQuotaHistory.csv")
    }
    assert found == table
    assert len(rows) == len(found) == 163
    assert sum(found.values()) == 95_714_000


def test_accounts_are_the_resellers_that_ordered(graph: PlanGraph) -> None:
    """Each of the 635 resellers is an account in the territory of its latest order, since its first one."""
    ids = territory_ids()
    found = [
        (one.id, dict(coded(one)), one.territory, str(one.since))
        for one in (entity.model for entity in graph.all(Account))
    ]
    orders = {key: sorted(own) for key, own in orders_by_reseller().items()}
    assert len(found) == 635
    assert found == [
        (f"r{key}", {"aw": key}, ids[own[-1][2]], own[0][0])
        for key, own in sorted(orders.items(), key=lambda item: int(item[0]))
    ]


def test_no_reseller_orders_in_two_territories() -> None:
    """The latest order stands for all orders of a reseller, as the README says."""
    assert all(len({territory for _, _, territory in own}) == 1 for own in orders_by_reseller().values())


def test_source_of_orders_names_columns_that_exist(graph: PlanGraph) -> None:
    """The source of orders credits sellers, knows of batches, and names columns of the table."""
    source = graph.find(Source, "orders")
    assert source is not None
    columns = set(read_table("reseller_orders.csv")[0])
    assert set(source.model.columns.model_dump(exclude_none=True).values()) <= columns
    assert (source.model.credit, source.model.arrives, source.model.match_by) == ("seller", "batches", ("aw",))
    assert (PLAN / (source.model.file or "")).is_file()


def test_each_quarter_has_its_three_batches(graph: PlanGraph) -> None:
    """Every quarter, the last one too, has three batches; beside them there are five orders on four days."""
    orders = Counter(date.fromisoformat(row["OrderDate"]) for row in read_table("reseller_orders.csv"))
    single = {day: count for day, count in orders.items() if count <= 2}
    batches = [sum(quarter.from_ <= day <= quarter.to for day in orders.keys() - single) for quarter in periods(graph)]
    assert batches == [3] * 12
    assert (len(orders), len(single), sum(single.values())) == (40, 4, 5)


def test_readme_states_what_orders_add_up_to() -> None:
    """The README names the sum of all orders and the share of the quotas that it reaches."""
    total = sum(Decimal(row["SalesAmount"]) for row in read_table("reseller_orders.csv"))
    quotas = sum(Decimal(row["SalesQuota"]) for row in read_table("SalesPersonQuotaHistory.csv"))
    text = " ".join((PLAN / "README.md").read_text(encoding="utf-8").split())
    assert f"it is {total:,} of {quotas:,}, or {total / quotas * 100:.2f} %" in text


def test_readme_states_how_many_orders_lie_outside_assignments() -> None:
    """The README counts the orders outside their seller's territories of that day."""
    held = defaultdict(list)
    for row in read_table("SalesTerritoryHistory.csv"):
        held[row["BusinessEntityID"]].append((row["TerritoryID"], row["StartDate"], row["EndDate"] or "9999-12-31"))
    orders = [row for row in read_table("reseller_orders.csv") if row["SalesPersonID"] in held]
    outside = [
        row["SalesPersonID"]
        for row in orders
        if not any(
            place == row["SalesTerritoryID"] and first <= row["OrderDate"] <= last
            for place, first, last in held[row["SalesPersonID"]]
        )
    ]
    text = (PLAN / "README.md").read_text(encoding="utf-8")
    assert f"{len(outside)} of the {len(orders):,} orders" in text
    assert f"{outside.count('280')} of them those of 280" in text


def test_productivity_is_what_was_sold_in_the_second_year(graph: PlanGraph) -> None:
    """Whoever was there all the second year brings what they sold in it; a role brings the mean of its people."""
    first, last = date(2012, 5, 30), date(2013, 5, 29)
    sold: dict[str, Decimal] = defaultdict(Decimal)
    for row in read_table("reseller_orders.csv"):
        if first <= date.fromisoformat(row["OrderDate"]) <= last:
            sold[row["SalesPersonID"]] += Decimal(row["SalesAmount"])
    by_title: dict[str, list[Decimal]] = defaultdict(list)
    for row in read_table("SalesPerson.csv"):
        person = graph.find(Person, f"p{row['BusinessEntityID']}")
        assert person is not None
        stated = [one.amount.quantity.number for one in person.model.productivity]
        if date.fromisoformat(row["HireDate"]) <= first:
            by_title[row["JobTitle"]].append(sold[row["BusinessEntityID"]])
            assert stated == [round(sold[row["BusinessEntityID"]], -3)]
        else:
            assert stated == []
    representatives = by_title.pop("Sales Representative")
    managers = [amount for amounts in by_title.values() for amount in amounts]
    roles = {role.model.id: [one.amount.quantity.number for one in role.model.productivity] for role in graph.all(Role)}
    assert roles == {
        "sales-representative": [round(sum(representatives) / len(representatives), -3)],
        "sales-manager": [round(sum(managers) / len(managers), -3)],
    }


def test_target_above_the_quotas_is_their_sum(graph: PlanGraph) -> None:
    """The target that was added asks for what the quotas add up to, quarter by quarter."""
    target = graph.find(TargetsDocument, "company")
    assert target is not None
    assert target.model.target is not None
    assert target.model.target.amount is not None
    assert isinstance(target.model.phasing, ProfilePhasing)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in read_table("SalesPersonQuotaHistory.csv"):
        sums[row["QuotaDate"]] += Decimal(row["SalesQuota"])
    assert [amount.number for amount in target.model.phasing.amounts] == [sums[day] for day in sorted(sums)]
    assert target.model.target.amount.number == sum(sums.values())


def test_feasibility_of_the_target_is_judged(graph: PlanGraph) -> None:
    """The quotas ask for more than people bring: the target above them is not feasible, and results agree."""
    whole = graph.period(None)
    assert whole is not None
    figures = Analysis(graph, whole, date(2014, 5, 30))
    (judged,) = figures.feasibility
    assert (judged.verdict, [one.topic for one in judged.reasons]) == ("not_feasible", ["share", "capacity", "season"])
    able = figures.capacity.of_scope("revenue", (("team", "adventure-works"),))
    assert able is not None
    assert round(sum(able.by_period.values()) / judged.amount, 2) == Decimal("0.94")


def test_entries_expect_the_first_quotas_of_their_owners(graph: PlanGraph) -> None:
    """The expected effect of entering a country is the owner's quota of these quarters."""
    entries = [entity.model for entity in graph.all(Action) if entity.model.id.startswith("enter-")]
    assert len(entries) == 4
    for entry in entries:
        effect = entry.effects[0]
        span = graph.period(effect.period)
        assert span is not None
        assert effect.amount.number == sum(
            Decimal(row["SalesQuota"])
            for row in read_table("SalesPersonQuotaHistory.csv")
            if f"p{row['BusinessEntityID']}" == entry.owner and date.fromisoformat(row["QuotaDate"]) in span
        )


def test_what_is_added_is_labelled(graph: PlanGraph) -> None:
    """Whatever is written by hand says that the data do not hold it, and nothing else does."""
    for entity in graph.listed:
        labels: dict[str, str] = getattr(entity.model, "labels", {})
        added = entity.place().path in BY_HAND or entity.key.kind in NOT_BY_SCRIPT
        assert (labels.get("source") == LABEL) == added, entity.key
