"""The visit's road on site: accept, decline, travel, arrive, start, pause, resume, end.

Every function takes a locked visit. What a helper tells counts where it moves the visit
forward and is no conflict where the visit is already there.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.catalog.models import Reason
from backend.desk import actions as desk
from backend.dispatch import lifecycle
from backend.dispatch.models import Visit, VisitEngineer, VisitWork
from backend.dispatch.visits import advance_visit
from backend.dispatch.worlds import refresh_worlds_beside
from backend.fieldwork.actions.checklists import refuse_incomplete
from backend.fieldwork.actions.notes import write_note
from backend.fieldwork.actions.photos import name_photo
from backend.fieldwork.actions.times import derive_time
from backend.fieldwork.bodies import Call, CannotComplete, WorkOutcome
from backend.fieldwork.happening import Happening
from backend.fieldwork.models import ClientCall
from backend.fieldwork.reach import is_helper, reason_of
from backend.lib.errors import Refused

State = Visit.State
# Nobody opened: these need proof that somebody stood there and called.
CLOSED_DOOR = ("no_access", "client_absent")


def accept(visit: Visit, happening: Happening) -> Visit:
    """The engineer has seen the visit and will go."""
    return _move(visit, State.ACCEPTED, happening)


@transaction.atomic(savepoint=False)
def decline(visit: Visit, reason_code: str, happening: Happening) -> Visit:
    """The engineer cannot go; the work orders wait to be planned again."""
    reason = reason_of(reason_code, Reason.UsedFor.DECLINED)
    _move(visit, State.DECLINED, happening, reason=reason.code)
    desk.set_work_unscheduled(_work_ids(visit), by=happening.by)
    return visit


def start_travel(visit: Visit, happening: Happening) -> Visit:
    """On the way."""
    return _move(visit, State.EN_ROUTE, happening)


def arrive(visit: Visit, happening: Happening) -> Visit:
    """At the object: the first arrival of any engineer counts."""
    return _move(visit, State.ON_SITE, happening)


def start(visit: Visit, happening: Happening) -> Visit:
    """Work begins; an arrival nobody told is filled in."""
    return _move(visit, State.WORKING, happening)


def pause(visit: Visit, reason_code: str, happening: Happening) -> Visit:
    """Work rests, for a reason of the catalog."""
    reason = reason_of(reason_code, Reason.UsedFor.PAUSE)
    return _move(visit, State.PAUSED, happening, reason=reason.code)


def resume(visit: Visit, happening: Happening) -> Visit:
    """Work goes on after a pause."""
    if visit.state != State.PAUSED and not is_helper(happening.engineer, visit):
        raise Refused("invalid-transition", now=visit.state, wanted=State.WORKING)
    return _move(visit, State.WORKING, happening, resumed=True)


@transaction.atomic(savepoint=False)
def complete_visit(visit: Visit, outcomes: list[WorkOutcome], happening: Happening) -> Visit:
    """End the visit with an outcome for each of its work orders; the last needed one that is

    done resolves its request. Raises Refused: needs-lead, outcomes-differ, checklist-incomplete,
    invalid-transition.
    """
    _refuse_helper(visit, happening)
    works = _works_with_outcomes(visit, outcomes)
    wanted = lifecycle.end_state(tuple(outcome.outcome for outcome in outcomes))
    lifecycle.steps_to(visit.state, wanted)
    for work, outcome in works:
        if outcome.outcome == "done":
            refuse_incomplete(work)
    _note_arrival(visit, happening)
    for work, outcome in works:
        _end_work(work, outcome, happening)
    derive_time(visit, happening)
    return _move(visit, State(wanted), happening, outcomes=_by_number(works))


@transaction.atomic(savepoint=False)
def cannot_complete(visit: Visit, told: CannotComplete, happening: Happening) -> Visit:
    """End a visit where nobody could work. A closed door needs a call, a place and a photo:

    Refused call-needed, place-needed, photo-needed. Arrival then counts as met and the clocks
    wait for access; the work orders are to be planned again.
    """
    _refuse_helper(visit, happening)
    reason = reason_of(told.reason, Reason.UsedFor.FAILED)
    lifecycle.steps_to(visit.state, State.FAILED)
    _keep_proof(visit, told, happening)
    if reason.code in CLOSED_DOOR:
        _refuse_unproven(visit, told, happening)
    visit.failed_for = reason
    visit.works.update(outcome=VisitWork.Outcome.NOT_DONE, reason=reason)
    _fail_work(visit, reason, happening)
    derive_time(visit, happening)
    return _move(visit, State.FAILED, happening, reason=reason.code)


def _move(visit: Visit, wanted: Visit.State, happening: Happening, **data: Any) -> Visit:
    """Advance the visit; someone's first stand on site is told to the desk."""
    if is_helper(happening.engineer, visit) and not _moves_forward(visit, wanted):
        return _note_helper(visit, wanted, happening)
    stands_there = wanted in (State.ON_SITE, State.WORKING) and visit.arrived_at is None
    with transaction.atomic():
        if stands_there:
            _note_arrival(visit, happening)
        return advance_visit(visit, wanted, by=happening.by, happened_at=happening.at, **data)


def _moves_forward(visit: Visit, wanted: str) -> bool:
    try:
        lifecycle.steps_to(visit.state, wanted)
    except Refused:
        return False
    return True


def _note_helper(visit: Visit, wanted: str, happening: Happening) -> Visit:
    """A helper who comes after the lead: only their own times are new."""
    seats = visit.engineers.filter(engineer=happening.engineer)
    if wanted in (State.ON_SITE, State.WORKING):
        seats.filter(actual_from=None).update(actual_from=happening.at)
    return visit


def _note_arrival(visit: Visit, happening: Happening) -> None:
    if visit.arrived_at is None:
        for work_order_id in _work_ids(visit):
            desk.note_arrival(work_order_id, happened_at=happening.at, by=happening.by)
        refresh_worlds_beside(visit)


def _work_ids(visit: Visit) -> list[UUID]:
    """In one order, so that two visits of one request never wait for each other in a circle."""
    return sorted(visit.works.values_list("work_order_id", flat=True))


def _refuse_helper(visit: Visit, happening: Happening) -> None:
    seats = visit.engineers.filter(engineer=happening.engineer, part=VisitEngineer.Part.LEAD)
    if happening.engineer is not None and not seats.exists():
        raise Refused("needs-lead", number=visit.number)


def _works_with_outcomes(
    visit: Visit, outcomes: list[WorkOutcome]
) -> list[tuple[VisitWork, WorkOutcome]]:
    """Each work order of the visit with its outcome, one each, in id order."""
    told = {outcome.work_order_id: outcome for outcome in outcomes}
    works = {w.work_order_id: w for w in visit.works.select_related("work_order")}
    if set(told) != set(works) or len(told) != len(outcomes):
        raise Refused("outcomes-differ", expected=len(works), got=len(outcomes))
    return [(works[key], told[key]) for key in sorted(works)]


def _end_work(work: VisitWork, told: WorkOutcome, happening: Happening) -> None:
    work.outcome = VisitWork.Outcome(told.outcome)
    work.reason = reason_of(told.reason, Reason.UsedFor.OUTCOME) if told.reason else None
    work.save(update_fields=["outcome", "reason"])
    desk.close_work(
        work.work_order_id,
        outcome=told.outcome,
        happened_at=happening.at,
        by=happening.by,
        reason_code=told.reason,
    )


def _by_number(works: list[tuple[VisitWork, WorkOutcome]]) -> dict[str, str]:
    return {work.work_order.number: outcome.outcome for work, outcome in works}


def _keep_proof(visit: Visit, told: CannotComplete, happening: Happening) -> None:
    for media_id in told.media_ids:
        name_photo(visit, media_id, "during", happening)
    if told.note:
        write_note(visit, told.note, happening)
    if told.call:
        _log_call(visit, told.call, happening)


def _log_call(visit: Visit, call: Call, happening: Happening) -> None:
    called_at: datetime = happening.corrected(call.at)
    ClientCall.objects.create(
        visit=visit, number=call.number, called_at=called_at, answered=call.answered
    )


def _refuse_unproven(visit: Visit, told: CannotComplete, happening: Happening) -> None:
    if told.call is None:
        raise Refused("call-needed")
    if happening.point is None:
        raise Refused("place-needed")
    if not visit.photos.exists():
        raise Refused("photo-needed")


def _fail_work(visit: Visit, reason: Reason, happening: Happening) -> None:
    for work_order_id in _work_ids(visit):
        if reason.code in CLOSED_DOOR:
            desk.note_no_access(work_order_id, happened_at=happening.at, by=happening.by)
        else:
            desk.close_work(
                work_order_id,
                outcome="failed",
                happened_at=happening.at,
                by=happening.by,
                reason_code=reason.code,
            )
