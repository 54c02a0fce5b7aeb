"""A problem that the policy has judged: with code, name, severity and a fingerprint that outlives line numbers."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from plancode.findings.acceptance import Acceptance
from plancode.findings.place import Place
from plancode.findings.severity import Severity
from plancode.said.value import Ref, Said

FindingSort = tuple[str, str, str]
"""Code, variant and file of findings that are alike."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `count` is more than 1 where many of one sort in one file were folded into it.

    `grown` is how many of those are new, where findings stand against those of an earlier revision.
    """

    code: str
    name: str
    severity: Severity
    variant: str
    values: Mapping[str, Said]
    place: Place
    entity: Ref | None
    related: tuple[Place, ...]
    fingerprint: str
    count: int = 1
    grown: int = 0
    weight: Decimal | None = None
    """How bad it is among those of its rule, where that can be said."""
    suppressed_because: str | None = None
    is_implied: bool = False
    """Whether it is there and not told, because another finding says it with something larger."""
    accepted_by: Acceptance | None = None
    """The statement of the plan that accepts it; what accepted.yaml accepts has none."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has accepted it."""
        return self.suppressed_because is None

    @property
    def sort(self) -> FindingSort:
        """What findings have in common that fold into one."""
        return (self.code, self.variant, self.place.path)


def fingerprint(plan: str, code: str, *parts: str) -> str:
    """Return a digest that names the same finding in every revision of the plan."""
    digest = hashlib.sha256("\0".join((plan, code, *parts)).encode())
    return digest.hexdigest()[:16]


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in reading order: by file, line, column, then code."""
    return tuple(sorted(findings, key=_reading_order))


def _reading_order(finding: Finding) -> tuple[str, int, int, str, str]:
    span = finding.place.span
    return (finding.place.path, finding.place.line, span.column if span else 0, finding.code, finding.fingerprint)
