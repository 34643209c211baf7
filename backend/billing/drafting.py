"""From work done to draft lines: the bridge between fieldwork's facts, the contract and rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from django.utils import translation

from backend.billing.agreed import Agreed, Subject
from backend.billing.models import BillableLine
from backend.contracts.work_done import WorkDone
from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit
from backend.fieldwork.models import TimeEntry
from backend.fieldwork.queries import remote_work_done, work_done
from backend.journal import kinds
from backend.journal.queries import history_of
from backend.lib.clock import local_date

VISIT, REMOTE = BillableLine.Source.VISIT, BillableLine.Source.REMOTE_TIME


def lines_of_visit(visit: Visit) -> list[BillableLine]:
    """Unsaved draft lines of an ended visit, each work order by its own contract version.

    Refused names what is not set up: "no-standing-terms", "no-prices", "no-tax-treatment".
    """
    works = visit.works.select_related("work_order__bill_to", "work_order__contract_version")
    orders = {str(work.work_order_id): work.work_order for work in works.order_by("work_order_id")}
    day = local_date(visit.completed_at or visit.planned_to, visit.object.zone)
    lines: list[BillableLine] = []
    with translation.override(visit.client.language):
        for part in _by_version(work_done(visit), orders):
            version = orders[part.works[0].work_order].contract_version
            agreed = Agreed(visit.object, visit.client, version, day)
            lines += [
                agreed.line(each, orders[each.work_order], VISIT) for each in agreed.priced(part)
            ]
    for position, line in enumerate(lines, start=1):
        line.visit, line.position = visit, position
    return lines


def lines_of_remote_time(subject: Subject, entries: Sequence[TimeEntry]) -> list[BillableLine]:
    """Unsaved draft lines of remote time on a work order or a request; refused as for a visit.

    They are numbered on from the lines the subject has already.
    """
    day = local_date(max(entry.ended_at for entry in entries), subject.object.zone)
    agreed = Agreed(subject.object, subject.client, subject.contract_version, day)
    with translation.override(subject.client.language):
        priced = agreed.priced(remote_work_done(subject, entries))
        lines = [agreed.line(each, subject, REMOTE) for each in priced]
    for position, line in enumerate(lines, start=subject.lines.count() + 1):
        line.position = position
    return lines


def undrafted_remote_time(subject: Subject) -> list[TimeEntry]:
    """Remote time of the subject that was noted after its lines were last drafted."""
    noted: list[str] = []
    for entry in history_of([subject.pk], (kinds.TIME_LOGGED, kinds.LINES_DRAFTED)):
        noted = [*noted, entry.data["time"]] if entry.kind == kinds.TIME_LOGGED else []
    return list(TimeEntry.objects.filter(id__in=noted, visit=None, voided_at=None))


def _by_version(done: WorkDone, orders: dict[str, WorkOrder]) -> Iterator[WorkDone]:
    """The work of each contract version; the way there is billed with the first one only."""
    versions = list(dict.fromkeys(orders[w.work_order].contract_version_id for w in done.works))
    for place, version_id in enumerate(versions):
        works = tuple(w for w in done.works if _version_id(orders, w.work_order) == version_id)
        mine = {work.work_order for work in works}
        yield replace(
            done,
            works=works,
            times=tuple(t for t in done.times if t.work_order in mine),
            parts=tuple(p for p in done.parts if p.work_order in mine),
            on_site=done.on_site and place == 0,
        )


def _version_id(orders: dict[str, WorkOrder], work_order: str) -> UUID | None:
    return orders[work_order].contract_version_id
