"""The published schemas of reports for programs, and what is wrong with a report by them."""

import json
from functools import cache
from typing import Final

from jsonschema import Draft7Validator

from tests.support import ROOT

NAMES: Final = ("diff", "findings", "log", "table")


@cache
def published(name: str) -> Draft7Validator:
    """Return what holds a report against its schema, days among it."""
    schema = json.loads((ROOT / "schemas" / f"{name}.v1.schema.json").read_text("utf-8"))
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


def faults(name: str, report: object) -> list[str]:
    """Return what is wrong with a report by its schema."""
    return [f"{error.json_path}: {error.message}"[:300] for error in published(name).iter_errors(report)]
