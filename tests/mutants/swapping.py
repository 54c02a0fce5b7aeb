"""A mutant put into a program that runs: the functions that differ get the mutant's code, whoever holds them."""

import gc
from collections.abc import Iterator
from types import CodeType, FunctionType

Pair = tuple[CodeType, CodeType]


def differing(old: bytes, new: bytes, filename: str) -> tuple[Pair, ...] | None:
    """Return the code of the functions that differ, before and after; None where more than functions differ.

    What a module or class does while it is imported is done already where the program runs.
    """
    codes = [compile(source, filename, "exec", dont_inherit=True) for source in (old, new)]
    return _differing(codes[0], codes[1])


def _differing(old: CodeType, new: CodeType) -> tuple[Pair, ...] | None:
    """Return the functions that differ in the code of a module or of a class."""
    if _done(old) != _done(new):
        return None
    found: list[Pair] = []
    for one, other in zip(_inside(old), _inside(new), strict=True):
        if one == other:
            continue
        if one.co_flags & 0x2:  # CO_NEWLOCALS: a function, not the body of a class
            if one.co_freevars != other.co_freevars:
                return None
            found.append((one, other))
        else:
            below = _differing(one, other)
            if below is None:
                return None
            found += below
    return tuple(found)


def _done(code: CodeType) -> tuple[object, ...]:
    """Return what is done while a module or class is imported, whatever the functions in it do."""
    constants = tuple((type(one), one) for one in code.co_consts if not isinstance(one, CodeType))
    return code.co_code, code.co_names, constants, len(list(_inside(code)))


def _inside(code: CodeType) -> Iterator[CodeType]:
    return (one for one in code.co_consts if isinstance(one, CodeType))


def swap(pairs: tuple[Pair, ...]) -> bool:
    """Give every function with an old code the new one; return whether all were found."""
    new = {(old.co_filename, old.co_firstlineno, old.co_qualname): code for old, code in pairs}
    done = set()
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            key = (one.__code__.co_filename, one.__code__.co_firstlineno, one.__code__.co_qualname)
            if key in new and one.__code__.co_freevars == new[key].co_freevars:
                one.__code__ = new[key]
                done.add(key)
    return done == set(new)
