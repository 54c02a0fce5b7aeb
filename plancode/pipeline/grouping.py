"""By what the rows of a source are to be grouped: no more than credit, and the scopes of targets and points, need."""

from collections.abc import Iterable, Iterator

from plancode.actuals.groupings import ALIKE, Groupings, Kind, grouped_by, kind_of
from plancode.analysis.analysis import Analysis
from plancode.graph.graph import PlanGraph
from plancode.model.actuals import Measure, Source
from plancode.model.rubric import RubricDocument
from plancode.model.territories import Account, Owner, Territory


def groupings_of(
    analysis: Analysis, source: Source, measures: tuple[Measure, ...], *, is_alike: bool = False
) -> Groupings:
    """Return the groupings that a source is to be read in for its measures.

    Of customers that are alike in credit one stands for all if `is_alike`.
    """
    mapping, owners = source.mapping, tuple(_owners(analysis.graph))
    kinds = set(_kinds(analysis, {measure.metric for measure in measures}))
    named = {name for _, kind in kinds for name in kind}
    is_by_owner = source.credit == "owner" or any(owner.as_ == "overlay" for owner in owners)
    credit = {"currency"}
    if source.credit == "owner":
        credit |= {"account", "territory"}
    else:  # where a plan has no customers or territories, whose they are decides nothing
        has_customers, has_areas = (any(analysis.graph.all(kind)) for kind in (Account, Territory))
        credit |= {"person", *(("territory",) if has_areas else ())}
        credit |= {"account"} if has_customers and (is_by_owner or mapping.territory is None) else set()
    if is_alike and mapping.account is not None and "account" in credit:
        credit = credit - {"account"} | {ALIKE}
    if is_by_owner:
        credit |= _owned_for(owners)
    is_by_account = not credit.isdisjoint({"account", ALIKE}) or bool(named & {"account", "segment"})
    is_by_account |= "channel" in named and mapping.channel is None

    def mapped(keys: Iterable[str]) -> frozenset[str]:
        return frozenset(key for key in keys if key == ALIKE or getattr(mapping, key) is not None)

    def keys_of(kind: Kind) -> frozenset[str]:
        """Return the keys by which scopes of a kind are told; the territory and channel of a customer by it alone."""
        around = {"segment"} | ({"territory", "channel"} if is_by_account else set())
        return mapped({"currency", *(kind - {"person", "segment"}), *({"account"} if kind & around else ())})

    wanted = {one: keys_of(one[1]) for one in sorted(kinds, key=lambda one: (one[0], sorted(one[1])))}
    return grouped_by(mapped(credit), wanted)


def _kinds(analysis: Analysis, measured: set[str]) -> Iterator[tuple[str, Kind]]:
    """Yield in scopes of which kinds metrics that are measured are asked for, also as parts of a quotient."""
    for metric, kind in _asked_for(analysis, measured):
        known = analysis.measures.metric(metric)
        parts = (known.numerator, known.denominator) if known is not None else ()
        yield from ((name, kind) for name in (metric, *parts) if name in measured)


def _asked_for(analysis: Analysis, measured: set[str]) -> Iterator[tuple[str, Kind]]:
    """Yield in scopes of which kinds metrics are asked for: by targets, and by points outside the hundred."""
    for metric in measured.union(analysis.targets.metrics):
        yield from ((metric, kind_of(name for name, _ in scope)) for scope in analysis.scopes(metric))
    for rubric in analysis.graph.all(RubricDocument):
        for bonus in (*rubric.model.additions, *rubric.model.deductions):
            if bonus.metric is not None:
                yield bonus.metric, kind_of(("person", *(name for name, _ in bonus.dimensions)))


def _owners(graph: PlanGraph) -> Iterator[Owner]:
    """Yield all owners of territories and accounts."""
    yield from (owner for territory in graph.all(Territory) for owner in territory.model.owners)
    yield from (owner for account in graph.all(Account) for owner in account.model.owners)


def _owned_for(owners: tuple[Owner, ...]) -> set[str]:
    """Return by what the credit of owners is cut: those of a product or channel get that of it alone."""
    parts = [owner.for_ for owner in owners if owner.for_ is not None]
    return {name for part in parts for name in ("product", "channel") if getattr(part, name) is not None}
