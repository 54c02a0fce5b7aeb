"""What the words on the pages mean: the plan's own metrics, products, channels, skills, and plancode's terms."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.model.plan import Channel, Metric, Party, Product, Segment, Skill
from plancode.model.rubric import Kpi
from plancode.model.targets import TargetsDocument
from plancode.render.blocks import Block, Items, Section, View
from plancode.render.edition import Edition
from plancode.render.views.footer import footer
from plancode.said.value import Joined, PlanWord, Term
from plancode.tables.table import columns, table

if TYPE_CHECKING:
    from plancode.model.base import Authored

WORDS = (
    "target", "assigned", "over_assignment", "quota", "street_quota", "required", "period", "assumption", "territory",
    "account", "owner", "coverage", "credit", "capacity", "ramp", "rre", "season_index", "workload", "utilisation",
    "balance_index", "duty", "responsible", "accountable", "consulted", "informed", "supporting", "scorecard", "weight",
    "veto", "one_to_one",
)  # fmt: skip
_WORDS: Final = {
    "assigned": "col.assigned",
    "quota": "col.quota",
    "required": "col.required",
    "period": "col.period",
    "territory": "col.territory",
    "account": "col.account",
    "owner": "col.owner",
    "coverage": "title.coverage",
    "credit": "col.credit",
    "capacity": "col.capacity",
    "rre": "col.rre",
    "workload": "col.load",
    "utilisation": "col.utilisation",
    "balance_index": "col.mean_index",
    "duty": "col.duty",
    "responsible": "part.R",
    "accountable": "part.A",
    "consulted": "part.C",
    "informed": "part.I",
    "supporting": "part.S",
    "scorecard": "col.scorecard",
    "weight": "col.weight",
}
"""Terms whose word stands as a heading too."""


def glossary_view(edition: Edition) -> View:
    """Return the glossary."""
    rows = ((Term(_WORDS.get(name, f"word.{name}")), Term(f"means.{name}")) for name in WORDS)
    words = Section(Term("section.words"), (table(columns("word", "meaning"), rows),))
    blocks: tuple[Block, ...] = (_metrics(edition), *_catalogues(edition), _skills(edition), words, footer(edition))
    return View("glossary.md", Term("title.glossary"), blocks)


def _metrics(edition: Edition) -> Section:
    used = {document.model.metric for document in edition.graph.all(TargetsDocument)}
    used |= {kpi.model.metric for kpi in edition.graph.all(Kpi) if kpi.model.metric}
    used |= {metric.model.id for metric in edition.graph.all(Metric)}
    fields, rows = ("unit", "better", "over_time", "over_scope", "basis", "tax"), []
    for name in sorted(used):
        metric = edition.graph.metric(name)
        values = ((field, getattr(metric, field, None)) for field in fields)
        *words, basis, tax = (PlanWord(value, f"Metric.{field}") if value else None for field, value in values)
        based = Joined((basis, tax)) if metric is not None else None
        rows.append((edition.metric_name(name), *words, based))
    heads = columns("metric", "unit", "better", "over_time", "over_scope", "basis")
    return Section(Term("section.metrics"), (table(heads, rows),))


def _catalogues(edition: Edition) -> Iterator[Section]:
    kinds: tuple[tuple[type[Authored], str], ...] = (
        (Product, "dimension.products"),
        (Channel, "dimension.channels"),
        (Segment, "dimension.segments"),
        (Party, "section.parties"),
    )
    for kind, title in kinds:
        entities = edition.graph.all(kind)
        models = (entity.model for entity in entities)
        lines = tuple((0, Joined((model.label, getattr(model, "text", None)), "list.colon")) for model in models)
        if lines:
            yield Section(Term(title), (*edition.note(*entities), Items(lines)))


def _skills(edition: Edition) -> Section:
    skills, rows = edition.graph.all(Skill), []
    for skill in skills:
        levels = skill.model.levels.items()
        means = tuple(Term("level.means", (("level", number), ("text", text))) for number, text in levels)
        rows.append((skill.model.label, Joined(means, "list.semicolon")))
    made = table(columns("skill", "levels"), rows, Term("empty.skills"))
    return Section(Term("dimension.skills"), (*edition.note(*skills), made))
