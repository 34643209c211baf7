"""What the planner makes of a day beside VROOM, PyVRP and OR-Tools' routing library alone.

bin/bench planner FOLDER                everything; writes its tables into README.md
bin/bench planner FOLDER --quick        the main rows, and VRPTW in a sixth of the time
bin/bench planner FOLDER --only NAME    one table: field, vrptw, growth or joined
bin/bench planner FOLDER --rows TEXT    only rows whose name holds TEXT, such as 200x20 or R2_4_1
bin/bench planner FOLDER --resume       only the rows that the README does not hold yet

FOLDER holds `instances/`, `vrptw/` and the generator of days. The clock is the processor's, over
all threads: on two idle cores ten seconds are twenty of these, and on a busy machine they still
are. Every engine gets the same; a plan of ours that breaks a rule ends the run.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.planner import days, growth, joined, peers
from benchmarks.planner.rows import FRESH, KNOWN, QUICK, field_key, field_row, vrptw_row
from benchmarks.planner.written import Table, write_between

FIELD_HEAD = (
    "| days | CPU s | goal | ours | VROOM | PyVRP | OR-Tools | ours / best peer | broken | MB |",
    "|---|---|---|---|---|---|---|---|---|---|",
)
VRPTW_HEAD = (
    "| instance | CPU s | best known | ours | gap | VROOM (its CPU s) | its gap |",
    "|---|---|---|---|---|---|---|",
)
TABLES = ("field", "vrptw", "growth", "joined")
# These compare the planner with itself.
ALONE = ("growth", "joined")
VRPTW_CPU_S, VRPTW_QUICK_CPU_S = 120, 20


def main() -> None:
    """Asks every engine, writes the tables."""
    asked = _asked()
    if asked.only not in ALONE:
        peers.install()
    for name in [asked.only] if asked.only else TABLES:
        if name == "field":
            _field_table(asked)
        elif name == "vrptw":
            _vrptw_table(asked)
        elif not asked.rows and name == "growth":
            _write_as_told(name, growth.table(asked.quick))
        elif not asked.rows:
            with tempfile.TemporaryDirectory() as made:
                _write_as_told(name, joined.table(asked.folder, asked.quick, Path(made)))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench planner")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=TABLES)
    parser.add_argument("--rows", default="")
    parser.add_argument("--resume", action="store_true")
    return parser.parse_args()


def _table(asked: argparse.Namespace, name: str, head: tuple[str, str]) -> Table:
    """The table as it stands where only some of its rows are asked for, else an empty one."""
    table = Table(name, head, 2, _how())
    if asked.rows or asked.resume:
        table.recall()
    return table


def _how() -> str:
    return " ".join(["bin/bench planner FOLDER", *sys.argv[2:]])


def _wanted(asked: argparse.Namespace, table: Table, key: tuple[str, str]) -> bool:
    return asked.rows in key[0] and not (asked.resume and key in table.rows)


def _field_table(asked: argparse.Namespace) -> None:
    table = _table(asked, "field", FIELD_HEAD)
    with tempfile.TemporaryDirectory() as made:
        for row in QUICK if asked.quick else KNOWN + FRESH:
            if _wanted(asked, table, field_key(row)):
                table.put(field_row(asked.folder, row, Path(made)))


def _vrptw_table(asked: argparse.Namespace) -> None:
    table = _table(asked, "vrptw", VRPTW_HEAD)
    cpu_s = VRPTW_QUICK_CPU_S if asked.quick else VRPTW_CPU_S
    for name, best in days.best_known(asked.folder / "vrptw").items():
        if _wanted(asked, table, (name, str(cpu_s))):
            table.put(vrptw_row(asked.folder / "vrptw" / f"{name}.txt", best, cpu_s))
    means = [
        f"Mean gap to the best known of {len(gaps)} instances at {seconds} CPU s: {who} "
        f"{statistics.mean(gaps):.2f} %."
        for seconds in (VRPTW_QUICK_CPU_S, VRPTW_CPU_S)
        for who, cell in (("ours", 5), ("VROOM", 7))
        if (gaps := _gaps(table, str(seconds), cell))
    ]
    table.write(*means)


def _gaps(table: Table, cpu_s: str, cell: int) -> list[float]:
    return [
        float(row.split("|")[cell].strip(" %"))
        for (_, seconds), row in table.rows.items()
        if seconds == cpu_s
    ]


def _write_as_told(name: str, told: Iterator[str]) -> None:
    """Every line is in the README as soon as it is there."""
    lines: list[str] = []
    for line in told:
        lines.append(line)
        print(line, flush=True)
        write_between(f"<!-- {name} -->\n", f"<!-- /{name} -->\n", _how(), lines)


if __name__ == "__main__":
    main()
