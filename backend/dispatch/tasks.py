"""What the worker does for step 3. Each task takes an id, makes one call and may be repeated."""

import os
from dataclasses import asdict
from uuid import UUID

from celery import shared_task
from django.conf import settings

from backend.dispatch import plans, plans_in_work, pushes, routes, worlds
from backend.dispatch.letters import mail_visit_planned
from backend.dispatch.models import Plan
from backend.dispatch.planner.child import choose_in_child
from backend.dispatch.planner.process import get_ready
from backend.dispatch.planner.progress import Progress
from backend.dispatch.planner.travel import Roads
from backend.dispatch.prices import CHANGES, URGENT_CHANGES, points
from backend.dispatch.road_memory import road_times
from backend.dispatch.traffic import with_traffic
from backend.lib.errors import CalloutError
from backend.lib.geo import points_of

URGENT_SHARE = 0.25
"""Of an urgent plan's second: the rest goes to reading the days, the roads and what is told."""


def start_plan(plan_id: UUID, notice_id: UUID) -> None:
    """Consequence of plan.requested: hand the search to a task of its own."""
    solve_plan.delay(str(plan_id))


@shared_task(name="backend.dispatch.tasks.solve_plan")
def solve_plan(plan_id: str) -> None:
    """Assemble, solve, verify, propose; a failure is kept on the plan, the day stays as it was."""
    try:
        _solve(UUID(plan_id))
    except CalloutError as error:
        plans_in_work.fail_plan(UUID(plan_id), error.code)


def _solve(plan_id: UUID) -> None:
    get_ready()
    begun = plans_in_work.begin_plan(plan_id)
    if begun is None:
        return
    plan, given = begun
    roads = Roads(settings.OSRM_URL or None)
    times = with_traffic(road_times(points_of(given.points), roads), given.engineers)
    is_urgent = plan.kind == Plan.Kind.URGENT
    found = choose_in_child(
        given.problem(times),
        given.standing,
        [points(price) for price in (URGENT_CHANGES if is_urgent else CHANGES)],
        seconds=plan.seconds * (URGENT_SHARE if is_urgent else 1),
        seed=plan.seed,
        threads=_threads(),
        most_changes=plan.most_changes,
        on_progress=lambda progress: _note(plan_id, progress),
        should_stop=lambda: plans_in_work.stop_asked(plan_id),
    )
    plans.store_proposal(plan_id, given, times, found)


def _threads() -> int:
    """Two walks go side by side where the machine has room for both."""
    return min(2, len(os.sched_getaffinity(0)))


def _note(plan_id: UUID, progress: Progress) -> None:
    plans_in_work.note_progress(plan_id, asdict(progress))


@shared_task(name="backend.dispatch.tasks.end_silent_plans")
def end_silent_plans() -> None:
    """Plans whose worker was killed say so."""
    plans_in_work.end_silent_plans()


def measure_routes(board_id: UUID, notice_id: UUID) -> None:
    """Consequence of day.published: driving times by road between the visits of the day."""
    routes.measure_day(board_id, settings.OSRM_URL)


def tell_visit_planned(visit_id: UUID, notice_id: UUID) -> None:
    """Consequence of visit.published: the client learns who comes and when."""
    mail_visit_planned(visit_id, notice_id)


def push_visit_news(visit_id: UUID, notice_id: UUID) -> None:
    """Consequence of a visit published, taken away or worked at meanwhile: phones show it."""
    pushes.push_visit_news(visit_id)


def refresh_worlds(row_id: UUID, notice_id: UUID) -> None:
    """Consequence of a change in the registers, prices or contracts: phones look again."""
    worlds.refresh_worlds()


def refresh_worlds_showing(subject_id: UUID, notice_id: UUID) -> None:
    """Consequence of a change to a request, a work order or a user: their phones look again."""
    worlds.refresh_worlds_showing(subject_id)
