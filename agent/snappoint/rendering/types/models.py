"""Models of pydantic and Django, and what Django has not evaluated yet."""

from __future__ import annotations

from typing import Any

from .. import static
from .reading import Parts, attributes, call, in_module, native, text_of
from .view import MOST_PARTS, View, ViewFunction

_OF_ADDRESS = ("scheme", "host", "port", "path", "query")


def _pydantic(obj: Any, base: type) -> View:
    """The fields, then what it allowed besides, then its private attributes."""
    parts: Parts = list(attributes(obj).items())
    shown = len(parts)
    for name in ("__pydantic_extra__", "__pydantic_private__"):
        try:
            held = native(base, name, obj)
        except AttributeError:
            continue
        found = static.first_items(held, MOST_PARTS) if type(held) is dict else []
        parts += [(key, value) for key, value in found if type(key) is str]
        shown = len(parts) if name == "__pydantic_extra__" else shown
    return View("", parts, previewed=shown)


def _validation_error(obj: Any, base: type) -> View:
    """What was wrong is not asked for: that would be said with the text of the value it was given."""
    return View("", [("title", native(base, "title", obj)), ("errors", call(base, "error_count", obj))])


def _address(obj: Any, base: type) -> View:
    """Without the user and the password that it may have."""
    scheme, host, port, path, query = (native(base, name, obj) for name in _OF_ADDRESS)
    place = f"{host or ''}:{port}" if port is not None else host or ""
    text = f"{scheme}://{place}{path or ''}{'?' if query else ''}{query or ''}"
    return View("", [("0", text)])


def _django_model(obj: Any, _base: type) -> View:
    """The values that it has; a deferred field is not in its `__dict__`, so nothing is loaded."""
    fields = attributes(obj)
    state = attributes(fields.pop("_state", None))
    fields.pop("_prefetched_objects_cache", None)
    cached = state.get("fields_cache")
    related = static.first_items(cached, MOST_PARTS) if type(cached) is dict else []
    own = [pair for pair in fields.items() if not pair[0].startswith("_")]
    missing = tuple(name for name in _field_names(type(obj)) if name not in fields)
    parts: Parts = [*own, *((name, value) for name, value in related if type(name) is str)]
    parts += [("not loaded", missing)] if missing else []
    return View("", parts, "not loaded" if missing else "", previewed=len(own))


def _field_names(cls: type) -> list[str]:
    """Of the class and of those that it derives from, which may have tables of their own."""
    options = [attributes(static.held(base, "_meta")) for base in static.mro(cls)]
    declared = [field for each in options for field in _listed(each.get("local_fields"))]
    names = [attributes(field).get("attname") for field in declared[:MOST_PARTS]]
    return list(dict.fromkeys(name for name in names if type(name) is str))


def _listed(held: object) -> list[object]:
    return held if type(held) is list else []


def _queryset(obj: Any, _base: type) -> View:
    """Rows are shown when the program has fetched them."""
    fields = attributes(obj)
    model, rows = _model_name(fields), fields.get("_result_cache")
    kind = static.type_name(obj)
    if type(rows) is not list:
        return View(f"<{kind} of {model}, not evaluated>", cut="not evaluated")
    parts = [(str(number), row) for number, row in enumerate(rows[:MOST_PARTS])]
    cut = "length" if len(rows) > MOST_PARTS else ""
    return View("", parts, cut, f"{kind}([", "])")


def _manager(obj: Any, _base: type) -> View:
    return View(f"<{static.type_name(obj)} of {_model_name(attributes(obj))}>")


def _model_name(fields: dict[str, Any]) -> str:
    model: Any = fields.get("model")
    return static.qualified_name(model) if static.is_of(model, type) else "no model"


def _lazy_object(obj: Any, _base: type) -> View:
    wrapped = attributes(obj)["_wrapped"]
    kind = static.type_name(obj)
    if wrapped is in_module("django.utils.functional", "empty"):
        return View(f"<{kind}, not evaluated>", cut="not evaluated")
    return View("", [("wrapped", wrapped)])


def _promise(obj: Any, _base: type) -> View:
    """A text that is translated when it is needed; what it is made of is in its `__dict__`."""
    fields = attributes(obj)
    args = fields.get("_args", fields.get("_proxy____args"))
    named = fields.get("_kw", fields.get("_proxy____kw"))
    text = text_of(args[0]) if type(args) is tuple and args else ""
    parts: Parts = [("text", text)] if text else [("args", args), ("kwargs", named)]
    return View("<lazy text>", parts, "not evaluated")


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("pydantic.main", "BaseModel"): _pydantic,
    ("pydantic_core._pydantic_core", "ValidationError"): _validation_error,
    ("pydantic_core._pydantic_core", "Url"): _address,
    ("django.db.models.base", "Model"): _django_model,
    ("django.db.models.query", "QuerySet"): _queryset,
    ("django.db.models.manager", "BaseManager"): _manager,
    ("django.utils.functional", "LazyObject"): _lazy_object,
    ("django.utils.functional", "Promise"): _promise,
}
