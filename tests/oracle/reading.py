"""Reads a plan's folder: YAML with every scalar as text, CSV lists, and quantities as people write them."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Record = dict[str, Any]

SCALES = {"k": 3, "K": 3, "千": 3, "万": 4, "M": 6, "亿": 8, "B": 9}
QUANTITY = re.compile(
    r"(?:(?P<currency>[A-Z]{3}) )?(?P<number>-?[0-9][0-9_]*(?:\.[0-9]+)?)"
    r"(?:(?P<scale>[kKMB千万亿])|(?P<unit>%|min|h|d|w|m|q|y))?"
)
LISTS_IN_FILES = ("accounts", "targets", "opportunities", "history")
LISTS_IN_CELLS = ("products", "formerly", "assumes")


@dataclass(frozen=True)
class Quantity:
    """An exact number; `unit` is empty, a currency, `%` (35% is 0.35), or a unit of time."""

    number: Fraction
    unit: str

    @property
    def currency(self) -> str:
        """The currency, where the quantity names one."""
        return self.unit if len(self.unit) == 3 and self.unit.isupper() else ""


@cache
def quantity(text: str) -> Quantity:
    """Return what `1.2亿`, `350k`, `35%`, `USD 4.5M` or `90d` states."""
    match = QUANTITY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    number = Fraction(match["number"].replace("_", ""))
    if match["scale"]:
        number *= 10 ** SCALES[match["scale"]]
    if match["unit"] == "%":
        number /= 100
    return Quantity(number, match["currency"] or match["unit"] or "")


def number(text: str) -> Fraction:
    """Return the bare number of a quantity: `35%` is 0.35, `28d` is 28, `1/3` a third."""
    over, _, under = text.partition("/")
    return quantity(over).number / quantity(under or "1").number


def rate(text: str) -> tuple[Quantity, str]:
    """Return the quantity and the time of `36/year`, `15%/year` or `3h/week`."""
    amount, _, per = text.partition("/")
    return quantity(amount), per


def some(value: object) -> list[Any]:
    """Return a list, where one thing may stand for a list of one."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def is_true(value: object) -> bool:
    """Whether a flag is set."""
    return value == "true"


def read_documents(folder: Path) -> list[Record]:
    """Return all documents of the plan, by path and then as they stand in the file, with CSV lists read in."""
    documents = []
    for path in plan_files(folder):
        # BaseLoader makes text of all scalars and nothing else
        for data in yaml.load_all(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader):
            if isinstance(data, dict):
                _read_lists(data, path.parent)
                documents.append(data)
    return documents


def plan_files(folder: Path) -> Iterator[Path]:
    """Yield the YAML files of the plan: not dot-folders, scenarios, pages, settings, nor what those ignore."""
    settings = _settings(folder)
    pages = (settings.get("publish") or {}).get("folder", "build")
    ignored = settings.get("ignore") or []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        parts = name.split("/")
        if path.suffix not in {".yaml", ".yml"} or not path.is_file():
            continue
        if any(part.startswith(".") for part in parts[:-1]) or parts[0] in {"scenarios", pages}:
            continue
        if name in {"plancode.yaml", "accepted.yaml"}:
            continue
        if any(fnmatchcase(name, glob) or fnmatchcase(name, f"{glob.rstrip('/')}/*") for glob in ignored):
            continue
        yield path


def _settings(folder: Path) -> Record:
    path = folder / "plancode.yaml"
    if not path.exists():
        return {}
    data = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)  # noqa: S506  # makes text only
    return data if isinstance(data, dict) else {}


def _read_lists(data: Record, folder: Path) -> None:
    """Put the rows of CSV files where a mapping names the file."""
    for holder in (data, *(one for one in some(data.get("territories")) if isinstance(one, dict))):
        for key in LISTS_IN_FILES:
            value = holder.get(key)
            if isinstance(value, dict) and "file" in value:
                holder[key] = read_csv(folder / value["file"])


def read_csv(path: Path) -> list[Record]:
    """Return the rows of a CSV file; an empty cell is absent, a dotted column is a mapping."""
    text = _decoded(path.read_bytes())
    first, _, below = text.partition("\n")
    if first.lower().startswith("sep="):
        text, first = below, below.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return [_record(row) for row in csv.DictReader(io.StringIO(text), delimiter=delimiter)]


def _decoded(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _record(row: dict[str, str]) -> Record:
    record: Record = {}
    for column, cell in row.items():
        value = (cell or "").strip()
        if not value:
            continue
        key, dot, below = column.partition(".")
        if dot:
            record.setdefault(key, {})[below] = value
        elif key in LISTS_IN_CELLS:
            record[key] = [part for part in re.split(r"[;,\s、，；]+", value) if part]
        else:
            record[key] = value
    return record
