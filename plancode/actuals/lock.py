"""What locks a DuckDB: it reaches no network, loads no extension, reads no file but those allowed before."""

import re
from pathlib import Path
from typing import Final

OFFLINE: Final = (
    "SET autoinstall_known_extensions=false",
    "SET autoload_known_extensions=false",
    "SET python_enable_replacements=false",
)
LOCK: Final = ("SET enable_external_access=false", "SET lock_configuration=true")


def quoted(text: str) -> str:
    """Return a text as one of SQL."""
    return "'" + text.replace("'", "''") + "'"


def literal(path: Path) -> str:
    """Return a path as a pattern that only that file fits: the engine takes `[1]` and `*` for patterns."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))
