"""The settings of a plan's folder, from plancode.yaml."""

from typing import Annotated, Final, Literal

from annotated_types import Ge, MaxLen
from pydantic import StringConstraints

from plancode.findings.severity import Severity
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.bearing import EXEMPTION, LAXER_ABOVE, NARROWING, REASON, STRICTER_ABOVE, STRUCTURE
from plancode.shape.types import Day, Many, Text

MOST_GLOBS: Final = 200
"""Every file is held against every glob."""
Glob = Annotated[str, StringConstraints(min_length=1, max_length=200)]
RuleCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}[0-9]{3}$")]
EntityName = Annotated[str, StringConstraints(min_length=1, max_length=130)]
SortOfChange = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_*]+(?:\.[A-Za-z_*]+)*$", max_length=100)]
FolderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,40}$")]


class Suppression(Shape):
    """A finding that the plan accepts, with the reason why."""

    code: Annotated[RuleCode, says("The code of the finding.", "COV104", bears=NARROWING)]
    entity: Annotated[
        EntityName | None,
        says(
            "The id of the person, territory or other entity it may be about; all entities where absent.",
            "p280",
            bears=NARROWING,
        ),
    ] = None
    reason: Annotated[Text | None, says("Why the plan accepts it.", "True fact of the source data", bears=REASON)] = (
        None
    )
    until: Annotated[Day | None, says("The last day on which it is accepted.", "2026-06-30", bears=LAXER_ABOVE)] = None
    up_to: Annotated[
        Annotated[int, Ge(1)] | None,
        says("How many rows or cases are accepted, all its findings together.", 12, bears=LAXER_ABOVE),
    ] = None


class Publish(Shape, bears=STRUCTURE):
    """How pages are published."""

    folder: Annotated[
        FolderName,
        says("The folder for pages, below the plan's folder; nothing that the plan is made of lies there.", "build"),
    ] = "build"


class Settings(Shape, bears=STRUCTURE):
    """The content of plancode.yaml."""

    plancode: Annotated[Literal["v1"], says("The version of the plan language.", "v1", sensitivity=PUBLIC)]
    ignore: Annotated[
        Many[Glob],
        MaxLen(MOST_GLOBS),
        says("Files that are no part of the plan, as globs.", ["notes/**"], bears=EXEMPTION),
    ] = ()
    suppress: Annotated[
        Many[Suppression],
        says(
            "Findings that the plan accepts.",
            [{"code": "COV104", "entity": "p280", "reason": "As in the data"}],
            bears=EXEMPTION,
        ),
    ] = ()
    fail_on: Annotated[
        Literal["error", "warning", "info"],
        says("The least severity that makes a check fail.", "error", bears=STRICTER_ABOVE),
    ] = "error"
    leave_out: Annotated[
        Many[SortOfChange],
        MaxLen(MOST_GLOBS),
        says(
            "Sorts of change that reviews only count, as `plancode diff --format json` calls them (`id`).",
            ["person.skills.*"],
            bears=EXEMPTION,
        ),
    ] = ()
    publish: Annotated[Publish, says("How pages are published.", {"folder": "build"})] = Publish()

    @property
    def fails_on(self) -> Severity:
        """The least severity that makes a check fail."""
        return Severity(self.fail_on)
