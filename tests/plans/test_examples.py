"""The example plans are clean, complete and add up."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from plancode.document.limits import Limits
from plancode.document.reader import PlanReading
from plancode.graph.graph import PlanGraph
from plancode.model.calendar import Profile
from plancode.model.kinds import DocumentKind
from plancode.model.load import load
from plancode.model.targets import ScopedRow, TargetRow, TargetsDocument
from plancode.model.team import Person
from plancode.model.territories import Account
from plancode.pipeline.checking import Checked
from plancode.tree.folder import FolderTree
from tests.examples import example

PLANS: Final = Path(__file__).parents[2] / "plans"
AS_OF: Final = date(2026, 4, 1)
ONE_PAGE: Final = 80
QUARTERS: Final = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")


def _checked(name: str) -> Checked:
    return example(name, results=False)


@pytest.mark.parametrize("name", ["huadong", "starter", "starter-zh"])
def test_example_has_no_open_findings(name: str) -> None:
    """An example plan shows what a plan without findings looks like."""
    assert [(one.code, one.place.path, one.place.line) for one in _checked(name).open] == []
    assert _checked(name).broken == ()


def test_huadong_uses_every_kind_of_document() -> None:
    """The large example shows each kind of document at least once."""
    reading = PlanReading(FolderTree(PLANS / "huadong"), Limits())
    paths = tuple(path for path in sorted(reading.files) if path.endswith(".yaml") and path != "plancode.yaml")
    assert {one.model.kind for one in load(reading, paths)} == set(DocumentKind)
    assert reading.problems == []


def test_huadong_teams_add_up_to_what_is_assigned() -> None:
    """The teams' amounts are together the commitment with its over-assignment."""
    assert sum(_team_amounts().values()) == _assigned()


def test_huadong_parts_add_up_to_the_commitment() -> None:
    """The parts by origin are together the commitment, before over-assignment."""
    targets = _revenue()
    assert targets.target is not None
    assert sum(part.amount.number for part in targets.parts) == _amount(targets.target)


def test_huadong_quotas_add_up_to_their_teams() -> None:
    """The quotas of a team's people are together the team's amount, and all of them what is assigned."""
    quotas: dict[str, Decimal] = defaultdict(Decimal)
    for row in _quotas():
        quotas[_team_of(row)] += _amount(row)
    assert quotas == _team_amounts()
    assert sum(quotas.values()) == _assigned()


def test_huadong_quarterly_quotas_follow_the_season() -> None:
    """Quotas stated by quarter are together what the profile gives the team in each quarter."""
    months = _profile_months()
    stated: dict[str | None, Decimal] = defaultdict(Decimal)
    for row in _quotas():
        if _team_of(row) == "hangzhou":
            stated[row.period] += _amount(row)
    team = _team_amounts()["hangzhou"]
    wanted = {name: team * sum(months[3 * index : 3 * index + 3]) for index, name in enumerate(QUARTERS)}
    assert stated == wanted


def test_huadong_accounts_bought_what_the_baseline_says() -> None:
    """What the accounts bought the year before is together the baseline of the revenue target."""
    targets = _revenue()
    assert targets.target is not None
    assert targets.target.baseline is not None
    bought = [account.model.last_year.number for account in _graph().all(Account) if account.model.last_year]
    assert sum(bought) == targets.target.baseline.amount.number


@pytest.mark.parametrize("name", ["starter", "starter-zh"])
def test_starter_fits_one_page(name: str) -> None:
    """A starter is one file of one page, so that a beginner reads all of it."""
    files = [path for path in (PLANS / name).rglob("*.yaml") if ".plancode" not in path.parts]
    assert [path.name for path in files] == ["plan.yaml"]
    assert len(files[0].read_text(encoding="utf-8").splitlines()) <= ONE_PAGE


def _graph() -> PlanGraph:
    return _checked("huadong").graph


def _revenue() -> TargetsDocument:
    found = _graph().find(TargetsDocument, "revenue-2026")
    assert found is not None
    return found.model


def _assigned() -> Decimal:
    top = _revenue().target
    assert top is not None
    assert top.over_assign is not None
    return _amount(top) * (1 + top.over_assign.number)


def _team_amounts() -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = {}
    for row in _revenue().split:
        assert row.team is not None
        if row.amount is not None:
            amounts[row.team] = row.amount.number
        elif row.share is not None:
            amounts[row.team] = row.share.number * _assigned()
    rest = next(row.team for row in _revenue().split if row.rest)
    assert rest is not None
    return amounts | {rest: _assigned() - sum(amounts.values())}


def _quotas() -> tuple[TargetRow, ...]:
    rows = _revenue().targets
    assert isinstance(rows, tuple)
    return rows


def _team_of(row: TargetRow) -> str:
    person = _graph().find(Person, row.person)
    assert person is not None
    return person.model.team


def _amount(row: ScopedRow) -> Decimal:
    assert row.amount is not None
    return row.amount.number


def _profile_months() -> tuple[Decimal, ...]:
    profile = _graph().find(Profile, "drinks")
    assert profile is not None
    return tuple(share.number for share in profile.model.months)
