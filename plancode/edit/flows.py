"""Entries of lists and mappings in brackets: put in and taken away."""

import re
from collections.abc import Sequence
from typing import Final

from plancode.edit.errors import EditError
from plancode.edit.outline import Outline, Site, Style
from plancode.edit.patches import Patch

_COMMA: Final = re.compile(r"[ \t]*,")


def put(outline: Outline, into: Site, index: int, texts: Sequence[str]) -> list[Patch]:
    """Return what puts new entries before the entry of a number, or at the end."""
    _refuse_pair(into)
    if not into.items:
        start, end = into.start + 1, into.end - 1
        return [Patch(start, start if outline.text[start:end].strip() else end, ", ".join(texts))]
    if index == len(into.items):
        return _put_last(outline, into, texts)
    at = outline.begin(into.items[index])
    between = f",{outline.line_break(at)}{' ' * outline.column(at)}" if outline.is_own_line(at) else ", "
    return [Patch(at, at, between.join([*texts, ""]))]


def _refuse_pair(into: Site) -> None:
    if into.style is Style.PAIR:
        raise EditError("unusual", into.route)


def _put_last(outline: Outline, into: Site, texts: Sequence[str]) -> list[Patch]:
    last = into.items[-1]
    at = outline.begin(last)
    if not outline.is_own_line(at) or not outline.is_own_line(into.end - 1):
        return [Patch(last.end, last.end, "".join(f", {text}" for text in texts))]
    comma = _comma(outline, last)
    line_end = outline.line_end(comma or last.end)
    line = outline.line_break(at) + " " * outline.column(at)
    new = Patch(line_end, line_end, line + f",{line}".join(texts) + ("," if comma else ""))
    return [new] if comma else [Patch(last.end, last.end, ","), new]


def _comma(outline: Outline, site: Site) -> int:
    """Return where the comma after an entry ends, or 0."""
    match = _COMMA.match(outline.text, site.end)
    return match.end() if match else 0


def drop(outline: Outline, site: Site) -> list[Patch]:
    """Return what takes an entry away; where it has lines of its own, with the comments in them."""
    above = site.above
    assert above is not None  # noqa: S101  # whole documents are refused before
    _refuse_pair(above)
    begin = outline.begin(site)
    if len(above.items) == 1:
        start, end = above.start + 1, above.end - 1
        if "#" in outline.text[start:begin] + outline.text[site.end : end]:
            start, end = begin, _comma(outline, site) or site.end
        return [Patch(start, end, "")]
    if site.index == len(above.items) - 1:
        return _drop_last(outline, above, site, begin)
    following = outline.begin(above.items[site.index + 1])
    gap = outline.text[site.end : following]
    if "\n" not in gap:
        return [Patch(begin, following, "")]
    return [_drop_at_line_end(outline, above, site, following)]


def _drop_at_line_end(outline: Outline, above: Site, site: Site, following: int) -> Patch:
    begin, comma = outline.begin(site), _comma(outline, site)
    if not comma:
        raise EditError("unusual", site.route)
    if outline.is_own_line(begin):
        return Patch(_top(outline, site, begin), outline.next_line(comma), "")
    if site.index:
        return Patch(above.items[site.index - 1].end, site.end, "")
    return Patch(begin, comma if "#" in outline.text[comma:following] else following, "")


def _drop_last(outline: Outline, above: Site, site: Site, begin: int) -> list[Patch]:
    before = above.items[site.index - 1]
    if not outline.is_own_line(begin):
        return [Patch(before.end, site.end, "")]
    comma, own = _comma(outline, before), _comma(outline, site)
    if not comma:
        raise EditError("unusual", site.route)
    bare = [] if own else [Patch(before.end, comma, "")]
    if outline.is_own_line(above.end - 1):
        return [*bare, Patch(_top(outline, site, begin), outline.next_line(own or site.end), "")]
    if "#" in outline.text[comma:begin]:
        return [*bare, Patch(begin, site.end, "")]
    return [Patch(before.end, site.end, "")]


def _top(outline: Outline, site: Site, begin: int) -> int:
    """Return where the lines of an entry begin: at the comments right above it."""
    at = outline.line_start(begin)
    above = site.above.items[site.index - 1].end if site.above is not None and site.index else 0
    while outline.text[at : outline.line_end(at)].strip() and (line := outline.line_start(at - 1)) > above:
        if not outline.text[line:at].lstrip().startswith("#"):
            break
        at = line
    return at
