"""The last lines of pages: where they belong, and what was not judged."""

from collections.abc import Sequence

from plancode.findings.unjudged import Unjudged, not_judged
from plancode.render.blocks import Line
from plancode.render.edition import HOME, Edition
from plancode.said.value import Link, Term


def not_judged_line(unjudged: Sequence[Unjudged]) -> tuple[Line, ...]:
    """Return what was not judged as a line; nothing where all was."""
    told = not_judged(unjudged)
    return (Line(told),) if told is not None else ()


def footer(edition: Edition) -> Line:
    """Return where the page belongs and of which day it is."""
    home = Link(HOME, edition.plan.model.label)
    return Line(Term("footer", (("plan", home), ("day", edition.as_of))))
