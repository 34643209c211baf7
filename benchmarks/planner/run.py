"""What the planner makes of days in files, at so many CPU seconds: cost, time, memory.

usage: bin/bench planner FOLDER [SECONDS]    every fsm_*.json of the folder, for so many seconds

The clock is the CPU's, over all threads: on two idle cores ten seconds are twenty of these, and
on a busy machine they still are. Every plan is verified; one that breaks a rule ends the run.
"""

import json
import resource
import sys
import time
from pathlib import Path

from backend.dispatch.planner.budget import Budget
from backend.dispatch.planner.instance import problem_of_instance
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.search import Search
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.tables import tables
from backend.dispatch.planner.verify import verify

THREADS = 2
# Rounds by which the speed of this machine is found out.
PROBE = 5_000
SEEDS = (1, 2, 3)
DEFAULT_SECONDS = 20.0


def main(words: list[str]) -> int:
    """Prints a row a day and seed."""
    if not words:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    seconds = float(words[1]) if len(words) > 1 else DEFAULT_SECONDS
    say("| day | seed | CPU s | cost | left out | MB |", "|---|---|---|---|---|---|")
    for path in sorted(Path(words[0]).glob("fsm_*.json")):
        problem = problem_of_instance(json.loads(path.read_text()))
        for seed in SEEDS:
            say(f"| {path.stem} | {seed} | {row(problem, seconds, seed)} |")
    return 0


def row(problem: Problem, seconds: float, seed: int) -> str:
    """The cells of one solve, with as many rounds as fit into so many CPU seconds."""
    search = Search(tables(problem), [[] for _ in problem.on_duty], seed, THREADS)
    began = time.process_time()
    search.run(Budget(None, PROBE))
    rounds = int(PROBE * seconds / (time.process_time() - began))
    began = time.process_time()
    plan = solve(problem, seconds=None, iterations=rounds, seed=seed, threads=THREADS)
    took = time.process_time() - began
    broken = verify(problem, plan)
    if broken:
        raise SystemExit(f"a rule is broken: {broken[0]}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"{took:.1f} | {plan.cost.total:,} | {len(plan.unplanned)} | {memory}"


def say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
