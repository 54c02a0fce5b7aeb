"""Which files of a folder belong to its plan, and what plancode.yaml says."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import translate
from typing import TYPE_CHECKING, Final, TypeVar

from plancode.config.accepted import Accepted
from plancode.config.settings import Settings
from plancode.document.reader import PlanReading, check_entries, is_yaml
from plancode.document.yaml_document import YamlDocument
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.shape.validate import validate
from plancode.tree.interface import EntryKind, TreeEntry

if TYPE_CHECKING:
    from plancode.said.value import Said

SETTINGS_FILE: Final = "plancode.yaml"
ACCEPTED_FILE: Final = "accepted.yaml"
_APART: Final = frozenset({SETTINGS_FILE, ACCEPTED_FILE})
_DEFAULT: Final = Settings(plancode="v1")
_DOCUMENT: Final = re.compile(r"^[ \t{\"'-]*plancode[\"']?[ \t]*:", re.MULTILINE)
S = TypeVar("S", Settings, Accepted)


@dataclass(frozen=True, slots=True)
class Belonging:
    """The settings of a plan's folder, what it accepts of changes, and the YAML files that make the plan."""

    settings: Settings
    document: YamlDocument | None
    paths: tuple[str, ...]
    accepted: Accepted
    accepted_document: YamlDocument | None


def belonging(reading: PlanReading) -> Belonging:
    """Read plancode.yaml, decide which files belong, and report odd ones among them."""
    settings, document = _beside(reading, SETTINGS_FILE, _DEFAULT)
    accepted, list_of_accepted = _beside(reading, ACCEPTED_FILE, Accepted(plancode="v1"))
    globs = (pattern for glob in settings.ignore for pattern in (glob, f"{glob.rstrip('/')}/*"))
    ignored = re.compile("|".join(map(translate, globs)) or r"(?!)")  # one pattern, whose stars never try twice
    entries = [entry for entry in reading.entries if _belongs(entry, ignored) and not _is_of_others(entry, reading)]
    odd = [entry for entry in reading.entries if entry.path in _APART and entry.kind is not EntryKind.FILE]
    reading.problems.extend(check_entries((*odd, *entries), reading.limits))
    files = [entry.path for entry in entries if entry.kind is EntryKind.FILE and is_yaml(entry.path)]
    reading.lost.extend([*(entry.path for entry in entries if _is_closed(entry)), *files[reading.limits.files :]])
    return Belonging(settings, document, tuple(files[: reading.limits.files]), accepted, list_of_accepted)


def among_pages(member: Belonging, inputs: Collection[str]) -> Problem | None:
    """Return that files which the plan is made of lie in the folder for pages, if some do."""
    folder = member.settings.publish.folder
    paths = sorted(path for path in inputs if path.partition("/")[0] == folder)
    if not paths:
        return None
    said = member.document is not None and "publish" in member.settings.model_fields_set
    place = member.document.place(("publish", "folder")) if said and member.document else Place(paths[0])
    values: dict[str, Said] = {"folder": folder, "path": paths[0], "count": len(paths)}
    return Problem(place, "plain" if len(paths) == 1 else "several", values, code="CFG105")


def _beside(reading: PlanReading, path: str, empty: S) -> tuple[S, YamlDocument | None]:
    """Return what a file beside the plan says; `empty` where there is none, or none that can be read."""
    if path not in reading.files:
        return empty, None
    before = len(reading.problems)
    documents = reading.read_yaml(path)
    if not documents and len(reading.problems) > before:
        return empty, None
    document = documents[0] if len(documents) == 1 else None
    data = document.data if document is not None else None
    if document is None or not isinstance(data, dict):
        reading.problems.append(Problem(Place(path), "settings", {"path": path}, code="SHP110"))
        return empty, None
    read = validate(type(empty), data, document, faulty=document.faulty, nearest=reading.nearest)
    if isinstance(read, list):
        reading.problems.extend(read)
        return empty, None
    return read, document


def _is_closed(entry: TreeEntry) -> bool:
    """Whether nobody knows what is there that may belong to the plan."""
    if entry.kind is EntryKind.UNLISTED:
        return True
    return is_yaml(entry.path) and entry.kind in (EntryKind.UNREADABLE, EntryKind.LINK, EntryKind.SPECIAL)


def _belongs(entry: TreeEntry, ignored: re.Pattern[str]) -> bool:
    parts = entry.path.split("/")
    if parts[0] == "scenarios" or entry.path in _APART:
        return False
    if parts[-1].startswith(".") and not is_yaml(entry.path):
        return False
    return not ignored.match(entry.path)


def _is_of_others(entry: TreeEntry, reading: PlanReading) -> bool:
    """Whether a file is the settings of another program, such as `.gitlab-ci.yml`: hidden, and no document of ours."""
    if not entry.path.rpartition("/")[2].startswith(".") or entry.kind is not EntryKind.FILE:
        return False
    text = reading.peek(entry.path)
    return text is not None and not is_document(text)


def is_document(text: str) -> bool:
    """Whether a text seems to hold a document of plancode."""
    return _DOCUMENT.search(text) is not None
