"""The door from the shell."""

import contextlib
import gc
import os
import sys

from plancode.cli.stopping import listen


def main() -> None:
    """Run the command line and exit with its code. `--version` is answered before anything is loaded.

    The process ends soon: a plan makes many objects and drops few, and the garbage collector would look at all of them
    again and again, for half of the time. That is decided here, for a library must not tune the process of its caller.
    """
    gc.disable()
    listen()
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        _leave(_say_version())
    from plancode.cli.main import run

    _leave(run(sys.argv[1:]))


def _say_version() -> int:
    from plancode import __version__

    try:
        sys.stdout.write(f"plancode {__version__}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        return 141
    except OSError as error:
        sys.stderr.write(f"plancode: output: {error.strerror}\n")
        return 2
    return 0


def _leave(code: int) -> None:
    """End the process without taking a large plan apart object by object, which only costs time."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
