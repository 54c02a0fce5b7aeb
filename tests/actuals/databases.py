"""The example plans over the same tables in a database: sources with `connection:` instead of `file:`."""

import csv
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from plancode.actuals.terms import Terms
from plancode.pipeline.checking import check
from plancode.pipeline.resulting import results_of
from plancode.scorecard.results import Results
from plancode.tree.folder import FolderTree
from tests.actuals.plans import everything
from tests.examples import example
from tests.support import PLANS, copy_plan

EXAMPLES: Final = ("adventure-works", "huadong")
_DAYS: Final = {"adventure-works": date(2014, 6, 30), "huadong": date(2026, 4, 1)}
DECLARED: Final = {
    "OrderDate": "date", "SalesPersonID": "integer", "ResellerKey": "integer", "SalesTerritoryID": "integer",
    "SalesAmount": "numeric(19, 4)", "OrderQuantity": "integer", "开票日期": "date", "未税金额": "numeric(18, 2)",
    "月末": "date", "动销金额": "numeric(18, 2)", "应收天数": "integer", "回收日期": "date", "得分": "double precision",
    "检查日期": "timestamp", "本品排面": "bigint", "总排面": "smallint", "登记日期": "date",
}  # fmt: skip
"""The types that a database would give the columns which hold days and numbers."""


class TableFile(NamedTuple):
    """A table of an example plan as a CSV file."""

    name: str
    path: Path
    heads: tuple[str, ...]


class Connected(NamedTuple):
    """A database that holds the tables: its format in the plan, and addresses by name."""

    format: str
    addresses: Mapping[str, str]


def tables_of(name: str) -> list[TableFile]:
    """Return the tables that the sources of an example plan read."""
    written = (PLANS / name / "actuals.yaml").read_text("utf-8")
    found = []
    for file in re.findall(r"^ +file: (\S+)$", written, re.MULTILINE):
        path = PLANS / name / file
        with path.open(encoding="utf-8-sig", newline="") as lines:
            found.append(TableFile(_table(file), path, tuple(next(csv.reader(lines)))))
    assert found
    return found


def _table(file: str) -> str:
    return Path(file).stem.replace("-", "_")


def connected(name: str, folder: Path, database: Connected) -> Results:
    """Return the results of an example plan whose sources are in a database."""
    root = copy_plan(name, folder)
    path = root / "actuals.yaml"
    written = re.sub(r"^ +format: csv\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
    path.write_text(
        re.sub(r"^( +)file: (\S+)$", lambda one: _keys(one, database), written, flags=re.MULTILINE), "utf-8"
    )
    analysis = check(FolderTree(root), _DAYS[name]).analysis
    assert analysis is not None
    return results_of(analysis, root, Terms(database.addresses))


def _keys(one: re.Match[str], database: Connected) -> str:
    lines = ("connection: PLANCODE_SOURCE_SALES", f"format: {database.format}", f"table: {_table(one[2])}")
    return "\n".join(one[1] + line for line in lines)


def everything_in_files(name: str) -> dict[object, object]:
    """Return all that the results of an example plan say as it is."""
    found = example(name, _DAYS[name]).results
    assert found is not None
    return everything_of(found)


def everything_of(found: Results) -> dict[object, object]:
    """Return all that results say, numbers compared as numbers; a plan that says nothing is no plan to compare."""
    said = everything(found)
    assert len(said) > 100
    assert any(
        isinstance(one, tuple) and any(isinstance(part, Decimal) and part for part in one) for one in said.values()
    )
    return said
