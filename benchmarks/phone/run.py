"""Does the server bear its phones? Takes about 4 minutes, and once 4 more to seed the city.

bin/bench phone                 both questions at size city; writes the tables into README.md
bin/bench phone --only morning  or rows: one of them; prints
bin/bench phone --size demo --seconds 2 --phones 50

rows: an unchanged bundle and a batch of 20 commands, beside a lean server and the bare loop, in
turns (2 minutes). morning: 500 phones make 16 calls each, spread over 60 s, with web server and
worker as `bin/run` starts them (2 minutes with its preparation).
"""

import argparse
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import redis

from benchmarks.api import house
from benchmarks.api.operations import OPERATIONS
from benchmarks.api.run import measured, row
from benchmarks.phone.morning import Morning, morning, percentile

README = Path(__file__).with_name("README.md")
ROWS = ("unchanged", "batch")
PHONES, DONE_S, P99_S = 500, 90.0, 3.0
Cells = list[list[str]]


def main() -> None:
    """Seed once, copy, measure, write."""
    asked = _asked()
    environ, state = dict(os.environ), Path(os.environ["CALLOUT_STATE"])
    house.seeded(environ, asked.size, state)
    tables = {}
    if asked.only in ("", "rows"):
        with house.copied(environ, asked.size) as there:
            tables["rows"] = _rows(there, state, asked.seconds)
    if asked.only in ("", "morning"):
        with house.copied(environ, asked.size) as there:
            tables["morning"] = _morning(there, state, asked.phones)
    said = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {_machine()}, size {asked.size}"
    for name, text in tables.items():
        print(f"{said}\n\n{text}\n", flush=True)
        if not asked.only:
            _write(name, f"{said}.\n\n{text}\n")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench phone",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", default="", choices=["", "rows", "morning"])
    parser.add_argument("--size", default="city", help="a size of bin/manage seed")
    parser.add_argument("--seconds", type=float, default=20, help="counted, for each row and peer")
    parser.add_argument("--phones", type=int, default=PHONES)
    return parser.parse_args()


def _rows(environ: Mapping[str, str], state: Path, seconds: float) -> str:
    """An unchanged bundle and a batch, beside lean and bare."""
    facts = house.prepared(environ, state)
    with house.serving(environ, state) as ports:
        facts["etags"] = house.etags_of(ports[0], facts)
        cells = [
            row(one, measured(one, facts, ports, environ["DATABASE_URL"], seconds))
            for one in OPERATIONS
            if one.name in ROWS
        ]
    head = ["operation", "a second", "p50 ms", "p95 ms", "lean", "of lean"]
    head += ["bare", "of bare", "goal", ""]
    return _table(head, [[*cell[:6], *cell[8:]] for cell in cells])


def _morning(environ: Mapping[str, str], state: Path, phones: int) -> str:
    """The morning, with the worker that looks at the photos beside the web server."""
    facts = house.from_program("benchmarks.phone.prepare", environ, str(phones))
    # What the preparation called for is not part of the morning.
    redis.Redis.from_url(environ["REDIS_URL"]).flushall()
    port = house.free_port()
    programs = house.product.web_and_worker({**environ, "CALLOUT_PORT": str(port)}, state)
    with house.running(*programs):
        if not house.wait_until(lambda: house.answers(port), within_s=60):
            raise SystemExit(f"the server did not start, see {programs[0].log}")
        told = morning(port, facts)
    for fault, number in told.wrong.most_common(10):
        print(f"  {number} x {fault}", flush=True)
    return _judged(told) + "\n\n" + _by_call(told)


def _judged(told: Morning) -> str:
    late, wrong = percentile(told.all_s, 0.99), told.wrong.total()
    met = told.lasted_s <= DONE_S and not wrong and late <= P99_S
    return (
        f"{len(told.all_s)} calls, {wrong} wrong, done after {told.lasted_s:.1f} s, p99 "
        f"{late:.2f} s (goal: {DONE_S:.0f} s, none wrong, p99 {P99_S:.0f} s): "
        f"{'ok' if met else 'missed'}."
    )


def _by_call(told: Morning) -> str:
    cells = []
    for name, took in [*told.took_s.items(), ("all", told.all_s)]:
        ordered = sorted(took)
        shares = [f"{percentile(ordered, share) * 1000:.0f}" for share in (0.5, 0.95, 0.99)]
        cells.append([name, str(len(took)), *shares])
    return _table(["call", "number", "p50 ms", "p95 ms", "p99 ms"], cells)


def _table(head: list[str], cells: Cells) -> str:
    lines = [head, ["---"] * len(head), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _machine() -> str:
    load = "/".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{os.cpu_count()} cores ({platform.machine()}), load {load} at the end"


def _write(name: str, text: str) -> None:
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    before, _begin, rest = README.read_text().partition(begin)
    _old, _end, after = rest.partition(end)
    README.write_text(before + begin + text + end + after)


if __name__ == "__main__":
    main()
