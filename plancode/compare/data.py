"""Files of data that are not what they were: results that the plan reads, told by their bytes."""

from dataclasses import dataclass
from typing import Literal

from plancode.findings.place import Place
from plancode.said.value import Ref

DataSort = Literal["grown", "rewritten", "gone"]
"""`grown`: all that was there stands at its begin. A file that is new is no change of what was there."""


@dataclass(frozen=True, slots=True)
class DataChange:
    """A file of a source that is another one: what became of it, its sizes in bytes, and a digest of both sides."""

    path: str
    sort: DataSort
    source: Ref
    place: Place
    before: int
    after: int
    digest: str
