"""What a server may cost: honest ones do not wait, and others pay for what they do."""

from __future__ import annotations

import pytest

from snappoint import accounts
from snappoint.accounts import FREE_PROBES, SERVER_SECONDS, SERVER_SHARE, for_server


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(accounts, "monotonic", lambda: now[0])
    return now


def test_to_put_in_many_probes_once_is_free_however_slow_the_machine_is() -> None:
    account = for_server()
    account.spend(8.0, begun=FREE_PROBES)
    account.spend(SERVER_SECONDS)
    assert account.rest() == 0.0


def test_to_put_them_in_again_and_again_is_not() -> None:
    account = for_server()
    for _ in range(2):
        account.spend(8.0, begun=FREE_PROBES)
    assert account.rest() == pytest.approx((8.0 - SERVER_SECONDS) / SERVER_SHARE)


def test_a_probe_that_takes_long_is_paid_for() -> None:
    account = for_server()
    account.spend(SERVER_SECONDS + 1.0, begun=1)
    assert account.rest() == pytest.approx(0.99 / SERVER_SHARE)


def test_what_was_spent_comes_back(clock: list[float]) -> None:
    account = for_server()
    account.spend(8.0, begun=FREE_PROBES)
    account.spend(2.0 * SERVER_SECONDS)
    rest = account.rest()
    assert (rest, account.is_whole()) == (pytest.approx(SERVER_SECONDS / SERVER_SHARE), False)
    clock[0] += rest
    assert account.rest() == pytest.approx(0.0, abs=1e-6)
    clock[0] += 1000.0
    assert account.is_whole()
