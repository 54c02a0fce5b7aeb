"""New documents, in the style of the house."""

from collections.abc import Mapping
from typing import Final

from plancode.document.compose import compose
from plancode.document.limits import Limits
from plancode.document.source import SourceText
from plancode.edit.edits import EditValue
from plancode.edit.errors import EditError
from plancode.edit.habits import ANY, Habits, Pattern
from plancode.edit.values import Written, checked, read_back, same
from plancode.edit.writer import Writer
from plancode.locale.catalogue import Language, kind_word

_FIRST: Final = ("plancode", "kind", "id", "title")
_VERSION: Final = "v1"


def document_text(kind: str, data: Mapping[str, EditValue], language: Language, schema: str = "") -> str:
    """Return the text of a new document; `schema` is where the editor finds what completes and checks its keys.

    Keys come in the order given, those that every document begins with first. Raises EditError.
    """
    return _text({**data, "kind": kind}, schema, [f"# {kind_word(kind, language)}"])


def settings_text(data: Mapping[str, EditValue], schema: str = "") -> str:
    """Return the text of a new plancode.yaml."""
    return _text(data, schema, [])


def _text(data: Mapping[str, EditValue], schema: str, head: list[str]) -> str:
    values = checked({**data, "plancode": _VERSION})
    assert isinstance(values, dict)  # noqa: S101  # made of a mapping
    whole: Written = {key: values[key] for key in dict.fromkeys((*_FIRST, *values)) if key in values}
    lines = Writer(Habits(_wants_flow), fold=True).block(whole, 0, ())
    editor = [f"# yaml-language-server: $schema={schema}"] if schema else []
    text = "\n".join([*editor, *head, *lines, ""])
    composed = compose(SourceText("", text), Limits())
    if composed.problems or not same([document.data for document in composed.documents], [read_back(whole)]):
        raise EditError("not_as_meant")
    return text


def _wants_flow(pattern: Pattern, value: Written) -> bool:
    """Whether a value stands on one line if it fits: all but the lists of mappings that a document is made of."""
    is_list_of_mappings = isinstance(value, list) and any(isinstance(item, dict) for item in value)
    return not (is_list_of_mappings and ANY not in pattern)
