"""A new review document of a team or person, with the figures filled in; the manager writes the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from plancode.edit.edits import EditValue
from plancode.edit.fresh import document_text
from plancode.graph.entity import Entity
from plancode.locale.catalogue import Language, word
from plancode.model.base import Keyed
from plancode.model.review import ReviewAction, ReviewDocument
from plancode.model.team import Person, Team
from plancode.pipeline.building import edition_of
from plancode.pipeline.checking import Checked
from plancode.render.edition import Edition
from plancode.render.terminal import TerminalSpeaker
from plancode.render.views.follow_up import review_lines
from plancode.scorecard.follow_up import FollowUp

ReviewSort = Literal["one_to_one", "weekly", "monthly", "close"]
FOLDER: Final = "reviews"
_LONGEST: Final = 60
_AGAIN: Final = 14
"""Days that an action carried forward is given; the manager says otherwise."""
_LEFT: Final = ("difficulties", "feedback", "support_agreed", "lessons", "actions")


@dataclass(frozen=True, slots=True)
class Draft:
    """A review document that is not written yet: its path below the plan's folder, and its text."""

    path: str
    text: str


def new_review(checked: Checked, name: str, sort: ReviewSort, language: Language) -> Draft | None:
    """Return a draft for a team or person; None where the plan has none so called, or no results were read."""
    edition = edition_of(checked)
    team: Entity[Keyed] | None = checked.graph.find(Team, name)
    about = team or checked.graph.find(Person, name)
    if edition is None or edition.standings is None or about is None:
        return None
    return _Reviewing(edition, about, sort, language).draft()


class _Reviewing:
    def __init__(self, edition: Edition, about: Entity[Keyed], sort: ReviewSort, language: Language) -> None:
        self.edition, self.about, self.sort, self.language = edition, about, sort, language
        self.graph, self.day = edition.graph, edition.as_of
        self.speaker = TerminalSpeaker(language)
        self.is_team = isinstance(about.model, Team)

    def draft(self) -> Draft:
        """Return the document; the keys that are left to the manager stand in it as comments."""
        text = document_text("review", self._data(), self.language)
        left = (f"# {word(f'review_left.{key}', self.language)}\n" for key in ("lead", *_LEFT))
        return Draft(f"{FOLDER}/{self._id()}.yaml", text + "".join(left))

    def _id(self) -> str:
        """Return an id that no review of the plan has."""
        taken = {review.model.id for review in self.graph.all(ReviewDocument)}
        name = f"{self.day.isoformat()}-{self.about.name}"[:_LONGEST]
        names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
        return next(free for free in names if free not in taken)

    def _data(self) -> Mapping[str, EditValue]:
        label = self.about.model.label if isinstance(self.about.model, Team | Person) else self.about.name
        title = word(f"review_title.{self.sort}", self.language).format(name=label)
        lines = [self.speaker.say(line) for line in review_lines(self.edition, self.about)]
        data: dict[str, EditValue] = {
            "id": self._id(),
            "title": title,
            "sort": self.sort,
            "scope": {"team" if self.is_team else "person": self.about.name},
            "held": self.day.isoformat(),
            "attendees": list(dict.fromkeys(self._attendees())),
            "progress": "\n".join(lines) or word("review_blank", self.language),
        }
        carried = enumerate(self._carried(), 1)
        actions: list[EditValue] = [dict(self._again(action, number)) for number, action in carried]
        return data | ({"actions": actions} if actions else {})

    def _attendees(self) -> Iterator[str]:
        facts = self.edition.facts
        person = self.graph.find(Person, self.about.name)
        team = self.graph.find(Team, facts.team_name(person) if person is not None else self.about.name)
        if team is not None and team.model.manager is not None:
            yield team.model.manager
        if person is not None:
            yield person.model.id
        elif team is not None:
            yield from (member.model.id for member in facts.members(team) if not member.model.open)

    def _carried(self) -> list[Entity[ReviewAction]]:
        """Return what earlier reviews agreed, was due before the day and is not done."""
        standings = self.edition.standings
        team = self.graph.find(Team, self.about.name)
        if standings is None:
            return []
        if team is not None:
            actions = FollowUp(standings, team).carried()
        else:
            person = self.graph.find(Person, self.about.name)
            home = self.graph.find(Team, self.edition.facts.team_name(person)) if person is not None else None
            carried = FollowUp(standings, home).carried() if home is not None else ()
            actions = tuple(action for action in carried if action.model.owner == self.about.name)
        return [action for action in actions if action.model.due < self.day]

    def _again(self, action: Entity[ReviewAction], number: int) -> Mapping[str, EditValue]:
        return {
            "id": f"{action.model.id}-{number}"[:_LONGEST],
            "text": action.model.text,
            "owner": action.model.owner,
            "due": (self.day + timedelta(days=_AGAIN)).isoformat(),
            "follows": [f"{action.document_id}/{action.model.id}"],
        }
