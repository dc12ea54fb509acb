"""Tensors of PyTorch and arrays of JAX: their outline, and of PyTorch's on the processor some elements.

No operation runs where it would wait for a device, be recorded, or be handed to code of the program's.
"""

from __future__ import annotations

from types import BuiltinFunctionType, ModuleType
from typing import Any

from .. import static
from .arrays import dtype_text, shape_text
from .reading import Parts, attributes, call, in_module, native, public
from .view import View, ViewFunction

_MOST_ELEMENTS = 5
_MOST_LAYERS = 50


def _tensor(obj: Any, base: type) -> View:
    if type(obj) is not base and type(obj) is not in_module("torch.nn.parameter", "Parameter"):
        # What a class derived from it does when it is asked for its shape, it decides itself.
        return View(f"<{static.type_name(obj)}>", list(attributes(obj).items()), "not read")
    # A mode of the program's may watch every function that is called with a tensor, and getters too.
    with in_module("torch._C", "DisableTorchFunction")():
        return _plain_tensor(obj, base)


def _plain_tensor(obj: Any, base: type) -> View:
    shape = tuple(tuple.__iter__(native(base, "shape", obj)))
    dtype = repr(native(base, "dtype", obj)).removeprefix("torch.")
    place = _device_text(native(base, "device", obj))
    needs = native(base, "requires_grad", obj)
    outline = f"{dtype} {shape_text(shape)}{'' if place == 'cpu' else ' ' + place}"
    parts: Parts = [("shape", shape), ("dtype", dtype), ("device", place), ("requires_grad", needs)]
    kind = static.type_name(obj)
    first = _elements(obj, base, shape) if place == "cpu" and _nobody_watches(obj) else None
    if first is None:
        return View(f"{kind}({outline})", parts, "not read")
    size = 1
    for length in shape:
        size *= length
    cut = "length" if size > _MOST_ELEMENTS else ""
    return View("", [("first", first), *parts], cut, f"{kind}({outline}, ", previewed=1)


def _device_text(device: Any) -> str:
    kind, number = native(type(device), "type", device), native(type(device), "index", device)
    return f"{kind}:{number}" if number is not None else str(kind)


def _nobody_watches(obj: Any) -> bool:
    """Whether reading an element is no more than that: no mode, trace, transformation or profile is there."""
    return (
        _asked("torch._C", "_len_torch_dispatch_stack") == 0
        and _asked("torch._C", "_get_tracing_state") is None
        and _asked("torch._C._autograd", "_profiler_enabled") is False
        and _asked("torch._C._functorch", "peek_interpreter_stack") is None
        and _asked("torch._C._functorch", "is_functorch_wrapped_tensor", obj) is False
    )


def _asked(module: str, name: str, *arguments: object) -> object:
    """What a compiled function says; where there is none of this name, the name of the lack."""
    parent, _, last = module.rpartition(".")
    found = in_module(module, name)
    if found is None:
        holder = in_module(parent, last)
        found = dict.get(static.instance_dict(holder), name) if static.is_of(holder, ModuleType) else None
    return found(*arguments) if type(found) is BuiltinFunctionType else "unknown"


def _elements(obj: Any, base: type, shape: tuple[Any, ...]) -> list[object] | None:
    """The first elements along the last axis, each read by itself."""
    is_strided = repr(native(base, "layout", obj)) == "torch.strided"
    if not is_strided or not all(type(length) is int for length in shape):
        return None
    try:
        # Without its history, so that nothing is added to that.
        plain = call(base, "detach", obj)
        if not shape:
            return [call(base, "item", plain)]
        count = 0 if 0 in shape else min(shape[-1], _MOST_ELEMENTS)
        front = (0,) * (len(shape) - 1)
        return [call(base, "item", call(base, "__getitem__", plain, (*front, at))) for at in range(count)]
    except RuntimeError:
        return None


def _module(obj: Any, _base: type) -> View:
    """A layer, with its parameters and the layers in it under their own names."""
    fields = attributes(obj)
    parts: Parts = []
    for holder in ("_parameters", "_buffers", "_modules"):
        held: Any = fields.get(holder)
        found = static.first_items(held, _MOST_LAYERS) if static.is_of(held, dict) else []
        parts += [(name, value) for name, value in found if type(name) is str]
    return View("", [*public(fields), *parts], previewed=6)


def _jax_array(obj: Any, _base: type) -> View | None:
    """Its elements may still be on their way, so they are not asked for."""
    outline = _outline(_by_nanobind(obj, "aval"))
    if outline is None:
        return None
    text, parts = outline
    sharding = _by_nanobind(obj, "_sharding")
    return View(f"Array({text})", [*parts, ("sharding", static.type_name(sharding))], "not read")


def _jax_tracer(obj: Any, _base: type) -> View | None:
    found = attributes(obj)
    described = found.get("aval", attributes(found.get("val")).get("aval"))
    outline = _outline(described)
    return View(f"<{static.type_name(obj)}>", outline[1] if outline else [], "not evaluated")


def _outline(described: Any) -> tuple[str, Parts] | None:
    fields = attributes(described)
    shape, dtype = fields.get("shape"), fields.get("dtype")
    if type(shape) is not tuple or not static.is_of(dtype, in_module("numpy", "dtype")):
        return None
    text = dtype_text(dtype)
    return f"{text} {shape_text(shape)}", [("shape", shape), ("dtype", text)]


def _by_nanobind(obj: Any, name: str) -> Any:
    """A property of a class of JAX's that C++ code answers."""
    found = static.namespace(type(obj)).get(name)
    getter: Any = found.fget if type(found) is property else None
    if static.type_name(getter) not in ("nb_method", "nb_func"):
        raise AttributeError(name)
    return getter(obj)


def _said_by_itself(obj: Any, base: type) -> View:
    """A small object that cannot be derived from; its text is C code's."""
    return View(call(base, "__repr__", obj))


def _size(obj: Any, _base: type) -> View:
    return View("", [(str(axis), length) for axis, length in enumerate(tuple.__iter__(obj))])


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("torch", "Tensor"): _tensor,
    ("torch._tensor", "Tensor"): _tensor,
    ("torch", "dtype"): _said_by_itself,
    ("torch", "device"): _said_by_itself,
    ("torch", "Size"): _size,
    ("torch.nn.modules.module", "Module"): _module,
    ("jaxlib._jax", "ArrayImpl"): _jax_array,
    ("jaxlib.xla_extension", "ArrayImpl"): _jax_array,
    ("jax._src.core", "Tracer"): _jax_tracer,
}
