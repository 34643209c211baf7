"""Making proposed changes true: visits made, moved and taken away, inside the caller's lock."""

from uuid import UUID

from backend.accounts.models import User
from backend.desk.models import WorkOrder
from backend.dispatch.actions import take_away
from backend.dispatch.models import Plan, PlanChange, Visit
from backend.dispatch.placing import Place, make_at, put_at
from backend.dispatch.taking_back import as_it_stands
from backend.dispatch.visits import lock_visit
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
    put_at(visit, _place_of(change), by=by)
    return visit


def _visit(change: PlanChange) -> Visit:
    if change.visit_id is None:
        raise Refused("plan-stale")
    return lock_visit(change.visit_id)


def _add(change: PlanChange, *, by: User) -> Visit:
    orders = WorkOrder.objects.select_for_update().filter(id__in=change.work_order_ids)
    return make_at(list(orders), _place_of(change), by=by)


def _place_of(change: PlanChange) -> Place:
    if change.engineer is None or change.planned_from is None or change.planned_to is None:
        raise Refused("plan-stale")
    route = (change.order, change.travel_s, change.travel_m)
    begin, end = change.planned_from, change.planned_to
    return Place(change.plan_id, change.engineer, change.helper_ids, begin, end, route)
