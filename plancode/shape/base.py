"""The base of every model, and what each of its fields must say about itself."""

from enum import StrEnum
from typing import Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from plancode.shape.bearing import Bearing, Strictness

Example = str | int | float | bool | list[Any] | dict[str, Any]


class Sensitivity(StrEnum):
    """Who may see a field: everybody, the company, the person and their manager, or pay alone."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    PAY = "pay"


class Shape(BaseModel):
    """A frozen, strict record: unknown keys are refused, nothing is converted in silence.

    `bears` is what a change of its fields bears on, but for those that say otherwise. Every model states its own: none
    takes that of another. `in_order` says that the order of such records in a list means something.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)
    bears: ClassVar[Bearing | None] = None
    in_order: ClassVar[bool] = False

    def __init_subclass__(cls, *, bears: Bearing | None = None, in_order: bool = False, **config: Any) -> None:  # noqa: ANN401
        """Take what a model states of itself beside its fields."""
        super().__init_subclass__(**config)
        cls.bears, cls.in_order = bears, in_order


PUBLIC: Final = Sensitivity.PUBLIC
PERSONAL: Final = Sensitivity.PERSONAL
PAY: Final = Sensitivity.PAY


def says(
    description: str,
    *examples: Example,
    alias: str | None = None,
    sensitivity: Sensitivity = Sensitivity.INTERNAL,
    bears: Bearing | Strictness | None = None,
) -> FieldInfo:
    """Return what a field says about itself: its meaning, examples, who may see it, and what a change of it bears on.

    Without `bears` a change bears on what the model says.
    """
    field: FieldInfo = Field(
        alias=alias,
        description=description,
        examples=list(examples),
        json_schema_extra={"x-sensitivity": sensitivity.value},
    )
    if bears is not None:
        field.metadata.append(bears)
    return field
