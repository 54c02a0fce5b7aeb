"""Quotas as CRM and ERP systems take them in: one list for each, with the field names of the system.

What is exported is what is asked for on the day of looking, approved adjustments included, before any credit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.graph.entity import Entity
from plancode.model.team import Person, Team
from plancode.period import Period
from plancode.report.table_v1 import harmless, write_csv
from plancode.said.value import Ref
from plancode.split import spread

_ZERO: Final = Decimal(0)
_HUNDRED: Final = Decimal(100)
_PLACES: Final = Decimal("0.000001")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
"""The months by the names that ERPNext has for them in every language."""


@dataclass(frozen=True, slots=True)
class QuotaList:
    """A list, headings first, and who is left out because the other system's id of them is not in the plan."""

    lines: tuple[tuple[str, ...], ...]
    uncoded: tuple[Ref, ...] = ()

    @property
    def text(self) -> str:
        """The list as CSV; empty where nobody is in it."""
        return write_csv(self.lines, marked=False) if len(self.lines) > 1 else ""


@dataclass(frozen=True, slots=True)
class QuotaExport:
    """What is asked for of a metric, by month; `system` is the key under `codes` that holds the other system's ids."""

    analysis: Analysis
    metric: str
    system: str

    @property
    def is_named_by_month(self) -> bool:
        """Whether every period of the plan begins in a month of its own, so that a month names it."""
        return len(set(self._months)) == len(self._months)

    @property
    def is_by_month(self) -> bool:
        """Whether the periods of the plan begin in one month after the other, of a year at the most."""
        months = self._months
        return len(months) <= len(_MONTHS) and months == list(range(months[0], months[0] + len(months)))

    @property
    def _months(self) -> list[int]:
        return [period.start.year * len(_MONTHS) + period.start.month for period in self.analysis.horizon.periods]

    def salesforce(self, forecasting_type: str = "") -> QuotaList:
        """Return rows of ForecastingQuota: one for each person and period.

        The fields are those that the object lets be created: QuotaOwnerId, StartDate (any day of the month),
        QuotaAmount or QuotaQuantity, CurrencyIsoCode, ForecastingTypeId (Object Reference, ForecastingQuota).
        """
        is_money = self.analysis.measures.is_money(self.metric)
        heads = ["QuotaOwnerId", "StartDate", *(["QuotaAmount", "CurrencyIsoCode"] if is_money else ["QuotaQuantity"])]
        lines = [[*heads, *(["ForecastingTypeId"] if forecasting_type else [])]]
        coded, uncoded = self._coded(self._people())
        for person, code in coded:
            for period, amount in self._by_period((("person", person.model.id),)):
                own = [harmless(code), period.start.isoformat(), f"{amount:f}"]
                lines.append([*own, *([self.analysis.measures.currency] if is_money else [])])
                lines[-1] += [harmless(forecasting_type)] if forecasting_type else []
        return QuotaList(tuple(map(tuple, lines)), uncoded)

    def erpnext_targets(self, year: str) -> QuotaList:
        """Return the targets of ERPNext's Sales Person: child table `targets` (setup/doctype/target_detail).

        Its fields are item_group, fiscal_year, target_qty, target_amount and distribution_id; each names the Monthly
        Distribution of `erpnext_distributions`.
        """
        sort = "target_amount" if self.analysis.measures.is_money(self.metric) else "target_qty"
        lines = [["name", "targets.fiscal_year", f"targets.{sort}", "targets.distribution_id"]]
        coded, uncoded = self._coded(self._people())
        for person, code in coded:
            whole = sum((amount for _, amount in self._by_period((("person", person.model.id),))), _ZERO)
            lines.append([harmless(code), harmless(year), f"{whole:f}", harmless(self._distribution(code, year))])
        return QuotaList(tuple(map(tuple, lines)), uncoded)

    def erpnext_distributions(self, year: str) -> QuotaList:
        """Return ERPNext's Monthly Distribution of each person's target: shares in per cent, together 100."""
        lines = [["distribution_id", "fiscal_year", "percentages.month", "percentages.percentage_allocation"]]
        coded, uncoded = self._coded(self._people())
        for person, code in coded:
            by_period = list(self._by_period((("person", person.model.id),)))
            shares = spread(_HUNDRED, [amount for _, amount in by_period], _PLACES)
            head = [harmless(self._distribution(code, year)), harmless(year)]
            for (period, _), share in zip(by_period, shares, strict=True):
                lines.append([*head, _MONTHS[period.start.month - 1], f"{share.normalize():f}"])
                head = ["", ""]
        return QuotaList(tuple(map(tuple, lines)), uncoded)

    def odoo(self, period: Period) -> QuotaList:
        """Return the invoicing target of Odoo's sales teams (crm.team, `invoiced_target`) for one period.

        The field is that of addons/sale/models/crm_team.py. A team is named by its label `odoo`, the external id that
        it has there; without one Odoo would make a new team.
        """
        lines, uncoded = [["id", "name", "invoiced_target"]], []
        for team in self.analysis.graph.all(Team):
            amounts = dict(self._by_period((("team", team.model.id),)))
            code = team.model.labels.get(self.system, "")
            if amounts and code:
                lines.append([harmless(code), harmless(team.model.label), f"{amounts.get(period, _ZERO):f}"])
            elif amounts:
                uncoded.append(team.ref)
        return QuotaList(tuple(map(tuple, lines)), tuple(uncoded))

    def _people(self) -> tuple[Entity[Person], ...]:
        """Return the people who have a quota; a seat that is open is nobody in another system."""
        people = (person for person in self.analysis.graph.all(Person) if not person.model.open)
        return tuple(person for person in people if list(self._by_period((("person", person.model.id),))))

    def _coded(self, people: tuple[Entity[Person], ...]) -> tuple[list[tuple[Entity[Person], str]], tuple[Ref, ...]]:
        """Return people with their first code, and those who have none."""
        coded = [(one, codes[0]) for one in people if (codes := one.model.codes.get(self.system, ()))]
        return coded, tuple(one.ref for one in people if not one.model.codes.get(self.system))

    def _by_period(self, scope: Scope) -> Iterator[tuple[Period, Decimal]]:
        measures, periods = self.analysis.measures, self.analysis.horizon.periods
        for number, amount in sorted(self.analysis.current(self.metric, scope).items()):
            yield periods[number], measures.rounded(amount, self.metric)

    def _distribution(self, code: str, year: str) -> str:
        return f"{self.metric} {code} {year}"
