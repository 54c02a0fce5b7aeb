"""A value that makes no sense beside its neighbours is noticed: the large example with one such value at a time."""

from collections import Counter
from typing import Final

import pytest

from plancode.pipeline.checking import check
from plancode.tree.folder import FolderTree
from plancode.tree.overlay import OverlayTree
from tests.examples import example
from tests.support import AS_OF, PLANS

HOME: Final = FolderTree(PLANS / "huadong")
REFUSED: Final = frozenset({"SHP106", "SHP107", "SHP108"})
"""Codes of what is refused where it is read: one does not hide another."""
MONTHS: Final = "months: [9%, 6%, 7%, 8%, 9%, 10%, 11%, 11%, 9%, 8%, 5%, 7%]"
SENSELESS: Final = {
    "targets/history.csv": [
        ("2025-Q1", "2028-Q1", "TGT133"),
    ],
    "targets/new-customers.yaml": [
        ("person: zhou-min, amount: 8", "person: zhou-min, amount: 80000", "TGT135"),
    ],
    "targets/revenue.yaml": [
        ("period: 2025, amount: 1.05亿", "period: 2025-Q1, amount: 1.05亿", "TGT133"),
        ("period: 2025, amount: 4760万", "period: 2025, amount: 47600万", "TGT135"),
        ("id: new_business", "id: existing", "REF110"),
        ("phasing: {profile: drinks}", "phasing: {profile: consumption}", "CAL113"),
    ],
    "calendar.yaml": [
        ("extra_days_off: [2026-02-13]", "extra_days_off: [2026-02-13, 2026-02-13]", "REF109"),
        (
            MONTHS,
            "periods: {2026-Q1: 25%, 2026-Q2: 25%, 2026-Q3: 25%, 2027-Q5: 25%}",
            "REF108",
        ),
        (
            MONTHS,
            "periods: {2026-Q1: 35%, 2026-Q2: 35%, 2026-Q3: 30%}",
            "CAL105",
        ),
        ("from: 2026-06-01, to: 2026-06-18", "from: 2026-06-01, to: 2028-06-18", "CAL114"),
        ("period: 2026-03, answered_by: march-sampling", "period: 2026-03, answered_by: order-fair", "CAL115"),
    ],
    "actions.yaml": [
        ("from: 2026-06-01\n    to: 2026-06-18", "from: 2028-06-01\n    to: 2028-06-18", "CAL111"),
        ("depends_on: [order-coolers]", "depends_on: [order-fair]", "STR107"),
        ("event: promo-618", "event: mid-autumn", "STR108"),
        ("status: done\n    done: 2026-02-12", "status: planned\n    done: 2026-02-12", "STR111"),
        ("    done: 2026-03-27\n", "", "STR111"),
        ("done: 2026-03-04", "done: 2025-03-04", "STR111"),
        ("amount: 260万, period: 2026-Q1", "amount: -260万, period: 2026-Q1", "STR112"),
        ("amount: 260万, period: 2026-Q1", "amount: 0, period: 2026-Q1", "SHP129"),
        ("amount: 248万, period: 2026-Q1", "amount: 248亿, period: 2026-Q1", "STR110"),
        ("amount: 180万, period: 2026-06", "amount: 180万, period: 2026-02", "STR109"),
        ("amount: 180万", "amount: 180亿", "STR110"),
        ("amount: 248万, period: 2026-Q1", "amount: 248万, period: 2026-Q4", "CAL112"),
        ("people: [ye-qing, fang-ning]", "people: [ye-qing, ye-qing]", "REF109"),
        ("budget: 46万\n    needs: {budget: 46万", "budget: 46万\n    needs: {budget: 78万", "STR106"),
        ("provided: {budget: 38万", "provided: {budget: 380万", "STR106"),
        ("{metric: task_completion, amount: 100%}", "{metric: task_completion, amount: 500%}", "TGT128"),
    ],
    "accounts/pudong.csv": [
        ("620万,430万", "62万,430万", "COV117"),
        ("sparkling;tea;juice;electrolyte,001007", "sparkling;tea;tea,001007", "REF109"),
        ("001007", "001014", "REF110"),
        ("ka,,620万", "ka,wanyue-pudong,620万", "COV120"),
        ("electrolyte,001007,", "electrolyte,001007,2036-01-01", "CAL111"),
    ],
    "plan.yaml": [
        ("review: 2026-06-30", "review: 2025-06-30", "REV111"),
        ("review: 2026-05-08", "review: 2036-05-08", "CAL111"),
        ("budget: 480万", "budget: 480亿", "STR113"),
        ("utilisation: {high: 95%, low: 60%}", "utilisation: {high: 95%, low: 60%, peak: 70%}", "SHP108"),
        ("launched: 2026-04-01", "launched: 2026-10-01", "TGT134"),
        ('erp: "000101"', 'erp: "000102"', "REF110"),
        ("currency: CNY", "currency: CNY\nrates: [{currency: USD, rate: 7}, {currency: USD, rate: 8}]", "REF110"),
        ("{channel: convenience, sales_cycle", "{channel: ka, sales_cycle", "REF110"),
        ("budget: 480万", "budget: 400万", "STR106"),
        ("size: 38亿", "size: 0", "SHP106"),
        ("growth: 6%", "growth: -100%", "SHP106"),
        ("share: 21%", "share: 121%", "SHP106"),
        ("win_rate: 35%", "win_rate: 135%", "SHP106"),
        ("sales_cycle: 75d", "sales_cycle: 0d", "SHP106"),
        ("margin: 38%", "margin: 138%", "SHP106"),
        ("id: csat, title: 客户满意度, weight_by: revenue", "id: csat, weight_by: csat", "SHP108"),
        ("over_scope: sum, step: 1}", "over_scope: sum, step: 0}", "SHP106"),
        ("capacity_ratio: {warn: 1.05, error: 1,", "capacity_ratio: {warn: 0.9, error: 1,", "SHP108"),
        ("utilisation: {high: 95%, low: 60%}", "utilisation: {high: 50%, low: 60%}", "SHP108"),
        ("expected_attainment: 95%", "expected_attainment: 0%", "SHP106"),
        ("season_delta: 15%", "season_delta: 115%", "SHP106"),
        ("long_leave: 20", "long_leave: -20", "SHP106"),
        ("long_leave: 20", "span: 0", "SHP106"),
        ("share: 21%", "share: 92%", "TGT138"),
        ("currency: CNY", "currency: CNY\nrates: [{currency: USD, rate: 1}]", "SHP130"),
        ("currency: CNY", "currency: CNY\nrates: [{currency: CNY, rate: 7}]", "SHP130"),
        ("one_to_one_every: 2w", "one_to_one_every: 0w", "SHP106"),
        ("pace: {on_track: 95%, at_risk: 85%}", "pace: {on_track: 85%, at_risk: 95%}", "SHP108"),
        ("price: 4.5", "price: 0", "SHP129"),
        ("win_rate: 42%", "win_rate: 0%", "SHP129"),
        ("sales_cycle: 20d", "sales_cycle: 20y", "SHP129"),
        ("effort: 10h", "effort: 0h", "SHP129"),
        ("one_to_one_every: 2w", "one_to_one_every: 2y", "SHP129"),
        ("long_leave: 20", "long_leave: 20\n  vacant_share: 100%", "SHP129"),
        ("error: 1, period: 1}", "error: 1, period: 5}", "SHP129"),
        ("on_track: 95%", "on_track: 950%", "SHP129"),
        ("expected_attainment: 95%", "expected_attainment: 950%", "SHP129"),
        ("season_delta: 15%", "season_delta: 0%", "SHP129"),
        ("follow_up_every: 2w", "follow_up_every: 2w\n  balance: {min: 0.1, max: 0.9}", "SHP129"),
    ],
    "team.yaml": [
        ("carried_by: lou-zhiqiang", "carried_by: open-hangzhou-1", "REF111"),
        ("needs: {key-accounts: 2, negotiation: 2}", "needs: {key-accounts: 2, negotiation: 9}", "COV118"),
        ("    start: 2026-06-01\n    open: true", "    open: true", "CAP112"),
        ("from: 2026-09-14, to: 2026-09-18", "from: 2029-09-14, to: 2029-09-18", "CAL111"),
        ("from: 2026-09-14, to: 2026-09-18", "from: 2019-09-14, to: 2019-09-18", "CAP113"),
        (
            "leave: [{from: 2026-09-14, to: 2026-09-18",
            "leave: [{from: 2026-09-16, to: 2026-09-22}, {from: 2026-09-14, to: 2026-09-18",
            "CAP114",
        ),
        ("role: key-account-manager, reason", "role: rep, reason", "CAP115"),
        ('erp: "007011"', 'erp: "007012"', "REF110"),
        ("hours_per_week: 40", "hours_per_week: 400", "SHP106"),
        ("overhead: 27%", "overhead: 100%", "SHP106"),
        ("ramp: [20%, 40%, 70%, 100%]", "ramp: [20%, 40%, 170%]", "SHP106"),
        ("ramp: [20%, 40%, 70%, 100%]", "ramp: []", "SHP106"),
        ("attrition: 8%/year", "attrition: 108%/year", "SHP106"),
        ("attrition: 8%/year", "attrition: 8/year", "SHP107"),
        ("ote: 26万", "ote: 0", "SHP106"),
        ("hours_per_week: 40", "hours_per_week: 100", "SHP129"),
        ("recruiting: 60d", "recruiting: 60m", "SHP129"),
        ("cost: 42万", "cost: 4.2万", "SHP129"),
        ("amount: 1350万/year", "amount: 1350万/month", "TGT139"),
        ("ramp: [20%, 40%, 70%, 100%]", "ramp: [100%, 70%, 40%, 20%]", "SHP129"),
        ("start: 2021-03-18", "fte: 0", "SHP106"),
        ("start: 2021-03-18", "unscored: {to: 2036-01-01, reason: x}", "CAL111"),
        ("start: 2021-03-18", "changes: []", "SHP106"),
        ("start: 2021-03-18", "changes: [{from: 2026-05-01}]", "SHP108"),
    ],
    "territories.yaml": [
        ("    deputy: xu-lei", "    deputy: open-hangzhou-1", "COV116"),
        (
            "team: shanghai\n    owners:\n      - {person: zhou-min",
            "team: nanjing\n    owners:\n      - {person: zhou-min",
            "COV119",
        ),
        ("minutes: 90min", "minutes: 90h", "SHP106"),
        ("person: zhou-min, for: {channel: ka}", "person: zhou-min, share: 140%, for: {channel: ka}", "SHP106"),
        ("person: zhou-min, for: {channel: ka}", "person: zhou-min, share: 0%, for: {channel: ka}", "SHP106"),
        ("deputy: xu-lei", "deputy: xu-lei\n    travel_per_day: 30h", "SHP106"),
    ],
    "targets/sell-out.yaml": [
        ("history: 40%, potential: 60%", "history: 40%, potential: 90%", "SHP108"),
        ("by: weighted", "by: even", "SHP108"),
    ],
    "targets/satisfaction.yaml": [
        ("amount: 90, baseline", "amount: 9, baseline", "TGT137"),
        ("owner: tang-wenbo", "owner: open-hangzhou-1", "REF112"),
    ],
    "targets/receivable-days.yaml": [
        ("amount: 33d", "amount: 3d", "TGT137"),
    ],
    "reviews/2026-03-hangzhou.yaml": [
        ("due: 2026-04-15", "due: 2026-03-15", "REV112"),
        ("due: 2026-04-15", "due: 2036-04-15", "REV112"),
        ("attendees: [shen-yifan", "attendees: [open-hangzhou-1", "REF112"),
    ],
    "targets/pipeline.csv": [
        ("60万,60%", "60万,160%", "SHP106"),
        ("60万,60%", "0,60%", "SHP129"),
        ("60万,60%", "60亿,60%", "TGT136"),
    ],
    "cadence.yaml": [
        ("every: 1w, on: Mon", "every: 1w, on: Sun", "CAD104"),
        ("minutes: 45", "minutes: 1800", "SHP106"),
        ("every: 2w, minutes: 30", "every: 0d, minutes: 30", "SHP106"),
        ("every: 2w, minutes: 60", "every: 1h, minutes: 60", "SHP129"),
    ],
    "scorecards.yaml": [
        ("from: 105, coefficient: 1.3", "from: 105, coefficient: 0.3", "KPI126"),
        ("above: 60d, grade: C", "above: 60d, grade: S", "KPI127"),
        ("grade: B, from: 80", "grade: A, from: 80", "REF110"),
        ("from: 105, coefficient: 1.3", "from: 105, coefficient: -1.3", "SHP106"),
        ("valid_for: 12m", "valid_for: 0m", "SHP106"),
        ("each: 2, free: 1, max: 5", "each: 2, free: -1, max: 5", "SHP106"),
        ("each: 2, free: 1, max: 5", "each: 2, free: 1, max: 0", "SHP106"),
        ("from: 105, coefficient: 1.3", "from: 105, coefficient: 13", "SHP129"),
        ("cap: 120%, floor: 60%", "cap: 12000%, floor: 60%", "KPI131"),
        ("each: 2, max: 4", "each: 2, max: 400", "KPI131"),
        ("each: 2, max: 4", "each: 20, max: 4", "SHP129"),
        ("each: 2, free: 1, max: 5", "each: 20, free: 1, max: 5", "SHP129"),
        ("each: 1, max: 5", "each: 1, max: 500", "KPI131"),
        ('"4": 110%}\n', '"4": 1100%}\n', "KPI131"),
        ("above: 60d", "above: -6d", "KPI132"),
        ("cap: 120%, floor: 60%", "cap: 120%, floor: 130%", "KPI133"),
        ("floor: 15%, ceiling: 25%", "floor: 26%, ceiling: 40%", "KPI133"),
        ("at_threshold: 50%", "at_threshold: 150%", "KPI112"),
        ("at_stretch: 130%", "at_stretch: 90%", "KPI112"),
        ('"2": 60%, "3": 100%, "4": 110%}\n', '"2": 160%, "3": 100%, "4": 110%}\n', "KPI112"),
        ('{"1": 0%, "2": 60%, "3": 100%, "4": 110%}\n', '{"1": 0%, "2": 0%, "3": 0%, "4": 0%}\n', "KPI112"),
    ],
    "assessments.yaml": [
        ("on: 2026-03-11", "on: 2026-05-11", "CAL112"),
        ("on: 2026-03-11", "on: 2020-03-11", "CAP113"),
        ("level: 4", "level: -4", "SHP106"),
        ("score: 91", "score: -91", "SHP106"),
        ("score: 91", "score: 910", "KPI119"),
        ("score: 97", "level: 3", "KPI119"),
    ],
    "adjustments/2026-05-pudong.yaml": [
        ("on: 2026-03-23", "on: 2026-07-23", "CAL112"),
        ("on: 2026-03-24", "on: 2026-03-31", "ADJ111"),
        ("until: 2026-06-05", "until: 2026-04-05", "ADJ111"),
        ("effective: 2026-05-06", "effective: 2029-05-06", "CAL111"),
        ("until: 2026-06-05", "until: 2036-06-05", "CAL111"),
        ("owner: xu-lei,", "owner: open-hangzhou-1,", "ADJ112"),
        ("delta: -220万", "delta: 0", "SHP108"),
        ("delta: -220万", "from_effective: -5万", "TGT157"),
        ("owner: xu-lei,", "share: 150%, owner: xu-lei,", "SHP106"),
    ],
    "actuals.yaml": [
        ("filters: [{column: 首单, is: 是}]", "filters: [{column: 首单}]", "SHP108"),
        ("column: 本品排面, denominator: 总排面", "column: 总排面, denominator: 总排面", "SHP108"),
        ("refresh: 1d", "refresh: 0d", "SHP106"),
        ("refresh: 1d", "refresh: 9y", "SHP129"),
    ],
}
"""By file: what is written, what is written instead, and the code of the one finding that says so."""
CHANGES: Final = [(path, *change) for path, changes in SENSELESS.items() for change in changes]
TOGETHER: Final = 3
"""So many values of a file that only rules look at are changed at once; all that models refuse are."""


def _rounds() -> list[list[tuple[str, str, str, str]]]:
    """Return the changes in as few plans as they fit into: none of a plan touches the lines of another one."""
    rounds: list[list[tuple[str, str, str, str]]] = []
    for change in CHANGES:
        path, *_, code = change
        refused = code in REFUSED
        most = len(CHANGES) if refused else 1 if path.startswith("adjustments/") else TOGETHER
        for made in rounds:
            here = [other for other in made if other[0] == path]
            apart = all(_lines(change).isdisjoint(_lines(other)) for other in here)
            if apart and (made[0][3] in REFUSED) is refused and len(here) < most:
                made.append(change)
                break
        else:
            rounds.append([change])
    return rounds


def _lines(change: tuple[str, str, str, str]) -> set[int]:
    path, written, *_ = change
    before, _, _ = HOME.read(path, 1_000_000).decode().partition(written)
    return {before.count("\n") + number for number in range(written.count("\n") + 1)}


@pytest.mark.parametrize("changes", _rounds(), ids=lambda changes: f"{changes[0][3]}-{len(changes)}")
def test_senseless_value_is_found(changes: list[tuple[str, str, str, str]]) -> None:
    """Values that make no sense give one finding each that the plan did not give before."""
    texts = {path: HOME.read(path, 1_000_000).decode() for path, *_ in changes}
    for path, written, instead, _ in changes:
        assert written in texts[path], f"the example has changed: {written}"
        texts[path] = texts[path].replace(written, instead, 1)
    changed = OverlayTree({path: text.encode() for path, text in texts.items()}, HOME)
    before = {finding.fingerprint for finding in example("huadong", results=False).findings}
    found = Counter(finding.code for finding in check(changed, AS_OF).findings if finding.fingerprint not in before)
    wanted = Counter(code for *_, code in changes)
    assert {code: found[code] for code in wanted} == wanted, changes
