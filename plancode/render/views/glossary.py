"""What the words on the pages mean: the plan's own metrics, products, channels, skills, and plancode's terms."""

from typing import TYPE_CHECKING

from plancode.model.plan import Channel, Metric, Party, Product, Segment, Skill
from plancode.model.rubric import Kpi
from plancode.model.targets import TargetsDocument
from plancode.render.blocks import Block, Inline, Items, Joined, Section, Table, Term, View, columns
from plancode.render.edition import Edition
from plancode.render.views.footer import footer

if TYPE_CHECKING:
    from plancode.model.base import Entity as EntityModel

WORDS = (
    "target", "assigned", "over_assignment", "quota", "street_quota", "required", "period", "assumption", "territory",
    "account", "owner", "coverage", "credit", "capacity", "ramp", "rre", "season_index", "workload", "utilisation",
    "balance_index", "duty", "responsible", "accountable", "consulted", "informed", "supporting", "scorecard", "weight",
    "veto", "one_to_one",
)  # fmt: skip


def glossary_view(edition: Edition) -> View:
    """Return the glossary."""
    blocks: list[Block] = [_metrics(edition), *_catalogues(edition), _skills(edition), _words()]
    return View("glossary.md", Term("title.glossary"), (*blocks, footer(edition)))


def _metrics(edition: Edition) -> Section:
    used = {document.model.metric for document in edition.graph.all(TargetsDocument)}
    used |= {kpi.model.metric for kpi in edition.graph.all(Kpi) if kpi.model.metric}
    used |= {metric.model.id for metric in edition.graph.all(Metric)}
    heads = columns("col.metric", "col.unit", "col.better", "col.over_time", "col.over_scope", "col.basis")
    rows = tuple(_metric(edition, name) for name in sorted(used))
    return Section(Term("section.metrics"), (Table(heads, rows, Term("none")),))


def _metric(edition: Edition, name: str) -> tuple[Inline, ...]:
    metric = edition.graph.metric(name)
    label = edition.metric_name(name)
    if metric is None:
        return (label, None, None, None, None, None)
    basis = Joined(
        (
            Term(f"basis.{metric.basis}") if metric.basis else None,
            Term(f"tax.{metric.tax}") if metric.tax else None,
        )
    )
    terms = (
        Term(f"{key}.{value}") if (value := getattr(metric, field)) else None
        for key, field in (("measured_in", "unit"), ("better", "better"), ("over", "over_time"), ("over", "over_scope"))
    )
    return (label, *terms, basis)


def _catalogues(edition: Edition) -> list[Section]:
    sections: list[Section] = []
    kinds: tuple[tuple[type[EntityModel], str], ...] = (
        (Product, "section.products"),
        (Channel, "section.channels"),
        (Segment, "section.segments"),
        (Party, "section.parties"),
    )
    for model, title in kinds:
        found = edition.graph.all(model)
        if found:
            rows = tuple((0, Joined((one.model.label, getattr(one.model, "text", None)), "colon")) for one in found)
            sections.append(Section(Term(title), (*edition.note(*found), Items(rows))))
    return sections


def _skills(edition: Edition) -> Section:
    heads = columns("col.skill", "col.levels")
    rows = tuple(
        (one.model.label, Joined(tuple(_level(*pair) for pair in one.model.levels.items()), "list.semicolon"))
        for one in edition.graph.all(Skill)
    )
    return Section(
        Term("section.skills"), (*edition.note(*edition.graph.all(Skill)), Table(heads, rows, Term("empty.skills")))
    )


def _level(number: str, text: str) -> Inline:
    return Term("level.means", (("level", number), ("text", text)))


def _words() -> Section:
    rows: tuple[tuple[Inline, ...], ...] = tuple((Term(f"word.{name}"), Term(f"means.{name}")) for name in WORDS)
    return Section(Term("section.words"), (Table(columns("col.word", "col.meaning"), rows, Term("none")),))
