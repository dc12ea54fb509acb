"""A small shop that never stops: orders come in, are priced, and go out."""

import itertools
import time
from dataclasses import dataclass

PRICES = {"tea": 3.5, "milk": 1.25, "sugar": 0.9, "lemon": 0.6}


@dataclass
class Order:
    number: int
    customer: str
    lines: dict[str, int]


def orders():
    customers = itertools.cycle(["Ada", "Grace", "Edsger", "Barbara"])
    for number, customer in enumerate(customers, 1):
        goods = itertools.islice(itertools.cycle(PRICES), number % 4, number % 4 + 2)
        yield Order(number, customer, {name: number % 5 + 1 for name in goods})


def price(order):
    total = 0.0
    for name, count in order.lines.items():
        total += PRICES[name] * count
    discount = 0.1 if order.customer == "Ada" else 0.0
    return round(total * (1 - discount), 2)


def work():
    for order in orders():
        price(order)
        time.sleep(0.3)


if __name__ == "__main__":
    work()
