"""Coverage: who looks after what, the stretches in which nobody does, and how evenly people are loaded."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from plancode.analysis.coverage import Group, Stretch, as_period
from plancode.analysis.matrix import DIMENSIONS, Dimension
from plancode.analysis.matrix import Row as Covered
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.rubric import Kpi
from plancode.model.territories import Territory
from plancode.render.blocks import Block, Inline, Joined, Line, Section, Table, Term, View, columns, folded
from plancode.render.edition import Edition, territory_link
from plancode.render.figures import Figures, share
from plancode.render.views.footer import footer
from plancode.render.views.parts import kpi_name
from plancode.render.views.workload import balance_sections

MOST_ITEMS: Final = 12
"""Items of a dimension from which on only those that are not covered are named."""
MOST_OPEN: Final = 30
MOST_NAMES: Final = 6
MOST_TERRITORIES: Final = 100
Row = tuple[Inline, ...]


def coverage_view(edition: Edition) -> View | None:
    """Return the page of coverage, or None where there is nothing to cover."""
    figures = edition.figures
    if figures is None:
        return None
    found = [section for dimension in DIMENSIONS for section in _dimension(edition, figures, dimension)]
    if not found:
        return None
    blocks = (*found, *balance_sections(edition, figures, ("potential", "target")), footer(edition))
    return View("coverage.md", Term("title.coverage"), (Line(Term("coverage_lead")), _summary(figures), *blocks))


def _summary(figures: Figures) -> Table:
    """Return how many items of each dimension are covered in full."""
    found = ((one, [row for row in figures.analysis.coverage_matrix.of(one) if row.whole]) for one in DIMENSIONS)
    counted = ((one, rows, sum(row.covered < row.whole for row in rows)) for one, rows in found if rows)
    rows = tuple((Term(f"dimension.{one}"), len(rows), len(rows) - left, left or None) for one, rows, left in counted)
    numbers = ("col.items", "col.in_full", "col.not_in_full")
    return Table(columns("sheet.dimension", *numbers, numeric=numbers), rows, Term("none"))


def _dimension(edition: Edition, figures: Figures, dimension: Dimension) -> Iterator[Section]:
    rows = [one for one in figures.analysis.coverage_matrix.of(dimension) if one.whole]
    if not rows:
        return
    title = Term(f"dimension.{dimension}")
    if dimension == "territories":
        yield Section(title, tuple(_territories(edition, figures, rows)))
        return
    open_ones = [one for one in rows if one.covered < one.whole]
    shown = rows if len(rows) <= MOST_ITEMS else open_ones
    said: list[Block] = []
    if shown is not rows:
        said.append(Line(_how_many(len(rows), len(rows) - len(open_ones))))
    if shown:
        cells, more = folded([_row(edition, one) for one in shown], MOST_OPEN, "more_rows")
        said += [Table(_HEADS, cells, Term("none")), *more]
    yield Section(title, tuple(said))


def _how_many(whole: int, covered: int) -> Inline:
    if whole == covered:
        return Term("every_covered", (("all", whole),))
    return Term("all_covered", (("count", covered), ("all", whole)))


_HEADS: Final = columns("sheet.item", "sheet.covered", "sheet.of", "sheet.by", "sheet.missing",
                        numeric=("sheet.covered",))  # fmt: skip


def _row(edition: Edition, row: Covered) -> Row:
    item = row.item if isinstance(row.item, str) else _named(edition, row.item)
    part = Term(f"of_unit.{row.unit}", (("covered", row.covered), ("whole", row.whole)))
    return (item, share(row.share), part, _names(edition, row.by), _names(edition, row.missing))


def _named(edition: Edition, item: Entity[Keyed]) -> Inline:
    model = item.model
    return kpi_name(edition, model) if isinstance(model, Kpi) else edition.named(item.ref)


def _names(edition: Edition, found: Sequence[Entity[Keyed]]) -> Inline:
    """Return the first names, and how many more there are."""
    if not found:
        return None
    names: list[Inline] = [edition.named(one.ref) for one in found[:MOST_NAMES]]
    if len(found) > MOST_NAMES:
        names.append(Term("and_more", (("count", len(found) - MOST_NAMES),)))
    return Joined(tuple(names))


def _territories(edition: Edition, figures: Figures, rows: Sequence[Covered]) -> Iterator[Block]:
    """Yield territories with the stretches in which nobody looks after customers; those that have some first."""
    table = []
    for row in rows:
        territory = edition.graph.find(Territory, row.item if isinstance(row.item, str) else row.item.model.own_id)
        if territory is not None:
            covered, gaps = covered_of(figures, territory)
            by = _names(edition, row.by)
            table.append((territory_link(territory), edition.team(territory.model.team), covered, by, gaps))
    table.sort(key=lambda one: one[4] is None)
    shown, more = folded(table, MOST_TERRITORIES, "more_rows")
    heads = columns("col.territory", "col.team", "col.covered", "sheet.by", "col.unowned", numeric=("col.covered",))
    yield Table(heads, shown, Term("none"))
    yield from more


def covered_of(figures: Figures, territory: Entity[Territory]) -> tuple[Inline, Inline]:
    """Return how much of a territory is covered, and when it is not; nothing of one that only holds others."""
    if figures.analysis.coverage_matrix.is_frame(territory):
        return None, None
    groups = figures.groups.get(territory.model.id, ())
    return share(figures.analysis.coverage.covered(groups).share), unowned(figures, groups)


def unowned(figures: Figures, groups: Sequence[Group]) -> Inline:
    """Return the stretches in which nobody looks after customers, with how many; None where there is none."""
    found: dict[tuple[object, object, str], tuple[Stretch, int]] = {}
    for group in groups:
        for one in group.gaps():
            key = (one.start, one.end, one.product)
            found[key] = (one, found.get(key, (one, 0))[1] + len(group.customers))
    said = [_stretch(figures, *pair) for pair in sorted(found.values(), key=lambda one: one[0].start)]
    if len(said) > MOST_NAMES:
        said = [*said[:MOST_NAMES], Term("and_more", (("count", len(said) - MOST_NAMES),))]
    return Joined(tuple(said), "list.semicolon") if said else None


def _stretch(figures: Figures, stretch: Stretch, count: int) -> Inline:
    days = figures.analysis.coverage.working_days(stretch)
    when = figures.period(as_period(stretch))
    values: tuple[tuple[str, Inline], ...] = (("when", when), ("days", Decimal(days)), ("count", count))
    return Term("unowned" if count else "unowned_bare", values if count else values[:2])
