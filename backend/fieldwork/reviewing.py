"""The office's inbox: a parked command is replayed, edited and replayed, or dismissed.

What the phone was answered stays; the review beside it says what the office decided.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from pydantic import ValidationError

from backend.accounts.models import User
from backend.accounts.roles import May, require
from backend.database.principal import SYSTEM_ID
from backend.fieldwork.applying import Teller, apply_command
from backend.fieldwork.command_table import COMMANDS
from backend.fieldwork.envelope import Raw
from backend.fieldwork.happening import PhoneClock
from backend.fieldwork.models import Receipt
from backend.fieldwork.results import Status
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.errors import Invalid, NotFound, Refused


@transaction.atomic
def replay_command(receipt_id: UUID, *, by: User, body: Raw | None = None) -> Receipt:
    """Apply a parked command now, with its own body or an edited one.

    Refused says what still stands in the way; the receipt then stays in the inbox.
    """
    require(by, May.REVIEW_COMMANDS)
    receipt = open_receipt(receipt_id)
    if receipt.status != Status.PARKED:
        raise Refused("already-done")
    command = receipt.command
    raw = {**command.raw, "body": command.raw.get("body", {}) if body is None else body}
    teller = Teller(command.device.user, command.device, _clock_of(receipt), command.received_at)
    try:
        verdict, _versions = apply_command(raw, teller)
    except ValidationError as wrong:
        raise Invalid("body", "body-invalid") from wrong
    if verdict.status == Status.PARKED:
        raise Refused(verdict.code)
    return close_review(receipt, Receipt.Review.REPLAYED, by, edited=body is not None)


@transaction.atomic
def dismiss_command(receipt_id: UUID, reason: str, *, by: User) -> Receipt:
    """Say that nothing is to be done about it, and why."""
    require(by, May.REVIEW_COMMANDS)
    if not reason.strip():
        raise Invalid("reason", "reason-needed")
    receipt = open_receipt(receipt_id)
    receipt.review_reason = reason.strip()[:300]
    return close_review(receipt, Receipt.Review.DISMISSED, by, reason=receipt.review_reason)


def replay_known_now(*, by: User | None = None, limit: int = 100) -> int:
    """After an upgrade: replay what was parked as unknown and is known by now; how many.

    Without `by` the house itself does it.
    """
    with transaction.atomic():
        who = by or User.objects.get(id=SYSTEM_ID)
        waiting = Receipt.objects.filter(
            review=Receipt.Review.OPEN, code="unknown-command", command__type__in=list(COMMANDS)
        ).order_by("command__device_id", "command__seq")
        receipt_ids = list(waiting.values_list("id", flat=True)[:limit])
    replayed = 0
    for receipt_id in receipt_ids:
        try:
            replay_command(receipt_id, by=who)
            replayed += 1
        except (Refused, Invalid, NotFound):
            continue
    return replayed


def open_receipt(receipt_id: UUID) -> Receipt:
    """A receipt nobody has decided on yet, locked; NotFound for any other."""
    rows = Receipt.objects.select_for_update(of=("self",)).select_related(
        "command__device__user__engineer__user"
    )
    receipt = rows.filter(id=receipt_id, review=Receipt.Review.OPEN).first()
    if receipt is None:
        raise NotFound("command")
    return receipt


def _clock_of(receipt: Receipt) -> PhoneClock:
    """The offset the command was corrected by when it came."""
    command = receipt.command
    if command.captured_at is None or command.corrected_at is None:
        return PhoneClock()
    return PhoneClock(command.corrected_at - command.captured_at, timedelta())


def close_review(receipt: Receipt, review: Receipt.Review, by: User, **data: Any) -> Receipt:
    """Write what the office decided; `data` goes into the journal."""
    receipt.review, receipt.reviewed_by = review, by
    receipt.save(update_fields=["review", "reviewed_by", "review_reason"])
    journal.record(
        kinds.COMMAND_REVIEWED, receipt, by=by, review=str(review), code=receipt.code, **data
    )
    return receipt
