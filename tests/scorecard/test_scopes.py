"""Targets of territories, customers, products, channels and segments held against results.

What a row counts for is worked out a second time here, row by row, from the plan as it is written.
"""

import csv
import io
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Final

import pytest

from plancode.analysis.measures import Scope
from plancode.model.team import Person
from plancode.model.territories import Territory
from plancode.pipeline.building import edition_of
from plancode.pipeline.checking import Checked, check
from plancode.pipeline.reaching import reader
from plancode.render.markdown import write_markdown
from plancode.render.views.person import person_view
from plancode.render.views.territory import territory_view
from plancode.scorecard.follow_up import FollowUp
from plancode.tree.folder import FolderTree
from tests.analysis.small import files_of, head

TEAMS: Final = """kind: team
id: people
roles: [{id: rep, carries_quota: true}, {id: lead, manages: true}]
teams: [{id: all, manager: eve}, {id: north, parent: all}, {id: south, parent: all}]
people: [{id: eve, role: lead, team: all}, {id: ann, role: rep, team: north}, {id: bob, role: rep, team: south}]
"""
MAP: Final = """kind: territories
id: map
territories:
  - {id: land, team: all}
  - id: nord
    parent: land
    team: north
    owners: [{person: ann}]
    accounts: [{id: alpha, channel: shop, segment: small}, {id: beta, channel: web, segment: large}]
  - id: sued
    parent: land
    team: south
    owners: [{person: bob}]
    accounts: [{id: gamma, channel: shop, segment: large}]
"""
SCOPES: Final = (
    "territory: land", "territory: nord", "territory: sued", "account: alpha", "account: gamma", "product: tea",
    "product: milk", "channel: shop", "channel: web", "segment: small", "segment: large", "person: ann, product: tea",
    "team: south, product: milk", "territory: nord, product: tea", "team: all, channel: shop", "team: north",
    "person: ann", "person: bob, product: tea", "person: bob, product: milk",
)  # fmt: skip
SOURCE: Final = """kind: actuals
id: results
sources:
  - {id: s, file: s.csv, credit: CREDIT, complete_through: 2026-12-31, columns: {date: day, COLUMNS, amount: sum}}
metrics: [{metric: revenue, source: s, measure: sum}]
"""
COLUMNS: Final = "person: who, territory: area, account: whom, product: what, channel: way"
PLAN: Final = head(team="all", products="[{id: tea}, {id: milk}]", channels="[{id: shop}, {id: web}]",
                   segments="[{id: small}, {id: large}]")  # fmt: skip
ACCOUNTS: Final = {"alpha": ("nord", "shop", "small"), "gamma": ("sued", "shop", "large")}
PARENT: Final = {"nord": "land", "sued": "land"}
OWNER: Final = {"nord": "ann", "sued": "bob"}
TEAM_OF: Final = {"ann": "north", "bob": "south"}


def _rows() -> list[dict[str, str]]:
    """Return a row for each way in which rows say, or do not say, whose and of what they are."""
    every = product(("ann", "bob"), ("", "nord", "sued"), ("alpha", "gamma"), ("tea", "milk", "soap"), ("", "web"))
    heads = ("who", "area", "whom", "what", "way")
    rows = [dict(zip(heads, row, strict=True), day="2026-03-02") for row in every]
    return [row | {"sum": str((number + 1) ** 3)} for number, row in enumerate(rows)]


def _checked(folder: Path, credit: str = "seller", columns: str = COLUMNS) -> Checked:
    rows = "".join(f"  - {{{scope}, amount: 1200}}\n" for scope in SCOPES)
    goals = f"kind: targets\nid: goals\nmetric: revenue\nphasing: even\ntargets:\n{rows}"
    source = SOURCE.replace("CREDIT", credit).replace("COLUMNS", columns)
    for name, text in files_of(PLAN, TEAMS, MAP, goals, source).items():
        (folder / name).write_text(text, "utf-8")
    out = io.StringIO()
    writer = csv.DictWriter(out, ["day", "who", "area", "whom", "what", "way", "sum"])
    writer.writeheader()
    writer.writerows(_rows())
    (folder / "s.csv").write_text(out.getvalue(), "utf-8")
    return check(FolderTree(folder), date(2026, 6, 30), reach=reader(folder))


def _scope(text: str) -> Scope:
    pairs = [tuple(part.split(": ")) for part in text.split(", ")]
    return tuple((name, value) for name, value in pairs)


def _counts(row: dict[str, str], scope: str, credit: str) -> bool:
    home, channel, segment = ACCOUNTS[row["whom"]]
    area = row["area"] or home
    seller = row["who"] if credit == "seller" else OWNER[home]
    holds = {
        "person": {seller}, "team": {TEAM_OF[seller], "all"}, "account": {row["whom"]}, "product": {row["what"]},
        "territory": {area, PARENT[area]}, "channel": {row["way"] or channel}, "segment": {segment},
    }  # fmt: skip
    return all(value in holds[name] for name, value in _scope(scope))


@pytest.mark.parametrize("credit", ["seller", "owner"])
def test_every_scope_is_held_against_its_rows(tmp_path: Path, credit: str) -> None:
    """Actual, plan to date and attainment of each scope are those of the rows that are of it."""
    edition = edition_of(_checked(tmp_path, credit))
    assert edition is not None
    assert edition.standings is not None
    found, expected = {}, {}
    for scope in SCOPES:
        standing = edition.standings.of("revenue", _scope(scope))
        assert standing is not None
        found[scope] = standing.pace.progress.actual
        expected[scope] = sum(Decimal(row["sum"]) for row in _rows() if _counts(row, scope, credit))
        assert standing.pace.progress.to_date == 600
    assert found == expected


def test_targets_of_products_alone_make_one_of_the_person(tmp_path: Path) -> None:
    """Bob, who has targets of tea and milk and none of all he sells, stands by both: what he sells of soap is apart."""
    edition = edition_of(_checked(tmp_path))
    assert edition is not None
    assert edition.standings is not None
    standing = edition.standings.of("revenue", (("person", "bob"),))
    assert standing is not None
    sold = {name: sum(Decimal(row["sum"]) for row in _rows() if row["who"] == "bob" and row["what"] in name)
            for name in ("tea, milk", "soap")}  # fmt: skip
    progress = standing.pace.progress
    assert [progress.to_date, progress.actual, standing.apart] == [1200, sold["tea, milk"], sold["soap"]]


def test_each_stands_where_it_belongs(tmp_path: Path) -> None:
    """A territory, customer or product stands in the follow-up of its team, and on the pages of whom it belongs to."""
    checked = _checked(tmp_path)
    edition = edition_of(checked)
    assert edition is not None
    assert edition.standings is not None
    parts = {}
    for team in edition.standings.teams:
        followed = FollowUp(edition.standings, team).parts("revenue")
        parts[team.name] = {", ".join(f"{name}: {value}" for name, value in one.scope) for one in followed}
    of_nord = {"territory: nord", "account: alpha", "territory: nord, product: tea"}
    assert parts["north"] == of_nord | {"person: ann, product: tea"}
    assert parts["south"] == {
        "territory: sued",
        "account: gamma",
        "team: south, product: milk",
        "person: bob, product: tea",
        "person: bob, product: milk",
    }
    assert {"territory: land", "product: tea", "channel: web", "segment: large"} <= parts["all"]
    person, area = checked.graph.find(Person, "ann"), checked.graph.find(Territory, "nord")
    assert person is not None
    assert area is not None
    for view in (person_view(edition, person), territory_view(edition, area)):
        page = write_markdown(view, "en")
        assert "alpha" in page.split("stand")[1]
        assert "gamma" not in page


def test_what_rows_do_not_say_is_not_known(tmp_path: Path) -> None:
    """A product target with a source that names no product has no data, not 0; the rest is known."""
    edition = edition_of(_checked(tmp_path, columns="person: who, territory: area"))
    assert edition is not None
    assert edition.standings is not None
    actuals = {}
    for scope in ("product: tea", "person: ann, product: tea", "account: alpha", "person: ann"):
        standing = edition.standings.of("revenue", _scope(scope))
        assert standing is not None
        actuals[scope] = (standing.pace.progress.reason, standing.pace.progress.actual is None)
    unmatched = ("unmatched", True)
    assert list(actuals.values()) == [unmatched, unmatched, unmatched, (None, False)]
