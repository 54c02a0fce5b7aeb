"""What people choose from in the cells of a column: names of the plan, words of its language, levels of skills."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from plancode.document.workbook import name_of_cell
from plancode.exchange.workbook.columns import BookColumn
from plancode.exchange.workbook.sheets import BookPlan
from plancode.locale.catalogue import Language
from plancode.model.base import To
from plancode.model.kinds import EntityKind
from plancode.model.plan import Skill

ChoiceTexts = tuple[str, ...]


@dataclass(eq=False)
class Choices:
    """The lists of choices of a workbook; each stands once, as a column of a hidden sheet."""

    SHEET: ClassVar = "lists"
    plan: BookPlan
    numbers: dict[ChoiceTexts, int] = field(default_factory=dict)
    _of_kinds: dict[tuple[EntityKind, ...], ChoiceTexts] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """The language of the workbook."""
        return self.plan.language

    @property
    def lists(self) -> tuple[ChoiceTexts, ...]:
        """The lists, in the order of their columns."""
        return tuple(self.numbers)

    def of(self, column: BookColumn) -> ChoiceTexts:
        """Return what can be chosen in a column; nothing where anything can be written."""
        if column.words:
            return tuple(self.plan.words.word(column, text) for text in column.words)
        if column.form == "flag":
            return (self.plan.words.flag(value=True), self.plan.words.flag(value=False))
        if column.key.startswith(("skills.", "needs.")):
            return self._levels.get(column.key.partition(".")[2], ())
        return self._names(column.to) if column.to is not None else ()

    def range_of(self, texts: ChoiceTexts) -> str:
        """Return where a list stands."""
        number = self.numbers.setdefault(texts, len(self.numbers))
        letters = name_of_cell("", 1, number).removeprefix("!").rstrip("1")
        return f"={self.SHEET}!${letters}$1:${letters}${len(texts)}"

    def _names(self, to: To) -> ChoiceTexts:
        if to.kinds not in self._of_kinds:
            ids = self.plan.graph.names(to.kinds)
            self._of_kinds[to.kinds] = tuple(dict.fromkeys(self.plan.words.name(to, one, beside=False) for one in ids))
        return (*(self.plan.words.name(to, one, beside=False) for one in to.words), *self._of_kinds[to.kinds])

    @cached_property
    def _levels(self) -> dict[str, ChoiceTexts]:
        return {one.model.id: tuple(sorted(one.model.levels, key=int)) for one in self.plan.graph.all(Skill)}
