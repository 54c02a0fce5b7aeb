"""The last line of every page."""

from plancode.render.blocks import Line
from plancode.render.edition import HOME, Edition
from plancode.said.value import Link, Term


def footer(edition: Edition) -> Line:
    """Return where the page belongs and of which day it is."""
    home = Link(HOME, edition.plan.model.label)
    return Line(Term("footer", (("plan", home), ("day", edition.as_of))))
