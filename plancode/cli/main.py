"""The group of commands, and what becomes of every way in which one can end."""

import contextlib
import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Final

import click

from plancode import __version__
from plancode.cli.exits import Exit
from plancode.errors import PlancodeError

COMMANDS: Final = (
    "init",
    "check",
    "build",
    "show",
    "score",
    "track",
    "review",
    "explain",
    "schema",
    "diff",
    "log",
    "ci",
    "comment",
    "export",
    "owners",
)
REPORT_TO: Final = "the issue tracker of plancode"


class LazyGroup(click.Group):
    """Loads a command when it is used, so that the quick ones stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names of the commands, in the order in which they are met."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command by name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"plancode.cli.{cmd_name}").command
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, message="plancode %(version)s")
def plancode() -> None:
    """Check sales plans and publish them as work plans.

    A plan is a folder of YAML files. Begin with `plancode init FOLDER`, change the files, then run `plancode check
    FOLDER` until it finds nothing, and `plancode build FOLDER` to write the pages.
    """


def run(arguments: Sequence[str]) -> int:
    """Run the command line; return the exit code. Never lets a traceback out."""
    from plancode.cli.guard import guarded

    _prepare()
    with guarded():
        return invoke(arguments)


def invoke(arguments: Sequence[str]) -> int:  # noqa: PLR0911  # one for each way to end
    """Run a command of the command line within one that runs; return its exit code."""
    try:
        with plancode.make_context("plancode", list(arguments)) as context:
            code = plancode.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return _flushed(error.exit_code)
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            error.show()
        return Exit.CANNOT
    except (click.Abort, KeyboardInterrupt):
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return _closed()
    except PlancodeError as error:
        return _cannot(str(error))
    except OSError as error:
        return _cannot(f"{error.filename or 'output'}: {error.strerror or error}")
    except Exception:  # noqa: BLE001  # whatever it is, it is a fault of plancode and is told as one
        return bug(traceback.format_exc())
    return code if isinstance(code, int) else Exit.CLEAN


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _closed()
    except OSError as error:
        return _cannot(f"output: {error.strerror}")
    return code


def bug(trace: str) -> int:
    """Say that plancode is at fault, and keep the trace in a file; where that cannot be, show its last line."""
    import tempfile

    kept = trace.strip().rpartition("\n")[2]
    with contextlib.suppress(OSError):
        name, text = "plancode-report-", f"plancode {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n\n"
        with tempfile.NamedTemporaryFile("w", prefix=name, suffix=".txt", delete=False, encoding="utf-8") as file:
            file.write(text + trace)
        kept = file.name
    with contextlib.suppress(OSError):
        told = "plancode: this is a fault of plancode, not of your plan. Please take this to"
        click.echo(f"{told} {REPORT_TO}:\n  {kept}", err=True)
    return Exit.BUG


def _cannot(reason: str) -> int:
    from plancode.locale.width import visible

    with contextlib.suppress(OSError):
        click.echo(f"plancode: {visible(reason)}", err=True)
    return Exit.CANNOT


def _closed() -> int:
    """Let Python's own flush at the end go nowhere, after the reader of a pipe has left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.CLOSED


def _prepare() -> None:
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, io.StringIO())  # the shell that ran us has closed it
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
