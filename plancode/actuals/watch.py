"""Work that is watched: it ends when its time is over, and at once when the command is stopped.

An engine works in code that no signal reaches, so that it runs in a thread of its own while the command waits. What is
told to stop there ends within moments; what does not is left behind, and ends with the process.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Final, Literal, TypeVar

T = TypeVar("T")
LimitMeasure = Literal["seconds", "together", "rows", "groups", "memory", "bytes", "columns"]
_GRACE: Final = 5.0
"""Seconds that work has to end once it was told to."""


class OverBudgetError(Exception):
    """A source takes more than it may: of which, and how much it may take."""

    def __init__(self, measure: LimitMeasure, limit: int) -> None:
        """Keep both."""
        self.measure, self.limit = measure, limit
        super().__init__(f"{measure}: {limit}")


_LOOK: Final = 0.2
"""Seconds between two looks at the clock."""
_WAITING: Final = 10
"""So many times as long as the processor may work, the work may wait for something."""


class Stock:
    """Time of the processor that several sources share."""

    def __init__(self, seconds: int) -> None:
        """Begin with all of it."""
        self.whole = seconds
        self.left: float = seconds


class Watch:
    """Watches the work on one source."""

    def __init__(self, seconds: int, *, of_processor: bool = False, stock: Stock | None = None) -> None:
        """Begin; the time counts from now. It is that of the processor where work is done in this process."""
        self._stock = stock
        self.seconds = seconds
        self._clocks = (time.monotonic, time.process_time) if of_processor else (time.monotonic,)
        # time of the processor does not pass for work that waits for a slow disk, so there is a limit by the clock too
        waiting = seconds * _WAITING if of_processor else seconds
        own = min(seconds, stock.left) if stock is not None else seconds
        self._ends = [clock() + most for clock, most in zip(self._clocks, (waiting, own), strict=False)]
        self._told: list[Callable[[], object]] = []
        self._is_over = threading.Event()

    def tells(self, stop: Callable[[], object]) -> None:
        """Have something told to stop when the work is to end."""
        self._told.append(stop)
        if self._is_over.is_set():  # it came too late to be told with the others
            stop()

    def check(self) -> None:
        """End the work here if its time is over; for loops that nothing can tell to stop."""
        is_late = any(clock() > end for clock, end in zip(self._clocks, self._ends, strict=True))
        if self._is_over.is_set() or is_late:
            if self._stock is not None and self._stock.left < self.seconds:
                raise OverBudgetError("together", self._stock.whole)
            raise OverBudgetError("seconds", self.seconds)

    def run(self, work: Callable[[], T]) -> T:
        """Do the work and return what it returns; raises OverBudgetError, and whatever stops the command."""
        done: Future[T] = Future()
        begun = time.process_time()
        # a daemon: what cannot be told to stop must not keep the process from ending
        thread = threading.Thread(target=_settle, args=(work, done), daemon=True)
        thread.start()
        try:
            while not wait([done], _LOOK).done:
                self.check()
            return done.result()
        finally:
            if self._stock is not None:
                self._stock.left -= time.process_time() - begun
            if not done.done():
                self._is_over.set()
                for stop in tuple(self._told):  # a copy: the work may still add to them
                    stop()
                thread.join(_GRACE)


def _settle(work: Callable[[], T], done: "Future[T]") -> None:
    try:
        done.set_result(work())
    except BaseException as error:  # noqa: BLE001  # it is raised where the result is asked for
        done.set_exception(error)
