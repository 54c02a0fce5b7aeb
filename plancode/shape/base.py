"""The base of every model, and what each of its fields must say about itself."""

from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

Example = str | int | float | bool | list[Any] | dict[str, Any]


class Sensitivity(StrEnum):
    """Who may see a field: everybody, the company, the person and their manager, or pay alone."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    PAY = "pay"


class Shape(BaseModel):
    """A frozen, strict record: unknown keys are refused, nothing is converted in silence."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)


PUBLIC: Final = Sensitivity.PUBLIC
PERSONAL: Final = Sensitivity.PERSONAL
PAY: Final = Sensitivity.PAY


def says(
    description: str,
    *examples: Example,
    alias: str | None = None,
    sensitivity: Sensitivity = Sensitivity.INTERNAL,
) -> FieldInfo:
    """Return what a field says about itself: its meaning, examples of it, and who may see it."""
    field: FieldInfo = Field(
        alias=alias,
        description=description,
        examples=list(examples),
        json_schema_extra={"x-sensitivity": sensitivity.value},
    )
    return field
