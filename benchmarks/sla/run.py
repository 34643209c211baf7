"""What reckoning a deadline costs, beside two libraries that do the same and at city size.

bin/bench sla                 everything; writes its table into README.md
bin/bench sla --inputs 5000   fewer questions; prints only

All three libraries are asked in turns within one process, a slice of the same inputs at a time, so
that what else the machine does hurts each alike. Their answers are compared: one that differs ends
the run.
"""

import argparse
import gc
import os
import platform
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.sla import city, peers

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- table -->\n", "<!-- /table -->\n"
HOURS, SLICES = 16, 50
# As a database gives them: UTC.
SINCE, DAYS, APART_DAYS = datetime(2020, 1, 1, tzinfo=UTC), 3650, 60
# At least so many times faster than each peer.
GOALS = {"add": (7, 90), "elapsed": (40, 100)}


def main() -> None:
    """Ask, compare, measure, write."""
    asked = _asked()
    peers.install()
    chance = random.Random(4)  # noqa: S311  the same questions every time
    starts = [
        SINCE + timedelta(seconds=chance.randrange(DAYS * 86_400)) for _ in range(asked.inputs)
    ]
    spans = [(at, at + timedelta(seconds=chance.randrange(APART_DAYS * 86_400))) for at in starts]
    three = peers.peers(HOURS)
    say(f"add: {asked.inputs:,} questions to three libraries ...")
    rows = [_row("add", three, [each.add for each in three], [(at,) for at in starts])]
    say(f"  {' | '.join(rows[0])}\nelapsed: as many ...")
    rows.append(_row("elapsed", three, [each.elapsed for each in three], spans))
    say(f"  {' | '.join(rows[1])}")
    text = _table(rows, asked.inputs, city.measured(asked.inputs / 100_000))
    print(text)
    if asked.inputs >= 100_000:
        _write(text)


def say(words: str) -> None:
    """How far it is, for whoever waits: the whole takes minutes."""
    print(words, flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench sla")
    parser.add_argument("--inputs", type=int, default=100_000)
    return parser.parse_args()


def _row(
    question: str,
    three: Sequence[peers.Peer],
    asked: Sequence[Callable[..., Any]],
    inputs: list[tuple[datetime, ...]],
) -> list[str]:
    """Microseconds a question for each library, and how many times slower the peers are."""
    spent: list[list[float]] = [[] for _ in asked]
    # As timeit does it: the answers are kept to be compared, and nobody pays for looking at them.
    gc.disable()
    size = max(len(inputs) // SLICES, 1)
    for begin in range(0, len(inputs), size):
        part = inputs[begin : begin + size]
        answers = []
        for place, ask in enumerate(asked):
            named = [tuple(at.astimezone(three[place].utc) for at in each) for each in part]
            before = time.process_time()
            answers.append([ask(*each) for each in named])
            spent[place].append((time.process_time() - before) / len(part))
        _compare(question, part, answers, three)
    gc.enable()
    # The fastest slice of each: what a busy machine adds to the others is no library's doing.
    each_us = [min(slices) * 1e6 for slices in spent]
    cells = [f"{question}", *(f"{us:.2f}" for us in each_us)]
    for us, goal in zip(each_us[1:], GOALS[question], strict=True):
        ratio = us / each_us[0]
        cells.append(f"{ratio:.0f}x (goal {goal}x{'' if ratio >= goal else ', missed'})")
    return cells


def _compare(
    question: str,
    inputs: list[tuple[datetime, ...]],
    answers: list[list[Any]],
    three: Sequence[peers.Peer],
) -> None:
    for peer, theirs in zip(three[1:], answers[1:], strict=True):
        for asked, mine, other in zip(inputs, answers[0], theirs, strict=True):
            if mine != other:
                raise SystemExit(f"{question} of {asked}: Callout {mine}, {peer.name} {other}")


def _table(rows: list[list[str]], inputs: int, figures: list[list[str]]) -> str:
    machine = f"{os.cpu_count()} cores ({platform.processor() or platform.machine()})"
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}, load {os.getloadavg()[0]:.1f}, Python "
        f"{platform.python_version()}, `bin/bench sla`, {inputs:,} inputs, processor time.",
        "",
        "| question | Callout µs | opening-hours-py µs | django-bizcal µs | against the first "
        "| against the second |",
        "|---|---|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
        "",
        "| at the size of a city | seconds | goal |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in figures),
    ]
    return "\n".join(lines) + "\n"


def _write(text: str) -> None:
    page = README.read_text()
    head, _table, tail = page.partition(BEGIN)
    README.write_text(head + BEGIN + text + END + tail.partition(END)[2])


if __name__ == "__main__":
    main()
