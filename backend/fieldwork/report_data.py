"""The bridge from rows to `snapshot/2`: what a service report of a visit says as things stand.

Used where no phone made the snapshot: nobody signed, or a paper was signed by hand.
"""

from collections.abc import Iterable
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from backend.catalog.models import LegalEntity, LegalEntityDetails
from backend.clients.models import Client
from backend.contracts.in_force import our_entity_for
from backend.dispatch.models import Visit, VisitEngineer, VisitWork
from backend.fieldwork.checklist import Answer, shown_checklist
from backend.fieldwork.models import Checklist, PaidWork, Photo, TimeEntry
from backend.fieldwork.shown import (
    ChecklistShown,
    ObjectShown,
    PaidWorkShown,
    PartShown,
    PartyShown,
    PhotoShown,
    ReportShown,
    TimeShown,
    VisitShown,
    WorkShown,
)
from backend.fieldwork.snapshot import Snapshot, snapshot_of
from backend.lib.clock import local_date


def consent_text(language: str) -> str:
    """What a signer agrees to, in `language`; its SHA-256 names it."""
    with translation.override(language):
        return _("I have read this report and confirm what it says.")


def snapshot_for(visit: Visit, language: str = "") -> Snapshot:
    """The visit's report from its rows, in the client's language unless another is asked for."""
    chosen = language or visit.client.language
    return snapshot_of(report_shown(visit, chosen))


def report_shown(visit: Visit, language: str) -> ReportShown:
    """All that the report says, as frozen values."""
    works = list(visit.works.select_related("work_order__equipment", "reason").order_by("id"))
    ours, theirs, day = _between(visit)
    return ReportShown(
        language=language,
        issuer=party_on(ours, day, language),
        client=party_on(theirs, day, language, otherwise=visit.client),
        object=ObjectShown(
            visit.object.name, visit.object.zone, visit.object.client_code, visit.object.address
        ),
        visit=VisitShown(
            visit.number,
            visit.arrived_at,
            visit.started_at,
            visit.completed_at,
            engineer_names(visit.engineers.select_related("engineer__user")),
        ),
        work_orders=[_work(visit, work, language) for work in works],
        consent=consent_text(language),
        photos=_photos(visit),
        paid_work=[
            _paid_work(proposal) for proposal in visit.paid_work.order_by("proposed_at", "id")
        ],
    )


def countries_of(visit: Visit) -> tuple[str, str]:
    """Our company's country and the client's: a paper calls their numbers as these do."""
    ours, theirs, day = _between(visit)
    found = (_details(entity, day) if entity else None for entity in (ours, theirs))
    issuer, client = (details.country if details else "" for details in found)
    return issuer, client


def _between(visit: Visit) -> tuple[LegalEntity | None, LegalEntity | None, date]:
    """Who serves, who is served, and the day whose particulars count."""
    works = visit.works.select_related("work_order__contract_version__contract")
    version = next((work.work_order.contract_version for work in works), None)
    theirs = version.contract.their_entity if version else visit.client.entities.first()
    day = local_date(visit.completed_at or visit.planned_from, visit.object.zone)
    return our_entity_for(visit.object, version), theirs, day


def party_on(
    entity: LegalEntity | None, day: date, language: str, *, otherwise: Client | None = None
) -> PartyShown:
    """A company as its papers named it on `day` to readers of `language`; without an entity the
    bare client's name."""
    if entity is None:
        return PartyShown(otherwise.name if otherwise else "")
    details = _details(entity, day)
    if details is None:
        return PartyShown(entity.short_name)
    return PartyShown(
        details.spelled("name", language),
        details.registry_number,
        details.vat_number,
        details.spelled("address", language),
    )


def _details(entity: LegalEntity, day: date) -> LegalEntityDetails | None:
    held = sorted(entity.versions.all(), key=lambda version: version.valid_from)
    known = [version for version in held if version.valid_from <= day] or held
    return known[-1] if known else None


def engineer_names(seats: Iterable[VisitEngineer]) -> list[str]:
    """Who went, the lead first."""
    return [seat.engineer.user.name for seat in in_order(seats)]


def in_order(seats: Iterable[VisitEngineer]) -> list[VisitEngineer]:
    """The lead's seat first."""
    return sorted(seats, key=lambda seat: seat.part != VisitEngineer.Part.LEAD)


def answers_of(checklist: Checklist) -> list[Answer]:
    """Every answer, oldest first, as the rule reads them."""
    return [
        Answer(a.item, a.value, a.state, a.note, tuple(str(media) for media in a.media_ids))
        for a in checklist.answers.all()
    ]


def _work(visit: Visit, work: VisitWork, language: str) -> WorkShown:
    order = work.work_order
    parts = visit.parts.filter(work_order=order, voided_at=None).select_related("part")
    notes = visit.notes.filter(work_order=order).order_by("written_at", "id")
    return WorkShown(
        number=order.number,
        words=order.words,
        outcome=work.outcome or VisitWork.Outcome.NOT_DONE,
        equipment=str(order.equipment or ""),
        reason=work.reason.name_in(language) if work.reason else "",
        note="\n".join(note.text for note in notes),
        checklists=_checklists(work, language),
        parts=[
            PartShown(use.part.code, use.part.name_in(language), use.quantity, use.unit)
            for use in parts.order_by("used_at", "id")
        ],
        time=_times(visit, work),
    )


def _checklists(work: VisitWork, language: str) -> list[ChecklistShown]:
    pinned = work.checklists.select_related("version").prefetch_related("answers")
    return [
        shown_checklist(checklist.version.definition, answers_of(checklist), language)
        for checklist in pinned.order_by("id")
    ]


def _times(visit: Visit, work: VisitWork) -> list[TimeShown]:
    entries = TimeEntry.objects.filter(
        visit=visit, work_order_id=work.work_order_id, voided_at=None
    )
    return [
        TimeShown(entry.kind, round((entry.ended_at - entry.started_at).total_seconds() / 60))
        for entry in entries.order_by("started_at", "id")
    ]


def _paid_work(proposal: PaidWork) -> PaidWorkShown:
    net, vat = proposal.estimate_net, proposal.vat
    gross = None if vat is None else net + vat
    by, currency = proposal.approved_by, proposal.currency
    return PaidWorkShown(proposal.text, proposal.state, currency, net, vat, gross, by)


def _photos(visit: Visit) -> list[PhotoShown]:
    """Photos whose bytes arrived; the others have no hash to be named by yet."""
    photos = Photo.objects.filter(visit=visit, file__isnull=False).select_related("file")
    return [
        PhotoShown(str(photo.id), photo.file.sha256, photo.role)
        for photo in photos.order_by("captured_at", "id")
        if photo.file
    ]


def visit_differs(visit: Visit, signed: Iterable[Snapshot]) -> bool:
    """Whether the visit's work orders, their words or its place are no longer those that signed
    snapshots speak of together."""
    orders = visit.works.values_list("work_order__number", "work_order__words")
    shown, read = set(orders), set()
    # Who worked on after the visit was taken away signed under the number they were told.
    numbers = {visit.number, visit.instead_of.number if visit.instead_of else visit.number}
    for snapshot in signed:
        read |= {(work["number"], work["words"]) for work in snapshot["work_orders"]}
        place = snapshot["visit"]["number"], snapshot["object"]["name"]
        if place[0] not in numbers or place[1] != visit.object.name:
            return True
    return shown != read
