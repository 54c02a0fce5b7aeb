"""TGT: targets of products, channels, segments and territories against the total that they cut."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plancode.analysis.ladder import LEVELS
from plancode.analysis.measures import Scope
from plancode.analysis.targets import ByPeriod, Target
from plancode.findings.problem import Problem
from plancode.graph.grouped import grouped
from plancode.model.base import Keyed
from plancode.model.kinds import EntityKind
from plancode.model.plan import Channel, Product, Segment
from plancode.model.territories import Territory
from plancode.rules.context import RuleContext
from plancode.rules.rollup import unclear
from plancode.rules.rule import WARNING, rule
from plancode.rules.scopes import about, accepted, figure, scope_refs, subject_of
from plancode.said.value import Joined, Values

_ZERO: Final = Decimal(0)
_SHOWN: Final = 5
_LISTED: Final[dict[str, type[Keyed]]] = {"product": Product, "channel": Channel, "segment": Segment}


@dataclass(frozen=True, slots=True)
class _Cut:
    """Targets of one metric that cut a whole in one way; `complete` where everything of the kind has one."""

    metric: str
    whole: Scope
    parts: tuple[Scope, ...]
    complete: bool


@rule("TGT140", "parts-unlike-total", WARNING, figures=True)
def parts_unlike_total(context: RuleContext) -> Iterator[Problem]:
    """Targets of all products, channels, segments or territories do not add up to the total, or some to more than it.

    ## Why it matters
    Everybody can reach the targets of their products, and the total is still missed; or nobody knows which of the two
    is meant. What every product of the plan has together must be the target of the plan or team that they cut.

    ## Fails
    ```yaml
    products: [{id: cola}, {id: water}]
    target: {team: all, amount: 4M}
    targets: [{product: cola, amount: 2M}, {product: water, amount: 1.5M}]
    ```

    ## Passes
    ```yaml
    products: [{id: cola}, {id: water}]
    target: {team: all, amount: 4M}
    targets: [{product: cola, amount: 2M}, {product: water, amount: 2M}]
    ```

    ## How to fix
    Raise or lower one of them or the total, or let one take the `rest`. If more is sold than what has a target, list it
    in the plan. Where the difference is meant, say why under `accept` of the total.

    ## Policy
    `roll_up_gap` (1 % of the total, own default).
    """
    if context.graph.unread or EntityKind.TARGET_ROW in context.graph.lost_kinds:
        return
    figures, lost = context.figures, context.once(unclear)
    for metric in figures.targets.metrics:
        if figures.measures.adds_up(metric) and (metric, None) not in lost:
            for cut in _cuts(context, metric):
                if not any((metric, scope) in lost for scope in (cut.whole, *cut.parts)):
                    yield from _judged(context, cut)


def _cuts(context: RuleContext, metric: str) -> Iterator[_Cut]:
    """Yield how wholes are cut: a plan or team by product, channel and segment, a territory by those in it."""
    figures, graph = context.figures, context.graph
    scopes = figures.scopes(metric)
    for kind, model in _LISTED.items():
        listed = {entity.name for entity in graph.all(model)}
        of_kind = [scope for scope in scopes if [name for name, _ in scope if name not in LEVELS] == [kind]]
        for whole, parts in grouped(of_kind, lambda scope: tuple(one for one in scope if one[0] in LEVELS)).items():
            named = {dict(scope)[kind] for scope in parts}
            yield _Cut(metric, _whole(context, metric, whole), tuple(sorted(parts)), listed <= named)
    areas = grouped(graph.all(Territory), lambda area: area.model.parent or "")
    for name, below in areas.items():
        parts = [scope for area in below if (scope := (("territory", area.name),)) in scopes]
        if parts:
            whole = (("territory", name),) if name else _whole(context, metric, ())
            yield _Cut(metric, whole, tuple(parts), len(parts) == len(below))


def _whole(context: RuleContext, metric: str, scope: Scope) -> Scope:
    """Return the scope of a whole: that of the plan may be stated for the team at its root."""
    top = context.figures.targets.top(metric)
    return top.scope if not scope and top is not None else scope


def _judged(context: RuleContext, cut: _Cut) -> Iterator[Problem]:
    figures, metric = context.figures, cut.metric
    commitment, handed = figures.current(metric, cut.whole), figures.commitments.assigned(metric, cut.whole)
    plain = figures.padding.without(metric, cut.whole, commitment)
    stated = next(iter(figures.targets.of(metric, cut.whole)), None)
    if stated is None or not commitment or accepted(stated):
        return
    amounts = {scope: _over(figures.current(metric, scope), commitment) for scope in cut.parts}
    least, most = sorted((_over(plain, commitment), _over(handed, commitment)))
    together, allowed = sum(amounts.values(), _ZERO), least * context.graph.policy.roll_up_gap.number
    if max(amounts.values()) > most:  # one part alone is more: its own finding says so
        return
    step = figures.measures.step(metric) * len(amounts)
    if together - most > max(allowed, step):
        yield _problem(context, cut, stated, "over", (together, most))
    elif cut.complete and least - together > max(allowed, step):
        yield _problem(context, cut, stated, "short", (together, least))


def _over(amounts: ByPeriod, periods: ByPeriod) -> Decimal:
    return sum((amount for number, amount in amounts.items() if number in periods), _ZERO)


def _problem(context: RuleContext, cut: _Cut, stated: Target, variant: str, sums: tuple[Decimal, Decimal]) -> Problem:
    figures, metric, (together, whole) = context.figures, cut.metric, sums
    named = tuple(scope_refs(context.graph, scope)[-1] for scope in cut.parts[:_SHOWN])
    values: Values = dict(about(context, metric, cut.whole)) | {"parts": Joined(named), "count": len(cut.parts)}
    told = {"together": together, "whole": whole, "gap": abs(together - whole)}
    values |= {name: figure(figures.measures, amount, metric) for name, amount in told.items()}
    rows = (next(iter(figures.targets.of(metric, scope)), None) for scope in cut.parts[:_SHOWN])
    related = tuple(row.place for row in rows if row is not None)
    kind = cut.parts[0][-1][0]
    subject = f"{subject_of(metric, cut.whole)}/{kind}"
    return Problem(stated.place, variant, values, stated.holder.ref, subject, related)


RULES: Final = (parts_unlike_total,)
