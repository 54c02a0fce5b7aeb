"""From a checked plan to pages."""

from plancode.locale.catalogue import Language, language_of
from plancode.pipeline.checking import Checked
from plancode.render.blocks import charts_of
from plancode.render.edition import Edition
from plancode.render.markdown import write_markdown
from plancode.render.pages import pages
from plancode.render.svg import write_svg
from plancode.render.views.history import Past


def edition_of(checked: Checked) -> Edition | None:
    """Return the edition of a plan, or None where there is no plan document."""
    plan = checked.graph.plan
    if plan is None:
        return None
    judged = (checked.findings, checked.results, checked.unjudged)
    return Edition(checked.graph, plan, checked.as_of, checked.analysis, *judged)


def build(checked: Checked, language: Language | None = None, past: Past | None = None) -> dict[str, bytes]:
    """Return the pages of a plan and their charts by path, in the plan's language unless another is asked for.

    The page about the plan's history is among them where its past is given.
    """
    edition = edition_of(checked)
    if edition is None:
        return {}
    spoken = language or language_of(edition.plan.model.locale)
    files: dict[str, bytes] = {}
    for view in pages(edition, spoken, past):
        files[view.page] = write_markdown(view, spoken).encode()
        files |= {chart.path: write_svg(chart, spoken).encode() for chart in charts_of(view.blocks)}
    return files
