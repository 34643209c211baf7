"""Work really done at a visit that was given to somebody else, or cancelled, meanwhile.

What happened is never refused: it is kept on a visit of this engineer's own, with its parts,
time, photos and signature. Whoever goes there now is told, and a dispatcher decides.
"""

from django.db import transaction

from backend.database.numbers import next_number
from backend.desk import actions as desk
from backend.desk.models import WorkOrder
from backend.dispatch import lifecycle
from backend.dispatch.models import Visit, VisitEngineer, VisitWork
from backend.dispatch.visits import as_told, bump_worlds, seated_ids
from backend.fieldwork.happening import Happening
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import local_date
from backend.lib.errors import Refused


@transaction.atomic(savepoint=False)
def open_own_record(lost: Visit, happening: Happening) -> Visit:
    """A visit of the teller's own beside the locked `lost` one, for the same work orders.

    It holds nobody's planned time. Refused("no-engineer") where the office tells it.
    """
    engineer = happening.engineer
    if engineer is None:
        raise Refused("no-engineer")
    own = Visit.objects.create(
        number=next_number("VIS"),
        client_id=lost.client_id,
        object_id=lost.object_id,
        date=local_date(happening.at, engineer.zone),
        state=Visit.State.ACCEPTED,
        planned_from=happening.at,
        planned_to=happening.at + (lost.planned_to - lost.planned_from),
        born_on_phone=True,
        instead_of=lost,
    )
    works = lost.works.values_list("work_order_id", flat=True)
    VisitWork.objects.bulk_create([VisitWork(visit=own, work_order_id=each) for each in works])
    VisitEngineer.objects.create(
        visit=own,
        engineer=engineer,
        planned_from=own.planned_from,
        planned_to=own.planned_to,
        holds=False,
    )
    own.told = as_told(own)
    own.save(update_fields=["told"])
    journal.record(
        kinds.VISIT_WORKED_MEANWHILE,
        lost,
        by=happening.by,
        happened_at=happening.at,
        record=own.number,
        worked=[str(each) for each in set(seated_ids(lost)) - {engineer.id}],
    )
    bump_worlds([engineer.id, *seated_ids(lost)])
    return own


def keep_planned(own: Visit, happening: Happening) -> None:
    """Work left over on a record of one's own is still the planned visit's, where there is one."""
    lost = own.instead_of
    if lost is None or lost.state in lifecycle.ENDED:
        return
    left = own.works.filter(work_order__state=WorkOrder.State.UNSCHEDULED)
    desk.set_work_scheduled(left.values_list("work_order_id", flat=True), by=happening.by)
