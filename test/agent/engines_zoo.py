"""Functions with every kind of statement, each statement with a mark.

Leaving a `with` block and the steps of an inlined comprehension are traced as lines too but are no starts;
they have tests of their own."""

ZOO = """
def loops(n):
    out = []  # @a1
    for x in range(n):  # @a2
        if x % 2:  # @a3
            continue  # @a4
        out.append(x)  # @a5
    else:
        out.append("else")  # @a6
    while n > 0:  # @a7
        n -= 1  # @a8
    while True:  # @a9
        n += 1  # @a10
        if n > 3:  # @a11
            break  # @a12
    for a, b in [(1, 2), (3, 4)]:  # @a13
        out += [a, b]  # @a14
    for y in out:  # @a15
        if y == 2:  # @a16
            break  # @a17
    return out  # @a18

def tries(n):
    out = []  # @b1
    try:  # @b2
        out.append(1 // n)  # @b3
    except ZeroDivisionError as error:  # @b4
        out.append(str(error))  # @b5
    else:
        out.append("fine")  # @b6
    finally:
        out.append("done")  # @b7
    for k in range(3):  # @b8
        try:  # @b9
            if k == n:  # @b10
                return out  # @b11
            if k > n:  # @b12
                continue  # @b13
        finally:
            out.append(k)  # @b14
    try:  # @b15
        try:  # @b16
            raise ValueError(n)  # @b17
        finally:
            out.append("inner")  # @b18
    except (KeyError, ValueError):  # @b19
        out.append("outer")  # @b20
    return out  # @b21

def matches(n):
    match n:  # @c1
        case 0:  # @c2
            return "zero"  # @c3
        case 1 | 2 if n > 1:  # @c4
            return "two"  # @c5
        case [x, *_]:  # @c6
            return x  # @c7
        case _:
            pass  # @c8
    assert n, "never"  # @c9
    del n  # @c10
    import os, sys  # @c11
    from os import path  # @c12
    def inner(q=1): return q  # @c13
    class Local: z = 1  # @c14
    if os and sys: r = path  # @c15
    elif inner: r = 1  # @c16
    x = y = (inner(), Local.z)  # @c17
    x = (  # @c18
        y
    )
    (lambda: 1)()  # @c19
    return sorted({x, y}, key=str)  # @c20

def generator(n):
    got = yield n  # @d1
    yield from range(n)  # @d2
    while n:  # @d3
        n -= 1  # @d4
        yield got  # @d5
"""
