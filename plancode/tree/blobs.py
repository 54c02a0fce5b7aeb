"""The contents of files in a repository, by oid, through one process that lives as long as it is needed."""

import contextlib
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import IO, Final

from plancode.errors import GitFailedError
from plancode.tree.command import TIMEOUT, start

_BLOB: Final = b"blob"


class Blobs:
    """Reads files by oid. The process is started by the first, and ended by `close` or when nobody needs it."""

    def __init__(self, home: Path) -> None:
        """Take a folder of the repository."""
        self._home = home
        self._running: _Running | None = None
        self._end: weakref.finalize[[], Blobs] | None = None

    def read(self, oid: str, limit: int) -> bytes:
        """Return at most `limit` + 1 bytes of a file.

        Raises GitFailedError where git gives up, which it does where a clone lacks the file, or the file is damaged.
        """
        with self._asked(oid) as running:
            size = running.size()
            data = running.take(min(size, limit + 1))
            if size > limit:
                self.close()  # rather than to read the rest of what is too large
            else:
                running.finish()
            return data

    def read_all(self, oids: Sequence[str]) -> dict[str, bytes]:
        """Return several files by oid, which is ten times as fast as one after the other; they should be small.

        Raises GitFailedError where git gives up at one of them.
        """
        with self._asked(*oids) as running:
            files = {}
            for oid in oids:
                files[oid] = running.take(running.size())
                running.finish()
            return files

    def close(self) -> None:
        """End the process, if there is one; the next file starts another."""
        if self._end is not None:
            self._end()
        self._running = self._end = None

    @contextlib.contextmanager
    def _asked(self, *oids: str) -> "Iterator[_Running]":
        if self._running is None:
            self._running = _Running(self._home)
            self._end = weakref.finalize(self, self._running.end)
        running = self._running
        try:
            running.ask(oids)
            yield running
        except (EOFError, OSError, ValueError):
            self.close()
            raise GitFailedError(f"object {oids[0]} is missing or damaged") from None


class _Running:
    """One `git cat-file --batch`, ended if it lets anybody wait."""

    def __init__(self, home: Path) -> None:
        self._process = start(home, "cat-file", "--batch")
        self._asked = self._answered = 0
        self._ended = Event()
        Thread(target=self._watch, daemon=True).start()

    def ask(self, oids: Sequence[str]) -> None:
        """Ask for files; each must then be read to its end, in this order."""
        self._asked += 1
        to = _pipe(self._process.stdin)
        to.write("".join(f"{oid}\n" for oid in oids).encode())
        to.flush()

    def size(self) -> int:
        """Return the size of the file that comes next; raises ValueError where it is none."""
        _, kind, size = _pipe(self._process.stdout).readline().split()
        if kind != _BLOB:
            raise ValueError(kind)
        return int(size)

    def take(self, count: int) -> bytes:
        """Return so many bytes of the file that comes next; raises EOFError where git ended before."""
        data = _pipe(self._process.stdout).read(count)
        if len(data) < count:
            raise EOFError
        return data

    def finish(self) -> None:
        """Read the line break after a whole file."""
        _pipe(self._process.stdout).read(1)
        self._answered = self._asked

    def end(self) -> None:
        """End the process, whatever it is doing: it changes nothing, so nothing is lost."""
        self._ended.set()
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                _pipe(pipe).close()
        self._process.wait()

    def _watch(self) -> None:
        """Kill the process where one answer takes longer than TIMEOUT; reading from it then ends."""
        waiting = None
        while not self._ended.wait(TIMEOUT):
            if self._asked == self._answered:
                waiting = None
            elif waiting == self._asked:
                self._process.kill()
            else:
                waiting = self._asked


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError
    return pipe
