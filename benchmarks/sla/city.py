"""100,000 open clocks reckoned again, and a month's attainment over a million requests."""

import random
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from backend.contracts.attainment import attained
from backend.contracts.many import Spells
from backend.contracts.service_hours import Calendar
from backend.contracts.sla import ClockTerms, Fact, FactKind, replay
from backend.contracts.timeline import SECOND_US, epoch_us
from backend.contracts.written_calendar import calendar_from

CONTRACTS = 50
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MONTH = datetime(2026, 10, 1, tzinfo=UTC)
ZONES = ("Europe/Monaco", "Europe/Kyiv", "Europe/Sofia")
TARGETS_H = (2, 4, 8, 16, 40)


def measured(share: float) -> list[list[str]]:
    """Rows of the table; `share` of the full numbers, one core."""
    clocks, requests = int(100_000 * share), int(1_000_000 * share)
    return [
        [f"{clocks:,} open clocks replayed", f"{replayed(clocks):.2f}", "10"],
        [f"a month's attainment over {requests:,} requests", f"{month(requests):.2f}", "2"],
    ]


def replayed(count: int) -> float:
    """Processor seconds to reckon so many open clocks again, a third of them paused once."""
    chance = random.Random(5)  # noqa: S311
    calendars = _calendars()
    clocks = [_open_clock(chance, calendars) for _ in range(count)]
    before = time.process_time()
    for terms, facts in clocks:
        replay(terms, facts, NOW)
    return time.process_time() - before


def month(count: int) -> float:
    """Processor seconds from the facts of so many requests to the share of promises kept."""
    chance = np.random.default_rng(6)
    calendars = _calendars()
    of_contract = chance.integers(0, CONTRACTS, count)
    starts = epoch_us(MONTH) + chance.integers(0, 31 * 86_400, count) * SECOND_US
    stops = starts + chance.integers(0, 4 * 86_400, count) * SECOND_US
    targets = chance.choice(np.array(TARGETS_H), count) * 3600 * SECOND_US
    paused = chance.random(count) < 1 / 3
    begun = starts + 3600 * SECOND_US
    ended = begun + chance.integers(0, 86_400, count) * SECOND_US
    before = time.process_time()
    kept = 0
    for place, calendar in enumerate(calendars):
        mine = np.flatnonzero(of_contract == place)
        held = np.flatnonzero(paused[mine])
        spells = Spells(held, begun[mine][held], ended[mine][held])
        kept += attained(calendar, starts[mine], stops[mine], targets[mine], spells).kept
    spent = time.process_time() - before
    assert 0 < kept < count
    return spent


def _open_clock(chance: random.Random, calendars: list[Calendar]) -> tuple[ClockTerms, list[Fact]]:
    begun = NOW - timedelta(seconds=chance.randrange(5 * 86_400))
    facts = [Fact(FactKind.CREATED, begun)]
    if chance.random() < 1 / 3:
        paused = begun + timedelta(hours=1)
        facts.append(Fact(FactKind.PAUSE, paused, "client"))
        facts.append(Fact(FactKind.RESUME, paused + timedelta(hours=3), "client"))
    target_s = chance.choice(TARGETS_H) * 3600
    terms = ClockTerms(chance.choice(calendars), target_s, frozenset({"client"}), (50, 80))
    return terms, facts


def _calendars() -> list[Calendar]:
    """Each contract has its own; the prefix sums of the year are made in the measured time."""
    week = ("mon", "tue", "wed", "thu", "fri")
    return [
        calendar_from(
            {
                "tz": ZONES[place % len(ZONES)],
                "week": {day: [["08:00", "12:00"], ["13:00", "18:00"]] for day in week},
                "holidays": [f"2026-12-{place % 28 + 1:02d}"],
            }
        )
        for place in range(CONTRACTS)
    ]
