"""Adding to a visit's chain of evidence, and closing a day of chains under its root."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

import rfc8785
from django.db import transaction
from django.db.models import Max

from backend.dispatch.models import Visit
from backend.fieldwork.chain import BEGINNING, Link, root_of
from backend.fieldwork.models import Evidence, EvidenceRoot, Signature
from backend.files.models import StoredFile
from backend.lib.clock import rfc3339, utc_now

# A transaction may write just before midnight and commit after it.
GRACE: Final = timedelta(hours=1)
_KIND_OF: Final = {
    "signature_strokes": Evidence.Kind.STROKES,
    "signature_png": Evidence.Kind.PICTURE,
}


@transaction.atomic(savepoint=False)
def chain_evidence(visit_id: UUID, kind: Evidence.Kind, subject: UUID, content: str) -> Evidence:
    """The link for this content, made once at the end of the visit's chain.

    The visit's row is locked for it; one chain for all visits would make phones wait in a line.
    """
    Visit.objects.select_for_update().filter(id=visit_id).values_list("id").first()
    links = Evidence.objects.filter(visit_id=visit_id)
    known = links.filter(subject=subject, content=content).first()
    if known:
        return known
    last = links.order_by("-place").first()
    place, before = (last.place + 1, last.sha256) if last else (1, BEGINNING)
    # Whole seconds, as the link's name has them.
    now = utc_now().replace(microsecond=0)
    link = Link(str(visit_id), place, str(kind), str(subject), content, before, now)
    return Evidence.objects.create(
        visit_id=visit_id,
        place=place,
        kind=kind,
        subject=subject,
        content=content,
        before=before,
        sha256=link.sha256,
        recorded_at=now,
    )


def chain_file(visit_id: UUID, file: StoredFile, role: str = "") -> Evidence:
    """The link of a file of the visit; `role` as the phone announced it."""
    return chain_evidence(visit_id, _KIND_OF.get(role, Evidence.Kind.PHOTO), file.id, file.sha256)


def signature_sha256(signature: Signature) -> str:
    """The SHA-256 of a signature's facts, as canonical JSON."""
    said = {
        "kind": str(signature.kind),
        "signer": [signature.signer_name, signature.signer_role, signature.signer_email],
        "contact": str(signature.contact_id or ""),
        "consent_sha256": signature.consent_sha256,
        "shown_ms": str(signature.shown_ms),
        "strokes": str(signature.strokes or ""),
        "picture": str(signature.picture or ""),
        "place": [f"{degree:.6f}" for degree in signature.point.coords] if signature.point else [],
        "device": str(signature.device_id or ""),
        "witness": str(signature.witness_id),
        "reason": signature.reason,
        "signed_at": rfc3339(signature.signed_at),
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


@transaction.atomic
def close_days(now: datetime | None = None) -> list[EvidenceRoot]:
    """Write the root of every day that is over and has none; days without evidence have none."""
    until = (now or utc_now()) - GRACE
    last = EvidenceRoot.objects.order_by("-day").first()
    grown = Evidence.objects.filter(recorded_at__lt=_begin(until.astimezone(UTC).date()))
    if last:
        grown = grown.filter(recorded_at__gte=_begin(last.day) + timedelta(days=1))
    made, before = [], last.sha256 if last else BEGINNING
    for day in sorted(
        {at.astimezone(UTC).date() for at in grown.values_list("recorded_at", flat=True)}
    ):
        heads = heads_of(day)
        root = EvidenceRoot(
            day=day, heads=len(heads), before=before, sha256=root_of(day, heads, before)
        )
        root.save(force_insert=True)
        made.append(root)
        before = root.sha256
    return made


def heads_of(day: date) -> dict[str, str]:
    """The last link of each visit whose chain grew on that day, visit -> SHA-256."""
    begin = _begin(day)
    grown = Evidence.objects.filter(
        recorded_at__gte=begin, recorded_at__lt=begin + timedelta(days=1)
    )
    ends = grown.values("visit_id").annotate(end=Max("place")).values_list("visit_id", "end")
    ends_of = dict(ends)
    links = grown.filter(visit_id__in=ends_of).values_list("visit_id", "place", "sha256")
    return {str(visit): sha256 for visit, place, sha256 in links if ends_of[visit] == place}


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
