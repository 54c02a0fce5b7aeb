"""Findings as SARIF 2.1.0, for code scanning and the viewers of editors; the same plan gives the same bytes."""

from typing import Final
from urllib.parse import quote

from pydantic import JsonValue

from plancode.findings.place import Place
from plancode.findings.severity import Severity
from plancode.locale.catalogue import Language, rule_page, word
from plancode.report.records import write_json
from plancode.report.report import PlanReport, Report, Reported, clean, waiting
from plancode.rules.rule import Rule
from plancode.rules.table import rules_by_code

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST: Final = 5000
"""Results that a file may have: GitHub shows no more of one."""
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_LANGUAGES: Final[dict[Language, str]] = {"en": "en-US", "zh": "zh-CN"}
SarifRecord = dict[str, JsonValue]


def report_sarif(report: Report) -> str:
    """Return the findings of all plans as one run, the worst first; accepted ones last and marked as such."""
    found = [Reported(plan, finding) for plan in report.plans for finding in plan.findings]
    kept = sorted(found, key=_weight)[:MOST]
    codes = {code: index for index, code in enumerate(sorted({one.finding.code for one in kept}))}
    log: JsonValue = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, kept, codes, len(found))]}
    return write_json(log)


def _weight(one: Reported) -> tuple[bool, int]:
    return (one.finding.suppressed_because is not None, -one.finding.severity.rank)


def _run(report: Report, kept: list[Reported], codes: dict[str, int], count: int) -> SarifRecord:
    names = {one.finding.code: one.finding.name for one in kept}
    rules: list[JsonValue] = [_rule(code, names[code], report.language) for code in codes]
    version: SarifRecord = {"semanticVersion": report.version} if report.version else {}
    return {
        "tool": {"driver": {"name": "plancode", **version, "rules": rules}},
        "language": _LANGUAGES[report.language],
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, len(kept), count)],
        "results": [_result(one, codes) for one in kept],
        "properties": {"asOf": report.as_of.isoformat()},
    }


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


def _rule(code: str, name: str, language: Language) -> SarifRecord:
    rule = rules_by_code().get(code)
    return {"id": code, "name": name} | (_page(rule, language) if rule else {})


def _page(rule: Rule, language: Language) -> SarifRecord:
    """Return the page of a rule by its parts: the first says what is wrong, the second why it matters.

    Texts of rules take no values, so unlike those of results they are written as they are.
    """
    page = ((rule_page(rule.code) if language == "zh" else None) or rule.page).strip()
    short, *parts = (part.strip() for part in page.split("\n## "))
    why = parts[0].partition("\n")[2].strip() if parts else ""
    return {
        "shortDescription": {"text": short},
        "fullDescription": {"text": f"{short}\n\n{why}".strip()},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(one: Reported, codes: dict[str, int]) -> SarifRecord:
    finding = one.finding
    result: SarifRecord = {
        "ruleId": finding.code,
        "ruleIndex": codes[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain(one.paragraph)},
        "locations": [_location(one)],
        "partialFingerprints": {"plancode/v1": finding.fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = _related(one)
    if finding.suppressed_because is not None:
        reason = clean(finding.suppressed_because)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return result


def _location(one: Reported) -> SarifRecord:
    where: SarifRecord = {"physicalLocation": _physical(one.plan, one.finding.place)}
    entity = one.finding.entity
    if entity is not None:
        where["logicalLocations"] = [{"fullyQualifiedName": clean(entity.id), "kind": entity.kind}]
    return where


def _related(one: Reported) -> list[JsonValue]:
    see: JsonValue = {"text": word("report.related", one.plan.language)}
    return [
        {"id": number, "physicalLocation": _physical(one.plan, place), "message": see}
        for number, place in enumerate(one.finding.related, 1)
    ]


def _physical(plan: PlanReport, place: Place) -> SarifRecord:
    """Return file and region; what is said of a whole file is said of its first line, for code scanning wants one."""
    region: SarifRecord = {"startLine": place.line}
    span = place.span
    if span is not None:
        region |= {"startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column}
    return {"artifactLocation": {"uri": _uri(plan.file(place))}, "region": region}


def _uri(path: str) -> str:
    """Return a path as a reference: relative ones stay so, absolute ones name the machine's own files."""
    return ("file://" if path.startswith("/") else "") + quote(path, errors="surrogateescape")


def _plain(text: str) -> str:
    """Return a text as a message of SARIF: braces would hold places for values, `](` would make a link."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")
