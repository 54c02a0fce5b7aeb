"""Slips of people who are no engineers: each is told once, in its place, with what to write; and that mends it."""

from typing import Final

import pytest

from plancode.document.limits import Limits
from plancode.document.reader import PlanReading
from plancode.findings.problem import Problem
from plancode.findings.sentences import hint
from plancode.locale.catalogue import language_of
from plancode.model.load import load
from plancode.said.value import Verbatim
from tests.making import checked, tree_of

PLAN: Final = "plancode: v1\nkind: plan\nid: p\n"
TEAM: Final = "plancode: v1\nkind: team\nid: t\n"
PERSON: Final = TEAM + "people: [{id: bea, role: rep, team: east, @}]\n"
MAP: Final = "plancode: v1\nkind: territories\nid: m\n"
OWNED: Final = MAP + "territories: [{id: north, @}]\n"
TARGETS: Final = "plancode: v1\nkind: targets\nid: g\nmetric: revenue\n"
TOP: Final = TARGETS + "target: {team: east, amount: @}\n"
BASE: Final = TARGETS + "target: {team: east, amount: 2M, baseline: {period: @, amount: 1M}}\n"
SPLIT: Final = TARGETS + "target: {team: east, amount: 2M}\nsplit: [{person: bea, share: @}]\n"
ACTION: Final = "plancode: v1\nkind: actions\nid: a\nactions: [{id: x, kind: task, owner: bea, @}]\n"
RUBRIC: Final = "plancode: v1\nkind: rubric\nid: r\nroles: [rep]\n"
LINE: Final = RUBRIC + "kpis: [{id: k, metric: revenue, dimension: outcome, weight: 100, score: {method: ratio}, @}]\n"
SCORE: Final = RUBRIC + "kpis: [{id: k, metric: revenue, dimension: outcome, weight: 100, score: {@}}]\n"
GRADE: Final = SCORE.replace("@", "method: ratio") + "grades: [{grade: A, @}]\n"
CADENCE: Final = "plancode: v1\nkind: cadence\nid: c\nmeetings: [{id: w, kind: review, who: {team: east}, @}]\n"
CALENDAR: Final = "plancode: v1\nkind: calendar\nid: c\n"
DUTY: Final = "plancode: v1\nkind: responsibilities\nid: d\nduties: [{id: forecast, title: x, @}]\n"
RATE: Final = TEAM + "roles: [{id: rep, productivity: {metric: revenue, amount: @}}]\n"
WHOLE_PLAN: Final = PLAN + "period: @\ncurrency: CNY\n"
MONEY_PLAN: Final = PLAN + "period: 2026\ncurrency: @\n"
"""Documents in which `@` is a value, or stands where one more key may stand."""

VALUES: Final = [
    # shares and numbers
    (PERSON.replace("@", "fte: @"), "80%", "0.8"),
    (PERSON.replace("@", "fte: @"), "80％", "0.8"),
    (PERSON.replace("@", "fte: @"), '"0,8"', "0.8"),
    (PERSON.replace("@", "fte: @"), '"1"', "1"),
    (LINE.replace("weight: 100", "weight: @").replace(", @}", "}"), "60%", "60"),
    (LINE.replace("weight: 100", "weight: @").replace(", @}", "}"), "60分", "60"),
    (LINE.replace("weight: 100", "weight: @").replace(", @}", "}"), '"60"', "60"),
    (GRADE.replace("@", "coefficient: @"), "120%", "1.2"),
    (GRADE.replace("@", "from: @"), '">=95"', "95"),
    (GRADE.replace("@", "from: @"), "95分", "95"),
    (SCORE.replace("@", "method: ratio, cap: @"), "120", "120%"),
    (SCORE.replace("@", "method: ratio, cap: @"), "120％", "120%"),
    (SPLIT, "0.55", "55%"),
    (SPLIT, "55", "55%"),
    (SPLIT, "55 %", "55%"),
    (SPLIT, "55 percent", "55%"),
    (SPLIT, "55，5%", "55.5%"),
    (SPLIT, "百分之55", "55%"),
    (WHOLE_PLAN.replace("@", "2026") + "market: {growth: @}\n", "+5%", "5%"),
    (WHOLE_PLAN.replace("@", "2026") + "market: {growth: @}\n", "0.05", "5%"),
    (MAP + "territories: [{id: n, account_groups: [{id: g, count: @}]}]\n", "60家", "60"),
    (PERSON.replace("@", "skills: {selling: @}"), "3级", "3"),
    # money
    (TOP, "2 M", "2M"),
    (TOP, "$2M", "USD 2M"),
    (TOP, "2M USD", "USD 2M"),
    (TOP, "usd 2M", "USD 2M"),
    (TOP, "€2.5M", "EUR 2.5M"),
    (TOP, "2 million", "2M"),
    (TOP, "2mio", "2M"),
    (TOP, "2MM", "2M"),
    (TOP, "2.000.000", "2000000"),
    (TOP, "2 000 000", "2000000"),
    (TOP, "2'000'000", "2000000"),
    (TOP, '"2,000,000"', "2000000"),
    (TOP, "1600万元", "1600万"),
    (TOP, "１６００万", "1600万"),
    (TOP, "￥1600万", "CNY 1600万"),
    (TOP, "1600 万", "1600万"),
    (MONEY_PLAN, "RMB", "CNY"),
    (MONEY_PLAN, "人民币", "CNY"),
    (MONEY_PLAN, "元", "CNY"),
    (MONEY_PLAN, "usd", "USD"),
    (MONEY_PLAN, "€", "EUR"),
    (MONEY_PLAN, "Polish zloty", "PLN"),
    (MONEY_PLAN, "CNY ＃人民币", "CNY"),
    (MONEY_PLAN, "USD;", "USD"),
    (MONEY_PLAN, "USD // dollars", "USD"),
    # rates and lengths of time
    (RATE, "1.1M per year", "1.1M/year"),
    (RATE, "1.1M / yr", "1.1M/year"),
    (RATE, "1.1M p.a.", "1.1M/year"),
    (RATE, "900万/年", "900万/year"),
    (RATE, "每年900万", "900万/year"),
    (MAP + "call_plan: {A: {calls: @, minutes: 30min}}\n", "36次/年", "36/year"),
    (MAP + "call_plan: {A: {calls: @, minutes: 30min}}\n", "每周1次", "1/week"),
    (MAP + "call_plan: {A: {calls: 36/year, minutes: @}}\n", "90", "90min"),
    (CADENCE.replace("@", "every: 1w, minutes: @"), "45min", "45"),
    (CADENCE.replace("@", "every: 1w, minutes: @"), "45 minutes", "45"),
    (CADENCE.replace("@", "every: 1w, minutes: @"), "0.75h", "45"),
    (CADENCE.replace("@", "every: 1w, minutes: @"), "45分钟", "45"),
    (CADENCE.replace("@", "minutes: 45, every: @"), "weekly", "1w"),
    (CADENCE.replace("@", "minutes: 45, every: @"), "1 week", "1w"),
    (CADENCE.replace("@", "minutes: 45, every: @"), "1/week", "1w"),
    (CADENCE.replace("@", "minutes: 45, every: @"), "双周", "2w"),
    (CADENCE.replace("@", "minutes: 45, every: @"), "两周", "2w"),
    (ACTION.replace("@", "effort: @"), "24 hours", "24h"),
    (ACTION.replace("@", "effort: @"), "24个小时", "24h"),
    (ACTION.replace("@", "effort: @"), "1.5 d", "1.5d"),
    # days and periods
    (ACTION.replace("@", "from: @"), "2026-3-2", "2026-03-02"),
    (ACTION.replace("@", "from: @"), "2026/03/02", "2026-03-02"),
    (ACTION.replace("@", "from: @"), "02.03.2026", "2026-03-02"),
    (ACTION.replace("@", "from: @"), "30/06/2026", "2026-06-30"),
    (ACTION.replace("@", "from: @"), "3/25/2026", "2026-03-25"),
    (ACTION.replace("@", "from: @"), "2 March 2026", "2026-03-02"),
    (ACTION.replace("@", "from: @"), '"Mar 2, 2026"', "2026-03-02"),
    (ACTION.replace("@", "from: @"), "20260302", "2026-03-02"),
    (ACTION.replace("@", "from: @"), "46083", "2026-03-02"),
    (ACTION.replace("@", "from: @"), "2026-03-02T00:00:00", "2026-03-02"),
    (ACTION.replace("@", "from: @"), "2026年3月2日", "2026-03-02"),
    (BASE, "Q1 2026", "2026-Q1"),
    (BASE, "2026 Q1", "2026-Q1"),
    (BASE, "FY26 Q1", "FY2026-Q1"),
    (BASE, "2026财年第3季度", "FY2026-Q3"),
    (BASE, "H1 2026", "2026-H1"),
    (BASE, "March 2026", "2026-03"),
    (BASE, "2026/03", "2026-03"),
    (BASE, "2026年3月", "2026-03"),
    (BASE, "2026年一季度", "2026-Q1"),
    (BASE, "2026年上半年", "2026-H1"),
    (BASE, "2026-01 to 2026-06", "2026-01-01..2026-06-30"),
    (WHOLE_PLAN, "2026年", "2026"),
    # yes and no, texts, choices
    (TEAM + "roles: [{id: rep, manages: @}]\n", "yes", "true"),
    (TEAM + "roles: [{id: rep, manages: @}]\n", "No", "false"),
    (TEAM + "roles: [{id: rep, manages: @}]\n", '"true"', "true"),
    (TEAM + "roles: [{id: rep, manages: @}]\n", "1", "true"),
    (TEAM + "roles: [{id: rep, manages: @}]\n", "是", "true"),
    (TEAM + "title: @\n", "2026", '"2026"'),
    (TEAM + "title: @\n", "true", '"true"'),
    (SCORE.replace("@", "method: @"), "比率法", "ratio"),
    (SCORE.replace("@", "method: @"), "Ratio", "ratio"),
    (LINE.replace("outcome", "@", 1).replace(", @}", "}"), "业绩", "outcome"),
    (ACTION.replace("task", "@").replace(", @}", "}"), "Training", "training"),
    (CADENCE.replace("@", "every: 1w, minutes: 45, on: @"), "周一", "Mon"),
    (CADENCE.replace("@", "every: 1w, minutes: 45, on: @"), "Monday", "Mon"),
    (TARGETS + "phasing: @\ntarget: {team: east, amount: 2M}\n", "working days", "working_days"),
    (TEAM.replace("team", "@", 1), "teams", "team"),
    (LINE.replace("rubric", "@", 1).replace(", @}", "}"), "考核表", "rubric"),
    (DUTY.replace("responsibilities", "@", 1).replace(", @}", "}"), "duties", "responsibilities"),
    # ids, codes, lists
    (TEAM + "teams: [{id: @}]\n", "East Team", "east-team"),
    (TEAM + "teams: [{id: @}]\n", "JXS001", "jxs001"),
    (TEAM + "teams: [{id: @}]\n", "Köln", "koln"),
    (CALENDAR + "holidays: {country: @}\n", "Poland", "PL"),
    (CALENDAR + "holidays: {country: @}\n", "中国", "CN"),
    (CALENDAR + "holidays: {country: @}\n", "cn", "CN"),
    (CALENDAR + "holidays: @\n", "CN", "{country: CN}"),
    (CALENDAR + "extra_days_off: @\n", "2026-02-13", "[2026-02-13]"),
    (LINE.replace("[rep]", "@", 1).replace(", @}", "}"), "rep", "[rep]"),
    (LINE.replace("[rep]", "@", 1).replace(", @}", "}"), "rep, head", "[rep, head]"),
    (LINE.replace("[rep]", "@", 1).replace(", @}", "}"), "【rep】", "[rep]"),
    (LINE.replace("[rep]", "@", 1).replace(", @}", "}"), "rep、head", "[rep, head]"),
    (OWNED.replace("@", "owners: [@]"), "bea", "{person: bea}"),
    (OWNED.replace("@", "owners: @"), "bea", "[{person: bea}]"),
    (OWNED.replace("@", "accounts: @"), "a.csv", "{file: a.csv}"),
    (OWNED.replace("@", "accounts: {file: @}"), "lists\\a.csv", "lists/a.csv"),
    # keys
    (TEAM + "@: []\n", "People", "people"),
    (TEAM + "@: []\n", "人员", "people"),
    (PERSON.replace("@", "@: 王芳"), "姓名", "name"),
    (PERSON, "name:Bea Ross", "name: Bea Ross"),
    (PERSON, "name; Bea Ross", "name: Bea Ross"),
    (PERSON.replace("@", "name: @"), "Ross, Bea", '"Ross, Bea"'),
    (PERSON.replace("@", "fte: @"), "0,8", "0.8"),
    (ACTION.replace("@", "from: @"), "Mar 2, 2026", "2026-03-02"),
    (TEAM.replace("kind", "@", 1), "Kind", "kind"),
    (TEAM.replace("plancode", "@", 1), "Plancode", "plancode"),
]  # fmt: skip


ELSEWHERE: Final = [
    (CALENDAR + "country: CN\n", "SHP101", "below", "country"),
    (PERSON.replace("@", "amount: 5M"), "SHP101", "below", "amount"),
    (TEAM + "people:\n  - {id: bea, role: rep, team: east, roles: []}\n", "SHP101", "above", "roles"),
    (TEAM + "\u00a0title: x\n", "SHP101", "odd_space", "\u00a0title"),
    (TEAM + "\u3000title: x\n", "SHP101", "wide_space", "\u3000title"),
    (ACTION.replace("@", "from: 02/03/2026"), "SHP107", "not_a_day", "02/03/2026"),
    (PERSON.replace("@", "fte: 800"), "SHP106", "at_most", "800"),
    (TOP.replace("@", "TBD"), "SHP107", "amount", "TBD"),
    (TOP.replace("@", "1.8M-2M"), "SHP107", "amount", "1.8M-2M"),
    (TOP.replace("@", '"1,200"'), "SHP107", "comma", '"1,200"'),
    (SPLIT.replace("@", "1.2"), "SHP107", "share", "1.2"),
]
"""Slips of which nobody can say what is meant, or that no other text in their place mends."""


def _problems(text: str) -> list[Problem]:
    files = {"x.yaml": text, "a.csv": "id\na\n", "lists/a.csv": "id\na\n"}
    reading = PlanReading(tree_of(files), Limits())
    load(reading, ("x.yaml",))
    return reading.problems


def _mended(text: str, problem: Problem) -> str:
    """Return a text with what is meant in the place of the problem."""
    span, meant = problem.place.span, problem.values["meant"]
    assert span is not None
    assert isinstance(meant, Verbatim)
    lines = text.split("\n")
    line = lines[span.line - 1]
    lines[span.line - 1] = line[: span.column - 1] + meant.text + line[span.end_column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(("template", "wrong", "right"), VALUES)
def test_a_slip_is_told_once_with_what_mends_it(template: str, wrong: str, right: str) -> None:
    """One slip is one problem, which says what is meant; that, put in its place, leaves no problem."""
    text = template.replace("@", wrong)
    (problem,) = _problems(text)
    assert problem.values.get("meant") == Verbatim(right)
    assert _problems(_mended(text, problem)) == []


@pytest.mark.parametrize(("text", "code", "variant", "marked"), ELSEWHERE)
def test_what_nobody_can_know_is_not_proposed(text: str, code: str, variant: str, marked: str) -> None:
    """Where several things can be meant, or none, the problem says how it is written, and proposes no text."""
    (problem,) = _problems(text)
    assert (problem.code, problem.variant) == (code, variant)
    assert "meant" not in problem.values
    span = problem.place.span
    assert span is not None
    assert text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1] == marked


def test_a_day_that_two_countries_write_otherwise_has_both_readings() -> None:
    """Of `02/03/2026` both days are told, and the author chooses."""
    (problem,) = _problems(ACTION.replace("@", "from: 02/03/2026"))
    assert problem.values["either"] == (Verbatim("2026-03-02"), Verbatim("2026-02-03"))


@pytest.mark.parametrize("name", ["en", "zh"])
def test_the_hint_is_what_is_meant(name: str) -> None:
    """What is meant takes the place of the general hint, in both languages."""
    finding = next(
        one for one in checked({"plan.yaml": MONEY_PLAN.replace("@", "RMB")}).findings if one.code == "SHP104"
    )
    assert hint(finding, language_of(name)) == {"en": "Write `CNY`.", "zh": "请写成 `CNY`。"}[name]


def test_choices_are_told_with_their_chinese_words() -> None:
    """A Chinese reader sees the word to write and what it means; an English one the word alone."""
    finding = next(
        one for one in checked({"r.yaml": SCORE.replace("@", "method: 随便")}).findings if one.code == "SHP105"
    )
    assert "bands（层差法）" in hint(finding, "zh")
    assert "bands, curve" in hint(finding, "en")
