"""Pairs of plans as files: a common plan, what each side has instead, and the changes that must be found."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from plancode.compare.change import Change, written
from plancode.compare.comparison import Comparison
from plancode.findings.place import Place
from plancode.pipeline.checking import Checked, check
from plancode.pipeline.comparing import compare_checked
from plancode.tree.overlay import OverlayTree
from tests.making import AS_OF

HERE: Final = Path(__file__).parents[1] / "revisions"
COMMON: Final = "common"
EXPECTED: Final = "expected.txt"


def files_below(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by path; none where there is no such folder."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@dataclass(frozen=True)
class Case:
    """One pair; `base` and `head` hold the files that are not as in the common plan."""

    name: str

    @property
    def path(self) -> Path:
        """The folder of the pair."""
        return HERE / self.name

    @property
    def expected(self) -> Path:
        """The file with the changes that must be found."""
        return self.path / EXPECTED

    def files(self, side: str) -> dict[str, bytes]:
        """Return the files of a side."""
        return files_below(HERE / COMMON) | files_below(self.path / side)

    def checked(self, side: str) -> Checked:
        """Return the check of a side."""
        return _common() if not (self.path / side).is_dir() else check(OverlayTree(self.files(side)), AS_OF)

    def compared(self) -> Comparison:
        """Return the pair held against each other."""
        return comparison(self.checked("base"), self.checked("head"))


@cache
def _common() -> Checked:
    return check(OverlayTree(files_below(HERE / COMMON)), AS_OF)


def comparison(base: Checked, head: Checked) -> Comparison:
    """Return two checked plans held against each other."""
    return compare_checked(base, head).comparison


def cases() -> list[Case]:
    """Return every pair."""
    return [Case(path.name) for path in sorted(HERE.iterdir()) if path.name != COMMON]


def lines(changes: tuple[Change, ...]) -> Iterator[str]:
    """Yield each change as a line: id, bearing, entity, field, values, places, and what is known of a rename."""
    for one in changes:
        parts = [
            one.id,
            one.bearing.value,
            one.key.id,
            " > ".join(one.field) or "-",
            f"{_value(one.before)} -> {_value(one.after)}",
            _place(one.base_place),
            _place(one.head_place),
        ]
        parts += [f"was {one.old_key.id}"] if one.old_key is not None else []
        parts += [f"guessed {one.likeness:.2f}"] if one.likeness is not None else []
        yield " | ".join(parts)


def _value(value: object) -> str:
    return "-" if value is None else written(value)  # type: ignore[arg-type]  # what a change holds


def _place(place: Place | None) -> str:
    return f"{place.path}:{place.line}" if place is not None else "-"
