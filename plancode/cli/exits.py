"""Exit codes, named once."""

from enum import IntEnum


class Exit(IntEnum):
    """What a command ends with; SIGINT ends with 130, a closed pipe with 141, SIGTERM with 143."""

    CLEAN = 0
    FINDINGS = 1
    CANNOT = 2
    BUG = 3
    INTERRUPTED = 130
    CLOSED = 141
    TERMINATED = 143
