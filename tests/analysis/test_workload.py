"""Workload: hours, and each kind of load by hand (docs/numbers.md, Workload)."""

from decimal import Decimal

import pytest

from plancode.analysis.analysis import Analysis
from plancode.analysis.entries import WorkKind
from plancode.analysis.workload import Load
from tests.analysis.small import about, analysed, calendar, head, months_of, numbers, person_of, targets, team

WORKED = [22, 20, 22, 22, 21, 22, 23, 21, 22, 22, 21, 23]
ANN, BOB = "id: ann, role: rep, team: all", "id: bob, role: rep, team: all"
WEEK_OFF = f"{ANN}, leave: [{{from: 2026-01-05, to: 2026-01-09}}]"
AWAY = f"{ANN}, leave: [{{from: 2026-03-01, to: 2026-04-30}}]"
HOURS = "overhead: 25%"
CALLS = "A: {calls: 261/year, minutes: 60min, travel: 30min}, B: {calls: 1/month, minutes: 45min}"


def _load(analysis: Analysis, name: str = "ann") -> Load:
    return analysis.workload.of(person_of(analysis, name))


def _hours(load: Load) -> list[Decimal]:
    assert load.hours is not None
    return months_of(load.hours)


def _by_month(analysis: Analysis, kind: WorkKind, name: str = "ann") -> list[Decimal]:
    load = _load(analysis, name)
    return [about(load.of(number, kind)) for number in range(12)]


def _whole(analysis: Analysis, kind: WorkKind, name: str = "ann") -> Decimal:
    return about(_load(analysis, name).whole(kind))


def _map(territory: str, plan: str = CALLS) -> str:
    return f"{{kind: territories, id: map, call_plan: {{{plan}}}, territories: [{{id: t, team: all, {territory}}}]}}\n"


def _visiting(territory: str, *people: str, rep: str = "", plan: str = CALLS) -> Analysis:
    return analysed(team(people or (ANN,), rep), _map(territory, plan))


def _acting(action: str, *people: str) -> Analysis:
    return analysed(team(people or (ANN,)), f"{{kind: actions, id: work, actions: [{{id: one, {action}}}]}}\n")


def _meeting(cadence: str, *people: str, teams: str = "{id: all}") -> Analysis:
    return analysed(team(people, teams=teams), f"{{kind: cadence, id: rhythm, {cadence}}}\n")


def test_hours_are_working_days_times_hours_a_day() -> None:
    """Eight hours a day less a quarter overhead are six; half of full time is three; leave takes its days."""
    assert _hours(_load(analysed(team([ANN], HOURS)))) == [Decimal(6 * days) for days in WORKED]
    half = _load(analysed(team([f"{ANN}, fte: 0.5, leave: [{{from: 2026-01-05, to: 2026-01-09}}]"], HOURS)))
    assert _hours(half) == [Decimal(3 * days) for days in [17, *WORKED[1:]]]


def test_hours_a_day_follow_the_working_week() -> None:
    """40 hours in a week of six days are 6⅔ a day."""
    six = calendar("working_week: [Mon, Tue, Wed, Thu, Fri, Sat]")
    assert about(_hours(_load(analysed(team([ANN]), six)))[0]) == about(Decimal(40) / 6 * 27)


def test_change_of_full_time_changes_hours_from_its_day() -> None:
    """From 16 January on, 11 of its 22 working days are half days."""
    load = _load(analysed(team([f"{ANN}, changes: [{{from: 2026-01-16, fte: 0.5}}]"])))
    assert _hours(load)[0] == 8 * 11 + 4 * 11


def test_without_hours_a_person_is_not_judged() -> None:
    """A role that does not say its hours gives no utilisation; its load is known all the same."""
    roles = "roles: [{id: rep, carries_quota: true}]"
    people = f"kind: team\nid: people\n{roles}\nteams: [{{id: all}}]\npeople: [{{{ANN}}}]\n"
    load = _load(analysed(people, _map("owners: [{person: ann}], account_groups: [{id: g, class: B, count: 1}]")))
    assert load.hours is None
    assert load.utilisation() is None
    assert about(load.whole("calls")) == 9


def test_utilisation() -> None:
    """Load over hours, of the months in which somebody is there."""
    analysis = _visiting(
        "owners: [{person: ann}], account_groups: [{id: g, class: A, count: 2}]", f"{ANN}, start: 2026-02-01"
    )
    load = _load(analysis)
    assert about(load.utilisation()) == about(Decimal(3) / 8)


def test_calls_of_accounts_and_groups() -> None:
    """A call each working day of 1½ hours, times the accounts, a group times its count."""
    analysis = _visiting(
        "owners: [{person: ann}], accounts: [{id: a, class: A}, {id: x}, {id: y, class: Z}], "
        "account_groups: [{id: g, class: B, count: 10}]"
    )
    daily = [Decimal("1.5") * days for days in WORKED]
    monthly = [Decimal(10) * 12 * Decimal("0.75") * days / 261 for days in WORKED]
    assert _by_month(analysis, "calls") == [about(one + other) for one, other in zip(daily, monthly, strict=True)]
    assert _whole(analysis, "calls") == about(261 * Decimal("1.5") + 90)


def test_calls_by_share_and_dates() -> None:
    """Owners make calls by their share, while the ownership holds: the part of the plan's working days."""
    analysis = _visiting(
        "owners: [{person: ann, share: 60%, to: 2026-03-31}, {person: bob, share: 40%, to: 2026-03-31}, "
        "{person: bob, from: 2026-04-01}], accounts: [{id: a, class: A}]",
        ANN,
        BOB,
    )
    assert _by_month(analysis, "calls") == [about(Decimal("0.9") * days) for days in WORKED[:3]] + numbers(*[0] * 9)
    assert _whole(analysis, "calls", "bob") == about(Decimal("0.6") * 64 + Decimal("1.5") * 197)


def test_calls_of_overlay_owners_are_none() -> None:
    """Only primary owners make calls."""
    analysis = _visiting("owners: [{person: ann, as: overlay}, {person: bob}], accounts: [{id: a, class: A}]", ANN, BOB)
    assert _whole(analysis, "calls") == 0
    assert _whole(analysis, "calls", "bob") == about(261 * Decimal("1.5"))


def test_calls_are_exact_over_the_year_in_spite_of_a_holiday() -> None:
    """Calls of a week's leave are made on the other days."""
    analysis = _visiting(
        "owners: [{person: ann}], accounts: [{id: a, class: A}]",
        f"{ANN}, leave: [{{from: 2026-01-05, to: 2026-01-09}}]",
    )
    assert _whole(analysis, "calls") == about(261 * Decimal("1.5"))
    assert _by_month(analysis, "calls")[0] == about(261 * Decimal("1.5") * 17 / 256)


def test_accounts_exist_from_and_until() -> None:
    """An account is called on while it, and its territory, exist."""
    analysis = _visiting(
        "from: 2026-02-01, to: 2026-11-30, owners: [{person: ann}], "
        "accounts: [{id: a, class: A, since: 2026-03-01, until: 2026-03-31}]"
    )
    assert _by_month(analysis, "calls") == numbers(0, 0, 33, *[0] * 9)


def test_own_owners_of_an_account_make_its_calls() -> None:
    """An account with owners of its own is theirs, not the territory's."""
    analysis = _visiting("owners: [{person: ann}], accounts: [{id: a, class: A, owners: [{person: bob}]}]", ANN, BOB)
    assert [_whole(analysis, "calls", one) for one in ("ann", "bob")] == [0, about(261 * Decimal("1.5"))]


def test_deputy_makes_the_calls_of_a_long_leave() -> None:
    """In a long leave of March and April the deputy makes the calls that fall on its 44 working days."""
    analysis = _visiting(
        "owners: [{person: ann}], deputy: bob, accounts: [{id: a, class: A}]",
        f"{ANN}, leave: [{{from: 2026-03-01, to: 2026-04-30}}]",
        BOB,
    )
    assert _by_month(analysis, "calls", "bob") == numbers(0, 0, 33, 33, *[0] * 8)
    assert _by_month(analysis, "calls") == [about(Decimal("1.5") * days) for days in [22, 20, 0, 0, *WORKED[4:]]]
    entry = _load(analysis, "bob").entries[0]
    assert entry.visits is not None
    assert entry.visits.carried_for == "ann"


def test_nobody_makes_the_calls_of_a_long_leave_without_a_deputy() -> None:
    """Without a deputy those calls are nobody's, and the owner's others stay as many."""
    analysis = _visiting(
        "owners: [{person: ann}], accounts: [{id: a, class: A}]",
        f"{ANN}, leave: [{{from: 2026-03-01, to: 2026-04-30}}]",
    )
    assert _whole(analysis, "calls") == about((261 - 44) * Decimal("1.5"))


@pytest.mark.parametrize(("carrier", "hours"), [("bob", 96), ("none", 0)])
def test_calls_of_an_open_seat_before_it_is_filled(carrier: str, hours: int) -> None:
    """Before an open seat's start on 1 April who carries its work makes its 64 days of calls, or nobody."""
    analysis = _visiting(
        "owners: [{person: seat}], accounts: [{id: a, class: A}]",
        f"id: seat, role: rep, team: all, open: true, start: 2026-04-01, vacancy: {{carried_by: {carrier}}}",
        BOB,
    )
    assert _whole(analysis, "calls", "bob") == hours
    assert _whole(analysis, "calls", "seat") == about(Decimal("1.5") * 197)


def test_travel_of_a_day_where_the_class_has_none() -> None:
    """Of the 6 net hours of a day a call of 45 minutes is an eighth, and takes an eighth of 90 minutes' travel."""
    analysis = _visiting(
        "travel_per_day: 90min, owners: [{person: ann}], account_groups: [{id: g, class: B, count: 10}]", rep=HOURS
    )
    assert _whole(analysis, "calls") == about(120 * Decimal("0.75") * (1 + Decimal("1.5") / 6))
    own = _visiting("travel_per_day: 90min, owners: [{person: ann}], accounts: [{id: a, class: A}]", rep=HOURS)
    assert _whole(own, "calls") == about(261 * Decimal("1.5"))


@pytest.mark.parametrize(
    ("frequency", "calls"),
    [("12/year", "12"), ("3/quarter", "12"), ("1/month", "12"), ("1/week", "52.142857"), ("1/day", "261")],
)
def test_frequency_over_the_plan(frequency: str, calls: str) -> None:
    """How often a class is called on is taken as often as the plan has such times."""
    analysis = _visiting(
        "owners: [{person: ann}], accounts: [{id: a, class: A}]", plan=f"A: {{calls: {frequency}, minutes: 60min}}"
    )
    assert _whole(analysis, "calls") == Decimal(calls)


def test_deals() -> None:
    """The effort of the cycle that fits, spread by working days from the start to the close; none for what is lost."""
    plan = head(
        team="all", channels="[{id: ka}, {id: web}]", market="{cycles: [{channel: ka, effort: 44h}, {effort: 9h}]}"
    )
    deals = (
        "opportunities: [{id: a, person: ann, channel: ka, amount: 9, closes: 2026-01-31}, "
        "{id: b, person: ann, channel: web, amount: 9, closes: 2026-12-31}, "
        "{id: c, person: ann, channel: ka, amount: 9, closes: 2026-12-31, stage: lost}]"
    )
    found = _by_month(analysed(plan, team([ANN]), targets(deals)), "deals")
    assert found[0] == about(44 + Decimal(9) * 22 / 261)
    assert found[11] == about(Decimal(9) * 23 / 261)


def test_deal_of_an_account_is_its_owner_s() -> None:
    """A deal that names nobody is worked on by the account's primary owner; its channel is the account's."""
    plan = head(team="all", channels="[{id: ka}]", market="{cycles: [{channel: ka, effort: 44h}]}")
    deals = targets("opportunities: [{id: a, account: shop, amount: 9}]")
    shop = "owners: [{person: bob}], accounts: [{id: shop, channel: ka}]"
    analysis = analysed(plan, team([ANN, BOB]), _map(shop), deals)
    assert [_whole(analysis, "deals", one) for one in ("ann", "bob")] == [0, 44]


@pytest.mark.parametrize(
    ("rate", "hours"),
    [("1h/day", [22, 20]), ("5h/week", [22, 20]), ("87h/month", [88, 80]), ("2610h/year", [220, 200])],
)
def test_prospecting(rate: str, hours: list[int]) -> None:
    """A day's, a week's (of five working days), a month's or a year's prospecting for the days worked."""
    found = _by_month(analysed(team([ANN], f"prospecting: {rate}")), "prospecting")
    assert found[:2] == numbers(*hours)


def test_prospecting_follows_days_worked_and_full_time() -> None:
    """Half of full time prospects half as much, and nobody does on leave."""
    people = [f"{ANN}, fte: 0.5, leave: [{{from: 2026-01-05, to: 2026-01-09}}]"]
    assert _by_month(analysed(team(people, "prospecting: 5h/week")), "prospecting")[:2] == numbers("8.5", 10)


@pytest.mark.parametrize(
    ("kind", "load"),
    [
        ("task", "actions"), ("campaign", "actions"), ("initiative", "actions"), ("project", "projects"),
        ("training", "training"), ("coaching", "coaching"),
    ],
)  # fmt: skip
def test_actions_by_kind(kind: str, load: WorkKind) -> None:
    """Effort spreads over the working days between the dates; projects, training and coaching are apart."""
    analysis = _acting(f"kind: {kind}, owner: ann, from: 2026-01-16, to: 2026-02-13, effort: 42h")
    assert _by_month(analysis, load) == numbers(22, 20, *[0] * 10)


def test_everybody_who_takes_part_has_the_whole_effort() -> None:
    """Owner, people, those of a role and of a team each have the effort, once."""
    analysis = _acting("owner: ann, people: [rep, all], effort: 2d", ANN, BOB, "id: eve, role: helper, team: all")
    assert [_whole(analysis, "actions", one) for one in ("ann", "bob", "eve")] == [16, 16, 16]
    only = _acting("people: [rep], effort: 2d", ANN, "id: eve, role: helper, team: all")
    assert [_whole(only, "actions", one) for one in ("ann", "eve")] == [16, 0]


def test_dropped_actions_take_no_time() -> None:
    """What is dropped, or says no effort, takes none."""
    assert _whole(_acting("owner: ann, status: dropped, effort: 9h"), "actions") == 0
    assert _whole(_acting("owner: ann"), "actions") == 0


def test_action_without_dates_takes_the_whole_plan() -> None:
    """Without dates the effort spreads over the plan, by the days worked."""
    analysis = _acting("owner: ann, effort: 261h")
    assert _by_month(analysis, "actions") == numbers(*WORKED)


@pytest.mark.parametrize(
    ("every", "january"),
    [
        ("1w", "4.4"),
        ("2w", "2.2"),
        ("1d", "22"),
        ("10d", "3.08"),
        ("1m", "1"),
        ("1q", "0.333333"),
        ("1y", "0.083333"),
    ],
)
def test_meetings(every: str, january: str) -> None:
    """A week has the days of the working week: 22 working days are 4.4 weeks; months count period by period."""
    analysis = _meeting(f"meetings: [{{id: m, every: {every}, minutes: 60, who: {{team: each}}}}]", ANN)
    assert _by_month(analysis, "meetings")[0] == Decimal(january)


@pytest.mark.parametrize(
    ("own", "whole"),
    [("", 2040), (", annual_leave: 5", 2080), (", annual_leave: 3", 2080), (", annual_leave: 0", 2080)],
)
def test_yearly_leave_takes_hours_until_dated_leave_uses_it_up(own: str, whole: int) -> None:
    """Of 10 days a year a week has its dates: the other five take 40 of 2,088 − 40 hours, alike from every day."""
    found = _hours(_load(analysed(team([f"{WEEK_OFF}{own}"], "annual_leave: 10"))))
    assert sum(found) == about(Decimal(whole - 32))
    assert found[1] == about(160 * Decimal(whole - 32) / 2048)


def test_short_and_half_days_have_fewer_hours() -> None:
    """With two days of half a day 40 hours a week are ten a full day; of a half one that is short 2.5 are left."""
    days = calendar("short_days: {Thu: 50%, Fri: 50%}, half_days: [2026-12-24]")
    found = _hours(_load(analysed(days, team([ANN]))))
    assert [found[0], found[11]] == [Decimal(12 * 10 + 10 * 5), 14 * 10 + 9 * 5 - Decimal("2.5")]
    away = _hours(_load(analysed(days, team([WEEK_OFF]))))
    assert found[0] - away[0] == 40


def test_a_team_means_the_same_wherever_it_is_named() -> None:
    """Its people, those of the teams below, and its manager: under `team`, among people, in actions and in duties."""
    teams = "{id: all, manager: eve}, {id: north, parent: all, manager: eve}, {id: oslo, parent: north}"
    people = ["id: eve, role: helper, team: all", "id: ann, role: rep, team: oslo", "id: bob, role: rep, team: all"]
    named = [
        "kind: cadence, id: c, meetings: [{id: m, every: 1y, minutes: 60, who: {team: north}}]",
        "kind: cadence, id: c, meetings: [{id: m, every: 1y, minutes: 60, who: {people: [north]}}]",
        "kind: actions, id: c, actions: [{id: a, people: [north], effort: 1h}]",
    ]
    for text in named:
        analysis = analysed(team(people, teams=teams), f"{{{text}}}\n")
        assert [about(_load(analysis, one).whole()) for one in ("eve", "ann", "bob")] == [1, 1, 0]
    seat = "id: seat, open: true, role: rep, team: north, start: 2026-06-01"
    duties = "duties: [{id: d, R: [north], A: north, C: rep}, {id: e, for: {team: [north, oslo]}, R: rep, A: eve}]"
    text = f"{{kind: responsibilities, id: r, {duties}}}\n"
    analysis = analysed(team([*people[::2], seat, "id: ann, role: helper, team: oslo"], teams=teams), text)
    parts = [
        [*map(" ".join, ([actor.model.own_id for actor in actors] for actors in duty.parts.values()))][:3]
        for duty in analysis.duties
    ]
    assert parts == [["seat eve ann", "eve", "bob seat"], ["seat", "eve", ""], ["seat", "eve", ""]]


def test_who_meets() -> None:
    """Members of the team, its manager, and those named by id or role."""
    teams = "{id: all, manager: eve}, {id: north, parent: all, manager: eve}"
    people = ["id: eve, role: helper, team: all", "id: ann, role: rep, team: north", "id: bob, role: rep, team: all"]
    north = _meeting("meetings: [{id: m, every: 1y, minutes: 60, who: {team: north}}]", *people, teams=teams)
    assert [_whole(north, "meetings", one) for one in ("eve", "ann", "bob")] == [1, 1, 0]
    reps = _meeting("meetings: [{id: m, every: 1y, minutes: 60, who: {people: [rep]}}]", *people, teams=teams)
    assert [_whole(reps, "meetings", one) for one in ("eve", "ann", "bob")] == [0, 1, 1]


def test_one_to_ones_count_for_both() -> None:
    """Everybody with a manager, on their own working days; for the manager as much as all of them together."""
    teams = "{id: all, manager: eve}"
    people = ["id: eve, role: helper, team: all", f"{ANN}, start: 2026-07-01", BOB]
    analysis = _meeting("one_to_ones: {every: 1w, minutes: 30}", *people, teams=teams)
    assert _whole(analysis, "one_to_ones", "bob") == about(Decimal(261) / 10)
    assert _whole(analysis, "one_to_ones") == about(Decimal(132) / 10)
    assert _whole(analysis, "one_to_ones", "eve") == about(Decimal(261 + 132) / 10)


def test_one_to_ones_with_somebody_else() -> None:
    """A rule may name who leads the talk, and for whom it is."""
    people = ["id: eve, role: helper, team: all", ANN, BOB]
    cadence = "one_to_ones: {every: 1q, minutes: 60, who: {people: [ann]}, manager: bob}"
    analysis = _meeting(cadence, *people, teams="{id: all, manager: eve}")
    assert [_whole(analysis, "one_to_ones", one) for one in ("ann", "bob", "eve")] == [4, 4, 0]


def test_load_is_the_sum_of_its_kinds() -> None:
    """The whole load is what all entries take."""
    analysis = analysed(
        team([ANN], "prospecting: 5h/week"),
        _map("owners: [{person: ann}], accounts: [{id: a, class: A}]"),
        "{kind: cadence, id: rhythm, meetings: [{id: m, every: 1w, minutes: 60, who: {team: each}}]}\n",
    )
    load = _load(analysis)
    assert about(load.whole()) == about(261 + 261 * Decimal("1.5") + Decimal(261) / 5)
    assert about(load.of(0)) == about(Decimal(22) + 33 + Decimal("4.4"))


# What somebody works as, in which team and for how many hours changes on 16 January (11 of 22 working days are over)
# or on 1 July; the later stint counts by its own role, team and hours.
HALF = f"{ANN}, changes: [{{from: 2026-01-16, fte: 0.5}}]"


def test_change_of_role_changes_hours_from_its_day() -> None:
    """Six hours a day as a rep with a quarter overhead, from July on eight as a helper without."""
    load = _load(analysed(team([f"{ANN}, changes: [{{from: 2026-07-01, role: helper}}]"], HOURS)))
    assert _hours(load) == [Decimal((6 if number < 6 else 8) * days) for number, days in enumerate(WORKED)]


def test_later_role_without_hours_leaves_all_unknown() -> None:
    """Who moves on to a role that does not say its hours is not judged for the part before either."""
    people = team([f"{ANN}, changes: [{{from: 2026-07-01, role: idle}}]"]).replace("roles: [", "roles: [{id: idle}, ")
    assert _load(analysed(people)).hours is None


def test_prospecting_of_both_stints_adds_up() -> None:
    """An hour a day at full time on 11 days of January, half an hour on the other 11, and so on."""
    found = _by_month(analysed(team([HALF], "prospecting: 5h/week")), "prospecting")
    assert found[:2] == numbers(11 + 5.5, 10)


def test_prospecting_ends_with_the_role_that_asks_for_it() -> None:
    """A helper does not prospect."""
    people = team([f"{ANN}, changes: [{{from: 2026-01-16, role: helper}}]"], "prospecting: 5h/week")
    assert _by_month(analysed(people), "prospecting")[:2] == numbers(11, 0)


def test_meetings_of_both_stints_add_up() -> None:
    """A weekly hour takes as long at half time: 22 days are 4.4 weeks, before and after the change together."""
    analysis = _meeting("meetings: [{id: m, every: 1w, minutes: 60, who: {team: each}}]", HALF)
    assert _by_month(analysis, "meetings")[:2] == numbers("4.4", 4)


def test_meetings_follow_a_change_of_team() -> None:
    """Who joins the north on 16 January meets with it from that day on: 11 days are 2.2 weeks."""
    analysis = _meeting(
        "meetings: [{id: m, every: 1w, minutes: 60, who: {team: north}}]",
        f"{ANN}, changes: [{{from: 2026-01-16, team: north}}]",
        teams="{id: all}, {id: north, parent: all}",
    )
    assert _by_month(analysis, "meetings")[:2] == numbers("2.2", 4)


def test_one_to_ones_follow_a_change_of_team() -> None:
    """Before 16 January they are with the first manager, then with the second; each has the time of their own part."""
    people = ["id: eve, role: helper, team: all", "id: nora, role: helper, team: all",
              f"{ANN}, changes: [{{from: 2026-01-16, team: north}}]"]  # fmt: skip
    teams = "{id: all, manager: eve}, {id: north, parent: all, manager: nora}"
    cadence = "one_to_ones: {every: 1w, minutes: 60, who: {people: [rep]}}"
    analysis = _meeting(cadence, *people, teams=teams)
    assert _by_month(analysis, "one_to_ones")[:2] == numbers("4.4", 4)
    assert _by_month(analysis, "one_to_ones", "eve")[:2] == numbers("2.2", 0)
    assert _by_month(analysis, "one_to_ones", "nora")[:2] == numbers("2.2", 4)


def test_travel_of_a_day_is_a_larger_part_of_a_shorter_one() -> None:
    """Of 6 hours a call of 45 minutes takes an eighth of 90 minutes' travel; of 3, from July on, a quarter."""
    analysis = _visiting(
        "travel_per_day: 90min, owners: [{person: ann}], account_groups: [{id: g, class: B, count: 10}]",
        f"{ANN}, changes: [{{from: 2026-07-01, fte: 0.5}}]",
        rep=HOURS,
    )
    calls = [Decimal(120) * days / 261 for days in WORKED]
    before, after = (Decimal("0.75") * (1 + Decimal("1.5") / net) for net in (6, 3))
    found = _by_month(analysis, "calls")
    assert found[5] == about(calls[5] * before)
    assert found[6] == about(calls[6] * after)


def test_calls_of_a_month_with_a_change_add_up() -> None:
    """The working days before and after the change together make the month's calls."""
    analysis = _visiting("owners: [{person: ann}], accounts: [{id: a, class: A}]", HALF)
    assert _by_month(analysis, "calls")[:2] == numbers(33, 30)
