"""What stands in the cells of a workbook: values of fields as a spreadsheet has them, and as texts to be compared."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from plancode.document.typed import TYPED
from plancode.exchange.workbook.columns import BookColumn
from plancode.locale.catalogue import Language
from plancode.model.base import To
from plancode.model.cell_records import record_of
from plancode.model.kinds import EntityKind
from plancode.model.naming import CalledNames
from plancode.quantity import Quantity, exact_share
from plancode.said.speaker import plain
from plancode.said.value import PlanWord
from plancode.shape.base import Shape
from plancode.shape.fields import attribute_names

CellValue = str | Decimal | Quantity | date | None
"""What a cell holds: a text, a number, a share (a quantity in %), a day, or nothing."""
_MOST_DIGITS: Final = 15
"""Digits that a number of a spreadsheet has; one with more is written as a text."""
_PARTS_NAMES: Final = re.compile(r"[;；、\n|,，:：=(（]|\s[/+&]\s")
"""What cannot stand in a name where several stand in a cell."""
_NUMBER: Final = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(%?)")
BETWEEN: Final = "; "


@dataclass(eq=False)
class BookWords:
    """How names, and words of the plan language, stand in cells: as people know them, where that is clear."""

    names: CalledNames
    language: Language
    _shown: dict[tuple[tuple[EntityKind, ...], str], str] = field(default_factory=dict)

    def name(self, to: To, own_id: str, *, beside: bool) -> str:
        """Return what is shown for an id: the name that means it alone; `beside` others it must not part from them."""
        if own_id in to.words:
            return plain(self.language).say(PlanWord(own_id))
        if (to.kinds, own_id) not in self._shown:
            refs = self.names.refs(to.kinds, (own_id,))
            label = plain(self.language).ref(refs[0]) if refs else own_id
            is_clear = self.names.meant((to.kinds, label, "")) == (own_id,)
            self._shown[to.kinds, own_id] = label if is_clear else own_id
        shown = self._shown[to.kinds, own_id]
        return own_id if beside and _PARTS_NAMES.search(shown) else shown

    def word(self, column: BookColumn, text: str) -> str:
        """Return our word for one of the plan language."""
        home = f"{column.model.__name__}.{column.key}" if column.model is not None else ""
        return plain(self.language).say(PlanWord(text, home))

    def flag(self, *, value: bool) -> str:
        """Return yes or no."""
        return plain(self.language).say(value)


def value_of(model: Shape, column: BookColumn, words: BookWords) -> CellValue:
    """Return what a cell says of a model: nothing where the model does not state it."""
    key, below = column.route[0], column.route[1:]
    attribute = attribute_names(type(model))[str(key)]
    if attribute not in model.model_fields_set:
        return None
    value: object = getattr(model, attribute)
    if below:
        value = value.get(str(below[0])) if isinstance(value, Mapping) else None
    return None if value is None else _cell(value, column, words)


def _cell(value: object, column: BookColumn, words: BookWords) -> CellValue:
    if isinstance(value, tuple):
        return BETWEEN.join(_entries(value, column, words)) or None
    if isinstance(value, Quantity):
        return quantity_cell(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return number_cell(Decimal(value))
    return value if isinstance(value, date) else _word(value, column, words)


def _word(value: object, column: BookColumn, words: BookWords) -> str:
    if isinstance(value, bool):
        return words.flag(value=value)
    text = str(value)
    if column.to is not None:
        return words.name(column.to, text, beside=False)
    return words.word(column, text) if text in column.words else text


def _entries(values: Iterable[object], column: BookColumn, words: BookWords) -> Iterable[str]:
    record = record_of(column.annotation) if column.form == "records" else None
    for value in values:
        if record is not None and isinstance(value, Shape) and record.to is not None:
            name, part = getattr(value, record.name), getattr(value, record.part)
            shown = words.name(record.to, name, beside=True)
            stated = record.part in value.model_fields_set and isinstance(part, Quantity)
            yield f"{shown}: {written(part)}" if stated else shown
        else:
            yield words.name(column.to, str(value), beside=True) if column.to is not None else str(value)


def fits(model: Shape, column: BookColumn) -> bool:
    """Whether a cell says all that a model states in a field: records may say more than a name and a part."""
    record = record_of(column.annotation) if column.form == "records" else None
    if record is None:
        return True
    entries = getattr(model, attribute_names(type(model))[column.key])
    return all(one.model_fields_set <= {record.name, record.part} for one in entries)


def number_cell(number: Decimal) -> CellValue:
    """Return a number; as a text where a spreadsheet would not keep all of its digits."""
    return number if len(number.normalize().as_tuple().digits) <= _MOST_DIGITS else f"{number:f}"


def quantity_cell(quantity: Quantity) -> CellValue:
    """Return a plain number or a share as what it is, anything with another unit as it is written."""
    number = number_cell(quantity.number)
    if not isinstance(number, Decimal) or quantity.unit not in ("", "%"):
        return written(quantity)
    return quantity if quantity.is_share else number


def written(quantity: Quantity) -> str:
    """Return a quantity as people write it in a plan."""
    if quantity.is_share:
        exact = exact_share(quantity)
        return f"{plain_digits(quantity.number * 100)}%" if exact == Fraction(quantity.number) else str(exact)
    if quantity.is_time:
        return f"{plain_digits(quantity.number)}{quantity.unit}"
    return f"{quantity.unit} {plain_digits(quantity.number)}".strip()


def plain_digits(number: Decimal) -> str:
    """Return a number in plain digits, without zeros at the end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def text_of(value: CellValue) -> str:
    """Return what a cell says as a text: the same that is read where somebody has opened and saved the file."""
    if value is None:
        return ""
    if isinstance(value, Quantity):
        return written(value)
    if isinstance(value, Decimal):
        return plain_digits(value)
    return value.isoformat() if isinstance(value, date) else _one_way(value)


def read_text(text: str | None) -> str:
    """Return what a cell says that was read from a file."""
    said = _one_way(text or "")
    number = _NUMBER.fullmatch(said)
    return f"{_kept(number[1])}{number[2]}" if number and (text or "").endswith(TYPED) else said


def same_text(one: str, other: str) -> bool:
    """Whether two texts of cells say the same: numbers are as exact as a spreadsheet keeps them."""
    if one == other:
        return True
    numbers = _NUMBER.fullmatch(one), _NUMBER.fullmatch(other)
    mine, others = [f"{_kept(match[1])}{match[2]}" if match else None for match in numbers]
    return mine is not None and mine == others


def _one_way(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _kept(number: str) -> str:
    """Return as much of a number as a spreadsheet keeps."""
    return plain_digits(Decimal(f"{float(number):.{_MOST_DIGITS}g}"))
