"""What a change bears on: every field states it, every limit is judged as the rule that uses it judges."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, get_args

import pytest

from plancode.compare.bearings import bearing_of
from plancode.compare.fields import Field, fields_of
from plancode.config.settings import Settings, Suppression
from plancode.model.base import Scoped
from plancode.model.catalogue import model_of
from plancode.model.kinds import DocumentKind
from plancode.model.policy import Policy
from plancode.pipeline.checking import Checked, check
from plancode.pipeline.reaching import reader
from plancode.quantity import Quantity
from plancode.said.value import Record
from plancode.shape.base import Shape, says
from plancode.shape.bearing import PROSE, Bearing
from plancode.shape.fields import bearing_stated, models_in
from plancode.shape.tables import File
from plancode.tree.overlay import OverlayTree
from tests.compare.chance import dumped, read
from tests.compare.revisions import comparison
from tests.making import AS_OF, PLANS, files_of

STRICTER_ABOVE: Final = {
    "capacity_ratio.warn", "capacity_ratio.error", "capacity_ratio.period", "utilisation.low",
    "over_assignment.min", "pace.on_track", "pace.at_risk", "stretch", "quota_to_ote.min", "balance.min",
    "headcount", "top_accounts", "survey_sample",
}  # fmt: skip
"""Least values: a plan must reach them. `top_accounts` and `survey_sample` say how many are looked at."""
STRICTER_BELOW: Final = {
    "utilisation.high", "utilisation.peak", "over_assignment.max", "season_delta", "long_leave",
    "one_to_one_every", "follow_up_every",
    "consulted_at_most", "backdate", "pace.judge_from", "pace.min_deals", "roll_up_gap", "expected_attainment",
    "share_gain", "growth_over_market", "concentration", "vacant_share", "quota_to_ote.max", "span", "balance.max",
    "stale_after", "off_coverage", "lessons_within", "review_within", "carried_at_most", "quota_change", "touch",
    "sources.unread", "sources.unmatched",
}  # fmt: skip
"""Most values, tolerances, and what must be there before anything is judged."""
WORDS: Final = {
    "acceptances": ("at_once", "after_merge"), "attribute_at_most": (20, 30), "approvers": ([], ["gm"]),
}  # fmt: skip
NO_LIMITS: Final = {
    "season_index": ("days", "periods"), "prorate": ("phased", "days"), "grade_from": ("50%", "60%"),
    "grade_weight": ("75%", "80%"),
}  # fmt: skip
OF_RESULTS: Final = {
    "pace.on_track",
    "pace.at_risk",
    "pace.judge_from",
    "pace.min_deals",
    "off_coverage",
    "stale_after",
    "sources.unread",
    "sources.unmatched",
}
FOLDED: Final = {"season_delta", "pace.at_risk"}
"""Stricter ones of these make other findings, not more: adjacent peaks are one, off pace is no more only at risk."""
Place = tuple[type[Shape], Field]


def _places(model: type[Shape], seen: set[type[Shape]]) -> Iterator[Place]:
    """Yield every field that is compared below a model; a mapping of its own is compared by its fields."""
    if model in seen:
        return
    seen.add(model)
    for field in fields_of(model):
        annotation = model.model_fields[field.name].annotation
        if not field.has_entities and not isinstance(annotation, type(Shape)):
            yield model, field
        for one in models_in(annotation):
            if one is not File:
                yield from _places(one, seen)


def _all_places() -> list[Place]:
    seen: set[type[Shape]] = set()
    models: list[type[Shape]] = [*map(model_of, DocumentKind), Settings]
    return [place for one in models for place in _places(one, seen)]


ALL: Final = _all_places()


def test_every_field_says_what_a_change_of_it_bears_on() -> None:
    """Every field of the plan language states its bearing, or its model does; only `extra` says that it is unknown."""
    stated = {
        f"{model.__name__}.{field.key}": bearing_stated(model.model_fields[field.name], model) for model, field in ALL
    }
    assert [name for name, bears in stated.items() if bears is None] == []
    unknown = {name for name, bears in stated.items() if bears is Bearing.UNKNOWN}
    assert unknown == {name for name in stated if name.endswith(".extra")}


def test_what_holds_a_record_bears_what_it_does() -> None:
    """A record that comes or goes as a whole weighs no less than one of its own fields would."""
    lighter = [
        f"{model.__name__}.{field.key}"
        for model, field in ALL
        for inner in models_in(model.model_fields[field.name].annotation)
        if inner.bears is not None and inner.bears.is_agreed and field.bears in (Bearing.STRUCTURE, Bearing.PROSE)
    ]
    assert lighter == []


def test_a_field_that_says_nothing_is_unknown() -> None:
    """Neither stated nor taken from the model above: a change of it is never harmless in silence."""

    class Silent(Scoped):
        word: Annotated[str, says("A word.", "so")]
        text: Annotated[str, says("A text.", "so", bears=PROSE)]

    found = {field.key: bearing_of(field, "a", "b") for field in fields_of(Silent)}
    assert found.pop("text") is Bearing.PROSE
    assert set(found.values()) == {Bearing.UNKNOWN}


def test_what_a_company_adds_is_unknown() -> None:
    """A change below `extra` is never harmless in silence."""
    extra = [field for _, field in ALL if field.key == "extra"]
    assert extra
    assert {bearing_of(field, "a", "b") for field in extra} == {Bearing.UNKNOWN}


def _leaves(model: type[Shape], route: tuple[str, ...] = ()) -> Iterator[str]:
    for name, info in model.model_fields.items():
        below = list(models_in(info.annotation))
        yield from _leaves(below[0], (*route, name)) if below else (".".join((*route, name)),)


LIMITS: Final = list(_leaves(Policy))


def test_every_limit_is_judged_here() -> None:
    """Each key of the policy is in one of the lists of this test."""
    assert set(LIMITS) == STRICTER_ABOVE | STRICTER_BELOW | WORDS.keys() | NO_LIMITS.keys()
    assert len(LIMITS) == len(STRICTER_ABOVE) + len(STRICTER_BELOW) + len(WORDS) + len(NO_LIMITS)


def _value(name: str, *, is_high: bool) -> Any:  # noqa: ANN401  # as it is written
    """Return a low or a high value for a limit, as it is written."""
    pairs: dict[str, Any] = WORDS | NO_LIMITS
    if name in pairs:
        return pairs[name][is_high]
    model: type[Shape] = Policy
    *above, last = name.split(".")
    for step in above:
        model = next(models_in(model.model_fields[step].annotation))
    annotation, default = model.model_fields[last].annotation, Policy()
    for step in name.split("."):
        default = getattr(default, step)
    if isinstance(default, Quantity) and default.is_time:
        return "90d" if is_high else "1d"
    if isinstance(default, Quantity) or Quantity in get_args(annotation) or name == "expected_attainment":
        return "100%" if is_high else "1%"
    return 40 if is_high else 1


BESIDE: Final[dict[str, dict[str, object]]] = {
    "capacity_ratio.warn": {"error": 1},
    "capacity_ratio.error": {"warn": 40},
    "capacity_ratio.period": {"error": 40, "warn": 40},
    "utilisation.peak": {"low": "0.5%", "high": "1%"},
    "utilisation.high": {"low": "1%"},
    "utilisation.low": {"high": "100%"},
    "over_assignment.max": {"min": 1},
    "over_assignment.min": {"max": 40},
    "quota_to_ote.max": {"min": 1},
    "quota_to_ote.min": {"max": 40},
    "balance.max": {"min": 1},
    "balance.min": {"max": 40},
    "pace.on_track": {"at_risk": "1%"},
    "pace.at_risk": {"on_track": "100%"},
}
"""The other limit of each band, so far away that the two never cross."""


def _policy(name: str, value: object) -> dict[str, object]:
    """Return a policy as it is written, with one limit set and the other of its band out of the way."""
    above, _, last = name.rpartition(".")
    return {above: BESIDE.get(name, {}) | {last: value}} if above else {name: value}


@cache
def _at(name: str, *, is_high: bool) -> Checked:
    return _with_policy(_policy(name, _value(name, is_high=is_high)), with_results=name in OF_RESULTS)


def _with_policy(policy: dict[str, object], *, with_results: bool = False) -> Checked:
    """Return the check of the large example under another policy."""
    files = files_of("huadong")
    documents = read({"plan.yaml": files["plan.yaml"]})
    documents["plan.yaml"][0]["policy"] = policy
    tree = OverlayTree(dumped(files, documents))
    return check(tree, AS_OF, reach=reader(PLANS / "huadong") if with_results else None)


@pytest.mark.slow
@pytest.mark.parametrize("name", LIMITS)
def test_limit_is_judged_in_both_directions(name: str) -> None:
    """A limit that rises is tighter or laxer as its rule has it, and no stricter policy finds less in an example."""
    low, high = _at(name, is_high=False), _at(name, is_high=True)
    up, down = comparison(low, high).changes, comparison(high, low).changes
    assert [one.field for one in up] == [("policy", *name.split("."))]
    both = (up[0].bearing, down[0].bearing)
    if name in NO_LIMITS:
        assert both[0] is both[1]
        assert both[0].is_agreed
    elif name == "attribute_at_most":
        assert both == (Bearing.STRUCTURE, Bearing.STRUCTURE)
    else:
        tighter = name in STRICTER_ABOVE or name == "acceptances"
        assert both == ((Bearing.TIGHTENING, Bearing.RELAXING) if tighter else (Bearing.RELAXING, Bearing.TIGHTENING))
        # that a limit limits nothing (SHP129) is told of the limit, not found by it
        low_count, high_count = (sum(one.code != "SHP129" for one in side.findings) for side in (low, high))
        more = high_count - low_count
        assert name in FOLDED or (more >= 0 if tighter else more <= 0)


def test_no_expected_attainment_is_the_laxest() -> None:
    """Where nothing says how much of the quotas is expected, nothing is judged by it: saying so is tighter."""
    none, some = _with_policy({}), _with_policy({"expected_attainment": "85%"})
    assert [one.bearing for one in comparison(none, some).changes] == [Bearing.TIGHTENING]
    assert [one.bearing for one in comparison(some, none).changes] == [Bearing.RELAXING]


@pytest.mark.parametrize(("before", "after"), [("14d", "2w"), ("60min", "1h"), ("12m", "1y")])
def test_limit_in_another_unit_is_no_other_limit(before: str, after: str) -> None:
    """A time that is only written in another unit is neither tighter nor laxer."""
    sides = (_with_policy({"backdate": before}), _with_policy({"backdate": after}))
    assert [one.bearing for one in comparison(*sides).changes] == [Bearing.PROSE]


def test_suppression_is_judged_by_what_it_lets_pass() -> None:
    """An end that is given to a suppression is tighter; a wider, longer or other one is laxer."""
    fields = {field.key: field for field in fields_of(Suppression)}
    (suppress, ignore) = ({field.key: field for field in fields_of(Settings)}[key] for key in ("suppress", "ignore"))
    day, later = date(2026, 6, 30), date(2026, 9, 30)
    judged = {
        (key, before, after): bearing_of(fields[key], before, after)
        for key, before, after in (
            ("until", None, day), ("until", day, None), ("until", day, later), ("until", later, day),
            ("up_to", None, 3), ("up_to", 3, 30),
            ("entity", None, "zhou"), ("entity", "zhou", None), ("entity", "zhou", "wu"),
            ("reason", None, "So"), ("reason", "So", None), ("reason", "So", "Thus"),
        )
    }  # fmt: skip
    tight, lax = Bearing.TIGHTENING, Bearing.RELAXING
    assert list(judged.values()) == [tight, lax, lax, tight, tight, lax, tight, lax, lax, lax, tight, Bearing.PROSE]
    entry = Record((("code", "COV104"),))
    assert [bearing_of(suppress, None, entry), bearing_of(suppress, entry, None)] == [lax, tight]
    lists: tuple[tuple[str, ...], ...] = (("a",), ("a", "b"), ("c",))
    assert [bearing_of(ignore, lists[0], one) for one in (lists[1], lists[2], None)] == [lax, lax, tight]
    assert bearing_of(ignore, lists[1], lists[0]) is tight
