"""Single values of the standard library: enums, times, exact numbers, paths, identifiers."""

from __future__ import annotations

import ntpath
import posixpath
from socket import AF_INET6
from types import BuiltinFunctionType
from typing import Any

from .. import static
from .reading import attributes, brief, call, in_module, made_in_c, native, public, text_of
from .view import View, ViewFunction

_LONGEST_DECIMAL = 2000
"""Bytes. The digits of a longer one take time, and nobody reads them."""


def _whole(obj: object, base: type, text: str) -> View:
    """A value that one line says; a derived class may have added attributes."""
    return View(text) if type(obj) is base else View(text, public(attributes(obj)))


def _enum(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    name, value = fields["_name_"], fields["_value_"]
    shown = text_of(name) or brief(value)
    own = [pair for pair in public(fields) if pair[0] not in ("name", "value")]
    return View(f"{static.type_name(obj)}.{shown}", [("name", name), ("value", value), *own])


def _date(obj: Any, base: type) -> View:
    return _whole(obj, base, _day(obj, base))


def _day(obj: Any, base: type) -> str:
    year, month, day = (native(base, part, obj) for part in ("year", "month", "day"))
    return f"{year:04}-{month:02}-{day:02}"


def _time(obj: Any, base: type) -> View:
    return _whole(obj, base, _clock(obj, base))


def _datetime(obj: Any, base: type) -> View:
    return _whole(obj, base, f"{_day(obj, base)} {_clock(obj, base)}")


def _clock(obj: Any, base: type) -> str:
    parts = ("hour", "minute", "second", "microsecond")
    hour, minute, second, micro = (native(base, part, obj) for part in parts)
    text = f"{hour:02}:{minute:02}:{second:02}" + (f".{micro:06}" if micro else "")
    zone = native(base, "tzinfo", obj)
    return text if zone is None else text + _zone_text(zone)


def _zone_text(zone: object) -> str:
    """Asking a time zone for its offset would run the code of a class that the program wrote."""
    cls = type(zone)
    if cls is in_module("datetime", "timezone"):
        return _offset(zone, cls)
    if cls is in_module("zoneinfo", "ZoneInfo"):
        return f" {text_of(native(cls, 'key', zone)) or 'ZoneInfo'}"
    return f" <{static.type_name(zone)}>"


def _offset(zone: Any, base: type) -> str:
    offset = call(base, "__getinitargs__", zone)[0]
    delta = in_module("datetime", "timedelta")
    total = native(delta, "days", offset) * 86400 + native(delta, "seconds", offset)
    hours, rest = divmod(abs(total), 3600)
    seconds = f":{rest % 60:02}" if rest % 60 else ""
    return f"{'-' if total < 0 else '+'}{hours:02}:{rest // 60:02}{seconds}"


def _timezone(obj: Any, base: type) -> View:
    return View(f"UTC{_offset(obj, base)}")


def _zoneinfo(obj: Any, base: type) -> View:
    return _whole(obj, base, f"ZoneInfo({brief(native(base, 'key', obj))})")


def _timedelta(obj: Any, base: type) -> View:
    names = ("days", "seconds", "microseconds")
    amounts = [(name, native(base, name, obj)) for name in names]
    shown = ", ".join(f"{name}={amount}" for name, amount in amounts if amount)
    return _whole(obj, base, f"timedelta({shown or '0'})")


def _decimal(obj: Any, base: type) -> View | None:
    size = call(base, "__sizeof__", obj)
    if size > _LONGEST_DECIMAL:
        exponent = call(base, "adjusted", obj)
        return View(f"<Decimal of some {size // 8 * 19} digits, about 1e{exponent}>", cut="length")
    # Its own `__str__` would make the thread's decimal context, if there is none yet.
    context = in_module("decimal", "Context")
    if not made_in_c(context):
        return None
    text = call(context, "to_sci_string", context(), obj)
    return _whole(obj, base, f"Decimal('{text}')")


def _fraction(obj: Any, base: type) -> View:
    fields = attributes(obj)
    upper, lower = fields["_numerator"], fields["_denominator"]
    return _whole(obj, base, f"Fraction({brief(upper)}, {brief(lower)})")


def _uuid(obj: Any, _base: type) -> View:
    digits = f"{int.__index__(attributes(obj)['int']):032x}"
    groups = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return View(f"UUID('{'-'.join(groups)}')")


def _path(obj: Any, base: type) -> View:
    text = _path_text(obj)
    own = [] if static.mro(type(obj))[0] is base else public(attributes(obj))
    return View(f"{static.type_name(obj)}({brief(text, 200)})", own, "length" if len(text) > 200 else "")


def _path_text(obj: Any) -> str:
    """Its text is made when somebody first asks; until then there are only the pieces."""
    fields = attributes(obj)
    if type(fields.get("_str")) is str:
        return str(fields["_str"])
    windows = in_module("pathlib", "PureWindowsPath")
    is_windows = static.is_of(obj, windows)
    if "_parts" in fields:
        drive, root = text_of(fields["_drv"]), text_of(fields["_root"])
        pieces = [text_of(each) for each in fields["_parts"][1 if drive or root else 0 :]]
        return drive + root + ("\\" if is_windows else "/").join(pieces) or "."
    raw = [text_of(each) for each in fields["_raw_paths"]]
    if is_windows:
        return ntpath.join(*raw) if raw else "."
    return _tidied(posixpath.join(*raw) if raw else ".")


def _tidied(path: str) -> str:
    root = "//" if path.startswith("//") and not path.startswith("///") else "/" * path.startswith("/")
    return root + "/".join(piece for piece in path.split("/") if piece not in ("", ".")) or "."


def _address(obj: Any, _base: type) -> View:
    return View(f"{static.type_name(obj)}('{_address_text(obj)}')")


def _address_text(obj: Any) -> str:
    number = int.__index__(attributes(obj)["_ip"])
    if not static.is_of(obj, in_module("ipaddress", "IPv6Address")):
        return ".".join(str(byte) for byte in number.to_bytes(4))
    packed, ntop = number.to_bytes(16), in_module("_socket", "inet_ntop")
    return str(ntop(AF_INET6, packed)) if type(ntop) is BuiltinFunctionType else packed.hex(":", 2)


def _network(obj: Any, _base: type) -> View:
    """A network, or the address that a machine has in one."""
    fields = attributes(obj)
    network = attributes(fields.get("network", obj))
    text = _address_text(obj if "_ip" in fields else network["network_address"])
    return View(f"{static.type_name(obj)}('{text}/{int.__index__(network['_prefixlen'])}')")


def _context_variable(obj: Any, base: type) -> View:
    missing = object()
    value = call(base, "get", obj, missing)
    own = [] if value is missing else [("value", value)]
    return View("", [("name", native(base, "name", obj)), *own])


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("enum", "Enum"): _enum,
    ("datetime", "datetime"): _datetime,
    ("datetime", "date"): _date,
    ("datetime", "time"): _time,
    ("datetime", "timedelta"): _timedelta,
    ("datetime", "timezone"): _timezone,
    ("zoneinfo", "ZoneInfo"): _zoneinfo,
    ("decimal", "Decimal"): _decimal,
    ("fractions", "Fraction"): _fraction,
    ("uuid", "UUID"): _uuid,
    ("pathlib", "PurePath"): _path,
    ("pathlib._local", "PurePath"): _path,
    ("ipaddress", "IPv4Address"): _address,
    ("ipaddress", "IPv6Address"): _address,
    **{
        ("ipaddress", f"IPv{version}{kind}"): _network
        for version in (4, 6)
        for kind in ("Network", "Interface")
    },
    ("_contextvars", "ContextVar"): _context_variable,
}
