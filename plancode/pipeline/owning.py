"""CODEOWNERS of a plan: who answers for which file, by the plan's own responsibilities."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from plancode.graph.above import around, territory_of, upwards
from plancode.graph.duties import instances
from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.locale.catalogue import Language, word
from plancode.locale.width import visible
from plancode.model.base import Keyed
from plancode.model.targets import TargetsDocument
from plancode.model.team import Person
from plancode.model.territories import Account, Territory
from plancode.pipeline.checking import Checked

FILES: Final = "files"
"""The label of a duty that says which files it is about: `labels: {files: "targets/**"}`."""
_HANDLE: Final = re.compile(r"@?[A-Za-z0-9][A-Za-z0-9_./-]{0,100}")
_ODD: Final = re.compile(r"[\\#!\[\]]|[^\S ]|(?:^|/)\.\.(?:/|$)")
"""What CODEOWNERS cannot say of a path, or what would leave the plan's folder."""
_WILD: Final = re.compile(r"[*?]")
"""What would make the name of one file stand for others."""


def owners(checked: Checked, prefix: str, host: str, language: Language) -> str:
    """Return the lines of CODEOWNERS: the whole plan, each file, then what duties say; the last match wins.

    `prefix` is the plan's folder in the repository, `host` the name under which people's `codes` have their handles.
    """
    plan = _Owners(checked, host)
    at = f"/{prefix}/" if prefix else "/"
    lines = [f"# {word('owners.made', language)}", _line(at, plan.root, plan, odd=bool(_WILD.search(at)))]
    lines += [_line(at + path, people, plan, odd=bool(_WILD.search(at + path))) for path, people in plan.files()]
    lines += [_line(at + glob, people, plan, odd=bool(_WILD.search(at))) for glob, people in plan.duties()]
    return "\n".join(lines) + "\n"


def _line(path: str, people: Iterable[Entity[Person]], plan: "_Owners", *, odd: bool = False) -> str:
    """Return a line; where nobody has a handle, or CODEOWNERS cannot say the path, a comment that names the people."""
    listed = list(dict.fromkeys(people))
    handles = [handle for person in listed if (handle := plan.handle(person))]
    escaped = visible(path).replace(" ", r"\ ")
    if handles and not odd and not _ODD.search(path) and visible(path) == path:
        return f"{escaped} {' '.join(handles)}"
    return f"# {escaped}: {', '.join(person.model.id for person in listed) or '-'}"


class _Owners:
    """A plan on the day, and how people are called on the host."""

    def __init__(self, checked: Checked, host: str) -> None:
        self.graph = checked.graph
        self.host = host
        period = self.graph.period(None)
        day = period.nearest(checked.as_of) if period else checked.as_of
        self.facts = Facts(self.graph, day)

    def handle(self, person: Entity[Person]) -> str | None:
        """Return how somebody is called on the host; None where that is not said, or is no name."""
        handles = filter(_HANDLE.fullmatch, person.model.codes.get(self.host, ()))
        return next((f"@{handle.removeprefix('@')}" for handle in handles), None)

    @property
    def root(self) -> tuple[Entity[Person], ...]:
        """Who leads the plan."""
        plan = self.graph.plan
        return self._manager(plan.model.team if plan else None)

    def _manager(self, team: str | None) -> tuple[Entity[Person], ...]:
        """Return the manager of a team, or of the next one above that has one."""
        managers = (self.graph.find(Person, above.model.manager) for above in upwards(self.graph, team))
        return tuple(manager for manager in managers if manager is not None)[:1]

    def files(self) -> Iterator[tuple[str, list[Entity[Person]]]]:
        """Yield each file of which somebody other than the plan's head answers for something."""
        by_file: dict[str, dict[Entity[Person], None]] = {}
        for entity in self.graph.listed:
            people = by_file.setdefault(entity.origin.document.place(()).path, {})
            people.update(dict.fromkeys(self._answering(entity)))
        for path, people in sorted(by_file.items()):
            if people and tuple(people) != self.root:
                yield path, list(people)

    def _answering(self, entity: Entity[Keyed]) -> tuple[Entity[Person], ...]:
        """Return who answers for something: the owner it names, else who leads the team it is about.

        A row of a list is about what its territory is, or what it is listed in.
        """
        model = entity.model
        if isinstance(model, TargetsDocument):
            owner = self.graph.find(Person, model.owner)
            team = model.target.team if model.target is not None else None
            return (owner,) if owner is not None else self._manager(team)
        if isinstance(model, Person):
            return self._manager(model.team)
        if isinstance(model, Territory | Account):
            territories = (self.graph.find(Territory, name) for name in self._around(entity))
            return self._manager(next((found.model.team for found in territories if found and found.model.team), None))
        above = self.graph.entities.get(entity.parent) if entity.parent is not None else None
        return self._answering(above) if above is not None else ()

    def _around(self, entity: Entity[Keyed]) -> Iterator[str]:
        name = entity.model.id if isinstance(entity.model, Territory) else territory_of(entity)
        return around(self.graph, name) if name is not None else iter(())

    def duties(self) -> Iterator[tuple[str, list[Entity[Person]]]]:
        """Yield the files that duties say they are about, with who is accountable for them."""
        for instance in instances(self.facts):
            for glob in instance.duty.model.labels.get(FILES, "").split():
                people = [actor for actor in instance.parts["A"] if isinstance(actor.model, Person)]
                yield glob.lstrip("/"), [person for actor in people if (person := self.graph.find(Person, actor.name))]
