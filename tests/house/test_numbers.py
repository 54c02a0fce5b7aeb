"""docs/numbers.md: its examples add up, its keys exist, and what leads to it leads somewhere."""

import ast
import operator
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Final

import pytest
from pydantic import BaseModel, TypeAdapter

from plancode.document.compose import compose
from plancode.document.limits import Limits
from plancode.document.source import SourceText
from plancode.model.policy import Policy
from plancode.model.scoring import Score
from plancode.quantity import Quantity

ROOT: Final = Path(__file__).parents[2]
NUMBERS: Final = (ROOT / "docs" / "numbers.md").read_text("utf-8")
_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WORD: Final = re.compile(r"[^\W\d_][\w-]*")
_NUMBER: Final = re.compile(r"(\d[\d,.]*)( %)?")
_SIGNS: Final = {"×": "*", "÷": "/", "−": "-", "^": "**", "⌈": "up(", "⌉": ")"}
_OPERATORS: Final[dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip


def examples(text: str) -> list[str]:
    """Return the lines of calculation of all boxes."""
    boxes = (body for name, body in _BLOCK.findall(text) if name == "text")
    return [line for body in boxes for line in body.splitlines() if re.search("[=≈]", line)]


def worked_out(written: str) -> Decimal:
    """Return what a calculation comes to; words say what numbers are, and `⌈⌉` round up."""
    formula = _NUMBER.sub(lambda found: f"Decimal('{_number(found)}')", _WORD.sub("", written))
    for sign, meant in _SIGNS.items():
        formula = formula.replace(sign, meant)
    return _of(ast.parse(formula.strip(), mode="eval").body)


def _number(found: re.Match[str]) -> Decimal:
    return Decimal(found[1].replace(",", "")).scaleb(-2 if found[2] else 0)


def _of(node: ast.expr) -> Decimal:
    match node:
        case ast.Call(func=ast.Name(id="Decimal"), args=[ast.Constant(value=str(number))]):
            return Decimal(number)
        case ast.Call(func=ast.Name(id="up"), args=[inner]):
            return _of(inner).to_integral_value(ROUND_CEILING)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_of(inner)
        case ast.BinOp(left=left, op=sign, right=right):
            return _OPERATORS[type(sign)](_of(left), _of(right))
    raise AssertionError(ast.dump(node))


def digits(written: str) -> Decimal:
    """Return the last digit that a number is written with, as a power of ten."""
    (found,) = _NUMBER.finditer(written)
    return Decimal((0, (1,), int(_number(found).as_tuple().exponent)))


def agrees(line: str) -> bool:
    """Whether both sides of a line are the same: exactly after `=`, to the digits shown after `≈`."""
    calculation = line.rpartition(": ")[2]
    left, sign, right = re.split(r"([=≈])", calculation)
    found, said = worked_out(left), worked_out(right)
    return found == said if sign == "=" else found.quantize(digits(right)) == said


def slug(heading: str) -> str:
    """Return the anchor that a code host makes of a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


def sections(text: str) -> dict[str, str]:
    """Return what stands below each heading, up to the next one."""
    parts = re.split(r"^##+ (.+)$", _BLOCK.sub(lambda block: block[0].replace("#", ""), text), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page."""
    return {slug(heading) for heading in sections(path.read_text("utf-8"))}


def test_examples_add_up() -> None:
    """Every line of the boxes comes to what it says."""
    found = examples(NUMBERS)
    assert len(found) > 100
    assert [line for line in found if not agrees(line)] == []


@pytest.mark.parametrize("line", ["2 × 3 = 7", "1 ÷ 3 ≈ 34 %", "⌈9.1⌉ = 9", "left: 100 − 40 = 50"])
def test_wrong_example_is_noticed(line: str) -> None:
    """A line that does not add up fails."""
    assert not agrees(line)


def test_every_formula_has_an_example_and_a_source() -> None:
    """Under each heading with a formula stand a box or an example in words, and where the definition comes from."""
    for heading, text in sections(NUMBERS).items():
        if "**Formula.**" in text:
            assert "```text" in text or "**Example.**" in text or heading == "Grade", heading
            assert "**Source.**" in text, heading


def test_published_examples_are_on_the_page() -> None:
    """Each public page whose example plancode works out in tests/analysis/worked is a source here."""
    worked = [path.read_text("utf-8") for path in (ROOT / "tests" / "analysis" / "worked").glob("*.yaml")]
    found = {url for text in worked for url in re.findall(r"^#.*?(https?://\S+)", text, re.MULTILINE)}
    assert len(found) > 10
    assert [url for url in sorted(found) if url not in NUMBERS] == []


def test_headings_are_told_apart() -> None:
    """No two headings have the same anchor, and the page leads to each one."""
    found = [slug(heading) for heading in re.findall(r"^##+ (.+)$", NUMBERS, re.MULTILINE)]
    assert len(found) == len(set(found))
    linked = set(re.findall(r"\]\(#([\w-]+)\)", NUMBERS))
    assert set(found) == linked


def test_scores_on_the_page_are_scores() -> None:
    """Each scoring method has a heading with a score that a scorecard takes."""
    boxes = [SourceText("numbers.md", body) for name, body in _BLOCK.findall(NUMBERS) if name == "yaml"]
    documents = [document.data for box in boxes for document in compose(box, Limits()).documents]
    taken: TypeAdapter[Score] = TypeAdapter(Score)
    written = [taken.validate_python(one["score"]).method for one in documents if isinstance(one, dict)]
    assert set(written) == set(methods())


def methods() -> set[str]:
    """Return the names of all scoring methods."""
    shapes = TypeAdapter(Score).json_schema()["$defs"].values()
    return {shape["properties"]["method"]["const"] for shape in shapes if "method" in shape["properties"]}


def test_limits_on_the_page_exist() -> None:
    """Each key of the policy that the page names is one."""
    named = re.findall(r"`policy\.([\w.]+)`", NUMBERS)
    assert named
    for name in named:
        model: object = Policy
        for part in name.split("."):
            assert isinstance(model, type), name
            assert issubclass(model, BaseModel), name
            assert part in model.model_fields, name
            model = model.model_fields[part].annotation


def defaults(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every key of the policy with what it is where the plan does not say."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from defaults(value, f"{prefix}{name}.")
        elif isinstance(value, Quantity):
            number = f"{(value.number * 100).normalize():f}%" if value.is_share else f"{value.number:f}{value.unit}"
            yield prefix + name, number
        else:
            yield prefix + name, "not stated" if value is None or value == () else str(value)


def test_page_has_the_default_of_every_limit() -> None:
    """The table of the policy is every key, in the order of the model, with its default."""
    table = sections(NUMBERS)["Policy"]
    assert re.findall(r"^\| `([\w.]+)` \| (.+?) \|", table, re.MULTILINE) == list(defaults(Policy()))


def test_links_to_headings_lead_somewhere() -> None:
    """Each `docs/PAGE.md#heading` in the code (`--why` prints them) and each link of the pages names a heading."""
    code = [path.read_text("utf-8") for path in (ROOT / "plancode").rglob("*.py")]
    named = {one for text in code for one in re.findall(r"docs/(\w+\.md)#([\w-]+)", text)}
    assert named
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    for path in pages:
        for target, heading in re.findall(r"\]\(((?:docs/)?\w*(?:\.md)?)#([\w-]+)\)", path.read_text("utf-8")):
            named.add((Path(target).name or path.name, heading))
    for page, heading in sorted(named):
        assert heading in anchors(ROOT / "docs" / page), f"{page}#{heading}"
