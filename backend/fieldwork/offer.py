"""`offer/1`: what somebody of the client agreed to when they approved paid work on site.

Canonical JSON without numbers, like a snapshot; its SHA-256 comes with the approval, so that an
approval is for the price that was on the screen and for no other.

    {format: "offer/1", proposal_id, work_order_id, text, currency,
     lines: [{kind, code, text, verdict, clause, quantity, unit, net}], net, vat, gross}
"""

from typing import Any

from backend.fieldwork.models import PaidWork
from backend.fieldwork.snapshot import snapshot_sha256

FORMAT = "offer/1"


def offer_of(proposal: PaidWork) -> dict[str, Any]:
    """The offer as it was shown; sums in cents, VAT null where the phone did not know it."""
    net, vat = proposal.estimate_net, proposal.vat
    return {
        "format": FORMAT,
        "proposal_id": str(proposal.id),
        "work_order_id": str(proposal.work_order_id),
        "text": proposal.text,
        "currency": proposal.currency,
        "lines": proposal.lines,
        "net": f"{net:.2f}",
        "vat": None if vat is None else f"{vat:.2f}",
        "gross": None if vat is None else f"{net + vat:.2f}",
    }


def offer_sha256(offer: dict[str, Any]) -> str:
    """The offer's name: SHA-256 of its canonical bytes, lower-case hex."""
    return snapshot_sha256(offer)
