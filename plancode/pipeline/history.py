"""From the commits that touch a plan to what each of them did."""

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from plancode.analysis.memo import Memo
from plancode.compare.effects import Effect
from plancode.document.limits import Limits
from plancode.errors import (
    FolderError,
    GitFailedError,
    MissingObjectsError,
    NoCommitError,
    NoRepositoryError,
    UnknownRefError,
)
from plancode.findings.folding import count_of
from plancode.graph.graph import PlanGraph
from plancode.locale.catalogue import Language, language_of
from plancode.model.load import OnProgress
from plancode.pipeline.checking import Checked, Lent, Read, judged, read
from plancode.pipeline.comparing import Compared, compare_checked
from plancode.pipeline.telling import review_of
from plancode.render.changes.masking import Mask
from plancode.render.mapping import mapped
from plancode.render.views.history import Past, RevisionLine, begun, changed, main_effects, silent
from plancode.report.log_v1 import SHOWN, LogRecord, Revision, State, revision_record
from plancode.said.value import Ref, Said
from plancode.tree.commit import Commit
from plancode.tree.folder import FolderTree
from plancode.tree.git import GitTree
from plancode.tree.overlay import OverlayTree
from plancode.tree.repository import Repository

_ALL: Final = 2**31 - 1
"""As many commits as git can be asked for."""
_TOGETHER: Final = 5
"""So many revisions share figures; what they leave behind is then swept out, which bounds the memory of a walk."""
_NOWHERE: Final = ""
"""Stands for the folder of a commit that does not have it."""
_HIDDEN: Final = "…"
"""Stands for an author in a subject where authors are not named."""
_BEGINNINGS: Final = {State.NEW: "log.new", State.CUT: "log.cut"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which revisions are wanted, and how they are told.

    At most `limit` of those that `since` does not have, or of all. With `as_of` all are judged on that day, else each
    on the day it was committed, where that was. With `mask` authors are not named, and people only by id.
    """

    limit: int
    since: str | None = None
    as_of: date | None = None
    mask: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A revision, and what it did in a sentence."""

    revision: Revision
    said: Said


@dataclass(frozen=True, slots=True)
class Name:
    """The id of a plan, what people call it, and its language."""

    plan: str
    label: str
    language: Language


@dataclass(frozen=True, slots=True)
class RevisionHistory:
    """The revisions of a plan, the newest first, called as the newest of them calls it.

    `more` are older revisions that were left out; `broken` are rules that failed, which is a fault of plancode.
    """

    told: tuple[Told, ...]
    asked: Asked
    more: int
    is_shallow: bool
    name: Name
    broken: tuple[str, ...] = ()

    @property
    def past(self) -> Past:
        """What the page is made from."""
        entries = tuple(RevisionLine(told.revision.commit, told.said, told.revision.is_merge) for told in self.told)
        return Past(self.name.label, entries, self.asked.since, self.more, self.is_shallow, self.asked.as_of)

    @property
    def report(self) -> LogRecord:
        """What programs get."""
        return LogRecord(
            format_version=1,
            plan=self.name.plan,
            since=self.asked.since,
            is_shallow=self.is_shallow,
            revisions=tuple(revision_record(told.revision, is_masked=self.asked.mask) for told in self.told),
            more=self.more,
        )


def history(
    folder: Path, asked: Asked, limits: Limits | None = None, progress: OnProgress | None = None
) -> RevisionHistory:
    """Return the revisions of the plan in a folder up to the last commit; what is not committed is none.

    Each is held against its first parent, both judged on one day, each by its own policy, without results. Files that
    several revisions share are read once. The history of a folder that had another name begins when it got this one.
    Raises NoRepositoryError, and what `Repository` raises.
    """
    repository = Repository.around(folder)
    if repository is None:
        raise NoRepositoryError(str(folder))
    prefix = repository.prefix_of(folder)
    try:
        commits = repository.commits(asked.since, prefix, _ALL)
    except NoCommitError:
        commits = ()
    walk = _Walk(repository, prefix, asked, limits or Limits())
    told = tuple(walk.tell(commits[: asked.limit], progress))
    name = walk.name or _named(read(FolderTree(folder), limits or Limits()).graph)
    name = name or Name("", folder.resolve().name, "en")
    more, broken = max(len(commits) - asked.limit, 0), tuple(dict.fromkeys(walk.broken))
    return RevisionHistory(walk.masked(told), asked, more, repository.is_shallow, name, broken)


class _Walk:
    """From one revision to the one before it, with what they share."""

    def __init__(self, repository: Repository, prefix: str, asked: Asked, limits: Limits) -> None:
        self._repository, self._prefix, self._asked, self._limits = repository, prefix, asked, limits
        self._lent = Lent()
        self._reads: dict[str, Read] = {}
        self._checked: dict[tuple[str, date], Checked] = {}
        self._masks: list[Mask] = []
        self.name: Name | None = None
        self.broken: list[str] = []

    def tell(self, commits: Sequence[Commit], progress: OnProgress | None) -> Iterator[Told]:
        """Yield what each commit did, in their order."""
        for number, commit in enumerate(commits):
            if progress is not None:
                progress(number, len(commits))
            if number and number % _TOGETHER == 0:
                self._lent = Lent(self._lent.shelf, self._lent.walks, Memo())
                self._checked.clear()
                gc.collect()  # what only points at itself: the collector is held meanwhile
            yield self._told(commit)
        if progress is not None:
            progress(len(commits), len(commits))

    def masked(self, told: tuple[Told, ...]) -> tuple[Told, ...]:
        """Return what was told without names, where they are not to be shown."""
        return tuple(map(self._masked, told)) if self._asked.mask else told

    def _masked(self, told: Told) -> Told:
        revision = told.revision
        subject = revision.commit.subject
        if revision.commit.author:
            subject = subject.replace(revision.commit.author, _HIDDEN)
        commit = replace(revision.commit, author="", subject=self._hidden(subject))
        return replace(told, revision=replace(revision, commit=commit), said=mapped(told.said, self._hidden))

    def _hidden(self, text: str) -> str:
        for mask in self._masks:
            text = mask.text(text)
        return text

    def _told(self, commit: Commit) -> Told:
        parent = self._repository.first_parent(commit.oid)
        day = self._asked.as_of or commit.committed.date()
        revision = Revision(commit, day, State.CHANGED, self._is_merge(commit.oid))
        try:
            base, head = self._sides(parent, commit.oid, day)
        except (FolderError, GitFailedError, MissingObjectsError) as error:
            return Told(
                replace(revision, state=State.UNREADABLE, reason=str(error)), silent("log.unreadable", str(error))
            )
        is_cut = parent is None and self._repository.is_shallow
        return self._held(revision, compare_checked(base, head), is_cut=is_cut)

    def _is_merge(self, oid: str) -> bool:
        try:
            return bool(self._repository.resolve(f"{oid}^2"))
        except UnknownRefError:
            return False

    def _sides(self, parent: str | None, oid: str, day: date) -> tuple[Checked, Checked]:
        """Return the plan before and after a commit; a commit that does not have its folder has an empty one."""
        old = self._repository.folder_at(parent, self._prefix) if parent else None
        new = self._repository.folder_at(oid, self._prefix)
        self._keep(old or _NOWHERE, new or _NOWHERE)
        return self._side(parent, old, day), self._side(oid, new, day)

    def _side(self, oid: str | None, folder: str | None, day: date) -> Checked:
        key = folder or _NOWHERE
        if key not in self._reads:
            tree = GitTree(self._repository, oid, self._prefix) if oid and folder else OverlayTree({})
            self._reads[key] = read(tree, self._limits, None, self._lent)
        if (key, day) not in self._checked:
            self._checked[key, day] = judged(self._reads[key], day, None, self._lent)
        return self._checked[key, day]

    def _keep(self, *folders: str) -> None:
        """Forget the plans of other folders, and what was found in documents that go with them.

        That is kept by where a document lies in memory, which is taken by another as soon as it is gone.
        """
        kept = {key: known for key, known in self._reads.items() if key in folders}
        alive = {id(document) for known in kept.values() for document in known.loaded}
        for number in self._lent.walks.keys() - alive:
            del self._lent.walks[number]
        self._reads = kept
        self._checked = {key: checked for key, checked in self._checked.items() if key[0] in folders}

    def _held(self, revision: Revision, compared: Compared, *, is_cut: bool) -> Told:
        """Return what a comparison says of a revision."""
        self.name = self.name or _named(compared.head.base)
        self.broken += compared.broken
        self._learn(compared)
        review, state = review_of(compared, ("", ""), mask=self._asked.mask), _state(compared, is_cut=is_cut)
        lost = dict.fromkeys((*compared.base.lost, *compared.head.lost))
        revision = replace(revision, state=state, lost=tuple(map(self._hidden, lost)))
        if review is None or state in (State.REMOVED, State.NO_PLAN):
            return Told(revision, silent(f"log.{state.value}"))
        effects = tuple(map(self._shown, main_effects(review, SHOWN)))
        revision = replace(
            revision,
            changes=len(review.changes),
            effects=effects,
            people=len(review.comparison.touched),
            introduced=count_of(review.introduced),
            fixed=len(review.fixed),
        )
        if state in _BEGINNINGS:
            return Told(revision, begun(review, effects, revision.lost, _BEGINNINGS[state]))
        return Told(revision, changed(review, effects, revision.lost))

    def _shown(self, effect: Effect) -> Effect:
        """Return an effect with nobody's name in it, where names are not to be shown."""
        figure = effect.figure.renamed(lambda of: Ref(of.kind, of.id, self._hidden(of.title)))
        return replace(effect, figure=figure)

    def _learn(self, compared: Compared) -> None:
        """Take in whose names are to be hidden: the subject of any revision may name anybody."""
        if self._asked.mask:
            mask = Mask(compared.comparison)
            if not self._masks or self._masks[-1].names != mask.names:
                self._masks.append(mask)


def _named(graph: PlanGraph) -> Name | None:
    plan = graph.plan
    return Name(plan.model.id, plan.model.label, language_of(plan.model.locale)) if plan is not None else None


def _state(compared: Compared, *, is_cut: bool) -> State:
    """Return what a revision is, by what could be read on both sides."""
    has_old, has_new = (side.graph.plan is not None for side in (compared.base, compared.head))
    if has_new and not has_old and not compared.base.lost:
        return State.CUT if is_cut else State.NEW
    if has_old and not has_new and not compared.head.lost:
        return State.REMOVED
    return State.CHANGED if has_new or has_old else State.NO_PLAN
