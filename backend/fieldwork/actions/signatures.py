"""Signing: the paper is exactly what the signer saw, proven by the hash of its snapshot.

One signature may cover several reports. Refused and absent are answers too, and a paper
signed by hand is kept as its photo; for these the server makes the snapshot.
"""

from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.accounts.roles import May, require
from backend.clients.limits import may_sign_reports
from backend.clients.models import Contact
from backend.database.numbers import next_number
from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit
from backend.dispatch.visits import bump_worlds, seated_ids
from backend.fieldwork.actions.evidence import chain_evidence, chain_file, signature_sha256
from backend.fieldwork.actions.photos import name_photo
from backend.fieldwork.bodies import (
    SignatureCaptured,
    SignatureRefused,
    SignedOnPaper,
    SignedReport,
)
from backend.fieldwork.happening import Happening
from backend.fieldwork.models import Evidence, ServiceReport, Signature
from backend.fieldwork.reach import work_of
from backend.fieldwork.report_data import snapshot_for
from backend.fieldwork.snapshot import Snapshot, read_snapshot, snapshot_sha256, verify_snapshot
from backend.files.models import StoredFile
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound, Refused
from backend.lib.ids import new_id


@transaction.atomic(savepoint=False)
def capture_signature(visit: Visit, told: SignatureCaptured, happening: Happening) -> Signature:
    """Keep a finger signature and a report for each snapshot it covers, numbered SR-.

    Invalid where a snapshot is not what its hash says; Refused("consent-differs") where the
    signer read another consent than the snapshot holds.
    """
    known = Signature.objects.filter(id=told.signature_id).first()
    if known:
        return _same(known, visit)
    signature = Signature.objects.create(
        id=told.signature_id,
        visit=visit,
        signer_name=told.signer.name,
        signer_role=told.signer.role,
        signer_email=told.signer.email,
        contact=_contact_of(visit, told.signer.contact_id),
        consent_sha256=told.consent_sha256,
        shown_ms=told.shown_ms,
        strokes=told.strokes_media_id,
        picture=told.png_media_id,
        point=happening.point,
        device=happening.device,
        witness=happening.by,
        signed_at=happening.at,
    )
    _chain_signature(signature)
    for place, report in enumerate(told.reports):
        snapshot = _checked_snapshot(report, told.consent_sha256, f"reports.{place}")
        works = [work_of(visit, work_id) for work_id in report.work_order_ids]
        _keep_report(visit, snapshot, works, signature, ServiceReport.State.SIGNED)
    _record_signed(visit, signature, happening)
    return signature


@transaction.atomic(savepoint=False)
def refuse_signature(visit: Visit, told: SignatureRefused, happening: Happening) -> Signature:
    """Nobody signed; the report says why."""
    kind = Signature.Kind.ABSENT if told.absent else Signature.Kind.REFUSED
    reason = ": ".join(part for part in (told.reason, told.note) if part)[:300]
    signature = _bare_signature(visit, kind, happening, told.signature_id, reason=reason)
    report = _keep_own_report(visit, signature, ServiceReport.State.REFUSED)
    report.unsigned_reason = told.reason[:100]
    report.save(update_fields=["unsigned_reason"])
    _record(kinds.SIGNATURE_REFUSED, visit, happening, reason=told.reason, absent=told.absent)
    return signature


@transaction.atomic(savepoint=False)
def sign_on_paper(visit: Visit, told: SignedOnPaper, happening: Happening) -> Signature:
    """A paper signed by hand; its photo is the proof."""
    signature = _bare_signature(
        visit,
        Signature.Kind.PAPER,
        happening,
        told.signature_id,
        signer_name=told.signer.name,
        signer_role=told.signer.role,
        signer_email=told.signer.email,
        contact=_contact_of(visit, told.signer.contact_id),
    )
    name_photo(visit, told.media_id, "document", happening)
    _keep_own_report(visit, signature, ServiceReport.State.SIGNED)
    _record_signed(visit, signature, happening, on_paper=True)
    return signature


def _checked_snapshot(report: SignedReport, consent_sha256: str, path: str) -> Snapshot:
    snapshot = read_snapshot(report.snapshot)
    if not verify_snapshot(snapshot, report.sha256):
        raise Invalid(f"{path}.sha256", "snapshot-hash-differs")
    if snapshot["consent"]["sha256"] != consent_sha256:
        raise Refused("consent-differs")
    return snapshot


def _keep_report(
    visit: Visit,
    snapshot: Snapshot,
    works: list[WorkOrder],
    signature: Signature | None,
    state: ServiceReport.State,
) -> ServiceReport:
    """A report of the snapshot; the visit's unsigned one of earlier gives way under its number."""
    sha256 = snapshot_sha256(snapshot)
    waiting = visit.reports.filter(state=ServiceReport.State.UNSIGNED, signature=None)
    report = (
        visit.reports.filter(snapshot_sha256=sha256).first()
        or waiting.first()
        or ServiceReport(number=next_number("SR"), visit=visit, client=visit.client)
    )
    report.snapshot, report.snapshot_sha256 = snapshot, sha256
    report.language = str(snapshot["language"])[:5]
    report.signature, report.state, report.file = signature, state, None
    report.made_at = utc_now()
    report.save()
    report.work_orders.set(works)
    chain_evidence(visit.id, Evidence.Kind.SNAPSHOT, report.id, sha256)
    return report


def _chain_signature(signature: Signature) -> None:
    """Its facts, and the drawing where that came before the command."""
    chain_evidence(
        signature.visit_id, Evidence.Kind.SIGNATURE, signature.id, signature_sha256(signature)
    )
    roles = {signature.strokes: "signature_strokes", signature.picture: "signature_png"}
    for file in StoredFile.objects.filter(id__in=[each for each in roles if each]):
        chain_file(signature.visit_id, file, roles[file.id])


def _keep_own_report(
    visit: Visit, signature: Signature | None, state: ServiceReport.State
) -> ServiceReport:
    works = [row.work_order for row in visit.works.select_related("work_order")]
    return _keep_report(visit, snapshot_for(visit), works, signature, state)


@transaction.atomic(savepoint=False)
def keep_unsigned_report(visit: Visit) -> ServiceReport:
    """The report of a visit nobody was asked to sign; repeated, it is the same one."""
    known = visit.reports.first()
    return known or _keep_own_report(visit, None, ServiceReport.State.UNSIGNED)


@transaction.atomic
def withdraw_report(report_id: UUID, reason: str, *, by: User) -> ServiceReport:
    """Take a service report back, with a reason: whoever holds its paper reads so by its code.

    Nothing of it is changed or removed. Refused("already-done") where it was taken back before.
    """
    require(by, May.REVIEW_COMMANDS)
    if not reason.strip():
        raise Invalid("reason", "reason-needed")
    report = ServiceReport.objects.select_for_update().filter(id=report_id).first()
    if report is None:
        raise NotFound("report")
    if report.withdrawn_at:
        raise Refused("already-done")
    report.withdrawn_at, report.withdrawn_reason = utc_now(), reason.strip()[:300]
    report.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    told = report.withdrawn_reason
    journal.record(kinds.REPORT_RECALLED, report, by=by, number=report.number, reason=told)
    return report


def _bare_signature(
    visit: Visit,
    kind: Signature.Kind,
    happening: Happening,
    signature_id: UUID | None,
    **facts: Any,
) -> Signature:
    signature = Signature.objects.create(
        id=signature_id or new_id(),
        visit=visit,
        kind=kind,
        point=happening.point,
        device=happening.device,
        witness=happening.by,
        signed_at=happening.at,
        **facts,
    )
    _chain_signature(signature)
    return signature


def _contact_of(visit: Visit, contact_id: UUID | None) -> Contact | None:
    """The signer as a contact the client lets sign there; anybody else is a name alone."""
    if contact_id is None:
        return None
    known = Contact.objects.filter(id=contact_id, client_id=visit.client_id, is_active=True)
    contact = known.first()
    return contact if contact and may_sign_reports(contact, visit.object) else None


def _same(known: Signature, visit: Visit) -> Signature:
    if known.visit_id != visit.id:
        raise Refused("id-reused")
    return known


def _record_signed(visit: Visit, signature: Signature, happening: Happening, **data: Any) -> None:
    """Who signed, and whether the client had named them for it."""
    named = signature.contact_id is not None
    _record(kinds.VISIT_SIGNED, visit, happening, signer=signature.signer_name, named=named, **data)


def _record(kind: str, visit: Visit, happening: Happening, **data: Any) -> None:
    journal.record(kind, visit, by=happening.by, happened_at=happening.at, **data)
    bump_worlds(seated_ids(visit))
