"""What every fail case is told in English, kept in `told.txt` beside the cases of a code: figures and names are right.

`--update-golden` writes it, without `-n`; read what it changes.
"""

from pathlib import Path
from typing import Final

from plancode.findings.finding import Finding
from plancode.findings.sentences import hint, message
from plancode.locale.catalogue import LANGUAGES, find_word
from plancode.locale.width import visible
from tests.cases.case_files import Case, all_cases, place_of

NAME: Final = "told.txt"


def sentences(finding: Finding) -> list[str]:
    """Return message and hint in every language; each must be there, with all its values."""
    said = [write(finding, language) for write in (message, hint) for language in LANGUAGES]
    assert all(said), f"{finding.code}.{finding.variant} has no sentence"
    return said


def raw_keys(finding: Finding) -> list[str]:
    """Return the keys of the plan language that a finding of a change says as they are, although they have words."""
    if not finding.code.startswith("CHG"):
        return []
    texts = [
        one for value in finding.values.values() for one in (value if isinstance(value, tuple) else (value,))
        if isinstance(one, str)
    ]  # fmt: skip
    keys = (text.strip("`").rpartition(".")[2] for text in texts)
    return [key for key in keys if key.islower() and any(find_word(f"key.{key}", one) for one in LANGUAGES)]


def told(findings: tuple[Finding, ...], codes: set[str]) -> list[str]:
    """Return what is said of the codes of a case, with its places, in their order."""
    return sorted(_line(one) for one in findings if one.code in codes)


def _line(finding: Finding) -> str:
    code, path, line = place_of(finding)
    more = f" (+{finding.count - 1})" if finding.count > 1 else ""
    related = "".join(f" <- {one.path}:{one.line}" for one in finding.related)
    return f"{path}:{line} {code}.{finding.variant}{more} {visible(message(finding, 'en'))}{related}"


def variants_told() -> set[str]:
    """Return code and variant, as `TXT104.file`, of everything that a fail case is told of its own code."""
    return {line.split(" ")[1] for case in all_cases() if case.fails for line in kept(case) if line}


def kept(case: Case) -> list[str]:
    """Return what is written for a case."""
    return _sections(case.path.parent / NAME).get(case.name, [])


def keep(case: Case, lines: list[str]) -> None:
    """Write what a case is told; cases that are gone go with it."""
    path = case.path.parent / NAME
    there = {one.name.removesuffix(".yaml") for one in case.path.parent.glob("fail-*")}
    found = {name: said for name, said in (_sections(path) | {case.name: lines}).items() if name in there}
    text = "\n\n".join("\n".join([name, *said]) for name, said in sorted(found.items()))
    path.write_text(text + "\n", "utf-8")


def _sections(path: Path) -> dict[str, list[str]]:
    text = path.read_text("utf-8") if path.is_file() else ""
    return {lines[0]: lines[1:] for part in text.rstrip("\n").split("\n\n") if (lines := part.split("\n"))}
