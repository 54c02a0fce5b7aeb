"""Results of the year before the plan, where its sources hold them: what growth is measured over."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from plancode.actuals.records import SourceReading
from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.calendar.working import WorkingCalendar
from plancode.model.methods.reading import ZERO
from plancode.period import Period
from plancode.scorecard.crediting import Credit, Crediting


class Earlier:
    """What was reached a year before each period of the plan.

    It is credited as if it had come a year later: a person's is their own, a team's or an owner's that of those who are
    in the team, or look after the customer, now, so that growth compares like with like.
    """

    def __init__(self, analysis: Analysis, crediting: Crediting, readings: Iterable[SourceReading]) -> None:
        """Credit what the sources hold of the year before."""
        self.analysis = analysis
        before = {analysis.history.year_before(period).start: period for period in analysis.horizon.periods}
        self._ends = {start: analysis.history.year_before(period).end for start, period in before.items()}
        self._credits: dict[str, list[Credit]] = defaultdict(list)
        self._first: dict[str, date] = {}
        self._unmatched: set[tuple[str, date]] = set()
        self._lost: set[tuple[str, date]] = set()
        for reading in readings:
            self._lost |= {(lost.fact.metric, lost.fact.start) for lost in reading.earlier_lost}
            for fact in reading.earlier:
                later = before.get(fact.start)
                if later is None or reading.first is None:
                    continue
                given = list(crediting.credits(reading.source, fact._replace(start=later.start)))
                self._credits[fact.metric] += [credit._replace(fact=fact) for credit in given]
                self._first[fact.metric] = max(self._first.get(fact.metric, date.min), reading.first)
                is_beside = any(credit.stands_alone for credit in given)
                if not is_beside and sum((credit.num for credit in given if not credit.overlay), ZERO) != fact.num:
                    self._unmatched.add((fact.metric, fact.start))

    def _begins_late(self, first: date, period: Period) -> bool:
        """Whether a source has no row in the first week of work of a period: nobody knows what is missing."""
        week = WorkingCalendar(self.analysis.horizon.calendar().model, period.start, period.end)
        days = (period.start + timedelta(days=number) for number in range(period.days))
        return first > next((day for day in days if week.works(day)), period.start) + timedelta(weeks=1)

    def credits(self, metric: str, scope: Scope, period: Period) -> list[Credit] | None:
        """Return the credit of a person or team in a period that lies before the plan.

        None where that is not known: the sources begin later or more than a week after its first working day, hold rows
        that cannot be read or, of a team, rows that count for nobody in the plan.
        """
        names, first = dict(scope), self._first.get(metric)
        end = self._ends.get(period.start)
        if (
            first is None
            or end is None
            or first >= end
            or self._begins_late(first, period)
            or period.end > self.analysis.horizon.plan.start
        ):
            return None
        lacking = self._lost if "person" in names else self._lost | self._unmatched
        if any(name == metric and day in period for name, day in lacking):
            return None
        teams = set(self.analysis.staffing.subtree(names["team"])) if "team" in names else None
        return [
            credit
            for credit in self._credits[metric]
            if credit.fact.start in period
            and names.get("person", credit.person) == credit.person
            and (teams is None or (credit.team in teams and not credit.overlay))
        ]
