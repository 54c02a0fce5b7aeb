"""Which files of a folder belong to its plan, and what plancode.yaml says."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from plancode.config.settings import Settings
from plancode.document.reader import Reading, check_entries, is_yaml
from plancode.document.yaml_document import YamlDocument
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.shape.validate import validate
from plancode.tree.interface import Entry, EntryKind

SETTINGS_FILE: Final = "plancode.yaml"
_APART: Final = frozenset({SETTINGS_FILE, "accepted.yaml"})
_DEFAULT: Final = Settings(plancode="v1")


@dataclass(frozen=True, slots=True)
class Belonging:
    """The settings of a plan's folder and the YAML files that make the plan."""

    settings: Settings
    document: YamlDocument | None
    paths: tuple[str, ...]


def belonging(reading: Reading) -> Belonging:
    """Read plancode.yaml, decide which files belong, and report odd ones among them."""
    settings, document = _settings(reading)
    entries = [entry for entry in reading.entries if _belongs(entry, settings)]
    reading.problems.extend(check_entries(tuple(entries), reading.limits))
    files = [entry.path for entry in entries if entry.kind is EntryKind.FILE and is_yaml(entry.path)]
    return Belonging(settings, document, tuple(files[: reading.limits.files]))


def _settings(reading: Reading) -> tuple[Settings, YamlDocument | None]:
    if SETTINGS_FILE not in reading.files:
        return _DEFAULT, None
    before = len(reading.problems)
    documents = reading.read_yaml(SETTINGS_FILE)
    if not documents and len(reading.problems) > before:
        return _DEFAULT, None
    if len(documents) != 1 or not isinstance(documents[0].data, dict):
        reading.problems.append(Problem(Place(SETTINGS_FILE), "settings", code="SHP110"))
        return _DEFAULT, None
    found = validate(Settings, documents[0].data, documents[0], faulty=documents[0].faulty)
    if isinstance(found, Settings):
        return found, documents[0]
    reading.problems.extend(found)
    return _DEFAULT, None


def _belongs(entry: Entry, settings: Settings) -> bool:
    parts = entry.path.split("/")
    if parts[0] in ("scenarios", settings.publish.folder) or entry.path in _APART:
        return False
    if parts[-1].startswith(".") and not is_yaml(entry.path):
        return False
    return not _ignored(entry.path, settings.ignore)


def _ignored(path: str, globs: Sequence[str]) -> bool:
    return any(fnmatchcase(path, glob) or fnmatchcase(path, f"{glob.rstrip('/')}/*") for glob in globs)
