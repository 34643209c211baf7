"""The planner's own process: started for one question, or ready before one is asked.

Starting Python, NumPy, Numba and OR-Tools takes longer than the search for one urgent visit. So a
worker has a process made ready while it still reads the day, and keeps it for the next question
where this one was small. In doubt a process is killed: another is soon started.
"""

import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from backend.lib.errors import Refused

COMMAND = ["-m", "backend.dispatch.planner"]
ROOT = Path(__file__).resolve().parents[3]
# A process that held a bigger problem gives its memory back.
SMALL_STOPS = 200


class ChildDiedError(Exception):
    """The child ended without an answer."""

    def __init__(self, exit_code: int) -> None:
        self.exit_code = exit_code
        super().__init__(exit_code)


class Process:
    """One child: what it is told goes in by the line, what it says comes out of `lines`.

    It ends by itself when whoever started it is gone, for then nobody can ask it any more.
    """

    def __init__(self) -> None:
        self.complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed by `end`
        self.owner = os.getpid()
        self.child = subprocess.Popen(
            [sys.executable, *COMMAND],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.complaints,
            text=True,
        )
        # Read by a thread, so that waiting for a line can be given up.
        self.lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def is_fit(self) -> bool:
        """Alive, and ours to ask: a fork has the pipes of its parent's child too."""
        return self.owner == os.getpid() and self.child.poll() is None

    def tell(self, line: str) -> None:
        """Write a line; a child that died with it unread is found out by what it says."""
        assert self.child.stdin is not None
        try:
            self.child.stdin.write(line + "\n")
            self.child.stdin.flush()
        except BrokenPipeError:
            return

    def last_words(self) -> str:
        """The end of what it complained of."""
        self.complaints.seek(0)
        return self.complaints.read()[-500:]

    def end(self) -> None:
        """Kill it; nothing of it is left."""
        self.child.kill()
        self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout):
            _close(pipe)
        self.complaints.close()

    def _read(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self.lines.put(line)
        self.lines.put(None)


def _close(pipe: IO[str] | None) -> None:
    try:
        if pipe:
            pipe.close()
    except BrokenPipeError:
        # The child died with our words unread; its exit is what gets reported.
        return


_ready: list[Process] = []


def get_ready() -> None:
    """Have a process start now, so that the question to come need not wait for it."""
    if not any(each.is_fit for each in _ready):
        _ready[:] = [Process()]


@contextmanager
def asked_process(*, small: bool) -> Iterator[Process]:
    """The process that is ready, or a fresh one, which never outlives the block.

    One that was ready is so again afterwards, if it held a `small` problem and all went well.
    """
    kept = _ready.pop() if _ready else None
    is_kept = kept is not None and kept.is_fit
    process = kept if kept is not None and is_kept else Process()
    try:
        yield process
    except ChildDiedError as death:
        is_kept = False
        raise Refused(
            "plan-failed", exit_code=death.exit_code, said=process.last_words()
        ) from death
    except BaseException:
        is_kept = False
        raise
    finally:
        if is_kept and small and not _ready:
            _ready.append(process)
        else:
            process.end()
