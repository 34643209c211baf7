"""How many requests a second the product answers, beside a lean endpoint and the bare database.

bin/bench api                      all operations at size city; writes the table into README.md
bin/bench api --only list,card     these alone; prints
bin/bench api --size demo --seconds 2

All are asked in turns within one run, so that what else the machine does hurts each alike.
"""

import argparse
import math
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.api import bare, house
from benchmarks.api.client import Outcome, drive, request
from benchmarks.api.examined import examined_rate
from benchmarks.api.operations import OPERATIONS, Facts, Operation
from benchmarks.api.statements import STATEMENTS

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- table -->\n", "<!-- /table -->\n"
CONNECTIONS, ROUNDS, WARM_S = 8, 2, 1.0
# What lean_page.py shows; the rest answers no page.
PAGES = ("list", "card")
Measured = dict[str, Outcome]


def main() -> None:
    """Seed once, copy, measure, write."""
    asked = _asked()
    environ, state = dict(os.environ), Path(os.environ["CALLOUT_STATE"])
    chosen = [one for one in OPERATIONS if not asked.only or one.name in asked.only.split(",")]
    house.seeded(environ, asked.size, state)
    with house.copied(environ, asked.size) as there:
        facts = house.prepared(there, state)
        with house.serving(there, state) as ports:
            facts["etags"] = house.etags_of(ports[0], facts)
            rows = [
                row(one, measured(one, facts, ports, there["DATABASE_URL"], asked.seconds))
                for one in chosen
            ]
            seen = examined_rate(there, state, facts, ports[0]) if _has_photo(chosen) else None
    text = _table(rows, facts, asked, seen)
    print(text)
    if not asked.only:
        _write(text)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench api")
    parser.add_argument("--seconds", type=float, default=10, help="counted, for each asked")
    parser.add_argument("--only", default="", help=",".join(one.name for one in OPERATIONS))
    parser.add_argument("--size", default="city", help="a size of bin/manage seed")
    return parser.parse_args()


def _has_photo(chosen: list[Operation]) -> bool:
    return any(one.name == "photo" for one in chosen)


def measured(
    one: Operation, facts: Facts, ports: tuple[int, int, int], url: str, seconds: float
) -> Measured:
    """Product and peers in turns; the first second of each turn is not counted."""
    peers = {"lean": ports[1], **({"lean page": ports[2]} if one.name in PAGES else {})}
    told: Measured = {who: Outcome() for who in ("product", *peers, "bare")}
    at_once = min(CONNECTIONS, len(facts["phones"])) if one.one_a_phone else CONNECTIONS
    make, each_s = one.make(facts), seconds / ROUNDS
    lean = [request("GET", f"/{one.name}", {})]
    for _round in range(ROUNDS):
        timing = {"warm_s": WARM_S, "seconds": each_s}
        told["product"].add(drive(ports[0], make, connections=at_once, judge=one.judge, **timing))
        for who, port in peers.items():
            asked = drive(port, lambda number: lean, connections=CONNECTIONS, judge=None, **timing)
            told[who].add(asked)
        told["bare"].add(bare.loop(one.name, url, facts, **timing))
    rates = ", ".join(f"{who} {out.rate:.1f}" for who, out in told.items())
    print(f"  {one.name}: {rates}", flush=True)
    return told


def row(one: Operation, told: Measured) -> list[str]:
    ours, lean, bare_ = (told[name].rate for name in ("product", "lean", "bare"))
    goals = [
        (one.least, ours, "≥ {:g}/s"),
        (one.of_lean, _share(ours, lean), "≥ {:g} of lean"),
        (one.of_bare, _share(ours, bare_), "≥ {:g} of bare"),
    ]
    set_ = [(goal, got, words) for goal, got, words in goals if goal is not None]
    missed = [words.format(goal) for goal, got, words in set_ if got < goal]
    return [
        one.words,
        f"{ours:.1f}",
        f"{told['product'].percentile_ms(0.5):.0f}",
        f"{told['product'].percentile_ms(0.95):.0f}",
        f"{lean:.0f}",
        f"{_share(ours, lean):.2f}",
        *_beside(ours, told.get("lean page")),
        f"{bare_:.0f}",
        f"{_share(ours, bare_):.2f}",
        ", ".join(words.format(goal) for goal, _got, words in set_) or "measured",
        "–" if not set_ else "misses " + ", ".join(missed) if missed else "ok",
    ]


def _beside(ours: float, page: Outcome | None) -> list[str]:
    """What a lean page gets done and our share of it; nothing where there is no page."""
    return [f"{page.rate:.0f}", f"{_share(ours, page.rate):.2f}"] if page else ["–", "–"]


def _share(ours: float, theirs: float) -> float:
    """Of a peer that got nothing done in so short a run, nothing can be said."""
    return ours / theirs if theirs else math.nan


HEADS = (
    "operation", "a second", "p50 ms", "p95 ms", "lean", "of lean", "lean page",
    "of it", "bare", "of bare", "goal", "",
)  # fmt: skip


def _table(
    rows: list[list[str]], facts: Facts, asked: argparse.Namespace, seen: float | None
) -> str:
    sizes = ", ".join(f"{count:,} {name}" for name, count in facts["sizes"].items())
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}, `bin/bench api --size {asked.size}`, "
        f"{asked.seconds:g} s each, 2 web workers of 4 threads, {CONNECTIONS} connections, "
        f"{len(facts['phones'])} phones; {sizes}.",
        "",
        "| " + " | ".join(HEADS) + " |",
        "|---" * len(HEADS) + "|",
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
    if seen is not None:
        lines += ["", f"Photos taken in and examined by two worker processes: {seen:.2f} a second."]
    return "\n".join(lines) + "\n"


def _machine() -> str:
    told = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.partition(":")[2].strip() for line in told.splitlines() if "model name" in line]
    return f"{os.cpu_count()} cores ({names[0] if names else platform.machine()})"


def _write(text: str) -> None:
    before, _, rest = README.read_text().partition(BEGIN)
    README.write_text(before + BEGIN + text + END + rest.partition(END)[2])


assert {one.name for one in OPERATIONS} == set(STATEMENTS)
if __name__ == "__main__":
    main()
