"""A letter says something exactly where somebody's page is another one, in more than place and order."""

import re
from collections import Counter
from typing import Final

import pytest

from plancode.locale.catalogue import LANGUAGES
from plancode.model.team import Person
from plancode.pipeline.building import edition_of
from plancode.pipeline.checking import Checked, check
from plancode.pipeline.comparing import compare_checked
from plancode.pipeline.telling import letter, review_of
from plancode.render.markdown import write_markdown
from plancode.render.terminal import write_terminal
from plancode.render.views.person import person_view
from plancode.tree.overlay import OverlayTree
from tests.compare.chance import changed_by_chance, checked_start
from tests.compare.revisions import COMMON
from tests.making import AS_OF

SEEDS: Final = [
    *((COMMON, seed, 4) for seed in range(10)),
    *(pytest.param(COMMON, seed, 4, marks=pytest.mark.slow) for seed in range(10, 80)),
    *(pytest.param("starter", seed, 4, marks=pytest.mark.slow) for seed in range(25)),
    *(pytest.param("huadong", seed, 6, marks=pytest.mark.slow) for seed in range(15)),
]
Page = tuple[Counter[str], ...]


def _pages(checked: Checked) -> dict[str, Page]:
    """Return what everybody's page says in each language, line by line in no order."""
    edition = edition_of(checked)
    assert edition is not None
    people = edition.graph.all(Person)
    views = {person.model.id: person_view(edition, person) for person in people}
    return {name: tuple(_lines(write_markdown(view, one)) for one in LANGUAGES) for name, view in views.items()}


def _lines(text: str) -> Counter[str]:
    return Counter(filter(None, (_plain(line) for line in text.splitlines())))


def _plain(line: str) -> str:
    """Return a line without where its links lead, names in a fixed order; nothing of one that only draws."""
    cells = (re.sub(r"\]\([^)]*\)", "]", line).strip("| ") if line.strip("|-: ") else "").split(" | ")
    return " | ".join(" ".join(sorted(re.split(", |、", cell))) for cell in cells)


@pytest.mark.parametrize(("plan", "seed", "count"), SEEDS)
def test_letter_tells_what_the_page_shows(plan: str, seed: int, count: int) -> None:
    """Whoever's page differs is told so, whoever's is the same is told that nothing changes; in both languages."""
    base, head = checked_start(plan), check(OverlayTree(changed_by_chance(plan, seed, count)), AS_OF)
    compared = compare_checked(base, head)
    if compared.known.base is not base or compared.known.head is not head:
        return  # of what cannot be read the page of the other side stands
    review = review_of(compared, ("old", "new"))
    assert review is not None
    pairing, before, after = compared.comparison.pairing, _pages(base), _pages(head)
    names = {pairing.head_ref(person.ref).id: person.model.id for person in pairing.base.all(Person)}
    for name in dict.fromkeys((*after, *names)):
        is_other = before.get(names.get(name, "")) != after.get(name)
        assert (compared.comparison.effect_on(name) is not None) is is_other, name
        view = letter(review, name)
        assert view is not None, name
        says = write_terminal(view, "en", 200)
        assert ("nothing changes for you." not in says) if is_other else ("nothing changes for you" in says), name
