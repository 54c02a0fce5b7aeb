"""A small code host that keeps comments in memory and answers as GitHub and GitLab do."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

TOKEN: Final = "ghs_secret"  # noqa: S105  # of this server
BOT: Final = {"login": "github-actions[bot]", "id": 41898282, "type": "Bot"}
SOMEBODY: Final = {"login": "zhou-min", "id": 7, "type": "User"}
PAGE: Final = 100
LONGEST: Final = 65_536


@dataclass
class Host:
    """What the host holds, what it was asked, and what it is to do wrong."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    faults: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    """Answers to give before any other: status, headers, body."""
    slow: float = 0
    viewer: str = "github-actions[bot]"
    """Who GitHub says owns the token."""
    root: str = ""
    number: int = 100

    def add(self, body: str, author: dict[str, Any] = BOT) -> int:
        """Put a comment there."""
        self.number += 1
        self.comments.append({"id": self.number, "body": body, "user": author, "author": author})
        return self.number

    @property
    def bodies(self) -> list[str]:
        """The texts of all comments."""
        return [str(one["body"]) for one in self.comments]

    @property
    def writes(self) -> list[str]:
        """The methods that changed something, in order."""
        return [method for method, path in self.asked if method != "GET" and path != "/graphql"]


@contextmanager
def served(host: Host) -> Iterator[Host]:
    """Serve a host on this machine."""

    class Handler(BaseHTTPRequestHandler):
        """Answers as the hosts do."""

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            host.asked.append((self.command, self.path))
            time.sleep(host.slow)
            status, headers, data = self._made(body)
            payload = data.encode() if isinstance(data, str) else json.dumps(data).encode() if data is not None else b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            with suppress(OSError):  # who asked has given up
                self.wfile.write(payload)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _answer  # noqa: N815  # the library's names

        def _made(self, body: Any) -> tuple[int, dict[str, str], Any]:  # noqa: ANN401
            if host.faults:
                return host.faults.pop(0)
            token = self.headers.get("Authorization", "").removeprefix("Bearer ") or self.headers.get("PRIVATE-TOKEN")
            if token != TOKEN:
                return 401, {}, {"message": "Bad credentials"}
            return respond(host, self.command, self.path, body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.root = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


def respond(host: Host, method: str, path: str, body: Any) -> tuple[int, dict[str, str], Any]:  # noqa: ANN401
    """Return status, headers and data of an answer."""
    if path == "/user":
        own = {"id": BOT["id"]} if any("merge_requests" in one for _, one in host.asked) else None
        return (200, {}, own) if own else (403, {}, {"message": "Resource not accessible by integration"})
    if path == "/graphql":
        return 200, {}, {"data": {"viewer": {"login": host.viewer}}}
    single = re.fullmatch(r"/.*/(?:comments|notes)/(\d+)", path)
    if single:
        return _single(host, method, int(single[1]), body)
    if method == "GET":
        return _list(host, path)
    if len(body["body"]) > LONGEST:
        return 422, {}, {"message": "Validation Failed", "errors": [{"field": "body", "code": "too_long"}]}
    host.add(body["body"].replace("\n", "\r\n"))
    return 201, {}, host.comments[-1]


def _single(host: Host, method: str, number: int, body: Any) -> tuple[int, dict[str, str], Any]:  # noqa: ANN401
    found = next((one for one in host.comments if one["id"] == number), None)
    if found is None:
        return 404, {}, {"message": "Not Found"}
    if method == "DELETE":
        host.comments.remove(found)
        return 204, {}, None
    found["body"] = body["body"]
    return 200, {}, found


def _list(host: Host, path: str) -> tuple[int, dict[str, str], Any]:
    match = re.search(r"[?&]page=(\d+)", path)
    page = int(match[1]) if match else 1
    some = host.comments[(page - 1) * PAGE : page * PAGE]
    more = len(host.comments) > page * PAGE
    base = re.sub(r"[?&]page=\d+", "", path)
    link = (
        {"Link": f'<{host.root}{base}&page={page + 1}>; rel="next", <{host.root}{base}&page=9>; rel="last"'}
        if more
        else {}
    )
    return 200, link, some
