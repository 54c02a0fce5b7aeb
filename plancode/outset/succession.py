"""The plan of the period to come, made from that of the one that ends: what goes on stays as it is written."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from plancode.config.belonging import SETTINGS_FILE
from plancode.document.limits import Limits
from plancode.edit.apply import apply_all
from plancode.edit.edits import Delete
from plancode.graph.graph import PlanGraph
from plancode.graph.in_force import in_force
from plancode.locale.catalogue import Language, word
from plancode.model.kinds import EntityKind
from plancode.model.lists import beside, files_of
from plancode.model.rubric import Kpi
from plancode.outset.carried import CARRIED_FILE, Carried
from plancode.outset.dates import move_dates
from plancode.outset.emptied import empty_targets
from plancode.outset.leaving import Leaving, leaving
from plancode.outset.posts import settle
from plancode.outset.reached import Reached, propose_season, table_at, tell_history
from plancode.outset.rewriting import Rewriting
from plancode.outset.shift import TimeShift
from plancode.outset.times import label_of, tag_of
from plancode.pipeline.checking import Checked, Read, check, read
from plancode.tree.overlay import OverlayTree

if TYPE_CHECKING:
    from plancode.document.csv_document import CsvDocument

_MOST: Final = Limits().file_bytes


@dataclass(frozen=True, slots=True)
class Succession:
    """The files of a new plan, how many of what go on and do not, and what was taken over of this year."""

    files: dict[str, bytes]
    kept: Counter[EntityKind]
    gone: Counter[EntityKind]
    history: int
    season: str | None
    lessons: int
    actions: int


def succeed(old: Read, checked: Checked, shift: TimeShift, language: Language) -> Succession:
    """Return the plan that follows one; `checked` has its results to date."""
    graph, first = old.graph, shift.new.start
    gone, into = leaving(graph, first), Rewriting.of(old.reading.documents)
    for holder, route in gone.routes:
        into.drop(holder.origin.document, route)
    _name(old, gone, shift, into)
    move_dates(graph, gone, shift, into)
    settle(graph, in_force(graph, shift.old.last), gone, first, into)
    empty_targets(graph, gone, into)
    _without_assessments(graph, shift, language, into)
    told, history, season = dict[str, bytes](), 0, None
    if checked.analysis is not None:
        reached = Reached(checked.analysis, checked.results)
        told, history = tell_history(reached, old.reading, gone, into)
        season = propose_season(reached, gone, language, into)
    carried = Carried(graph, gone, shift)
    lists, review = _lists(old, into), carried.document(checked.as_of, language)
    files = {_path(path, shift): data for path, data in into.files().items()} | lists | told | _beside(old)
    if review:
        files[CARRIED_FILE.format(tag=tag_of(shift.old))] = review.encode()
    kept = Counter(entity.key.kind for entity in graph.listed if not gone.has(entity))
    left = Counter(entity.key.kind for entity in graph.listed) - kept
    unused = _without_unused(files, checked.as_of)
    return Succession(files | unused, kept, left, history, season, len(carried.lessons), len(carried.actions))


def _without_assessments(graph: PlanGraph, shift: TimeShift, language: Language, into: Rewriting) -> None:
    """Say why nobody is assessed yet, where the plan has scorecards that ask for it."""
    plan = graph.plan
    if plan is None or plan.model.without.assessments or all(kpi.model.assess is None for kpi in graph.all(Kpi)):
        return
    reason = word("outset.unassessed", language).format(period=label_of(shift.new))
    if plan.writes("without"):
        into.put(plan.origin.document, ("without", "assessments"), reason)
    else:
        into.put(plan.origin.document, ("without",), {"assessments": reason})


def _without_unused(files: dict[str, bytes], day: date) -> dict[str, bytes]:
    """Return the settings without what they accept and nothing is found of any more."""
    if SETTINGS_FILE not in files:
        return {}
    tree = OverlayTree(files)
    lines = {one.place.line for one in check(tree, day).open if (one.code, one.place.path) == ("CFG101", SETTINGS_FILE)}
    document = read(tree, Limits()).belonging.document
    data = document.data if document is not None else None
    entries = data.get("suppress") if isinstance(data, dict) else None
    if document is None or not isinstance(entries, list):
        return {}
    gone = [n for n in range(len(entries)) if document.place(("suppress", n, "code")).line in lines]
    edits = [Delete(("suppress",))] if len(gone) == len(entries) else [Delete(("suppress", number)) for number in gone]
    return apply_all(tree, {SETTINGS_FILE: edits}) if gone else {}


def _name(old: Read, gone: Leaving, shift: TimeShift, into: Rewriting) -> None:
    """Give documents, and what is called after the old period, the name of the new one."""
    names: dict[str, str] = {}
    for loaded in old.loaded:
        new = shift.id(loaded.model.id)
        if new != loaded.model.id:
            names[loaded.model.id] = new
            into.put(loaded.document, ("id",), new)
    for entity in old.graph.authored:
        title = entity.model.title
        if title is not None and not gone.has(entity) and shift.title(title) != title:
            into.put(entity.origin.document, (*entity.origin.route, "title"), shift.title(title))
    for reference in old.graph.references:
        document, slash, own = reference.name.partition("/")
        is_document = slash or _is_document(old, reference.name)
        if document in names and is_document and not gone.has(reference.holder):
            into.put(reference.holder.origin.document, reference.route, f"{names[document]}{slash}{own}")


def _is_document(old: Read, name: str) -> bool:
    return any(loaded.model.id == name for loaded in old.loaded)


def _lists(old: Read, into: Rewriting) -> dict[str, bytes]:
    """Return the lists that documents name which stay; one of which every row goes is named no more."""
    tables: dict[str, CsvDocument] = {}
    for loaded in old.loaded:
        for route, file, _ in files_of(loaded.model, ()):
            table = table_at(old.reading, beside(loaded.document.path, file.file))
            if table is not None and table.rows and into.list_is_empty(table):
                into.drop(loaded.document, route)
            elif table is not None and into.stays(loaded.document, route):
                tables[table.path] = table
    return {path: into.list_text(table) for path, table in tables.items()}


def _beside(old: Read) -> dict[str, bytes]:
    """Return what belongs to the plan beside its documents: schemas of own fields, and settings."""
    reading, plan = old.reading, old.graph.plan
    paths = [*(plan.model.extra_schemas.values() if plan is not None else ()), SETTINGS_FILE]
    return {path: reading.tree.read(path, _MOST) for path in paths if path in reading.files}


def _path(path: str, shift: TimeShift) -> str:
    """Return the path of a file of the new plan: with the new period in its name; folders stay, as files are named."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{shift.title(name)}"
