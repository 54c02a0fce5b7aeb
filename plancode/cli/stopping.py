"""Being told to stop: the process ends there and then, with the code of the signal, and with nothing half made.

Nothing is raised: whatever catches exceptions could swallow that, and the command would go on, or end as if all were
well. Whoever puts files in place holds the end off until they are all there or none is.
"""

import atexit
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, NoReturn

from plancode.cli.exits import Exit

_CODES: Final = {signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.TERMINATED}


class _Told:
    """The code to end with, once told to stop, and how many are putting files in place."""

    code: int | None = None
    holding: int = 0


def listen() -> None:
    """End this process when it is told to stop. A signal that whoever started it has switched off stays so."""
    for number in _CODES:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


@contextmanager
def held() -> Iterator[None]:
    """Finish what is begun inside before ending."""
    _Told.holding += 1
    try:
        yield
    finally:
        _Told.holding -= 1
        if _Told.code is not None and not _Told.holding:
            _end(_Told.code)


def _stop(number: int, frame: object) -> None:  # noqa: ARG001  # the signature of a handler
    _Told.code = _Told.code or _CODES[signal.Signals(number)]  # what was told first is what whoever waits expects
    if not _Told.holding:
        _end(_Told.code)


def _end(code: int) -> NoReturn:
    """Do what is to be done at the end of a process, such as removing folders for a time, and end."""
    with suppress(BaseException):  # whatever goes wrong here, or is told meanwhile, the process ends with this code
        atexit._run_exitfuncs()  # noqa: SLF001  # there is no other way to have it done here
    os._exit(code)
