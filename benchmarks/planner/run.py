"""What the planner makes of a day beside VROOM, PyVRP and OR-Tools' routing library alone.

bin/bench planner FOLDER                everything; writes its tables into README.md
bin/bench planner FOLDER --quick        the main rows, and some of VRPTW
bin/bench planner FOLDER --only NAME    one table: field, vrptw or growth

FOLDER holds `instances/`, `vrptw/` and the generator of days. The clock is the processor's, over
all threads: on two idle cores ten seconds are twenty of these, and on a busy machine they still
are. Every engine gets the same; a plan of ours that breaks a rule ends the run.
"""

import argparse
import os
import platform
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.planner import days, growth, peers
from benchmarks.planner.rows import FRESH, KNOWN, QUICK, QUICK_VRPTW, Row, field_row, vrptw_row

README = Path(__file__).with_name("README.md")
FIELD_HEAD = (
    "| days | CPU s | goal | ours | VROOM | PyVRP | OR-Tools | ours / best peer | broken | MB |",
    "|---|---|---|---|---|---|---|---|---|---|",
)
VRPTW_HEAD = ("| instance | best known | ours | gap | gap of VROOM |", "|---|---|---|---|---|")
TABLES = ("field", "vrptw", "growth")
VRPTW_CPU_S = 120.0


def main() -> None:
    """Asks every engine, writes the tables."""
    asked = _asked()
    peers.install()
    for name in [asked.only] if asked.only else TABLES:
        if name == "field":
            lines = _field_table(asked.folder, QUICK if asked.quick else KNOWN + FRESH)
        elif name == "vrptw":
            lines = _vrptw_table(asked.folder / "vrptw", asked.quick)
        else:
            lines = []
            for line in growth.table(asked.quick):
                lines.append(line)
                print(line, flush=True)
        _write(name, lines, "--quick" if asked.quick else "")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench planner")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=TABLES)
    return parser.parse_args()


def _field_table(folder: Path, rows: tuple[Row, ...]) -> list[str]:
    lines = [*FIELD_HEAD]
    with tempfile.TemporaryDirectory() as made:
        for row in rows:
            lines.append(field_row(folder, row, Path(made)))
            print(lines[-1], flush=True)
    return lines


def _vrptw_table(folder: Path, quick: bool) -> list[str]:
    lines, gaps = [*VRPTW_HEAD], []
    for name, best in days.best_known(folder).items():
        if not quick or name in QUICK_VRPTW:
            line, gap = vrptw_row(folder / f"{name}.txt", best, VRPTW_CPU_S)
            lines.append(line)
            gaps.append(gap)
            print(line, flush=True)
    lines += ["", f"Mean gap of ours to the best known: {statistics.mean(gaps):.2f} %."]
    return lines


def _write(name: str, lines: list[str], how: str) -> None:
    """Puts a table between its markers."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    machine = f"{os.cpu_count()} cores ({platform.processor() or platform.machine()})"
    when = (
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}, load {os.getloadavg()[0]:.1f}, Python "
        f"{platform.python_version()}, `{' '.join(['bin/bench planner FOLDER', how]).strip()}`."
    )
    head, _, tail = README.read_text().partition(begin)
    table = "\n".join([when, "", *lines]) + "\n"
    README.write_text(head + begin + table + end + tail.partition(end)[2])


if __name__ == "__main__":
    main()
