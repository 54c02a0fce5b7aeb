"""The values that findings, tables, changes and pages carry. Sentences are made of them only when somebody reads them.

A `str` is an author's text, a tuple several things in a list, None nothing. Words of ours are `Term`s, never texts.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plancode.period import Period
from plancode.quantity import Quantity, Rate, places_against, rounded


@dataclass(frozen=True, slots=True)
class Ref:
    """Something the plan names: its kind, its id, the title people know it by, and of a metric the currency.

    What has no title of its own may be called after something else, as a KPI after its metric.
    """

    kind: str
    id: str
    title: str = ""
    unit: str = ""
    called_after: "Ref | None" = None

    @property
    def label(self) -> str:
        """What people call it: its title, else its id."""
        return self.title or self.id


@dataclass(frozen=True, slots=True)
class Term:
    """A word or sentence of ours, by its key in the catalogue, with values to stand in it."""

    key: str
    values: "tuple[tuple[str, Said], ...]" = ()


@dataclass(frozen=True, slots=True)
class KindName:
    """A kind of document or entity, to be named in the reader's language; `spelled` as a key."""

    kind: str
    spelled: bool = False


@dataclass(frozen=True, slots=True)
class PlanKey:
    """A key of the plan language (`start`), and the model that has it, whose own word for it goes first.

    `spelled` has the key itself said, which is what authors write, with its word where the language is another.
    """

    key: str
    model: str = ""
    spelled: bool = False


@dataclass(frozen=True, slots=True)
class PlanWord:
    """A word of the plan language, such as `primary`, and the field (`Owner.as`) that takes it; `spelled` as a key."""

    text: str
    field: str = ""
    spelled: bool = False


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A text that must be read letter by letter: an id, a code, a path."""

    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finished sentence, such as a message; what stands in backticks is to be read letter by letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page, or to a heading (`anchor` is the heading's text as its page has it)."""

    page: str
    text: "Said"
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Several things in one line, with `separator` (a word of ours) between them; what is nothing is left out."""

    parts: "tuple[Said, ...]"
    separator: str = "list.comma"


@dataclass(frozen=True, slots=True)
class Record:
    """Several values that belong together, by the keys people write; `model` has the keys, a mapping has none.

    `in_order` says that the order of such records in a list means something.
    """

    fields: "tuple[tuple[str, Said], ...]"
    model: str = ""
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Rounded:
    """An amount as tables have it: in whole units, in Chinese in 万 with one decimal, small ones with two decimals.

    Small ones of a currency without cents, or with thousandths, have as many `places` as its smallest part.
    """

    value: Decimal
    places: int = 2


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number with so many decimals."""

    value: Decimal
    places: int


@dataclass(frozen=True, slots=True)
class Against:
    """A number that is held against limits; it is told with as many decimals as show on which side of each it lies.

    A share has the unit `%`, and the limits are shares like it.
    """

    value: Decimal
    limits: tuple[Decimal, ...]
    unit: str = ""

    def told(self, places: int) -> Decimal:
        """Return the number with so many decimals (of a share, those of the share itself), or as many as show it."""
        return rounded(self.value, places_against(self.value, self.limits, places))


Said = (
    str | bool | int | Decimal | date | Period | Quantity | Rate | Rounded | Fixed | Against | Ref | Term | KindName
    | PlanKey | PlanWord | Verbatim | Sentence | Link | Joined | Record | tuple["Said", ...] | None
)  # fmt: skip
"""Whatever can be said."""
Values = dict[str, Said]
"""What fills the places of a sentence, by their names."""
