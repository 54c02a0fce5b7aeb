"""A plan as a workbook: what is told first, its sheets, and what it carries to know what was changed in it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from plancode.analysis.analysis import Analysis
from plancode.exchange.workbook.audience import BookAudience
from plancode.exchange.workbook.choices import Choices
from plancode.exchange.workbook.seal import Seal, seal_lines, sealed
from plancode.exchange.workbook.sheets import BookPlan, BookSheet, entity_sheets
from plancode.exchange.workbook.target_lines import target_sheet
from plancode.exchange.workbook.writer import write_workbook
from plancode.graph.graph import PlanGraph
from plancode.locale.catalogue import Language
from plancode.model.team import Team
from plancode.said.value import KindName, Said, Term


@dataclass(eq=False)
class PlanBook:
    """The workbook of a plan as it is written, for a team or for everybody; `files` are the texts it is made of."""

    graph: PlanGraph
    analysis: Analysis
    language: Language
    files: Mapping[str, str]
    team: str | None = None

    @cached_property
    def plan(self) -> BookPlan:
        """The plan, and how it is put into cells."""
        return BookPlan(self.graph, self.analysis, self.language)

    @cached_property
    def sheets(self) -> tuple[BookSheet, ...]:
        """Its sheets: targets first."""
        audience = BookAudience(self.graph, self.analysis, self.team)
        seen = [target for target in self.analysis.targets.targets if audience.sees_target(target.scope)]
        targets = target_sheet(self.plan, seen)
        return (*([targets] if targets is not None else ()), *entity_sheets(self.plan, audience.sees))

    @cached_property
    def seal(self) -> Seal:
        """What it carries of where it comes from."""
        return Seal(self.graph.plan_id, self._state, self.language, self.team or "", sealed(self.sheets))

    @property
    def _state(self) -> str:
        """What tells this state of the plan from others."""
        digest = hashlib.sha256()
        for path, text in sorted(self.files.items()):
            digest.update(f"{len(path)}:{path}{len(text)}:{text}".encode())
        return digest.hexdigest()[:16]

    def data(self) -> bytes:
        """Return its bytes."""
        return write_workbook(self.sheets, tuple(self._overview()), seal_lines(self.seal), Choices(self.plan))

    def _overview(self) -> Iterator[tuple[Said, ...]]:
        plan = self.graph.plan
        if plan is None:
            return
        yield (plan.ref,)
        yield ()
        if self.team is not None:
            team = self.graph.find(Team, self.team)
            yield KindName("team"), team.ref if team is not None else self.team
        yield Term("col.period"), self.graph.period(None)
        yield Term("book.currency"), plan.model.currency
        yield Term("book.as_of"), self.analysis.as_of
        for sheet in self.sheets:
            yield sheet.title, Term("book.rows", (("count", len(sheet.rows)), ("help", sheet.help)))
        yield ()
        yield (Term("book.filled_in"),)
        yield from ((None, Term(f"book.step_{step}")) for step in ("white", "grey", "names", "new", "back"))
