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
    cleaned = nh3.clean(_BREAK.sub("", converter.convert(written)), tags=_TAGS, attributes=_ATTRIBUTES)
    return Markup(cleaned)  # noqa: S704  # cleaned


@cache
def _converter() -> Markdown:
    converter = Markdown(output_format="html", extensions=["sane_lists"])
    converter.ESCAPED_CHARS = [*converter.ESCAPED_CHARS, *_ESCAPED]
    return converter


def _lines(lines: list[str]) -> Iterator[str]:
    """Yield lines so that lists begin where CommonMark has them begin, which Python-Markdown does after gaps only.

    In the middle of a paragraph a list with numbers begins with 1 or not at all. The sign after a number becomes a dot,
    the only one that Python-Markdown knows. `before` is the kind of the list that a line would continue.
    """
    before, is_gap = "", True
    for line in lines:
        item, kind = _ITEM.match(line), ""
        if item and (is_gap or before or not item[2] or int(item[2]) == 1):
            kind = "1" if item[2] else "-"
        if kind and not is_gap and kind != before:
            yield ""
        yield re.sub(r"^(\d+)\)", r"\1.", line) if kind else line
        before, is_gap = kind or ("" if is_gap else before), not line
