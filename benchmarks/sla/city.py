"""100,000 open clocks reckoned again, and a month's attainment over a million requests."""

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import psycopg

from backend.contracts.service_hours import Calendar
from backend.contracts.sla import ClockTerms, Fact, FactKind, replay
from backend.contracts.written_calendar import calendar_from
from benchmarks.api.house import commands, in_database, to_database

CONTRACTS = 50
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ZONES = ("Europe/Monaco", "Europe/Kyiv", "Europe/Sofia")
TARGETS_H = (2, 4, 8, 16, 40)


def measured(share: float) -> list[list[str]]:
    """Rows of the table; `share` of the full numbers, one core."""
    clocks, requests = int(100_000 * share), int(1_000_000 * share)
    parts = (
        (f"{clocks:,} open clocks replayed", replayed, clocks, "10"),
        (f"a month's attainment over {requests:,} requests", month, requests, "2"),
    )
    rows = []
    for words, ask, count, goal in parts:
        print(f"{words} ...", flush=True)
        rows.append([words, f"{ask(count):.2f}", goal])
        print(f"  {rows[-1][1]} s (goal {goal})", flush=True)
    return rows


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
    """Seconds the product takes to say how many promises of a month were kept, of so many."""
    name = "bench_month"
    there = to_database(os.environ, name)
    url = in_database(os.environ["DATABASE_URL"], "callout")
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(f'drop database if exists "{name}" with (force)')
        owner.execute(f'create database "{name}"')
        try:
            commands.migrate(there)
            argv = [sys.executable, "-m", "benchmarks.sla.month", str(count)]
            told = subprocess.run(argv, env=there, stdout=subprocess.PIPE, check=True)
        finally:
            owner.execute(f'drop database if exists "{name}" with (force)')
    return float(told.stdout)


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
