"""DAT: rows of sources that name what the plan does not have, or has by another name."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.actuals.columns import code_of
from plancode.actuals.matching import shared_names
from plancode.actuals.records import Sample, Trouble
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actuals import BY_ID, BY_NAME, Matching, Source
from plancode.model.base import Keyed, coded
from plancode.model.plan import Product
from plancode.model.team import Person
from plancode.model.territories import Account, Territory
from plancode.rules.context import RuleContext
from plancode.rules.rounding import share
from plancode.rules.rule import WARNING, rule
from plancode.rules.sources import column_place, is_past, measures, quoted, readings, rows_of, shown, worth
from plancode.said.value import KindName, Values

_SHOWN: Final = 5
_MATCHED: Final[tuple[Trouble, ...]] = ("person", "account", "territory", "channel")
MODELS: Final[dict[str, type[Keyed]]] = {
    "person": Person, "account": Account, "territory": Territory, "product": Product,
}  # fmt: skip


def known_otherwise(
    context: RuleContext, source: Entity[Source], kind: Trouble, samples: list[Sample]
) -> tuple[str, Values] | None:
    """Return by what the plan does have most of these codes, if not by what the source says that it names things."""
    model = MODELS.get(kind)
    if model is None:
        return None
    ways, texts = source.model.ways(model.entity_kind), [sample.text for sample in samples if sample.text]
    shared = shared_names(context.graph, model)
    named: dict[str, dict[str, str]] = {"by_id": {}, "by_title": {}, "by_system": {}, "by_shared_title": {}}
    for entity in context.graph.all(model):
        name = code_of(entity.model.label)
        named["by_shared_title" if name in shared else "by_title"][name] = BY_NAME
        named["by_id"][entity.name] = BY_ID
        named["by_system"] |= {code_of(code): of for of, code in coded(entity.model)}
    for variant, codes in named.items():
        known = [text for text in texts if text in codes]
        if 2 * len(known) > len(texts) and (variant == "by_shared_title" or codes[known[0]] not in ways):
            values: Values = {"kind": KindName(kind), "samples": quoted(known[:_SHOWN]), "first": known[0]}
            values |= {"system": system_of(source.model, kind), "other": codes[known[0]]}
            return variant, values | {"match": _matched_too(source.model, kind, codes[known[0]])}
    return None


def system_of(source: Source, kind: Trouble) -> str:
    """Return the system whose codes name things of a kind, or one that may be written."""
    ways = source.ways(MODELS[kind].entity_kind) if kind in MODELS else ()
    return next((way for way in ways if way not in {BY_ID, BY_NAME}), "erp")


def _matched_too(source: Source, kind: Trouble, way: str) -> str:
    """Return the line to write where a source is to name things of a kind in one more way."""
    if isinstance(source.match_by, tuple) and source.match_by:
        return f"`match_by: [{', '.join((*source.match_by, way))}]`"
    stated = source.match_by.model_dump() if isinstance(source.match_by, Matching) else {}
    ways = {**{key: some for key, some in stated.items() if some}, kind: (*stated.get(kind, ()), way)}
    written = (f"{key}: {some[0]}" if len(some) == 1 else f"{key}: [{', '.join(some)}]" for key, some in ways.items())
    return f"`match_by: {{{', '.join(written)}}}`"


def _is_spent(context: RuleContext, source: Entity[Source]) -> bool:
    """Whether all that a source measures is money that is spent: what nobody has spent, the root team has."""
    placed = context.once(measures).get(source.model.id, ())
    return bool(placed) and all(context.figures.measures.is_cost(one.measure.metric) for one in placed)


@rule("DAT102", "unmatched-rows", WARNING, results=True)
def unmatched_rows(context: RuleContext) -> Iterator[Problem]:
    """Rows of a source name a seller or customer that the plan does not have, or nobody who could get the credit.

    ## Why it matters
    Rows of an unknown seller are nobody's result: they are in the total of the source, but in no team's. Rows of an
    unknown customer, territory or channel are missing wherever that is asked for.

    ## Fails
    The orders have rows of the seller `1009`, and nobody in the plan has that code.

    ## Passes
    ```yaml
    people: [{id: wu-hao, role: rep, team: east, codes: {erp: "1009"}}]
    ```

    ## How to fix
    Write the code under `codes` of the person, account or territory, exactly as in the source:
    `codes: {erp: "0012"}`, and at the source `match_by: erp`. Where people and customers have codes of different
    systems, or names, it is `match_by: {person: [crm, name], account: erp}`; without it the source must name ids.
    Rows that belong to nobody in this plan, such as the online shop's, are left out by `filters`.
    """
    for source, reading in readings(context):
        for kind in _MATCHED:
            if (kind == "person" and source.model.credit == "owner") or is_past(context, source, kind):
                continue
            for variant, named in ((kind, True), (f"no_{kind}", False)):
                samples = [sample for sample in reading.samples(kind) if bool(sample.text) is named]
                if not samples or (not named and _is_spent(context, source)):
                    continue
                rows = rows_of(samples)
                values: Values = {
                    "source": source.ref,
                    "rows": rows,
                    "of": reading.rows,
                    "share": share(Decimal(rows) / reading.rows),
                    "amount": worth(context, source, sum((sample.amount for sample in samples), Decimal(0))),
                    "count": len(samples),
                    "samples": shown(samples),
                }
                told, more = known_otherwise(context, source, kind, samples) or (variant, {})
                yield Problem(column_place(source, kind), told, values | more, source.ref, variant)


RULES: Final = (unmatched_rows,)
