"""The settings of a plan's folder, from plancode.yaml."""

from typing import Annotated, Final, Literal

from annotated_types import MaxLen
from pydantic import StringConstraints

from plancode.findings.severity import Severity
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.types import Day, Many, Text

MOST_GLOBS: Final = 200
"""Every file is held against every glob."""
Glob = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}[0-9]{3}$")]
EntityName = Annotated[str, StringConstraints(min_length=1, max_length=130)]
FolderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,40}$")]


class Suppression(Shape):
    """A finding that the plan accepts, with the reason why."""

    code: Annotated[Code, says("The code of the finding.", "COV104")]
    entity: Annotated[
        EntityName | None,
        says("The id of the person, territory or other thing that it is about; everything if absent.", "p280"),
    ] = None
    reason: Annotated[Text | None, says("Why the plan accepts it.", "True fact of the source data")] = None
    until: Annotated[Day | None, says("The last day on which it is accepted.", "2026-06-30")] = None


class Publish(Shape):
    """Where pages are published."""

    folder: Annotated[
        FolderName,
        says("The folder for pages, below the plan's folder; nothing that the plan is made of lies there.", "build"),
    ] = "build"


class Settings(Shape):
    """The content of plancode.yaml."""

    plancode: Annotated[Literal["v1"], says("The version of the plan language.", "v1", sensitivity=PUBLIC)]
    ignore: Annotated[
        Many[Glob], MaxLen(MOST_GLOBS), says("Files that do not belong to the plan, as globs.", ["notes/**"])
    ] = ()
    suppress: Annotated[
        Many[Suppression],
        says("Findings that the plan accepts.", [{"code": "COV104", "entity": "p280", "reason": "As in the data"}]),
    ] = ()
    fail_on: Annotated[Literal["error", "warning", "info"], says("A check fails from this severity on.", "error")] = (
        "error"
    )
    publish: Annotated[Publish, says("Where pages are published.", {"folder": "build"})] = Publish()

    @property
    def fails_on(self) -> Severity:
        """A check fails from this severity on."""
        return Severity(self.fail_on)
