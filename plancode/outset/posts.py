"""People, territories and customers as they are when the new plan begins: what changed on the way is folded in."""

from collections.abc import Mapping, Sequence
from datetime import date

from plancode.document.csv_document import CsvDocument
from plancode.edit.edits import EditValue, Plain
from plancode.findings.place import Route
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.base import Keyed
from plancode.model.team import Person, PersonChange, Role
from plancode.model.territories import WHOLE, Account, AccountGroup, Owner, Territory
from plancode.outset.leaving import Leaving
from plancode.outset.rewriting import Rewriting
from plancode.quantity import exact_share


def settle(graph: PlanGraph, adjusted: PlanGraph, gone: Leaving, first: date, into: Rewriting) -> None:
    """Write people, territories and customers as they are on the first day, adjustments applied."""
    settling = _Settling(gone, first, into)
    for entity in graph.listed:
        if gone.has(entity):
            continue
        model, as_agreed = entity.model, adjusted.entities[entity.key].model
        if isinstance(model, Person) and isinstance(as_agreed, Person):
            settling.person(entity, model, as_agreed)
        elif isinstance(model, Role) and model.unscored is not None and model.unscored.to < first:
            settling.drop(entity, "unscored")
        elif isinstance(model, Territory | Account) and isinstance(as_agreed, Territory | Account):
            settling.owners(entity, model, as_agreed)
        if isinstance(model, Territory) and model.from_ is not None and model.from_ <= first:
            settling.drop(entity, "from")
        if isinstance(model, Account | AccountGroup) and model.last_year is not None and model.last_year.number:
            settling.drop(entity, "last_year")


class _Settling:
    def __init__(self, gone: Leaving, first: date, into: Rewriting) -> None:
        self.gone, self.first, self.into = gone, first, into

    def drop(self, entity: Entity[Keyed], *route: str | int) -> None:
        self.into.drop(entity.origin.document, (*entity.origin.route, *route))

    def put(self, entity: Entity[Keyed], name: str, value: EditValue) -> None:
        self.into.put(entity.origin.document, (*entity.origin.route, name), value)

    def person(self, entity: Entity[Keyed], written: Person, agreed: Person) -> None:
        """Write role, team and hours as they are on the first day, and of changes and leave what lies ahead."""
        self._changes(entity, written, agreed)
        for number, leave in enumerate(written.leave):
            if leave.to < self.first:
                self.drop(entity, "leave", number)
        if written.unscored is not None and written.unscored.to < self.first:
            self.drop(entity, "unscored")
        if written.open and written.start is not None and written.start < self.first:
            self.put(entity, "start", self.first.isoformat())

    def _changes(self, entity: Entity[Keyed], written: Person, agreed: Person) -> None:
        past = sorted((one for one in agreed.changes if one.from_ <= self.first), key=lambda one: one.from_)
        for name in ("role", "team", "fte"):
            values = [value for change in past if (value := getattr(change, name)) is not None]
            if values and values[-1] == Person.model_fields[name].default:
                self.drop(entity, name)
            elif values:
                self.put(entity, name, values[-1])
        for number, change in enumerate(written.changes):
            if change.from_ <= self.first:
                self.drop(entity, "changes", number)
        for change in agreed.changes[len(written.changes) :]:
            if change.from_ > self.first:
                self.into.add(entity.origin.document, (*entity.origin.route, "changes"), _change(change))

    def owners(self, entity: Entity[Keyed], written: Territory | Account, agreed: Territory | Account) -> None:
        """Write who looks after customers from the first day on."""
        names = {key.id for key in self.gone.keys}
        there = (one for one in agreed.owners if one.person not in names and (one.to is None or one.to >= self.first))
        wanted = [_owner(owner, self.first) for owner in there]
        if isinstance(document := entity.origin.document, CsvDocument):
            if wanted != [_owner(owner, date.min) for owner in written.owners]:
                self._owner_cells(document, entity.origin.route, wanted)
            return
        for number, owner in enumerate(written.owners):
            kept = _owner(owner, self.first)
            if kept not in wanted:
                self.drop(entity, "owners", number)
                continue
            wanted.remove(kept)
            if owner.from_ is not None and "from" not in kept:
                self.drop(entity, "owners", number, "from")
        for owner_ in wanted:
            self.into.add(entity.origin.document, (*entity.origin.route, "owners"), owner_)

    def _owner_cells(self, document: CsvDocument, row: Route, wanted: Sequence[Mapping[str, EditValue]]) -> None:
        """Write who looks after a customer of a list into the columns that say so: names with shares into the first."""
        read = {number: column.field for number, column in document.columns_read.items()}
        columns = {number: field for number, field in read.items() if field.partition(".")[0] == "owners"}
        names = next((number for number, field in columns.items() if field in ("owners", "owners.person")), None)
        known = {"person", "share"} | {field.partition(".")[2] for field in columns.values()}
        assert names is not None or not wanted  # noqa: S101  # owners come from a column
        assert all(known.issuperset(owner) for owner in wanted)  # noqa: S101  # days without a column are for nobody
        for number, field in columns.items():
            key = field.partition(".")[2]
            texts = [_text(owner.get(key)) for owner in wanted] if key not in ("", "person", "share") else []
            if number == names:
                texts = [f"{_text(owner['person'])} {_text(owner.get('share'))}".strip() for owner in wanted]
            self.into.put(document, (*row, document.header[number]), Plain("; ".join(filter(None, texts))))


def _text(value: EditValue) -> str:
    return value.text if isinstance(value, Plain) else str(value or "")


def _owner(owner: Owner, first: date) -> dict[str, EditValue]:
    share = exact_share(owner.share)
    percent = share * 100
    text = f"{float(percent):g}%" if percent.denominator in (1, 2, 4, 5, 10) else f"{share}"
    cut = owner.for_
    parts = {name: getattr(cut, name) for name in ("channel", "product", "segment")} if cut is not None else {}
    given: dict[str, EditValue] = {
        "person": owner.person,
        "share": Plain(text) if owner.share != WHOLE else None,
        "from": owner.from_.isoformat() if owner.from_ is not None and owner.from_ > first else None,
        "to": owner.to.isoformat() if owner.to is not None else None,
        "for": {name: value for name, value in parts.items() if value is not None} or None,
        "as": owner.as_ if owner.as_ != "primary" else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _change(change: PersonChange) -> dict[str, EditValue]:
    given: dict[str, EditValue] = {"from": change.from_.isoformat()}
    given |= {name: getattr(change, name) for name in ("role", "team", "fte", "reason")}
    return {name: value for name, value in given.items() if value is not None}
