"""Who leads whom, in which team and role, made of a list of people."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from plancode.errors import RosterError
from plancode.locale.catalogue import Language, word
from plancode.outset.roster import Entry

_SIGNS: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 50
_LEADS: Final = re.compile(
    r"manager|head|director|lead|chief|\bvp\b|supervisor|经理|主管|总监|负责人|组长", re.IGNORECASE
)
_SELLS: Final = re.compile(r"account|product|project|客户经理|产品经理|项目经理|渠道经理", re.IGNORECASE)
"""Managers of other things than people."""
MANAGER: Final = "manager-role"
ROOT: Final = "sales"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the plan, by ids."""

    id: str
    name: str
    role: str
    team: str
    leads: bool
    start: date | None
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LedTeam:
    """A team with its manager and the team above; nobody is above the one at the top."""

    id: str
    title: str
    manager: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """A role."""

    id: str
    title: str
    leads: bool


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of a plan, the one team at the top first."""

    members: tuple[Member, ...]
    units: tuple[LedTeam, ...]
    jobs: tuple[Job, ...]

    @property
    def sellers(self) -> tuple[Member, ...]:
        """Those who lead nobody."""
        return tuple(member for member in self.members if not member.leads)


def staff_of(entries: Sequence[Entry], language: Language, path: str) -> Staff:
    """Return teams, roles and people of a list; raises RosterError where it does not say who leads whom."""
    people = _with_managers(entries)
    bosses = _bosses(people)
    if not any(boss is not None for boss in bosses):
        bosses = _guessed(people)
    leads = {boss for boss in bosses if boss is not None}
    if not leads:
        reason = "it does not say who leads whom; name each one's manager in a column called Manager, or 上级"
        raise RosterError(path, reason)
    top = max(sorted(leads), key=lambda lead: (bosses[lead] is None, len(_below(lead, bosses))))
    bosses = [None if number == top else top if boss is None else boss for number, boss in enumerate(bosses)]
    return _Making(people, bosses, leads, top, language).staff()


def _with_managers(entries: Sequence[Entry]) -> list[Entry]:
    """Return the people, with managers who are named and not listed."""
    people = list(entries)
    for entry in entries:
        if entry.manager and _find(entry.manager, people) is None:
            local, at, _ = entry.manager.partition("@")
            name = " ".join(re.split(r"[._-]+", local)).title() if at else entry.manager
            people.insert(0, Entry(name, email=entry.manager if at else ""))
    return people


def _find(text: str, people: Sequence[Entry]) -> int | None:
    """Return who is meant by a name, an address or a number."""
    wanted = text.casefold()
    for number, entry in enumerate(people):
        if wanted in {part.casefold() for part in (entry.name, entry.email, entry.code) if part}:
            return number
    return None


def _bosses(people: Sequence[Entry]) -> list[int | None]:
    """Return who leads each, nobody where that would go round in a circle."""
    bosses = [_find(entry.manager, people) if entry.manager else None for entry in people]
    for number, boss in enumerate(bosses):
        seen, above = {number}, boss
        while above is not None and above not in seen:
            seen.add(above)
            above = bosses[above]
        if above == number:
            bosses[number] = None
    return bosses


def _guessed(people: Sequence[Entry]) -> list[int | None]:
    """Return who leads each where nobody's manager is named: the first of a team whose role says so."""
    found = [number for number, one in enumerate(people) if _LEADS.search(one.role) and not _SELLS.search(one.role)]
    by_team: dict[str, int] = {}
    for number in found:
        by_team.setdefault(people[number].team, number)
    first = found[0] if found else None
    bosses = [by_team.get(entry.team, first) for entry in people]
    return [first if boss == number else boss for number, boss in enumerate(bosses)] if found else bosses


def _below(lead: int, bosses: Sequence[int | None]) -> set[int]:
    """Return all whom somebody leads, directly or not."""
    below: set[int] = set()
    while more := {number for number, boss in enumerate(bosses) if boss in {lead, *below}} - below - {lead}:
        below |= more
    return below


class _Making:
    """Makes the staff: ids are unique among people, teams and roles."""

    def __init__(
        self, people: Sequence[Entry], bosses: Sequence[int | None], leads: set[int], top: int, language: Language
    ) -> None:
        self.people, self.bosses, self.leads, self.top, self.language = people, bosses, leads, top, language
        self.taken = {MANAGER, ROOT}

    def staff(self) -> Staff:
        """Return people, teams and roles: a team for each who leads, with all whom they lead directly."""
        ids = [self._id(_stem(entry), f"p{number}") for number, entry in enumerate(self.people, 1)]
        leads = sorted(self.leads, key=lambda lead: (lead != self.top, lead))
        titles = self._titles(leads)
        names = {n: ROOT if n == self.top else self._id(_slug(titles[n]), f"team{at}") for at, n in enumerate(leads)}
        above = {lead: boss for lead in leads if (boss := self.bosses[lead]) is not None}
        units = [LedTeam(names[n], titles[n], ids[n], names[above[n]] if n in above else None) for n in leads]
        jobs, homes = self._jobs(), [n if n in self.leads else self.bosses[n] for n in range(len(self.people))]
        members = [
            Member(ids[n], one.name, jobs[n].id, names[self.top if home is None else home], n in self.leads, one.start,
                   {"staff": one.code} if one.code else {})
            for n, (one, home) in enumerate(zip(self.people, homes, strict=True))
        ]  # fmt: skip
        return Staff(tuple(members), tuple(units), tuple(dict.fromkeys(jobs)))

    def _titles(self, leads: Sequence[int]) -> dict[int, str]:
        """Return what each team is called: as the list calls that of most of its people, else after who leads it."""
        titles: dict[int, str] = {}
        for lead in leads:
            led = [n for n, boss in enumerate(self.bosses) if boss == lead and n not in self.leads]
            texts = Counter(text for n in (led or [lead]) if (text := self.people[n].team))
            title = max(texts, key=texts.__getitem__, default="")
            if lead == self.top:
                titles[lead] = title or self._word("team")
            elif title and title not in titles.values():
                titles[lead] = title
            else:
                titles[lead] = self._word("team_of").format(name=self.people[lead].name)
        return titles

    def _jobs(self) -> list[Job]:
        """Return the role of each; who leads, in a role that others have too who do not, is a manager."""
        selling = {entry.role for n, entry in enumerate(self.people) if n not in self.leads}
        made: dict[tuple[str, bool], Job] = {}
        jobs: list[Job] = []
        for n, entry in enumerate(self.people):
            leads = n in self.leads
            title = "" if leads and entry.role in selling else entry.role
            if (title, leads) not in made:
                usual = self._word("manager" if leads else "rep")
                name = (
                    self._id(_slug(title), f"role{len(made) + 1}")
                    if title
                    else MANAGER
                    if leads
                    else self._id("rep", "")
                )
                made[title, leads] = Job(name, title or usual, leads)
            jobs.append(made[title, leads])
        return jobs

    def _id(self, stem: str, other: str) -> str:
        name = stem[:_LONGEST].strip("-") or other
        names = (name, *(f"{name}-{number}" for number in range(2, len(self.people) + 9)))
        free = next(one for one in names if one not in self.taken)
        self.taken.add(free)
        return free

    def _word(self, key: str) -> str:
        return word(f"outset.{key}", self.language)


def _stem(entry: Entry) -> str:
    """Return what the id of somebody is made of: their address, else their name in Latin letters, else their number."""
    number = _slug(entry.code)
    return _slug(entry.email.partition("@")[0]) or _slug(entry.name) or (f"p-{number}" if number else "")


def _slug(text: str) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return _SIGNS.sub("-", plain).strip("-") if plain.isascii() else ""
