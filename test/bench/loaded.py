"""Calls a function, about a million times a second, for as many seconds as each line of input says."""

import os
import statistics
import sys
import time

CHUNK = 2_000
"""Calls that are timed together: so few that most chunks have no capture in them."""

CALLS_A_SECOND = 1_000_000


def total(price, parts):
    for part in parts:
        price += part
    amount = price * 2  # @amount
    return price, amount


def fitting_parts():
    """As many as make a call take about a microsecond on this machine."""
    parts = ()
    while min(chunk(parts) for _ in range(50)) < CHUNK / CALLS_A_SECOND:
        parts = (*parts, 1)
    return parts


def chunk(parts):
    """Seconds of the processor that these calls took."""
    began = time.thread_time()
    for number in range(CHUNK):
        total(number, parts)
    return time.thread_time() - began


def calls_for(seconds, parts):
    """How many calls there were; how long they took by the clock, and of the processor if all were as long as
    most; what other threads took of the processor meanwhile."""
    took, began, used = [], time.perf_counter(), time.process_time() - time.thread_time()
    while time.perf_counter() - began < seconds:
        took.append(chunk(parts))
    clock, others = time.perf_counter() - began, time.process_time() - time.thread_time() - used
    return len(took) * CHUNK, clock, len(took) * statistics.median(took), others


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
