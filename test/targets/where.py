"""Runs all functions of a module, whose statements compute where they stand: `hit(a)` is the number of the load, times
a million, and the line. So each value tells which statement of which text it is of.

    where.py FILE LOAD, then on standard input: run | reload LOAD
"""

import builtins
import importlib
import os
import sys


def hit(load, *_):
    return load * 1_000_000 + sys._getframe(1).f_lineno


def functions_of(namespace):
    for one in list(namespace.values()):
        if isinstance(one, type):
            yield from functions_of(vars(one))
        elif hasattr(one, "__code__") and one.__code__.co_filename == module.__file__:
            yield one


def run(functions):
    for one in functions:
        one()


builtins.hit = hit
builtins.LOAD = int(sys.argv[2])
folder, name = os.path.split(sys.argv[1])
sys.path.insert(0, folder)
sys.dont_write_bytecode = True
module = importlib.import_module(name.removesuffix(".py"))
earlier = []
print("pid", os.getpid(), flush=True)
for line in sys.stdin:
    command, *load = line.split()
    if command == "reload":
        earlier += functions_of(vars(module))
        builtins.LOAD = int(load[0])
        importlib.reload(module)
    # Functions of texts before are called as well, as registered ones are.
    run([*functions_of(vars(module)), *earlier])
    print("done", flush=True)
