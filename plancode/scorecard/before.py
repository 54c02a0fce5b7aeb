"""What was reached before: the earlier stretch that growth of a line is measured over, and its amount."""

from dataclasses import replace
from decimal import Decimal

from plancode.period import Period, add_months
from plancode.scorecard.measured import Basis, Measured
from plancode.scorecard.stretches import Stretch


class Before:
    """The earlier stretches of a plan."""

    def __init__(self, measured: Measured) -> None:
        """Take what is known of people."""
        self.measured, self.analysis = measured, measured.analysis

    def amount(self, metric: str, basis: Basis, stretch: Stretch, over: str) -> Decimal | None:
        """Return what was reached in the stretch before, or a year earlier; None where that is not known."""
        before = self._before(stretch) if over == "last_period" else self._year_before(stretch)
        if before is None and over == "last_period":
            return None
        return self.measured.previous(metric, basis.scope, stretch, before)

    def _before(self, stretch: Stretch) -> Stretch | None:
        """Return the stretch before; of the first one what lies before the plan, for which the history is asked."""
        start, end, horizon = stretch.period.start, stretch.period.end, self.analysis.horizon
        numbers = tuple(number - len(stretch.numbers) for number in stretch.numbers)
        if numbers[0] >= 0:
            return Stretch(replace(stretch.period, start=horizon.periods[numbers[0]].start, end=start), numbers)
        if stretch.numbers[0] != 0 or not horizon.is_calendar or (start.day, end.day) != (1, 1):
            return None
        months = (end.year - start.year) * 12 + end.month - start.month
        return Stretch(Period(add_months(start, -months), start), ())

    def _year_before(self, stretch: Stretch) -> Stretch | None:
        """Return the same stretch a year earlier, where the plan holds it."""
        earlier, horizon = self.analysis.history.year_before(stretch.period), self.analysis.horizon
        numbers = tuple(number for number, period in enumerate(horizon.periods) if earlier.covers(period))
        return Stretch(earlier, numbers) if len(numbers) == len(stretch.numbers) else None
