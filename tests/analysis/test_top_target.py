"""The top target of a metric, and the metric that a plan is mainly about: one row, whatever the order of documents."""

from decimal import Decimal
from itertools import permutations

import pytest

from plancode.analysis.analysis import Analysis
from plancode.analysis.book import book_of
from plancode.analysis.desk import Desk
from plancode.model.targets import TargetRow, TargetsDocument
from tests.analysis.small import TEAM, about, analysed, head, targets, team

KEY = "{id: key, title: Key accounts}"
ONE_MONTH = f"{{shares: [100%{', 0%' * 11}]}}"
WHOLE = targets("phasing: even, target: {team: all, amount: 12000}", "whole")
CHANNEL = targets(f"phasing: {ONE_MONTH}, target: {{channel: key, amount: 120}}", "channel")
REP = "productivity: {metric: revenue, amount: 12000/year}"
ANN = "id: ann, role: rep, team: all"


def _plan(*documents: str, named: bool = True) -> Analysis:
    more = {"team": "all"} if named else {}
    return analysed(head(channels=f"[{KEY}]", **more), team([ANN], REP), *documents)


def _top(analysis: Analysis, metric: str = "revenue") -> str | None:
    found = analysis.targets.top(metric)
    return found.document.model.id if found is not None else None


@pytest.mark.parametrize("documents", list(permutations((WHOLE, CHANNEL))))
def test_a_channel_is_never_the_top(documents: tuple[str, str]) -> None:
    """January of 12,000 spread evenly is 0.99 and no peak, and one person is enough, whichever document is first."""
    analysis = _plan(*documents)
    target = analysis.main_target
    assert target is not None
    assert target.document.model.id == "whole"
    assert about(analysis.seasons(target)[0], 2) == Decimal("0.99")
    assert analysis.runs(target) == ()
    assert [one.by_breakdown for one in analysis.sizing] == [1]
    assert len(set(analysis.capacity.of("revenue", "person", "ann").by_period.values())) == 1


def test_without_a_top_target_nothing_stands_for_it() -> None:
    """A channel alone gives the plan no season, no people that are needed, and capacity by its document's phasing."""
    analysis = _plan(CHANNEL)
    assert analysis.main_metric == "revenue"
    assert analysis.main_target is None
    assert [one.by_breakdown for one in analysis.sizing] == [None]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (["target: {amount: 5}", "target: {team: all, amount: 7}"], "t0"),
        (["target: {team: all, amount: 7}", "target: {amount: 5}"], "t1"),
        (["targets: [{team: all, amount: 7}]", "target: {channel: key, amount: 5}"], "t0"),
        (["targets: [{team: all, amount: 7}]", "target: {team: all, amount: 5}"], "t1"),
        (["target: {team: all, period: 2026-H2, amount: 7}", "target: {team: all, amount: 5}"], "t1"),
        (["target: {team: all, period: 2026-Q4, amount: 7}", "target: {team: all, period: 2026-Q3, amount: 5}"], "t1"),
        (["target: {team: all, amount: 7}", "target: {team: all, amount: 5}"], "t0"),
        (["target: {team: all, channel: key, amount: 7}", "target: {person: ann, amount: 5}"], None),
    ],
)
def test_which_row_is_the_top(rows: list[str], wanted: str | None) -> None:
    """The plan's row, the root team's, that of the document's top, the longest, the earliest, the first by id."""
    documents = [targets(one, f"t{number}") for number, one in enumerate(rows)]
    for order in permutations(documents):
        assert _top(_plan(*order)) == wanted


def test_the_root_team_is_the_one_named_or_the_only_one() -> None:
    """A plan that names no team has a root team where just one team is below no other."""
    assert _top(_plan(WHOLE, named=False)) == "whole"
    two = analysed(head(), team([ANN], REP, "{id: all}, {id: north}"), WHOLE)
    assert _top(two) is None
    lower = analysed(head(team="north"), TEAM, WHOLE, targets("target: {team: north, amount: 5}", "lower"))
    assert _top(lower) == "lower"


def test_the_main_metric_does_not_follow_from_the_order() -> None:
    """Money that adds up before counts, with a top target before without, then built-in ones, then by id."""
    named = {"metrics": "[{id: premium, unit: money}, {id: bonus, unit: money}]", "channels": f"[{KEY}]"}
    made = {
        "units": targets("target: {team: all, amount: 5}", "u", "units"),
        "bonus": targets("target: {team: all, amount: 5}", "b", "bonus"),
        "premium": targets("target: {team: all, amount: 9}", "p", "premium"),
        "collections": targets("target: {channel: key, amount: 5}", "c", "collections"),
        "sell_in": targets("target: {team: all, amount: 5}", "s", "sell_in"),
    }
    for wanted, names in (
        ("units", ["units"]),
        ("collections", ["units", "collections"]),
        ("bonus", ["collections", "premium", "bonus"]),
        ("sell_in", ["collections", "premium", "sell_in", "units"]),
    ):
        for order in permutations(names):
            plan = analysed(head(team="all", **named), team([ANN], REP), *(made[one] for one in order))
            assert plan.main_metric == wanted


def test_documents_that_agree_on_a_phasing_give_the_season_where_there_is_no_top() -> None:
    """Two channels phased alike give capacity that season; phased otherwise, working days do, in any order."""
    alike = [targets(f"phasing: {ONE_MONTH}, target: {{channel: {one}, amount: 5}}", one) for one in ("key", "web")]
    other = targets("phasing: even, target: {channel: web, amount: 5}", "even")
    channels = f"[{KEY}, {{id: web, title: Web}}]"
    for documents, share in (
        (alike, 1),
        ([alike[0], other], Decimal(22) / 261),
        ([other, alike[0]], Decimal(22) / 261),
    ):
        plan = analysed(head(team="all", channels=channels), team([ANN], REP), *documents)
        assert about(plan.capacity.share("revenue")[0]) == about(Decimal(share))


def test_a_book_is_worked_out_when_it_is_made() -> None:
    """Desk, document and rows give the figures; nothing has to be asked before, and asking twice gives the same."""
    rows = "target: {team: all, amount: 1000}, split: [{team: north, share: 60%}, {team: south, rest: true}]"
    analysis = analysed(TEAM, targets(f"{rows}, people: {{by: even}}"))
    book = analysis.books[0]
    assert book.top is not None
    assert book.top.amount == 1000
    desk = Desk(analysis.staffing, analysis.ownership, analysis.measures, analysis.ladder, analysis.history)
    document, listed = analysis.graph.all(TargetsDocument)[0], analysis.graph.all(TargetRow)
    made, again = (book_of(desk, document, listed) for _ in range(2))
    figures = [(one.scope, one.amount, one.by_period, one.fault) for one in made.targets]
    assert figures == [(one.scope, one.amount, one.by_period, one.fault) for one in again.targets]
    assert figures == [(one.scope, one.amount, one.by_period, one.fault) for one in analysis.targets.targets]
    assert [one.amount for one in made.stated] == [1000, 600, 400]
