"""The door from the shell. `--version` is answered before anything is loaded."""

import contextlib
import os
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:] == ["--version"]:
        from plancode import __version__

        sys.stdout.write(f"plancode {__version__}\n")
        return
    from plancode.cli.main import run

    _leave(run(sys.argv[1:]))


def _leave(code: int) -> None:
    """End the process without taking a large plan apart object by object, which only costs time."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
