"""Plans: a proposal beside today's visits, asked for, stored, judged again and accepted.

The solver runs in the worker between two short transactions (`tasks.solve_plan`). It writes
no visit; a person accepts a difference, all of it or some.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce

from backend.accounts.models import User
from backend.desk.models import WorkOrder
from backend.dispatch.acceptance import choose_changes, make_true
from backend.dispatch.actions import clash_explained
from backend.dispatch.assemble import DayInput, LeftAlone
from backend.dispatch.far_places import far_places
from backend.dispatch.kept_roads import kept_problem, problems_of
from backend.dispatch.models import Plan, PlanChange
from backend.dispatch.offers import Offer, offer_again, offers_of, points_of
from backend.dispatch.planner.problem import Problem
from backend.dispatch.planner.standing import Choices
from backend.dispatch.planner.travel import RoadTimes
from backend.dispatch.planner.verify import verify_parts
from backend.dispatch.planner.wire import solution_from_json
from backend.dispatch.plans_in_work import (
    IN_WORK,
    dates_of,
    end_silent_plans,
    locked_plan,
)
from backend.dispatch.scope import assemble_plan
from backend.dispatch.taking_back import take_back_changes
from backend.dispatch.visits import bump_board, lock_boards, lock_days
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound, Refused

MOST_DAYS = 14
SECONDS = 8
URGENT_SECONDS = 1
URGENT_MOVES = 10


@dataclass(frozen=True)
class Wish:
    """What is asked of the planner beside the day it begins with."""

    kind: Plan.Kind = Plan.Kind.DAY
    until: date | None = None
    engineer_id: UUID | None = None
    work_order_id: UUID | None = None
    most_changes: int | None = None


@transaction.atomic
def request_plan(
    day: date, *, by: User, wish: Wish | None = None, seconds: int = SECONDS, seed: int = 1
) -> Plan:
    """Ask for a plan; one at a time for a day, save for what is urgent.

    The worker is called after commit. Raises Refused("plan-under-way"), Invalid("until") where
    the range is not from one day to two weeks, Refused("wrong-state") where what is urgent does
    not wait to be planned.
    """
    wish = wish or Wish()
    _check(day, wish)
    end_silent_plans()
    lock_boards(dates_of(day, wish.until or day))
    if wish.kind != Plan.Kind.URGENT and _under_way(day, wish.until or day):
        raise Refused("plan-under-way")
    plan = Plan.objects.create(
        kind=wish.kind,
        date=day,
        until=wish.until,
        engineer_id=wish.engineer_id,
        work_order_id=wish.work_order_id,
        most_changes=wish.most_changes,
        requested_by=by,
        seconds=URGENT_SECONDS if wish.kind == Plan.Kind.URGENT else seconds,
        seed=seed,
    )
    journal.record(kinds.PLAN_REQUESTED, plan, by=by, date=str(day), of=wish.kind.value)
    return plan


def _check(day: date, wish: Wish) -> None:
    if wish.until and not day <= wish.until < day + timedelta(days=MOST_DAYS):
        raise Invalid("until", "out-of-range", least=1, most=MOST_DAYS)
    if wish.kind == Plan.Kind.URGENT:
        work = WorkOrder.objects.filter(id=str(wish.work_order_id)).first()
        if work is None:
            raise NotFound("work order")
        if work.state != WorkOrder.State.UNSCHEDULED:
            raise Refused("wrong-state", number=work.number)


def _under_way(first: date, last: date) -> bool:
    running = Plan.objects.filter(state__in=IN_WORK).exclude(kind=Plan.Kind.URGENT)
    running = running.annotate(last=Coalesce("until", "date"))
    return running.filter(date__lte=last, last__gte=first).exists()


@transaction.atomic
def store_proposal(plan_id: UUID, given: DayInput, times: RoadTimes, found: Choices) -> Plan:
    """Keep verified plans as differences to today's visits; the cheapest is proposed.

    Raises Refused("plan-cancelled") when the plan was ended meanwhile.
    """
    plan = locked_plan(plan_id)
    if plan.state != Plan.State.SOLVING:
        raise Refused("plan-cancelled")
    problem = given.problem(times)
    plan.problem = kept_problem(problem, given)
    plan.travel_source, plan.far_places = times.source, far_places(given, times)
    return propose(plan, given, [problem], found)


def propose(plan: Plan, given: DayInput, problems: Sequence[Problem], found: Choices) -> Plan:
    """Verify what was found for the whole day, and keep it as offers of the locked `plan`.

    Raises Refused("plan-unlawful") where a rule is broken.
    """
    broken = [violation for each in found.solutions for violation in verify_parts(problems, each)]
    if broken:
        raise Refused("plan-unlawful", first=str(broken[0]))
    offers = offers_of(plan, given, found)
    plan.state, plan.proposed_at = Plan.State.PROPOSED, given.now
    plan.choices = [offer.kept() for offer in offers]
    plan.cost_before = points_of(found.before) if found.before else {}
    plan.left_alone = [_kept_alone(each) for each in given.left_alone]
    _show(plan, offers[-1])
    journal.record(kinds.PLAN_PROPOSED, plan, by=None, date=str(plan.date), cost=plan.cost)
    return plan


def _kept_alone(each: LeftAlone) -> dict[str, object]:
    """In the words in which a solution keeps what it left out."""
    return {"stop": each.stop, "reasons": [{"code": each.code, "context": dict(each.context)}]}


def _show(plan: Plan, offer: Offer) -> None:
    """Make `offer` the one the plan shows."""
    kept = offer.kept()
    plan.solution, plan.cost = kept["solution"], kept["cost"]
    plan.save()
    plan.changes.all().delete()
    PlanChange.objects.bulk_create(offer.changes)


@transaction.atomic
def choose_offer(plan_id: UUID, changes: int) -> Plan:
    """Show the plan's offer with that many changes instead; Refused("plan-stale") where the
    days are no longer what it was made from."""
    plan = locked_plan(plan_id)
    kept = next((each for each in plan.choices if each["changes"] == changes), None)
    if plan.state != Plan.State.PROPOSED or kept is None:
        raise Refused("wrong-state")
    given = _unchanged(plan)
    if given is None:
        raise Refused("plan-stale")
    _show(plan, offer_again(plan, given, kept))
    return plan


@transaction.atomic
def discard_plan(plan_id: UUID, *, by: User) -> Plan:
    """Put a proposal aside; nothing else changes."""
    plan = locked_plan(plan_id)
    if plan.state != Plan.State.PROPOSED:
        raise Refused("wrong-state")
    plan.state = Plan.State.DISCARDED
    plan.save(update_fields=["state"])
    journal.record(kinds.PLAN_DISCARDED, plan, by=by)
    return plan


@transaction.atomic
def accept_plan(plan_id: UUID, *, by: User, change_ids: list[UUID] | None = None) -> Plan:
    """Make the visits the plan proposes: all its changes, or those of `change_ids`.

    Raises Refused("plan-decided") when somebody was first, Refused("plan-stale") when a day changed
    meanwhile, a chosen visit would begin in the past, or the plan no longer holds against today's
    rows; Refused("visit-clash") when two accepted changes meet.
    """
    plan = locked_plan(plan_id)
    if plan.state != Plan.State.PROPOSED:
        raise Refused("plan-decided")
    given = _unchanged(plan)
    problems = problems_of(plan, given) if given else None
    if not problems or verify_parts(problems, solution_from_json(plan.solution)):
        raise Refused("plan-stale")
    chosen = choose_changes(plan, change_ids)
    if any(each.planned_from and each.planned_from < utc_now() for each in chosen):
        raise Refused("plan-stale")
    with clash_explained():
        for change in chosen:
            make_true(change, by=by)
    plan.state = Plan.State.ACCEPTED
    plan.save(update_fields=["state"])
    for day in sorted(plan.boards):
        bump_board(date.fromisoformat(day))
    journal.record(kinds.PLAN_ACCEPTED, plan, by=by, date=str(plan.date), cost=plan.cost)
    return plan


@transaction.atomic
def take_back_plan(plan_id: UUID, *, by: User) -> Plan:
    """Undo an acceptance: the visits are as they were, and the plan is proposed again.

    Raises Refused("plan-went-on") when one of its visits was published, moved or begun since, and
    Refused("visit-clash") when somebody else has the time that a visit had before.
    """
    plan = locked_plan(plan_id)
    if plan.state != Plan.State.ACCEPTED:
        raise Refused("wrong-state")
    boards = lock_days(date.fromisoformat(day) for day in plan.boards)
    with clash_explained():
        take_back_changes(plan, by=by)
    plan.state = Plan.State.PROPOSED
    plan.boards = {str(day): bump_board(day).version for day in sorted(boards)}
    plan.save(update_fields=["state", "boards"])
    journal.record(kinds.PLAN_TAKEN_BACK, plan, by=by, date=str(plan.date))
    return plan


def _unchanged(plan: Plan) -> DayInput | None:
    """The days' rows as they are now, locked; None where they are not those of the plan."""
    boards = lock_days(date.fromisoformat(day) for day in plan.boards)
    if {str(day): board.version for day, board in boards.items()} != plan.boards:
        return None
    given = assemble_plan(plan, plan.proposed_at or utc_now())
    points = [list(point) for point in given.points]
    return given if plan.problem and plan.problem["points"] == points else None
