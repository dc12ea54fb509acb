"""Does one kind of thing for ever, and says after each round whether it came out right: `steady.py KIND`."""

import sys
import threading
import time


def waiting():
    began = time.monotonic()
    time.sleep(0.02)
    return time.monotonic() - began >= 0.02


def computing():
    number, mixed = 0.5, 0
    for step in range(20_000):
        number = (number * 1.000001 + step / 3.7) % 1000.0
        mixed ^= hash(number)
    return mixed


def allocating():
    """Most of it in the allocator, by the interpreter's code in C."""
    texts = [bytes([length & 255]) * (length % 3000) for length in range(10_000)]
    return sum(map(len, sorted(texts)))


def threaded():
    """Four threads want the interpreter's lock at once."""
    sums = []
    threads = [threading.Thread(target=lambda: sums.append(sum(range(20_000)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sums


work = {each.__name__: each for each in (waiting, computing, allocating, threaded)}[sys.argv[1]]
right = work()
print("ready", flush=True)
while True:
    print("right" if work() == right else "wrong", flush=True)
