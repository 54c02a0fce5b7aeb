"""What becomes of a comment when the host, the token or the text is not as it should be."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from plancode.forge import web
from plancode.forge.comments import Forge, HostRefusal, keep
from plancode.forge.github import GitHub
from plancode.forge.gitlab import GitLab
from plancode.forge.outcomes import Kept, Outcome, Refused
from tests.forge.hosts import SOMEBODY, TOKEN, Host, served

pytestmark = pytest.mark.loopback
MARK: Final = "<!-- plancode:plans -->\n"
TEXT: Final = "3 changes.\n"
Fault = tuple[int, dict[str, str], str]
Make = Callable[[str, str], Forge]


def _github(root: str, token: str = TOKEN) -> Forge:
    return GitHub(root, "acme/plans", 12, token)


def _gitlab(root: str, token: str = TOKEN) -> Forge:
    return GitLab(root, "acme/plans", 12, token)


BOTH: Final = pytest.mark.parametrize("make", [_github, _gitlab], ids=["github", "gitlab"])


def _kept(host: Host, make: Make = _github, text: str = TEXT, token: str = TOKEN) -> Outcome:
    with served(host):
        return keep(make(host.root, token), "plans", text)


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the waits that were asked for, without waiting."""
    found: list[float] = []
    monkeypatch.setattr(web, "sleep", found.append)
    return found


@BOTH
@pytest.mark.parametrize("edge", [f"{TOKEN}\n", f" {TOKEN}\r\n"])
def test_white_space_around_a_token_is_no_part_of_it(make: Make, edge: str) -> None:
    """A secret that was pasted with the end of its line works."""
    assert _kept(Host(), make, token=edge) == Kept("created")


@pytest.mark.parametrize("token", ["ghs_令牌", "ghs\nX-Other: 1", "ghs\0"])
def test_token_that_no_header_can_hold_is_refused_without_being_shown(token: str) -> None:
    """A token with a line in its middle, or with signs no header has, is told as a bad token and not repeated."""
    with pytest.raises(HostRefusal) as caught:
        _github("http://127.0.0.1:9", token)
    assert caught.value.refused == Refused("token")


def test_comment_of_an_app_is_found_by_the_name_of_the_app() -> None:
    """The token of an app of one's own renews that app's comment; a workflow's comment is another's."""
    host = Host(viewer="plan-bot[bot]")
    host.add(MARK + "of the workflow")
    own = host.add(MARK + "old", {"login": "plan-bot[bot]", "id": 5, "type": "Bot"})
    assert _kept(host) == Kept("updated")
    assert [one["body"] for one in host.comments if one["id"] == own] == [MARK + TEXT]
    assert host.bodies[0] == MARK + "of the workflow"


def test_comment_of_a_person_is_found_by_the_persons_name() -> None:
    """A person's token renews the person's comment."""
    host = Host(viewer="zhou-min")
    host.add(MARK + "old", SOMEBODY)
    assert _kept(host) == Kept("updated")


@pytest.mark.parametrize(
    "said", ["{}", '{"data": null, "errors": [{"type": "FORBIDDEN"}]}', "[]", '{"data": {"viewer": 1}}']
)
def test_host_that_does_not_say_whose_the_token_is_has_a_workflows(said: str) -> None:
    """Without an answer to who owns the token, it is taken for a workflow's."""
    host = Host()
    host.add(MARK + "old")
    with served(host):
        forge = _github(host.root)
        host.faults += [(200, {}, json.dumps(host.comments)), (200, {}, said)]
        assert keep(forge, "plans", TEXT) == Kept("updated")


def test_busy_host_is_no_reason_for_a_second_comment(waits: list[float]) -> None:
    """Where it cannot be found out now whose the token is, nothing is written."""
    host = Host(viewer="zhou-min")
    host.add(MARK + "old", SOMEBODY)
    host.faults += [(200, {}, json.dumps(host.comments)), *[(503, {}, "")] * 3]
    assert _kept(host) == Refused("busy", "503")
    assert host.writes == []
    assert waits == [1, 1]


def test_comments_of_two_runs_at_one_moment_become_one() -> None:
    """Where there are two of ours, the first is renewed and the other taken away."""
    host = Host()
    first = host.add(MARK + TEXT)
    host.add(MARK + TEXT)
    host.add("mine", SOMEBODY)
    assert _kept(host) == Kept("unchanged")
    assert [one["id"] for one in host.comments] == [first, first + 2]


@BOTH
def test_plan_calls_nobody_and_orders_nothing(make: Make) -> None:
    """Names after an at sign and lines that a host would take for an order lose their force, and nothing else."""
    host = Host()
    text = "hello @all and @acme/leads, a@b\n\n/merge\n  /approve @x\nnot /this, 1/2, @ alone\n"
    assert _kept(host, make, text) == Kept("created")
    written = host.bodies[0].replace("\r\n", "\n").removeprefix(MARK)
    assert not [line for line in written.splitlines() if line.strip().startswith("/")]
    assert written.replace("\u200b", "").replace("\\/", "/") == text
    assert written.count("\u200b") == 4
    assert _kept(host, make, text) == Kept("unchanged")


LIMITS: Final[dict[str, tuple[Fault, list[float]]]] = {
    "server error": ((500, {}, "oops"), [1]),
    "primary limit": (
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9"}, '{"message": "API rate limit"}'),
        [1],
    ),
    "secondary limit": ((403, {}, '{"message": "You have exceeded a secondary rate limit."}'), [60]),
    "secondary limit with a time": ((429, {"Retry-After": "3"}, "{}"), [3]),
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits_are_waited_out(name: str, waits: list[float]) -> None:
    """However a host says that it wants patience, it is asked again after that time."""
    fault, expected = LIMITS[name]
    assert _kept(Host(faults=[fault])) == Kept("created")
    assert waits == expected


def test_limit_on_writing_is_waited_out(waits: list[float]) -> None:
    """What a limit kept from being written is written afterwards, once."""
    host = Host()
    with served(host):
        forge = _github(host.root)
        list(forge.mine())
        host.faults.append((403, {"Retry-After": "2"}, "{}"))
        forge.create("x")
    assert host.bodies == ["x"]
    assert waits == [2]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 3000)},
        {"X-RateLimit-Remaining": "0"},
        {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"},
        {"Retry-After": "9" * 5000},
    ],
)
def test_limit_that_lasts_is_not_waited_out(headers: dict[str, str], waits: list[float]) -> None:
    """A limit of an hour, or of a time nobody can read, ends the attempt at once."""
    found = _kept(Host(faults=[(403, headers, "{}")]))
    assert isinstance(found, Refused)
    assert found.why == "busy"
    assert waits == []


@BOTH
@pytest.mark.parametrize("status", [404, 410])
def test_change_that_is_not_there_is_told(make: Make, status: int) -> None:
    """No such pull or merge request, or one the token may not see, is told as such."""
    assert _kept(Host(faults=[(status, {}, '{"message": "Not Found"}')]), make) == Refused("not_found")


@pytest.mark.parametrize("fault", [(404, {}, "{}"), (200, {}, "{}"), (200, {}, "[]")])
def test_gitlab_that_does_not_say_who_we_are_gets_no_note(fault: Fault) -> None:
    """Without knowing who we are, no note is taken for ours, and none is written."""
    host = Host()
    host.add(MARK + "old", {})
    host.faults += [(200, {}, json.dumps(host.comments)), fault]
    assert _kept(host, _gitlab) == Refused("odd_answer", "user")
    assert host.writes == []


def test_address_of_the_next_page_leads_to_no_other_host() -> None:
    """Of the next page's address only the query is used, so that comments behind a proxy are found as well."""
    other = Host()
    host = Host()
    for number in range(150):
        host.add(f"comment {number}", SOMEBODY)
    host.add(MARK + "old")
    with served(other):
        first = json.dumps(host.comments[:100])
        link = f'<{other.root}/elsewhere?per_page=100&page=2>; rel="next"'
        host.faults.append((200, {"Link": link}, first))
        assert _kept(host) == Kept("updated")
    assert other.asked == []


def test_list_without_end_is_left() -> None:
    """A host that always has a next page is not followed for ever."""
    page: Fault = (200, {"Link": '<x?page=2>; rel="next"'}, "[]")
    host = Host(faults=[page] * (web.MOST_PAGES + 5))
    found = _kept(host)
    assert isinstance(found, Refused)
    assert found.why == "odd_answer"
    assert len(host.asked) == web.MOST_PAGES


def test_answer_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer beyond the limit is an odd answer."""
    monkeypatch.setattr(web, "LARGEST", 1000)
    found = _kept(Host(faults=[(200, {}, json.dumps([{"body": "x" * 2000}]))]))
    assert found == Refused("odd_answer", "> 1000 B")


def test_silent_host_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that says nothing in time is told as one that cannot be reached."""
    monkeypatch.setattr(web, "TIMEOUT", 0.2)
    found = _kept(Host(slow=1.0))
    assert isinstance(found, Refused)
    assert found.why == "unreachable"


@contextmanager
def _dripping() -> Iterator[str]:
    """Serve an answer that comes byte by byte, for longer than anybody should wait."""
    listening = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n[")
            until = time.monotonic() + 10
            while time.monotonic() < until and not stopped.wait(0.05):
                connection.sendall(b" ")

    thread = threading.Thread(target=_quietly, args=(serve,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        stopped.set()
        thread.join(5)
        listening.close()


def _quietly(serve: Callable[[], None]) -> None:
    try:
        serve()
    except OSError:
        return


def test_host_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that never stops to come is given up after the time an answer may take."""
    monkeypatch.setattr(web, "TIMEOUT", 0.3)
    began = time.monotonic()
    with _dripping() as root:
        assert keep(_github(root), "plans", TEXT) == Refused("unreachable", "> 0.3 s")
    assert time.monotonic() - began < 5


def test_host_that_cuts_its_answer_is_odd() -> None:
    """Half a list is no list."""
    found = _kept(Host(faults=[(200, {}, json.dumps([{"id": 1, "body": MARK}])[:-5])]))
    assert isinstance(found, Refused)
    assert found.why == "odd_answer"


@BOTH
@pytest.mark.parametrize(
    "record", [{}, {"id": "7", "body": MARK}, {"id": 7, "body": None, "user": None}, {"user": 3, "author": []}]
)
def test_odd_records_of_a_list_are_none_of_ours(make: Make, record: dict[str, Any]) -> None:
    """Records without a number, a text or an author are passed over."""
    host = Host()
    host.faults.append((200, {}, json.dumps([record, 1, None])))
    assert _kept(host, make) == Kept("created")


@pytest.mark.parametrize(("text", "limit"), [("变" * 65_000, None), ("🎯" * 65_000, None), ("🎯" * 65_536, "too_long")])
def test_length_is_counted_in_signs(text: str, limit: str | None) -> None:
    """Chinese and emoji count as one each, as the host counts them."""
    found = _kept(Host(), text=text)
    assert getattr(found, "why", None) == limit
