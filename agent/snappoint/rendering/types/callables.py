"""What can be called, and where it comes from: functions, classes, modules, partial calls, references."""

from __future__ import annotations

from itertools import islice
from types import (
    BuiltinFunctionType,
    CellType,
    CodeType,
    FunctionType,
    GenericAlias,
    MethodType,
    ModuleType,
    UnionType,
    WrapperDescriptorType,
)
from typing import Any

from .. import static
from ..leaves import leaf
from .reading import Parts, attributes, call, native, text_of
from .view import MOST_PARTS, View, ViewFunction

_VARARGS, _VARKEYWORDS = 0x04, 0x08
"""Flags of a code object."""

_MOST_PARAMETERS = 12


def signature(function: Any) -> str:
    """`(a, b=…, *, c)`: the names of a function's parameters, and which of them have a default."""
    code: CodeType = function.__code__
    names, flags = list(code.co_varnames), code.co_flags
    count, only = code.co_argcount, code.co_kwonlyargcount
    defaults = function.__defaults__ or ()
    optional = set(names[count - len(defaults) : count]) | set(function.__kwdefaults__ or ())
    told = [f"{name}=…" if name in optional else name for name in names[: count + only]]
    shown, keyword_only = told[:count], told[count:]
    if code.co_posonlyargcount:
        shown.insert(code.co_posonlyargcount, "/")
    rest = names[count + only :]
    if flags & _VARARGS:
        shown.append(f"*{rest.pop(0)}")
    elif keyword_only:
        shown.append("*")
    shown += keyword_only
    if flags & _VARKEYWORDS:
        shown.append(f"**{rest.pop(0)}")
    return f"({', '.join(shown[:_MOST_PARAMETERS] + ['…'] * (len(shown) > _MOST_PARAMETERS))})"


def _function(obj: Any, _base: type) -> View:
    code = obj.__code__
    parts: Parts = [("defined at", f"{code.co_filename}:{code.co_firstlineno}")]
    parts += [("module", obj.__module__)]
    parts += _defaults(obj, code)
    names = code.co_freevars
    cells = obj.__closure__ or ()
    parts += [pair for name, cell in zip(names, cells, strict=False) for pair in _contents(name, cell)]
    return View(f"<function {text_of(obj.__qualname__)}{signature(obj)}>", parts[:MOST_PARTS])


def _defaults(obj: Any, code: CodeType) -> Parts:
    defaults = obj.__defaults__ or ()
    names = code.co_varnames[code.co_argcount - len(defaults) : code.co_argcount]
    only = static.first_items(obj.__kwdefaults__ or {}, MOST_PARTS)
    pairs = [*zip(names, defaults, strict=False), *only]
    return [(name, value) for name, value in pairs if type(name) is str]


def _contents(name: str, cell: CellType) -> Parts:
    try:
        return [(name, cell.cell_contents)]
    except ValueError:
        return []


def _method(obj: Any, _base: type) -> View:
    function, owner = obj.__func__, obj.__self__
    name = static.qualified_name(owner) if static.is_of(owner, type) else static.type_name(owner)
    if type(function) is not FunctionType:
        return View(f"<method of {name}>", [("self", owner), ("function", function)])
    text = f"<method {name}.{text_of(function.__name__)}{signature(function)}>"
    return View(text, [("self", owner), ("function", function)])


def _builtin(obj: Any, _base: type) -> View:
    owner = obj.__self__
    if owner is None or type(owner) is ModuleType:
        return View(f"<function {text_of(obj.__name__)}>")
    return View(f"<method {text_of(obj.__name__)} of {static.type_name(owner)}>", [("self", owner)])


def _wrapper(obj: Any, base: type) -> View:
    return View(f"<method {text_of(native(base, '__qualname__', obj))}>")


def _class(obj: Any, _base: type) -> View:
    parts: Parts = [("module", static.module_of(obj)), ("bases", type.__dict__["__bases__"].__get__(obj))]
    for name, value in islice(list(static.namespace(obj).items()), MOST_PARTS):
        if type(name) is str and not name.startswith("__") and not _is_machinery(value):
            parts.append((name, value))
    return View(f"<class {static.qualified_name(obj)}>", parts)


def _is_machinery(value: object) -> bool:
    """Functions and descriptors are read better in the source."""
    return static.is_exactly(value, FunctionType, staticmethod, classmethod, property) or any(
        static.held(base, "__get__") is not None for base in static.mro(type(value))
    )


def _module(obj: Any, _base: type) -> View:
    own = static.instance_dict(obj)
    name, file, version = (own.get(each) for each in ("__name__", "__file__", "__version__"))
    parts = [pair for pair in (("file", file), ("version", version)) if type(pair[1]) is str]
    return View(f"<module {text_of(name)}>" if text_of(name) else "<module>", parts)


def _code(obj: Any, _base: type) -> View:
    where = f"{obj.co_filename}:{obj.co_firstlineno}"
    return View(f"<code {obj.co_qualname}>", [("defined at", where)])


def _cell(obj: Any, _base: type) -> View:
    return View("", _contents("contents", obj))


def _partial(obj: Any, base: type) -> View:
    parts = [(name, native(base, name, obj)) for name in ("func", "args", "keywords")]
    own = [pair for pair in attributes(obj).items() if pair[0] not in ("func", "args", "keywords")]
    return View("", parts + own)


def _cached(obj: Any, _base: type) -> View | None:
    """A function behind `functools.lru_cache`."""
    function = attributes(obj).get("__wrapped__")
    return View("", [("function", function)]) if function is not None else None


def _annotation(obj: Any, _base: type) -> View:
    return View(_annotated(obj, 3))


def _annotated(obj: Any, depth: int) -> str:
    """`dict[str, int] | None`, as it is written."""
    cls = type(obj)
    if static.is_of(obj, type):
        return static.qualified_name(obj)
    if depth and static.is_exactly(obj, GenericAlias, UnionType):
        arguments = [_annotated(each, depth - 1) for each in native(cls, "__args__", obj)[:_MOST_PARAMETERS]]
        if cls is UnionType:
            return " | ".join(arguments)
        return f"{_annotated(native(cls, '__origin__', obj), depth - 1)}[{', '.join(arguments)}]"
    said = leaf(obj, 80)
    return said.text if said is not None else "…"


def _reference(obj: Any, base: type) -> View:
    referent = call(base, "__call__", obj)
    return View("<dead weakref>" if referent is None else f"<weakref to {static.type_name(referent)}>")


BUILTIN: dict[type, ViewFunction] = {
    FunctionType: _function,
    MethodType: _method,
    BuiltinFunctionType: _builtin,
    WrapperDescriptorType: _wrapper,
    type: _class,
    ModuleType: _module,
    CodeType: _code,
    CellType: _cell,
    GenericAlias: _annotation,
    UnionType: _annotation,
}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("functools", "partial"): _partial,
    ("functools", "_lru_cache_wrapper"): _cached,
    ("weakref", "ReferenceType"): _reference,
}
