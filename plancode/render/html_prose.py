"""Prose of authors as HTML: paragraphs, lists and emphasis, the same ones that a git website makes of it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import nh3
from markdown import Markdown
from markupsafe import Markup

from plancode.render.markdown import CUT, escape_prose

_TAGS: Final = {"p", "ul", "ol", "li", "em", "strong"}
_ATTRIBUTES: Final = {"ol": {"start"}}
_ESCAPED: Final = ("~", "$", ":", "=")
"""What `escape_prose` puts a backslash before, and Python-Markdown does not know as escaped."""
_BREAK: Final = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])\n(?=[\u2e80-\u9fff\uff00-\uffef])")
"""The end of a line between signs of a script that has no spaces, where a browser would put one."""
_ITEM: Final = re.compile(r"([-*+]|(\d{1,9})[.)])\s")


def prose_html(text: str) -> Markup:
    """Return an author's prose as HTML; whatever else Markdown knows (links, headings, code, tags) is text."""
    converter = _converter()
    converter.reset()
    written = "\n".join(_lines(escape_prose(text).replace(CUT, "").split("\n")))
    made = nh3.clean(_BREAK.sub("", converter.convert(written)), tags=_TAGS, attributes=_ATTRIBUTES)
    return Markup(made)  # noqa: S704  # cleaned


@cache
def _converter() -> Markdown:
    converter = Markdown(output_format="html", extensions=["sane_lists"])
    converter.ESCAPED_CHARS = [*converter.ESCAPED_CHARS, *_ESCAPED]
    return converter


def _lines(lines: list[str]) -> Iterator[str]:
    """Yield lines so that lists begin where CommonMark has them begin, which Python-Markdown does after gaps only."""
    before, is_gap = "", True
    for line in lines:
        item = _ITEM.match(line)
        kind = _kind(item) if item and _may_begin(item, before, is_gap=is_gap) else ""
        if kind and not is_gap and kind != before:
            yield ""
        yield _dotted(line) if kind else line
        before, is_gap = kind or ("" if is_gap else before), not line


def _kind(item: re.Match[str]) -> str:
    """Return which list a line belongs to: one with numbers or one with bullets."""
    return "1" if item[2] else "-"


def _may_begin(item: re.Match[str], before: str, *, is_gap: bool) -> bool:
    """Whether a line is an item. In the middle of a paragraph a list with numbers begins with 1 or not at all."""
    return is_gap or bool(before) or not item[2] or int(item[2]) == 1


def _dotted(line: str) -> str:
    """Return an item with the only sign after its number that Python-Markdown knows."""
    return re.sub(r"^(\d+)\)", r"\1.", line)
