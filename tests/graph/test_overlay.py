"""Overlays: edits make another graph, references are resolved anew, and findings point at the edits."""

from plancode.document.yaml_document import YamlDocument
from plancode.graph.entity import Key
from plancode.graph.graph import PlanGraph
from plancode.graph.overlay import Drop, Put, overlay
from plancode.model.kinds import EntityKind
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person, Team, TeamDocument
from plancode.model.territories import Account, Territory
from plancode.rules.context import RuleContext
from plancode.rules.engine import run
from plancode.rules.table import rules_by_code
from tests.making import AS_OF, PLAN, composed, files_of, graph_of

TEAM = """plancode: v1
kind: team
id: people
roles: [{id: rep}]
teams: [{id: top, manager: ann}, {id: east, parent: top}]
people: [{id: ann, role: rep, team: top}, {id: ben, role: rep, team: east}]
"""
MAP = """plancode: v1
kind: territories
id: map
territories: [{id: pudong, owners: [{person: ben}], accounts: {file: a.csv}}]
"""
RUBRIC = """plancode: v1
kind: rubric
id: card
roles: [rep]
kpis: [{id: revenue, metric: revenue, dimension: outcome, weight: 100, score: {method: ratio}}]
"""
FILES = {
    "plan.yaml": PLAN,
    "team.yaml": TEAM,
    "map.yaml": MAP,
    "a.csv": "id,name\nhua,Hua\nlian,Lian\n",
    "card.yaml": RUBRIC,
}


def _edit(text: str) -> YamlDocument:
    document = composed(text).documents[0]
    document.source.path = "edit.yaml"
    return document


def _signature(graph: PlanGraph) -> list[tuple[Key, str, Key | None]]:
    return [(one.key, repr(one.model), one.parent) for one in graph.listed]


def _person(text: str) -> Put:
    document = _edit(text)
    return Put(Person.model_validate(document.data), document, (), "people", Key(EntityKind.TEAM_LIST, "people"))


def _problems(graph: PlanGraph, code: str) -> list[tuple[str, int]]:
    found = run([rules_by_code()[code]], RuleContext(graph, AS_OF))
    assert found.broken == []
    return [(one.place.path, one.place.line) for one in found.problems]


def test_overlay_of_nothing_is_the_base() -> None:
    """Without edits everything is as it was, in the large example too."""
    for files in (FILES, files_of("huadong")):
        base = graph_of(files)
        after = overlay(base, [])
        assert _signature(after) == _signature(base)
        assert after.references == base.references


def test_put_replaces_and_resolves_anew() -> None:
    """An edited entity takes the place of the old one, and its references are those of the edit."""
    base = graph_of(FILES)
    after = overlay(base, [_person("{id: ben, role: rep, team: top}\n")])
    assert [key for key, _, _ in _signature(after)] == [key for key, _, _ in _signature(base)]
    users = [one.holder.key.id for one in after.users(Key(EntityKind.TEAM, "top"))]
    assert sorted(users) == ["ann", "ben", "east"]
    assert [one.holder.key.id for one in base.users(Key(EntityKind.TEAM, "top"))].count("ben") == 0
    ben = after.find(Person, "ben")
    assert ben is not None
    assert ben.place("team").path == "edit.yaml"
    assert ben.parent == Key(EntityKind.TEAM_LIST, "people")
    assert all(one.holder is ben for one in after.references if one.holder.key.id == "ben")


def test_put_adds_what_is_new() -> None:
    """An entity that the base does not have is added, and names of it are known."""
    after = overlay(graph_of(FILES), [_person("{id: cho, role: rep, team: east}\n")])
    assert [one.model.id for one in after.all(Person)] == ["ann", "ben", "cho"]


def test_finding_on_an_edit_points_at_the_edit() -> None:
    """A fault that an edit brings is found at the edit, and is gone with it."""
    base = graph_of(FILES)
    assert _problems(base, "REF101") == []
    after = overlay(base, [_person("# who\n{id: ben, role: rep,\n team: nowhere}\n")])
    assert _problems(after, "REF101") == [("edit.yaml", 3)]
    again = overlay(after, [_person("{id: ben, role: rep, team: east}\n")])
    assert _problems(again, "REF101") == []


def test_drop_takes_what_is_inside_with_it() -> None:
    """A dropped document takes its entities along, and names of them become unknown."""
    base = graph_of(FILES)
    after = overlay(base, [Drop(Key(EntityKind.TEAM_LIST, "people"))])
    assert after.all(Person) == ()
    assert after.all(Team) == ()
    assert sorted(_problems(after, "REF101")) == [("card.yaml", 4), ("map.yaml", 4)]
    assert base.all(Person)


def test_drop_of_a_person_leaves_the_rest() -> None:
    """Without a person only the names of that person are unknown."""
    after = overlay(graph_of(FILES), [Drop(Key(EntityKind.PERSON, "ben"))])
    assert [one.model.id for one in after.all(Person)] == ["ann"]
    assert _problems(after, "REF101") == [("map.yaml", 4)]


def test_drop_of_nothing_changes_nothing() -> None:
    """Dropping what is not there leaves the graph as it is."""
    base = graph_of(FILES)
    assert _signature(overlay(base, [Drop(Key(EntityKind.PERSON, "nobody"))])) == _signature(base)


def test_put_of_a_document_replaces_all_of_it() -> None:
    """A scorecard put anew has the lines of the edit and no others, with keys of the document."""
    document = _edit(RUBRIC.replace("id: revenue, metric: revenue", "id: units, metric: units"))
    put = Put(RubricDocument.model_validate(document.data), document, (), "card")
    after = overlay(graph_of(FILES), [put])
    assert [one.key.id for one in after.all(Kpi)] == ["card/units"]


def test_put_of_a_document_keeps_references_into_it() -> None:
    """A team list put anew is what other documents refer to."""
    document = _edit(TEAM.replace("{id: ben,", "{id: ben, name: Ben,"))
    after = overlay(graph_of(FILES), [Put(TeamDocument.model_validate(document.data), document, (), "people")])
    assert _problems(after, "REF101") == []
    assert [one.holder.key.id for one in after.users(Key(EntityKind.PERSON, "ben"))] == ["pudong"]


def test_put_keeps_rows_of_a_list() -> None:
    """A territory edited in place keeps the accounts that its CSV file lists."""
    base = graph_of(FILES)
    assert [one.model.id for one in base.all(Account)] == ["hua", "lian"]
    document = _edit("{id: pudong, owners: [{person: ann}], accounts: {file: a.csv}}\n")
    put = Put(Territory.model_validate(document.data), document, (), "map", Key(EntityKind.TERRITORY_MAP, "map"))
    after = overlay(base, [put])
    assert [one.model.id for one in after.all(Account)] == ["hua", "lian"]
    assert after.find(Account, "hua") is not None


def test_edits_apply_in_their_order() -> None:
    """Of two edits of one entity the later holds; a drop after a put takes it away."""
    first, second = _person("{id: ben, role: rep, team: top}\n"), _person("{id: ben, role: rep, team: east}\n")
    ben = overlay(graph_of(FILES), [first, second]).find(Person, "ben")
    assert ben is not None
    assert ben.model.team == "east"
    assert overlay(graph_of(FILES), [first, Drop(Key(EntityKind.PERSON, "ben"))]).find(Person, "ben") is None
