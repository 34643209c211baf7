"""The peers, and how they are installed: beside the product, never into it."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from backend.dispatch.planner.problem import Problem
from benchmarks import beside

LOCK = Path(__file__).with_name("requirements.lock")

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
    beside.install(LOCK)


def engine(name: str) -> Engine:
    """The engine of that name; peers are found behind everything of the product's own."""
    beside.bring_in(LOCK)
    found: Engine = import_module(ENGINES[name]).plan
    return found
