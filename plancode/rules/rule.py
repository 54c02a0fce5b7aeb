"""What a rule is, and the two ways to declare one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import cleandoc
from typing import Final

from plancode.findings.problem import Problem
from plancode.findings.severity import Severity
from plancode.rules.context import RuleContext

Check = Callable[[RuleContext], Iterator[Problem]]

ERROR: Final = Severity.ERROR
WARNING: Final = Severity.WARNING
INFO: Final = Severity.INFO


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: code and name never change, the page explains it, `check` finds it.

    A rule without a check is reported by an earlier stage (reading, shape) and only judged and explained here. One that
    needs `figures` is not asked where the plan's period cannot be read, one that needs `results` only where a command
    has read them, one that judges a `change` only where two revisions are compared.
    """

    code: str
    name: str
    severity: Severity
    since: str
    page: str
    check: Check | None = None
    figures: bool = False
    results: bool = False
    change: bool = False

    @property
    def family(self) -> str:
        """The first three letters of the code."""
        return self.code[:3]


def rule(  # noqa: PLR0913  # what a rule is
    code: str,
    name: str,
    severity: Severity,
    *,
    since: str = "0.1.0",
    figures: bool = False,
    results: bool = False,
    change: bool = False,
) -> Callable[[Check], Rule]:
    """Make a rule of a function that yields problems; its docstring becomes the page."""

    def make(check: Check) -> Rule:
        return Rule(code, name, severity, since, cleandoc(check.__doc__ or ""), check, figures, results, change)

    return make


def fault(code: str, name: str, severity: Severity, *, since: str = "0.1.0") -> Callable[[Callable[[], None]], Rule]:
    """Declare a rule that an earlier stage reports; the docstring of the empty function becomes the page."""

    def make(declared: Callable[[], None]) -> Rule:
        return Rule(code, name, severity, since, cleandoc(declared.__doc__ or ""))

    return make
