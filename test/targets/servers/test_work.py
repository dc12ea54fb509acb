import pytest
import work


@pytest.mark.parametrize("number", range(12))
def test_price(number):
    assert work.price(number) == number * 2 + 1
