"""Tasks of Trio, and of AnyIO on it: a hit tells the name of its own."""

from __future__ import annotations

import anyio
import trio
from probing import Probing

SOURCE = """
    async def pay(order):
        return order  # @pay
"""


def told(probing: Probing) -> dict[str, str]:
    """The tasks of the hits, by their orders."""
    return {
        one["locals"][0]["value"]["text"]: one.get("task", "")  # type: ignore[index]
        for _, one in probing.captures
    }


def test_a_task_that_a_nursery_started(probing: Probing) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "pay")

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(module.pay, 1, name="payment of ann")
            nursery.start_soon(module.pay, 2)
        await module.pay(3)

    trio.run(main)
    names = told(probing)
    assert names["1"] == "payment of ann"
    assert names["2"].endswith("pay")
    assert names["3"].endswith("main")


def test_a_task_of_anyio_s(probing: Probing) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "pay")

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(module.pay, 1, name="payment of ann")

    for backend in ("trio", "asyncio"):
        probing.captures.clear()
        anyio.run(main, backend=backend)
        assert told(probing) == {"1": "payment of ann"}
