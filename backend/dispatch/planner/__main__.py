"""The planner as a program: `python -m backend.dispatch.planner`.

A line on stdin is `{"problem": ..., "options": {"seconds", "iterations", "seed",
"threads"}}`; a later line `stop` ends the search with the best plan so far. Every line on stdout
is JSON:
`{"progress": {"elapsed_s", "cost"}}`, and last `{"solution": ...}` or
`{"invalid": {"field", "code", "context"}}`. Another question may follow. The exit code is that of
the last: 0, or 2 for bad input.
With `"standing"`, `"prices"` and `"most_changes"` beside the problem the answer is
`{"choices": ...}`, the plans of `stability.choices`; `"course": {"begin_with", "cooling",
"explain"}` is for these.
"""

import json
import os
import queue
import sys
import threading
from dataclasses import replace
from typing import Any, cast

from backend.dispatch.planner.alternatives import chosen_over
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.progress import Progress
from backend.dispatch.planner.solution import Solution
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.stability import choices, moved
from backend.dispatch.planner.standing import Choices, StandingDay
from backend.dispatch.planner.wire import (
    Json,
    choices_to_json,
    problem_from_json,
    solution_to_json,
    standing_from_json,
)
from backend.lib.errors import Invalid

# After so long without a question the memory is worth more than being ready.
IDLE_S = 600
STOP = "stop"
HEARD: queue.Queue[str] = queue.Queue()
OPTIONS = {"seconds", "iterations", "seed", "threads"}


def main() -> int:
    """Answers one question after another, until nobody is there or nobody asks for long."""
    threading.Thread(target=_hear, daemon=True).start()
    code = 0
    while line := _next_line():
        # An order to stop may come when the answer is given already.
        code = code if line.strip() == STOP else _answer(line)
    return code


def _hear() -> None:
    """Reads what is said, line by line, whatever else goes on."""
    for line in sys.stdin:
        HEARD.put(line)
    HEARD.put("")


def _next_line() -> str:
    try:
        return HEARD.get(timeout=IDLE_S)
    except queue.Empty:
        # The thread that reads cannot be woken, and Python would wait for it to let stdin go.
        os._exit(0)


def _answer(line: str) -> int:
    try:
        asked = _read(line)
        _say({"choices": _chosen(asked)} if "standing" in asked else {"solution": _solved(asked)})
    except Invalid as no:
        _say({"invalid": {"field": no.field, "code": no.code, "context": dict(no.context)}})
        return 2
    return 0


def _read(line: str) -> Json:
    try:
        asked = json.loads(line)
    except ValueError as error:
        raise Invalid("problem", "not-json", said=str(error)) from error
    if not isinstance(asked, dict) or "problem" not in asked:
        raise Invalid("problem", "missing-field")
    options = asked.get("options") or {}
    if not isinstance(options, dict):
        raise Invalid("options", "not-a-mapping")
    unknown = sorted(set(options) - OPTIONS)
    if unknown:
        raise Invalid(f"options.{unknown[0]}", "unknown-field")
    return cast(Json, asked)


def _solved(asked: Json) -> Json:
    options = cast(dict[str, int], asked.get("options") or {})
    iterations = options.get("iterations")
    solution = solve(
        problem_from_json(asked["problem"]),
        seconds=options.get("seconds", None if iterations else 5.0),
        iterations=iterations,
        seed=options.get("seed", 0),
        threads=options.get("threads", 1),
        on_progress=_say_progress,
        should_stop=_told_to_stop,
    )
    return solution_to_json(solution)


def _chosen(asked: Json) -> Json:
    options = cast(dict[str, int], asked.get("options") or {})
    problem, standing = problem_from_json(asked["problem"]), standing_from_json(asked["standing"])
    most = cast(int | None, asked.get("most_changes"))
    course = cast(dict[str, Any], asked.get("course") or {})
    found = choices(
        problem,
        standing,
        cast(list[int], asked.get("prices") or [0]),
        seconds=options.get("seconds"),
        iterations=options.get("iterations"),
        seed=options.get("seed", 0),
        threads=options.get("threads", 1),
        **course,
        on_progress=_say_progress,
        should_stop=_told_to_stop,
    )
    if not course.get("explain", True):
        return choices_to_json(found)
    return choices_to_json(_explained(problem, standing, found, most))


def _explained(
    problem: Problem, standing: StandingDay, found: Choices, most_changes: int | None
) -> Choices:
    """Every plan with why each stop that would change has its engineer.

    Nobody will see a plan with more than `most_changes`, so nothing is told of it.
    """

    def explained(plan: Solution) -> Solution:
        if most_changes is not None and moved(plan, standing) > most_changes:
            return plan
        return replace(plan, chosen=chosen_over(problem, plan.routes, standing))

    return replace(found, solutions=tuple(explained(each) for each in found.solutions))


def _say_progress(progress: Progress) -> None:
    _say({"progress": {"elapsed_s": progress.elapsed_s, "cost": progress.cost}})


def _told_to_stop() -> bool:
    """Looks at what was said meanwhile; the end of it is no order, a file may simply be over."""
    return bool(HEARD.queue) and HEARD.queue[0].strip() == STOP


def _say(line: object) -> None:
    sys.stdout.write(json.dumps(line, allow_nan=False, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
