"""What the unit tests make plans of: texts composed, files checked, documents of the example plans."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from hypothesis import settings

from plancode.document.compose import Composed, compose
from plancode.document.limits import Limits
from plancode.document.source import SourceText, decode
from plancode.document.yaml_document import YamlDocument
from plancode.findings.finding import Finding
from plancode.findings.problem import Problem
from plancode.graph.graph import PlanGraph
from plancode.model.steps import STEP_NAMES
from plancode.pipeline.checking import Checked, check
from plancode.tree.overlay import OverlayTree

PLANS: Final = Path(__file__).parents[1] / "plans"
NAMES: Final = ("huadong", "starter", "starter-zh", "adventure-works")
AS_OF: Final = date(2026, 4, 1)
PLAN: Final = "plancode: v1\nkind: plan\nid: east-2026\nperiod: 2026\ncurrency: CNY\n"
STEPS_WAIVED: Final = (
    f"without: {{{', '.join(f'{step}: Not asked for here' for step in STEP_NAMES if step != 'assessments')}}}\n"
)
"""What a plan says that leaves out every step; it asks for no assessments, so that it does not lack them."""
Files = Mapping[str, str | bytes]


def examples(times: float) -> settings:
    """Return the settings of a test that tries so many times as many examples as the profile says (`conftest`)."""
    chosen = settings.default
    assert chosen is not None
    return settings(chosen, max_examples=max(1, int(chosen.max_examples * times)))


FEW: Final = examples(0.4)
MANY: Final = examples(1)


def source_of(text: str | bytes, path: str = "plan.yaml") -> SourceText:
    """Return a text as a file that could be decoded."""
    source = decode(path, text.encode() if isinstance(text, str) else text)
    assert isinstance(source, SourceText), source
    return source


def composed(text: str | bytes, limits: Limits | None = None) -> Composed:
    """Return what a file of this text holds."""
    return compose(source_of(text), limits or Limits())


def document_of(text: str) -> YamlDocument:
    """Return the one document of a text without faults."""
    found = composed(text)
    assert found.problems == []
    assert len(found.documents) == 1
    return found.documents[0]


def said(problems: list[Problem]) -> list[tuple[str, str, int]]:
    """Return code, variant and line of problems."""
    return [(one.code, one.variant, one.place.line) for one in problems]


def tree_of(files: Files) -> OverlayTree:
    """Return files as a tree."""
    return OverlayTree({path: text.encode() if isinstance(text, str) else text for path, text in files.items()})


def checked(files: Files, as_of: date = AS_OF) -> Checked:
    """Return the check of files held in memory."""
    return check(tree_of(files), as_of)


def graph_of(files: Files) -> PlanGraph:
    """Return the graph of files held in memory."""
    return checked(files).graph


def codes(findings: tuple[Finding, ...]) -> list[str]:
    """Return the codes of findings, in their order."""
    return [one.code for one in findings]


def text_at(source: SourceText, line: int, column: int, end_line: int, end_column: int) -> str:
    """Return a stretch of text by its lines and columns, counted anew."""
    lines = source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    stretch = lines[line - 1 : end_line]
    stretch[-1] = stretch[-1][: end_column - 1]
    stretch[0] = stretch[0][column - 1 :]
    return "\n".join(stretch)


def files_of(name: str) -> dict[str, bytes]:
    """Return the files of an example plan by path, without what is built or made."""
    root = PLANS / name
    paths = (path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_file())
    kept = (path for path in paths if path.parts[0] != "build" and not path.parts[0].startswith("."))
    return {path.as_posix(): (root / path).read_bytes() for path in kept if path.suffix != ".py"}


@cache
def example_documents() -> tuple[tuple[str, YamlDocument], ...]:
    """Return every document of every example plan with its name."""
    return tuple(_documents())


def _documents() -> Iterator[tuple[str, YamlDocument]]:
    for name in NAMES:
        for path, data in files_of(name).items():
            if path.endswith(".yaml") and path != "plancode.yaml":
                found = composed(data)
                assert found.problems == []
                for number, document in enumerate(found.documents):
                    yield f"{name}/{path}#{number}", document


def each_route(node: object, route: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Yield every route of a value with what stands there."""
    yield route, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from each_route(value, (*route, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from each_route(value, (*route, index))


def changed(node: object, route: tuple[str | int, ...], change: Callable[[object], object]) -> object:
    """Return a value with what stands at a route changed, everything else as it was."""
    if not route:
        return change(node)
    step, *rest = route
    if isinstance(node, dict):
        return {key: changed(value, tuple(rest), change) if key == step else value for key, value in node.items()}
    assert isinstance(node, list)
    return [changed(value, tuple(rest), change) if index == step else value for index, value in enumerate(node)]
