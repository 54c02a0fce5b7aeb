"""What a plan costs follows from its size: the time of one beside that of a larger one, and what is told of it."""

import re
import time
from collections.abc import Callable
from hashlib import sha256

import pytest

from plancode.document.limits import Limits
from plancode.findings.likeness import Nearest
from plancode.findings.problem import MOST_APART
from plancode.graph.cycles import find_cycles
from plancode.pipeline.checking import check
from plancode.report.text import Look, report_text
from plancode.said.shortened import shortened
from plancode.said.value import Ref
from tests.making import AS_OF, PLAN, STEPS_WAIVED, Files, checked, tree_of

TEAM = "plancode: v1\nkind: team\nid: t\n"
LIST = "plancode: v1\nkind: territories\nid: map\naccounts: {file: a.csv}\n"
MOST_TOLD = 4_000
"""Bytes that may be told of one finding, with the line it stands on."""


def _with(text: str, **more: str) -> Files:
    return {"plan.yaml": PLAN, "t.yaml": text, **{name.replace("_", "."): one for name, one in more.items()}}


def _one_line(count: int) -> Files:
    people = ", ".join(f"{{id: P {number}, role: rep}}" for number in range(count))
    return _with(f"{TEAM}people: [{people}]\n")


def _unknown_keys(count: int) -> Files:
    return _with(TEAM + "".join(f"key{number}: 1\n" for number in range(count)))


def _unknown_columns(count: int) -> Files:
    return _with(LIST, a_csv=f"id,name,{','.join(f'column{number}' for number in range(count))}\n")


def _wrong_entries(count: int) -> Files:
    return _with(f"{TEAM}people:\n" + "".join(f"  - {number}\n" for number in range(count)))


def _wrong_cells(count: int) -> Files:
    columns = ",".join(f"labels.k{number}" for number in range(count))
    return _with(LIST, a_csv=f"id,name,{columns}\nA 1,n,{','.join('x' for _ in range(count))}\n")


def _comments(count: int) -> Files:
    lines = "".join(f"# plancode: ignore[REF101] reason {number}\n" for number in range(count))
    documents = "".join(f"---\nplancode: v1\nkind: team\nid: t{number}\n" for number in range(count))
    return _with(documents + lines)


def _codes(count: int) -> Files:
    return _with(f"{TEAM}# plancode: ignore[{','.join(f'X{number}' for number in range(count))}] why\n")


def _statements(count: int) -> Files:
    entries = "".join(f"  - {{code: REF101, entity: x{number}, reason: why}}\n" for number in range(count))
    teams = "".join(f"  - {{id: team-{number}, parent: no}}\n" for number in range(count))
    return {**_with(f"{TEAM}teams:\n{teams}"), "plancode.yaml": f"plancode: v1\nsuppress:\n{entries}"}


def _documents(count: int) -> Files:
    return _with("---\nx\n" * count)


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (_one_line, 600),
        (_unknown_keys, 1500),
        (_unknown_columns, 1200),
        (_wrong_entries, 2000),
        (_wrong_cells, 2000),
        (_comments, 300),
        (_codes, 20_000),
        (_statements, 300),
        (_documents, 1000),
    ],
)
@pytest.mark.slow
def test_three_times_as_much_does_not_take_nine_times_as_long(make: Callable[[int], Files], count: int) -> None:
    """Three times as much takes well below nine times the processor time, as it would if cost grew by the square."""
    small, large = (min(_seconds(make(number)) for _ in range(2)) for number in (count, 3 * count))
    assert large < 5 * small + 0.2


def _seconds(files: Files) -> float:
    tree = tree_of(files)
    began = time.process_time()
    check(tree, AS_OF)
    return time.process_time() - began


@pytest.mark.parametrize(
    "files",
    [
        _with(f"{TEAM}{'x' * 50_000}: 1\n"),
        _with(f"{TEAM}title: {'x' * 50_000}\n"),
        _with(f"{{plancode: v1, kind: team, id: t, title: '{'x' * 50_000}', title: b, tems: 1}}\n"),
        _with(f"plancode: v1\nkind: {'x' * 50_000}\n"),
        _with(f"{TEAM}# plancode: ignore[{'A' * 50_000}] why\n"),
        _with(f"plancode: v1\nkind: territories\nid: m\naccounts: {{file: '{'x' * 50_000}.csv'}}\n"),
        _with(LIST, a_csv=f"id,name,{'x' * 50_000}\n"),
        _with(LIST, a_csv="id,name," + "x,x," * 5000 + "y\n"),
        _with(f"{TEAM}teams:\n" + "".join(f"  - {{id: t{n}, parent: t{(n + 1) % 900}}}\n" for n in range(900))),
        _with(f"{TEAM}teams: [{{id: a, parent: b{'x' * 50_000}}}]\n"),
        {**_with(TEAM), "plan.yaml": PLAN + f"extra_schemas: {{plan: s.json}}\nextra: {{a: '{'x' * 50_000}'}}\n",
         "s.json": '{"properties": {"a": {"enum": [1]}}}'},
    ],
)  # fmt: skip
@pytest.mark.slow
def test_what_is_told_of_a_finding_is_bounded(files: Files) -> None:
    """However long a line, key, value or list is, one can read what is told of it."""
    found = checked(files)
    assert found.broken == ()
    assert found.findings
    told = report_text(found.findings, found.sources, Look())
    assert len(told.encode()) <= MOST_TOLD * len(found.findings)


def test_long_lines_are_in_fingerprints_as_digests() -> None:
    """Up to 400 characters a line goes into a fingerprint as it is, a longer one as a digest; blanks do not count."""
    short, long = "labels: {a: 010}", f"labels: {{a: 010, b: '{'x' * 500}'}}"
    assert _print_of(short) == _digest("east-2026", "TXT111", "t.yaml", short, "plain", "", "")
    assert _print_of(long) == _digest(
        "east-2026", "TXT111", "t.yaml", sha256(long.encode()).hexdigest(), "plain", "", ""
    )
    assert _print_of(long.replace(": {", ":   {")) == _print_of(long) != _print_of(long.replace("x'", "y'"))


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def _print_of(line: str) -> str:
    (found,) = [one for one in checked(_with(TEAM + line + "\n")).findings if one.code == "TXT111"]
    return found.fingerprint


def test_comments_beyond_the_limit_accept_nothing() -> None:
    """The comments up to the limit hold; the first one beyond is told, and the faults it meant stay open."""
    teams = "".join(f"  - {{id: team-{number}, parent: no}} # plancode: ignore[REF101] why\n" for number in range(4))
    found = check(tree_of(_with(f"{TEAM}teams:\n{teams}")), AS_OF, Limits(comments=2))
    assert [(one.code, one.variant, one.place.line) for one in found.open if one.code[:3] in ("REF", "TXT")] == [
        ("REF101", "listed", 7), ("TXT104", "comments", 7), ("REF101", "listed", 8),
    ]  # fmt: skip


def test_number_of_what_is_counted_is_exact() -> None:
    """Entries, keys that lack and keys that are unknown are counted to the last one."""
    people = "".join(f"  - {{id: p{number}, zzz: x, team: t}}\n" for number in range(MOST_APART + 345))
    found = checked(_with(f"{TEAM}people:\n{people}"))
    assert {(one.code, one.variant): one.count for one in found.findings if one.code in ("SHP101", "SHP102")} == {
        ("SHP101", "plain"): MOST_APART + 345,
        ("SHP102", "plain"): MOST_APART + 345,
    }
    rows = checked(_with(LIST, a_csv="id,name\n" + "a\n" * (MOST_APART + 345)))
    assert [one.count for one in rows.findings if one.code == "TXT120"] == [MOST_APART + 345]


def test_patience_for_proposals_ends() -> None:
    """Names are proposed for slips; where everything is misspelt, and for texts that are no names, none is."""
    nearest = Nearest()
    assert nearest.to("zhou-mn", ["zhou-min", "li-na"]) == "zhou-min"
    assert nearest.to("x" * 1000, ["x" * 1000]) == ""
    known = tuple(f"name-{number}" for number in range(10_000))
    given = [nearest.to(f"nam-{number}", known) for number in range(40)]
    assert given[0] != "" == given[-1]


@pytest.mark.parametrize(
    ("value", "letters"),
    [
        ("x" * 10_000, 240),
        (Ref("team", "x" * 10_000, "y" * 10_000), 480),
        (tuple(("x" * 10_000,) * 1000), 1_000),
        (tuple(Ref("team", f"team-{number}", "A title") for number in range(10_000)), 1_000),
    ],
)
def test_values_are_cut(value: str | Ref | tuple[str, ...] | tuple[Ref, ...], letters: int) -> None:
    """A value is told up to a length, and shows where something is left out."""
    texts = re.findall("[xy…]+|team-[0-9]+|A title", str(shortened(value)))
    assert sum(map(len, texts)) <= letters + 40
    assert "…" in str(shortened(value))


def test_short_values_are_told_whole() -> None:
    """What a sentence can hold is left as it is."""
    for value in ("zhou-min", Ref("team", "east", "East"), ("a", "b"), (Ref("team", "east"),), 5):
        assert shortened(value) == value


def test_chain_with_ways_back_is_walked_once() -> None:
    """Where every step of a long chain leads back, one circle is told and no other is spelled out."""
    count = 20_000
    edges = {str(one): (str(one + 1), str(one // 2)) for one in range(count)}
    found = list(find_cycles(edges))
    assert all(len(set(one)) == len(one) - 1 and one[0] == one[-1] for one in found)
    told = [name for one in found for name in one[:-1]]
    assert len(told) == len(set(told)) <= count + 1


def test_globs_of_stars_and_many_of_them_are_matched_in_one_pass() -> None:
    """Globs that other engines try again and again leave out what they mean and nothing else."""
    globs = "".join(f"  - '{'*a' * 40}*b{number}'\n" for number in range(199))
    files = {f"{'a' * 200}{number}.yaml": TEAM.replace("id: t", f"id: t{number}") for number in range(20)}
    files |= {
        "plan.yaml": PLAN + STEPS_WAIVED,
        "notes/x.yaml": "x\n",
        "plancode.yaml": f"plancode: v1\nignore:\n{globs}  - notes/\n",
    }
    assert [one.code for one in checked(files).findings] == []
