"""What is different on somebody's page, as the lines of a letter, without what it tells in tables of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from plancode.compare.page_lines import LineChange, PageLine
from plancode.compare.people import PersonEffect
from plancode.period import Period
from plancode.render.blocks import Items, Section, more
from plancode.render.changes.names import from_to
from plancode.render.changes.page_changes import ABOUT, key_of, title_of, untold
from plancode.said.value import Joined, Ref, Said, Term

_MOST: Final = 20
"""Lines of a section that are told."""
_TO_DO: Final = frozenset({"section.tasks", "section.meetings", "section.training"})


def page_sections(effect: PersonEffect) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """Return what is different on somebody's page under its headings, what is about themselves apart.

    Of who is new or gone it names what they are to do, since all of it comes or ends.
    """
    is_whole = effect.before is None or effect.after is None
    lines: dict[Said, list[Said]] = {}
    changes = tuple(untold(effect))
    alike = Counter(change.line.about for change in changes)
    for change in changes:
        title = title_of(change.line)
        if not is_whole:
            lines.setdefault(title, []).append(_told(change, is_alone=alike[change.line.about] == 1))
        elif not change.line.is_sentence and key_of(title) in _TO_DO:
            lines.setdefault(title, []).append(change.line.name)
    about = _section(ABOUT, lines.pop(ABOUT)) if ABOUT in lines else ()
    return about, tuple(section for title, told in lines.items() for section in _section(title, told))


def _section(title: Said, lines: Iterable[Said]) -> tuple[Section, ...]:
    told = list(dict.fromkeys(lines))
    return (Section(title, (Items(tuple((0, line) for line in told[:_MOST])), *more(len(told) - _MOST))),)


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
    cells = tuple(_headed(head, from_to(old, new), "list.space") for head, old, new in change.cells)
    name = change.line.name if is_alone else Joined((change.line.name, *_same_words(before, after)))
    return Joined((name, Joined(cells, "list.semicolon")), "list.colon")


def _same_words(before: PageLine, after: PageLine) -> Iterator[Said]:
    """Yield what a line says in words on both pages."""
    for cell in after.cells:
        if cell in before.cells and isinstance(cell[1], str | Ref | Period):
            yield cell[1]


def _headed(head: Said, value: Said, between: str = "list.space") -> Said:
    return Joined((head, value), between) if head is not None else value
