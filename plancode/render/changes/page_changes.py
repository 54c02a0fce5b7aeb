"""What is different on somebody's page beyond what a review and a letter tell in columns and tables of their own."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from plancode.compare.page_lines import LineChange, PageLine
from plancode.compare.people import NOBODY, PersonEffect
from plancode.quantity import Quantity
from plancode.said.value import Ref, Said, Term

ABOUT: Final = Term("letter.about")
"""The heading of what stands on a page under none."""
_PARTS: Final = frozenset({"col.part", "col.team"})
_OF_FIGURE: Final = frozenset({"", "col.planned", "col.revised"})
"""Lines of a target whose periods a letter tells: all but by how much it was adjusted."""
_SCORE: Final = frozenset({"col.total", "col.grade"})
_HOURS: Final = ("days", "hours")


def untold(effect: PersonEffect) -> Iterator[LineChange]:
    """Yield what is different on a page beyond figures, customers, territories, duties, load, weights and scores."""
    told = _Told(effect)
    for change in effect.lines:
        left = told.beyond(change)
        if left is not None:
            yield left
    yield from effect.announced


def title_of(line: PageLine) -> Said:
    """Return the heading of the page that a line stands under."""
    return line.under[0] if line.under and key_of(line.under[0]).startswith(("section.", "results.")) else ABOUT


def key_of(value: Said) -> str:
    """Return the key of a word of ours, "" of anything else."""
    return value.key if isinstance(value, Term) else ""


class _Told:
    """What a letter tells in sections of its own, as far as something of it is different."""

    def __init__(self, effect: PersonEffect) -> None:
        before, after = effect.before or NOBODY, effect.after or NOBODY
        self.quotas = {(metric, frozenset(name for _, name in narrow)) for metric, narrow in effect.metrics}
        self.has_load = before.utilisation != after.utilisation
        self.duties = _named(duty for duty, _, _ in before.duties ^ after.duties)
        moves = (("col.team", before.team != after.team), ("col.role", before.role != after.role))
        self.moves = {key for key, is_other in moves if is_other}
        self.customers = _named(before.customers ^ after.customers)
        self.territories = _named(before.territories ^ after.territories)
        weights = (dict(after.scoring), dict(before.scoring))
        self.kpis = _named(kpi for kpi in {*weights[0], *weights[1]} if weights[0].get(kpi) != weights[1].get(kpi))
        self.periods = {score.period for score in effect.scores}

    def beyond(self, change: LineChange) -> LineChange | None:
        """Return what of a change of a line is not told yet; None where all of it is."""
        section = key_of(title_of(change.line))
        if section == "results.person":
            return self._beyond_score(change)
        if section == "section.scoring" and _name(change.line.name) in self.kpis:
            return change.without({Term("col.weight")})
        return None if self._is_told(section, change) else change

    def _is_told(self, section: str, change: LineChange) -> bool:
        line, is_row = change.line, not change.line.is_sentence
        is_other = change.before is not None and change.after is not None
        told = {
            ABOUT.key: is_row and key_of(line.name) in self.moves,
            "section.targets": is_row and self._is_quota(line),
            "section.my_time": self.has_load and is_other and self._is_load(change),
            "section.duties": _name(line.name) in self.duties and is_row and (not is_other or _heads(change) <= _PARTS),
            "section.my_accounts": not is_other and _name(line.name) in self.customers,
            "section.territories": not is_other and _name(line.name) in self.territories and _is_all_theirs(line),
        }
        return told.get(section, False)

    def _is_quota(self, line: PageLine) -> bool:
        """Whether a row is of a quota whose periods are told: of what was planned, or holds now."""
        cells = {key_of(head): cell for head, cell in line.cells}
        scope = cells.get("col.scope")
        narrow = frozenset(ref.id for ref in (scope if isinstance(scope, tuple) else (scope,)) if isinstance(ref, Ref))
        metric = line.name.id if isinstance(line.name, Ref) else ""
        return (metric, narrow) in self.quotas and key_of(cells.get("col.line")) in _OF_FIGURE

    def _is_load(self, change: LineChange) -> bool:
        """Whether a line says nothing beyond how full somebody's hours are."""
        if not change.line.is_sentence:
            return key_of(change.line.name) == "total"
        old, new = (_values(side.name) if side is not None else {} for side in (change.before, change.after))
        return all(old.get(key) == new.get(key) for key in _HOURS)

    def _beyond_score(self, change: LineChange) -> LineChange | None:
        """Return a change of a scorecard without its sums, without the total and grade that are told, and weights."""
        line, period = change.line, _values(change.line.under[0]).get("period")
        if Term("results.steps") in line.under or key_of(line.name) == "total":
            return None
        if key_of(line.name) in _SCORE and period in self.periods:
            return None
        told = {Term("col.weight")} if _name(line.name) in self.kpis else set()
        cells = {key_of(head): pair for head, *pair in change.cells}
        if "col.raw" in cells and cells["col.raw"] == cells.get("col.points"):
            told.add(Term("col.raw"))
        return change.without(told)


def _is_all_theirs(line: PageLine) -> bool:
    """Whether somebody has a territory alone, with everything in it."""
    cells = {key_of(head): cell for head, cell in line.cells}
    return cells.get("col.scope") == Term("everything") and cells.get("col.share") == Quantity(Decimal(1), "%")


def _values(value: Said) -> dict[str, Said]:
    return dict(value.values) if isinstance(value, Term) else {}


def _heads(change: LineChange) -> set[str]:
    return {key_of(head) for head, _, _ in change.cells}


def _named(refs: Iterable[Ref]) -> set[str]:
    """Return by what pages name things: by their own ids, or what people call them."""
    return {name for ref in refs for name in (_name(ref), ref.label)}


def _name(value: Said) -> str:
    return value.id.rpartition("/")[2] if isinstance(value, Ref) else str(value)
