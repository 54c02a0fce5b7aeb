"""The formats of findings by name: the one table that commands choose from."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from plancode.report.report import Report

COLUMNS: Final = 80
"""Columns of a text that is written for no terminal."""


def report_plain(report: "Report", columns: int = COLUMNS, *, colour: bool = False, one_by_one: bool = False) -> str:
    """Return findings for people, every plan below its path where there are several."""
    from plancode.locale.width import visible
    from plancode.report.text import Look, report_text

    texts = [
        report_text(
            plan.findings,
            plan.sources,
            Look(plan.language, columns, colour),
            plan.unjudged,
            one_by_one=one_by_one,
        )
        for plan in report.plans
    ]
    if len(texts) == 1:
        return texts[0]
    return "".join(f"{visible(plan.path)}:\n\n{text}\n" for plan, text in zip(report.plans, texts, strict=True))


def _json(report: "Report") -> str:
    from plancode.report.json_v1 import report_json

    return report_json(report)


def _sarif(report: "Report") -> str:
    from plancode.report.sarif import report_sarif

    return report_sarif(report)


def _github(report: "Report") -> str:
    from plancode.report.github import report_github

    return report_github(report)


def _gitlab(report: "Report") -> str:
    from plancode.report.gitlab import report_gitlab

    return report_gitlab(report)


def _junit(report: "Report") -> str:
    from plancode.report.junit import report_junit

    return report_junit(report)


REPORTERS: "Final[dict[str, Callable[[Report], str]]]" = {
    "text": report_plain,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
}
"""What makes a report, by the name of its format. Each loads what it needs when it is asked."""
