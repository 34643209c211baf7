"""From work done to draft lines: the bridge between fieldwork's facts, the contract and rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import translation

from backend.billing.agreed import Agreed, Subject
from backend.billing.models import BillableLine
from backend.contracts import quota_counts as counts
from backend.contracts.coverage import CONTRACT_PARTY
from backend.contracts.work_done import WorkDone, WorkItem
from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit
from backend.fieldwork.models import TimeEntry
from backend.fieldwork.queries import remote_work_done, work_done
from backend.journal import kinds
from backend.journal.queries import history_of
from backend.lib.clock import local_date

VISIT, REMOTE = BillableLine.Source.VISIT, BillableLine.Source.REMOTE_TIME


@dataclass(frozen=True)
class Draft:
    """Unsaved lines, and on which terms each part of the work was decided."""

    lines: list[BillableLine]
    agreed: list[Agreed]

    def note_uses(self, by: counts.Subject) -> None:
        """Write down what the lines took of the contracts' quotas."""
        for each in self.agreed:
            if each.version is not None and each.version.quotas.exists():
                counts.note_uses(each.version, each.day, each.quotas.taken(), by)


def lines_of_visit(visit: Visit) -> list[BillableLine]:
    """The lines of `draft_of_visit`."""
    return draft_of_visit(visit).lines


def draft_of_visit(visit: Visit) -> Draft:
    """Unsaved draft lines of an ended visit, each work order by its own contract version.

    Refused names what is not set up: "no-standing-terms", "no-prices", "no-tax-treatment".
    """
    works = visit.works.select_related(
        "work_order__bill_to", "work_order__contract_version__contract__client"
    )
    orders = {str(work.work_order_id): work.work_order for work in works.order_by("work_order_id")}
    day = local_date(visit.completed_at or visit.planned_to, visit.object.zone)
    draft = Draft([], [])
    with translation.override(visit.client.language):
        for part in _by_version(work_done(visit), orders, visit.client_id):
            version = orders[part.works[0].work_order].contract_version
            agreed = Agreed(visit.object, visit.client, version, day, visit.id)
            draft.agreed.append(agreed)
            for each in agreed.priced(part):
                draft.lines.append(agreed.line(each, orders[each.work_order], VISIT))
    for position, line in enumerate(draft.lines, start=1):
        line.visit, line.position = visit, position
    return draft


def lines_of_remote_time(subject: Subject, entries: Sequence[TimeEntry]) -> list[BillableLine]:
    """The lines of `draft_of_remote_time`."""
    return draft_of_remote_time(subject, entries).lines


def draft_of_remote_time(subject: Subject, entries: Sequence[TimeEntry]) -> Draft:
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
    return Draft(lines, [agreed])


def undrafted_remote_time(subject: Subject) -> list[TimeEntry]:
    """Remote time of the subject that was noted after its lines were last drafted."""
    noted: list[str] = []
    for entry in history_of([subject.pk], (kinds.TIME_LOGGED, kinds.LINES_DRAFTED)):
        noted = [*noted, entry.data["time"]] if entry.kind == kinds.TIME_LOGGED else []
    return list(TimeEntry.objects.filter(id__in=noted, visit=None, voided_at=None))


def _by_version(
    done: WorkDone, orders: dict[str, WorkOrder], client_id: UUID
) -> Iterator[WorkDone]:
    """The work of each contract version; each payer is billed the way there with the first of
    the versions that concern him."""
    versions = list(dict.fromkeys(orders[w.work_order].contract_version_id for w in done.works))
    billed: set[UUID] = set()
    for version_id in versions:
        works = tuple(w for w in done.works if _version_id(orders, w.work_order) == version_id)
        mine = {work.work_order for work in works}
        payers = {work.payer: _payer_id(work, orders, client_id) for work in works}
        yield replace(
            done,
            works=works,
            times=tuple(t for t in done.times if t.work_order in mine),
            parts=tuple(p for p in done.parts if p.work_order in mine),
            trip_billed_to=frozenset(name for name, key in payers.items() if key in billed),
        )
        billed |= set(payers.values())


def _payer_id(work: WorkItem, orders: dict[str, WorkOrder], client_id: UUID) -> UUID:
    """The client behind a payer: of the contract where there is one, else of the visit."""
    if work.payer != CONTRACT_PARTY:
        return UUID(work.payer)
    version = orders[work.work_order].contract_version
    return version.contract.client_id if version else client_id


def _version_id(orders: dict[str, WorkOrder], work_order: str) -> UUID | None:
    return orders[work_order].contract_version_id
