"""Handles one order per line of its input (`NAME PRICE COUNT`), and tells what it made of it."""

import sys


class Order:
    def __init__(self, name: str, price: int, count: int) -> None:
        self.name = name
        self.price = price
        self.count = count


def total(order: Order) -> int:
    """The price of all of it."""
    result = order.price * order.count  # @total
    return result


ORIGINAL = total.__code__

print("ready", flush=True)
for line in sys.stdin:
    name, price, count = line.split()
    made = total(Order(name, int(price), int(count)))
    print(f"{name}: {made}, code {'original' if total.__code__ is ORIGINAL else 'probed'}", flush=True)
