"""Where the time of one urgent plan goes: each step of the worker's task under a stopwatch.

Run as a program of its own on the copied database: the day, then the ids of work orders. Prints
one JSON object, seconds by step, a figure for each work order; the first is not counted.
"""

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

from backend.accounts.models import User  # noqa: E402
from backend.database.principal import acting_as_system  # noqa: E402
from backend.dispatch import plans, tasks  # noqa: E402
from backend.dispatch.models import Plan  # noqa: E402

TAKEN: dict[str, list[float]] = defaultdict(list)


def main() -> None:
    """Solve each in this very process, as a worker would."""
    day, ids = date.fromisoformat(sys.argv[1]), [UUID(each) for each in sys.argv[2:]]
    for place, name in (
        (tasks.plans_in_work, "begin_plan"),
        (tasks, "road_times"),
        (tasks, "choose_in_child"),
        (tasks.plans, "store_proposal"),
    ):
        setattr(place, name, timed(name, getattr(place, name)))
    with acting_as_system():
        dispatcher = User.objects.get(email="dispatcher@example.com")
        for work_order_id in ids:
            wish = plans.Wish(
                Plan.Kind.URGENT, work_order_id=work_order_id, most_changes=plans.URGENT_MOVES
            )
            plan = plans.request_plan(day, by=dispatcher, wish=wish)
            timed("whole", tasks.solve_plan)(str(plan.pk))
    json.dump({name: taken[1:] for name, taken in TAKEN.items()}, sys.stdout)


def timed(name: str, does: Callable[..., Any]) -> Callable[..., Any]:
    """The same, with its seconds noted."""

    def noted(*words: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        try:
            return does(*words, **named)
        finally:
            TAKEN[name].append(time.perf_counter() - begun)

    return noted


main()
