"""The gate of a change: what entries of accepted.yaml accept, what they do not, and when a finding is another one."""

from functools import cache
from typing import Final

import pytest

from plancode.findings.finding import Finding
from plancode.pipeline.checking import Checked
from plancode.pipeline.comparing import Compared, compare_checked
from plancode.pipeline.telling import review_of, text
from tests.making import NAMES, PLAN, checked, files_of

TEAM: Final = """---
plancode: v1
kind: team
id: people
roles: [{id: head, manages: true}, {id: rep, carries_quota: true}]
teams: [{id: east, manager: ann}]
people: [{id: ann, role: head, team: east}, {id: dan, role: rep, team: east}, {id: eve, role: rep, team: east}]
"""
QUOTAS: Final = """---
plancode: v1
kind: targets
id: revenue
metric: revenue
target: {team: east, amount: 9000}
"""
MAP: Final = (
    "---\nplancode: v1\nkind: territories\nid: map\nterritories:\n  - {id: north, owners: [OWNERS], ACCOUNTS}\n"
)
CODE: Final = "CHG101"
LISTED: Final = "policy: {approvers: [gm]}\n"


def _plan(dan: int, policy: str = LISTED, rest: str = "") -> dict[str, str]:
    rows = f"targets: [{{person: dan, amount: {dan}}}, {{person: eve, amount: 1000}}]\n"
    return {"plan.yaml": PLAN + "parties: [{id: gm}]\n" + policy + TEAM + QUOTAS + rows + rest}


def _gate(base: dict[str, str], head: dict[str, str]) -> Compared:
    return compare_checked(checked(base), checked(head))


def _entry(print_: str, approver: str = "gm", more: str = "", entity: str = "dan") -> dict[str, str]:
    entry = f"{{fingerprint: {print_}, entity: {entity}, reason: As agreed, approver: {approver}{more}}}"
    return {"accepted.yaml": f"plancode: v1\naccepted: [{entry}]\n"}


def _one(found: Compared, code: str = CODE) -> Finding:
    (finding,) = [one for one in found.gate if one.code == code]
    return finding


def _print(base: dict[str, str], head: dict[str, str], code: str = CODE) -> str:
    return _one(_gate(base, head), code).fingerprint


def test_new_entry_accepts_a_finding_with_its_reason() -> None:
    """The finding is marked with the reason, and the change need not answer for it."""
    base, head = _plan(1000), _plan(800)
    found = _gate(base, head | _entry(_print(base, head)))
    assert _one(found).suppressed_because == "As agreed"
    assert CODE not in {one.code for one in found.open}
    assert CODE in {one.code for one in _gate(base, head).open}


def test_entry_by_the_change_accepts_what_is_found_of_it() -> None:
    """A finding about one change is accepted under the fingerprint of the change, too, and nothing else is."""
    base = _plan(1000, "policy: {approvers: [gm], span: 10, quota_change: 10%}\n")
    head = _plan(1000, "policy: {approvers: [gm], span: 12, quota_change: 20%}\n")
    changes = {one.field[-1]: one.fingerprint for one in _gate(base, head).comparison.changes}
    gate = _gate(base, head | _entry(changes["span"], entity="east-2026")).gate
    reasons = {one.values["change"]: one.suppressed_because for one in gate if one.code == "CHG104"}
    assert reasons == {changes["span"]: "As agreed", changes["quota_change"]: None}


@pytest.mark.parametrize(
    ("more", "approver", "code"),
    [
        (", until: 2026-03-31", "gm", "CHG110"),
        ("", "nobody", "CHG112"),
        ("", "dan", "CHG112"),
        ("", "east", "CHG112"),
    ],
)
def test_entry_with_a_fault_accepts_nothing(more: str, approver: str, code: str) -> None:
    """What is over, or accepted by somebody who may not, stays open."""
    base, head = _plan(1000), _plan(800)
    found = _gate(base, head | _entry(_print(base, head), approver, more))
    assert _one(found).suppressed_because is None
    assert code in {one.code for one in found.open}


@pytest.mark.parametrize(("entity", "is_accepted"), [("dan", True), ("eve", False), ("lunch", False)])
def test_entry_says_what_it_is_about(entity: str, is_accepted: bool) -> None:  # noqa: FBT001  # a parameter
    """An entry that names something else than its fingerprint is about accepts nothing: people read the name."""
    base, head = _plan(1000), _plan(800)
    found = _gate(base, head | _entry(_print(base, head), entity=entity))
    assert (_one(found).suppressed_because is not None) is is_accepted
    assert (("CHG109", "other") not in {(one.code, one.variant) for one in found.open}) is is_accepted


def test_entry_hides_no_other_entry() -> None:
    """That an entry is new is always told, even where another entry names that very finding."""
    base, head = _plan(1000), _plan(800)
    first = _entry(_print(base, head))["accepted.yaml"]
    told = _one(_gate(base, head | {"accepted.yaml": first}), "CHG107")
    second = f", {{fingerprint: {told.fingerprint}, entity: dan, reason: As agreed, approver: gm}}]"
    found = _gate(base, head | {"accepted.yaml": first.replace("]", second)})
    assert [one.suppressed_because for one in found.gate if one.code == "CHG107"] == [None, None]
    assert _one(found).suppressed_because == "As agreed"


def test_spent_entry_accepts_nothing() -> None:
    """An entry that the old plan has is spent, even where its fingerprint comes again."""
    base, head = _plan(1000), _plan(800)
    entry = _entry(_print(base, head))
    found = _gate(base | entry, head | entry)
    assert _one(found).suppressed_because is None
    other = ", {fingerprint: ffffffffffffffff, entity: dan, reason: As agreed, approver: gm}]"
    two = {"accepted.yaml": entry["accepted.yaml"].replace("]", other)}
    assert _one(_gate(base | two, head | entry), "CHG111").severity.value == "info"


def test_spent_entry_that_says_otherwise_is_no_new_one() -> None:
    """Whoever corrects the reason of a spent entry accepts nothing, and need not answer for what is merged."""
    entry = _entry("f" * 16)
    head = {"accepted.yaml": entry["accepted.yaml"].replace("As agreed", "As agreed on 3 March")}
    assert [one.code for one in _gate(_plan(1000) | entry, _plan(1000) | head).gate] == ["CHG111"]
    again = _entry(_print(_plan(1000), _plan(800)))
    renewed = {"accepted.yaml": again["accepted.yaml"].replace("As agreed", "Agreed anew")}
    assert _one(_gate(_plan(1000) | again, _plan(800) | renewed)).suppressed_because == "Agreed anew"


@pytest.mark.parametrize("until", ["", ", until: 2026-03-31", ", until: 2020-01-01"])
def test_spent_entry_never_fails_a_later_change(until: str) -> None:
    """A change that does not edit accepted.yaml hears nothing of what lies there, not even that its time is over."""
    entry = (
        f"plancode: v1\naccepted: [{{fingerprint: {'f' * 16}, entity: dan, reason: As agreed, approver: gm{until}}}]"
    )
    base = _plan(1000) | {"accepted.yaml": entry}
    assert _gate(base, base | {"notes.yaml": "plancode: v1\nkind: cadence\nid: rhythm\n"}).gate == ()


def test_after_merge_entries_do_not_count() -> None:
    """Where the old plan's policy says so no entry accepts, whatever the new one says."""
    base, head = _plan(1000, "policy: {approvers: [gm], acceptances: after_merge}\n"), _plan(800)
    found = _gate(base, head | _entry(_print(base, head)))
    assert _one(found).suppressed_because is None
    assert [one.code for one in found.gate if one.code in ("CHG109", "CHG112")] == []


def test_another_figure_is_another_finding() -> None:
    """What was accepted of one figure does not hold for the next."""
    base = _plan(1000)
    found = _gate(base, _plan(700) | _entry(_print(base, _plan(800))))
    assert _one(found).suppressed_because is None
    assert "CHG109" in {one.code for one in found.open}


@pytest.mark.parametrize("code", ["CHG102", "CHG114"])
def test_more_of_the_same_is_another_finding(code: str) -> None:
    """Customers or past figures more make another finding, so that accepting some does not accept the others."""
    owned = "{person: dan}"
    territory = MAP.replace("ACCOUNTS", "accounts: [{id: a}, {id: b, owners: [{person: eve}]}]")
    base = _plan(1000, rest=territory.replace("OWNERS", owned))
    days = [_plan(amount, rest=territory.replace("OWNERS", f"{{person: dan, to: 2026-0{month}-30}}"))
            for amount, month in ((950, 6), (920, 9))]  # fmt: skip
    assert len({_print(base, head, code) for head in days}) == 2


def test_rows_of_a_list_are_not_accepted_as_one() -> None:
    """Two quotas in a CSV file are two changes: the fingerprint of one does not accept the other."""
    text = PLAN + "parties: [{id: gm}]\n" + LISTED + TEAM + QUOTAS + "targets: {file: quotas.csv}\n"
    base = {"plan.yaml": text, "quotas.csv": "person,amount\ndan,1000\neve,1000\n"}
    head = base | {"quotas.csv": "person,amount\ndan,500\neve,500\n"}
    prints = [one.fingerprint for one in _gate(base, head).gate if one.code == CODE]
    found = _gate(base, head | _entry(prints[0]))
    assert CODE in {one.code for one in found.open}


def test_approver_is_held_against_what_they_accept_alone() -> None:
    """Whose quota falls by another change of the same pull request may accept this one, but not their own."""
    old = "person: eve, amount: 1000"
    base, head = (
        {"plan.yaml": _plan(dan)["plan.yaml"].replace(old, f"person: ann, amount: {ann}")}
        for dan, ann in ((1000, 1000), (800, 700))
    )
    changes = {one.entity.id: one for one in _gate(base, head).comparison.changes}
    mine, theirs = (changes[f"revenue/person={name}@plan"].fingerprint for name in ("ann", "dan"))
    for print_, name, is_allowed in ((mine, "ann", False), (theirs, "dan", True)):
        found = _gate(base, head | _entry(print_, "ann", entity=name))
        assert ("CHG112" not in {one.code for one in found.gate}) is is_allowed


def test_statement_without_effect_is_no_new_suppression() -> None:
    """What accepts nothing, because its day is over, its reason missing or its code of changes, is not told as new."""
    entries = "{code: TGT101, reason: Later, until: 2026-03-31}, {code: TGT101}, {code: CHG101, reason: As agreed}"
    head = _plan(1000) | {"plancode.yaml": f"plancode: v1\nsuppress: [{entries}]\n"}
    assert [one for one in _gate(_plan(1000), head).gate if one.code == "CHG106"] == []


def test_findings_of_changes_cannot_be_suppressed() -> None:
    """An entry of plancode.yaml for a code of changes is a fault, and the finding stays open."""
    settings = {"plancode.yaml": "plancode: v1\nsuppress: [{code: CHG101, reason: As agreed}]\n"}
    found = _gate(_plan(1000), _plan(800) | settings)
    assert _one(found).suppressed_because is None
    assert ("CFG104", "change") in {(one.code, one.variant) for one in found.open}


@cache
def _example(name: str) -> Checked:
    return checked(files_of(name))


@pytest.mark.parametrize("name", NAMES)
def test_plan_against_itself_answers_for_nothing(name: str) -> None:
    """A plan compared with itself has nothing in the gate."""
    found = compare_checked(_example(name), checked(files_of(name)))
    assert found.gate == ()
    assert found.broken == ()


@pytest.mark.parametrize("name", ["huadong", "starter"])
@pytest.mark.parametrize("is_new", [True, False])
def test_whole_plan_that_comes_or_goes_breaks_no_rule(name: str, is_new: bool) -> None:  # noqa: FBT001  # a parameter
    """A plan that is new, or that is taken away, is judged without a rule that breaks."""
    nothing = checked({})
    sides = (nothing, _example(name)) if is_new else (_example(name), nothing)
    assert compare_checked(*sides).broken == ()


@pytest.mark.parametrize(("glob", "count"), [("person.*", 1), ("*", 2), ("territory.*", 0)])
def test_reviewers_need_not_hear_of_everything(glob: str, count: int) -> None:
    """What the old side's settings leave out is counted in a line; what people agreed to is told one by one."""
    base = _plan(1000) | {"plancode.yaml": f'plancode: v1\nleave_out: ["{glob}"]\n'}
    changed = base["plan.yaml"].replace("{id: ann,", "{id: ann, languages: [zh],")
    head = {"plan.yaml": changed.replace("dan, amount: 1000", "dan, amount: 800"), "plancode.yaml": "plancode: v1\n"}
    review = review_of(_gate(base, head), ("base", "head"))
    assert review is not None
    assert len(review.left_out) == count
    assert "revenue/person=dan@plan" in {change.entity.id for change in review.changes}
    told = text(review, "en", 200)
    assert ("1 × person.languages.changed" in told) == bool(count)
    assert CODE in told
