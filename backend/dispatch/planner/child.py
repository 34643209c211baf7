"""A solve in a process of its own, which can be killed: what a worker calls.

A Celery worker may have no multiprocessing children and must keep answering its broker, so the
child is a plain program (`__main__`) that speaks JSON lines.
"""

import json
import queue
import time
from collections.abc import Sequence
from typing import Any, cast

from backend.dispatch.planner.bundles import Orders
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.process import SMALL_STOPS, ChildDiedError, Process, asked_process
from backend.dispatch.planner.progress import WHOLE_WAY, OnProgress, Progress, ShouldStop
from backend.dispatch.planner.solution import Solution
from backend.dispatch.planner.standing import Choices, StandingDay
from backend.dispatch.planner.wire import (
    Json,
    choices_from_json,
    problem_to_json,
    solution_from_json,
    standing_to_json,
)
from backend.lib.errors import Invalid, Refused

# Starting Python and OR-Tools, reading a big matrix, and explaining what was left out.
GRACE_S = 30.0
# How long a child that was told to stop may take to hand over its best plan.
STOP_GRACE_S = 3.0
LONGEST_S = 3600.0
ASK_EVERY_S = 0.25


def solve_in_child(
    problem: Problem,
    *,
    seconds: float | None = 5.0,
    seed: int = 0,
    iterations: int | None = None,
    threads: int = 1,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Solution:
    """`solve` in a child process that never outlives this call.

    News and the question whether to stop come at most every `ASK_EVERY_S`; the last news always
    comes. When `should_stop` says so the child is asked for its best plan and killed if it does not
    answer. Raises `Refused("plan-cancelled")` when stopped before any plan, `Refused(
    "plan-timeout")` when the child is silent for too long, `Refused("plan-failed")` when it dies.
    """
    options = {"seconds": seconds, "iterations": iterations, "seed": seed, "threads": threads}
    asked = {"problem": problem_to_json(problem), "options": options}
    said = _asked(asked, seconds, _Talk(on_progress, should_stop))
    return solution_from_json(said["solution"])


def choose_in_child(
    problem: Problem,
    standing: StandingDay,
    prices: Sequence[int],
    *,
    seconds: float | None,
    seed: int = 0,
    iterations: int | None = None,
    threads: int = 1,
    most_changes: int | None = None,
    begin_with: Orders | None = None,
    cooling: tuple[float, float] = WHOLE_WAY,
    explain: bool = True,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Choices:
    """`stability.choices` in a child process, as `solve_in_child` runs `solve`.

    Where it shall `explain`, every stop comes with why it has its engineer or what would place it;
    plans with more than `most_changes` come without a word of why who goes.
    """
    asked = {
        "problem": problem_to_json(problem),
        "options": {
            "seconds": seconds,
            "iterations": iterations,
            "seed": seed,
            "threads": threads,
        },
        "course": {"begin_with": begin_with, "cooling": cooling, "explain": explain},
        "standing": standing_to_json(standing),
        "prices": list(prices),
        "most_changes": most_changes,
    }
    said = _asked(asked, seconds, _Talk(on_progress, should_stop))
    return choices_from_json(said["choices"])


def _asked(asked: Json, seconds: float | None, talk: "_Talk") -> Json:
    """What a child says to the question, which is killed when it is silent for too long."""
    limit_s = GRACE_S + (LONGEST_S if seconds is None else seconds)
    stops = cast(Json, asked["problem"])["stops"]
    with asked_process(small=len(cast(list[Json], stops)) <= SMALL_STOPS) as process:
        process.tell(json.dumps(asked, allow_nan=False))
        said = _listen(process, time.monotonic() + limit_s, talk)
    if "invalid" in said:
        no = cast(Json, said["invalid"])
        raise Invalid(str(no["field"]), str(no["code"]), **cast(Json, no["context"]))
    return said


class _Talk:
    """Passes on news and asks about stopping at a pace that a database can bear."""

    def __init__(self, on_progress: OnProgress | None, should_stop: ShouldStop | None) -> None:
        self.on_progress = on_progress
        self.should_stop = should_stop
        self.news: Progress | None = None
        self.turned = 0.0

    def turn(self) -> bool:
        """Tells the latest news, if any; whether the caller wants the search to end."""
        if time.monotonic() - self.turned < ASK_EVERY_S:
            return False
        self.turned = time.monotonic()
        self.tell()
        return bool(self.should_stop and self.should_stop())

    def tell(self) -> None:
        if self.news and self.on_progress:
            self.on_progress(self.news)
        self.news = None


def _listen(process: Process, deadline: float, talk: _Talk) -> Json:
    told = False
    while time.monotonic() < deadline:
        if talk.turn() and not told:
            process.tell("stop")
            told, deadline = True, time.monotonic() + STOP_GRACE_S
        try:
            line = process.lines.get(timeout=ASK_EVERY_S)
        except queue.Empty:
            continue
        if line is None:
            raise ChildDiedError(process.child.wait())
        said = cast(Json, json.loads(line))
        if "progress" in said:
            talk.news = Progress(**cast(dict[str, Any], said["progress"]))
            continue
        talk.tell()
        return said
    raise Refused("plan-cancelled" if told else "plan-timeout")
