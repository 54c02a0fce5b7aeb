"""What is known of two sides: files that one cannot read stand in it as the other has them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from plancode.compare.comparison import Unseen
from plancode.pipeline.checking import Checked

_NO_FILE: Final = "SHP115"
_ALIKE: Final = 0.5
"""The part of its lines that a file has in common with one that it was moved from."""


@dataclass(frozen=True, slots=True)
class KnownSides:
    """Both sides as far as they are known. Files that are `lost` cannot be read any more, those `found` only now."""

    base: Checked
    head: Checked
    lost: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    unseen: tuple[Unseen, ...] = ()


def as_far_as_known(base: Checked, head: Checked) -> KnownSides:
    """Return the sides with slips mended, and with files as the other side has them where one cannot read them.

    What neither can read in whole is compared as far as it loads: a fault that is there must not hide a change. A file
    that cannot be read and was moved in the same change is known by its lines. A list that the plan still names, and
    that is not there, is no list without rows.
    """
    unseen = tuple(_unseen(base, head))
    if base.instead is None or head.instead is None or head.unread == base.unread:
        return KnownSides(base, head, unseen=unseen)
    old, new = (side.instead(side.slips) if side.instead and side.slips else side for side in (base, head))
    gone, come = _missing(head, base), _missing(base, head)
    paths = sorted({*(new.unread - old.unread), *gone})
    lost = {path: text for path in paths if (text := _before(path, base, head)) is not None}
    found = {path: head.sources[path].text for path in sorted({*old.lost, *come} - new.unread) if path in head.sources}
    return KnownSides(
        base.instead(_texts(base.slips, found)) if found else old,
        head.instead(_texts(head.slips, lost)) if lost else new,
        tuple(lost),
        tuple(found),
        unseen,
    )


def _missing(side: Checked, other: Checked) -> frozenset[str]:
    """Return the files that a side names and lacks, and the other one has."""
    named = (str(finding.values["path"]) for finding in side.findings if finding.code == _NO_FILE)
    return frozenset(path for path in named if path in other.sources and path not in side.sources)


def _text(side: Checked, path: str) -> str:
    """Return what a file says, of one that is no text its digest; "" where it is not there."""
    return side.sources[path].text if path in side.sources else side.undecoded.get(path, "")


def _texts(slips: Mapping[str, bytes], texts: Mapping[str, str]) -> dict[str, bytes]:
    return {**slips, **{path: text.encode() for path, text in texts.items()}}


def _before(path: str, base: Checked, head: Checked) -> str | None:
    """Return what a file that cannot be read said on the old side, there or where it was moved from."""
    if path in base.sources:
        return base.sources[path].text
    lines = frozenset(head.sources[path].text.splitlines()) if path in head.sources else frozenset()
    best, most = None, _ALIKE
    for name in sorted(base.sources.keys() - head.sources.keys()):
        others = frozenset(base.sources[name].text.splitlines())
        part = len(lines & others) / (len(lines | others) or 1)
        if part >= most and name.rpartition(".")[2] == path.rpartition(".")[2]:
            best, most = base.sources[name].text, part
    return best


def _unseen(base: Checked, head: Checked) -> Iterator[Unseen]:
    """Yield the files in which a change may be that nobody sees: other bytes, unread on both sides or before."""
    for path in sorted(base.unread - base.slips.keys()):
        texts = tuple(_text(side, path) for side in (base, head))
        if texts[0] == texts[1] or not texts[1]:
            continue
        if path in head.unread:
            yield Unseen(path, texts, is_mended=False)
        elif path in base.lost:
            yield Unseen(path, texts, is_mended=True)
