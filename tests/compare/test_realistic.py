"""Changes as people make them: headline, figures, people, letters and gate are what was stated before they were run."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from plancode.compare.comparison import Comparison
from plancode.pipeline.comparing import Compared, compare
from plancode.pipeline.telling import letter, review_of
from plancode.render.changes.page import headline
from plancode.render.changes.review import Review
from plancode.render.terminal import TerminalSpeaker, write_terminal
from plancode.tree.overlay import OverlayTree
from tests.support import AS_OF, content_of

HERE: Final = Path(__file__).parent
CHANGES: Final[list[dict[str, Any]]] = yaml.safe_load((HERE / "realistic.yaml").read_text("utf-8"))
SUMS: Final = ("target", "quota", "budget", "people", "open_seats", "customers")
"""Measures that add up."""
_MANY: Final = 200


@pytest.mark.parametrize(
    "change",
    [pytest.param(one, marks=pytest.mark.slow if "many" in one else (), id=one["what"]) for one in CHANGES],
)
def test_change_is_told_as_was_stated(change: dict[str, Any]) -> None:
    """Who reads the report, a letter or the gate is told neither less nor more than what the change does."""
    compared = _compared(change)
    found = compared.comparison
    review = review_of(compared, ("old", "new"))
    assert review is not None
    told = {
        "headline": _missing(TerminalSpeaker("en").say(headline(review)), change["headline"]),
        "effects": sorted(_effects(found)),
        "people": len(found.touched) if "touched" in change else sorted(person.id for person in found.touched),
        "letter": {name: _missing(_letter(review, name), parts) for name, parts in change.get("letter", {}).items()},
        "limits": _missing(" ".join(map(TerminalSpeaker("en").say, review.limits)), [change.get("limits", "")]),
        "gate": sorted({finding.code for finding in compared.gate if finding.is_open}),
    }
    assert told == {
        "headline": "",
        "effects": sorted(change["effects"]),
        "people": change.get("touched", change.get("people")),
        "letter": dict.fromkeys(change.get("letter", {}), ""),
        "limits": "",
        "gate": change["gate"],
    }


def _compared(change: dict[str, Any]) -> Compared:
    files = _many() if "many" in change else _bakery()
    base, head = (
        _edited(files, change.get("base", {})),
        _edited(files, change.get("edits", {}), every="every" in change),
    )
    for path in change.get("gone", ()):
        del head[path]
    for path, to in change.get("to", {}).items():
        head[to] = head.pop(path)
    head |= {path: text.encode() for path, text in change.get("new", {}).items()}
    return compare((OverlayTree(base), OverlayTree(head)), AS_OF)


def _edited(files: dict[str, bytes], edits: dict[str, list[list[str]]], *, every: bool = False) -> dict[str, bytes]:
    edited = dict(files)
    for path, pairs in edits.items():
        text = edited[path].decode()
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new, -1 if every else 1)
        edited[path] = text.encode()
    return edited


@cache
def _bakery() -> dict[str, bytes]:
    return content_of(HERE / "bakery")


@cache
def _many() -> dict[str, bytes]:
    """Return the plan with two hundred more people in a shop."""
    names = [f"p{number}" for number in range(1, _MANY + 1)]
    people = "\n".join(f"  - {{id: {name}, name: {name.upper()}, role: rep, team: shop}}" for name in names)
    quotas = "\n".join(f"  - {{person: {name}, amount: 100k}}" for name in names)
    team = "kind: team\nid: more\nteams: [{id: shop, title: Shop, parent: all, manager: gina}]"
    text = (
        f"plancode: v1\n{team}\npeople:\n{people}\n---\nplancode: v1\nkind: targets\nid: shop-2026\n"
        f"metric: revenue\nphasing: even\ntargets:\n{quotas}\n"
    )
    return _bakery() | {"many.yaml": text.encode()}


def _missing(text: str, parts: list[str]) -> str:
    """Return the text where a part is not said in it."""
    spaced = " ".join(text.split())
    gone = [part for part in parts if str(part) not in spaced]
    return f"{gone} in: {spaced}" if gone else ""


def _effects(found: Comparison) -> list[str]:
    """Return the figures that move over the whole plan, of teams and where they are of no metric of the plan."""
    told = []
    for effect in found.effects:
        figure = effect.figure
        of = figure.subject.id or ("" if figure.metric else "plan")
        if figure.period is None and figure.measure in SUMS and of:
            sides = ("-" if side is None else f"{side.normalize():f}" for side in (effect.before, effect.after))
            told.append(" ".join((figure.measure, of, *filter(None, (figure.metric,)), *sides)))
    return told


def _letter(review: Review, name: str) -> str:
    view = letter(review, name)
    return write_terminal(view, "en", 1000) if view is not None else "nobody is called so"
