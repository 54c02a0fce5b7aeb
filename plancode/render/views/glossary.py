"""What the words on the pages mean: the plan's own metrics, products, channels, skills, and plancode's terms."""

from typing import TYPE_CHECKING, Final

from plancode.model.plan import Channel, Metric, Party, Product, Segment, Skill
from plancode.model.rubric import Kpi
from plancode.model.targets import TargetsDocument
from plancode.render.blocks import Block, Items, Section, View
from plancode.render.edition import Edition
from plancode.render.views.footer import footer
from plancode.said.value import Joined, PlanWord, Said, Term
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
    blocks: list[Block] = [_metrics(edition), *_catalogues(edition), _skills(edition), _words()]
    return View("glossary.md", Term("title.glossary"), (*blocks, footer(edition)))


def _metrics(edition: Edition) -> Section:
    used = {document.model.metric for document in edition.graph.all(TargetsDocument)}
    used |= {kpi.model.metric for kpi in edition.graph.all(Kpi) if kpi.model.metric}
    used |= {metric.model.id for metric in edition.graph.all(Metric)}
    heads = columns("metric", "unit", "better", "over_time", "over_scope", "basis")
    rows = tuple(_metric(edition, name) for name in sorted(used))
    return Section(Term("section.metrics"), (table(heads, rows),))


def _metric(edition: Edition, name: str) -> tuple[Said, ...]:
    metric = edition.graph.metric(name)
    label = edition.metric_name(name)
    if metric is None:
        return (label, None, None, None, None, None)
    basis = Joined(
        (
            PlanWord(metric.basis, "Metric.basis") if metric.basis else None,
            PlanWord(metric.tax, "Metric.tax") if metric.tax else None,
        )
    )
    terms = (
        PlanWord(value, f"Metric.{field}") if (value := getattr(metric, field)) else None
        for field in ("unit", "better", "over_time", "over_scope")
    )
    return (label, *terms, basis)


def _catalogues(edition: Edition) -> list[Section]:
    sections: list[Section] = []
    kinds: tuple[tuple[type[Authored], str], ...] = (
        (Product, "dimension.products"),
        (Channel, "dimension.channels"),
        (Segment, "dimension.segments"),
        (Party, "section.parties"),
    )
    for model, title in kinds:
        found = edition.graph.all(model)
        if found:
            rows = tuple(
                (0, Joined((one.model.label, getattr(one.model, "text", None)), "list.colon")) for one in found
            )
            sections.append(Section(Term(title), (*edition.note(*found), Items(rows))))
    return sections


def _skills(edition: Edition) -> Section:
    heads = columns("skill", "levels")
    rows = tuple(
        (one.model.label, Joined(tuple(_level(*pair) for pair in one.model.levels.items()), "list.semicolon"))
        for one in edition.graph.all(Skill)
    )
    return Section(
        Term("dimension.skills"), (*edition.note(*edition.graph.all(Skill)), table(heads, rows, Term("empty.skills")))
    )


def _level(number: str, text: str) -> Said:
    return Term("level.means", (("level", number), ("text", text)))


def _words() -> Section:
    rows: tuple[tuple[Said, ...], ...] = tuple(
        (Term(_WORDS.get(name, f"word.{name}")), Term(f"means.{name}")) for name in WORDS
    )
    return Section(Term("section.words"), (table(columns("word", "meaning"), rows),))
