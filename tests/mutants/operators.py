"""Mutants of a module: its source with one small thing changed, as a slip of whoever wrote it would change it."""

import ast
import copy
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

_COMPARED: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_CALCULATED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLED: Final = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
_DESCRIBING: Final = frozenset({"says"})
"""Functions whose texts are for people: what they say changes no figure."""
_NOT_RUN: Final = frozenset({"annotation", "returns", "decorator_list", "bases", "type_params"})
_TYPES: Final = frozenset({"Annotated", "Literal", "Callable", "Union", "Optional", "cast", "TypeVar"})


@dataclass(frozen=True)
class Mutant:
    """A change of one stretch of a module: from `start` up to `end`, counted in bytes."""

    what: str
    line: int
    start: int
    end: int
    text: str

    def applied(self, source: bytes) -> bytes:
        """Return the source with the change made."""
        return source[: self.start] + self.text.encode() + source[self.end :]

    def diff(self, source: bytes, name: str) -> str:
        """Return the change as lines taken out and put in."""
        old, new = (data.decode().splitlines() for data in (source, self.applied(source)))
        return "\n".join(list(difflib.unified_diff(old, new, name, name, lineterm="", n=1))[2:])


def mutants_of(source: bytes) -> tuple[Mutant, ...]:
    """Return every mutant of a module that is a program again, each once, in the order of the source."""
    found = {one.applied(source): one for one in _Seeker(source).seek(ast.parse(source))}
    programs = (one for made, one in found.items() if made != source and _is_program(made))
    return tuple(sorted(programs, key=lambda one: (one.start, one.end, one.text)))


def _is_program(source: bytes) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


class _Seeker:
    """Looks for what can be changed."""

    def __init__(self, source: bytes) -> None:
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def seek(self, node: ast.AST) -> Iterator[Mutant]:
        """Yield the mutants of a node and of all below it that is run."""
        if _is_left_out(node):
            return
        for what, old, new in _changes(node):
            yield self._replaced(what, old, new)
        for below in _run(node):
            yield from self.seek(below)

    def _replaced(self, what: str, old: ast.expr | ast.stmt, new: str) -> Mutant:
        assert old.end_lineno is not None
        assert old.end_col_offset is not None
        start = self.starts[old.lineno - 1] + old.col_offset
        end = self.starts[old.end_lineno - 1] + old.end_col_offset
        return Mutant(what, old.lineno, start, end, new)


Change = tuple[str, ast.expr | ast.stmt, str]
"""What is changed, the stretch that is replaced, and the text it becomes."""


def _is_left_out(node: ast.AST) -> bool:
    """Whether a node is no part of what a module does: imports, types, texts for people, f-strings."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.JoinedStr() | ast.Assert():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Expr(value=ast.Constant(value=str())):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in _DESCRIBING | _TYPES
        case ast.Subscript(value=ast.Name(id=name)):
            return name in _TYPES or name in ("dict", "list", "tuple", "set", "frozenset", "type")
    return False


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node that are run: no annotations, no decorators, no bases, no type aliases."""
    match node:
        case ast.Assign(targets=[ast.Tuple()], value=ast.Tuple(elts=values)):
            yield from values
            return
    for name, value in ast.iter_fields(node):
        if name in _NOT_RUN or (name == "keywords" and isinstance(node, ast.ClassDef)):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.AST) and not (isinstance(node, ast.Module) and _is_alias(one)):
                yield one


def _is_alias(node: ast.AST) -> bool:
    match node:
        case ast.Assign(value=ast.Subscript(value=ast.Name() | ast.Attribute())):
            return True
        case ast.Assign(value=ast.BinOp(op=ast.BitOr())):
            return True
    return False


def _changes(node: ast.AST) -> Iterator[Change]:
    for change in _CHANGES.get(type(node), ()):
        yield from change(node)


def _text(node: ast.AST) -> str:
    """Return an expression as a text that may stand anywhere."""
    return f"({ast.unparse(node)})"


def _compare(node: ast.Compare) -> Iterator[Change]:
    for at, operator in enumerate(node.ops):
        for other in _COMPARED[type(operator)]:
            changed = copy.deepcopy(node)
            changed.ops[at] = other()
            yield "comparison", node, _text(changed)


def _connect(node: ast.BoolOp) -> Iterator[Change]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "and, or", node, _text(ast.BoolOp(other, node.values))
    for at in range(len(node.values)):
        rest = [one for number, one in enumerate(node.values) if number != at]
        yield "condition dropped", node, _text(ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0])


def _unary(node: ast.UnaryOp) -> Iterator[Change]:
    yield "sign", node, _text(node.operand)


def _calculate(node: ast.BinOp) -> Iterator[Change]:
    if type(node.op) in _CALCULATED:
        yield "arithmetic", node, _text(ast.BinOp(node.left, _CALCULATED[type(node.op)](), node.right))


def _constant(node: ast.Constant) -> Iterator[Change]:
    match node.value:
        case bool() as value:
            yield "constant", node, repr(not value)
        case int() as value:
            yield "constant", node, repr(value + 1)
            yield "constant", node, f"({value - 1})" if value < 1 else repr(value - 1)
        case str() as value if value:
            for other in _other_texts(value):
                yield "text", node, repr(other)


def _other_texts(text: str) -> Iterator[str]:
    """Yield what a text may become: a number one more or less, any other one longer."""
    try:
        number = Decimal(text)
        step = Decimal(1).scaleb(int(number.as_tuple().exponent))
    except (InvalidOperation, ValueError, TypeError):
        yield text + "~"
    else:
        yield str(number + step)
        yield str(number - step)


def _call(node: ast.Call) -> Iterator[Change]:
    if isinstance(node.func, ast.Name) and node.func.id in _CALLED:
        arguments = node.args[:1] if node.func.id == "sorted" else node.args
        keywords = [] if node.func.id == "sorted" else node.keywords
        yield "function", node, ast.unparse(ast.Call(ast.Name(_CALLED[node.func.id]), arguments, keywords))
    for at in range(len(node.keywords)):
        rest = [one for number, one in enumerate(node.keywords) if number != at]
        yield "keyword dropped", node, ast.unparse(ast.Call(node.func, node.args, rest))


def _decide(node: ast.If | ast.While | ast.IfExp) -> Iterator[Change]:
    yield "condition turned round", node.test, f"(not {_text(node.test)})"


def _leave(node: ast.Return) -> Iterator[Change]:
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield "nothing returned", node.value, "None"


def _drop(node: ast.Expr | ast.AugAssign | ast.Raise | ast.Delete) -> Iterator[Change]:
    yield "statement dropped", node, "pass"


def _store(node: ast.Assign) -> Iterator[Change]:
    if all(isinstance(one, (ast.Subscript, ast.Attribute)) for one in node.targets):
        yield "statement dropped", node, "pass"


def _list(node: ast.List | ast.Set | ast.Tuple) -> Iterator[Change]:
    if node.elts and isinstance(getattr(node, "ctx", None), (ast.Load, type(None))):
        yield "emptied", node, {ast.List: "[]", ast.Set: "set()", ast.Tuple: "()"}[type(node)]


def _mapping(node: ast.Dict) -> Iterator[Change]:
    for at in range(len(node.keys)):
        keys = [one for number, one in enumerate(node.keys) if number != at]
        values = [one for number, one in enumerate(node.values) if number != at]
        yield "key dropped", node, ast.unparse(ast.Dict(keys, values))


def _filter(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> Iterator[Change]:
    for at, generator in enumerate(node.generators):
        for which, condition in enumerate(generator.ifs):
            changed = copy.deepcopy(node)
            del changed.generators[at].ifs[which]
            yield "filter dropped", node, ast.unparse(changed)
            yield "filter turned round", condition, f"(not {_text(condition)})"


def _continue(node: ast.Continue) -> Iterator[Change]:
    yield "loop", node, "break"


def _break(node: ast.Break) -> Iterator[Change]:
    yield "loop", node, "continue"


_CHANGES: Final[dict[type[ast.AST], tuple[Callable[..., Iterator[Change]], ...]]] = {
    ast.AugAssign: (_drop,),
    ast.Assign: (_store,),
    ast.BinOp: (_calculate,),
    ast.BoolOp: (_connect,),
    ast.Break: (_break,),
    ast.Call: (_call,),
    ast.Compare: (_compare,),
    ast.Constant: (_constant,),
    ast.Continue: (_continue,),
    ast.Delete: (_drop,),
    ast.Dict: (_mapping,),
    ast.DictComp: (_filter,),
    ast.Expr: (_drop,),
    ast.GeneratorExp: (_filter,),
    ast.If: (_decide,),
    ast.IfExp: (_decide,),
    ast.List: (_list,),
    ast.ListComp: (_filter,),
    ast.Raise: (_drop,),
    ast.Return: (_leave,),
    ast.Set: (_list,),
    ast.SetComp: (_filter,),
    ast.Tuple: (_list,),
    ast.UnaryOp: (_unary,),
    ast.While: (_decide,),
}
