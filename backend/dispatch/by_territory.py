"""A plan too large for one search: a part for each territory, searched apart, joined again.

Every part is a row with its state. Whoever ends the last one of a turn goes on under the plan's
lock: the next turn, or the proposal. Tasks carry only ids and may be lost or come twice: what no
living worker has is sent again, and what is done is not done a second time.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import transaction

from backend.dispatch.assemble import DayInput
from backend.dispatch.far_places import far_places
from backend.dispatch.kept_day import day_kept, kept_day, together
from backend.dispatch.kept_roads import kept_problem, roads_of_parts
from backend.dispatch.models import Plan, PlanPart
from backend.dispatch.planner.bundles import Orders
from backend.dispatch.planner.parts import Map, cut, joined_choices, orders_of, turns_for
from backend.dispatch.planner.standing import Choices
from backend.dispatch.planner.standing_orders import as_it_stands
from backend.dispatch.planner.travel import RoadTimes
from backend.dispatch.planner.wire import choices_from_json, choices_to_json
from backend.dispatch.plans import propose
from backend.dispatch.plans_in_work import HEARD_EVERY, SILENT_AFTER, fail_plan, locked_plan
from backend.lib.clock import utc_now

# One search has a whole day of so many parts in mind within half a gigabyte; beyond it the table
# of drives grows with the square of the visits.
PARTS_IN_ONE_SEARCH = 2
# A part whose worker died is given to another, once.
MOST_ATTEMPTS = 2
# A part that nobody took for so long is sent again: its task may have died with a worker.
SENT_AGAIN_AFTER = timedelta(seconds=60)

ENDED = (PlanPart.State.SOLVED, PlanPart.State.FAILED)


@dataclass(frozen=True)
class PartWork:
    """What a worker needs to search one part; `cooling` is its turn's stretch of the way."""

    part: PlanPart
    given: DayInput
    seconds: float
    seed: int
    is_last: bool
    cooling: tuple[float, float]


def is_too_large(given: DayInput) -> bool:
    """Whether a day is more than one search should have in mind."""
    return len(given.stops) > PARTS_IN_ONE_SEARCH * settings.VISITS_A_PART


@transaction.atomic
def begin_parts(plan_id: UUID, given: DayInput) -> list[UUID]:
    """Cut the day of a plan in work into its first parts; the ids of those to be searched."""
    plan = locked_plan(plan_id)
    if plan.state != Plan.State.SOLVING or plan.parts.exists():
        return []
    size = settings.VISITS_A_PART
    plan.turns = turns_for(given.engineers, given.stops, size=size)
    plan.problem = {"points": [list(point) for point in given.points]}
    plan.save(update_fields=["turns", "problem"])
    return _cut(plan, given, turn=0, orders=as_it_stands(given.standing))


@transaction.atomic
def begin_part(part_id: UUID) -> PartWork | None:
    """Take a part into work; None when somebody else has it, or nobody wants it any more."""
    part = _locked(part_id)
    if part is None or part.state != PlanPart.State.WAITING:
        return None
    part.state, part.heard_at = PlanPart.State.SOLVING, utc_now()
    part.attempts += 1
    part.save(update_fields=["state", "heard_at", "attempts"])
    plan, turn = part.plan, part.turn
    is_last = turn == plan.turns - 1
    return PartWork(
        part,
        day_kept(part.given),
        plan.seconds if is_last else plan.seconds / (plan.turns - 1),
        plan.seed + turn,
        is_last,
        (turn / plan.turns, (turn + 1) / plan.turns),
    )


@transaction.atomic
def part_stop_asked(part_id: UUID) -> bool:
    """Whether the search of a part shall end; asking is the worker's sign of life."""
    now = utc_now()
    mine = PlanPart.objects.filter(id=part_id, state=PlanPart.State.SOLVING)
    if mine.filter(heard_at__lt=now - HEARD_EVERY).update(heard_at=now):
        Plan.objects.filter(parts__id=part_id).update(heard_at=now)
    wanted = mine.filter(plan__state=Plan.State.SOLVING, plan__cancel_asked=False)
    return not wanted.exists()


@transaction.atomic
def keep_part(part_id: UUID, times: RoadTimes, found: Choices) -> None:
    """Keep what a part came to, with the roads it was searched on."""
    part = _locked(part_id)
    if part is None or part.state != PlanPart.State.SOLVING:
        return
    given = day_kept(part.given)
    part.state = PlanPart.State.SOLVED
    part.problem = kept_problem(given.problem(times), given)
    part.found = choices_to_json(found)
    part.travel_source, part.far_places = times.source, far_places(given, times)
    part.save()


@transaction.atomic
def fail_part(part_id: UUID, code: str) -> None:
    """Say that a part came to nothing; its engineers and visits are left as they are."""
    part = _locked(part_id)
    if part is not None and part.state not in ENDED:
        part.state, part.failure = PlanPart.State.FAILED, code
        part.save(update_fields=["state", "failure"])


@transaction.atomic
def go_on(plan_id: UUID) -> list[UUID]:
    """Where every part has ended, the next turn's parts to search, or the proposal.

    Safe to repeat: whoever comes second finds the turn begun or the plan proposed.
    """
    plan = locked_plan(plan_id)
    parts = [*plan.parts.all()]
    if plan.state != Plan.State.SOLVING or any(each.state not in ENDED for each in parts):
        return []
    solved = [each for each in parts if each.state == PlanPart.State.SOLVED]
    if not solved:
        fail_plan(plan_id, parts[0].failure)
        return []
    turn = solved[0].turn
    if turn < plan.turns - 1 and not plan.cancel_asked:
        return _cut_again(plan, solved)
    _propose(plan, solved)
    return []


@transaction.atomic
def tend_parts() -> tuple[list[UUID], list[UUID]]:
    """The parts to send once more, and the plans to go on with.

    A part whose worker died waits for another, or fails after the second.
    """
    now = utc_now()
    in_work = PlanPart.objects.filter(plan__state=Plan.State.SOLVING)
    silent = in_work.filter(state=PlanPart.State.SOLVING, heard_at__lt=now - SILENT_AFTER)
    # In the order of their plans, so that no two sweeps wait for each other's locks.
    in_order = silent.order_by("plan_id", "id").values_list("id", flat=True)
    send = [part_id for part_id in in_order if _freed(part_id)]
    waiting = in_work.filter(state=PlanPart.State.WAITING, sent_at__lt=now - SENT_AGAIN_AFTER)
    send += waiting.values_list("id", flat=True)
    waiting.update(sent_at=now)
    whole = Plan.objects.filter(state=Plan.State.SOLVING, parts__isnull=False)
    ended = whole.exclude(parts__state__in=[PlanPart.State.WAITING, PlanPart.State.SOLVING])
    return send, [*ended.distinct().values_list("id", flat=True)]


def _cut(
    plan: Plan, given: DayInput, *, turn: int, orders: Orders, begin_with: Orders | None = None
) -> list[UUID]:
    """Rows for the parts of a turn; what stands stays in the part of who it stands with."""
    pieces = cut(
        given.engineers,
        given.stops,
        _map(given),
        turn=turn,
        orders=orders,
        size=settings.VISITS_A_PART,
    )
    rows = []
    for number, piece in enumerate(pieces, start=1):
        shifts = {each.id for each in piece.engineers}
        day = given.only(shifts, {each.id for each in piece.stops})
        rows.append(
            PlanPart(
                plan=plan,
                turn=turn,
                number=number,
                territories=sorted({each.territory for each in piece.stops if each.territory}),
                engineers=len({each.who for each in piece.engineers if each.shift}),
                stops=len(piece.stops),
                given=kept_day(day),
                begin_with={who: row for who, row in (begin_with or {}).items() if who in shifts},
            )
        )
    return [row.id for row in PlanPart.objects.bulk_create(rows)]


def _cut_again(plan: Plan, solved: list[PlanPart]) -> list[UUID]:
    """The parts of the next turn, cut along other lines; those of this one are done with."""
    given = _whole(plan, solved)
    solutions = [choices_from_json(each.found).solutions[-1] for each in solved]
    begin_with = orders_of(solutions)
    moved = {who: [s for s in row if s not in given.standing] for who, row in begin_with.items()}
    stands = as_it_stands(given.standing)
    orders = {who: [*moved.get(who, []), *stands.get(who, [])] for who in {**moved, **stands}}
    plan.parts.filter(id__in=[each.id for each in solved]).delete()
    return _cut(plan, given, turn=solved[0].turn + 1, orders=orders, begin_with=begin_with)


def _propose(plan: Plan, solved: list[PlanPart]) -> None:
    """Join the parts in their order, and propose the whole once it is verified."""
    given = _whole(plan, solved)
    found = joined_choices(
        given.engineers, given.stops, [choices_from_json(each.found) for each in solved]
    )
    reckoned = [each.travel_source for each in solved if each.travel_source != "roads"]
    plan.travel_source = reckoned[0] if reckoned else "roads"
    far = [place for each in solved for place in each.far_places]
    plan.far_places = sorted(far, key=lambda each: -each["m"])
    propose(plan, given, roads_of_parts(given, solved), found)


def _whole(plan: Plan, solved: list[PlanPart]) -> DayInput:
    assert plan.problem is not None, "a plan in parts keeps its points"
    return together([day_kept(each.given) for each in solved], plan.problem["points"])


def _map(given: DayInput) -> Map:
    """Degrees east and north, the former as short as they are at that latitude."""
    degrees = np.array(given.points, dtype=np.float64)
    degrees[:, 0] *= np.cos(np.radians(degrees[:, 1].mean()))
    return degrees


def _freed(part_id: UUID) -> bool:
    """Whether a part whose worker died may be searched once more; else it fails."""
    part = _locked(part_id)
    if part is None or part.state != PlanPart.State.SOLVING:
        return False
    if part.attempts >= MOST_ATTEMPTS:
        fail_part(part_id, "plan-worker-died")
        return False
    part.state, part.sent_at = PlanPart.State.WAITING, utc_now()
    part.save(update_fields=["state", "sent_at"])
    return True


def _locked(part_id: UUID) -> PlanPart | None:
    """The part's row under its plan's lock; None where the plan is no longer searched for."""
    known = PlanPart.objects.filter(id=part_id).values_list("plan_id", flat=True).first()
    plan = locked_plan(known) if known else None
    if plan is None or plan.state != Plan.State.SOLVING:
        return None
    part = PlanPart.objects.select_for_update().filter(id=part_id).first()
    if part is not None:
        part.plan = plan
    return part
