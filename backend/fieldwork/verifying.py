"""What a stranger who holds a signed paper may read of it: that it is ours, and what it said.

The name of the snapshot, printed on the paper, is the permission: nobody guesses 256 bits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from backend.fieldwork.models import ServiceReport
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


@dataclass(frozen=True)
class VerifiedReport:
    """A service report that carries the asked hash; `signer` is shortened. `paper_sha256` is that
    of its PDF, "" before there is one."""

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


def verified_report(sha256: str) -> VerifiedReport | None:
    """The report of this snapshot; None where none of ours has it, or where it was altered."""
    rows = ServiceReport.objects.select_related("signature", "file")
    report = rows.filter(snapshot_sha256=sha256).first()
    if report is None or not verify_snapshot(report.snapshot, sha256):
        return None
    signature = report.signature
    return VerifiedReport(
        number=report.number,
        issuer=report.snapshot["issuer"]["name"],
        visit=report.snapshot["visit"]["number"],
        state=report.state,
        signer=shortened(signature.signer_name) if signature else "",
        signed_at=signature.signed_at if signature else None,
        zone=report.snapshot["object"]["zone"],
        sha256=sha256,
        sums=[_sum(shown) for shown in sums_of(report.snapshot)],
        paper_sha256=report.file.sha256 if report.file else "",
    )


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
