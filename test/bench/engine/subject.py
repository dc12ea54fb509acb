# ruff: noqa: F841, RET504
"""The functions that are measured. Lines are found by their marks, so nothing here depends on numbers."""


class Empty:
    def empty_method(self):
        pass

    def elsewhere(self):
        return 1  # @class


class Simple:
    def simple_method(self):
        a = 1
        b = 2
        c = 3
        d = 4
        e = 5
        f = 6
        g = 7
        h = 8
        i = 9
        j = 10
        if not j:
            a = b  # @unreached

    def elsewhere(self):
        return 1


def elsewhere():
    return 1  # @file


class Order:
    def __init__(self, total):
        self.total = total


def work(order, n):
    a, b, c, d, e = 1, 2, 3, 4.5, "five"
    f, g, h = 6, 7, 8
    total = n  # @hit
    return total


def scalars(n):
    a, b, c, d, e = 1, 2, 3, 4.5, "five"
    f, g, h = 6, 7, 8
    total = n  # @scalar
    return total


def deep(n, levels):
    return scalars(n) if not levels else deep(n, levels - 1)
