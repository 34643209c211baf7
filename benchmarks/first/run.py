"""How long does "who can get there first?" take, from the click to the answer?

bin/bench first                  1,000 visits of 100 engineers on one day; adds a row to README.md
bin/bench first --size city      the same day in a database of 50,000 finished work orders
"""

import argparse
import itertools
import json
import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.api import house
from benchmarks.api.client import Maker, Outcome, drive, request
from benchmarks.first.reasons import reasons_take_s

README = Path(__file__).with_name("README.md")
END = "<!-- /table -->"
WARM_S = 5.0


def main() -> None:
    """Seed once, copy, fill the day, ask, write."""
    asked = _asked()
    environ, state = dict(os.environ), Path(os.environ["CALLOUT_STATE"])
    house.seeded(environ, asked.size, state)
    with house.copied(environ, asked.size) as there:
        facts = _prepared(there)
        port = house.free_port()
        web = house.product.web_and_worker({**there, "CALLOUT_PORT": str(port)}, state)[0]
        with house.running(web):
            if not house.wait_until(lambda: house.answers(port), within_s=60):
                raise SystemExit(f"the server did not start, see {web.log}")
            one = _drive(port, facts, asked.seconds, connections=1)
            four = _drive(port, facts, asked.seconds, connections=4)
    _write(_row(asked.size, facts, one, four))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench first")
    parser.add_argument("--seconds", type=float, default=20, help="counted, for each turn")
    parser.add_argument("--size", default="demo", help="a size of bin/manage seed")
    return parser.parse_args()


def _prepared(environ: Mapping[str, str]) -> dict[str, Any]:
    argv = [str(house.PYTHON), "-m", "benchmarks.first.prepare"]
    done = subprocess.run(
        argv, cwd=house.ROOT, env=dict(environ), stdout=subprocess.PIPE, check=True
    )
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def _drive(port: int, facts: Mapping[str, Any], seconds: float, *, connections: int) -> Outcome:
    return drive(
        port,
        _sheets(facts),
        connections=connections,
        warm_s=WARM_S,
        seconds=seconds,
        judge=_answers,
    )


def _sheets(facts: Mapping[str, Any]) -> Maker:
    """The sheet as the day's board asks for it, for another work order each time."""
    headers = {
        "Cookie": f"sessionid={facts['session']}",
        "Accept-Language": "en",
        "HX-Request": "true",
    }
    ids = itertools.cycle(facts["asked"])
    return lambda number: [request("GET", f"/day/{facts['day']}/first/{next(ids)}/", headers)]


def _answers(body: bytes) -> str:
    """What is wrong with an answer, or nothing."""
    return "" if b'name="engineer_id"' in body else body.decode()[:600]


def _row(size: str, facts: Mapping[str, Any], one: Outcome, four: Outcome) -> str:
    figures = [f"{out.percentile_ms(share):.0f}" for out in (one, four) for share in (0.5, 0.95)]
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    day = f"{facts['sizes']['visits']:,} x {facts['sizes']['engineers']}"
    cells = [f"{datetime.now(UTC):%Y-%m-%d}", machine, size, day, str(len(one.took_s)), *figures]
    return "| " + " | ".join([*cells, f"{reasons_take_s():.2f}"]) + " |\n"


def _write(row: str) -> None:
    print(row)
    README.write_text(README.read_text().replace(END, row + END))


main()
