"""Why a source gives nothing. What engines say of it stays here: only what sort of error it was goes on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from plancode.actuals.records import NoReading, Refusal
from plancode.actuals.watch import OverBudgetError

_OURS: Final = Path(__file__).parents[1]
_MEANINGS: Final[dict[str, Refusal]] = {
    "PermissionException": "reaches",  # DuckDB, of a view
    "OutOfMemoryException": "memory",
    "TableNotFound": "no_table",  # Ibis
    "CatalogException": "no_table",
    "UndefinedTable": "no_table",  # PostgreSQL
    "QueryCanceled": "seconds",
    "InsufficientPrivilege": "refuses",
    "ImportError": "library",
    "BadZipFile": "unreadable",
}
"""What errors of engines mean, by the name of their class or of one above it: no engine need be loaded to ask."""


class RefusedError(Exception):
    """A source is not read on."""

    def __init__(
        self, reason: Refusal, names: tuple[str, ...] = (), *, line: int = 0, found: int = 0, limit: int = 0
    ) -> None:
        """Keep why; who reads the lines of orders says so."""
        self.of_lines = False
        self.reason, self.names, self.line, self.found, self.limit = reason, names, line, found, limit
        super().__init__(reason)


def refusal_of(source: str, error: Exception, otherwise: Refusal, limits: dict[Refusal, int]) -> NoReading:
    """Return why a source gives nothing, from whatever was raised while it was read."""
    if isinstance(error, RefusedError):
        return NoReading(
            source, error.reason, error.names, error.line, error.found, error.limit, of_lines=error.of_lines
        )
    if isinstance(error, OverBudgetError):
        return NoReading(source, error.measure, limit=error.limit)
    reason = next((_MEANINGS[name] for name in _classes(error) if name in _MEANINGS), otherwise)
    names = (error.name or "",) if isinstance(error, ImportError) else ()
    return NoReading(source, reason, names, limit=limits.get(reason, 0))


def is_said_by_engine(error: Exception) -> bool:
    """Whether an error has words that are not ours."""
    return not isinstance(error, RefusedError | OverBudgetError)


def is_own_fault(error: Exception) -> bool:
    """Whether an error comes of a slip in plancode itself, which must not pass for a source that cannot be read."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    is_ours = at is not None and Path(at.tb_frame.f_code.co_filename).is_relative_to(_OURS)
    return is_ours and isinstance(error, AttributeError | NameError | TypeError | AssertionError)


def _classes(error: Exception) -> Iterator[str]:
    """Yield the names of the classes of an error, and of those that it came from."""
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield from (class_.__name__ for class_ in type(at).__mro__)
        at = at.__cause__ or at.__context__
