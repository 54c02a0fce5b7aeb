"""The graph: keys, names and what they are resolved to, whatever the order of files and documents."""

import random
import re
from datetime import date

import pytest

from plancode.findings.finding import Finding
from plancode.graph.entity import Key
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.model.actions import Action
from plancode.model.kinds import ACTORS, EntityKind
from plancode.model.rubric import Kpi
from plancode.model.team import Person, Team
from plancode.model.territories import Territory
from plancode.period import parse_period
from tests.making import AS_OF, PLAN, checked, codes, files_of, graph_of

TEAM = """plancode: v1
kind: team
id: people
roles: [{id: rep}, {id: lead}]
teams:
  - {id: top, manager: ann}
  - {id: east, parent: top, manager: ben}
  - {id: west, parent: top}
people:
  - {id: ann, role: lead, team: top}
  - {id: ben, role: lead, team: east}
  - {id: cho, role: rep, team: east, start: 2026-02-01, end: 2026-10-31}
  - id: dan
    role: rep
    team: west
    changes:
      - {from: 2026-09-01, team: east, role: lead, fte: 0.5}
      - {from: 2026-05-01, fte: 0.8}
"""
RUBRIC = """plancode: v1
kind: rubric
id: {id}
roles: [rep]
kpis:
  - {{id: revenue, metric: revenue, dimension: outcome, weight: 60, score: {{method: ratio}}}}
  - {{id: {own}, assess: {{by: test}}, dimension: skill, weight: 40, score: {{method: levels, levels: {{'1': 0%}}}}}}
"""
SCORES = """plancode: v1
kind: assessments
id: scores
assessments:
  - {{person: cho, kpi: {kpi}, method: test, level: 1, assessor: ben, on: 2026-03-01}}
"""
FILES = {"plan.yaml": PLAN + "team: top\n", "team.yaml": TEAM}


def _graph(**files: str) -> PlanGraph:
    return graph_of({**FILES, **{f"{name}.yaml": text for name, text in files.items()}})


def test_keys_of_documents_parts_carry_the_documents_id() -> None:
    """Lines of two scorecards may share an id, because their keys carry the scorecard's."""
    graph = _graph(one=RUBRIC.format(id="one", own="skill"), two=RUBRIC.format(id="two", own="other"))
    assert [entity.key.id for entity in graph.all(Kpi)] == ["one/revenue", "one/skill", "two/revenue", "two/other"]
    assert Key(EntityKind.PERSON, "cho") in graph.entities


@pytest.mark.parametrize(
    ("kpi", "target", "ambiguous"),
    [
        ("one/revenue", "one/revenue", 0),
        ("two/revenue", "two/revenue", 0),
        ("revenue", None, 2),
        ("skill", "one/skill", 0),
    ],
)
def test_short_names_serve_where_they_are_unique(kpi: str, target: str | None, ambiguous: int) -> None:
    """A line is named by its id alone where only one has it, else with its scorecard's."""
    graph = _graph(
        one=RUBRIC.format(id="one", own="skill"),
        two=RUBRIC.format(id="two", own="other"),
        scores=SCORES.format(kpi=kpi),
    )
    (found,) = [one for one in graph.references if one.kinds == (EntityKind.KPI,)]
    assert (found.target.id if found.target else None) == target
    assert len(found.ambiguous) == ambiguous


def test_ambiguous_name_is_a_finding() -> None:
    """A name that two lines have is reported where it is used."""
    files = {
        "one.yaml": RUBRIC.format(id="one", own="skill"),
        "two.yaml": RUBRIC.format(id="two", own="other"),
        "scores.yaml": SCORES.format(kpi="revenue"),
    }
    found = checked({**FILES, **files}).findings
    assert [(one.place.path, one.place.line) for one in found if one.code == "REF103"] == [("scores.yaml", 5)]


def test_people_roles_teams_and_parties_share_one_space() -> None:
    """A role and a person of one id are two things with one name, and reported as such."""
    found = checked({**FILES, "plan.yaml": PLAN + "team: top\nparties: [{id: rep}]\n"}).findings
    assert "REF102" in codes(found)
    graph = graph_of(FILES)
    assert [graph.actor(name) is not None for name in ("ann", "rep", "east", "nobody")] == [True, True, True, False]
    assert {graph.actor(name).key.kind for name in ("ann", "rep", "east") if graph.actor(name)} <= set(ACTORS)  # type: ignore[union-attr]  # asked before


def test_users_of_an_entity_are_its_references() -> None:
    """Who uses something is every place that names it, with the place of the name."""
    graph = graph_of(FILES)
    users = graph.users(Key(EntityKind.TEAM, "east"))
    assert [(one.holder.key.id, one.place.line) for one in users] == [("ben", 11), ("cho", 12), ("dan", 17)]
    assert sum(len(list(graph.users(key))) for key in graph.entities) <= len(graph.references)
    assert not any(graph.users(Key(EntityKind.TEAM, "nobody")))


def test_every_reference_of_an_example_is_resolved_to_what_it_names() -> None:
    """In the large example each name leads to an entity of a kind that may stand there."""
    files = files_of("huadong")
    lines = {path: data.decode("utf-8-sig").splitlines() for path, data in files.items()}
    graph = graph_of(files)
    assert len(graph.references) > 300
    for reference in graph.references:
        assert reference.target is not None
        assert reference.target.kind in reference.kinds
        assert reference.target.id.rpartition("/")[2] == reference.name.rpartition("/")[2]
        span = reference.place.span
        assert span is not None
        path = reference.place.path
        text = lines[path][span.line - 1][span.column - 1 : span.end_column - 1]
        assert reference.name in re.split("[;'\"]", text)


def test_former_id_in_use_is_told() -> None:
    """A name that something had before is found, and its new id is proposed."""
    text = TEAM.replace("{id: west, parent: top}", "{id: south, parent: top, formerly: [west]}")
    found = checked({**FILES, "team.yaml": text}).findings
    (one,) = [one for one in found if one.code.startswith("REF")]
    assert one.place.line == 15
    assert "south" in str(one.values)


@pytest.mark.parametrize(
    ("day", "team", "role", "members"),
    [
        ("2026-01-15", "west", "rep", {"top": ["ann"], "east": ["ben"], "west": ["dan"]}),
        ("2026-02-01", "west", "rep", {"top": ["ann"], "east": ["ben", "cho"], "west": ["dan"]}),
        ("2026-08-31", "west", "rep", {"top": ["ann"], "east": ["ben", "cho"], "west": ["dan"]}),
        ("2026-09-01", "east", "lead", {"top": ["ann"], "east": ["ben", "cho", "dan"], "west": []}),
        ("2026-10-31", "east", "lead", {"top": ["ann"], "east": ["ben", "cho", "dan"], "west": []}),
        ("2026-11-01", "east", "lead", {"top": ["ann"], "east": ["ben", "dan"], "west": []}),
    ],
)
def test_facts_of_a_day(day: str, team: str, role: str, members: dict[str, list[str]]) -> None:
    """Changes hold from their day on, whatever their order; people count from first to last day."""
    facts = Facts(graph_of(FILES), date.fromisoformat(day))
    dan = facts.graph.find(Person, "dan")
    assert dan is not None
    held = facts.role(dan)
    assert held is not None
    assert (facts.team_name(dan), held.key.id) == (team, role)
    found = {one.model.id: [person.model.id for person in facts.members(one)] for one in facts.graph.all(Team)}
    assert found == members


@pytest.mark.parametrize(
    ("person", "day", "manager"),
    [
        ("cho", "2026-03-01", "ben"),
        ("ben", "2026-03-01", "ann"),
        ("ann", "2026-03-01", None),
        ("dan", "2026-03-01", "ann"),
        ("dan", "2026-09-01", "ben"),
    ],
)
def test_manager_is_the_next_one_above(person: str, day: str, manager: str | None) -> None:
    """Somebody is led by their team's manager, or by the next above where they lead it themselves or nobody does."""
    facts = Facts(graph_of(FILES), date.fromisoformat(day))
    one = facts.graph.find(Person, person)
    assert one is not None
    above = facts.manager(one)
    assert (above.model.id if above else None) == manager


def test_manager_chain_that_goes_round_ends() -> None:
    """Teams above each other make no endless search."""
    text = TEAM.replace("{id: top, manager: ann}", "{id: top, parent: west}").replace(", manager: ben", "")
    facts = Facts(graph_of({**FILES, "team.yaml": text}), AS_OF)
    dan = facts.graph.find(Person, "dan")
    assert dan is not None
    assert facts.manager(dan) is None


TERRITORIES = """plancode: v1
kind: territories
id: {id}
territories:
  - id: pudong
    owners: [{{person: cho, to: 2026-06-30}}, {{person: dan, from: 2026-07-01}}]
    accounts: [{{id: inside}}]
accounts: [{{id: named, territory: {name}}}, {{id: alone}}]
"""


@pytest.mark.parametrize(("map_id", "name"), [("map", "pudong"), ("pudong", "pudong")])
def test_accounts_of_a_territory(map_id: str, name: str) -> None:
    """Accounts of a territory are those in it and those that name it, and no others."""
    facts = Facts(_graph(map=TERRITORIES.format(id=map_id, name=name)), AS_OF)
    pudong = facts.graph.find(Territory, "pudong")
    assert pudong is not None
    assert sorted(one.model.id for one in facts.accounts(pudong)) == ["inside", "named"]


def test_owners_of_a_territory_hold_on_their_days() -> None:
    """An owner's first and last day both count."""
    pudong = _graph(map=TERRITORIES.format(id="map", name="pudong")).find(Territory, "pudong")
    assert pudong is not None
    first, second = pudong.model.owners
    days = [date(2026, 6, 30), date(2026, 7, 1)]
    assert [[owner.holds_on(day) for day in days] for owner in (first, second)] == [[True, False], [False, True]]


def test_name_with_a_document_is_for_what_is_a_documents_own() -> None:
    """A team, whose id is unique in the plan, has one name only; the document's id in front of it makes it unknown."""
    text = TEAM.replace("role: rep, team: east", "role: rep, team: people/east")
    (one,) = [one for one in checked({**FILES, "team.yaml": text}).open if one.code == "REF101"]
    assert one.values["name"] == "people/east"


def test_period_of_the_plan_comes_before_the_calendars() -> None:
    """A period that the plan defines by its dates is meant by its name; others are what the calendar says."""
    fiscal = "fiscal: {periods: [{id: q1, from: 2026-02-02, to: 2026-05-03}]}\n"
    graph = graph_of({"plan.yaml": PLAN + fiscal})
    own = graph.period("q1")
    assert own is not None
    assert (own.start, own.last) == (date(2026, 2, 2), date(2026, 5, 3))
    assert graph.period("2026-Q1") == parse_period("2026-Q1")
    assert graph.period(None) == parse_period("2026")
    assert graph.period("nonsense") is None


def test_built_in_metric_is_known_and_narrowed() -> None:
    """A built-in metric needs no definition; what a plan says of it comes first."""
    graph = graph_of({"plan.yaml": PLAN + "metrics: [{id: revenue, tax: excluded, basis: invoice}]\n"})
    revenue, units = graph.metric("revenue"), graph.metric("units")
    assert revenue is not None
    assert units is not None
    assert (revenue.unit, revenue.over_time, revenue.tax, revenue.basis) == ("money", "sum", "excluded", "invoice")
    assert (units.unit, units.basis) == ("units", None)
    assert graph.metric("unheard") is None


def _told(findings: tuple[Finding, ...]) -> list[tuple[str, str, str, str]]:
    return sorted((one.code, one.variant, one.entity.id if one.entity else "", str(one.values)) for one in findings)


def _contents(graph: PlanGraph) -> dict[Key, str]:
    return {key: repr(entity.model) for key, entity in graph.entities.items()}


FAULTY = {
    **FILES,
    "a.yaml": "plancode: v1\nkind: actions\nid: acts\n"
    "actions: [{id: one, owner: nobody}, {id: two, depends_on: [two]}]\n",
    "r.yaml": RUBRIC.format(id="one", own="skill"),
}


@pytest.mark.parametrize("seed", range(4))
def test_order_of_documents_changes_nothing(seed: int) -> None:
    """Documents in another order, in other files, give the same entities and the same findings."""
    chance = random.Random(seed)  # noqa: S311  # chance for a test
    texts = list(FAULTY.values())
    chance.shuffle(texts)
    shuffled = checked({"all.yaml": "---\n".join(texts)})
    renamed = checked({f"{chance.random()}.yaml": text for text in texts})
    plain = checked(FAULTY)
    assert _contents(shuffled.graph) == _contents(renamed.graph) == _contents(plain.graph)
    assert _told(shuffled.findings) == _told(renamed.findings) == _told(plain.findings)
    fingerprints = [{one.fingerprint for one in found.findings if one.entity} for found in (shuffled, renamed, plain)]
    assert fingerprints[0] == fingerprints[1] == fingerprints[2]


def test_renaming_the_files_of_an_example_changes_no_entity() -> None:
    """The large example with its YAML files renamed has the same entities and no finding."""
    files = files_of("huadong")
    renamed = {_renamed(path): data for path, data in files.items()}
    found = checked(renamed)
    assert _contents(found.graph) == _contents(checked(files).graph)
    assert [one for one in found.open if one.severity.value != "info"] == []


def _renamed(path: str) -> str:
    if not path.endswith(".yaml") or path == "plancode.yaml":
        return path
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}z{sum(map(ord, name)) % 97}-{name}"


def test_order_of_actions_is_that_of_their_files() -> None:
    """Entities come in the order they are written in."""
    assert [one.model.id for one in graph_of(FAULTY).all(Action)] == ["one", "two"]
