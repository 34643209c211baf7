"""Compiles the planner's loops ahead of their first use: `python -m backend.dispatch.planner.warm`.

A first plan would else wait for the compiler. What is compiled lies beside the sources.
"""

from backend.dispatch.planner.problem import PlannerEngineer, Problem, Stop
from backend.dispatch.planner.solve import solve


def main() -> None:
    """Plans the smallest day there is."""
    olena = PlannerEngineer("olena", start=0, end=0, shift=(0, 10))
    day = Problem((olena,), (Stop("a", 0, 1, 1),), travel_s=[[0]])  # type: ignore[arg-type]
    solve(day, seconds=None, iterations=1)


if __name__ == "__main__":
    main()
