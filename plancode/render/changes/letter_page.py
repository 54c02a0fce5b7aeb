"""What is different on somebody's page, as the lines of a letter, without what it tells in tables of its own."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from plancode.compare.page_lines import LineChange, PageLine
from plancode.compare.people import PersonEffect
from plancode.compare.small import figure_of, is_said_small
from plancode.locale.catalogue import LANGUAGES
from plancode.period import Period
from plancode.quantity import Quantity
from plancode.render.blocks import Items, Section, more
from plancode.render.changes.names import from_to, more_or_less
from plancode.render.changes.page_changes import ABOUT, key_of, title_of, untold
from plancode.said.speaker import plain
from plancode.said.value import Joined, Ref, Said, Term

_MOST: Final = 100
"""Lines of a section that are told."""
_TO_DO: Final = frozenset({"section.tasks", "section.meetings", "section.training"})
_TITLES: Final = {
    "section.my_accounts": "letter.customers",
    "section.territories": "letter.territories",
    "section.duties": "letter.duties",
    "section.my_time": "letter.load",
    "section.scoring": "letter.scoring",
}
"""Sections of a page, and those of a letter that tell of the same."""


@dataclass
class PageTold:
    """What a letter says of a page: lines under their titles, and differences so small that they stand together."""

    lines: dict[Said, list[Said]] = field(default_factory=dict)
    small: list[Said] = field(default_factory=list)

    @property
    def about(self) -> tuple[Section, ...]:
        """What is about somebody themselves."""
        return tuple(section for section in self._sections() if section.title == ABOUT)

    @property
    def rest(self) -> tuple[Section, ...]:
        """Everything else."""
        return tuple(section for section in self._sections() if section.title != ABOUT)

    def _sections(self) -> Iterator[Section]:
        for title, lines in self.lines.items():
            told = list(dict.fromkeys(lines))
            yield Section(title, (Items(tuple((0, line) for line in told[:_MOST])), *more(len(told) - _MOST)))


def page_told(effect: PersonEffect) -> PageTold:
    """Return what is different on somebody's page; of who is new or gone what they do, since all comes or ends."""
    is_whole, told = effect.before is None or effect.after is None, PageTold()
    changes = tuple(untold(effect))
    alike = Counter(change.line.about for change in changes)
    for change in changes:
        title = title_of(change.line)
        lines = told.lines.setdefault(Term(_TITLES[key_of(title)]) if key_of(title) in _TITLES else title, [])
        if is_whole:
            lines += [change.line.name] if not change.line.is_sentence and key_of(title) in _TO_DO else []
        elif _is_small(change):
            told.small.append(_told(change, is_alone=alike[change.line.about] == 1))
        else:
            lines.append(_told(change, is_alone=alike[change.line.about] == 1))
    told.lines = {title: lines for title, lines in told.lines.items() if lines}
    return told


def _is_small(change: LineChange) -> bool:
    """Whether a row or a sentence is the same on both pages but for figures that hardly differ."""
    before, after = change.before, change.after
    if before is None or after is None or not is_said_small(before.name, after.name):
        return False
    return all(is_said_small(old, new) for _, old, new in change.cells)


def _told(change: LineChange, *, is_alone: bool) -> Said:
    """Return a change in a line; where others are about the same, with what tells it from them."""
    before, after = change.before, change.after
    if change.line.is_sentence:
        if before is None or after is None:
            return Term("letter.gone_line" if after is None else "letter.new_line", (("what", change.line.name),))
        return Term("letter.other_line", (("before", before.name), ("after", after.name)))
    if before is None or after is None:
        said = [_headed(head, value) for head, value in change.line.cells if value not in (None, "", ())]
        what = Joined((change.line.name, Joined(tuple(said), "list.semicolon")), "list.colon")
        return Term("letter.gone_line" if after is None else "letter.new_line", (("what", what),))
    cells = tuple(_headed(head, _became(old, new), "list.space") for head, old, new in change.cells)
    name = change.line.name if is_alone else Joined((change.line.name, *_same_words(before, after)))
    return Joined((name, Joined(cells, "list.semicolon")), "list.colon")


def _became(before: Said, after: Said) -> Said:
    """Return what became of a value; of figures that read alike where large ones are told in short by how much."""
    (old, unit), (new, other) = figure_of(before), figure_of(after)
    alike = any(plain(language).say(before) == plain(language).say(after) for language in LANGUAGES)
    if old is None or new is None or unit != other or not alike:
        return from_to(before, after)
    return more_or_less(new - old, Quantity(abs(new - old), unit) if unit else None)


def _same_words(before: PageLine, after: PageLine) -> Iterator[Said]:
    """Yield what a line says in words on both pages."""
    for cell in after.cells:
        if cell in before.cells and isinstance(cell[1], str | Ref | Period):
            yield cell[1]


def _headed(head: Said, value: Said, between: str = "list.space") -> Said:
    return Joined((head, value), between) if head is not None else value
