"""Which visits an engineer may speak of, and what of a visit a command may touch."""

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from backend.catalog.models import Part, Reason
from backend.desk.models import WorkOrder
from backend.dispatch.actions import clash_explained, reseat
from backend.dispatch.models import Engineer, Visit, VisitEngineer, VisitWork
from backend.dispatch.visits import lock_visit
from backend.journal import kinds
from backend.journal.models import Entry
from backend.lib.errors import NotFound, Refused

GONE = (Visit.State.WITHDRAWN, Visit.State.CANCELLED)


def visit_for(engineer: Engineer, visit_id: UUID) -> Visit:
    """The visit, locked, when this engineer was told of it or sits on it; after it was taken away
    the record of their own, if they have worked there.

    Raises Refused("job-reassigned") where it was theirs and is another's now, and
    NotFound("visit") where it never was.
    """
    visit = lock_visit(visit_id)
    told = str(engineer.id) in (visit.told or {}).get("engineers", [])
    mine = told or visit.engineers.filter(engineer=engineer).exists()
    if mine and visit.state not in GONE:
        return visit
    own = _own_record(engineer, visit)
    if own or mine:
        return own or visit
    if _was_once_told(engineer, visit):
        raise Refused("job-reassigned", number=visit.number)
    raise NotFound("visit")


def _own_record(engineer: Engineer, visit: Visit) -> Visit | None:
    records = Visit.objects.select_for_update(of=("self",)).filter(instead_of=visit)
    return records.filter(engineers__engineer=engineer).first()


def _was_once_told(engineer: Engineer, visit: Visit) -> bool:
    """The journal of moves names who sat on the visit before."""
    return Entry.objects.filter(
        subject_id=visit.id,
        kind=kinds.VISIT_MOVED,
        data__before__engineers__icontains=str(engineer.id),
    ).exists()


def visits_of(user_id: UUID) -> QuerySet[Visit]:
    """Visits an engineer, by the id of their user, was told of or sits on."""
    engineer_id = Engineer.objects.filter(user_id=user_id).values_list("id", flat=True).first()
    told = Q(told__engineers__contains=[str(engineer_id)])
    return Visit.objects.filter(told | Q(engineers__engineer_id=engineer_id)).distinct()


def is_helper(engineer: Engineer | None, visit: Visit) -> bool:
    """Whether the engineer goes along without leading."""
    helper = VisitEngineer.Part.HELPER
    return engineer is not None and visit.engineers.filter(engineer=engineer, part=helper).exists()


def work_of(visit: Visit, work_order_id: UUID) -> WorkOrder:
    """A work order of the visit; Refused("not-of-this-visit") for any other."""
    return visit_work_of(visit, work_order_id).work_order


def visit_work_of(visit: Visit, work_order_id: UUID) -> VisitWork:
    """The row that joins a work order to the visit."""
    # The visit remembers its works, for the next command of the same push.
    with_orders = VisitWork.objects.select_related("work_order")
    prefetch_related_objects([visit], Prefetch("works", with_orders))
    row = next((each for each in visit.works.all() if each.work_order_id == work_order_id), None)
    if row is None:
        raise Refused("not-of-this-visit", work_order_id=str(work_order_id))
    return row


def optional_work_of(visit: Visit, work_order_id: UUID | None) -> WorkOrder | None:
    """The same where the command may leave it out."""
    return work_of(visit, work_order_id) if work_order_id else None


def reason_of(code: str, used_for: str) -> Reason:
    """The Reason row of a code; Refused("reason-unknown") where there is none for this use."""
    reason = Reason.objects.filter(code=code, used_for=used_for).first()
    if reason is None:
        raise Refused("reason-unknown", reason=code)
    return reason


def part_of_catalog(part_id: UUID, unit: str) -> Part:
    """A part, counted in its own unit."""
    part = Part.objects.filter(id=part_id).first()
    if part is None:
        raise Refused("part-unknown", part_id=str(part_id))
    if part.unit != unit:
        raise Refused("unit-differs", unit=part.unit)
    return part


def drop_unpublished_change(visit: Visit, engineer: Engineer) -> list[str]:
    """The engineer acts on what was told: a move nobody published yet is taken back.

    Answers the review code that tells the dispatcher, or nothing where all was published.
    """
    told = visit.told
    tellable = visit.state in (Visit.State.PUBLISHED, Visit.State.ACCEPTED)
    if not tellable or not told or str(engineer.id) not in told["engineers"]:
        return []
    if is_helper(engineer, visit):
        return []
    same_time = (told["from"], told["to"]) == (
        visit.planned_from.isoformat(),
        visit.planned_to.isoformat(),
    )
    seated = visit.engineers.filter(engineer=engineer).exists()
    if same_time and seated:
        return []
    begin, end = (datetime.fromisoformat(told[name]) for name in ("from", "to"))
    with clash_explained():
        reseat(visit, engineer, begin, end)
    return ["plan-change-dropped"]
