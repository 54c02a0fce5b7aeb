"""On which terms sources are read: which addresses may be asked, and how much one source may take.

All of it is said by whoever runs a command, never by a plan.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

SECONDS: Final = 120
OF_A_FILE: Final = 15
OF_A_MEGABYTE: Final = 2
"""Seconds that a database, any file, and each megabyte of it may take: a workbook takes about half of that."""
Withheld = Literal["", "unasked", "forbidden"]
"""Why no address is asked: the command reads them only when told to, or was told not to."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one run.

    `addresses` gives the address behind each name. A source may take so many `seconds` (None: by what it is), all files
    `together` so many, and more by their size. A source may have so many `rows`, and give back so many `groups` of them
    by what credit needs, and again by each other kind of scope that the plan asks for. `overhear` is told the source
    and what an engine said of it, which may hold an address and the rows themselves: nothing else ever shows that.
    """

    addresses: Mapping[str, str] = field(default_factory=dict)
    withheld: Withheld = ""
    seconds: int | None = None
    together: int = 15
    rows: int = 100_000_000
    groups: int = 200_000
    overhear: Callable[[str, str], None] | None = None

    def seconds_of_file(self, size: int) -> int:
        """Return how long the processor may work on a file of so many bytes: how busy the machine is matters not."""
        return self.seconds or min(SECONDS, OF_A_FILE + size * OF_A_MEGABYTE // 1_000_000)

    def seconds_of_files(self, sizes: Sequence[int]) -> int:
        """Return how long the processor may work on all files together: many small ones count like one."""
        most = self.together + sum(sizes) * OF_A_MEGABYTE // 1_000_000
        return max(most, self.seconds * len(sizes)) if self.seconds else most

    @property
    def seconds_of_database(self) -> int:
        """What a database may take."""
        return self.seconds or SECONDS
