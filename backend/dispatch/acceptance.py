"""Making proposed changes true: visits made, moved and taken away, inside the caller's lock."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.accounts.models import User
from backend.desk import actions as desk
from backend.desk.models import WorkOrder
from backend.dispatch.actions import reseat, take_away
from backend.dispatch.models import Engineer, Plan, PlanChange, Visit
from backend.dispatch.taking_back import as_it_stands
from backend.dispatch.visits import lock_visit, make_visit, seat_helpers
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.errors import Refused

FIRST_TO_LAST = (PlanChange.Kind.REMOVE, PlanChange.Kind.MOVE, PlanChange.Kind.ADD)


def choose_changes(plan: Plan, change_ids: list[UUID] | None) -> list[PlanChange]:
    """The accepted changes, taken-away ones first, so that their time is free for others."""
    changes = list(plan.changes.select_for_update(of=("self",)).select_related("visit", "engineer"))
    for change in changes:
        change.accepted = change_ids is None or change.id in change_ids
        change.save(update_fields=["accepted"])
    accepted = [each for each in changes if each.accepted]
    return sorted(accepted, key=lambda each: FIRST_TO_LAST.index(PlanChange.Kind(each.kind)))


def make_true(change: PlanChange, *, by: User) -> None:
    """Write what the change proposes, with its journal entry, and what it takes to go back."""
    make = {PlanChange.Kind.REMOVE: _remove, PlanChange.Kind.MOVE: _move, PlanChange.Kind.ADD: _add}
    visit = make[PlanChange.Kind(change.kind)](change, by=by)
    change.made, change.made_version = visit, visit.version
    change.save(update_fields=["before", "made", "made_version"])


def _remove(change: PlanChange, *, by: User) -> Visit:
    visit = _visit(change)
    change.before = as_it_stands(visit)
    take_away(visit, by=by)
    journal.record(kinds.VISIT_UNASSIGNED, visit, by=by, plan=str(change.plan_id))
    return visit


def _move(change: PlanChange, *, by: User) -> Visit:
    visit = _visit(change)
    change.before = as_it_stands(visit)
    begin, end = _span(change)
    _note_route(visit, change)
    reseat(visit, _engineer(change), begin, end)
    seat_helpers(visit, change.helper_ids, begin, end)
    journal.record(kinds.VISIT_MOVED, visit, by=by, **_told_of(change))
    return visit


def _visit(change: PlanChange) -> Visit:
    if change.visit_id is None:
        raise Refused("plan-stale")
    return lock_visit(change.visit_id)


def _add(change: PlanChange, *, by: User) -> Visit:
    orders = WorkOrder.objects.select_for_update().filter(id__in=change.work_order_ids)
    begin, end = _span(change)
    visit = make_visit(list(orders), _engineer(change), begin, end)
    seat_helpers(visit, change.helper_ids, begin, end)
    _note_route(visit, change)
    visit.save()
    desk.set_work_scheduled(list(change.work_order_ids), by=by)
    journal.record(kinds.VISIT_PLANNED, visit, by=by, **_told_of(change))
    return visit


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


def _span(change: PlanChange) -> tuple[datetime, datetime]:
    if change.planned_from is None or change.planned_to is None:
        raise Refused("plan-stale")
    return change.planned_from, change.planned_to
