"""The public road with a plan: read, check, tell, build, compare, show, score; and what must hold of every plan."""

import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.findings.severity import Severity
from plancode.locale.catalogue import LANGUAGES, Language
from plancode.pipeline.building import build
from plancode.pipeline.checking import Checked, check
from plancode.pipeline.comparing import compare, compare_checked
from plancode.pipeline.reaching import reader
from plancode.pipeline.tabling import TABLES, show_table, table_for_programs, table_of
from plancode.pipeline.telling import html, markdown, review_of
from plancode.report.report import PlanReport, Report
from plancode.report.reporters import REPORTERS
from plancode.tables.selection import Selection
from plancode.tree.folder import FolderTree

AS_OF: Final = date(2026, 4, 1)
SECONDS: Final = 60
"""So long the whole road may take for a small plan, on a machine that does other things too."""
_HERE: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Trouble:
    """What does not hold of a plan; by its kind a smaller plan is known to have the same."""

    kind: str
    told: str


class TooLong(BaseException):
    """The road takes too long; no rule and no reader takes this for a fault of its own."""


def trouble(folder: Path, files: Mapping[str, bytes], whole: Mapping[str, bytes], *, command: bool) -> Trouble | None:
    """Return what does not hold of a plan whose files are written below a folder, and of its comparison with another.

    With `command` the command itself is run too.
    """
    here, there = folder / "changed", folder / "whole"
    write(here, files)
    write(there, whole)
    try:
        with _in_time():
            found = _walk(here, there)
        if command:
            _run(here, found)
    except (Exception, TooLong) as error:  # noqa: BLE001  # whatever it is, it is what is looked for
        return _told(error)
    return None


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder that is made anew."""
    subprocess.run(["rm", "-rf", str(folder)], check=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _told(error: BaseException) -> Trouble:
    """Return what was raised, known by its type and by the last place in plancode it came from."""
    frames = [one for one in traceback.extract_tb(error.__traceback__) if "plancode" in Path(one.filename).parts]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else str(error).partition("\n")[0]
    return Trouble(f"{type(error).__name__} {place}", "".join(traceback.format_exception(error)))


@contextmanager
def _in_time() -> Iterator[None]:
    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _stop(_number: int, _frame: object) -> None:
    raise TooLong


def _checked(folder: Path) -> Checked:
    return check(FolderTree(folder), AS_OF, reach=reader(folder))


def _walk(here: Path, there: Path) -> Checked:
    found, again, other = _checked(here), _checked(here), _checked(there)
    for trace in found.broken:
        code, _, rest = trace.partition("\n")
        raise AssertionError(f"rule {code} is broken: {rest.strip().rpartition(chr(10))[2]}\n{trace}")
    told = _reports(found)
    assert told == _reports(again), "findings differ from one check to the next"
    for language in LANGUAGES:
        assert build(found, language) == build(again, language), "pages differ from one build to the next"
    if found.analysis is not None:
        _show(found, found.analysis)
        _add_up(found.analysis)
    _reconcile(found)
    _compare(found, again, other)
    both = compare((FolderTree(there), FolderTree(here)), AS_OF)
    assert not both.broken, f"comparison of trees is broken\n{''.join(both.broken)}"
    return found


def _reports(checked: Checked) -> dict[str, str]:
    plan = PlanReport("plan", checked.findings, checked.language, checked.sources, checked.lost, checked.unjudged)
    return {name: write(Report((plan,), checked.as_of)) for name, write in REPORTERS.items()}


def _show(checked: Checked, analysis: Analysis) -> None:
    """Write every table in every way."""
    for name in TABLES:
        for language in LANGUAGES:
            sheet = table_of(analysis, name, Selection(), language)
            for form in ("csv", "json"):
                table_for_programs(checked, sheet, language, form, why=form == "json")
            show_table(checked, sheet, language, 80, why=language == "en")


def _add_up(analysis: Analysis) -> None:
    """Hold that what adds up adds up: the periods of a target make its amount."""
    for target in analysis.targets.targets:
        if (
            target.fault
            or target.amount is None
            or not target.by_period
            or not analysis.measures.adds_up(target.metric)
        ):
            continue
        whole = sum(target.by_period.values(), Decimal(0))
        assert whole == target.amount, f"periods of {target.metric} {target.scope} make {whole}, not {target.amount}"


def _reconcile(checked: Checked) -> None:
    """Hold that what was read is matched or unmatched, to the last cent."""
    if checked.results is None:
        return
    results = checked.results
    for metric in results.metrics:
        matched = sum((one.matched for one in results.totals.values() if one.metric == metric), Decimal(0))
        given = sum((one.num for one in results.credits(metric, (), results.analysis.numbers)), Decimal(0))
        assert given == matched, f"credit for {metric} makes {given}, not {matched}"
    for one in results.totals.values():
        assert one.matched + one.unmatched == one.total, f"{one} does not make its total"


def _compare(found: Checked, again: Checked, other: Checked) -> None:
    same = compare_checked(found, again)
    assert not same.broken, f"comparison with itself is broken\n{''.join(same.broken)}"
    assert not same.comparison.changes, f"a plan differs from itself: {same.comparison.changes[:3]}"
    for base, head in ((found, other), (other, found)):
        compared = compare_checked(base, head)
        assert not compared.broken, f"comparison is broken\n{''.join(compared.broken)}"
        for mask in (False, True):
            review = review_of(compared, ("base", "head"), mask=mask)
            if review is not None:
                language: Language = "zh" if mask else "en"
                markdown([(review, language)], most=60_000)
                html([(review, language)])


def _run(folder: Path, found: Checked) -> None:
    """Hold that commands end as they say: 0, 1 or 2, never 3, and a check as its findings say."""
    for name in ("check", "build", "score", "track"):
        results = ("--results",) if name == "check" else ()
        command = [sys.executable, "-m", "plancode", name, str(folder), "--as-of", AS_OF.isoformat(), *results]
        done = subprocess.run(command, cwd=_HERE, capture_output=True, check=False, timeout=120)
        wanted = {int(found.fails(Severity.ERROR))} if name == "check" else {0, 1, 2}
        told = done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")
        assert done.returncode in wanted, f"{name} ends with {done.returncode}, not {wanted}\n{told}"
        assert "Traceback" not in told, f"{name} shows a traceback\n{told}"
