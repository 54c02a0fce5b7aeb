"""Cases that cannot be kept as files: other encodings, hidden characters, links, pipes, and plans of hostile size."""

import io
import os
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb
import pyarrow as pa
import pytest
from openpyxl import Workbook
from pyarrow import parquet

from plancode.document.limits import Limits
from plancode.document.workbook import MOST_BYTES
from plancode.findings.finding import Finding
from plancode.findings.severity import Severity
from plancode.pipeline.checking import Checked
from plancode.tree.folder import FolderTree
from plancode.tree.interface import EntryKind, Tree, TreeEntry, Unreadable
from plancode.tree.overlay import OverlayTree
from tests.cases.case_files import Found, counted, judged, place_of, spelled
from tests.cases.told import sentences

PLAN: Final = "plancode: v1\nkind: plan\nid: east-2026\nperiod: 2026\ncurrency: CNY\n"
TEAM: Final = "---\nplancode: v1\nkind: team\nid: sales-force\n"
TERRITORIES: Final = "---\nplancode: v1\nkind: territories\nid: map\n"
DUTIES: Final = "---\nplancode: v1\nkind: responsibilities\nid: duties\n"
ACTIONS: Final = "---\nplancode: v1\nkind: actions\nid: actions-2026\n"
CSV: Final = TERRITORIES + "accounts: {file: accounts.csv}\n"
SCHEMA: Final = "extra_schemas: {person: person.json}\n"
LINES_OF_PLAN: Final = PLAN.count("\n")
DEEP: Final = 10_000
SECONDS: Final = 20
POSIX: Final = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links and pipes are not free to make here")


class OddTree(OverlayTree):
    """A plan document, and beside it entries that no file can be read from."""

    def __init__(self, *odd: TreeEntry) -> None:
        """Take the entries."""
        super().__init__({"plan.yaml": PLAN.encode()})
        self.odd = odd

    def entries(self) -> tuple[TreeEntry, ...]:
        """Return the plan document and the odd entries."""
        return tuple(sorted((*super().entries(), *self.odd)))

    def read(self, path: str, limit: int) -> bytes:
        """Return the plan document; anything else is gone by now."""
        if path in self.files:
            return super().read(path, limit)
        raise Unreadable(path, "Permission denied")


@dataclass(frozen=True)
class Made:
    """A case made in code: the plan, and the findings it must have."""

    said: str
    """The code of the finding and the variant of its sentence, as `TXT104.file`."""
    name: str
    make: Callable[[Path], Tree]
    expected: frozenset[Found]
    limits: Limits | None = None

    @property
    def code(self) -> str:
        """The code of the rule that it is for."""
        return self.said.partition(".")[0]


def _odd(said: str, name: str, path: str, kind: EntryKind) -> Made:
    return Made(said, name, lambda _: OddTree(TreeEntry(path, kind)), frozenset({("TXT101", path, 0)}))


def _beside(  # noqa: PLR0913  # one line a case in the tables below
    said: str, name: str, path: str, data: bytes, line: int = 0, *, limits: Limits | None = None, lead: str = PLAN
) -> Made:
    """Return a case of a file beside a plan document, with one finding in it."""
    files = {"plan.yaml": lead.encode(), path: data}
    return Made(said, name, lambda _: OverlayTree(files), frozenset({(said.partition(".")[0], path, line)}), limits)


def _in_plan(said: str, name: str, added: str, line: int = 1, limits: Limits | None = None) -> Made:
    """Return a case of a plan document with lines added, and one finding in the added line of this number."""
    tree = OverlayTree({"plan.yaml": (PLAN + added).encode()})
    found = frozenset({(said.partition(".")[0], "plan.yaml", LINES_OF_PLAN + line)})
    return Made(said, name, lambda _: tree, found, limits)


def _bomb() -> str:
    levels = (f"l{number}: &l{number} [{', '.join([f'*l{number - 1}'] * 9)}]\n" for number in range(1, 9))
    return TEAM + "l0: &l0 [lol]\n" + "".join(levels)


def _in_table(  # noqa: PLR0913, PLR0917  # one line a case in the tables below
    said: str, file: str, data: bytes, line: int = 0, more: str = "", limits: Limits | None = None
) -> Made:
    """Return a case of customers in a table, with one finding in it."""
    lead = f"{PLAN}{TERRITORIES}accounts: {{file: {file}{more}}}\n"
    name = f"fail-{said.partition('.')[2].replace('_', '-')}"
    return _beside(said, name, file, data, line, limits=limits, lead=lead)


def _parquet() -> bytes:
    held = io.BytesIO()
    parquet.write_table(pa.table({"id": ["a" * 10_000] * 100}), held)
    return held.getvalue()


def _duckdb(*statements: str) -> bytes:
    with TemporaryDirectory() as folder:
        with duckdb.connect(f"{folder}/a.duckdb") as connection:
            for statement in statements:
                connection.execute(statement)
        return Path(folder, "a.duckdb").read_bytes()


def _workbook(*rows: tuple[str, ...]) -> bytes:
    book, held = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(held)
    return held.getvalue()


def _unpacking_to_more() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as book:
        book.writestr("xl/media/any.bin", b"0")
        book.infolist()[0].file_size = MOST_BYTES + 1
    return held.getvalue()


READING: Final = (
    _in_table("TXT120.no_workbook", "accounts.xlsx", b"id,name"),
    _in_table("TXT120.no_sheet", "accounts.xlsx", _workbook(("id",), ("a",)), more=", sheet: Kunden"),
    _in_table("TXT120.formula", "accounts.xlsx", _workbook(("id", "potential"), ("a", "=1+1")), 2),
    _in_table("TXT104.unpacked", "accounts.xlsx", _unpacking_to_more()),
    _in_table("TXT104.taken", "accounts.parquet", _parquet(), limits=Limits(memory=1)),
    _in_table("TXT120.no_engine_table", "accounts.parquet", b"id,name"),
    _in_table("TXT120.no_table", "a.duckdb", _duckdb("CREATE TABLE t (id INT)"), more=", table: accounts"),
    _in_table("TXT120.which_table", "a.duckdb", _duckdb("CREATE TABLE t (id INT)", "CREATE TABLE u (id INT)")),
    _in_table("TXT120.view", "a.duckdb", _duckdb("CREATE VIEW v AS SELECT 1 AS id")),
    _odd("TXT101.plain", "fail-gone-while-reading", "team.yaml", EntryKind.FILE),
    _odd("TXT101.unreadable", "fail-file-without-rights", "team.yaml", EntryKind.UNREADABLE),
    _odd("TXT101.unreadable", "fail-folder-without-rights", "east", EntryKind.UNLISTED),
    _odd("TXT101.link", "fail-link", "team.yaml", EntryKind.LINK),
    _odd("TXT101.special", "fail-pipe", "team.yml", EntryKind.SPECIAL),
    _odd("TXT101.folder", "fail-folder-like-a-file", "team.yaml", EntryKind.FOLDER),
    _odd("TXT101.link", "fail-settings-as-a-link", "plancode.yaml", EntryKind.LINK),
    _odd("TXT101.special", "fail-settings-as-a-pipe", "plancode.yaml", EntryKind.SPECIAL),
    _odd("TXT101.folder", "fail-settings-as-a-folder", "plancode.yaml", EntryKind.FOLDER),
    _odd("TXT101.unreadable", "fail-settings-without-rights", "plancode.yaml", EntryKind.UNREADABLE),
    _odd("TXT101.plain", "fail-settings-gone-while-reading", "plancode.yaml", EntryKind.FILE),
    _odd("TXT101.link", "fail-accepted-as-a-link", "accepted.yaml", EntryKind.LINK),
    _odd("TXT101.special", "fail-accepted-as-a-pipe", "accepted.yaml", EntryKind.SPECIAL),
    _odd("TXT101.folder", "fail-accepted-as-a-folder", "accepted.yaml", EntryKind.FOLDER),
    _odd("TXT101.unreadable", "fail-accepted-without-rights", "accepted.yaml", EntryKind.UNREADABLE),
    _beside("TXT102.utf16", "fail-utf-16", "team.yaml", "plancode: v1".encode("utf-16")),
    _beside("TXT102.utf16", "fail-utf-16-big-endian", "team.yaml", b"\xfe\xff\x00p"),
    _beside("TXT102.gbk", "fail-gbk", "team.yaml", "plancode: v1\ntitle: 华东大区".encode("gb18030"), 2),
    _beside("TXT102.invalid", "fail-invalid", "team.yaml", b"plancode: v1\nkind: team\ntitle: \xff\xfe", 3),
    _beside("TXT102.invalid", "fail-half-a-character", "team.yaml", "plancode: v1\n# 华".encode()[:-1], 2),
    _beside("TXT102.cp1252", "fail-german", "team.yaml", "plancode: v1\ntitle: Größe, Müller".encode("cp1252"), 2),
    _beside("TXT102.invalid", "fail-surrogate", "team.yaml", b"title: \xed\xa0\x80", 1),
    _in_plan("TXT103.line_separator", "fail-raw-line-separator", "title: East  # reviewed\u2028about: hidden\n"),
    _in_plan("TXT103.line_separator", "fail-raw-paragraph-separator", "# one\n# two\u2029\n", 2),
    _in_plan("TXT103.line_separator", "fail-raw-next-line", "title: East  # reviewed\u0085about: hidden\n"),
    _in_plan("TXT103.direction", "fail-raw-direction", "title: East \u202e021\n"),
    _in_plan("TXT103.direction", "fail-raw-isolate", "# \u2066 turned around\n"),
    _in_plan("TXT103.invisible", "fail-raw-zero-width", "title: Ea\u200bst\n"),
    _in_plan("TXT103.invisible", "fail-inner-byte-order-mark", "about: plan\n\ufefftitle: East\n", 2),
    _in_plan("TXT103.control", "fail-raw-nul", "title: Ea\0st\n"),
    _in_plan("TXT103.control", "fail-raw-escape", "title: \x1b[2J\n"),
    _in_plan("TXT103.control", "fail-vertical-tab", "title: Ea\x0bst\n"),
    _in_plan("TXT103.carriage_return", "fail-lone-carriage-return", "title: East  # reviewed\rabout: hidden\n"),
    _in_plan(
        "TXT103.carriage_return", "fail-carriage-return-before-crlf", "title: East  # reviewed\r\r\nabout: hidden\r\n"
    ),
    _in_plan("TXT103.invisible", "fail-soft-hyphen", "title: Ea\xadst\n"),
    _in_plan("TXT103.invisible", "fail-tag", "title: East\U000e0041\n"),
    _in_plan("TXT103.invisible", "fail-filler-in-a-comment", "# \u3164\n"),
    _in_plan("TXT103.private", "fail-private-character", "title: \ue863\n"),
    _beside("TXT103.carriage_return", "fail-list", "accounts.csv", b"id,name\na,b\rc,d\n", 2, lead=PLAN + CSV),
    _beside("TXT103.invisible", "fail-list-cell", "accounts.csv", "id,name\na,b\u3164\n".encode(), 2, lead=PLAN + CSV),
    _beside("TXT103.carriage_return", "fail-settings", "plancode.yaml", b"plancode: v1\nignore: [a]# x\r\n# y\rz\n", 3),
    _beside("TXT103.invisible", "fail-acceptances", "accepted.yaml", "plancode: v1\n# \xad\n".encode(), 2),
    _beside("TXT103.carriage_return", "fail-own-schema", "person.json", b'{"a": 1}\r{"b": 2}', 1, lead=PLAN + SCHEMA),
    _beside("TXT103.invisible", "fail-two-byte-order-marks", "team.yaml", b"\xef\xbb\xbf\xef\xbb\xbfkind: team\n", 1),
)
SIZES: Final = (
    _beside("TXT104.file", "fail-6-megabytes", "team.yaml", b"#" * 6_000_000),
    _beside("TXT104.total", "fail-total", "team.yaml", b"# " + b"x" * 500, limits=Limits(total_bytes=400)),
    Made(
        "TXT104.files",
        "fail-files",
        lambda _: OverlayTree({"a.yaml": PLAN.encode(), "b.yaml": TEAM.encode(), "c.yaml": b"lost"}),
        frozenset({("TXT104", "c.yaml", 0)}),
        Limits(files=2),
    ),
    _in_plan("TXT104.documents", "fail-documents", TEAM * 3, 5, Limits(documents=2)),
    _in_plan("TXT104.comment", "fail-long-comment", f"# plancode: ignore[COV101] {'so ' * 400}\n"),
    Made(
        "TXT104.comments",
        "fail-comments",
        lambda _: OverlayTree({"plan.yaml": (PLAN + "# plancode: ignore[COV101] not there\n" * 3).encode()}),
        frozenset({("CFG101", "plan.yaml", LINES_OF_PLAN + number) for number in (1, 2)})
        | {("TXT104", "plan.yaml", LINES_OF_PLAN + 3)},
        Limits(comments=2),
    ),
    _in_plan("TXT104.depth", "fail-60-deep", TEAM + "teams: " + "[" * 60 + "]" * 60 + "\n", 5),
    _in_plan("TXT104.depth", "fail-60-mappings-deep", TEAM + "teams: " + "{a: " * 60 + "}" * 60 + "\n", 5),
    _in_plan("TXT104.depth", "fail-100000-brackets", TEAM + "teams: " + "[" * 100_000, 5),
    _in_plan("TXT104.depth", "fail-30000-dashes", TEAM + "teams:\n" + "- " * 30_000, 6),
    _in_plan(
        "TXT104.nodes", "fail-100001-values", TEAM + "teams: [" + "1, " * 100_001 + "]\n", 5, Limits(nodes=100_000)
    ),
    _beside(
        "TXT104.rows",
        "fail-rows",
        "accounts.csv",
        b"id\na\nb\nc\n",
        limits=Limits(rows=2),
        lead=PLAN + TERRITORIES + "accounts: {file: accounts.csv}\n",
    ),
    Made(
        "TXT104.faults",
        "fail-faults",
        lambda _: OverlayTree({"plan.yaml": (PLAN + "title: &a x\n" * 3).encode()}),
        frozenset({("TXT107", "plan.yaml", LINES_OF_PLAN + 1), ("TXT106", "plan.yaml", LINES_OF_PLAN + 2)})
        | {("TXT107", "plan.yaml", LINES_OF_PLAN + 2), ("TXT104", "plan.yaml", 0)},
        Limits(faults=3),
    ),
    _in_plan("TXT115.outdented", "fail-quotes-outdented", 'title: "East\nabout"\n', 2),
    _in_plan("TXT115.outdented", "fail-quote-that-closes-at-the-key", "title: 'East\n'\n", 2),
    _in_plan("TXT115.outdented", "fail-quotes-in-a-list", 'products:\n  - title: "a\n   b"\n    id: x\n', 3),
    _in_plan("TXT115.outdented", "fail-brackets-outdented", "channels: [{id: ka,\ntitle: x}]\n", 2),
    _in_plan("TXT115.outdented", "fail-comment-outdented-in-brackets", "labels: {a: b\n# c\n}\n", 2),
    _in_plan("TXT115.outdented", "fail-tab-in-brackets", "channels: [\n\t{id: ka}]\n", 2),
    _in_plan("TXT115.outdented", "fail-text-outdented-in-brackets", "labels: {a: b\nc}\n", 2),
    _in_plan("TXT115.backslash", "fail-escaped-break", 'title: "East\\\n\n  west"\n', 1),
    _in_plan("TXT115.blank_lines", "fail-blanks-at-the-end-of-the-file", "about: |\n  text\n   "),
    _in_plan("TXT115.blank_lines", "fail-nothing-but-blanks", "about: |\n     \ntitle: x\n"),
    _in_plan("TXT115.block", "fail-sign-at-the-key", "about:\n|\n text\n", 2),
    _in_plan("TXT111.plain", "fail-dash-in-brackets", "labels: {a: -}\n"),
    _in_plan("TXT105.symbol", "fail-question-mark-as-a-value", "about: ?\n"),
    _in_plan("TXT112.plain", "fail-100000-digits", "about: " + "9" * 100_000 + "\n"),
    _in_plan("TXT112.plain", "fail-500-digits", "about: " + "9" * 500 + "\n"),
    _in_plan("TXT112.plain", "fail-100000-decimals", "about: 0." + "9" * 100_000 + "\n"),
)
NAMES: Final = (
    Made(
        "TXT114.same_name",
        "fail-other-case",
        lambda _: OverlayTree({"East.yaml": PLAN.encode(), "east.yaml": TEAM.encode()}),
        frozenset({("TXT114", "east.yaml", 0)}),
    ),
    Made(
        "TXT114.same_name",
        "fail-composed-and-decomposed",
        lambda _: OverlayTree({"plan.yaml": PLAN.encode(), "caf\u00e9.csv": b"", "cafe\u0301.csv": b""}),
        frozenset({("TXT114", "caf\u00e9.csv", 0)}),
    ),
    Made(
        "TXT114.same_name",
        "fail-folders-of-other-case",
        lambda _: OverlayTree({"plan.yaml": PLAN.encode(), "East/a.csv": b"", "east/a.csv": b""}),
        frozenset({("TXT114", "east/a.csv", 0)}),
    ),
    Made(
        "TXT114.odd_name",
        "fail-name-that-is-no-utf-8",
        lambda _: OddTree(TreeEntry("\\xff.yaml", EntryKind.ODD_NAME)),
        frozenset({("TXT114", "\\xff.yaml", 0)}),
    ),
    _beside("TXT114.hidden", "fail-hidden-sign", "ea\xadst.yaml", b"plancode: v1\nkind: team\nid: east\n"),
    _beside("TXT114.hidden", "fail-selector", "\u2764\ufe0f.csv", b""),
    _beside("TXT114.reserved", "fail-reserved", "con.yaml", b"plancode: v1\nkind: team\nid: east\n"),
    _beside("TXT114.reserved", "fail-reserved-folder", "aux/a.csv", b""),
    _beside("TXT114.sign", "fail-colon", "q1:final.yaml", b"plancode: v1\nkind: team\nid: east\n"),
    _beside("TXT114.end", "fail-dot-at-the-end", "old./a.csv", b""),
    Made(
        "TXT114.end",
        "fail-one-finding-for-a-folder",
        lambda _: OverlayTree({"plan.yaml": PLAN.encode(), "old /a.csv": b"", "old /b.csv": b""}),
        frozenset({("TXT114", "old /a.csv", 0)}),
    ),
    Made("SHP116.empty", "fail-empty-folder", FolderTree, frozenset({("SHP116", ".", 0)})),
)
MADE_CASES: Final = (*READING, *SIZES, *NAMES)


@pytest.mark.parametrize("made", MADE_CASES, ids=lambda made: f"{made.code}/{made.name}")
def test_made_case_finds_exactly_what_it_expects(made: Made, tmp_path: Path) -> None:
    """A made case has its findings where it says, no other error of reading, and is judged in short time."""
    began = time.perf_counter()
    checked = judged(made.make(tmp_path), made.limits)
    assert time.perf_counter() - began < SECONDS
    text = spelled(checked)[:3000]
    assert counted(checked, {made.code, *(code for code, _, _ in made.expected)}) == made.expected, text
    assert {f"{one.code}.{one.variant}" for one in checked.findings if one.code == made.code} == {made.said}
    assert all(map(sentences, checked.findings))
    assert not checked.broken


def test_alias_bomb_is_a_finding_in_no_time() -> None:
    """Nine levels of nine aliases are refused one by one, and nothing is ever expanded."""
    began = time.perf_counter()
    checked = judged(OverlayTree({"plan.yaml": (PLAN + _bomb()).encode()}))
    assert time.perf_counter() - began < 1
    assert {"TXT107"} <= {one.code for one in _open(checked)} <= {"TXT107", "SHP101"}, spelled(checked)


@pytest.mark.parametrize(
    ("added", "first", "second"),
    [
        ("title: 华东\nabout: x\ntitle: 华北\n", (6, 1), (8, 1)),
        ("market: {size: 38亿, growth: 6%, size: 39亿}\n", (6, 10), (6, 33)),
        ("products: [{id: cola, codes: {erp: a, x: b, erp: c}}]\n", (6, 31), (6, 45)),
    ],
)
def test_key_twice_names_both_places(added: str, first: tuple[int, int], second: tuple[int, int]) -> None:
    """A key that stands twice is found at the second place, and the first is named beside it."""
    (finding,) = _open(judged(OverlayTree({"plan.yaml": (PLAN + added).encode()})))
    places = [place.span for place in (*finding.related, finding.place) if place.span]
    assert finding.code == "TXT106"
    assert [(span.line, span.column) for span in places] == [first, second]


FAULTY: Final = PLAN + TEAM + "teams:\n  - {id: east}\n  - {id: west, manger: x}\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "bom"])
def test_line_numbers_hold_with_every_line_ending(ending: str, mark: str) -> None:
    """A fault is found on its line, whatever ends the lines and whether a byte order mark stands in front."""
    text = mark + FAULTY.replace("\n", ending)
    checked = judged(OverlayTree({"plan.yaml": text.encode()}))
    assert [place_of(one) for one in _open(checked)] == [("SHP101", "plan.yaml", FAULTY.count("\n"))], spelled(checked)


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "bom"])
def test_sound_plan_passes_with_every_line_ending(ending: str, mark: str) -> None:
    """A sound plan has no finding, whatever ends its lines."""
    text = mark + (PLAN + TEAM + "teams: [{id: east}]\n").replace("\n", ending)
    assert not _open(judged(OverlayTree({"plan.yaml": text.encode()})))


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_reading_goes_on_at_the_next_document(ending: str) -> None:
    """A document that is not YAML does not keep the ones after it from being read."""
    text = (PLAN + TEAM + "teams: [{id: east\n" + ACTIONS + "actoins: []\n").replace("\n", ending)
    checked = judged(OverlayTree({"plan.yaml": text.encode()}))
    assert [one.code for one in _open(checked)] == ["TXT105", "SHP101"], spelled(checked)


@POSIX
@pytest.mark.parametrize("target", ["../outside.yaml", "team.yaml", "missing.yaml", "/etc/hostname"])
def test_link_is_found_and_never_followed(target: str, tmp_path: Path) -> None:
    """A link to outside, to itself, to nowhere or to a system file is a finding, and what it leads to is not read."""
    (tmp_path / "outside.yaml").write_text("SECRET", "utf-8")
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / "plan.yaml").write_text(PLAN, "utf-8")
    (folder / "team.yaml").symlink_to(target)
    checked = judged(FolderTree(folder))
    assert [(one.code, one.variant) for one in _open(checked)] == [("TXT101", "link")]
    assert set(checked.sources) == {"plan.yaml"}
    assert "SECRET" not in spelled(checked)


@POSIX
def test_list_that_is_a_link_is_not_read(tmp_path: Path) -> None:
    """A CSV list that is a link counts as not there."""
    (tmp_path / "plan.yaml").write_text(PLAN + TERRITORIES + "accounts: {file: accounts.csv}\n", "utf-8")
    (tmp_path / "accounts.csv").symlink_to("/etc/hostname")
    checked = judged(FolderTree(tmp_path))
    assert [one.code for one in _open(checked)] == ["SHP115"], spelled(checked)


@POSIX
def test_folder_that_links_to_itself_is_not_entered(tmp_path: Path) -> None:
    """A folder link back to the plan's folder is passed over: the plan is read once."""
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert not _open(judged(FolderTree(tmp_path)))


@POSIX
def test_pipe_is_found_and_never_opened(tmp_path: Path) -> None:
    """A pipe without a writer is a finding, and the check does not wait for it."""
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    os.mkfifo(tmp_path / "team.yaml")
    checked = judged(FolderTree(tmp_path))
    assert [(one.code, one.variant) for one in _open(checked)] == [("TXT101", "special")]


def test_folder_named_like_a_file_is_found_and_entered(tmp_path: Path) -> None:
    """A folder whose name ends in .yaml is a finding; the files in it are read."""
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    (tmp_path / "east.yaml").mkdir()
    (tmp_path / "east.yaml" / "team.yaml").write_text(TEAM, "utf-8")
    checked = judged(FolderTree(tmp_path))
    assert [(one.code, one.variant) for one in _open(checked)] == [("TXT101", "folder")]
    assert "east.yaml/team.yaml" in checked.sources


def _chain(count: int, key: str, *, closed: bool = False, many: bool = False) -> Iterable[str]:
    """Yield entries that each name the next by a key; the last names the first where the chain is closed."""
    for number in range(count):
        following = (number + 1) % count
        name = f"[n{following}]" if many else f"n{following}"
        yield f"  - {{id: n{number}, {key}: {name}}}\n" if following or closed else f"  - {{id: n{number}}}\n"


CHAINS: Final = (
    ("team", TEAM + "teams:\n", "parent", False),
    ("territory", TERRITORIES + "territories:\n", "parent", False),
    ("account", TERRITORIES + "accounts:\n", "parent", False),
    ("account", TERRITORIES + "accounts:\n", "supplied_by", False),
    ("action", ACTIONS + "actions:\n", "depends_on", True),
)


def _open(checked: Checked) -> list[Finding]:
    """Return what is found, but for the steps that a small plan leaves out."""
    return [one for one in checked.open if one.code != "PLN101"]


def _errors(checked: Checked) -> list[Finding]:
    return [one for one in _open(checked) if one.severity is Severity.ERROR]


@pytest.mark.parametrize(("kind", "head", "key", "many"), CHAINS)
def test_circle_is_spelled_out(kind: str, head: str, key: str, many: bool) -> None:  # noqa: FBT001  # a parameter
    """A circle of three is one finding, with the whole way round in its values."""
    text = PLAN + head + "".join(_chain(3, key, closed=True, many=many))
    (finding,) = _errors(judged(OverlayTree({"plan.yaml": text.encode()})))
    assert (finding.code, finding.entity and finding.entity.kind) == ("REF104", kind)
    assert finding.values["cycle"] == "n0 → n1 → n2 → n0"


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "head", "key", "many"), CHAINS)
@pytest.mark.parametrize("closed", [False, True], ids=["chain", "circle"])
def test_10000_deep_chain_is_read_in_short_time(kind: str, head: str, key: str, many: bool, closed: bool) -> None:  # noqa: FBT001  # parameters
    """A chain of ten thousand passes without a recursion error; closed to a circle it is one finding of one line."""
    text = PLAN + head + "".join(_chain(DEEP, key, closed=closed, many=many))
    began = time.perf_counter()
    checked = judged(OverlayTree({"plan.yaml": text.encode()}))
    assert time.perf_counter() - began < SECONDS, kind
    found = [one for one in _errors(checked) if one.code.startswith("REF")]
    assert [one.code for one in found] == ["REF104"] * closed, spelled(checked)[:3000]
    assert all(len(str(one.values["cycle"])) < 100 for one in found)


@pytest.mark.slow
def test_somebody_at_the_foot_of_a_deep_chain_has_a_manager_in_short_time() -> None:
    """A hundred people below ten thousand teams without managers are judged without a recursion error."""
    people = "".join(f"  - {{id: p{number}, role: rep, team: n0}}\n" for number in range(100))
    duties = DUTIES + "duties: [{id: calls, for: {team: n0}, R: rep, A: boss}]\n"
    text = PLAN + "parties: [{id: boss}]\n" + TEAM + "roles: [{id: rep}]\npeople:\n" + people + "teams:\n"
    began = time.perf_counter()
    checked = judged(OverlayTree({"plan.yaml": (text + "".join(_chain(DEEP, "parent")) + duties).encode()}))
    assert time.perf_counter() - began < SECONDS
    assert not _open(checked), spelled(checked)[:3000]


@pytest.mark.slow
def test_10000_people_are_judged_in_short_time() -> None:
    """A team of ten thousand with a duty for all of them has no finding."""
    people = "".join(f"  - {{id: p{number}, role: rep, team: east}}\n" for number in range(DEEP))
    head = PLAN + "parties: [{id: boss}]\n" + DUTIES + "duties: [{id: calls, for: {team: each}, R: rep, A: boss}]\n"
    text = head + TEAM + "roles: [{id: rep}]\nteams: [{id: east}]\npeople:\n" + people
    began = time.perf_counter()
    checked = judged(OverlayTree({"plan.yaml": text.encode()}))
    assert time.perf_counter() - began < SECONDS
    assert not _open(checked), spelled(checked)[:3000]


def test_circles_that_share_a_step_are_one_finding() -> None:
    """Actions that all wait for the same first one, which waits for the last, are one group and one finding."""
    steps = "".join(f"  - {{id: n{number}, depends_on: [n{(number + 1) % 50}, n0]}}\n" for number in range(1, 50))
    text = PLAN + ACTIONS + "actions:\n  - {id: n0, depends_on: [n1]}\n" + steps
    assert [one.code for one in _errors(judged(OverlayTree({"plan.yaml": text.encode()})))] == ["REF104"]


def test_many_unknown_names_are_judged_in_short_time() -> None:
    """Two thousand names that the plan does not have are told in time, those alike as one finding with their number."""
    teams = "".join(f"  - {{id: t{number}, parent: x{number}}}\n" for number in range(2000))
    began = time.perf_counter()
    checked = judged(OverlayTree({"plan.yaml": (PLAN + TEAM + "teams:\n" + teams).encode()}))
    assert time.perf_counter() - began < SECONDS
    assert {one.code for one in _open(checked)} == {"REF101"}
    assert sum(one.count for one in _open(checked)) == 2000


def test_managers_in_a_circle_are_spelled_out() -> None:
    """Two managers who lead each other are one finding with both names in its values."""
    text = (
        PLAN
        + TEAM
        + (
            "roles: [{id: lead}]\n"
            "teams: [{id: all, manager: li-na}, {id: east, parent: all, manager: wu-hao}]\n"
            "people: [{id: li-na, role: lead, team: east}, {id: wu-hao, role: lead, team: east}]\n"
        )
    )
    (finding,) = _open(judged(OverlayTree({"plan.yaml": text.encode()})))
    assert (finding.code, finding.values["cycle"]) == ("REF106", "li-na → wu-hao → li-na")


def test_duplicate_names_the_first_place() -> None:
    """A second thing with an id is found at its id, and the first place is named beside it."""
    text = PLAN + TEAM + "teams:\n  - {id: east}\n  - {id: east}\n"
    (finding,) = _open(judged(OverlayTree({"plan.yaml": text.encode()})))
    assert (finding.place.line, [place.line for place in finding.related]) == (12, [11])


def test_rows_with_the_same_fault_are_one_finding() -> None:
    """Rows of a list with one fault are folded into one finding, which counts them and shows five places."""
    rows = "id,potential\n" + "".join(f"a{number},about {number}\n" for number in range(20))
    files = {"plan.yaml": (PLAN + TERRITORIES + "accounts: {file: a.csv}\n").encode(), "a.csv": rows.encode()}
    (finding,) = _open(judged(OverlayTree(files)))
    assert (finding.code, finding.place.line, finding.count, len(finding.related)) == ("SHP107", 2, 20, 4)
