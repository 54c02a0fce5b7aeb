"""Changes of one value of a document, as slips of an author would make them."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from plancode.document.yaml_document import Node, YamlDocument
from tests.making import changed, each_route, example_documents

WRONG: Final[list[Node]] = [
    None, True, False, 0, -1, 40, 5, 10**18, Decimal("0.5"), Decimal("1.23456789"), "", " ", "x", "Not An Id", "a/b/c",
    "1,200", "35%", "-35%", "90d", "-3d", "1_000min", "36/year", "3h/week", "2026-02-30", "2026-03-31", "2026-Q1",
    "none", "manager", "x" * 400, "x" * 3000, "華", "\uff11\uff12", "../x.csv",
    "/etc/passwd", "https://a.b/c", "no such word", [],
    [1], ["a", "a"], [[]], [{}], [None], {}, {"a": 1},
    {"file": "x.csv"}, {"file": 1}, {"method": "ratio"}, {"method": "no"},
    {"method": []}, {"team": "each"}, {"": 1}, {"BAD KEY": "x"},
]  # fmt: skip
ODD_KEYS: Final = ["odd", "tittle", "Title", "x y", "\u00e9", "file", "method", "extra"]


@dataclass(frozen=True)
class Slip:
    """A document with one value changed."""

    name: str
    told: str
    data: dict[str, Node] = field(repr=False)


@st.composite
def slips(draw: st.DrawFn, name: str = "") -> Slip:
    """Return an example document with one of its values changed."""
    documents = [pair for pair in example_documents() if name in pair[0]]
    which, document = draw(st.sampled_from(documents))
    data, told = draw(slips_of(document))
    return Slip(which, told, data)


@st.composite
def slips_of(draw: st.DrawFn, document: YamlDocument) -> tuple[dict[str, Node], str]:
    """Return the values of a document with one of them changed, and what was changed."""
    routes = [route for route, _ in each_route(document.data) if route and route[0] not in ("plancode", "kind")]
    route = draw(st.sampled_from(routes))
    way = draw(st.sampled_from(["value", "value", "value", "gone", "renamed", "added"]))
    if way == "value":
        value = draw(st.sampled_from(WRONG))
        data, told = changed(document.data, route, lambda _: value), f"{route} = {value!r}"
    else:
        above = route[:-1] if isinstance(route[-1], str) else ()
        step = route[-1] if isinstance(route[-1], str) else "id"
        odd = draw(st.sampled_from(ODD_KEYS))
        data = changed(document.data, above, lambda node: _rekeyed(node, way, step, odd))
        told = f"{way} {(*above, step)} {odd}"
    assert isinstance(data, dict)
    return data, told


def _rekeyed(node: object, way: str, step: str, odd: str) -> object:
    assert isinstance(node, dict)
    if way == "added":
        return {**node, odd: node.get(step)}
    if way == "gone":
        return {key: value for key, value in node.items() if key != step}
    return {odd if key == step else key: value for key, value in node.items()}
