"""What a plan would change: from a solution and today's visits to PlanChange rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from backend.dispatch.assemble import DayInput
from backend.dispatch.crews import lead_seat
from backend.dispatch.models import Plan, PlanChange, Visit
from backend.dispatch.places import engineer_id_of
from backend.dispatch.planner.solution import PlannedStop, Solution

Today = Mapping[UUID, Visit]
Spans = dict[UUID, list[tuple[datetime, datetime]]]


def changes_between(
    plan: Plan, given: DayInput, solution: Solution, today: Today, *, keeps: bool = False
) -> list[PlanChange]:
    """Unsaved changes to the visits of `today`: to add, to move, and those the plan leaves undone.

    What a person locked stays where it is even where the plan finds no lawful place for it;
    where the plan `keeps` what stands, so does everything that may stay. A change into the time
    of somebody who so stays is left out.
    """
    wanted = [*_seated(plan, given, solution, today)]
    stays: list[Visit] = []
    for left_out in solution.unplanned:
        visit_id = given.stop_visit.get(left_out.stop)
        if visit_id is None:
            continue
        if given.stop_named(left_out.stop).locked or (keeps and left_out.stop in given.standing):
            stays.append(today[visit_id])
        else:
            remove = PlanChange.Kind.REMOVE
            wanted.append(PlanChange(plan=plan, kind=remove, visit=today[visit_id]))
    for change in wanted:
        change.must = f"visit:{change.visit_id}" not in given.standing
    return _beside(stays, wanted)


def disturbed(changes: Iterable[PlanChange]) -> int:
    """How many visits that could stay as they are do not."""
    return sum(each.kind != PlanChange.Kind.ADD and not each.must for each in changes)


def visits_of(given: DayInput) -> Today:
    """The visits a plan was made from, with who goes."""
    seats = "engineers__engineer"
    return Visit.objects.prefetch_related(seats).in_bulk(list(given.stop_visit.values()))


def _seated(plan: Plan, given: DayInput, solution: Solution, today: Today) -> Iterator[PlanChange]:
    """A change for every stop of the routes that does not stand just so."""
    helpers, others = _helpers(solution), {each.stop: each.others for each in solution.chosen}
    for route in solution.routes:
        for order, stop in enumerate(route.stops, start=1):
            if stop.seat:
                continue
            change = _proposed(plan, given, route.engineer, order, stop)
            change.helper_ids = helpers[stop.stop]
            change.why = [asdict(each) for each in others.get(stop.stop, ())]
            visit_id = given.stop_visit.get(stop.stop)
            if visit_id is not None:
                change.kind, change.visit = PlanChange.Kind.MOVE, today[visit_id]
                # Who goes along with a visit that stands goes on, unless they are away.
                change.helper_ids = [*given.crew_stays[stop.stop], *change.helper_ids]
            if change.visit is None or not _stands(change.visit, change):
                yield change


def _helpers(solution: Solution) -> dict[str, list[UUID]]:
    """Who goes along to each stop, besides the one who leads."""
    found: dict[str, list[UUID]] = defaultdict(list)
    for route in solution.routes:
        for stop in route.stops:
            if stop.seat:
                found[stop.stop].append(engineer_id_of(route.engineer))
    return found


def _proposed(plan: Plan, given: DayInput, shift: str, order: int, stop: PlannedStop) -> PlanChange:
    return PlanChange(
        plan=plan,
        kind=PlanChange.Kind.ADD,
        engineer_id=engineer_id_of(shift),
        work_order_ids=list(given.stop_works[stop.stop]),
        planned_from=given.at(stop.start_s),
        planned_to=given.at(stop.end_s),
        order=order,
        travel_s=stop.drive_s,
        travel_m=stop.travel_m or 0,
    )


def _stands(visit: Visit, proposed: PlanChange) -> bool:
    """Whether the visit is there already; the planner counts in whole seconds."""
    lead = lead_seat(visit)
    goes = {each.engineer_id for each in visit.engineers.all()}
    return (
        lead is not None
        and lead.engineer_id == proposed.engineer_id
        and goes == {proposed.engineer_id, *proposed.helper_ids}
        and visit.planned_from.replace(microsecond=0) == proposed.planned_from
    )


def _beside(stays: list[Visit], wanted: list[PlanChange]) -> list[PlanChange]:
    """The changes that leave room for what stays; a visit that then cannot move stays too."""
    taken: Spans = defaultdict(list)
    while stays:
        for visit in stays:
            for seat in visit.engineers.all():
                taken[seat.engineer_id].append((visit.planned_from, visit.planned_to))
        clashing = [each for each in wanted if _clashes(each, taken)]
        wanted = [each for each in wanted if each not in clashing]
        stays = [each.visit for each in clashing if each.visit]
    return wanted


def _clashes(change: PlanChange, taken: Spans) -> bool:
    begin, end = change.planned_from, change.planned_to
    if begin is None or end is None or change.engineer_id is None:
        return False
    people = [change.engineer_id, *change.helper_ids]
    return any(a < end and begin < b for who in people for a, b in taken[who])
