"""A value that makes no sense beside its neighbours is noticed: the large example with one such value at a time."""

from typing import Final

import pytest

from plancode.pipeline.checking import check
from plancode.tree.folder import FolderTree
from plancode.tree.overlay import OverlayTree
from tests.examples import example
from tests.support import AS_OF, PLANS

HOME: Final = FolderTree(PLANS / "huadong")
SENSELESS: Final = {
    "plan.yaml": [
        ("size: 38亿", "size: 0", "SHP106"),
        ("growth: 6%", "growth: -100%", "SHP106"),
        ("share: 21%", "share: 121%", "SHP106"),
        ("win_rate: 35%", "win_rate: 135%", "SHP106"),
        ("sales_cycle: 75d", "sales_cycle: 0d", "SHP106"),
        ("margin: 38%", "margin: 138%", "SHP106"),
        ("id: csat, title: 客户满意度, weight_by: revenue", "id: csat, weight_by: csat", "SHP108"),
        ("over_scope: sum, step: 1}", "over_scope: sum, step: 0}", "SHP106"),
        ("capacity_ratio: {warn: 1.05, error: 1}", "capacity_ratio: {warn: 0.9, error: 1}", "SHP108"),
        ("utilisation: {high: 95%, low: 60%}", "utilisation: {high: 50%, low: 60%}", "SHP108"),
        ("expected_attainment: 95%", "expected_attainment: 0%", "SHP106"),
        ("season_delta: 15%", "season_delta: 115%", "SHP106"),
        ("long_leave: 20", "long_leave: -20", "SHP106"),
        ("long_leave: 20", "span: 0", "SHP106"),
        ("one_to_one_every: 2w", "one_to_one_every: 0w", "SHP106"),
        ("pace: {on_track: 95%, at_risk: 85%}", "pace: {on_track: 85%, at_risk: 95%}", "SHP108"),
    ],
    "team.yaml": [
        ("hours_per_week: 40", "hours_per_week: 400", "SHP106"),
        ("overhead: 27%", "overhead: 100%", "SHP106"),
        ("ramp: [20%, 40%, 70%, 100%]", "ramp: [20%, 40%, 170%]", "SHP106"),
        ("ramp: [20%, 40%, 70%, 100%]", "ramp: []", "SHP106"),
        ("attrition: 8%/year", "attrition: 108%/year", "SHP106"),
        ("attrition: 8%/year", "attrition: 8/year", "SHP107"),
        ("ote: 26万", "ote: 0", "SHP106"),
        ("start: 2021-03-18", "fte: 0", "SHP106"),
        ("start: 2021-03-18", "changes: []", "SHP106"),
        ("start: 2021-03-18", "changes: [{from: 2026-05-01}]", "SHP108"),
    ],
    "territories.yaml": [
        ("minutes: 90min", "minutes: 90h", "SHP106"),
        ("person: zhou-min, for: {channel: ka}", "person: zhou-min, share: 140%, for: {channel: ka}", "SHP106"),
        ("person: zhou-min, for: {channel: ka}", "person: zhou-min, share: 0%, for: {channel: ka}", "SHP106"),
        ("deputy: xu-lei", "deputy: xu-lei\n    travel_per_day: 30h", "SHP106"),
    ],
    "targets/sell-out.yaml": [
        ("history: 40%, potential: 60%", "history: 40%, potential: 90%", "SHP108"),
        ("by: weighted", "by: even", "SHP108"),
    ],
    "targets/pipeline.csv": [
        ("60万,60%", "60万,160%", "SHP106"),
    ],
    "cadence.yaml": [
        ("minutes: 45", "minutes: 1800", "SHP106"),
        ("every: 2w, minutes: 30", "every: 0d, minutes: 30", "SHP106"),
    ],
    "scorecards.yaml": [
        ("from: 105, coefficient: 1.3", "from: 105, coefficient: -1.3", "SHP106"),
        ("valid_for: 12m", "valid_for: 0m", "SHP106"),
    ],
    "assessments.yaml": [
        ("level: 4", "level: -4", "SHP106"),
        ("score: 91", "score: -91", "SHP106"),
    ],
    "adjustments/2026-05-pudong.yaml": [
        ("delta: -220万", "delta: 0", "SHP108"),
        ("owner: xu-lei,", "share: 150%, owner: xu-lei,", "SHP106"),
    ],
    "actuals.yaml": [
        ("filters: [{column: 首单, is: 是}]", "filters: [{column: 首单}]", "SHP108"),
        ("column: 本品排面, denominator: 总排面", "column: 总排面, denominator: 总排面", "SHP108"),
        ("refresh: 1d", "refresh: 0d", "SHP106"),
    ],
}
"""By file: what is written, what is written instead, and the code of the one finding that says so."""
CHANGES: Final = [(path, *change) for path, changes in SENSELESS.items() for change in changes]


@pytest.mark.parametrize(("path", "written", "instead", "code"), CHANGES)
def test_senseless_value_is_found(path: str, written: str, instead: str, code: str) -> None:
    """One value that makes no sense gives a finding that it did not give before."""
    text = HOME.read(path, 1_000_000).decode()
    assert written in text, "the example has changed"
    changed = OverlayTree({path: text.replace(written, instead, 1).encode()}, HOME)
    before = {finding.fingerprint for finding in example("huadong", results=False).findings}
    found = [finding.code for finding in check(changed, AS_OF).findings if finding.fingerprint not in before]
    assert found.count(code) == 1, found
