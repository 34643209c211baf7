"""A closed-loop client: so many connections, each asking again as soon as it was answered.

It speaks just enough HTTP/1.1 to keep a connection alive, because it shares the processors with
what it measures.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PATIENCE_S = 30


@dataclass(frozen=True)
class Ask:
    """One request on the wire and the statuses that count as done; `path` is for messages."""

    wire: bytes
    expected: tuple[int, ...]
    path: str


# The number of the connection -> the requests that together are one operation.
Maker = Callable[[int], Sequence[Ask]]
# Looks at one body and says what is wrong with it, or nothing.
Judge = Callable[[bytes], str]


@dataclass
class Outcome:
    """How long each operation took, in seconds, and over how many seconds they were asked."""

    over_s: float = 0.0
    took_s: list[float] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Join another round."""
        self.over_s += other.over_s
        self.took_s += other.took_s

    @property
    def rate(self) -> float:
        """Operations a second."""
        return len(self.took_s) / self.over_s if self.over_s else 0.0

    def percentile_ms(self, share: float) -> float:
        """The time within which that share of the operations was done, in milliseconds."""
        ordered = sorted(self.took_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0


class WrongAnswerError(Exception):
    """The server said something else than it should: the figure would mean nothing."""


def request(
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes = b"",
    expected: tuple[int, ...] = (200,),
) -> Ask:
    """A request as bytes."""
    told = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return Ask(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body, expected, path)


def drive(
    port: int, make: Maker, *, connections: int, warm_s: float, seconds: float, judge: Judge | None
) -> Outcome:
    """Ask for `warm_s` uncounted and `seconds` counted seconds; the first fault ends it."""
    return asyncio.run(_drive(port, make, connections, warm_s, seconds, judge))


async def _drive(
    port: int, make: Maker, connections: int, warm_s: float, seconds: float, judge: Judge | None
) -> Outcome:
    begin = time.perf_counter() + warm_s
    end = begin + seconds
    took: list[float] = []
    loops = [_loop(port, make, number, begin, end, took, judge) for number in range(connections)]
    await asyncio.gather(*loops)
    return Outcome(seconds, took)


async def _loop(
    port: int,
    make: Maker,
    number: int,
    begin: float,
    end: float,
    took: list[float],
    judge: Judge | None,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    try:
        while (started := time.perf_counter()) < end:
            for ask in make(number):
                writer.write(ask.wire)
                body = await asyncio.wait_for(_answer(reader, ask), PATIENCE_S)
                if judge and (wrong := judge(body)):
                    raise WrongAnswerError(f"{ask.path}: {wrong}")
            done = time.perf_counter()
            # What began before the count or ended after it is not part of it.
            if begin <= started and done <= end:
                took.append(done - started)
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader, ask: Ask) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    lower = head.lower()
    if b"transfer-encoding: chunked" in lower:
        body = await _chunks(reader)
    elif status in (204, 304):
        body = b""
    else:
        length = lower.partition(b"content-length:")[2].partition(b"\r\n")[0]
        body = await reader.readexactly(int(length or 0))
    if status not in ask.expected:
        raise WrongAnswerError(f"{ask.path} answered {status}: {body[:400]!r}")
    if b"connection: close" in lower:
        raise WrongAnswerError(f"{ask.path} closed the connection")
    return body


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:size]
    await reader.readline()
    return body
