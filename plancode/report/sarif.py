"""Findings as SARIF 2.1.0, for code scanning and the viewers of editors; the same plan gives the same bytes."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from pydantic import JsonValue

from plancode.findings.place import Place
from plancode.findings.severity import Severity
from plancode.locale.catalogue import Language, rule_page, word
from plancode.report.json_v1 import unjudged_records
from plancode.report.records import data_of, write_json
from plancode.report.report import PlanReport, Report, Reported, clean, waiting
from plancode.rules.table import rules_by_code

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST: Final = 5000
"""Results that a file may have: GitHub shows no more of one."""
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_LANGUAGES: Final[dict[Language, str]] = {"en": "en-US", "zh": "zh-CN"}
SarifRecord = dict[str, JsonValue]


def report_sarif(report: Report) -> str:
    """Return the findings of all plans as one run, the worst first; accepted ones last and marked as such."""
    every = [Reported(plan, finding) for plan in report.plans for finding in plan.findings]
    every.sort(key=lambda reported: (reported.finding.suppressed_because is not None, -reported.finding.severity.rank))
    kept = every[:MOST]
    names = dict(sorted({reported.finding.code: reported.finding.name for reported in kept}.items()))
    codes = {code: index for index, code in enumerate(names)}
    rules: list[JsonValue] = [_rule(code, name, report.language) for code, name in names.items()]
    version: SarifRecord = {"semanticVersion": report.version} if report.version else {}
    run: SarifRecord = {
        "tool": {"driver": {"name": "plancode", **version, "rules": rules}},
        "language": _LANGUAGES[report.language],
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, len(kept), len(every))],
        "results": [_result(reported, codes) for reported in kept],
        "properties": {"asOf": report.as_of.isoformat(), "notJudged": [*_not_judged(report)]},
    }
    return write_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _invocation(report: Report, kept: int, count: int) -> SarifRecord:
    """Return how the run went: what is left out, which rules wait, whether one of plancode's rules failed."""
    notes = [waiting(plan) for plan in report.plans if plan.lost]
    if kept < count:
        notes.append(word("reports.kept", report.language).format(kept=kept, count=count))
    whole = all(plan.whole for plan in report.plans)
    if not whole:
        notes.append(word("reports.broken", report.language))
    told: list[JsonValue] = [{"level": "warning", "message": {"text": _plain(note)}} for note in notes]
    return {"executionSuccessful": whole, "toolExecutionNotifications": told}


def _not_judged(report: Report) -> Iterator[JsonValue]:
    """Yield what was not judged, with the plan it belongs to: it is no result."""
    for plan in report.plans:
        for record in unjudged_records(plan.unjudged, plan.language):
            yield {"plan": clean(plan.name), "what": data_of(record)}


def _rule(code: str, name: str, language: Language) -> SarifRecord:
    """Return a rule, its page by its parts: the first says what is wrong, the second why it matters.

    Texts of rules take no values, so unlike those of results they are written as they are.
    """
    rule = rules_by_code().get(code)
    if rule is None:
        return {"id": code, "name": name}
    page = ((rule_page(rule.code) if language == "zh" else None) or rule.page).strip()
    short, *parts = (part.strip() for part in page.split("\n## "))
    why = parts[0].partition("\n")[2].strip() if parts else ""
    return {
        "id": code,
        "name": name,
        "shortDescription": {"text": short},
        "fullDescription": {"text": f"{short}\n\n{why}".strip()},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(reported: Reported, codes: dict[str, int]) -> SarifRecord:
    finding = reported.finding
    result: SarifRecord = {
        "ruleId": finding.code,
        "ruleIndex": codes[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain(reported.paragraph)},
        "locations": [_location(reported)],
        "partialFingerprints": {"plancode/v1": finding.fingerprint},
    }
    if finding.related:
        see: JsonValue = {"text": word("report.related", reported.plan.language)}
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(reported.plan, place), "message": see}
            for number, place in enumerate(finding.related, 1)
        ]
    if finding.suppressed_because is not None:
        reason = clean(finding.suppressed_because)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return result


def _location(reported: Reported) -> SarifRecord:
    where: SarifRecord = {"physicalLocation": _physical(reported.plan, reported.finding.place)}
    entity = reported.finding.entity
    if entity is not None:
        where["logicalLocations"] = [{"fullyQualifiedName": clean(entity.id), "kind": entity.kind}]
    return where


def _physical(plan: PlanReport, place: Place) -> SarifRecord:
    """Return file and region; what is said of a whole file is said of its first line, for code scanning wants one."""
    region: SarifRecord = {"startLine": place.line}
    span = place.span
    if span is not None:
        region |= {"startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column}
    path = plan.file(place)  # relative ones stay so, absolute ones name the machine's own files
    uri = ("file://" if path.startswith("/") else "") + quote(path, errors="surrogateescape")
    return {"artifactLocation": {"uri": uri}, "region": region}


def _plain(text: str) -> str:
    """Return a text as a message of SARIF: braces would hold places for values, `](` would make a link."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")
