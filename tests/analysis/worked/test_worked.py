"""Published examples: the figures that other people printed, found again through the public path."""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from plancode.analysis.analysis import Analysis
from plancode.analysis.capacity import Capacity
from plancode.analysis.rollup import Level
from plancode.analysis.sizing import Sizing
from plancode.model.team import Role
from plancode.pipeline.checking import Checked, check
from plancode.quantity import Quantity
from tests.making import tree_of

HERE = Path(__file__).parent
AS_OF = date(2026, 7, 1)
MILLION = Decimal(1_000_000)


@cache
def _checked(name: str) -> Checked:
    text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    return check(tree_of({"plan.yaml": text}), AS_OF)


def _analysis(name: str) -> Analysis:
    found = _checked(name).analysis
    assert found is not None
    return found


def _sizing(name: str) -> Sizing:
    (found,) = _analysis(name).sizing
    return found


def _capacity(name: str, kind: str = "plan") -> Capacity:
    assert kind == "plan"
    found = _analysis(name).capacity.of("revenue", "plan", "")
    assert found.judged
    return found


def _level(name: str, team: str, metric: str = "revenue") -> Level:
    found = _analysis(name).level(metric, team)
    assert found is not None
    return found


def _sum(amounts: dict[int, Decimal]) -> Decimal:
    return sum(amounts.values(), Decimal(0))


def _to(places: int, value: Decimal | None) -> Decimal:
    """Round as a page does that prints so many places (thousands: -3)."""
    assert value is not None
    return (
        value.quantize(Decimal(1).scaleb(-places)) if places > 0 else round(value / 10**-places) * Decimal(10**-places)
    )


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.yaml")))
def test_examples_can_be_read(name: str) -> None:
    """Every example is a plan without errors of form or reference that names its source."""
    assert [one for one in _checked(name).open if one.code.startswith(("CFG", "REF", "SHP", "TXT"))] == []
    comment = re.match(r"(?:#.*\n)+", (HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    assert comment is not None
    assert re.search(r"https?://\S+", comment[0])


def test_reps_by_visits() -> None:
    """1000 × 36 + 2000 × 12 are 60,000 calls, and at 1000 calls a rep 60 reps."""
    analysis = _analysis("visits")
    (load,) = analysis.workload.loads
    calls = sum((_sum(one.visits.by_period) for one in load.entries if one.visits), Decimal(0))
    assert _to(6, calls) == 60_000
    assert _sizing("visits").hours_each == 1000
    assert _sizing("visits").by_workload == 60


def test_reps_by_workload() -> None:
    """40 × 48 are 1920 hours, half of them 960 for selling, and 9100 hours of work need 10 people."""
    hours = {one.person.model.id: _sum(one.hours or {}) for one in _analysis("hours").workload.loads}
    assert hours == {"ann": 960, "bob": 1920}
    assert _to(6, _sizing("hours").work) == 9100
    assert _sizing("hours").by_workload == 10


def test_reps_by_breakdown() -> None:
    """10,000,000 at 250,000 each need 40 reps."""
    assert _sizing("breakdown").by_breakdown == 40


def test_capacity_of_ramped_and_ramping() -> None:
    """7 × 150,000 × 0.85 + 3 × 150,000 × 0.4 is 1,072,500."""
    assert _to(6, _capacity("capacity").whole) == 1_072_500


def test_capacity_in_the_second_month() -> None:
    """A full rep and one in the second of five months of ramp bring 14,000."""
    assert _capacity("ramp-by-month").whole == 14_000


def test_capacity_and_lead_time() -> None:
    """750,000 at 70 % is 525,000; hiring and ramp take 9 months (90 days are 2.96 months, which the page calls 3)."""
    assert _to(6, _capacity("lead-time").whole) == 525_000
    assert round(_sizing("lead-time").lead_months) == 9


def test_ramped_rep_equivalents() -> None:
    """20 × 0.85 + 5 × 0.5 × 0.7 is 18.75."""
    capacity = _capacity("rre")
    assert _sum(capacity.rre) == Decimal("22.5")
    assert _sum(capacity.effective_rre) == Decimal("18.75")
    assert capacity.whole == 1_875_000


def test_street_quota() -> None:
    """Five quotas of 10,000 are 50,000, at half their ramp 25,000."""
    street = _level("over-assignment", "all").street
    assert _sum(street.filled) == 50_000
    assert _sum(street.vacant) == 0
    assert _sum(street.ramped) == 25_000


def test_over_assignment() -> None:
    """A street quota of 1,000,000 over a target of 800,000 is 1.25, and 80 % of it must be reached."""
    level = _level("over-assignment", "all", "collections")
    assert _sum(level.street.whole) == 1_000_000
    assert level.over_assignment(range(1)) == Decimal("1.25")
    assert level.required_attainment(range(1)) == Decimal("0.8")


@pytest.mark.parametrize(
    ("team", "quota", "below"),
    [("d1-m2", 2_800_000, 3_600_000), ("d2", 6_500_000, 8_400_000), ("company", 10_000_000, 13_000_000)],
)
def test_cover_of_every_level(team: str, quota: int, below: int) -> None:
    """A manager, a director and the CRO have the quotas of those below them as cover."""
    level = _level("cascade", team)
    assert sum(level.commitment.values()) == quota
    assert sum(level.below.values()) == below


def test_street_quota_of_every_level() -> None:
    """36 reps with 600,000 each carry 21,600,000."""
    level = _level("cascade", "company")
    assert sum(level.street.whole.values()) == 21_600_000
    assert len(_analysis("cascade").staffing.people) == 36


def test_pipeline() -> None:
    """600,000 at a win rate of 33 % need 1,818,182 of pipeline; the page takes a third and prints 1,800,000."""
    (feasibility,) = _analysis("pipeline").feasibility
    reason = feasibility.reason("pipeline")
    assert reason is not None
    needed = reason.values["needed"]
    assert isinstance(needed, Quantity)
    assert round(needed.number) == 1_818_182
    assert _to(1, needed.number / MILLION) == Decimal("1.8")
    assert round(Decimal(660) / (660 + 1340), 2) == Decimal("0.33")


@pytest.mark.parametrize(("name", "ratio"), [("pipeline", 6), ("quota-to-earnings", 5)])
def test_quota_to_on_target_earnings(name: str, ratio: int) -> None:
    """600,000 over 100,000 is 6, over 120,000 it is 5."""
    analysis = _analysis(name)
    (role,) = analysis.graph.all(Role)
    quota = analysis.quota("ann")
    assert quota is not None
    assert role.model.ote is not None
    assert quota / role.model.ote.number == ratio


def test_proration_by_days() -> None:
    """214 of 365 days are 58.63 %: 469,041 of 800,000 (the page rounds to 470 thousand) and 43,973 of 75,000."""
    quota, variable = (-shift.whole for shift in _analysis("proration").adjustments.shifts)
    assert _to(2, quota / 8000) == Decimal("58.63")
    assert quota == Decimal("469041.10")
    assert _to(-4, quota) == 470_000
    assert _to(-3, variable) == 44_000


def test_first_year_of_a_ramp() -> None:
    """3 months at 30 %, 3 at 70 % and 6 at full bring 750,000 of 1,000,000."""
    assert _to(6, _capacity("ramp-of-a-year").whole) == 750_000
