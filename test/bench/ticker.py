"""Hits one statement for each line of input, and says when."""

import sys
import time


def tick(number, began):
    twice = 2 * number  # @tick
    print(twice, began, flush=True)


print("ready", flush=True)
for line in sys.stdin:
    tick(int(line), time.time())
