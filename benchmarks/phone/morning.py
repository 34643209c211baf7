"""The morning: 500 phones make 16 calls each, at times set beforehand, whatever the server does.

A call's time counts from when it was due, so that a server which falls behind cannot hide it.
"""

import asyncio
import json
import math
import time
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.phone.calls import CALLS, Facts, Phone

OVER_S = 60.0
PATIENCE_S = 60.0
GOOD = frozenset({200, 201, 202, 204, 304})
FINE = frozenset({"applied"})


@dataclass
class Morning:
    """What came of it: seconds of every call by its name, what went wrong, how long it all took."""

    took_s: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    lasted_s: float = 0.0

    @property
    def all_s(self) -> list[float]:
        """Every call, quickest first."""
        return sorted(s for each in self.took_s.values() for s in each)


def percentile(ordered: list[float], share: float) -> float:
    """The time within which that share of the calls was answered, in seconds."""
    return ordered[min(len(ordered), math.ceil(len(ordered) * share)) - 1] if ordered else 0.0


def morning(port: int, facts: list[Facts], over_s: float = OVER_S) -> Morning:
    """Play it; answers what was measured."""
    return asyncio.run(_morning(port, facts, over_s))


async def _morning(port: int, facts: list[Facts], over_s: float) -> Morning:
    told, begin = Morning(), time.perf_counter() + 0.5
    step = over_s / len(CALLS)
    plans = [
        _phone(port, Phone(each), begin + step * place / len(facts), step, told)
        for place, each in enumerate(facts)
    ]
    await asyncio.gather(*plans)
    told.lasted_s = time.perf_counter() - begin
    return told


async def _phone(port: int, phone: Phone, begin: float, step: float, told: Morning) -> None:
    """One phone: a call each step, or as soon as the one before was answered."""
    wire: Wire | None = None
    for number, (name, make) in enumerate(CALLS):
        due = begin + number * step
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        try:
            wire = wire or await Wire.to(port)
            fault = await asyncio.wait_for(wire.ask(phone, make(phone)), PATIENCE_S)
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as broken:
            fault = type(broken).__name__
        if fault:
            told.wrong[f"{name}: {fault}"] += 1
            wire = wire.end() if wire else None
        told.took_s.setdefault(name, []).append(time.perf_counter() - due)
    if wire:
        wire.end()


@dataclass
class Wire:
    """A kept connection, as a browser keeps one."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def to(cls, port: int) -> "Wire":
        """A new connection."""
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=2**20))

    def end(self) -> None:
        """Hang up."""
        self.writer.close()

    async def ask(self, phone: Phone, request: bytes) -> str:
        """Ask and read the whole answer; what is wrong with it, or nothing."""
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = [line.partition(": ") for line in head.split("\r\n")[1:] if line]
        headers = {name.lower(): value for name, _colon, value in lines}
        status = int(head[9:12])
        length = 0 if status in (204, 304) else int(headers.get("content-length", 0))
        body = await self.reader.readexactly(length)
        phone.etag = headers.get("etag", phone.etag) if b"/bundle" in request[:60] else phone.etag
        return _fault(status, request, body)


def _fault(status: int, request: bytes, body: bytes) -> str:
    if status not in GOOD:
        return f"{status} {body[:200]!r}"
    if request.startswith(b"POST") and b"/commands" in request[:60]:
        states = {result["status"] for result in json.loads(body)["results"]}
        return "" if states <= FINE else body[:400].decode()
    return ""
