"""Asks a web server for a page many times over a few connections that stay open."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

ANSWER_LIMIT = 30  # seconds that one answer may take


class UnexpectedAnswerError(Exception):
    """The server answered with something else than 200."""


@dataclass(frozen=True)
class Timing:
    """The latencies of a number of answers, and how long all of them took; ``+`` joins two measurements."""

    latencies_ms: tuple[float, ...] = ()
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Return the answers per second."""
        return len(self.latencies_ms) / self.seconds

    def percentile(self, percent: int) -> float:
        """Return the latency, in milliseconds, that ``percent`` of the answers did not exceed."""
        ordered = sorted(self.latencies_ms)
        return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]

    def __add__(self, other: Timing) -> Timing:
        return Timing(self.latencies_ms + other.latencies_ms, self.seconds + other.seconds)


def measure(host: str, port: int, path: str, *, requests: int, connections: int) -> Timing:
    """Ask for ``path`` this often, over this many connections at a time.

    Raises:
        UnexpectedAnswerError: an answer was not 200.
    """
    return asyncio.run(_measure(host, port, path, requests, connections))


async def _measure(host: str, port: int, path: str, requests: int, connections: int) -> Timing:
    left = iter(range(requests))
    latencies: list[float] = []
    start = time.perf_counter()
    await asyncio.gather(*(_ask(host, port, path, left, latencies) for _ in range(connections)))
    return Timing(tuple(latencies), time.perf_counter() - start)


async def _ask(host: str, port: int, path: str, left: Iterator[int], latencies: list[float]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: text/html\r\n\r\n".encode()
    try:
        for _ in left:
            start = time.perf_counter()
            writer.write(request)
            async with asyncio.timeout(ANSWER_LIMIT):
                await _answer(reader, path)
            latencies.append((time.perf_counter() - start) * 1000)
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader, path: str) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = head.split(b" ", 2)[1]
    if status != b"200":
        raise UnexpectedAnswerError(f"{path} answered with {status.decode()}")
    if b"transfer-encoding: chunked" in head:
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
        return
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))
