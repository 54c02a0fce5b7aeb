"""Print the figures of a plan's folder as JSON: `python -m tests.oracle plans/huadong [2026-06-30]`."""

import json
import sys
from datetime import date
from pathlib import Path

from tests.oracle.figures import figures


def text_of(value: object) -> object:
    """Return a value as JSON can say it: exact numbers as text."""
    if isinstance(value, tuple):
        return [text_of(one) for one in value]
    return value if value is None or isinstance(value, int) else str(value)


def key_of(key: tuple[object, ...]) -> str:
    """Return a key as text: `revenue|team=shanghai|2026-01`."""
    scopes = (",".join(f"{name}={ident}" for name, ident in one) if isinstance(one, tuple) else str(one) for one in key)
    return "|".join(scopes)


def main(arguments: list[str]) -> None:
    """Print all tables."""
    as_of = date.fromisoformat(arguments[1]) if len(arguments) > 1 else date.max
    found = figures(Path(arguments[0]), as_of)
    shown = {name: {key_of(key): text_of(value) for key, value in rows.items()} for name, rows in found.items()}
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")


main(sys.argv[1:])
