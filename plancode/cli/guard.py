"""What no runner of CI obeys: everything that a command prints goes through here, in every format.

A runner reads what a step prints, on both streams, and obeys lines that look like its commands: GitHub Actions those
that begin with `::`, after any blanks, and `##[` anywhere in a line; Azure Pipelines `##vso[` anywhere; TeamCity
`##teamcity[`. Text of a plan could say such a thing. One blank breaks it: `: :warning::`, `# #vso[`. In JSON, where a
blank would be another value, the second sign is escaped. Only `--format github` gives commands, by `print_commands`.
"""

import io
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO, cast

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_BLANK: Final = (
    rb"(?:[\t-\r\x1c-\x20]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80)"
)
"""What .NET trims from the beginning of a line, in UTF-8."""
_LINE: Final = re.compile(rb"((?:\A|(?<=[\r\n]))" + _BLANK + rb"*+:)(?=:)")
_ANYWHERE: Final = re.compile(rb"#(?=#[A-Za-z]*\[)")


def broken(data: bytes) -> bytes:
    """Return output, of which each part begins a line, so that no runner finds a command in it."""
    if data[:1] in (b"{", b"["):
        return re.sub(rb"#(#)(?=[A-Za-z]*\[)", rb"#\\u0023", data)
    return _ANYWHERE.sub(b"# ", _LINE.sub(rb"\1 ", data))


class _Guard(io.BufferedIOBase):
    """A stream that lets no command through. It is not closed with what wraps it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def write(self, data: "ReadableBuffer", /) -> int:
        """Write what came, commands in it broken; return how many bytes came, not how many went out."""
        output = bytes(data)
        self.stream.write(broken(output))
        return len(output)

    def writable(self) -> bool:
        """Whether it can be written to: always, or whatever wraps it refuses it."""
        return True

    def flush(self) -> None:
        """Hand on what the stream holds back."""
        self.stream.flush()

    def close(self) -> None:
        """Leave the stream open: it is the process's own."""

    def isatty(self) -> bool:
        """Whether the stream is a terminal, which decides on colour and width."""
        return self.stream.isatty()

    def fileno(self) -> int:
        """Return the descriptor of the stream; raises what the stream raises where it has none."""
        return self.stream.fileno()


@contextmanager
def guarded() -> Iterator[None]:
    """Guard both streams of this process."""
    with ExitStack() as stack:
        for name in ("stdout", "stderr"):
            stream: TextIO = getattr(sys, name)
            if hasattr(stream, "buffer"):
                guard = cast("BinaryIO", _Guard(stream.buffer))
                form = io.TextIOWrapper(guard, stream.encoding, stream.errors, write_through=True)
                setattr(sys, name, form)
                stack.callback(setattr, sys, name, stream)
        yield


def print_commands(data: bytes) -> None:
    """Print commands that a runner is to obey; no text of a plan stands in them but escaped."""
    out = sys.stdout.buffer
    (out.stream if isinstance(out, _Guard) else out).write(data)
    out.flush()
