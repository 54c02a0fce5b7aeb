"""TGT and DAT: deals that cannot count, are won too early, or are in a stage that nobody explained."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final

from plancode.findings.likeness import closest
from plancode.findings.problem import Problem
from plancode.graph.deals import ended_by
from plancode.graph.entity import Entity
from plancode.model.targets import Opportunity, ProfilePhasing, TargetsDocument
from plancode.rules.context import RuleContext
from plancode.rules.rule import INFO, WARNING, rule
from plancode.rules.written import is_missing
from plancode.said.value import Verbatim

if TYPE_CHECKING:
    from plancode.said.value import Values

_SHOWN: Final = 5
_YEAR: Final = timedelta(days=365)


@rule("TGT129", "deal-overdue", WARNING, figures=True)
def deal_overdue(context: RuleContext) -> Iterator[Problem]:
    """An open deal should have closed before the day of looking.

    ## Why it matters
    A deal whose day has passed is won, lost or late, and nobody knows which. It counts in no forecast, in no pace and
    in no phasing until that is said.

    ## Fails
    On 1 April 2026:
    ```yaml
    opportunities: [{id: canteen, amount: 800k, probability: 50%, closes: 2026-02-20}]
    ```

    ## Passes
    ```yaml
    opportunities: [{id: canteen, amount: 800k, probability: 50%, closes: 2026-05-20}]
    ```

    ## How to fix
    Write the day on which it is expected now. If it has ended, say so in `stage`: `won` or `lost`, or a stage that
    `stages` of the document calls so; or take it out of the list.
    """
    for deal in context.figures.deals.all:
        closes = deal.entity.model.closes
        if deal.state == "overdue" and closes is not None:
            values: Values = {"deal": deal.entity.ref, "day": closes, "today": context.as_of}
            values |= {"amount": deal.entity.model.amount} | _endings(context, deal.entity)
            yield Problem(deal.entity.place("closes"), "plain", values, deal.entity.ref)


def _endings(context: RuleContext, deal: Entity[Opportunity]) -> "Values":
    """Return the words by which the document of a deal says that it was won or lost."""
    document = context.graph.find(TargetsDocument, deal.document_id)
    stages = document.model.stages if document is not None else None
    own = {"won": stages.won, "lost": stages.lost} if stages is not None else {}
    return {ending: Verbatim(next(iter(own.get(ending, ())), ending)) for ending in ("won", "lost")}


@rule("TGT154", "deals-far-ahead", INFO, figures=True)
def deals_far_ahead(context: RuleContext) -> Iterator[Problem]:
    """Open deals are expected to close more than a year after the plan ends.

    ## Why it matters
    They count in no forecast, no pace and no phasing, and whoever reads the list thinks that they do. Mostly the year
    is a slip.

    ## Fails
    In a plan for 2026:
    ```yaml
    opportunities: [{id: canteen, amount: 800k, probability: 50%, closes: 2028-05-20}]
    ```

    ## Passes
    ```yaml
    opportunities: [{id: canteen, amount: 800k, probability: 50%, closes: 2026-05-20}]
    ```

    ## How to fix
    Correct the day. Deals that are rightly of later years may stay in the list.
    """
    end = context.figures.horizon.plan.end + _YEAR
    for document in context.graph.all(TargetsDocument):
        deals = [deal.entity for deal in context.figures.deals.of(document.model.id) if deal.state == "open"]
        far = [
            (deal.model.closes, deal) for deal in deals if deal.model.closes is not None and deal.model.closes >= end
        ]
        if far:
            last, shown = max(day for day, _ in far), tuple(deal.ref for _, deal in far[:_SHOWN])
            values: Values = {"count": len(far), "day": last, "deals": shown}
            places = tuple(deal.place("closes") for _, deal in far)
            yield Problem(places[0], "plain", values, document.ref, related=places[1:])


@rule("DAT141", "won-ahead", WARNING, figures=True)
def won_ahead(context: RuleContext) -> Iterator[Problem]:
    """Deals are said to be won on a day that is still to come.

    ## Why it matters
    A deal that is won counts in full. With a day that is still to come, either it is not won yet, and counts for more
    than it may; or the day is a slip, and it counts in the wrong period.

    ## Fails
    On 1 April 2026:
    ```yaml
    opportunities: [{id: canteen, amount: 800k, stage: won, closes: 2026-09-20}]
    ```

    ## Passes
    ```yaml
    opportunities: [{id: canteen, amount: 800k, stage: won, closes: 2026-03-20}]
    ```

    ## How to fix
    Write the day on which the deal was won. If it is still open, write its stage and how likely it is won.
    """
    for document in context.graph.all(TargetsDocument):
        won = [deal.entity for deal in context.figures.deals.of(document.model.id) if deal.state == "won"]
        dated = [(deal.model.closes, deal) for deal in won if deal.model.closes and deal.model.closes > context.as_of]
        if dated:
            shown = tuple(deal.ref for _, deal in dated[:_SHOWN])
            values: Values = {"count": len(dated), "deals": shown, "today": context.as_of}
            values["day"] = max(day for day, _ in dated)
            places = tuple(deal.place("closes") for _, deal in dated)
            yield Problem(places[0], "plain", values, document.ref, related=places[1:])


@rule("TGT130", "deal-not-counted", WARNING, figures=True)
def deal_not_counted(context: RuleContext) -> Iterator[Problem]:
    """An open deal does not say when it is expected to close, or nothing says how likely it is won.

    ## Why it matters
    It counts for nothing where the plan builds on its deals: where pace is judged by them (`pace: pipeline`), where the
    phasing follows them (`closes: true`), and where new business is still to be opened. Blank is neither certain nor
    nothing. Lists that nothing is built on are left alone.

    ## Fails
    ```yaml
    phasing: {closes: true}
    opportunities: [{id: canteen, amount: 800k, closes: 2026-08-20}]
    ```

    ## Passes
    ```yaml
    phasing: {closes: true}
    opportunities: [{id: canteen, amount: 800k, probability: 50%, closes: 2026-08-20}]
    ```

    ## How to fix
    Write `closes` and `probability` of the deal. Instead of the probability of each deal, say that of each stage under
    `stages: {probability: {quote: 40%}}` of the document, or write the `win_rate` of the sales cycle under `market` of
    the plan.
    """
    for document in context.graph.all(TargetsDocument):
        for deal in context.figures.deals.of(document.model.id) if _is_used(context, document) else ():
            field = {"no_day": "closes", "no_probability": "probability"}.get(deal.state)
            if field is not None and is_missing(context, deal.entity, field):
                values: Values = {"deal": deal.entity.ref, "amount": deal.entity.model.amount}
                yield Problem(deal.entity.place(field), deal.state, values, deal.entity.ref)


def _is_used(context: RuleContext, document: Entity[TargetsDocument]) -> bool:
    """Whether pace, phasing or what must still be opened is found from the deals of a document."""
    metric, phasing = context.graph.metric(document.model.metric), document.model.phasing
    by_closes = isinstance(phasing, ProfilePhasing) and phasing.closes
    opens = any(part.id == "new_business" for part in document.model.parts)
    return by_closes or opens or (metric is not None and metric.pace == "pipeline")


@rule("TGT131", "stage-not-explained", WARNING)
def stage_not_explained(context: RuleContext) -> Iterator[Problem]:
    """The stage of a deal is not among those that the document explains, or a stage is explained in two ways.

    ## Why it matters
    A stage that is named nowhere is taken for that of an open deal without a probability of its own: a slip of the pen
    makes a deal that was lost an open one.

    ## Fails
    ```yaml
    stages: {probability: {quote: 40%}, won: [signed], lost: [declined]}
    opportunities: [{id: canteen, amount: 800k, closes: 2026-08-20, stage: decline}]
    ```

    ## Passes
    ```yaml
    stages: {probability: {quote: 40%}, won: [signed], lost: [declined]}
    opportunities: [{id: canteen, amount: 800k, closes: 2026-08-20, stage: declined}]
    ```

    ## How to fix
    Write the stage as it stands under `stages`, or add it there: under `probability` with how likely such deals are
    won, under `won` or `lost`. `won` and `lost` themselves need no explanation.
    """
    deals = context.graph.all(Opportunity)
    for document in context.graph.all(TargetsDocument):
        stages = document.model.stages
        if stages is None:
            continue
        known = tuple(dict.fromkeys(chain(stages.probability, stages.won, stages.lost)))
        for name in known:
            if (name in stages.probability) + (name in stages.won) + (name in stages.lost) > 1:
                yield Problem(document.place("stages", key=True), "twice", {"stage": name}, document.ref, name)
        for deal in deals if stages.probability else ():
            stage = deal.model.stage
            if deal.document_id != document.model.id or stage is None or stage in known or ended_by(stage, stages):
                continue
            values: Values = {"deal": deal.ref, "stage": stage, "stages": known, "meant": closest(stage, known)}
            yield Problem(deal.place("stage"), "meant" if values["meant"] else "plain", values, deal.ref)


RULES: Final = (deal_overdue, deals_far_ahead, won_ahead, deal_not_counted, stage_not_explained)
