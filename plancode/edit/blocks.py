"""Entries of lists and mappings in block style: put in and taken away."""

from collections.abc import Sequence

from plancode.edit.lines import blank_above, blank_below, bottom, last_end, top
from plancode.edit.outline import Outline, Site
from plancode.edit.patches import Patch


def put(outline: Outline, into: Site, index: int, lines: Sequence[str]) -> list[Patch]:
    """Return what puts the lines of new entries before the entry of a number, or at the end."""
    line_break = outline.line_break(into.start)
    others, new = into.items[1:], line_break.join(lines)
    is_spaced = bool(others) and all(blank_above(outline, item, start := top(outline, item)) < start for item in others)
    gap = line_break if is_spaced else ""
    if index > 0:
        at = bottom(outline, into.items[index - 1])
        ends_line = outline.text[at - 1 : at] == "\n"
        return [Patch(at, at, gap + new + line_break if ends_line else line_break + gap + new)]
    first = into.items[0]
    begin = outline.begin(first)
    if outline.is_own_line(begin):
        at = top(outline, first)
        return [Patch(at, at, new + line_break + gap)]
    pad = " " * outline.column(begin)
    return [Patch(begin, begin, new[len(pad) :] + line_break + pad)]


def drop(outline: Outline, site: Site) -> list[Patch]:
    """Return what takes an entry away, its own comments with it. Where there were two blank lines, one stays."""
    above = site.above
    assert above is not None  # noqa: S101  # whole documents are refused before
    if len(above.items) == 1:
        return _drop_only(outline, above, site)
    if site.index == 0 and not outline.is_own_line(outline.begin(site)):
        return [_drop_first_on_line(outline, above, site)]
    start, end = top(outline, site), bottom(outline, site)
    upper, lower = blank_above(outline, site, start), blank_below(outline, end)
    if site.index == len(above.items) - 1:
        start = upper
    elif site.index == 0 or upper < start:
        end = lower
    return [_whole_lines(outline, start, end)]


def _whole_lines(outline: Outline, start: int, end: int) -> Patch:
    """Take lines away; the last line of a file without a break at its end takes the break before it."""
    if start and outline.text[end - 1 : end] != "\n":
        start = outline.line_end(start - 1)
    return Patch(start, end, "")


def _drop_only(outline: Outline, above: Site, site: Site) -> list[Patch]:
    """Leave `[]` or `{}` in the place of the last entry."""
    empty = "{}" if isinstance(above.data, dict) else "[]"
    if above.above is None or not outline.is_own_line(above.start):
        return [Patch(outline.begin(site), last_end(outline, site), empty)]
    at = outline.head_end(above)
    start = blank_above(outline, site, top(outline, site))
    return [Patch(at, at, f" {empty}"), _whole_lines(outline, start, bottom(outline, site))]


def _drop_first_on_line(outline: Outline, above: Site, site: Site) -> Patch:
    """Take away the entry that stands behind a dash: the next one comes there, or below where it has comments."""
    begin, following = outline.begin(site), outline.begin(above.items[1])
    end = last_end(outline, site)
    if outline.text[end:following].strip():
        return Patch(outline.head_end(above), end, "")
    return Patch(begin, following, "")
