"""Requests to a code host: only to the host that was named, only over https, never for long, never for much."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from time import sleep
from typing import Final, NoReturn

from plancode.forge.comments import Gone, HostRefusal
from plancode.forge.outcomes import Refused, Why

TIMEOUT: Final = 20
LARGEST: Final = 5_000_000
"""The most bytes of an answer: a hundred comments of the longest sort."""
LONGEST_WAIT: Final = 60
"""The most seconds to wait when the host asks for patience."""
_TRIES: Final = 3
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_LATER: Final = 429
_LIMITED: Final = 403
"""What GitHub answers, with Retry-After, where requests come too fast."""
_GONE: Final = frozenset({404, 410})
_BUSY: Final = frozenset({429, 502, 503, 504})
_REFUSALS: Final[dict[int, Why]] = {401: "token", 403: "token", 413: "too_long", 422: "too_long"}
_SHOWN: Final = 200
Data = str | int | bool | None | list["Data"] | dict[str, "Data"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answers: the data, and the address of the next page where there is one."""

    data: Data
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
        self.root, self.headers = root.rstrip("/"), dict(headers)
        self._opener = urllib.request.build_opener(_SameHost())

    def ask(self, method: str, path: str, data: Data = None) -> Answer:
        """Ask the host something; raises Gone where it is not there, else HostRefusal."""
        address = path if path.startswith(f"{self.root}/") else f"{self.root}/{path}"
        for left in range(_TRIES - 1, -1, -1):
            try:
                return self._asked(method, address, data)
            except urllib.error.HTTPError as error:
                self._judge(error, again=bool(left) and (method != "POST" or error.code == _LATER))
            except (OSError, HTTPException) as error:
                raise HostRefusal(Refused("unreachable", str(getattr(error, "reason", error))[:_SHOWN])) from None
        raise HostRefusal(Refused("busy"))

    def _asked(self, method: str, address: str, data: Data) -> Answer:
        body = json.dumps(data).encode() if data is not None else None
        headers = self.headers | ({"Content-Type": "application/json"} if body is not None else {})
        request = urllib.request.Request(address, body, headers, method=method)  # noqa: S310  # the scheme is checked
        with self._opener.open(request, timeout=TIMEOUT) as response:
            return Answer(_data(response), _following(response.headers.get("Link", ""), self.root))

    def _judge(self, error: urllib.error.HTTPError, *, again: bool) -> None:
        """Wait and return where it is worth asking again, else raise; what may have been written is not sent twice."""
        said = error.read(LARGEST).decode("utf-8", "replace")
        asked = error.headers.get("Retry-After") or ("1" if error.code in _BUSY else None)
        if error.code in _GONE:
            raise Gone
        if asked is not None and error.code in _BUSY | {_LIMITED}:
            wait = int(asked) if asked.isdecimal() else LONGEST_WAIT + 1
            if again and wait <= LONGEST_WAIT:
                sleep(wait)
                return
            raise HostRefusal(Refused("busy", asked))
        why: Why = "fork" if "not accessible by integration" in said else _REFUSALS.get(error.code, "odd_answer")
        raise HostRefusal(Refused(why, f"{error.code} {_message(said)}"))


def _data(response: HTTPResponse) -> Data:
    text = response.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise HostRefusal(Refused("odd_answer", "too long"))
    if not text:
        return None
    try:
        found: Data = json.loads(text)
    except (ValueError, RecursionError):
        raise HostRefusal(Refused("odd_answer", "no JSON")) from None
    return found


def _message(said: str) -> str:
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        return said[:_SHOWN]
    return str(found.get("message", said))[:_SHOWN] if isinstance(found, dict) else said[:_SHOWN]


def _following(links: str, root: str) -> str | None:
    """Return the address of the next page from a Link header, where it is on the same host."""
    for link in links.split(","):
        address, _, rel = link.partition(";")
        target = address.strip().removeprefix("<").removesuffix(">")
        if 'rel="next"' in rel and target.startswith(f"{root}/"):
            return target
    return None


def listed(web: Web, path: str) -> list[dict[str, Data]]:
    """Return the records of all pages of a list."""
    found: list[dict[str, Data]] = []
    following: str | None = path
    while following is not None:
        answer = web.ask("GET", following)
        if not isinstance(answer.data, list):
            raise HostRefusal(Refused("odd_answer", "no list"))
        found += [one for one in answer.data if isinstance(one, dict)]
        following = answer.following
    return found
