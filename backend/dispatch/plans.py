"""Plans: a proposal beside today's visits, asked for, stored, judged again and accepted.

The solver runs in the worker between two short transactions (`tasks.solve_plan`). It writes
no visit; a person accepts a difference, all of it or some.
"""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.desk import actions as desk
from backend.desk.models import WorkOrder
from backend.dispatch.actions import clash_explained, reseat, take_away
from backend.dispatch.assemble import DayInput, assemble_day
from backend.dispatch.difference import changes_between
from backend.dispatch.models import DayBoard, Engineer, Plan, PlanChange, Visit
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.solution import Solution
from backend.dispatch.planner.travel import RoadTimes, Source
from backend.dispatch.planner.verify import verify
from backend.dispatch.planner.wire import (
    problem_from_json,
    problem_to_json,
    solution_from_json,
    solution_to_json,
)
from backend.dispatch.visits import bump_board, lock_visit, make_visit
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import utc_now
from backend.lib.errors import NotFound, Refused

IN_WORK = (Plan.State.REQUESTED, Plan.State.SOLVING)


@transaction.atomic
def request_plan(day: date, *, by: User, seconds: int = 5, seed: int = 1) -> Plan:
    """Ask for a plan of `day`; one at a time. The worker is called after commit."""
    board, _made = DayBoard.objects.get_or_create(date=day)
    board = DayBoard.objects.select_for_update().get(pk=board.pk)
    if Plan.objects.filter(date=day, state__in=IN_WORK).exists():
        raise Refused("plan-under-way")
    plan = Plan.objects.create(
        date=day, requested_by=by, board_version=board.version, seconds=seconds, seed=seed
    )
    journal.record(kinds.PLAN_REQUESTED, plan, by=by, date=str(day))
    return plan


@transaction.atomic
def begin_plan(plan_id: UUID) -> tuple[Plan, DayInput] | None:
    """Take the plan into work and read its day; None when it is no longer wanted."""
    plan = Plan.objects.select_for_update().get(id=plan_id)
    if plan.state not in IN_WORK or plan.cancel_asked:
        return None
    plan.state = Plan.State.SOLVING
    board, _made = DayBoard.objects.get_or_create(date=plan.date)
    plan.board_version = board.version
    plan.save(update_fields=["state", "board_version"])
    return plan, assemble_day(plan.date, utc_now())


@transaction.atomic
def note_progress(plan_id: UUID, progress: dict[str, object]) -> None:
    """Keep how far the search is, for the page that waits."""
    Plan.objects.filter(id=plan_id).update(progress=progress)


@transaction.atomic
def stop_asked(plan_id: UUID) -> bool:
    """Whether a person asked to end the search."""
    return Plan.objects.filter(id=plan_id, cancel_asked=True).exists()


@transaction.atomic
def ask_to_stop(plan_id: UUID, *, by: User) -> Plan:
    """End the search; the best plan so far is still proposed. One not begun yet ends at once."""
    plan = _locked(plan_id)
    plan.cancel_asked = True
    plan.save(update_fields=["cancel_asked"])
    if plan.state == Plan.State.REQUESTED:
        fail_plan(plan_id, "plan-cancelled")
    return plan


@transaction.atomic
def store_proposal(plan_id: UUID, given: DayInput, times: RoadTimes, solution: Solution) -> Plan:
    """Keep a verified solution as a difference to today's visits."""
    plan = _locked(plan_id)
    problem = given.problem(times)
    broken = verify(problem, solution)
    if broken:
        raise Refused("plan-unlawful", first=str(broken[0]))
    plan.state, plan.proposed_at = Plan.State.PROPOSED, given.now
    plan.problem, plan.solution = _kept_problem(problem, given), solution_to_json(solution)
    plan.travel_source = times.source
    plan.cost = _cost(solution)
    plan.save()
    PlanChange.objects.bulk_create(changes_between(plan, given, solution))
    journal.record(kinds.PLAN_PROPOSED, plan, by=None, date=str(plan.date), cost=plan.cost)
    return plan


def _kept_problem(problem: Problem, given: DayInput) -> dict[str, object]:
    points = [list(point) for point in given.points]
    return {**problem_to_json(problem), "points": points}


def _cost(solution: Solution) -> dict[str, object]:
    cost = solution.cost
    return {
        **asdict(cost),
        "total": cost.total,
        "travel_s": sum(route.travel_s for route in solution.routes),
        "travel_m": sum(route.travel_m or 0 for route in solution.routes),
        "planned": sum(len(route.stops) for route in solution.routes),
        "unplanned": len(solution.unplanned),
    }


@transaction.atomic
def fail_plan(plan_id: UUID, code: str) -> None:
    """Say that the search ended without a plan; the day is as it was."""
    plan = _locked(plan_id)
    if plan.state in IN_WORK:
        plan.state, plan.failure = Plan.State.FAILED, code
        plan.save(update_fields=["state", "failure"])
        journal.record(kinds.PLAN_FAILED, plan, by=None, code=code)


@transaction.atomic
def discard_plan(plan_id: UUID, *, by: User) -> Plan:
    """Put a proposal aside; nothing else changes."""
    plan = _locked(plan_id)
    if plan.state != Plan.State.PROPOSED:
        raise Refused("wrong-state")
    plan.state = Plan.State.DISCARDED
    plan.save(update_fields=["state"])
    journal.record(kinds.PLAN_DISCARDED, plan, by=by)
    return plan


@transaction.atomic
def accept_plan(plan_id: UUID, *, by: User, change_ids: list[UUID] | None = None) -> Plan:
    """Make the visits the plan proposes: all its changes, or those of `change_ids`.

    Raises Refused("plan-stale") when the day changed meanwhile or the plan no longer holds
    against today's rows, Refused("visit-clash") when two accepted changes meet.
    """
    plan = _locked(plan_id)
    if plan.state != Plan.State.PROPOSED:
        raise Refused("wrong-state")
    board = DayBoard.objects.select_for_update().get(date=plan.date)
    if board.version != plan.board_version or not _still_holds(plan):
        raise Refused("plan-stale")
    with clash_explained():
        for change in _chosen(plan, change_ids):
            _make_true(change, by=by)
    plan.state = Plan.State.ACCEPTED
    plan.save(update_fields=["state"])
    bump_board(plan.date)
    journal.record(kinds.PLAN_ACCEPTED, plan, by=by, date=str(plan.date), cost=plan.cost)
    return plan


def _locked(plan_id: UUID) -> Plan:
    plan = Plan.objects.select_for_update().filter(id=plan_id).first()
    if plan is None:
        raise NotFound("plan")
    return plan


def _still_holds(plan: Plan) -> bool:
    """Whether the stored solution is lawful for the day's rows as they are now."""
    today = assemble_day(plan.date, plan.proposed_at or utc_now())
    if not plan.problem or plan.problem["points"] != [list(point) for point in today.points]:
        return False
    problem = today.problem(_stored_times(plan))
    return not verify(problem, solution_from_json(plan.solution))


def _stored_times(plan: Plan) -> RoadTimes:
    """The driving times the plan was made with; acceptance asks no road server again."""
    kept = {key: value for key, value in (plan.problem or {}).items() if key != "points"}
    problem = problem_from_json(kept)
    source: Source = "roads" if plan.travel_source == "roads" else "geodesic"
    metres = problem.travel_s if problem.travel_m is None else problem.travel_m
    return RoadTimes(problem.travel_s, metres, source)


def _chosen(plan: Plan, change_ids: list[UUID] | None) -> list[PlanChange]:
    """The accepted changes, taken-away ones first, so that their time is free for others."""
    changes = list(plan.changes.select_for_update(of=("self",)).select_related("visit", "engineer"))
    for change in changes:
        change.accepted = change_ids is None or change.id in change_ids
        change.save(update_fields=["accepted"])
    order = {PlanChange.Kind.REMOVE: 0, PlanChange.Kind.MOVE: 1, PlanChange.Kind.ADD: 2}
    return sorted((c for c in changes if c.accepted), key=lambda c: order[PlanChange.Kind(c.kind)])


def _make_true(change: PlanChange, *, by: User) -> None:
    if change.kind == PlanChange.Kind.REMOVE:
        _remove(change, by=by)
    elif change.kind == PlanChange.Kind.MOVE:
        _move(change, by=by)
    else:
        _add(change, by=by)


def _remove(change: PlanChange, *, by: User) -> None:
    visit = _visit(change)
    take_away(visit, by=by)
    journal.record(kinds.VISIT_UNASSIGNED, visit, by=by, plan=str(change.plan_id))


def _move(change: PlanChange, *, by: User) -> None:
    visit = _visit(change)
    _note_route(visit, change)
    reseat(visit, _engineer(change), *_span(change))
    journal.record(kinds.VISIT_MOVED, visit, by=by, **_told_of(change))


def _visit(change: PlanChange) -> Visit:
    if change.visit_id is None:
        raise Refused("plan-stale")
    return lock_visit(change.visit_id)


def _add(change: PlanChange, *, by: User) -> None:
    orders = WorkOrder.objects.select_for_update().filter(id__in=change.work_order_ids)
    visit = make_visit(list(orders), _engineer(change), *_span(change))
    _note_route(visit, change)
    visit.save()
    desk.set_work_scheduled(list(change.work_order_ids), by=by)
    journal.record(kinds.VISIT_PLANNED, visit, by=by, **_told_of(change))


def _told_of(change: PlanChange) -> dict[str, Any]:
    """What the history says of a change: whose plan, who goes and when."""
    begin, _end = _span(change)
    return {
        "plan": str(change.plan_id),
        "engineer": str(change.engineer),
        "planned_from": begin.isoformat(),
    }


def _note_route(visit: Visit, change: PlanChange) -> None:
    visit.order, visit.travel_s, visit.travel_m = change.order, change.travel_s, change.travel_m


def _engineer(change: PlanChange) -> Engineer:
    if change.engineer is None:
        raise Refused("plan-stale")
    return change.engineer


def _span(change: PlanChange) -> tuple:  # type: ignore[type-arg]
    return change.planned_from, change.planned_to
