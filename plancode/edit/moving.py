"""An entry as it is written, to stand elsewhere."""

import re
from typing import Final

from plancode.edit.errors import EditError
from plancode.edit.lines import column_of, last_end, top
from plancode.edit.outline import Outline, Site, Style
from plancode.edit.writer import key_text

_BREAK: Final = re.compile(r"\r?\n")
_COMMENT: Final = re.compile(r"(?:^|\s)#", re.MULTILINE)


def as_lines(outline: Outline, site: Site, into: Site, key: str | None) -> list[str] | None:
    """Return the lines of an entry at the column of another list or mapping; None where it must be written anew."""
    if not _alike(outline, site, into, Style.BLOCK):
        return None
    lines = _BREAK.split(_keyed(outline, site, _start(outline, site), _end(outline, site), key))
    shift = outline.column(into.start) - column_of(outline, site)
    return [_shifted(line, shift) for line in lines]


def as_text(outline: Outline, site: Site, into: Site, key: str | None) -> str | None:
    """Return the text of an entry for other brackets; None where it must be written anew."""
    if not _alike(outline, site, into, Style.FLOW) or _BREAK.search(outline.text, outline.begin(site), site.end):
        return None
    return _keyed(outline, site, outline.begin(site), site.end, key)


def _alike(outline: Outline, site: Site, into: Site, style: Style) -> bool:
    """Whether an entry can stand there as it is written; where not, it must have no comment to lose."""
    above = site.above
    if above is not None and above.style is into.style is style and isinstance(into.data, type(above.data)):
        return True
    if _COMMENT.search(outline.text, _start(outline, site), _end(outline, site)):
        raise EditError("comment_lost", site.route)
    return False


def _start(outline: Outline, site: Site) -> int:
    begin = outline.begin(site)
    in_block = site.above is not None and site.above.style is Style.BLOCK
    return top(outline, site) if in_block and outline.is_own_line(begin) else begin


def _end(outline: Outline, site: Site) -> int:
    return last_end(outline, site) if site.above is not None and site.above.style is Style.BLOCK else site.end


def _keyed(outline: Outline, site: Site, start: int, end: int, key: str | None) -> str:
    """Return a stretch of text with another key in it."""
    pad = " " * outline.column(start) if site.above is not None and site.above.style is Style.BLOCK else ""
    if site.key is None or key is None:
        return pad + outline.text[start:end]
    first, last = site.key
    sign = outline.text[first]
    is_same = site.route[-1] == key
    name = outline.text[first:last] if is_same else key_text(key, sign if sign in "'\"" else "")
    return pad + outline.text[start:first] + name + outline.text[last:end]


def _shifted(line: str, shift: int) -> str:
    if not line.strip():
        return line
    if shift >= 0:
        return " " * shift + line
    return line[min(-shift, len(line) - len(line.lstrip(" "))) :]
