"""A till that does one thing for each line of its input, so that tests decide when a line of it is hit."""

import os
import sys
import time


class Till:
    receipt = "x" * 3000

    def __init__(self):
        self.sold = 0

    def sell(self, price, count):
        total = price * count  # @total
        self.sold += total  # @sold
        return total

    def refund(self, price):
        share = price / self.sold  # @share
        return share


ORIGINAL = Till.sell.__code__


def main():
    till = Till()
    print("pid", os.getpid(), flush=True)
    for line in sys.stdin:
        command, *numbers = line.split()
        if command == "sell":
            print("sold", till.sell(*map(int, numbers)), flush=True)
        elif command == "refund":
            try:
                print("refunded", till.refund(*map(int, numbers)), flush=True)
            except ZeroDivisionError:
                print("refunded", 0, flush=True)
        elif command == "rush":
            while True:
                till.sell(1, 1)
        elif command == "steadily":
            for price in range(1, int(numbers[0]) + 1):
                till.sell(price, 2)
                time.sleep(0.05)
            print("done", till.sold, flush=True)
        elif command == "code":
            print("code", "original" if Till.sell.__code__ is ORIGINAL else "changed", flush=True)


if __name__ == "__main__":
    main()
