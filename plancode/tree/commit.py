"""A commit as people see it: who, when, and what it says it does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

FORMAT: Final = "%an%n%ad%n%cd%n%s"
"""What git is asked to print of a commit, after a line with its oid. None of these can hold a line break."""
DATES: Final = "--date=raw"
"""Dates as seconds with an offset: git itself fails where it is to write out some that people have forged."""
AUTHORS: Final = ("--no-merges", "--format=%ae", "--encoding=UTF-8")
"""What git is asked of those who wrote commits: an address, after a line with the oid."""
Signed = tuple[str, str]
"""The oid of a commit, and the address of its author, whatever somebody wrote there."""
_LINES: Final = 5
_NO_DATE: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its oid, its author by name, when it was written and when it was committed, and its subject.

    Name and subject are whatever somebody wrote. Dates keep the offset of whoever made them; one that is no date is
    the beginning of 1970.
    """

    oid: str
    author: str
    authored: datetime
    committed: datetime
    subject: str


def commits_of(printed: bytes) -> Iterator[Commit]:
    """Yield the commits that git printed by FORMAT."""
    lines = [line.decode("utf-8", "backslashreplace") for line in printed.split(b"\n")]
    for start in range(0, len(lines) - _LINES + 1, _LINES):
        header, author, authored, committed, subject = lines[start : start + _LINES]
        yield Commit(header.removeprefix("commit "), author, _moment(authored), _moment(committed), subject)


def authors_of(printed: bytes) -> Iterator[Signed]:
    """Yield the commits that git printed by AUTHORS."""
    lines = [line.decode("utf-8", "backslashreplace") for line in printed.split(b"\n")]
    for header, address in zip(lines[::2], lines[1::2], strict=False):
        yield header.removeprefix("commit "), address


def _moment(text: str) -> datetime:
    """Return the moment that `1767600000 +0800` is."""
    seconds, _, offset = text.partition(" ")
    try:
        minutes = int(offset[1:3]) * 60 + int(offset[3:5])
        zone = timezone(timedelta(minutes=-minutes if offset.startswith("-") else minutes))
        return (_NO_DATE + timedelta(seconds=int(seconds))).astimezone(zone)
    except (ValueError, OverflowError):
        return _NO_DATE
