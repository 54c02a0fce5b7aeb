"""`plancode init`."""

import re
from collections.abc import Iterator
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from plancode.cli import options
from plancode.cli.editor import editor_files
from plancode.cli.exits import Exit
from plancode.cli.following import follow
from plancode.cli.workflows import WORKFLOWS, write_workflow
from plancode.errors import OutputError, PeriodError
from plancode.period import Period, parse_period

if TYPE_CHECKING:
    from plancode.actuals.terms import Terms
    from plancode.locale.catalogue import Language
    from plancode.outset.staff import Staff
    from plancode.outset.starter import Wish
    from plancode.said.value import Said

_PLAN: Final = "plan.yaml"
_SHORTEST: Final = 28
_COUNTRY: Final = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")


class PeriodType(click.ParamType[Period]):
    """A period of the calendar that a plan can be for."""

    name = "period"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """Return the period, or fail as an option does."""
        try:
            period = parse_period(str(value))
        except PeriodError:
            self.fail(f"{value!r} is no period; write it as 2027, 2027-H1 or 2027-04-01..2028-03-31.", param, ctx)
        if period.days < _SHORTEST:
            self.fail(f"{value!r} has {period.days} days; a plan is for four weeks or more.", param, ctx)
        return period


class CurrencyType(click.ParamType[str]):
    """The code of a currency."""

    name = "currency"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code, or fail as an option does."""
        from pydantic import TypeAdapter, ValidationError

        from plancode.shape.types import Currency

        try:
            code: str = TypeAdapter(Currency).validate_python(value)
        except ValidationError:
            self.fail(f"{value!r} is no code of a currency; write it as EUR, USD or CNY.", param, ctx)
        return code


class CountryType(click.ParamType[tuple[str, str | None]]):
    """A country, or one of its states, whose public holidays are known."""

    name = "country"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str | None]:
        """Return country and state, or fail as an option does."""
        from plancode.calendar.official import official_days

        match = _COUNTRY.fullmatch(str(value))
        if match is None or not official_days(match[1], match[2], ()).known:
            self.fail(f"The public holidays of {value!r} are not known; write it as CN, DE or DE-BY.", param, ctx)
        return match[1], match[2]


@click.command("init")
@click.argument("folder", type=options.FOLDER)
@click.option("--lang", type=click.Choice(["en", "zh"]), help="Language of the plan; en if not given.")
@click.option(
    "--period", type=PeriodType(),
    help="What the plan is for: 2027, 2027-H1, 2027-04-01..2028-03-31. If not given this year, from October on the "
    "next one.",
)  # fmt: skip
@click.option(
    "--from", "from_", type=options.FOLDER, metavar="PLAN",
    help="Make the plan that follows this one: --period is then the one after its own.",
)  # fmt: skip
@click.option("--currency", type=CurrencyType(), help="The currency of its amounts: EUR.")
@click.option("--country", type=CountryType(), help="Whose public holidays are days off: CN, DE, or DE-BY for a state.")
@click.option(
    "--people", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
    help="A list of the people, CSV or Excel, with headings such as name, team, manager, role, start, email (or 姓名, "
    "团队, 上级, 岗位, 入职日期, 邮箱).",
)  # fmt: skip
@options.as_of
@options.sources
@click.option(
    "--ci", type=click.Choice([*WORKFLOWS]),
    help="Write what this host is to run for the plans of a repository instead; FOLDER is the repository.",
)  # fmt: skip
@click.option(
    "--plancode", "requirement", metavar="REQUIREMENT",
    help="What pip installs there: plancode==VERSION, or git+https://HOST/OWNER/plancode@COMMIT. This version if not "
    "given.",
)  # fmt: skip
def command(  # noqa: PLR0913, PLR0917  # one for each option
    folder: Path,
    lang: str | None,
    period: Period | None,
    from_: Path | None,
    currency: str | None,
    country: tuple[str, str | None] | None,
    people: Path | None,
    as_of: date | None,
    terms: "Terms",
    ci: str | None,
    requirement: str | None,
) -> int:
    """Make a small plan to begin with, or what CI runs for plans.

    FOLDER is a new or empty folder. It gets a plan on one page, and settings for VS Code, so that the editor completes
    keys, explains them and marks mistakes while you type. Nothing is asked: the days of the plan are reckoned from
    today, and what is not given is left as an example.

    With --from it gets the plan that follows PLAN, as of today: people, territories, customers, duties and scorecards
    stay as they are written, days move on, who left and what ended or is done is gone, targets are left to be decided,
    results become history, and what reviews left open is carried over.

    With --ci, FOLDER is a repository that holds plans. It gets a workflow that checks each of them, builds a preview,
    says what a change does, and keeps one comment about it; nothing is written where there is one already.
    """
    from plancode.cli.clock import today
    from plancode.locale.catalogue import language_of
    from plancode.outset.starter import Wish
    from plancode.outset.times import usual_period

    if ci is not None:
        write_workflow(folder, ci, requirement, lang or "en")
        return Exit.CLEAN
    if requirement is not None:
        raise click.UsageError("--plancode says what CI installs, and goes with --ci.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(str(folder), "this is not an empty folder; name a new one")
    day = as_of or today()
    if from_ is not None:
        if (lang, currency, country, people) != (None, None, None, None):
            raise click.UsageError(
                "--lang, --currency, --country and --people are those of the plan that --from names."
            )
        return follow(folder, from_, period, day, terms)
    wanted = period or parse_period(usual_period(day))
    language = language_of(lang or "en")
    staff = _staff(people, language) if people is not None else None
    return _begin(folder, Wish(wanted, day, language, currency, country, staff))


def _staff(path: Path, language: "Language") -> "Staff":
    from plancode.outset.roster import read_roster
    from plancode.outset.staff import staff_of

    return staff_of(read_roster(path), language, path.as_posix())


def _begin(folder: Path, wish: "Wish") -> int:
    """Write the starter as it is wished, and say what stands there and what comes next."""
    from plancode.cli.shipped import shipped
    from plancode.cli.writer import write_files
    from plancode.outset.starter import starter

    files = dict(_files(shipped(f"starters/{wish.language}")))
    files |= starter(files[_PLAN].decode(), wish)
    editor = {f".plancode/{name}": data for name, data in editor_files(wish.language)}
    write_files({folder / name: data for name, data in (files | editor).items()})
    _say(folder, files, wish)
    return Exit.CLEAN


def _say(folder: Path, files: dict[str, bytes], wish: "Wish") -> None:
    from plancode.outset.summary import summary
    from plancode.said.speaker import plain
    from plancode.said.value import Term

    made = summary(files, wish.day)
    said: dict[str, Said] = {
        "folder": folder.as_posix(), "title": made.title, "period": made.period, "currency": made.currency,
        "people": made.people, "teams": made.teams, "count": len(made.findings),
    }  # fmt: skip
    for key in (
        "done",
        "holds" if wish.staff is None else "staffed",
        "found" if made.findings else "clean",
        "next",
        "check",
        "build",
    ):
        click.echo(plain(wish.language).say(Term(f"init.{key}", tuple(said.items()))))


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{above}{entry.name}"
        if entry.is_dir() and entry.name != "build":
            yield from _files(entry, f"{name}/")
        elif entry.is_file():
            yield name, entry.read_bytes()
