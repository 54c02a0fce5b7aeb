"""What tests of several folders need: the command in a process of its own, copies of plans, rendered pages."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, Final

import pytest
from cmarkgfm.cmark import Options, markdown_to_html_with_extensions

from plancode.cli.main import run

ROOT: Final = Path(__file__).parents[1]
PLANS: Final = ROOT / "plans"
AS_OF: Final = date(2026, 4, 1)
DAY: Final = ("--as-of", AS_OF.isoformat())
DAYS: Final = {"adventure-works": date(2013, 10, 15)}
"""The days of example plans that lie in another time."""
_OF_OURS: Final = (
    "COLUMNS", "FORCE_COLOR", "LANG", "LANGUAGE", "LC_", "NO_COLOR", "PYTHON", "SOURCE_DATE_EPOCH", "TERM", "TZ",
)  # fmt: skip
_INLINE: Final = frozenset({"a", "code", "del", "em", "strong"})
HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
Tag = tuple[str, tuple[tuple[str, str | None], ...]]


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def require(condition: object, reason: str) -> None:
    """Skip a test where a condition does not hold; fail it where PLANCODE_REQUIRE=all says nothing may be skipped."""
    if condition:
        return
    if os.environ.get("PLANCODE_REQUIRE") == "all":
        pytest.fail(reason)
    pytest.skip(reason)


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment without what changes the output of the command, and with some changes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OF_OURS)}
    return kept | {"PYTHONPATH": str(ROOT)} | changes


def command(*arguments: str | Path) -> list[str]:
    """Return the command line that runs plancode in a process of its own."""
    return [sys.executable, "-m", "plancode", *map(str, arguments)]


def plancode(*arguments: str | Path, env: Mapping[str, str] | None = None, **options: Any) -> Ended:  # noqa: ANN401
    """Run the command in a process of its own; `options` are those of `subprocess.run`."""
    done = subprocess.run(
        command(*arguments), capture_output=True, check=False, timeout=120, env=env or environment(), **options
    )
    return Ended(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def ran(*arguments: str | Path) -> Ended:
    """Run the command in this process, which takes a tenth of the time of another one."""
    out, err = (TextIOWrapper(BytesIO(), "utf-8", newline="") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = run([*map(str, arguments)])
    return Ended(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())


def no_traceback(text: str) -> bool:
    """Whether a text is what people may be shown: no trace of Python."""
    return "Traceback" not in text and 'File "' not in text and "Exception ignored" not in text


def copy_plan(name: str, folder: Path) -> Path:
    """Copy an example plan below a folder."""
    ignored = shutil.ignore_patterns("build", "__pycache__")
    return Path(shutil.copytree(PLANS / name, folder / name, ignore=ignored))


def content_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rendered(markdown: str) -> str:
    """Return Markdown as HTML, as a git website makes it but with nothing filtered out of it."""
    extensions = ["table", "autolink", "strikethrough", "tasklist"]
    return str(markdown_to_html_with_extensions(markdown, Options.CMARK_OPT_UNSAFE, extensions))


class Page(HTMLParser):
    """HTML taken apart: its tags in order, its headings, tables and links, and the text a reader sees."""

    def __init__(self, markup: str) -> None:
        """Take a page apart."""
        super().__init__(convert_charrefs=True)
        self.markup = markup
        self.tags: list[Tag] = []
        self.headings: list[tuple[str, str]] = []
        self.tables: list[list[int]] = []
        self.links: list[str] = []
        self._heading = False
        self._text: list[str] = []
        self.feed(markup)
        self.close()

    @property
    def text(self) -> str:
        """The visible text, runs of white space as one space."""
        return spaced("".join(self._text))

    @property
    def names(self) -> list[str]:
        """The names of the tags in order."""
        return [name for name, _ in self.tags]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag, and begin what it begins."""
        self.tags.append((tag, tuple(attrs)))
        if tag in HEADINGS:
            self._heading = True
            self.headings.append((tag, ""))
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append(0)
        if tag in ("td", "th"):
            self.tables[-1][-1] += 1
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a heading or another block."""
        if tag in HEADINGS:
            self._heading = False
        self._space(tag)

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self._text.append(data)
        if self._heading:
            tag, text = self.headings[-1]
            self.headings[-1] = (tag, text + data)

    def updatepos(self, i: int, j: int) -> int:  # noqa: ARG002  # the signature of the parser
        """Count no lines, for nobody asks where a tag stands."""
        return j

    def _space(self, tag: str) -> None:
        if tag not in _INLINE:
            self._text.append(" ")


def spaced(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())
