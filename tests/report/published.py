"""The published schemas of reports for programs, and what is wrong with a report by them."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from jsonschema import Draft7Validator, ValidationError
from jsonschema.validators import extend

from tests.support import ROOT

NAMES: Final = ("diff", "findings", "log", "table")


@cache
def published(name: str) -> Draft7Validator:
    """Return what holds a report against its schema, days among it."""
    schema = json.loads((ROOT / "schemas" / f"{name}.v1.schema.json").read_text("utf-8"))
    plain, sound = Draft7Validator.VALIDATORS["$ref"], set[tuple[str, str]]()

    def once(validator: Any, ref: str, instance: object, whole: object) -> Iterator[ValidationError]:  # noqa: ANN401
        """Hold the same part of reports against the same definition no second time: figures and days come often."""
        key = ref, json.dumps(instance)
        if key not in sound:
            errors = list(plain(validator, ref, instance, whole) or ())
            if not errors:
                sound.add(key)
            yield from errors

    validator: type[Draft7Validator] = extend(Draft7Validator, {"$ref": once})  # type: ignore[no-untyped-call]
    return validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


def faults(name: str, report: object) -> list[str]:
    """Return what is wrong with a report by its schema."""
    return [f"{error.json_path}: {error.message}"[:300] for error in published(name).iter_errors(report)]
