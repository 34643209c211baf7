"""A plan in work: taken by a worker, alive, asked to stop, ended.

Nothing here touches a visit: whatever becomes of a worker, the days are as they were.
"""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from backend.accounts.models import User
from backend.dispatch.assemble import DayInput
from backend.dispatch.models import Plan, PlanPart
from backend.dispatch.scope import assemble_plan
from backend.dispatch.visits import lock_boards
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import NotFound

IN_WORK = (Plan.State.REQUESTED, Plan.State.SOLVING)
# The worker says every two seconds that it lives; who is silent for so long does not.
HEARD_EVERY = timedelta(seconds=2)
SILENT_AFTER = timedelta(seconds=30)
QUEUED_TOO_LONG = timedelta(minutes=10)
# A plan of a large day keeps millions of driving times; once the day is over nobody asks for them.
ROADS_KEPT = timedelta(days=7)


@transaction.atomic
def begin_plan(plan_id: UUID) -> tuple[Plan, DayInput] | None:
    """Take the plan into work and read its days; None when it is no longer wanted.

    A plan in work is not taken a second time: either its worker lives, or the plan is ended.
    """
    plan = locked_plan(plan_id)
    if plan.state != Plan.State.REQUESTED:
        return None
    plan.state, plan.heard_at = Plan.State.SOLVING, utc_now()
    boards = lock_boards(dates_of(plan.date, plan.last_date))
    plan.boards = {str(day): board.version for day, board in boards.items()}
    plan.save(update_fields=["state", "heard_at", "boards"])
    return plan, assemble_plan(plan, utc_now())


@transaction.atomic
def note_progress(plan_id: UUID, progress: dict[str, object]) -> None:
    """Keep how far the search is, for the page that waits."""
    Plan.objects.filter(id=plan_id).update(progress=progress)


@transaction.atomic
def stop_asked(plan_id: UUID) -> bool:
    """Whether the search shall end; asking is the worker's sign of life."""
    now = utc_now()
    mine = Plan.objects.filter(id=plan_id, state=Plan.State.SOLVING)
    mine.filter(heard_at__lt=now - HEARD_EVERY).update(heard_at=now)
    return not mine.filter(cancel_asked=False).exists()


@transaction.atomic
def ask_to_stop(plan_id: UUID, *, by: User) -> Plan:
    """End the search; the best plan so far is still proposed. One not begun yet ends at once."""
    plan = locked_plan(plan_id)
    plan.cancel_asked = True
    plan.save(update_fields=["cancel_asked"])
    if plan.state == Plan.State.REQUESTED:
        fail_plan(plan_id, "plan-cancelled")
    return plan


@transaction.atomic
def end_silent_plans() -> None:
    """Plans whose worker died, or that no worker took, end with words that say so."""
    now = utc_now()
    died = Q(state=Plan.State.SOLVING, turns=0, heard_at__lt=now - SILENT_AFTER)
    waited = Q(state=Plan.State.REQUESTED, requested_at__lt=now - QUEUED_TOO_LONG)
    # Parts are given to another worker (`by_territory.tend_parts`) as long as there is one.
    left_alone = Q(state=Plan.State.SOLVING, turns__gt=0, heard_at__lt=now - QUEUED_TOO_LONG)
    ended = died | waited | left_alone
    for plan in Plan.objects.select_for_update(skip_locked=True).filter(ended):
        begun = plan.state == Plan.State.SOLVING and not plan.turns
        fail_plan(plan.id, "plan-worker-died" if begun else "plan-not-taken")


@transaction.atomic
def fail_plan(plan_id: UUID, code: str) -> None:
    """Say that the search ended without a plan; the day is as it was."""
    plan = locked_plan(plan_id)
    if plan.state in IN_WORK:
        plan.state, plan.failure = Plan.State.FAILED, code
        plan.save(update_fields=["state", "failure"])
        journal.record(kinds.PLAN_FAILED, plan, by=None, code=code)


@transaction.atomic
def forget_old_roads() -> int:
    """Drop what a plan was made from a week after its days; how many plans it was.

    What it proposed, what it cost and why stays.
    """
    over = Plan.objects.alias(last=Coalesce("until", "date"))
    over = over.filter(last__lt=local_date(utc_now(), "UTC") - ROADS_KEPT)
    PlanPart.objects.filter(plan__in=over).delete()
    return over.exclude(problem=None).update(problem=None)


def dates_of(first: date, last: date) -> list[date]:
    """The days from the first to the last."""
    return [first + timedelta(days=turn) for turn in range((last - first).days + 1)]


def locked_plan(plan_id: UUID) -> Plan:
    """The plan's row, locked until the transaction ends; NotFound where there is none."""
    plan = Plan.objects.select_for_update().filter(id=plan_id).first()
    if plan is None:
        raise NotFound("plan")
    return plan
