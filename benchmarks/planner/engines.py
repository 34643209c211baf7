"""One engine on one day in a process of its own: `python -m benchmarks.planner.engines`.

Words: the engine, the day's file, CPU seconds, a seed. One line of JSON on stdout: the order of
stops by engineer, the CPU seconds from the day as read to the answer, the most memory ever held.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.beside import ROOT
from benchmarks.planner.days import day_of
from benchmarks.planner.peers import engine


@dataclass(frozen=True)
class Answer:
    """What an engine made of a day, and what it took."""

    orders: Sequence[Sequence[int]]
    cpu_s: float
    mb: int


def begun(name: str, day: Path, cpu_s: float, seed: int) -> subprocess.Popen[str]:
    """The engine at work; several may be side by side."""
    words = [sys.executable, "-m", "benchmarks.planner.engines", name, str(day)]
    words += [str(cpu_s), str(seed)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen[str]) -> Answer:
    """Waits for the answer; an engine that fails ends the run."""
    said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"an engine failed: {process.args!r}")
    return Answer(**json.loads(said.splitlines()[-1]))


def main(words: list[str]) -> None:
    """Reads, plans within the CPU seconds that are counted from here, answers."""
    name, path, cpu_s, seed = words
    problem = day_of(Path(path))
    plan = engine(name)
    began = time.process_time()
    orders = plan(problem, float(cpu_s), int(seed))
    took = time.process_time() - began
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"orders": orders, "cpu_s": round(took, 1), "mb": mb}))


if __name__ == "__main__":
    main(sys.argv[1:])
