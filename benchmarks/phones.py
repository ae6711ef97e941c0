"""Phones at a workshop, and its projector: a process of its own that sends votes over connections that stay open.

Reads an `Order` as a line of JSON from stdin; prints a line of JSON when a burst begins, and at the end what it saw.
It is lean, for it shares the machine with the server: no task a phone, requests made beforehand, answers read by the
length that their head names.

A phone does as ours do: what was not acknowledged stays in its queue, and is sent again when there is a connection.
"""

from __future__ import annotations

import asyncio
import gc
import html
import json
import os
import random
import re
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heapreplace
from typing import Any
from urllib.parse import quote

#: Seconds after which a phone connects again, and that all may take after the last burst.
AGAIN, PATIENCE = 0.2, 30.0
AGENT = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
)


#: The attribute by which the projector's page knows what it shows.
VERSION = re.compile(r'data-version="([^"]*)"')


@dataclass(frozen=True)
class Order:
    """What is to be done: each phone (a cookie) votes once in each burst, on another item each time.

    ``asks`` is the address that each phone asks every 2 to 3 seconds, ``screen`` the one that the projector asks each
    second. ``replays``: every how many
    acknowledged votes of a phone that lost its connection one is sent again all the same; 0 for none.
    """

    host: str
    port: int
    path: str
    asks: str
    screen: str
    phones: Sequence[str]
    exercise: int
    items: Sequence[int]
    bursts: int
    interval: float
    replays: int = 0


def choice(phone: int, burst: int, items: Sequence[int]) -> tuple[int, int]:
    """Return what a phone votes in a burst: item and value."""
    item = items[(burst * 7 + phone) % len(items)] if len(items) % 7 else items[(burst + phone) % len(items)]
    return item, (phone * 31 + item * 17) % 3 - 1


@dataclass
class Vote:
    """A vote on its way: ``born`` when it was due, ``times`` how often it was sent."""

    burst: int
    request: bytes
    name: bytes
    born: float
    times: int = 0
    acknowledged: float = 0.0
    lives: int = 0  # how many connections the phone had lost when it was acknowledged


@dataclass
class Seen:
    """What all phones and the projector saw."""

    errors: list[str] = field(default_factory=list)
    broken: int = 0
    replayed: int = 0
    asked: int = 0
    screens: list[tuple[float, str]] = field(default_factory=list)


class Wire(asyncio.Protocol):
    """One connection: bytes out, whole answers in."""

    def __init__(self, answered: Callable[[int, bytes], None], lost: Callable[[], None]) -> None:
        self.answered, self.lost = answered, lost
        self.transport: Any = None
        self.buffer = b""

    def connection_made(self, transport: Any) -> None:
        """Keep the way out."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Hand over an answer once it is whole."""
        self.buffer = data = self.buffer + data
        head = data.find(b"\r\n\r\n")
        if head < 0:
            return
        at = data.lower().find(b"content-length:", 0, head)
        if data[9:12] == b"204":
            self.buffer = b""
            self.answered(204, b"")
            return
        if at < 0:
            raise RuntimeError(f"An answer without its length: {data[:head].decode()}")
        length = int(data[at + 15 : data.find(b"\r\n", at)])
        if len(data) >= head + 4 + length:
            self.buffer = b""
            self.answered(int(data[9:12]), data[head + 4 :])

    def connection_lost(self, exc: Exception | None) -> None:
        """Say so."""
        self.transport = None
        self.lost()


class Phone:
    """A phone: it sends its votes one after another, and again what was not acknowledged."""

    def __init__(self, number: int, order: Order, seen: Seen) -> None:
        self.number, self.order, self.seen = number, order, seen
        self.queue: deque[Vote] = deque()
        self.votes: list[Vote] = []
        self.wire: Wire | None = None
        self.busy = False
        self.losses = 0
        self.closing = False
        head = (
            f"POST {order.path} HTTP/1.1\r\nHost: {order.host}:{order.port}\r\nUser-Agent: {AGENT}\r\n"
            "Accept: */*\r\nAccept-Language: es-MX,es;q=0.9,en;q=0.8\r\nAccept-Encoding: gzip, deflate, br\r\n"
            f"Content-Type: application/json\r\nX-Rumbo: 1\r\nCookie: {order.phones[number]}\r\nContent-Length: "
        )
        self.head = head.encode()
        self.question = (
            f"GET {order.asks} HTTP/1.1\r\nHost: {order.host}:{order.port}\r\nUser-Agent: {AGENT}\r\nAccept: */*\r\n"
            f"Accept-Language: es-MX,es;q=0.9,en;q=0.8\r\nCookie: {order.phones[number]}\r\n\r\n"
        ).encode()
        self.asking = False

    async def connect(self) -> None:
        """Connect, as often as it takes."""
        loop = asyncio.get_running_loop()
        while not self.closing:
            try:
                _transport, self.wire = await loop.create_connection(
                    lambda: Wire(self.answered, self.lost), self.order.host, self.order.port
                )
            except OSError:
                await asyncio.sleep(AGAIN)
            else:
                self.pump()
                return

    def prepare(self) -> None:
        """Make all requests beforehand."""
        for burst in range(self.order.bursts):
            item, value = choice(self.number, burst, self.order.items)
            name = f"{self.number}-{burst}"
            act = {
                "id": name,
                "type": "vote",
                "exercise": self.order.exercise,
                "values": {str(item): value},
                "revision": burst + 1,
            }
            body = json.dumps({"acts": [act]}).encode()
            request = self.head + str(len(body)).encode() + b"\r\n\r\n" + body
            self.votes.append(Vote(burst, request, json.dumps(name).encode(), 0.0))

    def press(self, burst: int, now: float) -> None:
        """Vote."""
        vote = self.votes[burst]
        vote.born = now
        self.queue.append(vote)
        self.pump()

    def pump(self) -> None:
        """Send the first vote of the queue, unless an answer is awaited."""
        if self.queue and not self.busy and self.wire is not None and self.wire.transport is not None:
            self.busy = True
            self.queue[0].times += 1
            self.wire.transport.write(self.queue[0].request)

    def ask(self) -> None:
        """Ask whether anything changed, unless an answer is awaited."""
        if not self.busy and self.wire is not None and self.wire.transport is not None:
            self.busy = self.asking = True
            self.seen.asked += 1
            self.wire.transport.write(self.question)

    def answered(self, status: int, body: bytes) -> None:
        """Take an answer."""
        now = time.perf_counter()
        if self.asking:
            self.busy = self.asking = False
            if status != 204:
                self.seen.errors.append(f"{status} {self.order.asks}")
            self.pump()
            return
        vote = self.queue.popleft()
        self.busy = False
        if status == 200 and b'"ok": true' in body and vote.name in body:
            if not vote.acknowledged:
                vote.acknowledged, vote.lives = now, self.losses
        else:
            self.seen.errors.append(f"{status} {body[:200].decode(errors='replace')}")
            self.queue.append(vote)
        self.pump()

    def lost(self) -> None:
        """Connect again, and send some of what was acknowledged once more, as a phone that missed the answer."""
        if self.closing:
            return
        self.busy = self.asking = False
        self.wire = None
        self.losses += 1
        self.seen.broken += 1
        if self.order.replays:
            again = [vote for vote in self.votes if vote.acknowledged][
                self.number % self.order.replays :: self.order.replays
            ]
            self.seen.replayed += len(again)
            self.queue.extend(again)
        asyncio.get_running_loop().call_later(AGAIN, lambda: asyncio.ensure_future(self.connect()))


class Screen:
    """The projector: asks each second whether what it shows has changed, as its page does."""

    def __init__(self, order: Order, seen: Seen) -> None:
        self.order, self.seen = order, seen
        self.wire: Wire | None = None
        self.version = ""
        self.sent = 0.0

    async def run(self) -> None:
        """Ask until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                if self.wire is None:
                    _transport, self.wire = await loop.create_connection(
                        lambda: Wire(self.answered, self.lost), self.order.host, self.order.port
                    )
                self.sent = time.perf_counter()
                self.wire.transport.write(self._request())
            except OSError:
                self.wire = None
            await asyncio.sleep(1)

    def answered(self, status: int, body: bytes) -> None:
        """Note when it shows what."""
        if status == 200:
            self.version = html.unescape(VERSION.findall(body.decode())[0])
            self.seen.screens.append((time.perf_counter(), self.version))
        elif status != 204:
            self.seen.errors.append(f"{status} {self.order.screen}")

    def lost(self) -> None:
        """Connect again the next time."""
        self.wire = None

    def _request(self) -> bytes:
        address = f"{self.order.screen}?v={quote(self.version)}"
        return (
            f"GET {address} HTTP/1.1\r\nHost: {self.order.host}:{self.order.port}\r\n"
            "Accept: */*\r\nAccept-Language: es-MX\r\nHX-Request: true\r\n\r\n"
        ).encode()


async def _ask_in_turn(phones: Sequence[Phone]) -> None:
    """Let each phone ask every two to three seconds, none at the same time as another."""
    turns = [(random.random() * 2.5, number) for number in range(len(phones))]
    heapify(turns)
    start = time.perf_counter()
    while True:
        now = time.perf_counter() - start
        while turns[0][0] <= now:
            due, number = turns[0]
            phones[number].ask()
            heapreplace(turns, (due + 2 + random.random(), number))
        await asyncio.sleep(0.01)


async def work(order: Order) -> dict[str, Any]:
    """Do what is ordered; return what was seen."""
    asyncio.get_running_loop().set_exception_handler(_give_up)
    seen = Seen()
    phones = [Phone(number, order, seen) for number in range(len(order.phones))]
    for phone in phones:
        phone.prepare()
        await phone.connect()
    beside = [asyncio.ensure_future(Screen(order, seen).run()), asyncio.ensure_future(_ask_in_turn(phones))]
    gc.collect()
    gc.freeze()
    start = time.perf_counter() + 1
    for burst in range(order.bursts):
        await asyncio.sleep(max(start + burst * order.interval - time.perf_counter(), 0))
        print(json.dumps({"burst": burst}), flush=True)
        now = time.perf_counter()
        for phone in phones:
            phone.press(burst, now)
    deadline = time.perf_counter() + PATIENCE
    while any(phone.queue for phone in phones) and time.perf_counter() < deadline:
        await asyncio.sleep(0.05)
    await asyncio.sleep(2.5)  # so that the projector shows the last
    for one in beside:
        one.cancel()
    for phone in phones:
        phone.closing = True
    votes = [(phone.number, vote) for phone in phones for vote in phone.votes]
    return {
        "votes": [(number, v.burst, v.born, v.acknowledged, v.times, v.lives) for number, v in votes],
        "errors": seen.errors,
        "broken": seen.broken,
        "replayed": seen.replayed,
        "asked": seen.asked,
        "screens": seen.screens,
    }


def _give_up(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """End at the first error of this program, rather than at each of thousands."""
    traceback.print_exception(context.get("exception"))
    os._exit(1)


def main() -> None:
    """Read the order, do it, print what was seen."""
    order = Order(**json.loads(sys.stdin.readline()))
    print(json.dumps(asyncio.run(work(order))), flush=True)


if __name__ == "__main__":
    main()
