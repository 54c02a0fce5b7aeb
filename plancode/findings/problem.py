"""A fault as the code that saw it states it: where, whose, which variant, with what figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from plancode.findings.place import Place
from plancode.findings.values import Ref, Value


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault, without a sentence.

    `variant` picks the message of the catalogue entry `CODE.variant`; `values` fill it. `subject` tells apart
    several problems of one code at one entity, and must not change when lines or list positions do. Rules
    leave `code` empty: the engine knows whose problem it is.
    """

    place: Place
    variant: str = "plain"
    values: Mapping[str, Value] = field(default_factory=dict)
    entity: Ref | None = None
    subject: str = ""
    related: tuple[Place, ...] = ()
    code: str = ""
