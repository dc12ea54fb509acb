"""SQLAlchemy: mapped objects with what is loaded of them, rows, and statements that nobody executed.

An attribute that is expired or was never loaded is not in the object's `__dict__`, which can be read safely.
"""

from __future__ import annotations

from typing import Any

from .. import static
from .reading import attributes, native
from .view import MOST_PARTS, View, ViewFunction


def mapped(obj: object, manager: object) -> View:
    """An object of a mapped class; `manager` holds an entry for each mapped attribute."""
    fields = attributes(obj)
    state = attributes(fields.pop("_sa_instance_state", None))
    # Only of an object that is in the database is there anything to load.
    is_stored = state.get("key") is not None and static.is_of(manager, dict)
    known = static.first_items(manager, MOST_PARTS) if is_stored else []  # type: ignore[arg-type]
    missing = sorted(name for name, _ in known if type(name) is str and name not in fields)
    parts = list(fields.items())
    if not missing:
        return View("", parts)
    return View("", [*parts, ("not loaded", tuple(missing))], "not loaded", previewed=len(parts))


def _row(obj: Any, base: type) -> View:
    values = native(base, "_data", obj)
    index = native(base, "_key_to_index", obj)
    names = {place: key for key, place in static.first_items(index, MOST_PARTS) if type(key) is str}
    parts = [(names.get(place, str(place)), value) for place, value in enumerate(values[:MOST_PARTS])]
    return View("", parts)


def _unexecuted(obj: Any, _base: type) -> View:
    return View(f"<{static.type_name(obj)} not executed>", cut="not evaluated")


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("sqlalchemy.engine._row_cy", "BaseRow"): _row,
    ("sqlalchemy.cyextension.resultproxy", "BaseRow"): _row,
    ("sqlalchemy.engine._py_row", "BaseRow"): _row,
    ("sqlalchemy.orm.query", "Query"): _unexecuted,
    ("sqlalchemy.sql.selectable", "Select"): _unexecuted,
}
