"""Small plans that use what the plans of the repository do not; each is one text of YAML."""

HEAD = """plancode: v1
kind: plan
id: small
period: 2026
currency: EUR
team: all
channels: [{id: shops, title: Shops}, {id: web, title: Web}, {id: fairs, title: Fairs}]
products: [{id: tea, title: Tea}, {id: juice, title: Juice}]
market: {size: 50M, growth: 4%, cycles: [{sales_cycle: 60d, win_rate: 30%, by: count, effort: 2d}]}
"""
TEAM = """---
plancode: v1
kind: team
id: people
roles:
  - {id: lead, title: Lead, manages: true, hours_per_week: 40}
  - id: rep
    title: Rep
    carries_quota: true
    hours_per_week: 40
    overhead: 25%
    productivity: {metric: revenue, amount: 1.2M/year}
    ramp: [0%, 50%]
    attrition: 12%/year
    recruiting: 45d
    prospecting: 3h/week
  - id: hunter
    title: Hunter
    carries_quota: true
    hours_per_week: 36
    productivity: {metric: revenue, amount: 90k/month, basis: quota, expected_attainment: 90%}
    attrition: 1%/month
    recruiting: 2m
    ramp: [25%, 50%, 75%]
    prospecting: 20h/month
teams:
  - {id: all, title: All, manager: eve}
  - {id: north, title: North, parent: all, manager: fay}
  - {id: south, title: South, parent: all, manager: ivy}
  - {id: far, title: Far, parent: south}
people:
  - {id: eve, name: Eve, role: lead, team: all}
  - {id: fay, name: Fay, role: lead, team: north}
  - {id: ivy, name: Ivy, role: lead, team: south}
  - {id: ann, name: Ann, role: rep, team: north, start: 2020-01-01, fte: 0.8}
  - {id: bob, name: Bob, role: rep, team: north, start: 2026-03-01}
  - id: cat
    name: Cat
    role: hunter
    team: north
    start: 2020-01-01
    leave: [{from: 2026-06-01, to: 2026-06-12, kind: annual}, {from: 2026-06-15, to: 2026-06-30, kind: parental}]
  - id: dan
    name: Dan
    role: rep
    team: far
    start: 2020-01-01
    changes: [{from: 2026-05-11, team: north, fte: 0.5}, {from: 2026-09-01, role: hunter}]
  - id: gil
    name: Gil
    role: hunter
    team: south
    start: 2021-01-01
    end: 2026-10-15
    leave: [{from: 2026-08-03, to: 2026-08-07, kind: annual}]
  - {id: hal, title: Seat, role: rep, team: south, start: 2026-05-01, open: true, vacancy: {carried_by: gil}}
"""
CALENDAR = """---
plancode: v1
kind: calendar
id: de
holidays: {country: DE}
profiles:
  - {id: curve, title: Curve, cause: demand, months: [5%, 5%, 10%, 10%, 10%, 10%, 10%, 10%, 10%, 10%, 5%, 5%]}
"""
MAP = """---
plancode: v1
kind: territories
id: map
call_plan:
  A: {calls: 3/month, minutes: 60min, travel: 30min}
  B: {calls: 10/year, minutes: 45min}
territories:
  - id: one
    title: One
    team: north
    owners:
      - {person: ann, for: {channel: shops}}
      - {person: bob, for: {channel: web}}
      - {person: cat, for: {channel: fairs}}
    deputy: ann
    accounts:
      - {id: a1, name: A1, class: A, channel: shops, products: [tea, juice], potential: 900k, since: 2026-02-10}
      - {id: a2, name: A2, class: B, channel: web, products: [tea], potential: 700k, last_year: 300k}
      - id: a3
        name: A3
        class: A
        channel: fairs
        products: [tea, juice]
        potential: 800k
        last_year: 600k
        owners: [{person: cat, for: {product: tea}}, {person: dan, for: {product: juice}, from: 2026-05-11}]
      - {id: a4, name: A4, class: A, channel: shops, potential: 100k, last_year: 200k, owners: [{person: cat}]}
    account_groups: [{id: g1, title: G1, class: B, channel: shops, count: 30, potential: 300k, last_year: 200k}]
  - id: two
    title: Two
    team: south
    owners: [{person: gil, share: 60%}, {person: hal, share: 40%}]
    deputy: gil
    travel_per_day: 1h
    accounts: [{id: b1, name: B1, class: A, channel: shops, potential: 500k, last_year: 400k}]
    account_groups: [{id: g2, title: G2, class: B, channel: web, count: 20}]
  - id: three
    title: Three
    team: south
    owners: [{person: hal}]
    deputy: gil
    accounts: [{id: c1, name: C1, class: A, channel: shops, potential: 450k, last_year: 100k}]
"""
RHYTHM = """---
plancode: v1
kind: cadence
id: rhythm
meetings:
  - {id: daily, title: D, every: 1d, minutes: 15, who: {team: north}}
  - {id: third, title: T, every: 3d, minutes: 30, who: {people: [ann]}}
  - {id: weekly, title: W, every: 1w, minutes: 60, who: {team: each}}
  - {id: fortnightly, title: F, every: 2w, minutes: 60, who: {team: all, people: [hunter]}}
  - {id: monthly, title: M, every: 1m, minutes: 90, who: {people: [rep]}}
  - {id: quarterly, title: Q, every: 1q, minutes: 240, who: {team: south}}
one_to_ones:
  - {every: 2w, minutes: 30, who: {people: [rep]}}
  - {every: 1m, minutes: 60, who: {people: [hunter]}}
"""
ACTIONS = """---
plancode: v1
kind: actions
id: acts
actions:
  - {id: p, title: P, kind: project, owner: cat, people: [rep], from: 2026-04-13, to: 2026-08-14, effort: 40h}
  - {id: t, title: T, kind: training, owner: eve, people: [north], from: 2026-02-02, to: 2026-02-06, effort: 2d}
  - {id: i, title: I, kind: initiative, owner: ann, people: [cat, gil], effort: 30h}
  - {id: x, title: X, kind: task, owner: ann, status: dropped, effort: 90h, from: 2026-01-05, to: 2026-02-05}
"""
DEALS = """opportunities:
  - {id: o1, title: O1, person: ann, amount: 20k, account: a1, closes: 2026-04-15}
  - {id: o2, title: O2, person: cat, amount: 90k, account: a2, closes: 2026-09-15}
"""
CURVE = "phasing: {profile: curve}\n"
HALVES = "split: [{team: north, share: 60%}, {team: south, rest: true}]\n"
FRENCH = """---
{plancode: v1, kind: calendar, id: fr, holidays: {country: FR}, working_week: [Mon, Tue, Wed, Thu]}
"""
WEEKS = "pattern: 4-4-5, starts: 2026-02-02, weeks: 53"
PEOPLE = HEAD + TEAM + CALENDAR


def targets(*parts: str, top: str = "{team: all, amount: 5M}", name: str = "t", metric: str = "revenue") -> str:
    """Return a document of targets."""
    return f"---\nplancode: v1\nkind: targets\nid: {name}\nmetric: {metric}\ntarget: {top}\n" + "".join(parts)


def adjustment(name: str, effective: str, *changes: str) -> str:
    """Return an approved adjustment."""
    head = f"---\nplancode: v1\nkind: adjustment\nid: {name}\ntitle: X\neffective: {effective}\ntrigger: territory\n"
    agreed = "reason: Because\ndiscussed_with: [{person: ann, on: 2026-03-01}]\napproved: {by: eve, on: 2026-03-02}\n"
    return head + agreed + "changes:\n" + "".join(f"  - {change}\n" for change in changes)


BOOKS = "targets: [{person: ann, amount: 900k}, {person: cat, amount: 800k}, {person: bob, rest: true}]\n"
WORK = HEAD + TEAM + CALENDAR + MAP + RHYTHM + ACTIONS + targets(DEALS)
STATED = PEOPLE + MAP + targets(HALVES, BOOKS)
TRAVELLING = STATED.replace("{person: gil, share: 60%}", "{person: ann, share: 60%}")
BY_RULE = PEOPLE + MAP + targets(CURVE, HALVES, "people: {by: even, ramped: true}\n")
WEIGHTED = "people: {by: weighted, weigh: {history: 50%, potential: 50%}}\n"
WORTH = MAP.replace("potential: 900k, since", "potential: 900k, last_year: 100k, since").replace(
    "count: 20}", "count: 20, potential: 250k, last_year: 120k}"
)
BY_POTENTIAL = PEOPLE + WORTH + targets(HALVES, WEIGHTED)
OWN_BOOKS = (
    "{person: ann, amount: 700k}, {person: cat, share: 20%}, {person: gil, rest: true}, {person: hal, share: 33%}"
)
BY_PRODUCT = "{team: all, product: tea, share: 30%}, {team: all, product: juice, rest: true}"
BY_CHANNEL = "{team: north, channel: shops, share: 31.3%}, {team: north, channel: web, rest: true}"
IN_PERIODS = """targets:
  - {team: north, period: 2026-H1, amount: 1M}
  - {team: south, period: 2026-Q4, amount: 300k}
  - {person: ann, period: 2026-Q3, amount: 90k}
people: {by: even}
"""
CIVIL = "targets: [{team: north, period: 2025-Q3, amount: 1M}, {person: cat, period: 2026-02, amount: 50k}]\n"
THREE_LATER = "owners: [{person: gil, to: 2026-06-30}, {person: hal, from: 2026-07-01}]"
UNITS = "end: 2026-10-15\n    productivity: [{metric: units, amount: 2000/year}]"
DOLLARS = "rates: [{currency: USD, rate: 0.9}, {currency: USD, from: 2026-04-01, rate: 0.93}]\nteam"
IN_DOLLARS = """split:
  - {team: north, period: 2026-Q2, amount: USD 333333}
  - {team: south, growth: 7.3%, baseline: {period: 2025, amount: USD 777777.77}}
"""
ONE_QUARTER = "targets: [{person: ann, period: 2026-Q2, amount: 200k}]\npeople: {by: even}\n"
TWO_YEARS = WORK.replace("period: 2026\n", "period: 2026-02-02..2028-01-30\n").replace(
    "currency:", "fiscal: {pattern: 4-5-4, starts: 2026-02-02}\ncurrency:"
)
SHORT_AFTER_LONG = "kind: parental}, {from: 2026-10-05, to: 2026-10-09, kind: annual}]"
LEAVE_OF_CARRIER = "leave: [{from: 2026-03-02, to: 2026-03-06, kind: annual}, {from: 2026-08-03, to: 2026-08-07"
OWN_FOR_SOME_DAYS = """last_year: 400k, owners: [{person: ann, from: 2026-03-09, to: 2026-05-20}, \
{person: bob, as: overlay, from: 2026-04-01}, {person: cat, for: {product: tea}, from: 2026-11-02}]}"""
WITHIN = """targets:
  - {territory: one, amount: 3M}
  - {territory: two, share: 40%}
  - {account: c1, share: 10%}
  - {territory: three, rest: true}
"""
TWO_PARTS = """fiscal:
  periods: [{id: first, from: 2026-01-01, to: 2026-06-15}, {id: second, from: 2026-06-16, to: 2026-12-31}]
"""

ROWS_FROM_APRIL = """targets:
  - {team: north, period: 2025-H2, amount: 396k}
  - {team: south, period: 2025-Q4, rest: true}
  - {person: gil, period: 2025-Q4, share: 3%}
  - {team: far, period: FY2026-P05, amount: 251k}
  - {person: cat, period: 2026-02, amount: 90k}
people: {by: even}
"""


def fiscal(plan: str, starts: str) -> str:
    """Return a plan for the fiscal year 2026, its quarter with it."""
    named = plan.replace("period: 2026\n", "period: FY2026\n").replace("period: 2026-Q2", "period: FY2026-Q2")
    return named.replace("currency:", f"fiscal: {{{starts}}}\ncurrency:")


FROM_APRIL = fiscal(PEOPLE + targets(HALVES, ROWS_FROM_APRIL), "pattern: monthly, starts: 2025-04-01, year: 2026")
IN_WEEKS = """targets:
  - {team: south, period: 2025-H2, share: 9%}
  - {person: dan, period: 2025-Q4, share: 4%}
people: {by: even, ramped: true}
"""
COMING_AND_GOING = """targets:
  - {person: ann, amount: 500k, prorate: months}
  - {person: bob, amount: 999k, prorate: months}
  - {person: gil, amount: 800k, prorate: working_days}
  - {person: hal, amount: 333333.33, period: 2026-Q2, prorate: working_days}
  - {person: hal, amount: 90k, period: 2026-H2, prorate: months}
  - {person: cat, rest: true}
"""
NAMED = PEOPLE.replace(
    "months: [5%, 5%, 10%, 10%, 10%, 10%, 10%, 10%, 10%, 10%, 5%, 5%]", "periods: {2026-H1: 40%, 2026-H2: 60%}"
).replace("start: 2026-03-01", "start: 2026-03-16")
SHORTER = """{country: DE}
short_days: {Fri: 50%, Sat: 25%}
half_days: [2026-12-23, 2026-12-24, 2026-12-31, 2026-04-04]
extra_working_days: [2026-03-07]"""
OVERLAY = "roles:\n  - {id: expert, title: Expert, carries_quota: true, credit: overlay}\n"
BESIDE = "{person: fay, share: 25%}, {person: ann, amount: 300k}, {person: gil, share: 12%}"
BESIDE_FOR_A_WHILE = "{person: bob, amount: 400k}, {person: cat, share: 20%}, {person: ann, rest: true}"
FOR_A_WHILE = (
    PEOPLE.replace("roles:\n", OVERLAY, 1)
    .replace("name: Bob,", "name: Bob, changes: [{from: 2026-09-10, role: expert}],")
    .replace(
        "name: Cat\n", "name: Cat\n    changes: [{from: 2026-05-01, role: expert}, {from: 2026-08-15, role: rep}]\n"
    )
    .replace("start: 2026-03-01", "start: 2026-03-16")
)
GROWING = """targets:
  - {{team: north, period: {0}, growth: 5%}}
  - {{team: south, period: {1}, growth: -3.3%}}
  - {{team: far, period: {0}, amount: 10k}}
history:
  - {{team: all, period: FY2025-H1, amount: 1111111.11}}
  - {{team: all, period: FY2025-H2, amount: 2222222.22}}
  - {{team: north, period: FY2025-P02, amount: 33333.33}}
  - {{team: north, period: FY2025-Q2, amount: 44444.44}}
  - {{team: south, period: FY2025-Q3, amount: 55555.55}}
  - {{team: south, period: FY2025-Q4, amount: 66666.66}}
"""
OWN_YEARS = PEOPLE.replace("period: 2026\n", "period: FY2026\n").replace(
    "currency:",
    """fiscal:
  periods:
    - {id: a1, from: 2025-01-01, to: 2025-03-29, year: 2025, quarter: 1}
    - {id: a2, from: 2025-03-30, to: 2025-06-28, year: 2025, quarter: 2}
    - {id: a3, from: 2025-06-29, to: 2025-09-27, year: 2025, quarter: 3}
    - {id: a4, from: 2025-09-28, to: 2026-01-03, year: 2025, quarter: 4}
    - {id: b1, from: 2026-01-04, to: 2026-04-04, year: 2026, quarter: 1}
    - {id: b2, from: 2026-04-05, to: 2026-07-04, year: 2026, quarter: 2}
    - {id: b3, from: 2026-07-05, to: 2026-10-03, year: 2026, quarter: 3}
    - {id: b4, from: 2026-10-04, to: 2027-01-02, year: 2026, quarter: 4}
currency:""",
)
CASES: dict[str, str] = {
    "rule": PEOPLE + targets(CURVE, HALVES, ONE_QUARTER, top="{team: all, amount: 5M, over_assign: 5%}"),
    "rule, ramped": BY_RULE,
    "rule by potential": BY_POTENTIAL,
    "rule of teams with rows for some periods": PEOPLE + targets(IN_PERIODS, top="{team: all, amount: 6M}"),
    "rule of teams with several rows, one of which gives away more than it has": FROM_APRIL,
    "rule of a team that nobody is left in": PEOPLE
    + targets("split: [{team: far, amount: 600k}, {team: north, rest: true}]\npeople: {by: even}\n"),
    "rests": PEOPLE
    + targets(
        CURVE,
        HALVES,
        f"targets: [{OWN_BOOKS}, {BY_PRODUCT}, {BY_CHANNEL}, {{person: bob, rest: true}}]\n",
        top="{team: all, amount: 3000001}",
    ),
    "rests of one who stays and one who joins": PEOPLE
    + targets(CURVE, HALVES, "targets: [{person: ann, rest: true}, {person: bob, rest: true}]\n"),
    "work": WORK,
    "owners, all replaced": STATED + adjustment("x", "2026-04-15", "{territory: two, owner: fay}"),
    "owners, one begins later": STATED.replace("owners: [{person: hal}]", THREE_LATER)
    + adjustment("x", "2026-04-15", "{territory: three, owner: dan}"),
    "owners, of one channel": STATED
    + adjustment("x", "2026-04-15", "{territory: two, owner: fay, for: {channel: shops}}"),
    "owners, a share": STATED + adjustment("x", "2026-04-15", "{territory: two, owner: fay, share: 50%}"),
    "adjusted": STATED
    + adjustment(
        "x",
        "2026-04-15",
        "{target: t, person: ann, delta: -100k, rebalance: true}",
        "{target: t, person: cat, annual: 700k, to: bob}",
        "{target: t, person: ann, from_effective: 600k}",
    )
    + adjustment(
        "y",
        "2026-08-01",
        "{target: t, team: north, from_effective: 1M, rebalance: true}",
        "{target: t, team: south, delta: 90k, period: 2026-Q3}",
        "{person: dan, change: {from: 2026-08-01, team: south}}",
    ),
    "adjusted, by rule": BY_RULE
    + adjustment(
        "x",
        "2026-04-15",
        "{target: t, person: cat, delta: -100k, rebalance: true}",
        "{target: t, person: hal, delta: 50k, rebalance: true}",
        "{person: dan, change: {from: 2026-06-01, team: south}}",
        "{territory: two, owner: fay}",
    ),
    "adjusted, by days": STATED.replace("team: all\n", "team: all\npolicy: {prorate: days}\n", 1)
    + adjustment(
        "x",
        "2026-04-15",
        "{target: t, person: ann, from_effective: 700k}",
        "{target: t, person: bob, delta: 10k, rebalance: true}",
    ),
    "fiscal": fiscal(WORK + CURVE + HALVES + ONE_QUARTER, WEEKS),
    "fiscal, a profile in order of the periods": fiscal(
        (WORK + CURVE + HALVES + ONE_QUARTER).replace("cause: demand, months:", "cause: demand, periods:"), WEEKS
    ),
    "fiscal, two years": TWO_YEARS + "phasing: working_days\n" + HALVES,
    "fiscal, months from April": fiscal(WORK + CURVE + HALVES + ONE_QUARTER, "pattern: monthly, starts: 2026-04-01"),
    "fiscal, a quarter and a month of the calendar in a year from April": fiscal(
        PEOPLE + targets(CURVE, HALVES, CIVIL), "pattern: monthly, starts: 2025-04-01, year: 2026"
    ),
    "fiscal, quarters of the calendar in each other that cut weeks": fiscal(
        PEOPLE + targets(IN_WEEKS), "pattern: 4-4-5, starts: 2025-03-31, year: 2026"
    ),
    "two years": (WORK + CURVE + HALVES).replace("period: 2026\n", "period: 2026-01-01..2027-12-31\n"),
    "months cut": (WORK + CURVE + HALVES).replace("period: 2026\n", "period: 2026-02-10..2026-11-20\n"),
    "season of a quarter": PEOPLE + targets(CURVE, top="{team: all, period: 2026-Q2, amount: 5M}"),
    "season of a team": PEOPLE + targets(CURVE, top="{team: north, amount: 5M}"),
    "season of no target": PEOPLE
    + targets("targets: [{team: north, amount: 5M}]\n").replace("target: {team: all", "#"),
    "not judged": PEOPLE.replace("end: 2026-10-15", UNITS)
    + targets()
    + targets("phasing: working_days\n", top="{team: all, amount: 5000}", name="u", metric="units"),
    "dollars": PEOPLE.replace("team: all\n", f"{DOLLARS}: all\n", 1)
    + targets(IN_DOLLARS, top="{team: all, amount: USD 5M, over_assign: 3%}"),
    "rests of several": PEOPLE
    + targets(CURVE, HALVES.replace("share: 60%", "rest: true"), top="{team: all, amount: 3000001}"),
    "rests of a quarter": PEOPLE
    + targets(
        CURVE,
        HALVES.replace("share: 60%", "rest: true, period: 2026-Q2"),
        "targets: [{team: far, period: 2026-Q2, rest: true}, {person: cat, period: 2026-05, amount: 7777.77}]\n",
        top="{team: all, amount: 3000001.01}",
    ),
    "rule by potential, leave from the middle of a month": BY_POTENTIAL.replace(
        "to: 2026-06-30, kind", "to: 2026-07-10, kind"
    ),
    "seat from the middle of a month": WORK.replace("start: 2026-03-01", "start: 2026-03-16"),
    "short leave beside a long one": WORK.replace("kind: parental}]", SHORT_AFTER_LONG),
    "leave of one who carries a seat": WORK.replace("leave: [{from: 2026-08-03, to: 2026-08-07", LEAVE_OF_CARRIER),
    "travel of a part-timer": TRAVELLING,
    "travel of one who changes": TRAVELLING.replace("ann, share: 60%", "dan, share: 60%"),
    "travel of a deputy who changes": TRAVELLING.replace("deputy: gil", "deputy: dan").replace(
        "fte: 0.8}", "fte: 0.8, leave: [{from: 2026-04-13, to: 2026-06-12, kind: other}]}"
    ),
    "action of a role for some days": WORK.replace("people: [cat, gil]", "people: [hunter]"),
    "action from before the plan": WORK.replace("effort: 30h", "effort: 3d, from: 2025-11-10, to: 2026-02-13"),
    "manager who has left": WORK.replace("manager: ivy", "manager: gil"),
    "two cycles": WORK.replace("2d}]", "2d}, {channel: web, sales_cycle: 9d, win_rate: 4%, by: count, effort: 3d}]"),
    "leader of two teams": WORK.replace("manager: ivy", "manager: eve"),
    "one at the meeting of each team": WORK.replace("who: {team: each}", "who: {team: each, people: [eve]}"),
    "calendar of one's own": WORK.replace("name: Ann,", "name: Ann, calendar: fr,") + FRENCH,
    "calendars of deputy and carrier": WORK.replace("name: Ann,", "name: Ann, calendar: fr,").replace(
        "name: Gil", "name: Gil\n    calendar: fr"
    )
    + FRENCH,
    "one-to-ones of a team": WORK.replace("minutes: 60, who: {people: [hunter]}", "minutes: 60, who: {team: north}"),
    "season of rows alone": PEOPLE
    + targets(CURVE, "targets: [{team: north, amount: 5M}]\n").replace("target: {team: all", "#"),
    "season of a product before the team's": PEOPLE
    + targets(top="{team: all, product: tea, amount: 1M}", name="a")
    + targets("phasing: working_days\n", top="{team: north, amount: 1M}", name="b")
    + targets(CURVE),
    "territories in each other": PEOPLE
    + MAP.replace("id: two\n", "id: two\n    parent: one\n").replace(
        "title: Three\n    team: south", "title: Three\n    parent: two"
    )
    + targets(WITHIN),
    "own owner from a day on": STATED + adjustment("x", "2026-04-15", "{account: b1, owner: fay}"),
    "own owners for some days": STATED.replace(MAP, WORTH)
    .replace("amount: 5M", "amount: 6M")
    .replace("last_year: 400k}", OWN_FOR_SOME_DAYS)
    + targets("people: {by: potential}\n", top="{team: south, amount: 900k}", name="u", metric="units"),
    "owners, a share of one channel": STATED
    + adjustment("x", "2026-04-15", "{territory: two, owner: fay, share: 50%, for: {channel: web}}"),
    "owners, a share of everything": STATED + adjustment("x", "2026-04-15", "{territory: one, owner: fay, share: 40%}"),
    "owners, of one product": STATED
    + adjustment("x", "2026-04-15", "{territory: two, owner: fay, for: {product: tea}}"),
    "owners, of a product in a channel": STATED
    + adjustment("x", "2026-04-15", "{territory: two, owner: fay, for: {channel: shops, product: tea}, share: 70%}")
    + adjustment("y", "2026-09-01", "{territory: two, owner: bob, for: {channel: shops}, share: 20%}"),
    "fiscal, profile over two years": TWO_YEARS + CURVE + HALVES,
    "profile in a plan of twelve periods that is no year": (WORK + CURVE + HALVES).replace(
        "period: 2026\n", "period: 2026-02-10..2027-01-31\n"
    ),
    "profile of two periods of one's own": (WORK + CURVE + HALVES).replace("currency:", f"{TWO_PARTS}currency:"),
    "prorated": PEOPLE + targets(HALVES, COMING_AND_GOING),
    "prorated, a profile of months": PEOPLE + targets(CURVE, HALVES, COMING_AND_GOING),
    "prorated, a profile of named periods": NAMED + targets(CURVE, HALVES, COMING_AND_GOING),
    "prorated, a profile of named periods by working days": NAMED
    + targets("phasing: {profile: curve, weigh: working_days}\n", HALVES, COMING_AND_GOING),
    "prorated, in weeks": fiscal(NAMED.replace("2026-H", "FY2026-H"), WEEKS) + targets(CURVE, HALVES, COMING_AND_GOING),
    "prorated, before its calendar has a day": PEOPLE.replace("name: Bob,", "name: Bob, calendar: shut,")
    + "---\n{plancode: v1, kind: calendar, id: shut, working_week: [Sun], extra_days_off: [2026-02-01, 2026-02-08]}\n"
    + targets("phasing: working_days\n", HALVES, COMING_AND_GOING),
    "leave of the year, of which some has a date": WORK.replace("overhead: 25%", "overhead: 25%\n    annual_leave: 12")
    .replace("hours_per_week: 36", "hours_per_week: 36\n    annual_leave: 30")
    .replace("name: Bob,", "name: Bob, annual_leave: 26,"),
    "days that are worked in part": WORK.replace("{country: DE}", SHORTER).replace("effort: 30h", "effort: 2w"),
    "days that are worked in part, of one's own": WORK.replace("name: Ann,", "name: Ann, calendar: fr,").replace(
        "name: Gil", "name: Gil\n    calendar: fr\n    annual_leave: 40"
    )
    + FRENCH.replace(
        "holidays: {country: FR}", "holidays: {country: FR}, short_days: {Thu: 75%}, half_days: [2026-05-13]"
    ),
    "weekend of the country": WORK.replace("{country: DE}", "{country: SA}") + CURVE + HALVES + "people: {by: even}\n",
    "overlays": PEOPLE.replace("roles:\n", OVERLAY, 1).replace("role: lead, team: north", "role: expert, team: north")
    + MAP
    + targets(CURVE, HALVES, f"targets: [{BESIDE}]\npeople: {{by: even}}\n"),
    "overlays for a while": FOR_A_WHILE + targets(CURVE, HALVES, f"targets: [{BESIDE_FOR_A_WHILE}]\n"),
    "overlays for a while, and a rule": FOR_A_WHILE
    + targets(HALVES, "targets: [{person: bob, amount: 400k}, {person: cat, share: 20%}]\npeople: {by: even}\n"),
    "overlays for a while, adjusted": FOR_A_WHILE
    + targets(CURVE, HALVES, f"targets: [{BESIDE_FOR_A_WHILE}]\n")
    + adjustment("x", "2026-05-15", "{target: t, person: ann, delta: -100k, to: bob}"),
    "rests of overlays for a while": FOR_A_WHILE
    + targets(CURVE, HALVES, f"targets: [{BESIDE_FOR_A_WHILE.replace('share: 20%', 'rest: true')}]\n"),
    "growth over the same place of the year before": OWN_YEARS
    + targets(GROWING.format("FY2026-Q2", "FY2026-H2"), top="{team: all, growth: 10%}"),
    "growth over the same place of the year before, in weeks": fiscal(PEOPLE, WEEKS)
    + targets(GROWING.format("FY2026-P02", "FY2026-H2"), top="{team: all, growth: 10%}"),
    "growth over the same days of the year before": PEOPLE
    + targets(
        GROWING.format("2026-02", "2026-H2").replace("FY", "").replace("-P", "-"), top="{team: all, growth: 10%}"
    ),
    "overlays, rebalanced": PEOPLE.replace("roles:\n", OVERLAY, 1).replace(
        "role: lead, team: north", "role: expert, team: north"
    )
    + targets(HALVES, f"targets: [{BESIDE}, {{person: cat, amount: 200k}}]\npeople: {{by: even}}\n")
    + adjustment("x", "2026-04-15", "{target: t, person: ann, delta: -50k, rebalance: true}"),
}
