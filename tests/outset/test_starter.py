"""A new plan from the starter, for any period and day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancode.locale.catalogue import Language
from plancode.outset.starter import Wish, starter
from plancode.outset.times import usual_period, year_before
from plancode.period import parse_period
from plancode.pipeline.checking import check
from plancode.tree.overlay import OverlayTree
from tests.support import PLANS, ROOT, ran

TEXTS: dict[Language, str] = {
    "en": (PLANS / "starter" / "plan.yaml").read_text("utf-8"),
    "zh": (PLANS / "starter-zh" / "plan.yaml").read_text("utf-8"),
}
FORMS = (
    "{y}", "{y}-H1", "{y}-H2", "{y}-Q1", "{y}-Q4", "{y}-08", "{y}-04-01..{z}-03-31", "{y}-01-15..{z}-07-31",
    "{y}-07-01..{z}-06-30",
)  # fmt: skip
COUNTRIES = (None, ("CN", None), ("DE", "BY"), ("US", None), ("JP", None), ("AE", None), ("IN", None), ("BR", None))
DAYS = st.integers(0, 3000).map(lambda days: date(2022, 1, 1) + timedelta(days=days))


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    """Draw what somebody may wish on any day: mostly a period near it."""
    day = draw(DAYS)
    year = day.year + draw(st.integers(-1, 1))
    name = draw(st.one_of(st.none(), st.sampled_from(FORMS)))
    period = parse_period(name.format(y=year, z=year + 1) if name else usual_period(day))
    country = draw(st.sampled_from(COUNTRIES))
    currency = draw(st.sampled_from([None, "EUR", "JPY", "CNY"]))
    return Wish(period, day, draw(st.sampled_from(["en", "zh"])), currency, country)


@settings(max_examples=15)
@given(wishes())
def test_new_plan_has_no_findings_on_its_day(wish: Wish) -> None:
    """Whenever a plan is begun, for whatever period, currency and country, its check that day finds nothing."""
    checked = check(OverlayTree(starter(TEXTS[wish.language], wish)), wish.day)
    plan = checked.graph.plan
    assert plan is not None
    assert (plan.model.period, plan.model.currency) == (wish.period.name, wish.currency or plan.model.currency)
    assert [(finding.code, finding.place) for finding in checked.open] == []


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2027", "2026"), ("2027-H2", "2026-H2"), ("2027-Q1", "2026-Q1"), ("2027-05", "2026-05"),
        ("2027-04-01..2028-03-31", "2026-04-01..2027-03-31"), ("2025-01-01..2026-12-31", "2023-01-01..2024-12-31"),
        ("2027-02-01..2027-02-28", "2026-02"),
    ],
)  # fmt: skip
def test_year_before_a_period(period: str, before: str) -> None:
    """A new plan is held against the same period a year before, one of several years against as many before it."""
    assert year_before(parse_period(period)) == before


def test_from_october_on_next_year_is_planned() -> None:
    """Who names no period plans this year, and from October on the next one."""
    assert [usual_period(date(2026, month, 1)) for month in (1, 9, 10, 12)] == ["2026", "2026", "2027", "2027"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_new_plan_is_what_it_was(language: Language, tmp_path: Path, *, update_golden: bool) -> None:
    """What `init` writes for a year in a country, and the six lines it says, in both languages."""
    options = ("--lang", language, "--period", "2027", "--country", "CN", "--currency", "CNY", "--as-of", "2026-11-02")
    ended = ran("init", tmp_path / "plan", *options)
    lines = ended.out.replace(tmp_path.as_posix(), "").splitlines()
    assert (ended.code, len(lines)) == (0, 6)
    settings = (tmp_path / "plan" / "plancode.yaml").read_text("utf-8")
    told = "".join(f"# {line}\n" for line in lines) + (tmp_path / "plan" / "plan.yaml").read_text("utf-8") + settings
    golden = ROOT / "tests" / "outset" / "golden" / f"plan.{language}.txt"
    if update_golden:
        golden.write_text(told, "utf-8", newline="\n")
    assert told == golden.read_text("utf-8")


@pytest.mark.parametrize(
    "options",
    [
        ("--period", "2027-W18"), ("--period", "FY2027"), ("--period", "next"), ("--currency", "RMB"),
        ("--currency", "euro"), ("--country", "Germany"), ("--country", "XX"), ("--country", "DE-ZZ"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_is_refused(options: tuple[str, str], tmp_path: Path) -> None:
    """A period, currency or country that no plan can have ends with 2, with how to write it, and nothing is written."""
    ended = ran("init", tmp_path / "plan", *options)
    assert (ended.code, "write it as" in ended.err or "four weeks" in ended.err) == (2, True)
    assert not (tmp_path / "plan").exists()
