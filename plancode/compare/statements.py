"""Statements that findings are accepted: which of the new plan the old one did not have, wherever they stand now."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from plancode.compare.pairing import Pairing
from plancode.compare.version import Version
from plancode.document.yaml_document import YamlDocument
from plancode.findings.acceptance import Acceptance
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.model.base import Keyed

_Identity = tuple[str, Key | str, str, date | None, int | None]
"""What tells a statement apart in any revision: never a line number, and of a comment no file."""


def new_statements(base: Version, head: Version, pairing: Pairing) -> tuple[Acceptance, ...]:
    """Return what accepts findings and did not before; a comment that moves with what it is on, did."""
    renamed: dict[Key | str, Key | str] = {old.id: new.id for old, new in pairing.new_keys.items()}
    renamed |= pairing.new_keys
    known = Counter((code, renamed.get(about, about), *rest) for code, about, *rest in _identities(base))
    new = []
    for acceptance, identity in zip(head.acceptances, _identities(head), strict=True):
        known[identity] -= 1  # one that is known stands for one only, so that a copy is new
        if known[identity] < 0:
            new.append(acceptance)
    return tuple(new)


def _identities(version: Version) -> Iterable[_Identity]:
    """Return what tells each statement apart: a comment by the entity that it stands in."""
    holders = _Holders(version.written, frozenset(one.path for one in version.acceptances if one.path))
    return [
        (one.code, holders.at(one.path, one.line) if one.path else one.entity, one.reason, one.until, one.up_to)
        for one in version.acceptances
    ]


class _Holders:
    """The entities in which lines of some files stand."""

    def __init__(self, graph: PlanGraph, paths: frozenset[str]) -> None:
        """Take a plan, and the files that are asked for."""
        self._in: dict[str, list[tuple[int, int, Key]]] = defaultdict(list)
        for entity in graph.entities.values() if paths else ():
            self._note(entity, paths)

    def _note(self, entity: Entity[Keyed], paths: frozenset[str]) -> None:
        document = entity.origin.document
        if isinstance(document, YamlDocument) and document.path in paths:
            self._in[document.path].append((*document.lines(entity.origin.route), entity.key))

    def at(self, path: str, line: int) -> Key | str:
        """Return the innermost entity that a line is of; of a line outside of all the file."""
        around = ((last - first, key) for first, last, key in self._in[path] if first <= line <= last)
        return min(around, key=lambda one: one[0], default=(0, path))[1]
