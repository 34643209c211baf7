"""Undoing the accepted changes of a plan, as long as nothing came after them.

A visit that was taken away has ended for good; its work gets a visit again where it was.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.accounts.models import User
from backend.desk.models import WorkOrder
from backend.dispatch.actions import take_away
from backend.dispatch.models import Engineer, Plan, PlanChange, Visit
from backend.dispatch.placing import Place, make_at, put_at
from backend.dispatch.visits import lock_visit
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.errors import Refused

LAST_TO_FIRST = (PlanChange.Kind.ADD, PlanChange.Kind.MOVE, PlanChange.Kind.REMOVE)


def take_back_changes(plan: Plan, *, by: User) -> None:
    """Undo what was accepted, made visits first, so that their time is free for others."""
    accepted = list(plan.changes.filter(accepted=True))
    accepted.sort(key=lambda each: LAST_TO_FIRST.index(PlanChange.Kind(each.kind)))
    undo = {PlanChange.Kind.ADD: _unmake, PlanChange.Kind.MOVE: _put_back}
    for change in accepted:
        undo.get(PlanChange.Kind(change.kind), _make_again)(_as_made(change), change, by=by)
    plan.changes.update(accepted=None, before={}, made=None, made_version=None)


def _as_made(change: PlanChange) -> Visit:
    if change.made_id is None:
        raise Refused("plan-went-on")
    visit = lock_visit(change.made_id)
    if visit.version != change.made_version:
        raise Refused("plan-went-on")
    return visit


def _unmake(visit: Visit, change: PlanChange, *, by: User) -> None:
    take_away(visit, by=by)
    journal.record(kinds.VISIT_UNASSIGNED, visit, by=by, plan=str(change.plan_id))


def _put_back(visit: Visit, change: PlanChange, *, by: User) -> None:
    put_at(visit, _place_before(change), by=by)


def _make_again(gone: Visit, change: PlanChange, *, by: User) -> None:
    orders = WorkOrder.objects.select_for_update().filter(visit_works__visit=gone)
    waiting = [each for each in orders if each.state == WorkOrder.State.UNSCHEDULED]
    if not waiting or len(waiting) < len(orders):
        raise Refused("plan-went-on")
    make_at(waiting, _place_before(change), by=by, lock=gone.lock)


def as_it_stands(visit: Visit) -> dict[str, Any]:
    """Who has the visit, when and after which drive, for `PlanChange.before`."""
    seats = [*visit.engineers.order_by("pk")]
    lead = [str(each.engineer_id) for each in seats if each.part == each.Part.LEAD]
    return {
        "lead": lead[0] if lead else None,
        "helpers": [str(each.engineer_id) for each in seats if each.part == each.Part.HELPER],
        "begin": visit.planned_from.isoformat(),
        "end": visit.planned_to.isoformat(),
        "route": [visit.order, visit.travel_s, visit.travel_m],
    }


def _place_before(change: PlanChange) -> Place:
    before = change.before
    lead = Engineer.objects.filter(pk=before["lead"]).first()
    if lead is None:
        raise Refused("plan-went-on")
    helpers = [UUID(each) for each in before["helpers"]]
    begin, end = (datetime.fromisoformat(before[edge]) for edge in ("begin", "end"))
    order, travel_s, travel_m = before["route"]
    return Place(change.plan_id, lead, helpers, begin, end, (order, travel_s, travel_m))
