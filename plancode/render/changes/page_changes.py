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
_WHOLE: Final = Quantity(Decimal(1), "%")
_PARTS: Final = frozenset({"col.part", "col.team"})


def untold(effect: PersonEffect) -> Iterator[LineChange]:
    """Yield what is different on a page beyond figures, customers, territories, duties, load and weights."""
    told = _Told(effect)
    return (change for change in effect.lines if not told.has(change))


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
        self.has_quotas, self.has_load = bool(effect.metrics), before.utilisation != after.utilisation
        self.has_duties = before.duties != after.duties
        moves = (("col.team", before.team != after.team), ("col.role", before.role != after.role))
        self.moves = {key for key, is_other in moves if is_other}
        self.customers = _labels(before.customers ^ after.customers)
        self.territories = _labels(before.territories ^ after.territories)
        weights = (dict(after.scoring), dict(before.scoring))
        self.kpis = _labels(kpi for kpi in {*weights[0], *weights[1]} if weights[0].get(kpi) != weights[1].get(kpi))

    def has(self, change: LineChange) -> bool:
        """Whether a change of a line is told already."""
        line, section = change.line, key_of(title_of(change.line))
        is_row, is_other = not line.is_sentence, change.before is not None and change.after is not None
        told = {
            ABOUT.key: is_row and key_of(line.name) in self.moves,
            "section.targets": is_row and self.has_quotas,
            "section.my_time": self.has_load and is_other and (not is_row or key_of(line.name) == "total"),
            "section.duties": self.has_duties and is_row and (not is_other or _heads(change) <= _PARTS),
            "section.my_accounts": not is_other and _label(line.name) in self.customers,
            "section.territories": not is_other and _label(line.name) in self.territories and _is_all(line),
            "section.scoring": _label(line.name) in self.kpis and _heads(change) <= {"col.weight"},
        }
        return told.get(section, False)


def _is_all(line: PageLine) -> bool:
    """Whether a territory is somebody's as a whole, so that its name says all."""
    cells = {key_of(head): value for head, value in line.cells}
    return cells.get("col.share") == _WHOLE and key_of(cells.get("col.scope")) == "everything"


def _heads(change: LineChange) -> set[str]:
    return {key_of(head) for head, _, _ in change.cells}


def _labels(refs: Iterable[Ref]) -> set[str]:
    return {ref.label for ref in refs}


def _label(value: Said) -> str:
    return value.label if isinstance(value, Ref) else str(value)
