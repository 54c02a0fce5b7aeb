"""Pages of which there is nothing to say are not made, empty sections neither, and nothing grows without end."""

import posixpath
from datetime import date
from functools import cache
from typing import Final

import pytest

from plancode.pipeline.building import build
from plancode.pipeline.checking import check
from plancode.tree.overlay import OverlayTree
from tests.examples import pages_of
from tests.support import AS_OF, Page, rendered

PLAN: Final = "plancode: v1\nkind: plan\nid: p\nperiod: 2026\ncurrency: EUR\n"
ONE: Final = (
    "---\nplancode: v1\nkind: team\nid: t\nroles: [{id: rep, carries_quota: true}]\n"
    "teams: [{id: sales}]\npeople: [{id: ann, name: Ann, role: rep, team: sales}]\n"
)
TARGET: Final = "---\nplancode: v1\nkind: targets\nid: r\nmetric: revenue\ntarget: {amount: 1200}\n"
ALWAYS: Final = {"README.md", "responsibilities.md", "scorecards.md", "glossary.md"}
MOST_LINES: Final = 400


def made(text: str, day: date = AS_OF) -> dict[str, str]:
    """Return the pages of a plan in one file."""
    files = build(check(OverlayTree({"plan.yaml": text.encode()}), day), "en")
    return {name: data.decode() for name, data in files.items()}


def test_a_plan_without_anything_has_no_empty_pages() -> None:
    """A plan document alone makes the pages that explain it, and links no others."""
    pages = made(PLAN)
    assert set(pages) == ALWAYS
    assert {link.partition("#")[0] for link in Page(rendered(pages["README.md"])).links} <= ALWAYS


def test_one_person_without_a_target_has_a_page() -> None:
    """Somebody of whom nothing is stated reads that there is no target, and no empty table."""
    pages = made(PLAN + ONE)
    assert set(pages) - ALWAYS == {"people/ann.md", "teams/sales.md", "coverage.md"}
    assert "No target is stated for you or your team yet." in pages["people/ann.md"]
    assert "My working time" not in pages["people/ann.md"]
    assert "Capacity" not in pages["teams/sales.md"]


def test_a_target_makes_its_pages() -> None:
    """A target alone has its levels, its season and its verdict; capacity and work stay unsaid."""
    pages = made(PLAN + TARGET)
    assert set(pages) - ALWAYS == {"targets.md", "timetable.md", "feasibility.md", "charts/season.svg"}
    assert "| the whole plan | 300 | 300 | 300 | 300 | 1,200 |" in pages["targets.md"]


def test_targets_of_territories_alone_are_found_from_the_first_page() -> None:
    """Where neither the plan nor a team has a target, the overview says where the others are."""
    territory = "---\nplancode: v1\nkind: territories\nid: m\nterritories: [{id: north, owners: [{person: ann}]}]\n"
    pages = made(
        PLAN + ONE + territory + TARGET.replace("target: {", "targets: [{territory: north, ").replace("}", "}]")
    )
    assert "[Targets by level and period](targets.md) lists those of territories" in pages["README.md"]
    assert "| [north](territories/north.md) | 300 | 300 | 300 | 300 | 1,200 |" in pages["targets.md"]


def test_many_periods_stand_below_each_other() -> None:
    """Where a year has more periods than a table has room for, each has a row and each level a column."""
    fiscal = "".join(f"    - {{id: p{one:02}, from: 2026-{one:02}-01, to: 2026-{one:02}-28}}\n" for one in range(1, 13))
    plan = PLAN.replace("period: 2026\n", "period: 2026-01-01..2026-12-28\n") + f"fiscal:\n  periods:\n{fiscal}"
    page = made(plan + ONE + TARGET)["targets.md"]
    assert "| Period | the whole plan |" in page
    assert "| p07 · 1 to 28 Jul 2026 | 100 |" in page
    assert "| **Whole plan** | **1,200** |" in page


def test_findings_keep_their_spaces() -> None:
    """A message with code in it has the spaces that it has in the terminal."""
    assert "begin with `kind: targets`, a `metric` and a `target`" in made(PLAN + ONE)["README.md"]


@pytest.mark.parametrize("name", ["starter", "huadong", "adventure-works"])
@pytest.mark.slow
def test_no_section_is_empty(name: str) -> None:
    """Below every heading stands something, on every page."""
    for page, text in pages_of(name).items():
        blocks = [block for block in text.split("\n\n") if block.strip()]
        for number, block in enumerate(blocks[:-1] if page.endswith(".md") else ()):
            if block.startswith("## "):
                assert not blocks[number + 1].startswith("## "), (page, block)


ADJUSTED: Final = (
    TARGET + "---\nplancode: v1\nkind: adjustment\nid: less\ntitle: Less\neffective: 2026-07-01\ntrigger: market\n"
    "reason: Fewer orders\nAPPROVEDchanges: [{target: r, delta: -20}]\n"
)


@pytest.mark.parametrize(
    ("approved", "day", "said", "whole"),
    [
        ("", date(2026, 8, 1), "Not approved: it is not applied", "1,200"),
        ("approved: {by: ann, on: 2026-06-01}\n", date(2026, 5, 31), "Approved only on 1 Jun 2026.", "1,200"),
        ("approved: {by: ann, on: 2026-06-01}\n", date(2026, 6, 1), "Approved; in force from 1 Jul 2026.", "1,200"),
        ("approved: {by: ann, on: 2026-06-01}\n", date(2026, 8, 1), "Approved, and in force since 1 Jul 2026", "1,180"),
    ],
)
def test_adjustments_say_whether_they_are_applied(approved: str, day: date, said: str, whole: str) -> None:
    """An adjustment that waits is shown, said not to be applied, and changes no figure."""
    pages = made(PLAN + ONE + ADJUSTED.replace("APPROVED", approved), day)
    assert said in pages["adjustments.md"]
    assert "20 less" in pages["adjustments.md"]
    assert f" {whole} |" in pages["targets.md"].splitlines()[8 if whole == "1,200" else 10]
    assert ("Adjustment" in pages["targets.md"]) == (whole == "1,180")


def test_pay_stays_off_pages() -> None:
    """What a seat costs and earns, and what it must bring for that, is on no page."""
    text = PLAN + ONE.replace("carries_quota: true", "carries_quota: true, cost: 98765, ote: 87654")
    pages = made(text.replace("currency: EUR\n", "currency: EUR\nproducts: [{id: tea, margin: 50%}]\n"))
    figures = ("98,765", "87,654", "197,530")
    assert not [name for name, page in pages.items() for one in figures if one in page]


@cache
def large() -> dict[str, str]:
    """Return the pages of a plan of one team with very many people, each with a target."""
    people = "".join(f"  - {{id: p{number}, name: Person {number}, role: rep, team: sales}}\n" for number in range(700))
    rows = "".join(f"  - {{person: p{number}, amount: 10}}\n" for number in range(700))
    brings = "carries_quota: true, hours_per_week: 40, productivity: {metric: revenue, amount: 12/year}"
    team = ONE.replace("carries_quota: true", brings)
    text = PLAN + team.replace("people: [{id: ann, name: Ann, role: rep, team: sales}]\n", f"people:\n{people}")
    return made(text + TARGET.replace("amount: 1200", "team: sales, amount: 7000") + f"targets:\n{rows}")


@pytest.mark.slow
def test_many_people_do_not_make_long_pages() -> None:
    """With hundreds of people every page stays short enough to read."""
    long = {name: page.count("\n") for name, page in large().items() if page.count("\n") > MOST_LINES}
    assert long == {}


@pytest.mark.slow
def test_many_people_are_all_reached() -> None:
    """Everybody's work plan is linked from the team's page, also those for whom the table has no room."""
    links = {posixpath.normpath(f"teams/{one}") for one in Page(rendered(large()["teams/sales.md"])).links}
    assert {name for name in large() if name.startswith("people/")} <= links
