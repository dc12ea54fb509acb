"""What the programs in this folder do, whichever server or library runs them."""

import json
import os


def price(number):
    doubled = number * 2  # @price
    return doubled + 1


with open(__file__, encoding="utf-8") as stream:
    written = compile(stream.read(), __file__, "exec").co_consts
FRESH = next(code for code in written if getattr(code, "co_name", "") == "price")
FIRST = price.__code__


def answer(number):
    """One line of JSON: who did it, what came of it, and which code was run; `unsure` if that has just changed."""
    before, result, after = code(), price(number), code()
    ran = before if before == after else "unsure"
    return json.dumps({"pid": os.getpid(), "number": number, "result": result, "code": ran})


def code():
    """`original`: the very code object that this process began with, where no probe was in that one already."""
    if price.__code__ != FRESH:
        return "changed"
    return "original" if price.__code__ is FIRST or FIRST != FRESH else "copied"
