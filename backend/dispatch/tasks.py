"""What the worker does for step 3. Each task takes an id, makes one call and may be repeated."""

import os
from collections.abc import Iterable
from dataclasses import asdict
from uuid import UUID

from celery import shared_task
from django.conf import settings

from backend.dispatch import by_territory, plans, plans_in_work, pushes, routes, worlds
from backend.dispatch.assemble import DayInput
from backend.dispatch.letters import mail_visit_planned
from backend.dispatch.models import Plan
from backend.dispatch.planner.child import choose_in_child
from backend.dispatch.planner.process import get_ready
from backend.dispatch.planner.progress import Progress
from backend.dispatch.planner.travel import Roads, RoadTimes
from backend.dispatch.prices import CHANGES, URGENT_CHANGES, points
from backend.dispatch.road_memory import road_times
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
    if by_territory.is_too_large(given):
        _send(by_territory.begin_parts(plan_id, given))
        return
    times = _times(given)
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


@shared_task(name="backend.dispatch.tasks.solve_part")
def solve_part(part_id: str) -> None:
    """Search one part of a large plan; whoever ends the last one goes on with the whole."""
    work = by_territory.begin_part(UUID(part_id))
    if work is None:
        return
    try:
        _search(work)
    except CalloutError as error:
        by_territory.fail_part(work.part.id, error.code)
    _go_on(work.part.plan_id)


def _search(work: by_territory.PartWork) -> None:
    times = _times(work.given)
    found = choose_in_child(
        work.given.problem(times),
        work.given.standing,
        [points(price) for price in CHANGES[0 if work.is_last else -1 :]],
        seconds=work.seconds,
        seed=work.seed,
        threads=_threads(),
        begin_with=work.part.begin_with,
        cooling=work.cooling,
        explain=work.is_last,
        should_stop=lambda: by_territory.part_stop_asked(work.part.id),
    )
    by_territory.keep_part(work.part.id, times, found)


def _go_on(plan_id: UUID) -> None:
    try:
        _send(by_territory.go_on(plan_id))
    except CalloutError as error:
        plans_in_work.fail_plan(plan_id, error.code)


def _send(part_ids: Iterable[UUID]) -> None:
    for each in part_ids:
        solve_part.delay(str(each))


def _times(given: DayInput) -> RoadTimes:
    """Driving times between the places of a plan, or of a part of one."""
    roads = Roads(settings.OSRM_URL or None)
    return road_times(points_of(given.points), roads)


def _threads() -> int:
    """Two walks go side by side where the machine has room for both."""
    return min(2, len(os.sched_getaffinity(0)))


def _note(plan_id: UUID, progress: Progress) -> None:
    plans_in_work.note_progress(plan_id, asdict(progress))


@shared_task(name="backend.dispatch.tasks.end_silent_plans")
def end_silent_plans() -> None:
    """Plans whose worker was killed say so; a part of one is given to another worker."""
    plans_in_work.end_silent_plans()
    lost, ended = by_territory.tend_parts()
    _send(lost)
    for plan_id in ended:
        _go_on(plan_id)


@shared_task(name="backend.dispatch.tasks.forget_old_roads")
def forget_old_roads() -> None:
    """What a plan was made from is kept for a week after its days."""
    plans_in_work.forget_old_roads()


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
