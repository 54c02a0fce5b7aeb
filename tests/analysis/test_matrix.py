"""The coverage matrix and the fit of skills, on a plan small enough to count by hand."""

from decimal import Decimal
from functools import cache
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.matrix import DIMENSIONS, NO_CLASS, CoverageRow, Dimension
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.territories import Territory
from tests.making import AS_OF, PLAN, graph_of

FILES: Final = {
    "plan.yaml": PLAN
    + """
channels: [{id: ka}, {id: trade}, {id: online}]
segments: [{id: campus}]
products: [{id: tea}, {id: juice}]
skills: [{id: cold-chain}, {id: talks}]
---
plancode: v1
kind: team
id: team
roles:
  - {id: rep, carries_quota: true, needs: {talks: 2}}
  - {id: boss, manages: true}
teams: [{id: east, manager: ma-li}]
people:
  - {id: ma-li, role: boss, team: east}
  - {id: li-na, role: rep, team: east, skills: {talks: 2, cold-chain: 2}}
  - {id: wu-hao, role: rep, team: east, end: 2026-06-30, skills: {talks: 1}}
---
plancode: v1
kind: territories
id: map
call_plan: {A: {calls: 1/month, minutes: 30min}}
territories:
  - {id: whole}
  - id: pudong
    parent: whole
    team: east
    needs: {cold-chain: 2}
    owners: [{person: wu-hao, for: {channel: ka}}, {person: li-na, for: {channel: trade}}]
    accounts:
      - {id: hualian, class: A, channel: ka, products: [tea, juice]}
      - {id: jiahe, class: B, channel: trade, products: [tea], since: 2026-07-01}
  - id: puxi
    team: east
    owners: [{person: li-na, for: {product: tea}}]
    accounts: [{id: corner, channel: trade, products: [tea, juice]}]
---
plancode: v1
kind: targets
id: revenue-2026
metric: revenue
targets: [{person: li-na, amount: 120}]
---
plancode: v1
kind: responsibilities
id: duties
duties:
  - {id: talk, R: [rep], A: manager}
  - {id: plan, R: ma-li, A: ma-li}
  - {id: loose, for: {team: east}, R: ma-li}
---
plancode: v1
kind: rubric
id: card
roles: [rep, boss]
kpis: [{id: revenue, metric: revenue, dimension: outcome, weight: 100, score: {method: ratio}}]
---
plancode: v1
kind: cadence
id: rhythm
one_to_ones: {every: 2w, minutes: 30, who: {people: [li-na]}}
"""
}
DAYS: Final = 261
"""The days of 2026 from Monday to Friday; 129 up to 30 June and 132 after."""


@cache
def _analysis() -> Analysis:
    graph = graph_of(FILES)
    period = graph.period(None)
    assert period is not None
    return Analysis(graph, period, AS_OF)


def _rows(dimension: Dimension) -> dict[str, CoverageRow]:
    return {_name(row.item): row for row in _analysis().coverage_matrix.of(dimension)}


def _name(item: Entity[Keyed] | str) -> str:
    return item if isinstance(item, str) else item.name


def _told(dimension: Dimension, name: str) -> tuple[int, int, list[str], list[str]]:
    row = _rows(dimension)[name]
    return row.covered, row.whole, [_name(one) for one in row.by], [_name(one) for one in row.missing]


def test_rows_are_those_of_all_dimensions() -> None:
    """The matrix has every dimension, in order."""
    assert list(dict.fromkeys(row.dimension for row in _analysis().coverage_matrix.rows)) == list(DIMENSIONS)


def test_territories_by_days_of_customers() -> None:
    """Each customer counts for itself, as long as it is one; a region has all of those below it."""
    assert _told("territories", "pudong") == (129 + 132, DAYS + 132, ["wu-hao", "li-na"], ["hualian"])
    assert _rows("territories").keys() == {"whole", "pudong", "puxi"}
    assert _told("territories", "whole") == _told("territories", "pudong")


def test_accounts_by_products_that_have_owners_of_their_own() -> None:
    """An account whose owners are for products counts each of them."""
    assert _told("accounts", "corner") == (DAYS, 2 * DAYS, ["li-na"], ["juice"])
    assert _told("accounts", "hualian") == (129, DAYS, ["wu-hao"], [])


def test_channels_segments_and_products() -> None:
    """What no customer is in has nothing to cover; a customer of two products may miss one."""
    assert _told("channels", "ka") == (129, DAYS, ["wu-hao"], ["hualian"])
    assert _rows("channels")["online"].share is None
    assert _rows("segments")["campus"].whole == 0
    assert _told("products", "tea") == (129 + 132 + DAYS, DAYS + 132 + DAYS, ["wu-hao", "li-na"], ["hualian"])
    assert _told("products", "juice") == (129, 2 * DAYS, ["wu-hao"], ["hualian", "corner"])


def test_skills_and_classes() -> None:
    """Skills are counted by people whose work asks for them, classes by customers that the call plan knows.

    Those without a class stand by themselves.
    """
    assert _told("skills", "talks") == (1, 2, ["li-na"], ["wu-hao"])
    assert _told("skills", "cold-chain") == (1, 2, ["li-na"], ["wu-hao"])
    assert _told("classes", "A")[:2] == (1, 1)
    assert _told("classes", "B") == (0, 1, [], ["jiahe"])
    assert _told("classes", NO_CLASS) == (0, 1, [], ["corner"])


def test_targets_duties_kpis_and_follow_up() -> None:
    """People with a target and a one-to-one, duties with R and one A, KPIs of a role that somebody has."""
    assert _told("targets", "rep") == (1, 2, ["li-na"], ["wu-hao"])
    assert _told("duties", "plan") == (1, 1, ["ma-li"], [])
    assert _told("duties", "loose") == (0, 1, ["ma-li"], ["east"])
    assert _told("kpis", "revenue") == (2, 2, ["rep", "boss"], [])
    assert _told("follow_up", "east") == (1, 2, ["ma-li"], ["wu-hao"])
    assert _rows("follow_up")["east"].share == Decimal("0.5")


def test_fit_of_a_territory() -> None:
    """The owners of a territory stand by the levels they are short of; the others of the team are ranked."""
    analysis = _analysis()
    territory, puxi = (analysis.graph.find(Territory, name) for name in ("pudong", "puxi"))
    assert territory is not None
    assert puxi is not None
    fit = analysis.fit.fit(territory)
    assert [(one.person.name, one.levels) for one in fit.owners] == [("wu-hao", 2), ("li-na", 0)]
    assert [one.person.name for one in fit.misfits] == ["wu-hao"]
    assert fit.others == ()
    assert [one.person.name for one in analysis.fit.fit(puxi).best] == ["wu-hao"]
