"""All tables of a plan on a day, each worked out once and only when it is asked for."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property

from plancode.analysis.adjusted import Adjustments
from plancode.analysis.balance import Balance, BalanceTable
from plancode.analysis.belonging import ScopeBelonging
from plancode.analysis.book import Book, book_of
from plancode.analysis.capacity import CapacityTable
from plancode.analysis.carriers import Carriers
from plancode.analysis.commitments import Commitments
from plancode.analysis.coverage import CoverageTable
from plancode.analysis.desk import Desk
from plancode.analysis.feasibility import Feasibility, FeasibilityTable
from plancode.analysis.fit import FitTable
from plancode.analysis.history import History
from plancode.analysis.ladder import Ladder
from plancode.analysis.matrix import CoverageMatrix
from plancode.analysis.measures import Measures, Scope
from plancode.analysis.memo import Memo
from plancode.analysis.ownership import Ownership
from plancode.analysis.padding import Padding
from plancode.analysis.rollup import Level, RollUp, over_time
from plancode.analysis.sizing import Sizing, SizingTable, spans
from plancode.analysis.staffing import Staffing
from plancode.analysis.targets import ByPeriod, Target, TargetTable
from plancode.analysis.workload import WorkloadTable
from plancode.calendar.horizon import Horizon
from plancode.calendar.phasing import Weights
from plancode.calendar.season import Run, runs, season_index
from plancode.graph.deals import Deals
from plancode.graph.duties import Instance, instances
from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.graph.grouped import grouped
from plancode.model.targets import ProfilePhasing, TargetRow, TargetsDocument
from plancode.model.team import Person
from plancode.period import Period

_ZERO = Decimal(0)


class Analysis:
    """The tables of a plan whose period can be read."""

    def __init__(
        self, graph: PlanGraph, plan: Period, as_of: date, memo: Memo | None = None, base: PlanGraph | None = None
    ) -> None:
        """Look at a plan on a day.

        `memo` lends figures of a plan that this one was made from. `base` is the plan before its adjustments: what was
        planned is worked out from it, so that a new owner or team changes no quota by itself.
        """
        self.graph, self.as_of, self.base = graph, as_of, base or graph
        self.memo = memo or Memo()
        self.horizon = Horizon(graph, plan)
        self.measures = Measures(graph)

    def over(self, graph: PlanGraph) -> "Analysis":
        """Return the analysis of a plan made from this one by an overlay; what the edits do not touch is not redone."""
        return Analysis(graph, graph.period(None) or self.horizon.plan, self.as_of, self.memo)

    @cached_property
    def _planning(self) -> "Analysis":
        """The tables that targets are planned with: those of the base plan."""
        if self.base is self.graph:
            return self
        return Analysis(self.base, self.horizon.plan, self.as_of, self.memo)

    @property
    def numbers(self) -> range:
        """The numbers of all periods."""
        return range(len(self.horizon.periods))

    @cached_property
    def staffing(self) -> Staffing:
        """Who works where as what."""
        return Staffing(self.horizon)

    @cached_property
    def ownership(self) -> Ownership:
        """Who looks after whom."""
        return Ownership(self.graph, self.horizon.plan)

    @cached_property
    def history(self) -> History:
        """What was reached before."""
        return History(self.graph, self.measures)

    @cached_property
    def ladder(self) -> Ladder:
        """What stands above what."""
        return Ladder(self.staffing)

    @cached_property
    def facts(self) -> Facts:
        """What holds on the day of looking, or on the nearest day of the plan."""
        return Facts(self.graph, self.horizon.plan.nearest(self.as_of))

    @cached_property
    def duties(self) -> tuple[Instance, ...]:
        """Every duty as each of its teams has it on that day."""
        return tuple(instances(self.facts))

    @cached_property
    def deals(self) -> Deals:
        """The deals as they stand on the day of looking."""
        return Deals(self.graph, self.as_of)

    @cached_property
    def books(self) -> tuple[Book, ...]:
        """The targets documents, as planned."""
        if self._planning is not self:
            return self._planning.books
        desk = Desk(self.staffing, self.ownership, self.measures, self.ladder, self.history)
        rows = grouped(self.graph.all(TargetRow), lambda row: row.document_id)
        return tuple(
            book_of(desk, document, rows.get(document.model.id, ()), self.deals.of(document.model.id))
            for document in self.graph.all(TargetsDocument)
        )

    @cached_property
    def targets(self) -> TargetTable:
        """Every target as planned."""
        if self._planning is not self:
            return self._planning.targets
        metrics = {book.metric: self.measures.adds_over_time(book.metric) for book in self.books}
        return TargetTable((target for book in self.books for target in book.targets), metrics, self.graph.root_team)

    @cached_property
    def adjustments(self) -> Adjustments:
        """What adjustments in force change."""
        return Adjustments(self.horizon, self.measures, self.targets, self.books, self.as_of)

    @cached_property
    def commitments(self) -> Commitments:
        """Every target as it stands."""
        return Commitments(self.horizon, self.measures, self.targets, self.adjustments)

    def current(self, metric: str, scope: Scope) -> ByPeriod:
        """Return the commitment by period with all adjustments in force."""
        return self.commitments.current(metric, scope)

    def scopes(self, metric: str) -> tuple[Scope, ...]:
        """Return the scopes of a metric, those included that only an adjustment gives a target."""
        return self.commitments.scopes(metric)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """Every level of every metric, from the plan down."""
        staffings = self.staffing, self._planning.staffing
        rollup = RollUp(staffings, self.measures, self.targets, self.current, self.commitments.assigned)
        return tuple(level for metric in self.targets.metrics for level in rollup.levels(metric, self.scopes(metric)))

    def whole(self, metric: str, amounts: ByPeriod, numbers: Iterable[int] | None = None) -> Decimal | None:
        """Return what periods make together: their sum, for other metrics the last or the mean; None of nothing."""
        return over_time(self.measures, metric, amounts, self.numbers if numbers is None else numbers)

    def level(self, metric: str, team: str, narrow: Scope = ()) -> Level | None:
        """Return one level."""
        return self._levels.get((metric, team, narrow))

    @cached_property
    def _levels(self) -> dict[tuple[str, str, Scope], Level]:
        return {(level.metric, level.team, level.narrow): level for level in self.levels}

    @cached_property
    def padding(self) -> Padding:
        """What is handed down beyond the commitment."""
        return Padding(self.levels, self.numbers, self.graph.policy.over_assignment.max)

    def committed(self, metric: str, scope: Scope) -> ByPeriod:
        """Return what is asked of a team or person without over-assignment: what capacity is held against."""
        return self.padding.without(metric, scope, self.current(metric, scope))

    @cached_property
    def capacity(self) -> CapacityTable:
        """What people can bring."""
        return CapacityTable(self.staffing, self.measures, self.memo, self.phasing)

    @cached_property
    def workload(self) -> WorkloadTable:
        """What people's work takes."""
        return WorkloadTable(self.staffing, self.ownership, self.memo)

    @cached_property
    def coverage(self) -> CoverageTable:
        """Who covers what, when."""
        return CoverageTable(self.staffing, self.ownership)

    @cached_property
    def carriers(self) -> Carriers:
        """Who carries quota, and who has a target."""
        return Carriers(self.staffing, self.commitments)

    @cached_property
    def belonging(self) -> ScopeBelonging:
        """Whose the targets are that are neither of a team nor of a person alone."""
        return ScopeBelonging(self.commitments, self.ladder, self.facts)

    @cached_property
    def fit(self) -> FitTable:
        """Who has the skills that their work asks for."""
        return FitTable(self.staffing, self.ownership, self.duties, self.as_of)

    @cached_property
    def coverage_matrix(self) -> CoverageMatrix:
        """What is carried and what is missing, dimension by dimension."""
        return CoverageMatrix(self.coverage, self.workload, self.carriers, self.facts, self.duties, self.fit)

    @cached_property
    def balance(self) -> tuple[Balance, ...]:
        """How the people of each role compare."""
        return tuple(self.books_of_people.all())

    @cached_property
    def books_of_people(self) -> BalanceTable:
        """What the people of each role have in their books."""
        return BalanceTable(self.staffing, self.ownership, self.workload, self.measures, self.quota)

    @property
    def main_metric(self) -> str | None:
        """The metric the plan is mainly about."""
        return self.commitments.main_metric

    @property
    def main_target(self) -> Target | None:
        """The top target of the main metric."""
        return self.targets.top(self.main_metric) if self.main_metric is not None else None

    def quota(self, person: str) -> Decimal | None:
        """Return somebody's target in the main metric over the plan; None where they have none."""
        return self.commitments.quota(person)

    @cached_property
    def feasibility(self) -> tuple[Feasibility, ...]:
        """The verdict on every target at the top."""
        return tuple(FeasibilityTable(self.commitments, self.capacity, self.deals, self.ownership).all())

    @cached_property
    def sizing(self) -> tuple[Sizing, ...]:
        """How many people each role needs."""
        return SizingTable(self.workload, self.capacity, self.commitments).all()

    @cached_property
    def spans(self) -> dict[Entity[Person], tuple[int, int]]:
        """The most people each manager leads at once, and when."""
        return spans(self.staffing)

    def phasing(self, metric: str) -> Weights | None:
        """Return the phasing of a metric: of its top target, else the one that all its documents with one agree on."""
        books, top = [book for book in self.books if book.metric == metric], self.targets.top(metric)
        if top is not None:
            phasings = {book.weights for book in books if book.document is top.document}
        else:
            phasings = {book.weights for book in books if book.document.model.phasing is not None}
        return next((weights for weights in phasings if len(phasings) == 1 and not weights.fault), None)

    def seasons(self, target: Target) -> tuple[Decimal | None, ...]:
        """Return the season index of each period of a target; none where some of them gain and others lose."""
        amounts = self.current(target.metric, target.scope)
        if min(amounts.values(), default=_ZERO) < 0 < max(amounts.values(), default=_ZERO):
            return (None,) * len(self.numbers)
        return season_index(self.horizon, [amounts.get(number, _ZERO) for number in self.numbers])

    def runs(self, target: Target) -> tuple[Run, ...]:
        """Return the peaks and troughs of a target: of money that is earned, and of what has a season of its own."""
        if (target.amount or _ZERO) < 0:
            return ()
        is_earned = self.measures.is_money(target.metric) or isinstance(target.document.model.phasing, ProfilePhasing)
        return (
            runs(self.horizon, self.seasons(target)) if is_earned and not self.measures.is_lower(target.metric) else ()
        )
