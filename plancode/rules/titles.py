"""Things that a plan names by their title, or by their code elsewhere, where their id belongs: which id that is."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.graph import PlanGraph
from plancode.locale.catalogue import LANGUAGES, find_word
from plancode.model.base import coded
from plancode.model.kinds import EntityKind
from plancode.said.value import KindName, Verbatim
from plancode.shape.meant import as_id, parts_of

if TYPE_CHECKING:
    from plancode.said.value import Said

_OF_NAMES: Final = frozenset({"SHP103", "SHP104"})


class Titles:
    """What the things of a plan are called."""

    def __init__(self, graph: PlanGraph) -> None:
        """Take the plan; nothing is looked up before it is asked for."""
        self.graph = graph

    def id_of(self, text: str, kinds: Iterable[EntityKind]) -> str:
        """Return the id of the one thing of these kinds that is called so, or an empty text."""
        found = {name for called in (text, as_id(text)) for kind in kinds for name in self._ids[kind, _folded(called)]}
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def _ids(self) -> dict[tuple[EntityKind, str], set[str]]:
        ids: dict[tuple[EntityKind, str], set[str]] = defaultdict(set)
        for entity in self.graph.entities.values():
            model = entity.model
            for called in (model.own_id, model.label, *(code for _, code in coded(model))):
                ids[entity.key.kind, _folded(str(called))].add(model.own_id)
        for name in self.graph.names((EntityKind.METRIC,)):
            for language in LANGUAGES:
                ids[EntityKind.METRIC, _folded(find_word(f"metric.{name}", language) or name)].add(name)
        return ids


def with_ids(problems: Iterable[Problem], titles: Titles) -> list[Problem]:
    """Return problems of names that are no ids with the id that is meant, where the plan has one thing called so."""
    return [_with_id(problem, titles) if problem.code in _OF_NAMES else problem for problem in problems]


def _with_id(problem: Problem, titles: Titles) -> Problem:
    kinds, form, text = (problem.values.get(name) for name in ("kinds", "form", "found"))
    if not isinstance(kinds, tuple) or not isinstance(form, str) or not isinstance(text, str):
        return problem
    wanted = [EntityKind(kind.kind) for kind in kinds if isinstance(kind, KindName)]
    names = parts_of(text) if problem.variant == "list" else [text]
    ids = [form.format(id=titles.id_of(name, wanted)) for name in names if titles.id_of(name, wanted)]
    values: dict[str, Said] = {name: value for name, value in problem.values.items() if name not in ("kinds", "form")}
    if ids and len(ids) == len(names) and "meant" not in values:
        values["meant"] = Verbatim(f"[{', '.join(ids)}]" if problem.variant == "list" else ids[0])
    return replace(problem, values=values)


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text.casefold())
