"""Kills parts of a house with -9 in turn, each time while the web works at a call."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from .house import House

TURN = ("web worker", "database", "broker", "web", "database process", "worker", "worker process")
ROUNDS, CALLS_BETWEEN = 3, 10


@dataclass
class Killer:
    """Strikes when `CALLS_BETWEEN` calls were answered since the last time."""

    house: House
    chance: random.Random = field(default_factory=lambda: random.Random(9))
    left: list[str] = field(default_factory=lambda: list(TURN * ROUNDS))
    killed: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    lock: Lock = field(default_factory=Lock)

    def on_the_way(self) -> None:
        """The proxy has just handed a call to the web."""
        with self.lock:
            self.calls += 1
            if self.calls < CALLS_BETWEEN or not self.left:
                return
            self.calls = 0
            target = self.left.pop(0)
            # Somewhere between the first question to the database and the answer.
            time.sleep(self.chance.random() * 0.05)
            if self._kill(target):
                self.killed[target] += 1
            else:
                self.left.insert(0, target)

    def _kill(self, target: str) -> bool:
        """Whether there was somebody to kill; a part that only just came back has nobody yet."""
        part, _, inner = target.partition(" ")
        pids = [self.house.part(part)]
        pids = self._inside(pids[0], part) if inner else pids
        if not pids:
            return False
        with suppress(ProcessLookupError):
            os.kill(self.chance.choice(pids), signal.SIGKILL)
        return True

    def _inside(self, pid: int, part: str) -> list[int]:
        """The processes of a part that serve somebody."""
        children = _children_of(pid)
        if part == "database":
            children = [each for each in children if "callout_app" in _words_of(each)]
        return children


def _children_of(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _words_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""
