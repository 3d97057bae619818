"""The limiter: bursts, refilling, forgetting, and being switched off."""

import pytest

from linli.foundation.limiter import Limiter, Rate, parse_rate


def test_a_burst_is_allowed_and_then_one_must_wait():
    limiter = Limiter(Rate(3, 60))

    waits = [limiter.wait("10.0.0.1", now=0.0) for _ in range(4)]

    assert waits[:3] == [0, 0, 0]
    assert waits[3] == 20


def test_waiting_refills_the_bucket():
    limiter = Limiter(Rate(1, 60))
    limiter.wait("10.0.0.1", now=0.0)

    assert limiter.wait("10.0.0.1", now=59.0) > 0
    assert limiter.wait("10.0.0.1", now=121.0) == 0


def test_one_address_does_not_use_up_the_share_of_another():
    limiter = Limiter(Rate(1, 60))
    limiter.wait("10.0.0.1", now=0.0)

    assert limiter.wait("10.0.0.2", now=0.0) == 0


def test_memory_does_not_grow_with_the_number_of_addresses():
    limiter = Limiter(Rate(1, 60), most=100)

    for number in range(10_000):
        limiter.wait(f"address {number}", now=0.0)

    assert len(limiter._buckets) == 100


def test_an_empty_rate_switches_the_limit_off():
    limiter = Limiter(parse_rate(""))

    assert not any(limiter.wait("10.0.0.1", now=0.0) for _ in range(1000))


@pytest.mark.parametrize("text", ["30", "0/min", "-1/min", "x/min", "30/fortnight"])
def test_a_rate_that_is_none_is_named(text):
    with pytest.raises(ValueError, match="LINLI_REPORT_RATE"):
        parse_rate(text)


def test_rates_are_read():
    assert parse_rate("30/min") == Rate(30, 60)
    assert parse_rate(" 5 / h ".replace(" ", "")) == Rate(5, 3600)
