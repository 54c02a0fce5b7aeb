"""Plans that are made to cost more than they should, by name; the benchmark `hostile.py` measures them."""

from collections.abc import Callable, Mapping
from typing import Final

Files = Mapping[str, str]
Maker = Callable[[float], Files]
"""Makes the files of a hostile plan; the number is its size, 1 for one that fills the limits."""

PLAN: Final = "plancode: v1\nkind: plan\nid: hostile\nperiod: 2026\ncurrency: CNY\nteam: all\n"
TEAM: Final = "plancode: v1\nkind: team\nid: teams\nroles: [{id: rep, title: Rep}]\nteams: [{id: all}]\n"


def plan(**texts: str) -> Files:
    """Return the files of a small plan with further ones."""
    return {"plan.yaml": PLAN, "team.yaml": TEAM, **{name.replace("_", "."): text for name, text in texts.items()}}


def _people(count: int, entry: str) -> str:
    return "".join(entry.format(number) for number in range(count))


def faults_on_one_line(size: float) -> Files:
    """Return a list of people on one line, each with an id that is none."""
    people = ", ".join(f"{{id: P {number}, role: rep}}" for number in range(int(8_000 * size)))
    return plan(more_yaml=f"plancode: v1\nkind: team\nid: more\npeople: [{people}]\n")


def faults_on_many_lines(size: float) -> Files:
    """Return 80,000 people who lack everything and have an unknown key."""
    people = _people(int(80_000 * size), "  - {{id: p-{0}, rol: rep}}\n")
    return plan(more_yaml=f"plancode: v1\nkind: team\nid: more\npeople:\n{people}")


def entries_of_other_kinds(size: float) -> Files:
    """Return a list of 200,000 numbers where people should stand."""
    return plan(
        more_yaml=f"plancode: v1\nkind: team\nid: more\npeople:\n{_people(int(200_000 * size), '  - {}' + chr(10))}"
    )


def faults_in_one_entry(size: float) -> Files:
    """Return one person with 100,000 unknown keys."""
    keys = _people(int(100_000 * size), "    key{}: 1\n")
    return plan(more_yaml=f"plancode: v1\nkind: team\nid: more\npeople:\n  - id: one\n    role: rep\n{keys}")


def keys_twice(size: float) -> Files:
    """Return a mapping in which every key stands twice."""
    keys = _people(int(60_000 * size), "  key{0}: 1\n")
    return plan(more_yaml=f"plancode: v1\nkind: team\nid: more\nlabels:\n{keys}{keys}")


def columns_unknown(size: float) -> Files:
    """Return a list with 100,000 columns that nothing knows."""
    columns = ",".join(f"column{number}" for number in range(int(100_000 * size)))
    return plan(
        map_yaml="plancode: v1\nkind: territories\nid: map\naccounts: {file: accounts.csv}\n",
        accounts_csv=f"id,name,{columns}\n",
    )


def columns_twice(size: float) -> Files:
    """Return a list with 100,000 columns of which each stands twice."""
    columns = ",".join(f"c{number},c{number}" for number in range(int(100_000 * size)))
    return plan(
        map_yaml="plancode: v1\nkind: territories\nid: map\naccounts: {file: accounts.csv}\n",
        accounts_csv=f"id,name,{columns}\n",
    )


def columns_dotted(size: float) -> Files:
    """Return a list with 3,000 rows of 300 dotted columns, all filled with what does not fit."""
    wide = max(int(300 * size), 10)
    columns = ",".join(f"codes.k{number}" for number in range(wide))
    row = ",".join("x" for _ in range(wide))
    rows = "".join(f"A {number},n,{row}\n" for number in range(int(3_000 * size)))
    return plan(
        map_yaml="plancode: v1\nkind: territories\nid: map\naccounts: {file: accounts.csv}\n",
        accounts_csv=f"id,name,{columns}\n{rows}",
    )


def rows_wrong(size: float) -> Files:
    """Return a list of 180,000 rows, each with a class and a territory that are none."""
    rows = "".join(f"a{number},Customer,nowhere,!\n" for number in range(int(180_000 * size)))
    return plan(
        map_yaml="plancode: v1\nkind: territories\nid: map\naccounts: {file: accounts.csv}\n",
        accounts_csv=f"id,name,territory,class\n{rows}",
    )


def rows_ragged(size: float) -> Files:
    """Return a list of 500,000 rows that are too short."""
    return plan(
        map_yaml="plancode: v1\nkind: territories\nid: map\naccounts: {file: accounts.csv}\n",
        accounts_csv="id,name,territory\n" + "a,b\n" * int(500_000 * size),
    )


def row_of_many_lines(size: float) -> Files:
    """Return a list whose cells are megabytes of line breaks, with faults behind them."""
    cell = '"' + "\n" * int(40 * size) + '"'
    rows = "".join(f"A {number},{cell},!\n" for number in range(int(50_000 * min(size * 2, 1))))
    return plan(
        map_yaml="plancode: v1\nkind: territories\nid: map\naccounts: {file: accounts.csv}\n",
        accounts_csv=f"id,name,class\n{rows}",
    )


def comments_that_accept(size: float) -> Files:
    """Return a hundred thousand comments that accept what is not there."""
    return plan(
        more_yaml=TEAM.replace("teams\n", "more\n", 1) + "# plancode: ignore[REF101] not there\n" * int(100_000 * size)
    )


def comments_beside_documents(size: float) -> Files:
    """Return 20,000 documents, each with a comment that accepts something."""
    one = "---\nplancode: v1\nkind: team\nid: t{0}\nlabels: {{a: b}} # plancode: ignore[REF101] why\n"
    return plan(more_yaml=_people(int(20_000 * size), one))


def comment_of_many_codes(size: float) -> Files:
    """Return a comment that accepts 400,000 codes."""
    codes = ",".join(f"REF{number}" for number in range(int(400_000 * size)))
    return plan(more_yaml=TEAM.replace("id: teams", "id: more") + f"# plancode: ignore[{codes}] why\n")


def comment_of_one_code(size: float) -> Files:
    """Return a comment whose code has four million letters."""
    return plan(more_yaml=TEAM.replace("id: teams", "id: more") + f"# plancode: ignore[{'A' * int(4e6 * size)}] why\n")


def comments_alone(size: float) -> Files:
    """Return a file of nothing but comments."""
    return plan(more_yaml="# nothing to see here\n" * int(220_000 * size))


def documents_of_nothing(size: float) -> Files:
    """Return 400,000 documents that say nothing."""
    return plan(more_yaml="---\nx\n" * int(400_000 * size))


def documents_unknown(size: float) -> Files:
    """Return 100,000 documents of an unknown kind."""
    return plan(more_yaml="---\nplancode: v1\nkind: tem\n" * int(100_000 * size))


def documents_that_lack_all(size: float) -> Files:
    """Return 60,000 documents of every kind that lack what they need."""
    kinds = ("team", "targets", "calendar", "rubric", "review", "adjustment", "cadence", "actions")
    return plan(
        more_yaml="".join(f"---\nplancode: v1\nkind: {kinds[n % 8]}\nx: 1\n" for n in range(int(60_000 * size)))
    )


def documents_with_syntax_errors(size: float) -> Files:
    """Return 300,000 documents with an open bracket each."""
    return plan(more_yaml="---\na: [\n" * int(300_000 * size))


def documents_alone(size: float) -> Files:
    """Return 60,000 sound documents in one file, every other with a fault."""
    one = "---\nplancode: v1\nkind: team\nid: t{0}\n---\nplancode: v1\nkind: team\nid: T {0}\n"
    return plan(more_yaml=_people(int(30_000 * size), one))


def key_of_megabytes(size: float) -> Files:
    """Return an unknown key of four million letters."""
    return plan(more_yaml=TEAM.replace("id: teams", "id: more") + f"? {'rol' * int(1.3e6 * size)}\n: 1\n")


def keys_of_kilobytes(size: float) -> Files:
    """Return 2,000 unknown keys of a thousand letters."""
    keys = "".join(f"  k{number}{'title' * 180}: 1\n" for number in range(int(4_000 * size)))
    return plan(more_yaml=TEAM.replace("id: teams", "id: more") + f"work:\n{keys}")


def value_of_megabytes(size: float) -> Files:
    """Return values of a million letters where a choice, a number, an id and a kind should stand."""
    long = "a" * int(1_000_000 * size)
    return plan(
        more_yaml=f"plancode: v1\nkind: team\nid: {long}\nroles:\n  - {{id: r, carries_quota: {long},"
        f" hours_per_week: {long}}}\n",
        other_yaml=f"plancode: v1\nkind: {long}\n",
        third_yaml=f"plancode: v1\nkind: territories\nid: third\naccounts: {{file: {long}.csv}}\n",
    )


def numbers_of_megabytes(size: float) -> Files:
    """Return numbers of a million digits, bare and quoted."""
    long = "1" * int(1_000_000 * size)
    return plan(
        more_yaml=f"plancode: v1\nkind: targets\nid: more\nmetric: revenue\ntargets:\n"
        f"  - {{team: all, amount: '{long}'}}\n  - {{team: all, amount: {long}}}\n"
        f"  - {{team: all, amount: '{long}万'}}\n"
    )


def line_of_megabytes(size: float) -> Files:
    """Return one line of five megabytes with a fault at its end."""
    return plan(
        more_yaml=f"{{plancode: v1, kind: team, id: more, title: '{'x' * int(4.8e6 * size)}',"
        " tems: 1, people: [1, 2]}\n"
    )


def titles_of_kilobytes(size: float) -> Files:
    """Return 400 teams with titles of ten thousand letters that all have unknown parents."""
    teams = "".join(f"  - {{id: t{n}, title: '{'x' * 10_000}', parent: no{n}}}\n" for n in range(int(400 * size)))
    return plan(more_yaml=f"plancode: v1\nkind: team\nid: more\nteams:\n{teams}")


def nests(size: float) -> Files:
    """Return 10,000 values nested 40 deep where people should stand."""
    one = "  - " + "[" * 40 + "]" * 40 + "\n"
    return plan(more_yaml="plancode: v1\nkind: team\nid: more\npeople:\n" + one * int(10_000 * size))


def ids_twice(size: float) -> Files:
    """Return 90,000 teams with one id."""
    return plan(
        more_yaml="plancode: v1\nkind: team\nid: more\nteams:\n" + "  - {id: same, parent: all}\n" * int(90_000 * size)
    )


def names_unknown(size: float) -> Files:
    """Return 80,000 teams whose parents are not there, in a plan that has as many names."""
    teams = _people(int(80_000 * size), "  - {{id: team-{0}, parent: no-{0}}}\n")
    return plan(more_yaml=f"plancode: v1\nkind: team\nid: more\nteams:\n{teams}")


def names_ambiguous(size: float) -> Files:
    """Return 1,000 scorecards with the same line, and 1,000 assessments that name it."""
    count = int(2_000 * size)
    line = "{id: same, metric: revenue, dimension: outcome, weight: 100, score: {method: ratio}}"
    cards = "".join(
        f"---\nplancode: v1\nkind: rubric\nid: card-{n}\nroles: [rep]\nkpis: [{line}]\n" for n in range(count)
    )
    held = "".join(f"  - {{person: p, kpi: same, on: 2026-01-01, value: {n}}}\n" for n in range(count))
    return plan(more_yaml=cards, held_yaml=f"plancode: v1\nkind: assessments\nid: held\nassessments:\n{held}")


def names_unread(size: float) -> Files:
    """Return 5,000 files that cannot be used in whole, and 50,000 names that are not there."""
    files = {f"broken/{n:05}.yaml": f"plancode: v1\nkind: team\nid: b{n}\nx: 1\n" for n in range(int(5_000 * size))}
    teams = _people(int(50_000 * size), "  - {{id: team-{0}, parent: no-{0}}}\n")
    return {**plan(more_yaml=f"plancode: v1\nkind: team\nid: more\nteams:\n{teams}"), **files}


def circle(size: float) -> Files:
    """Return a circle of 50,000 teams and managers."""
    count = int(50_000 * size)
    teams = "".join(f"  - {{id: t{n}, parent: t{(n + 1) % count}, manager: p{n}}}\n" for n in range(count))
    people = "".join(f"  - {{id: p{n}, role: rep, team: t{(n + 1) % count}}}\n" for n in range(count // 3))
    return plan(more_yaml=f"plancode: v1\nkind: team\nid: more\nteams:\n{teams}people:\n{people}")


def chain(size: float) -> Files:
    """Return a chain of 50,000 teams."""
    count = int(50_000 * size)
    teams = "".join(f"  - {{id: t{n}, parent: {f't{n + 1}' if n + 1 < count else 'all'}}}\n" for n in range(count))
    return plan(more_yaml=f"plancode: v1\nkind: team\nid: more\nteams:\n{teams}")


def files_of_nothing(size: float) -> Files:
    """Return 19,000 files, each with a fault."""
    return {**plan(), **{f"many/{n:05}.yaml": "plancode: v1\nkind: team\n" for n in range(int(19_000 * size))}}


def files_twice(size: float) -> Files:
    """Return 5,000 files whose names are the same for some computers."""
    return {**plan(), **{f"many/{'aA'[n % 2]}{n // 2}.yaml": TEAM for n in range(int(5_000 * size))}}


def globs_with_stars(size: float) -> Files:
    """Return globs of many stars against names of many letters."""
    globs = "".join(f"  - '{'*a' * 40}*b{n}'\n" for n in range(int(2_000 * size)))
    files = {f"{'a' * 200}{n:04}.yaml": TEAM for n in range(int(200 * size))}
    return {**plan(), **files, "plancode.yaml": f"plancode: v1\nignore:\n{globs}"}


def globs_for_files(size: float) -> Files:
    """Return 5,000 globs and as many files that none of them means."""
    globs = "".join(f"  - 'no{n}/*.yaml'\n" for n in range(int(5_000 * size)))
    files = {f"many/{n:05}.yaml": "plancode: v1\nkind: team\n" for n in range(int(5_000 * size))}
    return {**plan(), **files, "plancode.yaml": f"plancode: v1\nignore:\n{globs}"}


def acceptances_for_findings(size: float) -> Files:
    """Return 20,000 statements in plancode.yaml against 20,000 findings."""
    count = int(20_000 * size)
    entries = "".join(f"  - {{code: REF101, entity: x{n}, reason: why}}\n" for n in range(count))
    teams = _people(count, "  - {{id: team-{0}, parent: no-{0}}}\n")
    return {
        **plan(more_yaml=f"plancode: v1\nkind: team\nid: more\nteams:\n{teams}"),
        "plancode.yaml": f"plancode: v1\nsuppress:\n{entries}",
    }


def changes_accepted(size: float) -> Files:
    """Return 30,000 entries in accepted.yaml."""
    entries = _people(int(30_000 * size), "  - {{fingerprint: {0:016x}, entity: all, reason: why, approver: x}}\n")
    return {**plan(), "accepted.yaml": f"plancode: v1\naccepted:\n{entries}"}


def _extra(schema: str, extra: str) -> Files:
    return {**plan(), "plan.yaml": f"{PLAN}extra_schemas: {{plan: s.json}}\nextra:\n{extra}", "s.json": schema}


def fields_that_do_not_fit(size: float) -> Files:
    """Return 100,000 own fields of which none fits."""
    schema = '{"additionalProperties": {"type": "integer"}}'
    return _extra(schema, _people(int(100_000 * size), "  k{}: x\n"))


def fields_alike(size: float) -> Files:
    """Return a list that must hold nothing twice, of things that cannot be sorted."""
    entries = _people(int(20_000 * size), "    - {{a: {0}}}\n    - x{0}\n")
    return _extra('{"properties": {"a": {"uniqueItems": true}}}', f"  a:\n{entries}")


def fields_of_large_choices(size: float) -> Files:
    """Return 2,000 fields against a list of 50,000 choices."""
    choices = ",".join(f'"choice{n}"' for n in range(int(50_000 * size)))
    schema = f'{{"additionalProperties": {{"enum": [{choices}]}}}}'
    return _extra(schema, _people(int(2_000 * size), "  k{}: x\n"))


def patterns_that_explode(size: float) -> Files:
    """Return patterns that other engines take for ever for, against long texts."""
    patterns = (
        "^(a+)+$",
        "^(a|a)*$",
        "^(a|aa)+$",
        "(.*)*x",
        "^(([a-z])+.)+[A-Z]$",
        "(a{0,100}){0,50}b",
        "(.{0,30}){0,30}y",
    )
    schema = ",".join(f'"p{n}": {{"pattern": "{one}"}}' for n, one in enumerate(patterns))
    texts = "".join(f"  p{n}: '{'a' * int(300_000 * size)}!'\n" for n in range(len(patterns)))
    return _extra(f'{{"properties": {{{schema}}}}}', texts)


def schemas_that_branch(size: float) -> Files:
    """Return a schema that asks the same of every level in several ways."""
    deep = "1"
    for _ in range(12):
        deep = f"{{a: {deep}}}"
    one = '{{"properties": {{"a": {{"$ref": "#"}}}}, "required": ["{}"]}}'
    either = f'{{"anyOf": [{one.format("b")}, {one.format("c")}]}}'
    return _extra(either, "".join(f"  k{n}: {deep}\n" for n in range(int(100 * size))) + f"  a: {deep}\n")


def schemas_nested(size: float) -> Files:
    """Return fields of people held against a schema that branches without references, at every level anew."""
    one = '{"type": "string"}'
    for _ in range(9):
        one = f'{{"anyOf": [{{"not": {one}}}, {one}]}}'
    schema = f'{{"additionalProperties": {one}}}'
    return _extra(schema, _people(int(10_000 * size), "  k{}: x\n"))


MAKERS: Final[Mapping[str, Maker]] = {
    maker.__name__.replace("_", " "): maker
    for maker in (
        faults_on_one_line, faults_on_many_lines, faults_in_one_entry, entries_of_other_kinds, keys_twice,
        columns_unknown, columns_twice, columns_dotted, rows_wrong, rows_ragged, row_of_many_lines,
        comments_that_accept, comments_beside_documents, comment_of_many_codes, comment_of_one_code, comments_alone,
        documents_of_nothing, documents_unknown, documents_that_lack_all, documents_with_syntax_errors,
        documents_alone, key_of_megabytes, keys_of_kilobytes, value_of_megabytes, numbers_of_megabytes,
        line_of_megabytes, titles_of_kilobytes, nests, ids_twice, names_unknown, names_ambiguous, names_unread,
        circle, chain, files_of_nothing, files_twice, globs_with_stars, globs_for_files, acceptances_for_findings,
        changes_accepted, fields_that_do_not_fit, fields_alike, fields_of_large_choices, patterns_that_explode,
        schemas_that_branch, schemas_nested,
    )
}  # fmt: skip
"""Every hostile plan by its name. Further ones are added here."""
