"""How long does urgent work wait for a proposal, from the press to the page that shows it?

bin/bench urgent                 1,000 visits of 100 engineers on one day; adds a row to README.md
bin/bench urgent --asked 40      so many work orders, one after another
"""

import argparse
import http.client
import json
import os
import resource
import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.api import house

README = Path(__file__).with_name("README.md")
END = "<!-- /table -->"
TOKEN = "a" * 32
"""The browser's half of the product's guard against foreign forms: any, when told twice."""
LOOK_EVERY_S = 0.02
MOVED = """
    select count(*) filter (where kind = 'add'),
           count(*) filter (where kind <> 'add' and not must)
    from dispatch_planchange where plan_id = %s
"""


@dataclass(frozen=True)
class Answered:
    """One press: its seconds, whether the work has a place, how many visits that stand move."""

    took_s: float
    placed: bool
    moved: int


def main() -> None:
    """Seed once, copy, fill the day, press, write."""
    asked = _asked()
    environ, state = dict(os.environ), Path(os.environ["CALLOUT_STATE"])
    house.seeded(environ, asked.size, state)
    with house.copied(environ, asked.size) as there:
        facts = _said(there, "benchmarks.first.prepare")
        _run(there, "benchmarks.urgent.tell", json.dumps(facts))
        steps = _said(
            there, "benchmarks.urgent.steps", facts["day"], *facts["asked"][: asked.steps]
        )
        port = house.free_port()
        programs = house.product.web_and_worker({**there, "CALLOUT_PORT": str(port)}, state)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with house.running(*programs):
            if not house.wait_until(lambda: house.answers(port), within_s=60):
                raise SystemExit(f"the server did not start, see {programs[0].log}")
            answers = list(_pressed(port, facts, there["DATABASE_URL"], asked.asked))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    print({name: round(statistics.median(taken), 3) for name, taken in steps.items()})
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    _write(_row(facts, answers, steps["choose_in_child"], cpu_s / len(answers)))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench urgent")
    parser.add_argument("--asked", type=int, default=100, help="presses, one after another")
    parser.add_argument("--steps", type=int, default=21, help="plans under the stopwatch")
    parser.add_argument("--size", default="demo", help="a size of bin/manage seed")
    return parser.parse_args()


def _run(environ: Mapping[str, str], *words: str) -> str:
    argv = [str(house.PYTHON), "-m", *words]
    return subprocess.run(
        argv, cwd=house.ROOT, env=dict(environ), stdout=subprocess.PIPE, check=True, text=True
    ).stdout


def _said(environ: Mapping[str, str], *words: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_run(environ, *words))
    return told


def _pressed(port: int, facts: Mapping[str, Any], database: str, times: int) -> Iterator[Answered]:
    """Each work order in turn; the first press of each worker is not counted."""
    house_line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    told = {
        "Cookie": f"sessionid={facts['session']}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Accept-Language": "en",
    }
    with psycopg.connect(database, autocommit=True) as rows:
        for number, work in enumerate(facts["asked"][: times + 2]):
            begun = time.perf_counter()
            page = _post(house_line, f"/day/{facts['day']}/plan/urgent/{work}/", told)
            while not _has_come(house_line, f"{page}progress/", told):
                time.sleep(LOOK_EVERY_S)
            took_s = time.perf_counter() - begun
            plan_id = page.strip("/").rpartition("/")[2]
            added, moved = rows.execute(MOVED, [plan_id]).fetchone() or (0, 0)
            _post(house_line, f"{page}discard/", told)
            if number > 1:
                yield Answered(took_s, bool(added), moved)


def _post(line: http.client.HTTPConnection, path: str, told: dict[str, str]) -> str:
    """Press a button; where it leads."""
    line.request("POST", path, headers={**told, "Content-Length": "0"})
    answer = line.getresponse()
    answer.read()
    if answer.status != 302:
        raise SystemExit(f"{path} answered {answer.status}")
    return answer.headers["Location"]


def _has_come(line: http.client.HTTPConnection, path: str, told: dict[str, str]) -> bool:
    line.request("GET", path, headers={**told, "HX-Request": "true"})
    answer = line.getresponse()
    answer.read()
    return "HX-Redirect" in answer.headers


def _row(
    facts: Mapping[str, Any], answers: Sequence[Answered], search: Sequence[float], cpu_s: float
) -> str:
    moved = sorted(each.moved for each in answers)
    cells = [
        f"{datetime.now(UTC):%Y-%m-%d}",
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        f"{cpu_s:.2f}",
        f"{facts['sizes']['visits']:,} x {facts['sizes']['engineers']}",
        str(len(answers)),
        str(sum(each.placed for each in answers)),
        *_quantiles([each.took_s for each in answers]),
        *_quantiles(search),
        str(moved[len(moved) // 2]),
        str(moved[-1]),
    ]
    return "| " + " | ".join(cells) + " |\n"


def _quantiles(seconds: Sequence[float]) -> list[str]:
    """The middle one, and the one that 95 of 100 stay below."""
    ordered = sorted(seconds)
    return [f"{ordered[min(len(ordered) - 1, int(len(ordered) * at))]:.2f}" for at in (0.5, 0.95)]


def _write(row: str) -> None:
    print(row)
    README.write_text(README.read_text().replace(END, row + END))


main()
