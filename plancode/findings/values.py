"""The typed values that problems carry: sentences are made of them only when somebody reads them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plancode.period import Period
from plancode.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Ref:
    """Something the plan names: its kind, its id, and the title people know it by."""

    kind: str
    id: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document or entity, to be named in the reader's language."""

    name: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Texts of which one is meant, or several are listed."""

    texts: tuple[str, ...]


Value = str | int | bool | Decimal | date | Quantity | Period | Ref | Kind | Choices | tuple[Ref, ...]
Values = dict[str, Value]
