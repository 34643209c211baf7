"""The tables of README.md, each between two markers, written row by row as soon as one is known.

A run that was cut short goes on where it ended: what the README holds of a table is its memory.
"""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

README = Path(__file__).with_name("README.md")
STAMP_HEAD, STAMP_RULE = " UTC, load |", "---|"


class Table:
    """One table; a row is known by its first `keys` cells and says when it was measured."""

    def __init__(self, name: str, head: tuple[str, str], keys: int, how: str) -> None:
        self.begin, self.end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
        self.head = (head[0] + STAMP_HEAD, head[1] + STAMP_RULE)
        self.keys, self.how = keys, how
        self.rows: dict[tuple[str, ...], str] = {}

    def recall(self) -> None:
        """The rows that the README holds with this heading."""
        inside = README.read_text().partition(self.begin)[2].partition(self.end)[0].splitlines()
        if self.head[0] in inside:
            rows = inside[inside.index(self.head[0]) + 2 :]
            self.rows = {self.key(row): row for row in rows if row.startswith("| ")}

    def key(self, row: str) -> tuple[str, ...]:
        """What a row is about."""
        return tuple(cell.strip() for cell in row.split("|")[1 : self.keys + 1])

    def put(self, row: str) -> None:
        """Adds a row, or writes it over the one about the same, and keeps the README up to date."""
        stamp = f" {datetime.now(UTC):%d %b %H:%M}, {os.getloadavg()[0]:.1f} |"
        self.rows[self.key(row)] = row + stamp
        print(row + stamp, flush=True)
        self.write()

    def write(self, *below: str) -> None:
        """Puts the table, and what is said below it, between its markers."""
        table = [*self.head, *self.rows.values()]
        write_between(self.begin, self.end, self.how, [*table, *(["", *below] if below else [])])


def write_between(begin: str, end: str, how: str, lines: list[str]) -> None:
    """Lines between two markers of the README, under how and where they came about."""
    machine = f"{os.cpu_count()} cores ({platform.processor() or platform.machine()})"
    where = f"{datetime.now(UTC):%Y-%m-%d}, {machine}, Python {platform.python_version()}, `{how}`."
    head, _, tail = README.read_text().partition(begin)
    text = "\n".join([where, "", *lines]) + "\n"
    README.write_text(head + begin + text + end + tail.partition(end)[2])
