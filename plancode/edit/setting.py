"""Another value in the place of one."""

import re
from typing import Final

from plancode.edit.habits import WIDTH, pattern_of
from plancode.edit.lines import column_of, last_end
from plancode.edit.outline import Outline, Site, Style
from plancode.edit.patches import Patch
from plancode.edit.texts import block_header, block_lines, folded, needs_no_quotes
from plancode.edit.values import Written
from plancode.edit.writer import ValueParts, Writer, inline, scalar

_DASH: Final = 2
_SIGN: Final = re.compile(r"[|>][-+0-9]*")


def replace(outline: Outline, site: Site, value: Written, writer: Writer) -> list[Patch]:
    """Return what makes a value another one."""
    if site.above is None or site.in_flow:
        quote = _quote(outline, site, value) if isinstance(value, str) else ""
        text = scalar(value, flow=True, quote=quote) if quote else inline(value)
        if site.start < site.end:
            return [Patch(site.start, site.end, text)]
        at = outline.head_end(site)
        return [Patch(at, at, f" {text}")]
    parts = _parts(outline, site, value, writer)
    if site.style is Style.BLOCK and not outline.is_own_line(site.start):
        text = outline.line_break(site.start).join([parts.head, *parts.body])
        return [Patch(site.start, last_end(outline, site), text)]
    return _patches(outline, site, parts)


def _quote(outline: Outline, site: Site, value: str) -> str:
    """Return the quotes to keep: those of a text that would need none, or that the new one needs too."""
    sign = outline.text[site.start : site.start + 1]
    if not isinstance(site.data, str) or not sign or sign not in "'\"":
        return ""
    by_choice = needs_no_quotes(site.data, flow=site.in_flow)
    return sign if by_choice or not needs_no_quotes(value, flow=site.in_flow) else ""


def _parts(outline: Outline, site: Site, value: Written, writer: Writer) -> ValueParts:
    kept = _as_before(outline, site, value)
    if kept is not None:
        return kept
    column, pattern = column_of(outline, site), pattern_of(site.route)
    if site.key is None:
        inner = outline.column(site.start) if site.start < site.end else column + _DASH
        return writer.below_dash(value, inner, pattern)
    used = outline.head_end(site) - outline.line_start(site.key[0]) + 1
    return writer.below_key(value, column, pattern, used)


def _as_before(outline: Outline, site: Site, value: Written) -> ValueParts | None:
    """Return a text in the quotes, or with the indent, of the one before."""
    if not isinstance(value, str):
        return None
    quote = _quote(outline, site, value)
    if quote and ("\n" not in value or "\n" in str(site.data)):
        return ValueParts(scalar(value, flow=False, quote=quote))
    sign, indent = block_header(value), _indent(outline, site)
    if outline.text.startswith(">", site.start) and indent and "\n" not in value:
        lines = folded(value, indent, WIDTH)
        return ValueParts(">-", lines) if lines else None
    return ValueParts(sign, block_lines(value, indent)) if sign and indent else None


def _indent(outline: Outline, site: Site) -> int:
    """Return the indent of a text of several lines, 0 where there is none or it is not seen from its first line."""
    sign = outline.text[site.start : site.start + 3]
    if site.style is not Style.LITERAL or any(map(str.isdigit, sign)):
        return 0
    first = outline.text[outline.next_line(site.start) : site.end].lstrip("\r\n")
    return len(first) - len(first.lstrip(" "))


def _patches(outline: Outline, site: Site, parts: ValueParts) -> list[Patch]:
    # what stands on the line of its key or dash, and what below that, from the end of one line to the end of another
    start, end = site.start, site.end
    below = last = outline.line_end(site.end)
    if site.style is Style.BLOCK:
        start = end = outline.head_end(site)
        below, last = outline.line_end(start), last_end(outline, site)
    elif site.style is Style.LITERAL:
        sign = _SIGN.match(outline.text, site.start)
        end = sign.end() if sign else site.end
        below, last = outline.line_end(site.start), site.end
    line_break = outline.line_break(start)
    body = Patch(below, last, "".join(line_break + line for line in parts.body))
    if not parts.head:
        return [Patch(_bare(outline, site, start), end, ""), body]
    space = " " if start == outline.head_end(site) else ""
    return [Patch(start, end, space + parts.head), body]


def _bare(outline: Outline, site: Site, start: int) -> int:
    """Return from where to take a value away so that no blanks are left before it."""
    head = outline.head_end(site)
    if not outline.text[head:start].strip(" \t"):
        return head
    return outline.line_end(outline.line_start(start) - 1) if outline.is_own_line(start) else start
