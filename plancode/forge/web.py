"""Requests to a code host: only to the host that was named, only over https, never for long, never for much."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from time import monotonic, sleep
from typing import Final, NoReturn

from plancode.forge.comments import Gone, HostRefusal
from plancode.forge.outcomes import Refused, WhyNot
from plancode.forge.patience import LONGEST_WAIT, wait_of

TIMEOUT: Final = 20
"""The most seconds that a host may be silent, and the most that its answer may take to arrive."""
LARGEST: Final = 5_000_000
"""The most bytes of an answer: a hundred comments of the longest sort."""
MOST_PAGES: Final = 100
"""The most pages of a list: ten thousand comments."""
_TRIES: Final = 3
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_UNTOUCHED: Final = frozenset({403, 429})
"""What a host answers before it has done anything, so that even what writes can be sent again."""
_GONE: Final = frozenset({404, 410})
_REFUSALS: Final[dict[int, WhyNot]] = {401: "token", 403: "token", 413: "too_long", 422: "too_long"}
_SHOWN: Final = 200
_CHUNK: Final = 65_536


Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class HostAnswer:
    """What a host answers: the data, and the query of the next page where there is one."""

    data: Json
    following: str | None


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the token must go nowhere else."""

    def redirect_request(self, *request: object) -> NoReturn:
        """Refuse."""
        raise HostRefusal(Refused("odd_answer", f"redirect {request[2]}"))


class Web:
    """A host's interface for programs, with what it must be sent."""

    def __init__(self, root: str, headers: Mapping[str, str]) -> None:
        """Take the address of the interface and the headers, the token among them; raises HostRefusal."""
        parts = urllib.parse.urlsplit(root)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise HostRefusal(Refused("address", root))
        self.root = root.rstrip("/")
        if not all(value.isascii() and value.isprintable() for value in headers.values()):
            raise HostRefusal(Refused("token"))
        self.headers = dict(headers)
        self._opener = urllib.request.build_opener(_SameHost())

    def ask(self, method: str, path: str, data: Json = None, *, again: bool | None = None) -> HostAnswer:
        """Ask the host something; raises Gone where it is not there, else HostRefusal.

        What may have been written is not sent twice; `again` says of a POST that it writes nothing.
        """
        repeatable = method != "POST" if again is None else again
        for left in range(_TRIES - 1, -1, -1):
            try:
                return self._asked(method, f"{self.root}/{path}", data)
            except urllib.error.HTTPError as error:
                wait = _judged(error)
                if not left or not (repeatable or error.code in _UNTOUCHED):
                    raise HostRefusal(Refused("busy", str(error.code))) from None
                sleep(wait)
            except (OSError, HTTPException) as error:
                raise HostRefusal(Refused("unreachable", str(getattr(error, "reason", error))[:_SHOWN])) from None
        raise HostRefusal(Refused("busy"))

    def _asked(self, method: str, address: str, data: Json) -> HostAnswer:
        body = json.dumps(data).encode() if data is not None else None
        headers = self.headers | ({"Content-Type": "application/json"} if body is not None else {})
        request = urllib.request.Request(address, body, headers, method=method)  # noqa: S310  # the scheme is checked
        with self._opener.open(request, timeout=TIMEOUT) as response:
            return HostAnswer(_data(_read(response)), _following(response.headers.get("Link", "")))


def _judged(error: urllib.error.HTTPError) -> int:
    """Return how many seconds to wait before asking again; raises where that is of no use."""
    said = _said(error)
    if error.code in _GONE:
        raise Gone
    wait = wait_of(error, said)
    if wait is not None and wait > LONGEST_WAIT:
        raise HostRefusal(Refused("busy", f"{error.code}, {wait} s"))
    if wait is None:
        why: WhyNot = "fork" if "not accessible by integration" in said else _REFUSALS.get(error.code, "odd_answer")
        raise HostRefusal(Refused(why, f"{error.code} {_message(said)}"))
    return wait


def _said(error: urllib.error.HTTPError) -> str:
    try:
        return error.read(LARGEST).decode("utf-8", "replace")
    except (OSError, HTTPException):
        return ""


def _read(response: HTTPResponse) -> bytes:
    """Return the whole of an answer; raises where it is too long, or comes too slowly."""
    until, body = monotonic() + TIMEOUT, bytearray()
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > LARGEST:
            raise HostRefusal(Refused("odd_answer", f"> {LARGEST} B"))
        if monotonic() > until:
            raise HostRefusal(Refused("unreachable", f"> {TIMEOUT} s"))
    return bytes(body)


def _data(text: bytes) -> Json:
    if not text:
        return None
    try:
        data: Json = json.loads(text)
    except (ValueError, RecursionError):
        raise HostRefusal(Refused("odd_answer", "no JSON")) from None
    return data


def _message(said: str) -> str:
    try:
        answer = json.loads(said)
    except (ValueError, RecursionError):
        return said[:_SHOWN]
    return str(answer.get("message", said))[:_SHOWN] if isinstance(answer, dict) else said[:_SHOWN]


def _following(links: str) -> str | None:
    """Return the query of the next page from a Link header; the rest of its address is not used, so none leads away."""
    for link in links.split(","):
        address, _, rel = link.partition(";")
        if 'rel="next"' in rel:
            return urllib.parse.urlsplit(address.strip().strip("<>")).query or None
    return None


def listed(web: Web, path: str) -> list[dict[str, Json]]:
    """Return the records of all pages of a list."""
    records: list[dict[str, Json]] = []
    base, _, query = path.partition("?")
    for _page in range(MOST_PAGES):
        answer = web.ask("GET", f"{base}?{query}")
        if not isinstance(answer.data, list):
            raise HostRefusal(Refused("odd_answer", "no list"))
        records += [record for record in answer.data if isinstance(record, dict)]
        if answer.following is None:
            return records
        query = answer.following
    raise HostRefusal(Refused("odd_answer", f"> {MOST_PAGES} pages"))


class HostComments:
    """The comments of a change, where a host's interface has them."""

    def __init__(self, web: Web, listed_at: str, each_at: str, renewal: str) -> None:
        """Take the interface, the address of their list, what stands before the number of each, how one is renewed."""
        self.web, self.listed_at, self.each_at, self.renewal = web, listed_at, each_at, renewal

    def records(self, query: str) -> list[dict[str, Json]]:
        """Return all comments as the host has them; raises HostRefusal where there is no such change."""
        try:
            return listed(self.web, f"{self.listed_at}?{query}")
        except Gone:
            raise HostRefusal(Refused("not_found")) from None

    def create(self, body: str) -> None:
        """Write a comment."""
        try:
            self.web.ask("POST", self.listed_at, {"body": body})
        except Gone:
            raise HostRefusal(Refused("not_found")) from None

    def update(self, comment: int, body: str) -> None:
        """Write a comment anew; raises Gone."""
        self.web.ask(self.renewal, f"{self.each_at}/{comment}", {"body": body})

    def remove(self, comment: int) -> None:
        """Take a comment away; raises Gone."""
        self.web.ask("DELETE", f"{self.each_at}/{comment}")
