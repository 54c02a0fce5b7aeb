"""One comment at a change, against a server that answers as the hosts do."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from plancode.cli.exits import Exit
from plancode.cli.main import run
from plancode.forge import web
from plancode.forge.comments import Forge, HostRefusal, keep
from plancode.forge.github import GitHub
from plancode.forge.gitlab import GitLab
from plancode.forge.outcomes import Kept, Outcome, Refused
from tests.forge.hosts import SOMEBODY, TOKEN, Host, served

pytestmark = pytest.mark.loopback
TEXT: Final = "# 变更 🎯\n\n12 项变更；涉及 11 人。\n"
MARK: Final = "<!-- plancode:plans -->\n"
Make = Callable[[Host, str], Forge]


def _github(host: Host, token: str = TOKEN) -> Forge:
    return GitHub(host.root, "acme/plans", 12, token)


def _gitlab(host: Host, token: str = TOKEN) -> Forge:
    return GitLab(host.root, "acme/plans", 12, token)


BOTH: Final = pytest.mark.parametrize("make", [_github, _gitlab], ids=["github", "gitlab"])


def _kept(make: Make, host: Host, text: str = TEXT, token: str = TOKEN) -> Outcome:
    with served(host):
        return keep(make(host, token), "plans", text)


@BOTH
def test_first_comment_is_written(make: Make) -> None:
    """Where there is none of ours, a comment is made, with the hidden mark first."""
    host = Host()
    host.add("looks fine", SOMEBODY)
    assert _kept(make, host) == Kept("created")
    assert host.bodies[1].replace("\r\n", "\n") == MARK + TEXT


@BOTH
def test_comment_is_renewed_in_place(make: Make) -> None:
    """Our comment is changed where it stands; there is never a second one."""
    host = Host()
    number = host.add(MARK + "old")
    assert _kept(make, host) == Kept("updated")
    assert [(one["id"], one["body"]) for one in host.comments] == [(number, MARK + TEXT)]


@BOTH
def test_equal_comment_is_left_alone(make: Make) -> None:
    """What the comment says already is not sent again, though the host has changed the ends of its lines."""
    host = Host()
    host.add((MARK + TEXT).replace("\n", "\r\n"))
    assert _kept(make, host) == Kept("unchanged")
    assert host.writes == []


@BOTH
def test_nothing_to_say_takes_the_comment_away(make: Make) -> None:
    """An empty text removes our comment, and says so where there was none."""
    host = Host()
    host.add("mine", SOMEBODY)
    host.add(MARK + "old")
    assert _kept(make, host, "") == Kept("removed")
    assert host.bodies == ["mine"]
    assert _kept(make, host, " \n") == Kept("none")


@BOTH
def test_mark_of_somebody_else_is_no_comment_of_ours(make: Make) -> None:
    """A comment of another author with our mark is left as it is."""
    host = Host()
    host.add(MARK + "forged", SOMEBODY)
    assert _kept(make, host) == Kept("created")
    assert host.bodies[0] == MARK + "forged"


@BOTH
def test_keys_have_comments_of_their_own(make: Make) -> None:
    """Another key is another comment."""
    host = Host()
    host.add("<!-- plancode:other -->\ntext")
    assert _kept(make, host) == Kept("created")
    assert len(host.comments) == 2


def test_comment_on_the_last_page_is_found() -> None:
    """Among three hundred comments ours is found on the fourth page."""
    host = Host()
    for number in range(301):
        host.add(f"comment {number}", SOMEBODY)
    host.add(MARK + "old")
    assert _kept(_github, host) == Kept("updated")
    assert sum(method == "GET" and "comments" in path for method, path in host.asked) == 4


def test_text_that_is_too_long_is_not_cut() -> None:
    """A text over the host's limit is refused before anything is sent."""
    host = Host()
    found = _kept(_github, host, "x" * 65_536)
    assert isinstance(found, Refused)
    assert found.why == "too_long"
    assert host.asked == []


@BOTH
def test_wrong_token_is_refused(make: Make) -> None:
    """A token that the host does not know is told as such, without the token in the text."""
    found = _kept(make, Host(), token="wrong")  # noqa: S106  # wrong on purpose
    assert isinstance(found, Refused)
    assert found.why == "token"
    assert "wrong" not in found.detail


def test_fork_may_not_write() -> None:
    """What GitHub answers to the token of a fork's run is told apart from a wrong token."""
    host = Host(faults=[])
    with served(host):
        forge = _github(host)
        list(forge.mine())
        host.faults.append((403, {}, json.dumps({"message": "Resource not accessible by integration"})))
        with pytest.raises(HostRefusal) as caught:
            forge.create("x")
    assert caught.value.refused.why == "fork"


def test_comment_that_went_away_is_made_anew() -> None:
    """Somebody deletes our comment while we look: it is written again."""
    host = Host()
    host.add(MARK + "old")
    with served(host):
        forge = _github(host)
        found = list(forge.mine())
        host.comments.clear()

        class Stale:
            """The host as it was a moment ago."""

            longest, create, update, remove = forge.longest, forge.create, forge.update, forge.remove

            def mine(self) -> list[object]:
                """Return what was there."""
                return list(found)

        assert keep(Stale(), "plans", TEXT) == Kept("created")  # type: ignore[arg-type]  # the same methods
    assert len(host.comments) == 1


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the waits that were asked for, without waiting."""
    waits: list[float] = []
    monkeypatch.setattr(web, "sleep", waits.append)
    return waits


def test_busy_host_is_asked_again(patient: list[float]) -> None:
    """A gateway's fault and a limit are waited out as the host asks."""
    host = Host(faults=[(502, {}, ""), (429, {"Retry-After": "7"}, "{}")])
    assert _kept(_github, host) == Kept("created")
    assert patient == [1, 7]


def test_host_that_asks_too_much_patience_is_left(patient: list[float]) -> None:
    """An hour is not waited."""
    host = Host(faults=[(403, {"Retry-After": "3600"}, '{"message": "secondary rate limit"}')] * 2)
    assert _kept(_github, host) == Refused("busy", "403, 3600 s")
    assert patient == []


def test_comment_is_not_sent_twice_when_the_host_stumbles(patient: list[float]) -> None:
    """A comment that may have been written is not written again."""
    host = Host()
    with served(host):
        forge = _github(host)
        list(forge.mine())
        host.faults.append((502, {}, ""))
        with pytest.raises(HostRefusal):
            forge.create("x")
    assert host.writes == ["POST"]
    assert patient == []


def test_redirect_is_not_followed() -> None:
    """The token goes to no other address."""
    other = Host()
    with served(other):
        host = Host(faults=[(302, {"Location": f"{other.root}/user"}, "")] * 3)
        found = _kept(_github, host)
    assert isinstance(found, Refused)
    assert other.asked == []


@pytest.mark.parametrize("root", ["http://example.com", "ftp://127.0.0.1", "file:///etc/passwd", ""])
def test_token_is_not_sent_in_the_open(root: str) -> None:
    """Only https, or this machine itself, gets the token."""
    with pytest.raises(HostRefusal) as caught:
        GitHub(root, "acme/plans", 1, TOKEN)
    assert caught.value.refused.why == "address"


@pytest.mark.parametrize("body", ["<html>", '{"message": "hello"}', "[" * 100_000])
def test_odd_answers_are_told(body: str) -> None:
    """What is no list of comments is an odd answer, never a fault of ours."""
    found = _kept(_github, Host(faults=[(200, {}, body)]))
    assert isinstance(found, Refused)
    assert found.why == "odd_answer"


def test_host_that_is_not_there_is_told() -> None:
    """No connection is told as such."""
    with served(Host()) as host:
        root = host.root
    found = keep(GitHub(root, "a/b", 1, TOKEN), "plans", TEXT)
    assert isinstance(found, Refused)
    assert found.why == "unreachable"


def _environment(monkeypatch: pytest.MonkeyPatch, host: Host, event: Path) -> None:
    event.write_text('{"pull_request": {"number": 12}}')
    given = {
        "GITHUB_ACTIONS": "true", "GITHUB_API_URL": host.root, "GITHUB_REPOSITORY": "acme/plans",
        "GITHUB_EVENT_PATH": str(event), "GITHUB_TOKEN": TOKEN,
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(name, value)


def test_command_keeps_the_comment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`plancode comment` writes, renews, leaves alone and removes, and says which."""
    (tmp_path / "text.md").write_text(TEXT, "utf-8")
    (tmp_path / "none.md").write_text("")
    with served(Host()) as host:
        _environment(monkeypatch, host, tmp_path / "event.json")
        for file, said in (
            ("text", "written"),
            ("text", "already"),
            ("none", "taken away"),
            ("none", "no comment"),
        ):
            assert run(["comment", str(tmp_path / f"{file}.md")]) == Exit.CLEAN
            assert said in capsys.readouterr().out


def test_command_outside_of_ci_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an environment, without a pull request or with an odd key, the command cannot run."""
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    text = tmp_path / "text.md"
    text.write_text(TEXT, "utf-8")
    assert run(["comment", str(text)]) == Exit.CANNOT
    assert run(["comment", str(text), "--key", "a b -->"]) == Exit.CANNOT
    with served(Host()) as host:
        _environment(monkeypatch, host, tmp_path / "event.json")
        (tmp_path / "event.json").write_text("{}")
        assert run(["comment", str(text)]) == Exit.CANNOT
    assert "pull request" in capsys.readouterr().err
