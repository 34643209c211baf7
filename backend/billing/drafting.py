"""From work done to draft lines: the bridge between fieldwork's facts, the contract and rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation

from backend.billing.agreed import Agreed, Subject
from backend.billing.models import BillableLine
from backend.contracts import quota_counts as counts
from backend.dispatch.models import Visit
from backend.dispatch.worlds import refresh_worlds_under
from backend.fieldwork.models import TimeEntry
from backend.fieldwork.queries import parts_by_version, remote_work_done, work_done
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
        """Write down what the lines took of the contracts' quotas; phones that were told of what
        is left look again."""
        for each in self.agreed:
            if each.version is not None and each.version.quotas.exists():
                counts.note_uses(each.version, each.day, each.quotas.taken(), by)
                refresh_worlds_under(each.version.contract_id)


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
        for part in parts_by_version(work_done(visit), orders, visit.client_id):
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
