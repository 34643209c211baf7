"""The peers, and how they are installed: beside the product, never into it."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from backend.dispatch.planner.problem import Problem

ROOT = Path(__file__).resolve().parents[2]
LOCK = Path(__file__).with_name("requirements.lock")
FOLDER = ROOT / ".tools" / "bench-planner"

# An engine takes a problem, CPU seconds and a seed, and gives the numbers of the stops in order
# for every engineer on duty.
Engine = Callable[[Problem, float, int], Sequence[Sequence[int]]]
ENGINES = {
    "callout": "benchmarks.planner.ours",
    "vroom": "benchmarks.planner.vroom_peer",
    "pyvrp": "benchmarks.planner.pyvrp_peer",
    "ortools": "benchmarks.planner.ortools_peer",
}


def install() -> None:
    """Fetches the peers once, every hash checked."""
    stamp = FOLDER / "installed"
    if not stamp.exists() or stamp.read_text() != LOCK.read_text():
        argv = [str(ROOT / ".venv/bin/uv"), "pip", "install", "-q", "--no-deps"]
        argv += ["--require-hashes", "--python", sys.executable, "--target", str(FOLDER)]
        subprocess.run([*argv, "-r", str(LOCK)], check=True)
        stamp.write_text(LOCK.read_text())


def engine(name: str) -> Engine:
    """The engine of that name; peers are found behind everything of the product's own."""
    sys.path.append(str(FOLDER))
    found: Engine = import_module(ENGINES[name]).plan
    return found
