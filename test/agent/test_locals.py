"""Reading a frame's variables changes nothing that the program sees of them."""

from __future__ import annotations

from probing import Probing


def test_a_function_that_keeps_its_locals_dictionary_sees_no_change(probing: Probing) -> None:
    module = probing.load(
        """
        def f():
            kept = locals()
            x = 1
            y = 2  # @y
            return dict(kept)
        """
    )
    expected = module.f()
    probing.arm(module, "y")
    assert module.f() == expected
    (values,) = probing.values("y")
    assert values.get("x") == "1" or "locals()" in values


def test_variables_that_were_read_from_outside_of_the_function_stay(probing: Probing) -> None:
    module = probing.load(
        """
        def numbers():
            number = 1
            while True:
                yield number
                number += 1  # @next
        """
    )
    probing.arm(module, "next")
    running = module.numbers()
    next(running)
    held = running.gi_frame.f_locals
    assert dict(held) == {"number": 1}
    next(running)
    assert probing.hits("next") == 1
    assert "number" in held
