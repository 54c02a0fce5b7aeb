"""What the columns of a sheet are: fields of a model whose values a cell can hold, and what a cell of each can say."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Final, Literal, cast, get_args

from pydantic.fields import FieldInfo

from plancode.findings.place import Route
from plancode.model.base import Keyed, To
from plancode.model.cell_records import record_of
from plancode.model.cells import kinds_of, reference_of
from plancode.quantity import Quantity, Rate
from plancode.said.value import Joined, PlanKey, Said
from plancode.shape.base import PAY, Shape
from plancode.shape.fields import fields_by_key

CellForm = Literal["text", "name", "names", "texts", "figure", "number", "day", "flag", "word", "records"]
"""What a cell of a column says; `records` are names with the part of each, such as owners."""
SEVERAL: Final = frozenset({"names", "texts", "records"})
"""Forms whose cells may say several things."""
MappedKeys = Mapping[str, Sequence[tuple[str, Said]]]
"""The keys that fields which are mappings have in a plan, such as skills and systems of codes, and their names."""
_LEFT_OUT: Final = frozenset({"labels", "formerly", "extra"})
"""Fields of every model that no sheet has."""
_FORMS: Final[dict[type, CellForm]] = {
    Quantity: "figure", Decimal: "number", int: "number", date: "day", bool: "flag", str: "text",
}  # fmt: skip
_SENTENCES: Final = frozenset({"text", "note", "evidence"})


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column: a field of a model, or a key of a mapping in one; without a form, what is told beside."""

    key: str
    heading: Said
    form: CellForm | None = None
    model: type[Shape] | None = None
    annotation: Hashable = None
    to: To | None = None
    words: tuple[str, ...] = ()

    @property
    def route(self) -> Route:
        """The keys that lead to its values."""
        return tuple(self.key.split("."))

    @property
    def is_wide(self) -> bool:
        """Whether its texts are sentences."""
        return self.key in _SENTENCES


def columns_of(model: type[Keyed], mapped: MappedKeys) -> tuple[BookColumn, ...]:
    """Return the columns of a model's fields, as far as a cell can hold their values; none of what is pay."""
    fields = fields_by_key(model)
    shown = {key: info for key, info in fields.items() if key not in _LEFT_OUT and not _is_pay(info)}
    if "name" in fields:
        shown.pop("title", None)
    return tuple(column for key, info in shown.items() for column in _columns(model, key, info, mapped))


def _is_pay(info: FieldInfo) -> bool:
    extra = info.json_schema_extra
    return isinstance(extra, dict) and extra.get("x-sensitivity") == PAY.value


def _columns(model: type[Keyed], key: str, info: FieldInfo, mapped: MappedKeys) -> Iterator[BookColumn]:
    annotation, head = cast("Hashable", info.annotation), PlanKey(key, model.__name__)
    if dict in kinds_of(annotation)[0]:
        form: CellForm = "number" if int in kinds_of(annotation)[1] else "texts"
        for below, name in mapped.get(key, ()):
            yield BookColumn(f"{key}.{below}", Joined((head, name), "list.colon"), form, model, annotation)
        return
    known = _form_of(annotation, info)
    if known is not None:
        yield column_of(model, key, known)


def column_of(model: type[Shape], key: str, form: CellForm) -> BookColumn:
    """Return the column of a field."""
    info = fields_by_key(model)[key]
    annotation = cast("Hashable", info.annotation)
    record = record_of(annotation)
    to = record.to if record is not None else reference_of(info)
    return BookColumn(key, PlanKey(key, model.__name__), form, model, annotation, to, _words(annotation))


def _form_of(annotation: Hashable, info: FieldInfo) -> CellForm | None:
    """Return what cells of a field say; None where no cell can say it."""
    origins, leaves = kinds_of(annotation)
    kinds = {leaf for leaf in leaves if isinstance(leaf, type)} - {NoneType}
    if reference_of(info) is not None:
        return "names" if tuple in origins else "name"
    record = record_of(annotation)
    if record is not None and record.to is not None:
        return "records"
    if Literal in origins:
        return "word"
    if any(issubclass(kind, Shape | Rate) for kind in kinds):
        return None
    if tuple in origins:
        return "texts" if kinds == {str} else None
    return _FORMS.get(kinds.pop()) if len(kinds) == 1 else None


def _words(annotation: object) -> tuple[str, ...]:
    """Return the words of the plan language that a field may be."""
    if Literal not in kinds_of(annotation)[0]:
        return ()
    found = tuple(text for text in get_args(annotation) if isinstance(text, str))
    return found or tuple(text for part in get_args(annotation) for text in _words(part))
