"""The lines of an entry in block style: its own, the comments that are its own, and the blank ones around it."""

from plancode.edit.outline import Outline, Site


def column_of(outline: Outline, site: Site) -> int:
    """Return the column of the key or dash of an entry."""
    return outline.column(outline.begin(site))


def top(outline: Outline, site: Site) -> int:
    """Return where the lines of an entry begin: at the comments right above it that stand at its column.

    What stands above the first key of a document is the head of the file.
    """
    at = outline.line_start(outline.begin(site))
    if site.index == 0 and site.above is outline.root:
        return at
    column, least = column_of(outline, site), _least(outline, site)
    while at > least and _comment_column(outline, above := outline.line_start(at - 1)) == column and above >= least:
        at = above
    return at


def bottom(outline: Outline, site: Site) -> int:
    """Return where the lines of an entry end: after its last, and comments below that stand deeper than it does."""
    at, column = outline.next_line(site.end), column_of(outline, site)
    while _comment_column(outline, at) > column:
        at = outline.next_line(at)
    return at


def last_end(outline: Outline, site: Site) -> int:
    """Return where the last line of an entry ends, its break apart."""
    at = bottom(outline, site)
    return outline.line_end(at - 1) if outline.text[at - 1 : at] == "\n" else at


def blank_above(outline: Outline, site: Site, at: int) -> int:
    """Return where the blank lines above an offset begin."""
    least = _least(outline, site)
    while at > least and _is_blank(outline, above := outline.line_start(at - 1)) and above >= least:
        at = above
    return at


def blank_below(outline: Outline, at: int) -> int:
    """Return where the blank lines from an offset on end."""
    while at < len(outline.text) and _is_blank(outline, at):
        at = outline.next_line(at)
    return at


def _least(outline: Outline, site: Site) -> int:
    """Return where the lines begin that can be an entry's own: after what comes before it."""
    if site.index:
        assert site.above is not None  # noqa: S101  # the whole document is the first of nothing
        return outline.next_line(site.above.items[site.index - 1].end)
    if site.above is None or site.above.above is None:
        return outline.line_start(outline.begin(site))
    return outline.next_line(outline.head_end(site.above))


def _is_blank(outline: Outline, at: int) -> bool:
    return not outline.text[at : outline.line_end(at)].strip()


def _comment_column(outline: Outline, at: int) -> int:
    """Return the column of the comment that a line is, or -1."""
    line = outline.text[at : outline.line_end(at)]
    bare = line.lstrip(" ")
    return len(line) - len(bare) if bare.startswith("#") else -1
