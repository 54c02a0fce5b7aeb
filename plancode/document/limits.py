"""How large a plan may be. Raised only by an option of the command, never from inside a plan."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one file, one document and one plan; generous for people, small for attackers.

    `memory` is what an engine that reads a list may hold, in megabytes. `comments` are those that accept findings, in
    one file; `comment` is how many characters one of them may have.
    """

    file_bytes: int = 5_000_000
    total_bytes: int = 200_000_000
    files: int = 20_000
    depth: int = 50
    nodes: int = 500_000
    documents: int = 10_000
    digits: int = 20
    rows: int = 200_000
    memory: int = 600
    faults: int = 100
    comments: int = 1_000
    comment: int = 1_000

    def times(self, factor: int) -> "Limits":
        """Return limits so many times as generous. Depth and digits stay: no plan needs more of those."""
        return replace(
            self,
            file_bytes=self.file_bytes * factor,
            total_bytes=self.total_bytes * factor,
            files=self.files * factor,
            nodes=self.nodes * factor,
            documents=self.documents * factor,
            rows=self.rows * factor,
            memory=self.memory * factor,
        )
