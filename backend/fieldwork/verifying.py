"""What a stranger who holds a signed paper may read of it: that it is ours, and what it said.

The name of the snapshot, printed on the paper, is the permission: nobody guesses 256 bits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from backend.documents.sealing import fingerprint
from backend.fieldwork.evidence_check import chain_holds
from backend.fieldwork.models import Evidence, SealCertificate, ServiceReport
from backend.fieldwork.snapshot import Snapshot, sums_of, verify_snapshot


@dataclass(frozen=True)
class SignedLine:
    """A line of money as the signer read it, in the sum's currency."""

    text: str
    verdict: str
    quantity: Decimal
    unit: str
    net: Decimal


@dataclass(frozen=True)
class SignedSum:
    """One currency of what was signed; `note` says what was not in it yet."""

    currency: str
    lines: Sequence[SignedLine]
    net: Decimal
    vat: Decimal
    gross: Decimal
    note: str


Standing = Literal["valid", "superseded", "withdrawn", "altered"]


@dataclass(frozen=True)
class VerifiedReport:
    """A service report that carries, or carried, the asked hash; `signer` is shortened.

    `standing` is altered where its evidence is not what it was when it came. `paper_sha256` is
    that of its PDF, "" before there is one, and `earlier` those of PDFs that gave way to it.
    """

    standing: Standing
    replaced_by: str
    number: str
    issuer: str
    visit: str
    state: str
    signer: str
    signed_at: datetime | None
    zone: str
    sha256: str
    sums: Sequence[SignedSum]
    paper_sha256: str
    earlier: Sequence[str]
    sealed_at: datetime | None
    level: str
    certificate: str


def verified_report(sha256: str) -> VerifiedReport | None:
    """The report of this snapshot, or the one it gave way to; None where none of ours ever had
    it, or where it was altered."""
    report = _report_of(sha256)
    if report is None or not verify_snapshot(report.snapshot, report.snapshot_sha256):
        return None
    signature, later = report.signature, _later(report)
    is_current = report.snapshot_sha256 == sha256
    papers = Evidence.objects.filter(subject=report.id, kind=Evidence.Kind.PAPER)
    paper = report.file.sha256 if report.file else ""
    return VerifiedReport(
        standing=_standing(report, is_superseded=later is not None or not is_current),
        replaced_by=later.number if later else "",
        number=report.number,
        issuer=report.snapshot["issuer"]["name"],
        visit=report.snapshot["visit"]["number"],
        state=report.state,
        signer=shortened(signature.signer_name) if signature else "",
        signed_at=signature.signed_at if signature else None,
        zone=report.snapshot["object"]["zone"],
        sha256=sha256,
        sums=[_sum(shown) for shown in sums_of(report.snapshot)] if is_current else [],
        paper_sha256=paper,
        earlier=[each.content for each in papers.order_by("place") if each.content != paper],
        sealed_at=report.sealed_at,
        level=report.seal_level,
        certificate=_certificate(report),
    )


def _report_of(sha256: str) -> ServiceReport | None:
    rows = ServiceReport.objects.select_related("signature", "file")
    report = rows.filter(snapshot_sha256=sha256).first()
    if report:
        return report
    once = Evidence.objects.filter(kind=Evidence.Kind.SNAPSHOT, content=sha256).first()
    return rows.filter(id=once.subject).first() if once else None


def _later(report: ServiceReport) -> ServiceReport | None:
    """A signed report of the same work that came after this one."""
    signed = ServiceReport.objects.filter(
        visit_id=report.visit_id,
        state=ServiceReport.State.SIGNED,
        made_at__gt=report.made_at,
        withdrawn_at=None,
    )
    works = set(report.work_orders.values_list("id", flat=True))
    for later in signed.exclude(id=report.id).prefetch_related("work_orders").order_by("-made_at"):
        if works <= {work.id for work in later.work_orders.all()}:
            return later
    return None


def _standing(report: ServiceReport, *, is_superseded: bool) -> Standing:
    if not chain_holds(report.visit_id):
        return "altered"
    if report.withdrawn_at:
        return "withdrawn"
    return "superseded" if is_superseded else "valid"


def _certificate(report: ServiceReport) -> str:
    """SHA-256 of the certificate that sealed it, "" where nothing did."""
    if report.sealed_at is None:
        return ""
    name = str(report.snapshot["issuer"]["name"])[:200]
    made = SealCertificate.objects.filter(name=name, made_at__lte=report.sealed_at)
    row = made.order_by("-made_at").first()
    return fingerprint(row.pem.encode()) if row else ""


def shortened(name: str) -> str:
    """The first name and the initial of the last: "Sophie L."."""
    first, *others = name.split() or [""]
    return f"{first} {others[-1][0]}." if others else first


def _sum(shown: Snapshot) -> SignedSum:
    amounts = {name: Decimal(shown[name]) for name in ("net", "vat", "gross")}
    lines = [_line(line) for line in shown["lines"]]
    return SignedSum(shown["currency"], lines, note=shown["note"] or "", **amounts)


def _line(line: dict[str, Any]) -> SignedLine:
    quantity, net = Decimal(line["quantity"]), Decimal(line["net"])
    return SignedLine(line["text"], line["verdict"], quantity, line["unit"], net)
