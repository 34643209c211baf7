"""The bare database: the essential SQL in a loop in two processes, no web server at all."""

import json
import time
from multiprocessing import get_context
from typing import Any

import psycopg

from benchmarks.api.client import Outcome
from benchmarks.api.statements import STATEMENTS

PROCESSES = 2


def loop(name: str, url: str, facts: dict[str, Any], *, warm_s: float, seconds: float) -> Outcome:
    """As many calls of the statement as two processes get done."""
    # Fresh processes: nothing of the asyncio client is inherited.
    with get_context("spawn").Pool(PROCESSES) as pool:
        told = [(name, url, json.dumps(facts), warm_s, seconds, n) for n in range(PROCESSES)]
        took = pool.starmap(_one, told)
    return Outcome(seconds, [each for one in took for each in one])


def _one(
    name: str, url: str, facts_text: str, warm_s: float, seconds: float, number: int
) -> list[float]:
    facts = json.loads(facts_text)
    statement, took = STATEMENTS[name], []
    with psycopg.connect(url, autocommit=True) as connection:
        begin = time.perf_counter() + warm_s
        end, call = begin + seconds, number
        while (started := time.perf_counter()) < end:
            statement(connection, facts, call)
            done = time.perf_counter()
            if begin <= started and done <= end:
                took.append(done - started)
            call += PROCESSES
    return took
