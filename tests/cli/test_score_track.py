"""`plancode score` and `plancode track`: every form, both languages, what is not there, and text that means harm."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from plancode.cli.main import run
from plancode.locale.width import width
from plancode.pipeline.building import build
from plancode.pipeline.checking import Checked, check
from plancode.pipeline.reaching import reader
from plancode.pipeline.scoring import Paper, PaperForm, WantedCards, score, track
from plancode.tree.folder import FolderTree
from tests.pooled import pooled
from tests.report.published import faults
from tests.support import AS_OF, DAY, PLANS, Page, copy_plan, no_traceback, ran, rendered

pytestmark = pytest.mark.usefixtures("read_once")

HUADONG: Final = (str(PLANS / "huadong"), *DAY)
CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]")
STEERING: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
FORMULA: Final = tuple("=+-@\t＝＋－＠")
FORMS: Final[tuple[PaperForm, ...]] = ("text", "markdown", "json", "csv")
WHOLE: Final = 80
Capture = pytest.CaptureFixture[str]


@cache
def _checked(folder: Path, day: date) -> Checked:
    """Return a plan with its results."""
    return check(FolderTree(folder), day, reach=reader(folder))


def _ran(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    """Run the command in this process; return how it ended and what it wrote."""
    code = run([*arguments])
    out, err = capsys.readouterr()
    assert no_traceback(out + err)
    return code, out, err


def _table(text: str) -> dict[str, Any]:
    """Return JSON that is what its schema says."""
    found: dict[str, Any] = json.loads(text)
    assert faults("table", found) == []
    return found


def _records(text: str) -> list[dict[str, str]]:
    """Return CSV as its rows."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def _too_wide(text: str) -> list[str]:
    """Return the lines of a text that are wider than a terminal, but those of one word that cannot be broken."""
    return [one for one in text.splitlines() if width(one) > WHOLE and len(one.split()) > 1]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", [("score",), ("score", "--person", "zhou-min"), ("track",)], ids=" ".join)
def test_text_fits_into_80_columns(capsys: Capture, command: tuple[str, ...], lang: str) -> None:
    """Scores, a scorecard and the follow-up fit a terminal, in either language."""
    code, out, err = _ran(capsys, *command, *HUADONG, "--lang", lang)
    assert (code, err) == (0, "")
    assert _too_wide(out) == []
    assert ("Revenue" in out or "Attainment" in out) == (lang == "en")
    assert ("达成率" in out) == (lang == "zh")
    assert "Zhou Min" in out or "周敏" in out
    assert not CONTROL.search(out)


@pytest.mark.parametrize("command", [("score",), ("score", "--period", "each"), ("track",)], ids=" ".join)
def test_text_of_adventure_works_fits_into_80_columns(capsys: Capture, command: tuple[str, ...]) -> None:
    """The same of an English plan with long names of periods."""
    code, out, _ = _ran(capsys, *command, str(PLANS / "adventure-works"), "--as-of", "2013-10-15")
    assert code == 0
    assert _too_wide(out) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", [("score",), ("score", "--person", "wu-hao"), ("track",)], ids=" ".join)
def test_json_and_csv_say_the_same(capsys: Capture, command: tuple[str, ...], lang: str) -> None:
    """JSON is what its schema says; CSV has a row for each of its rows, and the same plain figures in them."""
    more = (*command, *HUADONG, "--lang", lang)
    code, out, err = _ran(capsys, *more, "--format", "json")
    assert (code, err) == (0, "")
    found = _table(out)
    _, text, _ = _ran(capsys, *more, "--format", "csv")
    records = _records(text)
    assert len(records) == len(found["rows"]) > 5
    keys = [one["key"] for one in found["columns"] if one["kind"] in ("amount", "share", "ratio")]
    for record, row in zip(records, found["rows"], strict=True):
        for key in keys:
            assert (Decimal(record[key].split()[0]) if record[key] else None) == _number(row[key])


def _number(cell: str | dict[str, str] | None) -> Decimal | None:
    """Return the number of a cell: a text, or a record where it has a unit."""
    text = cell["number"] if isinstance(cell, dict) else cell
    return Decimal(text) if text is not None else None


def test_json_of_a_scorecard_can_be_recomputed(capsys: Capture) -> None:
    """Each line has target, actual and points; together they are the total of the row that the whole table has."""
    _, out, _ = _ran(capsys, "score", *HUADONG, "--person", "wu-hao", "--format", "json")
    lines = _table(out)["rows"]
    revenue = next(one for one in lines if one["kpi"]["id"] == "revenue")
    assert abs(Decimal(revenue["actual"]) / Decimal(revenue["target"]) * 35 - Decimal(revenue["points"])) < Decimal(
        "1e-5"
    )
    known = [one for one in lines if one["points"] is not None]
    weight = sum((Decimal(one["weight"]) for one in known), Decimal(0))
    total = sum((Decimal(one["points"]) for one in known), Decimal(0)) * 100 / weight
    _, out, _ = _ran(capsys, "score", *HUADONG, "--format", "json")
    row = next(one for one in _table(out)["rows"] if one["person"]["id"] == "wu-hao")
    assert abs(Decimal(row["total"]) - total) < Decimal("1e-4")
    tasks = next(one for one in lines if one["kpi"]["id"] == "tasks")
    assert (tasks["points"], tasks["actual"]) == (None, None)
    assert tasks["no_data"]


@pytest.mark.slow
def test_same_input_same_bytes() -> None:
    """Nothing of a second reading differs, in any form."""
    folder = PLANS / "huadong"
    first, second = (
        [
            text
            for paper in (Paper("zh", form, WHOLE) for form in FORMS)
            for text in (
                score(found, WantedCards(), paper),
                score(found, WantedCards("zhou-min"), paper),
                track(found, None, paper),
            )
        ]
        for found in (check(FolderTree(folder), AS_OF, reach=reader(folder)) for _ in range(2))
    )
    assert first == second
    assert all(first)


def test_a_team_is_shown_with_those_below_it(capsys: Capture) -> None:
    """Of Nanjing four are scored, its manager among them; of the region all thirteen."""
    _, out, _ = _ran(capsys, "score", *HUADONG, "--team", "nanjing", "--format", "json")
    assert {one["person"]["id"] for one in _table(out)["rows"]} == {"tang-wenbo", "fang-ning", "ma-xiao", "tao-ran"}
    _, out, _ = _ran(capsys, "score", *HUADONG, "--team", "huadong", "--format", "json")
    assert len(_table(out)["rows"]) == 13
    _, out, _ = _ran(capsys, "track", *HUADONG, "--team", "nanjing", "--format", "json")
    assert {one["team"]["id"] for one in _table(out)["rows"]} == {"nanjing"}


def test_a_team_is_shown_with_those_who_came_to_it(capsys: Capture) -> None:
    """José has been in Europe for a year and is scored there."""
    _, out, _ = _ran(
        capsys, "score", str(PLANS / "adventure-works"), "--as-of", "2013-10-15", "--team", "europe", "--format", "json"
    )
    assert "p282" in {one["person"]["id"] for one in _table(out)["rows"]}


def test_a_period_by_its_name(capsys: Capture) -> None:
    """A quarter, all that have begun, and the year after its quarters."""
    _, out, _ = _ran(capsys, "score", *HUADONG, "--period", "2026-Q1", "--person", "wu-hao", "--format", "json")
    assert {one["period"]["name"] for one in _table(out)["rows"]} == {"2026-Q1"}
    for name, years in (("2026", ["2026"] * 9), ("each", [])):
        _, out, _ = _ran(capsys, "score", *HUADONG, "--period", name, "--person", "wu-hao", "--format", "json")
        assert [one["period"]["name"] for one in _table(out)["rows"]] == [*["2026-Q1"] * 9, *["2026-Q2"] * 9, *years]
    code, out, _ = _ran(capsys, "score", *HUADONG, "--period", "2026-Q2", "--person", "wu-hao")
    assert code == 0
    assert "2026年6月30日" in out  # that it still runs, and until when


def test_a_year_that_runs_says_what_counts(capsys: Capture) -> None:
    """Its section comes after those of the quarters."""
    _, out, _ = _ran(capsys, "score", *HUADONG, "--period", "2026", "--lang", "en")
    assert "only the periods that are over count" in out.partition("Scorecards 2026\n")[2]


@pytest.mark.parametrize("period", ["2026-Q3", "2026-02", "2027", "never"])
def test_a_period_without_scorecards_ends_with_1(capsys: Capture, period: str) -> None:
    """One that has not begun, that is shorter than a scorecard, outside the plan, or unknown: nothing, and why."""
    for form in FORMS:
        code, out, err = _ran(capsys, "score", *HUADONG, "--period", period, "--format", form)
        assert (code, out) == (1, "")
        assert len(err.strip()) > 5


@pytest.mark.parametrize("command", [("score", "--person"), ("score", "--team"), ("track", "--team")], ids=" ".join)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_somebody_unknown_ends_with_1(capsys: Capture, command: tuple[str, ...], lang: str) -> None:
    """A person or team that the plan does not have is named, with nothing that could steer a terminal."""
    code, out, err = _ran(capsys, *command, "no\x1b[31mbody", *HUADONG, "--lang", lang)
    assert (code, out) == (1, "")
    assert "no" in err
    assert "body" in err
    assert "\x1b" not in err


def test_exit_codes_of_wrong_calls(tmp_path: Path, capsys: Capture) -> None:
    """An option that there is not, a day that is none, a folder that is not there: 2, and no traceback."""
    for more in (("--nope",), ("--as-of", "tomorrow"), ("--format", "pdf"), ("--lang", "fr")):
        assert _ran(capsys, "score", *HUADONG, *more)[0] == 2
        assert _ran(capsys, "track", *HUADONG, *more)[0] == 2
    assert _ran(capsys, "score", str(tmp_path / "none"))[0] == 2


def test_a_plan_with_errors_is_scored_and_says_so(tmp_path: Path) -> None:
    """What can be read is scored; how many errors the plan has stands beside, on the other stream."""
    folder = _written(tmp_path)
    (folder / "slip.yaml").write_text("plancode: v1\nkind: actions\nid: x\nacts: []\n", "utf-8")
    done = ran("score", folder, "--as-of", "2026-04-01")
    assert done.code == 0
    assert "Rajesh Iyer" in done.out
    assert "plancode check" in done.err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_bonus_pool_is_shared_and_stands_on_no_page(tmp_path: Path, capsys: Capture, lang: str) -> None:
    """What each has of a pool stands in every form of `score`, and on no page, because it is pay."""
    where = (str(pooled(tmp_path)), "--as-of", "2026-04-01", "--lang", lang)
    for form in FORMS:
        _, out, _ = _ran(capsys, "score", *where, "--format", form)
        assert ("56250" if form in ("json", "csv") else "56,250") in out
    _, out, _ = _ran(capsys, "score", *where, "--person", "xu-lei")
    assert "21,875" in out
    built = tmp_path / "site"
    _ran(capsys, "build", *where, "--out", str(built), "--results")
    pages = "".join(page.read_text("utf-8") for page in built.rglob("*.md"))
    assert "Xu Lei" in pages or "xu-lei" in pages
    assert "56,250" not in pages


@pytest.mark.parametrize(
    ("pool", "said"),
    [
        (
            "{amount: 100k, weights: {rep: 1}}",
            "CNY 100,000 cannot be shared. Without a weight, though others have one: li-na.",
        ),
        ("{amount: USD 100k}", "a currency without a plan exchange rate"),
        ("{amount: 100k, weights: {rep: 0, kam: 0}}", "all of CNY 100,000 is kept back"),
        ("{amount: 100k, ungraded: shared}", "The others share the whole"),
    ],
)
def test_a_pool_that_is_not_shared_says_why(tmp_path: Path, capsys: Capture, pool: str, said: str) -> None:
    """Where nobody can have a part, or somebody has none, the reason stands there instead of a figure."""
    _, out, _ = _ran(capsys, "score", str(pooled(tmp_path, pool)), "--as-of", "2026-04-01", "--lang", "en")
    assert said in " ".join(out.split())


def test_why_tells_what_points_are_made_of(tmp_path: Path, capsys: Capture) -> None:
    """Given points with their day and line, months with their points, the total, and the part of the pool."""
    where = (str(pooled(tmp_path)), "--as-of", "2026-04-01", "--lang", "en", "--person", "wu-hao", "--why")
    _, out, _ = _ran(capsys, "score", *where)
    for part in (
        "19 Mar 2026, Commended by Jiahe",
        "January 2026",
        "mean of the points",
        "Points on top",
        "Definition:",
    ):
        assert part in out
    _, out, _ = _ran(capsys, "score", *where, "--format", "json")
    rows = _table(out)["rows"]
    assert [row["why"][0]["formula"] for row in rows] == ["score.points", "score.mean", "score.last", "score.sum"]


def test_a_folder_that_is_no_plan(tmp_path: Path) -> None:
    """Without a plan there is nothing to score, and no traceback."""
    (tmp_path / "team.yaml").write_text("plancode: v1\nkind: team\nid: t\n", "utf-8")
    for command in ("score", "track"):
        done = ran(command, tmp_path, "--as-of", "2026-04-01")
        assert done.code == 1
        assert done.out == ""
        assert no_traceback(done.err)


# A CRM export of another company: two spellings of a product, owners by their names in the CRM, won, lost and open.

CRM: Final = """plancode: v1
kind: plan
id: lumen
title: {plan}
period: 2026
currency: USD
team: sales
policy: {{sources: {{unmatched: 50%}}}}
products: [{{id: suite, title: Suite, codes: {{crm: Lumen Suite}}}}]
metrics:
  - {{id: deals_won, unit: count, over_time: sum}}
  - {{id: deals_decided, unit: count, over_time: sum}}
  - {{id: win_rate, numerator: deals_won, denominator: deals_decided}}
---
plancode: v1
kind: team
id: people
roles: [{{id: ae, title: Account Executive, carries_quota: true}}, {{id: vp, title: VP Sales, manages: true}}]
teams: [{{id: sales, title: Sales, manager: mia}}]
people:
  - {{id: mia, name: Mia Okafor, role: vp, team: sales, codes: {{crm: mokafor}}}}
  - {{id: raj, name: {name}, role: ae, team: sales, codes: {{crm: Raj Iyer}}}}
  - {{id: lena, name: Lena Vogel, role: ae, team: sales, codes: {{crm: "Vogel, Lena"}}}}
  - {{id: tom, name: Tom Ashby, role: ae, team: sales, codes: {{crm: tashby}}}}
---
plancode: v1
kind: targets
id: bookings
metric: revenue
targets:
  - {{person: raj, amount: 400k}}
  - {{person: lena, amount: 400k}}
  - {{person: tom, amount: 400k}}
  - {{team: sales, product: suite, amount: 500k}}
---
plancode: v1
kind: targets
id: wins
metric: win_rate
targets: [{{person: raj, amount: 40%}}, {{person: lena, amount: 40%}}, {{person: tom, amount: 40%}}]
---
plancode: v1
kind: targets
id: cycle
metric: sales_cycle
targets: [{{person: raj, amount: 60d}}, {{person: lena, amount: 60d}}, {{person: tom, amount: 60d}}]
---
plancode: v1
kind: actuals
id: crm
sources:
  - id: deals
    title: {source}
    file: deals.csv
    columns: {{date: Close Date, person: Owner, product: Product, amount: Amount, id: ID}}
    match_by: crm
  - id: created
    title: CRM by day of creation
    file: deals.csv
    columns: {{date: Created Date, person: Owner}}
    complete_through: 2026-03-31
    match_by: crm
    filters: [{{column: Stage, is: Closed Won}}]
metrics:
  - {{metric: revenue, source: deals, measure: sum, filters: [{{column: Stage, is: Closed Won}}]}}
  - {{metric: deals_won, source: deals, measure: count, filters: [{{column: Stage, is: Closed Won}}]}}
  - metric: deals_decided
    source: deals
    measure: count
    filters: [{{column: Stage, in: [Closed Won, Closed Lost]}}]
  - {{metric: sales_cycle, source: created, measure: duration, until: Close Date}}
---
plancode: v1
kind: rubric
id: ae-card
title: Account executives
roles: [ae]
grades: [{{grade: A, from: 90, then: {then}}}, {{grade: B}}]
kpis:
  - {{id: bookings, title: {kpi}, metric: revenue, dimension: outcome, weight: 50, score: {{method: ratio, cap: 120%}}}}
  - {{id: wins, metric: win_rate, dimension: activity, weight: 30, score: {{method: ratio, cap: 100%}}}}
  - {{id: cycle, metric: sales_cycle, dimension: activity, weight: 20, score: {{method: ratio, cap: 120%}}}}
---
plancode: v1
kind: actions
id: todo
actions: [{{id: call, title: {action}, owner: raj, to: 2026-03-02}}]
"""
PLAIN: Final = {
    "plan": "Lumen 2026", "name": "Rajesh Iyer", "source": "CRM export", "then": "Club", "kpi": "Bookings",
    "action": "Call them",
}  # fmt: skip
DEALS: Final = """ID,Owner,Stage,Amount,Product,Created Date,Close Date,Won,Closed
1,Raj Iyer,Closed Won,"60,000.00",Lumen Suite,2026-01-05,2026-01-25,1,1
2,Raj Iyer,Closed Lost,25000,Lumen suite,2026-01-05,2026-02-10,0,1
3,Raj Iyer,Closed Won,55000,Lumen suite,2026-01-10,2026-03-11,1,1
4,"Vogel, Lena",Closed Won,90000,Lumen Suite,2026-01-02,2026-02-26,1,1
5,"Vogel, Lena",Closed Lost,40000,Lumen Suite,2026-01-15,2026-03-02,0,1
6,"Vogel, Lena",Closed Lost,10000,Lumen Suite,2026-01-20,2026-03-20,0,1
7,"Vogel, Lena",Proposal,75000,Lumen Suite,2026-02-20,2026-05-30,0,0
8,{former},Closed Won,30000,{product},2026-01-05,2026-03-03,1,1
9,lena vogel,Closed Won,20000,Lumen Suite,2026-02-01,2026-03-13,1,1
"""


def _written(folder: Path, former: str = "J. Former", product: str = "Edge", **texts: str) -> Path:
    """Write the plan of the CRM export below a folder; texts are put into it quoted."""
    said = {name: json.dumps(text) for name, text in (PLAIN | texts).items()}
    folder.mkdir(exist_ok=True)
    (folder / "plan.yaml").write_text(CRM.format(**said), "utf-8")
    quoted = ('"' + one.replace('"', '""') + '"' for one in (former, product))
    former, product = quoted
    (folder / "deals.csv").write_text(DEALS.replace("{former}", former).replace("{product}", product), "utf-8")
    return folder


def _lines(folder: Path, person: str) -> dict[str, dict[str, Any]]:
    found = score(_checked(folder, AS_OF), WantedCards(person), Paper("en", "json", WHOLE))
    assert found is not None
    return {one["kpi"]["id"]: one for one in _table(found)["rows"]}


def test_crm_export(tmp_path: Path) -> None:
    """Won deals are revenue, won ÷ closed the win rate, days from creation to close the cycle; open deals are none."""
    folder = _written(tmp_path)
    raj, lena = _lines(folder, "raj"), _lines(folder, "lena")
    assert [_number(raj[kpi]["actual"]) for kpi in ("bookings", "cycle")] == [115_000, 40]
    assert [_number(lena[kpi]["actual"]) for kpi in ("bookings", "cycle")] == [90_000, 55]
    assert abs((_number(raj["wins"]["actual"]) or 0) - Decimal(2) / 3) < Decimal("1e-5")
    assert abs((_number(lena["wins"]["actual"]) or 0) - Decimal(1) / 3) < Decimal("1e-5")
    assert Decimal(raj["wins"]["points"]) == 30
    assert abs(Decimal(raj["cycle"]["attainment"]) - Decimal(4) / 3) < Decimal("1e-5")


def test_crm_export_with_columns_of_its_own_for_won_and_closed(tmp_path: Path) -> None:
    """A win rate that is the sum of one column ÷ that of another is the same."""
    own = "  - {metric: win_rate, source: deals, measure: ratio, column: Won, denominator: Closed}\n"
    counted, summed = _written(tmp_path / "a"), _written(tmp_path / "b")
    text, at = (summed / "plan.yaml").read_text("utf-8"), "metrics:\n  - {metric: rev"
    assert text.count(at) == 1
    (summed / "plan.yaml").write_text(text.replace(at, at.replace("\n", f"\n{own}")), "utf-8")
    found = [_checked(folder, AS_OF).results for folder in (counted, summed)]
    assert [one.parts("win_rate") is None for one in found if one is not None] == [False, True]
    assert _lines(summed, "raj")["wins"] == _lines(counted, "raj")["wins"]


def test_crm_export_that_does_not_reach_the_end_of_the_quarter(tmp_path: Path) -> None:
    """A win rate of two counts has no data either, where their source is complete only to an earlier day."""
    folder = _written(tmp_path)
    text, at = (folder / "plan.yaml").read_text("utf-8"), "    match_by: crm\n"
    (folder / "plan.yaml").write_text(text.replace(at, f"{at}    complete_through: 2026-03-20\n", 1), "utf-8")
    raj = _lines(folder, "raj")
    assert [raj[kpi]["points"] for kpi in ("bookings", "wins")] == [None, None]
    assert raj["bookings"]["no_data"] == raj["wins"]["no_data"]


def test_crm_export_of_somebody_without_deals(tmp_path: Path) -> None:
    """Tom has sold 0, and has neither a win rate nor a cycle: those count neither for nor against him."""
    tom = _lines(_written(tmp_path), "tom")
    assert Decimal(tom["bookings"]["actual"]) == 0
    assert [tom[kpi]["points"] for kpi in ("wins", "cycle")] == [None, None]
    assert [tom[kpi]["no_data"] == "" for kpi in ("wins", "cycle")] == [False, False]


def test_crm_export_shows_what_nobody_sold(tmp_path: Path) -> None:
    """50,000 of two owners whom the plan does not know stand as unmatched, and make the total with the rest."""
    found = score(_checked(_written(tmp_path), AS_OF), WantedCards(), Paper("en", "text", WHOLE))
    assert found is not None
    told = " ".join(found.split())
    assert "5 255,000 205,000 50,000" in told
    assert "J. Former" not in found


def test_crm_export_names_codes_that_nobody_has(tmp_path: Path) -> None:
    """The check with results names the owners, and the other spelling of the product."""
    done = ran("check", _written(tmp_path), "--as-of", "2026-04-01", "--results")
    assert "J. Former" in done.out
    assert "lena vogel" in done.out
    assert "Lumen suite" in done.out
    assert "2 of 9 rows" in done.out


HARM: Final = (
    "<script>alert(1)</script>",
    "a | b || c",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1:A9)",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "# heading\n\n- item",
    "`code` *em* ~~x~~ $x$",
    "&lt;b&gt; <!-- -->",
    "\u202eevil\u2066\u200b",
    "\x1b]0;owned\x07\x1b[2J",
    "very-" * 40 + "long",
)


def _texts(folder: Path, harm: str) -> Iterator[tuple[PaperForm, str]]:
    found = _checked(folder, AS_OF)
    for form in FORMS:
        paper = Paper("en", form, WHOLE)
        for text in (
            score(found, WantedCards(), paper),
            score(found, WantedCards("raj"), paper),
            track(found, None, paper),
        ):
            assert text is not None, harm
            yield form, text


@pytest.fixture(scope="module")
def hurt(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a plan for each harmful text, which stands in it wherever somebody may write."""
    plans = {}
    for number, harm in enumerate(HARM):
        folder = tmp_path_factory.mktemp(f"harm-{number}")
        names = dict.fromkeys(PLAIN, harm)
        plans[harm] = _written(folder, former=harm.replace("\x1b", ""), product=harm.replace("\x1b", ""), **names)
    return plans


@pytest.mark.parametrize("harm", HARM, ids=range(len(HARM)))
def test_hostile_text_is_harmless(hurt: dict[str, Path], harm: str) -> None:
    """No form lets a text run, steer the terminal, open a table or become a formula; every form keeps to its shape."""
    for form, text in _texts(hurt[harm], harm):
        if form in ("text", "json"):
            assert not (CONTROL if form == "text" else STEERING).search(text), form
        if form == "json":
            _table(text)
        elif form == "csv":
            rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
            assert len({len(row) for row in rows}) == 1
            assert [one for row in rows for one in row if one.startswith(FORMULA) and not _is_number(one)] == []
        elif form == "markdown":
            _is_plain(text)
        else:
            assert _too_wide(text) == []


@pytest.mark.parametrize("form", ["markdown", "csv"])
def test_other_forms_do_not_steer_a_terminal(hurt: dict[str, Path], form: PaperForm) -> None:
    """What is printed as Markdown or CSV holds no control character either."""
    (harm,) = [one for one in HARM if "\x1b" in one]
    assert [one for found, one in _texts(hurt[harm], harm) if found == form and STEERING.search(_lines_of(one))] == []


def _lines_of(text: str) -> str:
    return text.replace("\r\n", "\n")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _is_plain(markdown: str) -> None:
    """Fail where Markdown becomes more than headings, lists, tables and links between pages."""
    page = Page(rendered(markdown))
    assert not {"script", "img", "iframe", "b", "del"} & set(page.names)
    assert [one for one in page.links if not re.fullmatch(r"(\.\./)?([\w-]+/)?[\w-]+\.md(#[\w-]+)?", one)] == []
    for rows in page.tables:
        assert len(set(rows)) == 1


def test_hostile_text_is_harmless_on_the_pages(hurt: dict[str, Path]) -> None:
    """The same texts on the pages that are built: nothing runs, and no table has a cell too many."""
    for harm in HARM[:3]:
        for name, data in build(_checked(hurt[harm], AS_OF)).items():
            if name.endswith(".md"):
                page = Page(rendered(data.decode()))
                assert not {"script", "iframe"} & set(page.names), (name, harm)
                assert all(len(set(rows)) == 1 for rows in page.tables), (name, harm)


def test_errors_of_sources_are_said_to_be_listed_by_the_check_that_finds_them(tmp_path: Path, capsys: Capture) -> None:
    """A source that cannot be read is no finding of a check that does not read it, so the way to it is named."""
    plan = copy_plan("huadong", tmp_path)
    (plan / "data" / "orders-2026q1.csv").unlink()
    _, _, said = _ran(capsys, "score", str(plan), "--as-of", "2026-04-01", "--lang", "en")
    assert "(1)" in said
    assert "`plancode check --results`" in said
