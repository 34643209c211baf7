"""Staying with what was started: signals, and a program that ends before its time."""

import signal
import time
from collections import defaultdict
from types import FrameType

from .children import Child
from .console import StopError, say
from .services import Services

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MOST_RESTARTS, IN_SECONDS = 5, 60
LONGEST_PAUSE_S = 10


class AskedToEnd(BaseException):
    """Ctrl-C, SIGTERM, or the terminal was closed."""


def listen_for_the_end() -> None:
    """From now on an ending signal raises AskedToEnd in the main thread."""
    for number in ENDING_SIGNALS:
        signal.signal(number, _raise)


def ignore_signals() -> None:
    """While ending, an impatient second Ctrl-C must not leave something behind."""
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def stay(services: Services) -> None:
    """Start again what ends before its time; raises StopError when it will not stay."""
    ends: dict[str, list[float]] = defaultdict(list)
    while True:
        time.sleep(0.5)
        for index, child in enumerate(services.children):
            if child.has_ended():
                services.children[index] = _start_again(child, ends[child.program.name])


def _start_again(child: Child, ends: list[float]) -> Child:
    now = time.monotonic()
    ends[:] = [moment for moment in ends if now - moment < IN_SECONDS] + [now]
    program = child.program
    if len(ends) > MOST_RESTARTS:
        raise StopError(
            f"{program.name} ended {len(ends)} times in {IN_SECONDS} s, see {program.log}"
        )
    child.end_by(now)
    # What a killed program left behind (a database's own children, a port) may need a moment.
    time.sleep(LONGEST_PAUSE_S * (len(ends) - 1) / MOST_RESTARTS)
    say(f"  {program.name} ended with {child.process.returncode}; started again")
    return program.start()


def _raise(_number: int, _frame: FrameType | None) -> None:
    raise AskedToEnd
