"""How often one address may report: a token bucket in memory that cannot grow without bound."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache

from django.conf import settings

SECONDS = {"s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600}
MOST_ADDRESSES = 20_000


@dataclass(frozen=True)
class Rate:
    """So many requests in so many seconds; the whole number may come at once."""

    count: int
    seconds: int


def parse_rate(text: str) -> Rate | None:
    """
    Return the rate of a text such as `30/min`; an empty text means no limit.

    Raises ValueError with a sentence.
    """
    if not text.strip():
        return None
    count, _, per = text.strip().partition("/")
    if not count.isdigit() or int(count) < 1 or per.strip() not in SECONDS:
        raise ValueError(
            f"LINLI_REPORT_RATE is {text!r}: write a number and s, min or h, such as 30/min, or leave it empty."
        )
    return Rate(int(count), SECONDS[per.strip()])


class Limiter:
    """Counts per address in this process; the address seen longest ago is forgotten first."""

    def __init__(self, rate: Rate | None, most: int = MOST_ADDRESSES) -> None:
        self.rate, self.most = rate, most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, address: str, now: float) -> int:
        """
        Return 0 and count the request, or the seconds to wait, at least 1.

        now: seconds of a clock that never goes back.
        """
        if self.rate is None:
            return 0
        speed = self.rate.count / self.rate.seconds
        with self._lock:
            left, seen = self._buckets.pop(address, (float(self.rate.count), now))
            left = min(float(self.rate.count), left + (now - seen) * speed)
            allowed = left >= 1
            self._buckets[address] = (left - 1 if allowed else left, now)
            if len(self._buckets) > self.most:
                self._buckets.popitem(last=False)
        return 0 if allowed else max(1, round((1 - left) / speed))


def seconds_to_wait(address: str, clock: float) -> int:
    """
    Count what an address sends in and return 0, or the seconds it has to wait; pages and interface share the count.

    clock: seconds of a clock that never goes back.
    """
    return limiter_for(settings.REPORT_RATE).wait(address, clock)


@cache
def limiter_for(text: str) -> Limiter:
    """Return this process's limiter of a rate written such as `30/min`."""
    return Limiter(parse_rate(text))
