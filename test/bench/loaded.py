"""Calls a function, about a million times a second, for as many seconds as each line of input says."""

import os
import sys
import time

CHUNK = 20_000
CALLS_A_SECOND = 1_000_000


def total(price, parts):
    for part in parts:
        price += part
    amount = price * 2  # @amount
    return price, amount


def fitting_parts():
    """As many as make a call take about a microsecond on this machine."""
    parts = ()
    while calls_for(0.05, parts)[0] / 0.05 > CALLS_A_SECOND:
        parts = (*parts, 1)
    return parts


def calls_for(seconds, parts):
    """How many calls there were, and how long they took."""
    calls, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        for number in range(CHUNK):
            total(number, parts)
        calls += CHUNK
    return calls, time.perf_counter() - began


def memory():
    """Bytes of this process in memory, where the system tells."""
    try:
        with open("/proc/self/statm") as stream:
            return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


PARTS = fitting_parts()
print("ready", flush=True)
for line in sys.stdin:
    print(*calls_for(float(line), PARTS), memory(), flush=True)
