"""TGT: what is split does not come out: phasing, parts, a rest below nothing, targets of nothing."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.analysis.division import assigned_in
from plancode.analysis.measures import Scope
from plancode.analysis.ownership import CustomerWorth
from plancode.analysis.targets import Target
from plancode.findings.problem import Problem
from plancode.graph.parts import Customer
from plancode.model.kinds import EntityKind
from plancode.model.targets import ProfilePhasing
from plancode.quantity import Quantity, together
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.rules.scopes import about_target, figure, subject_of
from plancode.said.value import Said

_ZERO, _ONE = Decimal(0), Decimal(1)
_NAMED: Final = 5
_SPLIT_BY: Final[dict[str, CustomerWorth]] = {"potential": "potential", "history": "last_year"}


@rule("TGT104", "phasing-not-100", ERROR, figures=True)
def phasing_not_whole(context: RuleContext) -> Iterator[Problem]:
    """The phasing of a target does not make up the whole.

    Shares do not total 100 %, amounts do not total the target, a list has too few or too many entries, or the target
    is to follow the closing days of deals, and no deal closes in the plan.

    ## Why it matters
    The periods would add up to another target than the year's. A list of the wrong length cannot be followed at all:
    plancode then spreads the target evenly.

    ## Fails
    ```yaml
    period: 2026-H1
    phasing: {shares: [10%, 15%, 15%, 20%, 20%, 15%]}
    ```

    ## Passes
    ```yaml
    period: 2026-H1
    phasing: {shares: [10%, 15%, 15%, 20%, 20%, 20%]}
    ```

    ## How to fix
    Write one entry for each period of the target, in order: 12 for a year of months. Correct the shares until they
    total 100 %, or the amounts until they total the target. With `closes: true`, list open deals under `opportunities`
    with a `closes` day in the plan, or choose another phasing.
    """
    phases = context.figures.measures.adds_over_time
    for book in context.figures.books:
        phasing = book.document.model.phasing
        if not isinstance(phasing, ProfilePhasing) or not phases(book.metric) or phasing.profile is not None:
            continue
        weights, document, top = book.weights, book.document, book.top
        variant, values = "", dict[str, Said]()
        if weights.fault == "closes":
            variant = "closes" if EntityKind.OPPORTUNITY not in context.graph.lost_kinds else ""
        elif weights.fault == "count":
            period = top.period if top else context.figures.horizon.plan
            variant, values = "count", {"found": weights.found, "wanted": weights.wanted, "period": period}
        elif phasing.shares:
            shares = together(phasing.shares)
            variant, values = "" if shares == _ONE else "shares", {"total": Quantity(shares, "%")}
        elif phasing.amounts and top is not None and top.amount is not None:
            whole = _sum(context, top, phasing.amounts)
            variant = "" if whole in {None, top.amount} else "amounts"
            values = {"total": Quantity(whole or _ZERO), "amount": Quantity(top.amount)}
        if variant:
            key = "closes" if phasing.closes else "shares" if phasing.shares else "amounts"
            yield Problem(document.place("phasing", key, key=True), variant, values, document.ref)


def _sum(context: RuleContext, top: Target, amounts: tuple[Quantity, ...]) -> Decimal | None:
    """Return the sum of amounts of a document; None where one is in a currency without a plan rate."""
    numbers = [context.figures.measures.number(amount, top.period.start, top.metric) for amount in amounts]
    return None if None in numbers else sum((number for number in numbers if number is not None), _ZERO)


@rule("TGT105", "parts-not-whole", ERROR, figures=True)
def parts_not_whole(context: RuleContext) -> Iterator[Problem]:
    """The parts of a target do not add up to it.

    ## Why it matters
    `parts` say where the amount is to come from: customers there are, new business, new products. What they leave
    comes from nowhere; what they have too much is promised twice.

    ## Fails
    ```yaml
    target: {team: east, amount: 4M}
    parts: [{id: existing, amount: 3M}, {id: new_business, amount: 800k}]
    ```

    ## Passes
    ```yaml
    target: {team: east, amount: 4M}
    parts: [{id: existing, amount: 3M}, {id: new_business, amount: 1M}]
    ```

    ## How to fix
    Correct the parts or the target until they are the same. The parts make up the `amount`, not what is handed down
    with `over_assign`.
    """
    for book in context.figures.books:
        top, parts = book.top, book.document.model.parts
        if not parts or top is None or top.amount is None or not context.figures.measures.adds_up(book.metric):
            continue
        whole = _sum(context, top, tuple(part.amount for part in parts))
        if whole is not None and whole != top.amount:
            gap = whole - top.amount
            values: dict[str, Said] = {
                "total": Quantity(whole),
                "amount": Quantity(top.amount),
                "gap": Quantity(abs(gap)),
            }
            place, related = book.document.place("parts", key=True), (top.place,)
            yield Problem(place, "short" if gap < 0 else "over", values, book.document.ref, related=related)


@rule("TGT122", "rest-below-nothing", ERROR, figures=True)
def rest_below_nothing(context: RuleContext) -> Iterator[Problem]:
    """What is fixed takes more than there is, so that nothing remains for a `rest` or for the people of a team.

    ## Why it matters
    A target cannot be less than nothing. plancode gives the rest no figure, and pages and sums lack it.

    ## Fails
    ```yaml
    target: {team: east, amount: 4M}
    split: [{team: north, amount: 3M}, {team: middle, amount: 1.2M}, {team: south, rest: true}]
    ```

    ## Passes
    ```yaml
    target: {team: east, amount: 4M}
    split: [{team: north, amount: 2M}, {team: middle, amount: 1.2M}, {team: south, rest: true}]
    ```

    ## How to fix
    Lower the other figures, or raise the one above them. With `people`, the rows of single people and of teams below
    must leave something of the team's figure, in each period.
    """
    seen: set[object] = set()
    for target in context.figures.targets.targets:
        if target.fault == "negative" and target.how == "rest" and target.amount is None and target.above is not None:
            key = (target.above, target.period.start, target.period.end, _cut(target.scope))
            if key not in seen:
                seen.add(key)
                yield _short_rest(context, target, target.above)
        elif target.fault == "overdrawn":
            yield _short_team(context, target)


def _cut(scope: Scope) -> frozenset[str]:
    return frozenset("team" if name == "person" else name for name, _ in scope)


def _short_rest(context: RuleContext, target: Target, above: Target) -> Problem:
    period = target.period
    beside = [other for other in context.figures.targets.targets if other.above is above and other.how != "rest"]
    beside = [other for other in beside if other.period == period and _cut(other.scope) == _cut(target.scope)]
    whole, given = above.assigned or _ZERO, sum((other.amount or _ZERO for other in beside), _ZERO)
    if period != above.period:
        whole = assigned_in(context.figures.horizon, above, period)
    values = about_target(context, target) | _taken(context, target.metric, whole, given)
    subject = subject_of(target.metric, target.scope)
    return Problem(target.place, "rest", values, target.holder.ref, subject, (above.place,))


def _taken(context: RuleContext, metric: str, whole: Decimal, given: Decimal) -> dict[str, Said]:
    measures = context.figures.measures
    amounts = {"whole": whole, "given": given, "gap": given - whole}
    return {name: figure(measures, amount, metric) for name, amount in amounts.items()}


def _short_team(context: RuleContext, target: Target) -> Problem:
    """Return that rows below a team take more than the team has, over all its periods, or in the worst of them."""
    below = [row for row in context.figures.targets.targets if row.above is target and row.how != "people"]
    given: dict[int, Decimal] = defaultdict(Decimal)
    for row in below:
        for number, amount in row.by_period.items() if row.get("person") or row.get("team") else ():
            given[number] += amount
    have = target.assigned_by_period
    whole, taken = sum(have.values(), _ZERO), sum(given.values(), _ZERO)
    variant, values = "people", about_target(context, target)
    if taken <= whole:
        worst = min(given, key=lambda number: (have.get(number, _ZERO) - given[number], number))
        variant, values["period"] = "people_in_period", context.figures.horizon.periods[worst]
        whole, taken = have.get(worst, _ZERO), given[worst]
    values |= _taken(context, target.metric, whole, taken)
    subject = subject_of(target.metric, target.scope)
    place = target.document.place("people", key=True)
    return Problem(place, variant, values, target.document.ref, subject, (target.place,))


@rule("TGT123", "target-of-nothing", ERROR, figures=True)
def target_of_nothing(context: RuleContext) -> Iterator[Problem]:
    """A target is a part of something that is not there.

    It is a share or rest with nothing above, growth without a baseline, or to be split among people by accounts that
    nobody has, or of which some were left blank: blank is not nothing, and whoever owns them would get too little.

    ## Why it matters
    No figure can be found for it; pages and sums lack it.

    ## Fails
    ```yaml
    targets: [{team: north, share: 60%}, {team: south, rest: true}]
    ```
    without a `target` of which these are parts.

    ## Passes
    ```yaml
    target: {team: east, amount: 4M}
    targets: [{team: north, share: 60%}, {team: south, rest: true}]
    ```

    ## How to fix
    Share and rest: write the `target` at the top, or a row for the team above, whose period holds the row's period.
    Somebody whose role has `credit: overlay` stands beside the team and takes nothing of its figure, so that there is
    no rest for them: write an amount or a share. Growth: write `baseline`, or list the year before under `history` for
    the same scope. People: give the people of the team accounts with `potential` or `last_year`, or choose `by: even`.
    Every customer of theirs needs the figure that is split by; 0 says that there is nothing. A customer that another
    one supplies (`supplied_by`) or that belongs to one (`parent`) counts with that one, and who is a customer only
    since the plan began had no last year.
    """
    told: set[tuple[str, Customer]] = set()
    for target in context.figures.targets.targets:
        variant = _lacking(context, target)
        if variant:
            people = variant in {"even", "owned"}
            place = target.document.place("people", "by") if people else target.place
            entity = target.document.ref if people else target.holder.ref
            subject = subject_of(target.metric, target.scope)
            yield Problem(place, variant, about_target(context, target), entity, subject)
        if target.fault == "blank":
            yield from _left_blank(context, target, told)


def _left_blank(context: RuleContext, target: Target, told: set[tuple[str, Customer]]) -> Iterator[Problem]:
    """Yield the figures by which a target is split among people, and which some of their customers do not have.

    What was told of another target is not told again.
    """
    rule = target.document.model.people
    measures = (rule.by, *rule.weigh) if rule is not None else ()
    for measure, field in _SPLIT_BY.items():
        worth = context.figures.ownership.worth
        blank = [customer for customer in target.blanks if measure in measures and worth(customer, field) is None]
        if not told.issuperset((field, customer) for customer in blank):
            told.update((field, customer) for customer in blank)
            values = about_target(context, target) | {"count": len(blank), "whole": target.customers}
            values["customers"] = tuple(customer.ref for customer in blank[:_NAMED])
            places = (*(customer.place(field) for customer in blank[1:_NAMED]), target.document.place("people", "by"))
            subject = subject_of(target.metric, target.scope)
            yield Problem(blank[0].place(field), field, values, target.document.ref, subject, places)


def _lacking(context: RuleContext, target: Target) -> str:
    """Return what a target lacks to be worked out; an empty text where it lacks nothing, or another rule says it."""
    if target.document.model.target is None and target.document.writes("target"):
        return ""
    if target.fault == "whole" and target.above is None and context.figures.measures.adds_up(target.metric):
        return "rest" if target.how == "rest" else "share"
    if target.fault == "overlay":
        return "overlay"
    if (
        target.fault == "baseline"
        and target.row is not None
        and target.row.baseline is None
        and not target.holder.writes("baseline")
    ):
        return "growth"
    people = target.document.model.people
    if target.fault == "weights" and people is not None:
        return "even" if people.by == "even" else "owned"
    return ""


RULES: Final = (
    phasing_not_whole,
    parts_not_whole,
    rest_below_nothing,
    target_of_nothing,
)
