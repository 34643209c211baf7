"""What a plan would change: from a solution and today's visits to PlanChange rows."""

from datetime import timedelta
from uuid import UUID

from backend.dispatch.assemble import DayInput
from backend.dispatch.models import Plan, PlanChange, Visit, VisitEngineer
from backend.dispatch.planner.solution import PlannedStop, Route, Solution

# A shift of less than this is the same appointment to everybody.
SAME_TIME = timedelta(minutes=1)


def changes_between(plan: Plan, given: DayInput, solution: Solution) -> list[PlanChange]:
    """Unsaved changes: visits to add, to move, and those the plan leaves undone."""
    today = _today(given)
    changes = []
    for route in solution.routes:
        for order, stop in enumerate(route.stops, start=1):
            change = _change(plan, given, route, order, stop, today)
            if change is not None:
                changes.append(change)
    for left_out in solution.unplanned:
        visit_id = given.stop_visit.get(left_out.stop)
        # What somebody was told or fixed stays, even where the roads no longer allow it.
        if visit_id and not given.stop_named(left_out.stop).locked:
            changes.append(PlanChange(plan=plan, kind=PlanChange.Kind.REMOVE, visit_id=visit_id))
    return changes


def _today(given: DayInput) -> dict[UUID, tuple[Visit, UUID | None]]:
    visits = Visit.objects.filter(id__in=given.stop_visit.values()).prefetch_related("engineers")
    return {visit.id: (visit, _lead(visit)) for visit in visits}


def _lead(visit: Visit) -> UUID | None:
    lead = VisitEngineer.Part.LEAD
    return next((each.engineer_id for each in visit.engineers.all() if each.part == lead), None)


def _change(
    plan: Plan,
    given: DayInput,
    route: Route,
    order: int,
    stop: PlannedStop,
    today: dict[UUID, tuple[Visit, UUID | None]],
) -> PlanChange | None:
    """The change this stop asks for; None where the visit already stands just so."""
    proposed = PlanChange(
        plan=plan,
        kind=PlanChange.Kind.ADD,
        engineer_id=UUID(route.engineer),
        work_order_ids=list(given.stop_works[stop.stop]),
        planned_from=given.at(stop.start_s),
        planned_to=given.at(stop.end_s),
        order=order,
        travel_s=stop.travel_s,
        travel_m=stop.travel_m or 0,
    )
    visit_id = given.stop_visit.get(stop.stop)
    if visit_id is None:
        return proposed
    visit, lead = today[visit_id]
    if lead == proposed.engineer_id and _same_time(visit, proposed):
        return None
    proposed.kind, proposed.visit = PlanChange.Kind.MOVE, visit
    return proposed


def _same_time(visit: Visit, proposed: PlanChange) -> bool:
    begin = proposed.planned_from or visit.planned_from
    return abs(visit.planned_from - begin) < SAME_TIME
