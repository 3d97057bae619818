"""A closed-loop load on one loopback server: so many connections, each sends its next request when answered."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.timing import percentile


@dataclass(frozen=True)
class Load:
    """What a closed loop measured. Times in milliseconds, rate in answers a second."""

    concurrency: int
    answers: int
    rate: float
    p50: float
    p95: float
    p99: float
    refused: int

    def row(self) -> dict[str, float]:
        """Return the figures by name, rounded for a table."""
        return {name: round(value, 2) for name, value in self.__dict__.items()}


async def _answer(reader: asyncio.StreamReader) -> int:
    """Read one HTTP answer whole and return its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    if b"\r\ntransfer-encoding: chunked" in head.lower():
        await reader.readuntil(b"\r\n0\r\n\r\n")
    else:
        await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])


async def _client(port: int, request: Callable[[], bytes], until: float, seen: list[tuple[float, float, int]]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        started = time.perf_counter()
        writer.write(request())
        status = await _answer(reader)
        seen.append((started, time.perf_counter() - started, status))
    writer.close()


async def _run(port: int, request: Callable[[], bytes], concurrency: int, seconds: float, warm_up: float) -> Load:
    begin = time.perf_counter() + warm_up
    seen: list[tuple[float, float, int]] = []
    clients = [_client(port, request, begin + seconds, seen) for _ in range(concurrency)]
    await asyncio.gather(*clients)
    counted = [(spent, status) for started, spent, status in seen if started >= begin]
    times = [spent * 1000 for spent, status in counted if status < 400]
    refused = len(counted) - len(times)
    p50, p95, p99 = (percentile(times, share) for share in (0.5, 0.95, 0.99))
    return Load(concurrency, len(times), len(times) / seconds, p50, p95, p99, refused)


def drive(port: int, request: Callable[[], bytes], concurrency: int, seconds: float, warm_up: float = 1.5) -> Load:
    """Load the server at `port` of this machine for `seconds` after `warm_up` and return what was measured."""
    return asyncio.run(_run(port, request, concurrency, seconds, warm_up))


def post(path: str, body: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return a maker of POST requests with a fresh JSON body each."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "

    def make() -> bytes:
        content = body()
        return head.encode() + str(len(content)).encode() + b"\r\n\r\n" + content

    return make
