"""Hits one statement for each line of input, and says when."""

import sys
import time


def tick(number):
    twice = 2 * number  # @tick
    return twice


print("ready", flush=True)
for line in sys.stdin:
    number = int(line)
    began = time.time()
    tick(number)
    print(number, began, flush=True)
