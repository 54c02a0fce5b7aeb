"""A fault as the code that saw it states it: where, whose, which variant, with what figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from plancode.findings.place import Place
from plancode.findings.severity import Severity
from plancode.said.value import Ref, Said

MOST_APART: Final = 1000
"""Problems of one sort in one file that are told apart; more than can be mended one by one are only counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault, without a sentence.

    `variant` picks the message of the catalogue entry `CODE.variant`; `values` fill it. `subject` tells apart
    several problems of one code at one entity, and must not change when lines or list positions do. Rules
    leave `code` empty: the engine knows whose problem it is. `count` is more than 1 where others like it follow that
    are only counted. `weight` is how bad it is among those of its rule, where that can be said: more is worse. What
    `is_implied` is there, and is not told, because another problem says it with something larger.
    """

    place: Place
    variant: str = "plain"
    values: Mapping[str, Said] = field(default_factory=dict)
    entity: Ref | None = None
    subject: str = ""
    related: tuple[Place, ...] = ()
    code: str = ""
    count: int = 1
    weight: Decimal | None = None
    is_implied: bool = False
    severity: Severity | None = None
    """Another one than that of its rule, where that depends on who makes the change."""

    def with_another(self) -> "Problem":
        """Return the problem with one more like it that is only counted."""
        return replace(self, count=self.count + 1)
