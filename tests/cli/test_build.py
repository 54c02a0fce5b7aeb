"""Pages appear whole or not at all, are the same for the same plan, and nothing of a user's is ever lost."""

import errno
import os
import random
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from plancode.cli import site
from plancode.cli.main import run
from plancode.cli.seal import sealed
from plancode.cli.site import write_pages
from plancode.pipeline.building import build
from plancode.pipeline.checking import check
from plancode.pipeline.reaching import reader
from plancode.tree.folder import FolderTree
from plancode.tree.overlay import OverlayTree
from tests.support import AS_OF, DAY, PLANS, command, content_of, copy_plan, environment, no_traceback, plancode

EXAMPLES = ("starter", "adventure-works", "huadong")
LEFTOVERS = (".plancode-new-*", ".plancode-old-*")
SEAL = re.compile(rb"(.*)\n<!-- made by plancode; edit the plan, not this page; ([0-9a-f]{32}) -->\n", re.DOTALL)


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """Return a copy of the starter plan."""
    return copy_plan("starter", tmp_path)


def test_plans_of_one_name_have_pages_of_their_own(tmp_path: Path) -> None:
    """Two plans called 2026 in two folders are built side by side, by their paths."""
    for above in ("east", "west"):
        copy_plan("starter", tmp_path / above).rename(tmp_path / above / "2026")
    assert run(["build", str(tmp_path), "--out", str(tmp_path / "pages"), "--as-of", str(AS_OF)]) == 0
    assert is_whole(tmp_path / "pages" / "east" / "2026")
    assert is_whole(tmp_path / "pages" / "west" / "2026")


def leftovers(folder: Path) -> list[Path]:
    """Return what builds have left beside an output folder."""
    return [path for pattern in LEFTOVERS for path in folder.glob(pattern)]


def unsealed(data: bytes) -> bytes | None:
    """Return what plancode wrote before its seal; None where there is no seal, or the text is not what it was."""
    found = SEAL.fullmatch(data)
    return found[1] if found and sha256(found[1]).hexdigest()[:32].encode() == found[2] else None


def is_whole(folder: Path, own: Sequence[str] = ()) -> bool:
    """Whether a folder holds pages with their seals, unchanged, and besides them only the named files of a user."""
    content = content_of(folder)
    return bool(content) and {name for name, data in content.items() if unsealed(data) is None} == set(own)


def expected(plan: Path, as_of: date = AS_OF) -> dict[str, bytes]:
    """Return the pages that a build of a plan must write."""
    return build(check(FolderTree(plan), as_of, reach=reader(plan)))


def pages(folder: Path) -> dict[str, bytes]:
    """Return the content of an output folder, of pages without their seals."""
    return {name: unsealed(data) or data for name, data in content_of(folder).items()}


@pytest.mark.slow
def test_same_bytes_everywhere(tmp_path: Path) -> None:
    """Hash seed, time zone, locale, umask, user and place of the folder change no byte of a build."""
    surroundings = (
        ({"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0"}, 0o077),
        ({"PYTHONHASHSEED": "1", "TZ": "America/Los_Angeles", "LC_ALL": "zh_CN.GB18030"}, 0o002),
        ({"PYTHONHASHSEED": "random", "TZ": "UTC", "LC_ALL": "tr_TR.UTF-8", "HOME": str(tmp_path)}, 0o022),
    )
    children = []
    for number, (changes, umask) in enumerate(surroundings):
        folder = tmp_path / str(number)
        folder.mkdir()
        plan = copy_plan("huadong", folder)
        line = command("build", plan, "--out", folder / "pages", *DAY)
        children.append(
            subprocess.Popen(line, env=environment(**changes), umask=umask, stdout=subprocess.PIPE, cwd=folder)
        )
    for child in children:
        child.communicate(timeout=60)
    assert [child.returncode for child in children] == [0, 0, 0]
    first, *others = (content_of(tmp_path / str(number) / "pages") for number in range(3))
    assert len(first) > 5
    assert all(other == first for other in others)


class _Reversed:
    """What `os.scandir` gives, in the opposite order."""

    def __init__(self, entries: "Iterator[os.DirEntry[str]]") -> None:
        self._entries = entries

    def __enter__(self) -> "list[os.DirEntry[str]]":
        return sorted(self._entries, key=lambda entry: entry.name, reverse=True)

    def __exit__(self, *_: object) -> None:
        self._entries.close()  # type: ignore[attr-defined]  # an iterator of os.scandir


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_order_of_the_file_system_does_not_matter(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that lists files in another order gives the same pages and the same findings."""
    plain = check(FolderTree(PLANS / name), AS_OF)
    scan = os.scandir
    monkeypatch.setattr("plancode.tree.folder.os.scandir", lambda path: _Reversed(scan(path)))
    turned = check(FolderTree(PLANS / name), AS_OF)
    assert build(turned) == build(plain)
    assert turned.findings == plain.findings


@pytest.mark.slow
def test_renamed_file_changes_no_page(tmp_path: Path) -> None:
    """In which file of several a document of the large example stands is no matter of its pages' content."""
    plan = copy_plan("huadong", tmp_path)
    before = expected(plan)
    (plan / "duties.yaml").rename(plan / "aaa.yaml")
    assert expected(plan) == before


def test_source_date_epoch_is_the_day_of_the_pages(starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --as-of the pages are of the day of SOURCE_DATE_EPOCH, in UTC."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1775001599")  # 2026-03-31 23:59:59 UTC
    assert run(["build", str(starter)]) == 0
    assert pages(starter / "build") == expected(starter, date(2026, 3, 31))


def test_as_of_wins_over_source_date_epoch(starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day that is asked for wins."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert run(["build", str(starter), *DAY]) == 0
    assert pages(starter / "build") == expected(starter)


def test_day_of_the_last_commit_is_the_day_of_the_pages(starter: Path) -> None:
    """Without --as-of and SOURCE_DATE_EPOCH the pages of a plan in git are of the day of its last commit."""
    env = {"GIT_COMMITTER_DATE": "2026-02-03T12:00:00Z", "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z"}
    settings = ("-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false")
    for line in (("init", "-q"), ("add", "."), (*settings, "commit", "-q", "-m", "m")):
        subprocess.run(["git", "-C", str(starter), *line], check=True, env=environment(**env), capture_output=True)
    assert run(["build", str(starter)]) == 0
    assert pages(starter / "build") == expected(starter, date(2026, 2, 3))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_page_bears_its_seal(name: str, tmp_path: Path) -> None:
    """Pages and charts of every plan say who made them, by a comment that holds for their text."""
    made = build(check(FolderTree(PLANS / name), AS_OF))
    assert write_pages(tmp_path / "pages", made) == {}
    assert pages(tmp_path / "pages") == made
    assert is_whole(tmp_path / "pages")
    assert leftovers(tmp_path) == []
    for path in tmp_path.rglob("*.svg"):
        ET.fromstring(path.read_bytes())  # noqa: S314  # ours


def test_build_again_changes_nothing(starter: Path) -> None:
    """A second build of the same plan leaves the same bytes and modes."""
    assert run(["build", str(starter), *DAY]) == 0
    (starter / "build").chmod(0o750)
    before = content_of(starter / "build")
    assert run(["build", str(starter), *DAY]) == 0
    assert content_of(starter / "build") == before
    assert (starter / "build").stat().st_mode & 0o777 == 0o750


def test_yaml_among_pages_is_not_hidden(starter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder for pages hides nothing: YAML in it is read, and is a finding until it is ignored by name."""
    assert run(["build", str(starter), *DAY]) == 0
    (starter / "build" / "notes.yaml").write_text("nonsense", "utf-8")
    assert run(["check", str(starter), *DAY]) == 1
    assert "CFG105" in capsys.readouterr().out
    (starter / "plancode.yaml").write_text("plancode: v1\nignore: [build/notes.yaml]\n", "utf-8")
    assert run(["build", str(starter), *DAY]) == 0
    assert (starter / "build" / "notes.yaml").read_text("utf-8") == "nonsense"


def test_relative_output_folder(starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative --out is below the current folder, and so is the plan of a command without one."""
    monkeypatch.chdir(starter)
    assert run(["build", "--out", "../pages", *DAY]) == 0
    assert is_whole(starter.parent / "pages")


def test_folder_of_plans_is_built_plan_by_plan(tmp_path: Path) -> None:
    """Each plan of a folder of plans gets its own folder below --out."""
    copy_plan("starter", tmp_path / "plans")
    copy_plan("starter-zh", tmp_path / "plans")
    assert run(["build", str(tmp_path / "plans"), "--out", str(tmp_path / "pages"), *DAY]) == 0
    assert {path.name for path in (tmp_path / "pages").iterdir()} == {"starter", "starter-zh"}
    assert all(is_whole(path) for path in (tmp_path / "pages").iterdir())


def _without_carl(plan: Path) -> None:
    text = (plan / "plan.yaml").read_text("utf-8")
    kept = [line for line in text.splitlines() if "name: Carl Diaz" not in line]
    (plan / "plan.yaml").write_text("\n".join(kept).replace("carl-diaz", "bea-ross") + "\n", "utf-8")


def _rebuild_without_carl(plan: Path, folder: Path) -> None:
    """Write the pages of the plan without one of its people."""
    _without_carl(plan)
    write_pages(folder, expected(plan))


def test_pages_of_what_is_gone_are_removed(starter: Path) -> None:
    """The page of somebody who is no longer in the plan goes with the next build."""
    assert run(["build", str(starter), *DAY]) == 0
    assert (starter / "build" / "people" / "carl-diaz.md").is_file()
    _rebuild_without_carl(starter, starter / "build")
    assert not (starter / "build" / "people" / "carl-diaz.md").exists()
    assert is_whole(starter / "build")


def test_files_of_a_user_stay(starter: Path) -> None:
    """Files, links, modes, empty folders and a git repository that a user put among the pages survive a build."""
    out = starter / "build"
    assert run(["build", str(starter), *DAY]) == 0
    (out / "CNAME").write_text("plans.example", "utf-8")
    (out / "people" / "photo.png").write_bytes(b"\x89PNG")
    (out / "run.sh").write_text("#!/bin/sh\n", "utf-8")
    (out / "run.sh").chmod(0o755)
    (out / "latest").symlink_to("README.md")
    (out / "gone").symlink_to("nowhere")
    subprocess.run(["git", "init", "-q", str(out)], check=True, env=environment())
    (out / "empty").mkdir()
    os.utime(out / "CNAME", (1_000_000_000, 1_000_000_000))
    assert run(["build", str(starter), *DAY]) == 0
    assert (out / "CNAME").read_text("utf-8") == "plans.example"
    assert (out / "CNAME").stat().st_mtime == 1_000_000_000
    assert (out / "people" / "photo.png").read_bytes() == b"\x89PNG"
    assert (out / "run.sh").stat().st_mode & 0o777 == 0o755
    assert (out / "latest").readlink() == Path("README.md")
    assert (out / "gone").is_symlink()
    assert (out / "empty").is_dir()
    found = subprocess.run(
        ["git", "-C", str(out), "rev-parse", "--show-toplevel"], check=True, env=environment(), capture_output=True
    )
    assert found.stdout.decode().strip() == str(out.resolve())


def test_removed_page_that_a_user_changed_stays(starter: Path) -> None:
    """A page that a user has changed is kept when the plan no longer makes it."""
    assert run(["build", str(starter), *DAY]) == 0
    page = starter / "build" / "people" / "carl-diaz.md"
    page.write_text("My notes on Carl\n", "utf-8")
    _rebuild_without_carl(starter, starter / "build")
    assert page.read_text("utf-8") == "My notes on Carl\n"


def _is_kept(text: str, folder: Path) -> bool:
    return any(text.encode() in data for data in content_of(folder).values())


def test_changed_page_is_not_lost(starter: Path) -> None:
    """What a user wrote into a page is still somewhere after the next build, or the build refuses."""
    assert run(["build", str(starter), *DAY]) == 0
    page = starter / "build" / "people" / "carl-diaz.md"
    page.write_text("My notes on Carl\n", "utf-8")
    code = run(["build", str(starter), *DAY])
    assert code == 2 or _is_kept("My notes on Carl", starter)


def test_file_of_a_user_under_the_name_of_a_new_page_is_not_lost(starter: Path) -> None:
    """A user's own file whose name a new page takes is still somewhere after the build, or the build refuses."""
    text = (starter / "plan.yaml").read_text("utf-8")
    _without_carl(starter)
    write_pages(starter / "build", expected(starter))
    (starter / "build" / "people" / "carl-diaz.md").write_text("A farewell to Carl\n", "utf-8")
    (starter / "plan.yaml").write_text(text, "utf-8")
    code = run(["build", str(starter), *DAY])
    assert code == 2 or _is_kept("A farewell to Carl", starter)


def test_file_of_a_user_where_a_folder_of_pages_comes_is_not_lost(starter: Path) -> None:
    """A user's file called like a folder of pages is still somewhere after the build, or the build refuses."""
    assert run(["build", str(starter), *DAY]) == 0
    (starter / "build" / "people").rename(starter / "build" / "old")
    (starter / "build" / "people").write_text("A list of people\n", "utf-8")
    code = run(["build", str(starter), *DAY])
    assert code == 2 or _is_kept("A list of people", starter)


def _with_data(plan: Path, out: str) -> dict[str, bytes]:
    """Let a plan read files of many kinds from a folder, and make that the folder for pages, with forged seals."""
    data = plan / out
    data.mkdir()
    (data / "README.md").write_bytes(sealed(b"# Pages\n"))
    (data / "orders.md").write_bytes(sealed(b"day,seller,amount\n2026-01-05,alex,10\n"))
    (data / "person.json").write_text("{}", "utf-8")
    (data / "team.yaml").write_text("plancode: v1\nkind: calendar\nid: own\n", "utf-8")
    text = (plan / "plan.yaml").read_text("utf-8")
    source = "  - {id: orders, file: FOLDER/orders.md, columns: {date: day, person: seller, amount: amount}}\n"
    actuals = "---\nplancode: v1\nkind: actuals\nid: results\nsources:\n" + source.replace("FOLDER", out)
    (plan / "plan.yaml").write_text(f"{text}{actuals}", "utf-8")
    return content_of(plan)


@pytest.mark.parametrize("by", ["settings", "option", "settings, accepted"])
def test_folder_of_inputs_is_never_written(by: str, starter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever says that pages go to a folder of the plan, nothing in it is touched, however well seals are forged."""
    before = _with_data(starter, "data")
    option: tuple[str, ...] = ("--out", str(starter / "data")) if by == "option" else ()
    if by != "option":
        accepted = "suppress: [{code: CFG105, reason: mine}]\n" if "accepted" in by else ""
        before["plancode.yaml"] = f"plancode: v1\npublish: {{folder: data}}\n{accepted}".encode()
        (starter / "plancode.yaml").write_bytes(before["plancode.yaml"])
    assert run(["build", str(starter), *option, *DAY]) == 2
    out, err = capsys.readouterr()
    assert ("CFG105" in out) is (by == "settings")
    assert "which the plan reads" in err
    assert content_of(starter) == before


def test_forged_seal_opens_a_folder_but_no_file(starter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that a change brings along makes a folder one for pages; what lies there without a seal stays."""
    out = starter.parent / "letters"
    out.mkdir()
    mine = {"thesis.txt": b"mine", "orders.csv": b"a,b\n", "notes.md": b"# Mine\n", "README.yaml": b"a: b\n"}
    for name, data in mine.items():
        (out / name).write_bytes(data)
    (out / "README.md").write_bytes(sealed(b"# Forged\n"))
    (out / "old.md").write_bytes(sealed(b"# Forged\n"))
    assert run(["build", str(starter), "--out", str(out), *DAY]) == 0
    assert pages(out) == expected(starter) | mine
    err = capsys.readouterr().err
    assert all(name in err for name in mine)


@pytest.mark.parametrize("text", ["# Pages\n", "", "{}"])
def test_folder_without_a_seal_is_refused(text: str, starter: Path) -> None:
    """A folder whose pages bear no seal, or one that does not fit their text, is somebody's."""
    out = starter / "build"
    out.mkdir()
    (out / "README.md").write_bytes(sealed(b"# Pages\n").replace(b"Pages", b"Notes"))
    (out / "letters.md").write_text(text, "utf-8")
    before = content_of(out)
    assert run(["build", str(starter), *DAY]) == 2
    assert content_of(out) == before


def test_pages_that_git_has_given_other_line_ends_are_still_pages(starter: Path) -> None:
    """Pages in a checkout with the line ends of Windows are replaced, not kept as if somebody had edited them."""
    assert run(["build", str(starter), *DAY]) == 0
    for path in (starter / "build").rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run(["build", str(starter), *DAY]) == 0
    assert pages(starter / "build") == expected(starter)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes, sockets and odd modes are not free to make here")
def test_what_is_no_file_stays_what_it_is(starter: Path) -> None:
    """Pipes, sockets and links are never opened or followed, and odd modes stay, even under the name of a page."""
    out = starter / "build"
    assert run(["build", str(starter), *DAY]) == 0
    (out / "targets.md").unlink()
    os.mkfifo(out / "targets.md")
    os.mkfifo(out / "pipe.svg")
    (out / "private").mkdir(mode=0o700)
    (out / "private" / "run").write_bytes(b"#!/bin/sh\n")
    (out / "private" / "run").chmod(0o4755)
    (out / "loop.md").symlink_to("loop.md")
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(os.path.relpath(out / "socket.md"))
    numbers = {name: (out / name).lstat().st_ino for name in ("pipe.svg", "private/run", "loop.md", "socket.md")}
    assert plancode("build", starter, *DAY).code == 0
    assert stat.S_ISFIFO((out / "targets.md.yours").lstat().st_mode)
    assert (out / "targets.md").is_file()
    assert {name: (out / name).lstat().st_ino for name in numbers} == numbers
    assert (out / "private").stat().st_mode & 0o777 == 0o700
    assert (out / "private" / "run").stat().st_mode & 0o7777 == 0o4755
    assert leftovers(starter) == []


@pytest.mark.parametrize("name", ["new", "old"])
def test_link_named_like_a_leftover_is_not_followed(name: str, starter: Path) -> None:
    """What a change brings along under the name of an unfinished build moves and deletes nothing elsewhere."""
    home = starter.parent / "home"
    (home / "build").mkdir(parents=True)
    (home / "build" / "thesis.txt").write_text("mine", "utf-8")
    link = starter / f".plancode-{name}-{site._name_of(starter / 'build')}-x"  # noqa: SLF001  # as a build names it
    link.symlink_to(home, target_is_directory=True)
    assert run(["build", str(starter), *DAY]) == 0
    assert (home / "build" / "thesis.txt").read_text("utf-8") == "mine"
    assert is_whole(starter / "build")


def test_file_that_comes_during_a_build_stays(starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a user saves among the pages after the build has looked is in the new folder all the same."""
    assert run(["build", str(starter), *DAY]) == 0
    swap = site._swap  # noqa: SLF001  # the moment that matters

    def late(stage: Path, folder: Path) -> Path:
        (folder / "late.txt").write_text("mine", "utf-8")
        (folder / "README.md").write_text("my page", "utf-8")
        return swap(stage, folder)

    monkeypatch.setattr(site, "_swap", late)
    assert run(["build", str(starter), *DAY]) == 0
    assert (starter / "build" / "late.txt").read_text("utf-8") == "mine"
    assert (starter / "build" / "README.md.yours").read_text("utf-8") == "my page"


def test_pages_are_written_through_no_link(starter: Path) -> None:
    """A link among the pages is replaced by the page; what it led to is untouched."""
    assert run(["build", str(starter), *DAY]) == 0
    outside = starter.parent / "outside"
    outside.mkdir()
    (outside / "README.md").write_text("mine", "utf-8")
    (starter / "build" / "README.md").unlink()
    (starter / "build" / "README.md").symlink_to(outside / "README.md")
    assert run(["build", str(starter), *DAY]) == 0
    assert (outside / "README.md").read_text("utf-8") == "mine"
    assert not (starter / "build" / "README.md").is_symlink()


UNREADABLE = {
    "unknown key": ("slip.yaml", "plancode: v1\nkind: team\nid: t\nteems: []\n", "SHP101"),
    "no text": ("slip.yaml", "plancode: v1\nkind: [\n", "TXT105"),
    "id that names nothing": (
        "slip.yaml",
        "plancode: v1\nkind: team\nid: t\nteams: [{id: u, parent: salse}]\n",
        "REF101",
    ),
    "id twice": ("slip.yaml", "plancode: v1\nkind: team\nid: t\nteams: [{id: sales}]\n", "REF102"),
    "settings": ("plancode.yaml", "plancode: v1\nfail_onn: error\n", "SHP101"),
}
WRONG = """plancode: v1
kind: responsibilities
id: more
duties:
  - id: invoices
    title: Invoices
    A: [bea-ross, carl-diaz]
    R: bea-ross
"""
"""Wrong, but what the plan says is known: two people answer for one duty."""


@pytest.mark.parametrize(("name", "text", "code"), UNREADABLE.values(), ids=UNREADABLE)
def test_plan_that_cannot_be_read_writes_nothing(
    name: str, text: str, code: str, starter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where it is not known what a plan says, the pages of before stay, or no folder is made, and it is told why."""
    assert run(["build", str(starter), *DAY]) == 0
    before = content_of(starter / "build")
    (starter / name).write_text(text, "utf-8")
    capsys.readouterr()
    assert run(["build", str(starter), *DAY]) == 1
    out, err = capsys.readouterr()
    assert f"[{code}]" in out
    assert err == "Nothing was written: what the plan says is not known before these errors are mended.\n"
    assert content_of(starter / "build") == before
    assert run(["build", str(starter), "--out", str(starter.parent / "a" / "b"), *DAY]) == 1
    assert not (starter.parent / "a").exists()


def test_plan_with_another_error_is_written_and_says_so_first(
    starter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A preview of a plan with an error is there to be read, and nobody reads it without the error; it ends with 1."""
    (starter / "slip.yaml").write_text(WRONG, "utf-8")
    assert run(["build", str(starter), *DAY]) == 1
    assert "[RES101]" in capsys.readouterr().out
    head, first, *_ = pages(starter / "build")["README.md"].decode().split("\n\n")
    assert head.startswith("# ")
    assert first == "This plan has 1 error: until it is mended, what follows may be wrong."
    assert is_whole(starter / "build")


def test_strict_build_writes_nothing_where_something_fails(starter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is published passes the check: with --strict any error leaves the pages as they were."""
    assert run(["build", str(starter), "--strict", *DAY]) == 0
    before = content_of(starter / "build")
    (starter / "slip.yaml").write_text(WRONG, "utf-8")
    capsys.readouterr()
    assert run(["build", str(starter), "--strict", *DAY]) == 1
    assert capsys.readouterr().err == "Nothing was written, because of --strict: mend what fails first.\n"
    assert content_of(starter / "build") == before


def test_page_outside_the_folder_is_refused(tmp_path: Path) -> None:
    """Even if a page's path led out of the folder, nothing would be written there."""
    from plancode.errors import OutputError

    for name in ("../escaped.md", "/tmp/escaped.md", "people/../../escaped.md"):  # noqa: S108  # refused
        with pytest.raises(OutputError):
            write_pages(tmp_path / "out", {"README.md": b"x", name: b"x"})
    assert list(tmp_path.iterdir()) == []
    assert not Path("/tmp/escaped.md").exists()  # noqa: S108


@pytest.mark.parametrize("after", [0, 1, 5, 9])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_full_disk_leaves_the_pages_of_before(
    after: int, code: int, starter: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A disk that is full after some pages ends the build with 2; the old pages stay whole, nothing is left over."""
    assert run(["build", str(starter), *DAY]) == 0
    before = content_of(starter / "build")
    write = Path.write_bytes
    written: list[Path] = []

    def full(path: Path, data: bytes) -> int:
        if len(written) >= after:
            write(path, data[: len(data) // 2])
            raise OSError(code, os.strerror(code), str(path))
        written.append(path)
        return write(path, data)

    capsys.readouterr()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        assert run(["build", str(starter), "--lang", "zh", *DAY]) == 2
    err = capsys.readouterr().err
    assert os.strerror(code) in err
    assert no_traceback(err)
    assert content_of(starter / "build") == before
    assert leftovers(starter) == []


@pytest.mark.parametrize("step", ["_fill", "_carry_over", "_swap"])
def test_interrupt_at_any_step_leaves_whole_pages(step: str, starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle of a build ends it with 130; the folder holds one whole build, nothing is left over."""
    assert run(["build", str(starter), *DAY]) == 0
    real: Callable[..., object] = getattr(site, step)

    def interrupted(*arguments: object) -> None:
        real(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(site, step, interrupted)
        assert run(["build", str(starter), "--lang", "zh", *DAY]) == 130
    assert is_whole(starter / "build")
    assert leftovers(starter) == []


def test_without_exchange_the_folder_is_moved_aside(starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system cannot exchange folders a build still replaces all pages and keeps a user's files."""
    monkeypatch.setattr(site, "_exchange", lambda _one, _other: False)
    assert run(["build", str(starter), *DAY]) == 0
    (starter / "build" / "CNAME").write_text("plans.example", "utf-8")
    assert run(["build", str(starter), "--lang", "zh", *DAY]) == 0
    assert is_whole(starter / "build", ["CNAME"])
    assert (starter / "build" / "CNAME").is_file()
    assert leftovers(starter) == []


def test_folder_left_aside_is_put_back(starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build killed between moving the old folder aside and the new one in is mended by the next one."""
    assert run(["build", str(starter), *DAY]) == 0
    (starter / "build" / "CNAME").write_text("plans.example", "utf-8")
    aside = starter / f".plancode-old-{site._name_of(starter / 'build')}-killed"  # noqa: SLF001  # as a killed run names it
    aside.mkdir()
    (starter / "build").rename(aside / "build")
    monkeypatch.setattr(site, "_exchange", lambda _one, _other: False)
    assert run(["build", str(starter), *DAY]) == 0
    assert is_whole(starter / "build", ["CNAME"])
    assert (starter / "build" / "CNAME").is_file()
    assert leftovers(starter) == []


_ENDLESS = """
import sys
from pathlib import Path
from plancode.cli.site import write_pages
folder = Path(sys.argv[1])
editions = [{f"people/p{n}.md": f"{name} {n}\\n".encode() * 500 for n in range(12)} | {f"{name}.md": b"x"}
            for name in ("one", "two")]
print("ready", flush=True)
while True:
    for edition in editions:
        write_pages(folder, edition)
"""


@pytest.mark.slow
def test_killed_writer_leaves_one_whole_build(tmp_path: Path) -> None:
    """Killed at any moment of writing, the folder holds one whole build and the user's file, never a mixture."""
    folder, chance = tmp_path / "pages", random.Random(7)  # noqa: S311  # moments, not secrets
    write_pages(folder, {"one.md": b"x"})
    (folder / "CNAME").write_text("plans.example", "utf-8")
    for number in range(200):
        if number >= 25 and leftovers(tmp_path):  # often enough, and once in the middle
            break
        with subprocess.Popen(
            [sys.executable, "-c", _ENDLESS, str(folder)], stdout=subprocess.PIPE, env=environment()
        ) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            child.kill()
        assert is_whole(folder, ["CNAME"])
        assert (folder / "CNAME").read_text("utf-8") == "plans.example"
        names = {name.rpartition("/")[0] or name for name in pages(folder)}
        assert names in ({"people", "one.md", "CNAME"}, {"people", "two.md", "CNAME"}, {"one.md", "CNAME"})
    left = leftovers(tmp_path)
    for path in left:
        os.utime(path, (1_000_000_000, 1_000_000_000))
    write_pages(folder, {"one.md": b"x"})
    assert left
    assert leftovers(tmp_path) == []


@pytest.mark.slow
def test_killed_build_leaves_one_whole_build(starter: Path) -> None:
    """Killed at random moments, `plancode build` leaves the pages of one language or the other, whole."""
    out, chance = starter / "build", random.Random(11)  # noqa: S311  # moments, not secrets
    checked = check(FolderTree(starter), AS_OF)
    editions = [build(checked, "en"), build(checked, "zh")]
    began = time.monotonic()
    assert plancode("build", starter, "--lang", "zh", *DAY).code == 0
    took = time.monotonic() - began
    for number in range(5):
        with subprocess.Popen(
            command("build", starter, "--lang", ("en", "zh")[number % 2], *DAY),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(),
        ) as child:  # fmt: skip
            time.sleep(took * chance.uniform(0.5, 1.05))
            child.send_signal(signal.SIGKILL)
        assert pages(out) in editions
        assert is_whole(out)
    for path in leftovers(starter):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert run(["build", str(starter), *DAY]) == 0
    assert pages(out) == editions[0]
    assert leftovers(starter) == []


@pytest.mark.slow
@pytest.mark.parametrize("existing", [False, True], ids=["first", "again"])
def test_builds_at_once_end_like_one(existing: bool, starter: Path) -> None:  # noqa: FBT001  # a parameter
    """Of four builds into one folder at once each ends with 0 or a clear refusal, and the folder is as after one."""
    out = starter.parent / "pages"
    if existing:
        write_pages(out, {"old.md": b"old"})
        (out / "CNAME").write_text("plans.example", "utf-8")
    children = [
        subprocess.Popen(
            command("build", starter, "--out", out, *DAY),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
        )
        for _ in range(4)
    ]  # fmt: skip
    ended = [(child.communicate(timeout=60), child.returncode)[::-1] for child in children]
    assert {code for code, _ in ended} <= {0, 2}
    assert any(code == 0 for code, _ in ended)
    assert all(no_traceback(err.decode()) for _, (_, err) in ended)
    own = {"CNAME": b"plans.example"} if existing else {}
    assert pages(out) == expected(starter) | own
    assert is_whole(out, [*own])
    assert leftovers(starter.parent) == []


@pytest.mark.slow
def test_many_writers_at_once(tmp_path: Path) -> None:
    """Processes that write two different editions over each other leave one of them whole, and a user's file."""
    folder = tmp_path / "pages"
    write_pages(folder, {"one.md": b"x"})
    (folder / "CNAME").write_text("plans.example", "utf-8")
    script = _ENDLESS.replace("while True", "for _ in range(30)")
    children = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        for _ in range(3)
    ]
    errors = [child.communicate(timeout=60)[1].decode() for child in children]
    assert is_whole(folder, ["CNAME"])
    assert (folder / "CNAME").read_text("utf-8") == "plans.example"
    assert errors == ["", "", ""]


def test_build_of_an_overlay_needs_no_disk() -> None:
    """The pages of a plan held in memory are those of the same plan on disk."""
    files: dict[str, bytes | None] = {"plan.yaml": (PLANS / "starter" / "plan.yaml").read_bytes()}
    assert build(check(OverlayTree(files), AS_OF)) == expected(PLANS / "starter")
