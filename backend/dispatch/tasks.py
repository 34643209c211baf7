"""What the worker does for step 3. Each task takes an id, makes one call and may be repeated."""

from dataclasses import asdict
from uuid import UUID

from celery import shared_task
from django.conf import settings

from backend.dispatch import plans, routes, worlds
from backend.dispatch.letters import mail_visit_planned
from backend.dispatch.planner.child import solve_in_child
from backend.dispatch.planner.progress import Progress
from backend.dispatch.planner.travel import Roads
from backend.dispatch.road_memory import road_times
from backend.lib.errors import CalloutError
from backend.lib.geo import points_of


def start_plan(plan_id: UUID, notice_id: UUID) -> None:
    """Consequence of plan.requested: hand the search to a task of its own."""
    solve_plan.delay(str(plan_id))


@shared_task(name="backend.dispatch.tasks.solve_plan")
def solve_plan(plan_id: str) -> None:
    """Assemble, solve, verify, propose; a failure is kept on the plan, the day stays as it was."""
    try:
        _solve(UUID(plan_id))
    except CalloutError as error:
        plans.fail_plan(UUID(plan_id), error.code)


def _solve(plan_id: UUID) -> None:
    begun = plans.begin_plan(plan_id)
    if begun is None:
        return plans.fail_plan(plan_id, "plan-cancelled")
    plan, given = begun
    times = road_times(points_of(given.points), Roads(settings.OSRM_URL or None))
    solution = solve_in_child(
        given.problem(times),
        seconds=plan.seconds,
        seed=plan.seed,
        on_progress=lambda progress: _note(plan_id, progress),
        should_stop=lambda: plans.stop_asked(plan_id),
    )
    plans.store_proposal(plan_id, given, times, solution)
    return None


def _note(plan_id: UUID, progress: Progress) -> None:
    plans.note_progress(plan_id, asdict(progress))


def measure_routes(board_id: UUID, notice_id: UUID) -> None:
    """Consequence of day.published: driving times by road between the visits of the day."""
    routes.measure_day(board_id, settings.OSRM_URL)


def tell_visit_planned(visit_id: UUID, notice_id: UUID) -> None:
    """Consequence of visit.published: the client learns who comes and when."""
    mail_visit_planned(visit_id, notice_id)


def refresh_worlds(row_id: UUID, notice_id: UUID) -> None:
    """Consequence of a change in the registers, prices or contracts: phones look again."""
    worlds.refresh_worlds()


def refresh_worlds_showing(subject_id: UUID, notice_id: UUID) -> None:
    """Consequence of a change to a request, a work order or a user: their phones look again."""
    worlds.refresh_worlds_showing(subject_id)
