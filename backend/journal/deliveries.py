"""Consequences owed for entries: a work list taken with leases, so a dead worker loses none."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from backend.journal.models import Delivery, Entry
from backend.lib.clock import utc_now
from backend.lib.errors import Away, NotFound, NotYet

# Longer than any consequence may take; a delivery whose worker died is due again after it.
LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 5
# How far back the sweep looks for entries whose wake-up was lost.
MEMORY = timedelta(days=7)


@transaction.atomic
def owe(entry: Entry, consequences: Iterable[str]) -> None:
    """Note that `consequences` follow from `entry`; asked twice it notes them once."""
    Delivery.objects.bulk_create(
        [Delivery(entry=entry, consequence=name) for name in consequences], ignore_conflicts=True
    )


@transaction.atomic
def take(entry_id: int) -> list[Delivery]:
    """Lease every due delivery of the entry to this worker; others skip them meanwhile."""
    now = utc_now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = Delivery.objects.select_for_update(skip_locked=True).filter(
        free, entry_id=entry_id, state=Delivery.State.DUE
    )
    taken = list(due)
    for delivery in taken:
        delivery.lease_until = now + LEASE
        delivery.attempts += 1
        delivery.save(update_fields=["lease_until", "attempts"])
    return taken


def carry_out(delivery: Delivery, consequence: Callable[[], object]) -> None:
    """Run one consequence; a fault is kept on the row and parks it after five attempts."""
    try:
        consequence()
    except Exception as fault:
        _note_fault(delivery, fault)
    else:
        delivery.state, delivery.done_at, delivery.problem = Delivery.State.DONE, utc_now(), ""
        _save(delivery)


def _note_fault(delivery: Delivery, fault: Exception) -> None:
    if isinstance(fault, NotYet):
        delivery.attempts -= 1
        delivery.lease_until, delivery.problem = fault.until, ""
        return _save(delivery)
    delivery.problem = f"{type(fault).__name__}: {fault}"[:2000]
    if isinstance(fault, Away):
        # What it leans on was away: that is no attempt of its own, however long it lasts.
        delivery.attempts -= 1
    elif delivery.attempts >= MOST_ATTEMPTS:
        delivery.state = Delivery.State.PARKED
    delivery.lease_until = utc_now() + timedelta(seconds=2**delivery.attempts)
    return _save(delivery)


@transaction.atomic
def _save(delivery: Delivery) -> None:
    delivery.save(update_fields=["state", "done_at", "problem", "lease_until", "attempts"])


def parked() -> QuerySet[Delivery]:
    """Consequences given up after five attempts, newest entry first."""
    rows = Delivery.objects.filter(state=Delivery.State.PARKED)
    return rows.select_related("entry").order_by("-entry_id")


@transaction.atomic
def try_again(delivery_id: UUID) -> None:
    """Put a parked consequence back on the work list; the next sweep takes it."""
    rows = parked().select_for_update(of=("self",))
    delivery = rows.filter(id=delivery_id).first()
    if delivery is None:
        raise NotFound("delivery")
    delivery.state, delivery.attempts, delivery.lease_until = Delivery.State.DUE, 0, None
    delivery.save(update_fields=["state", "attempts", "lease_until"])


@transaction.atomic
def entries_to_deliver(kinds: Iterable[str], limit: int = 200) -> list[int]:
    """Ids of entries whose consequences were never noted, or are due with no lease running."""
    now = utc_now()
    unnoted = Entry.objects.filter(
        kind__in=list(kinds), deliveries=None, recorded_at__gt=now - MEMORY
    )
    due = Entry.objects.filter(
        Q(deliveries__lease_until=None) | Q(deliveries__lease_until__lt=now),
        deliveries__state=Delivery.State.DUE,
    )
    ids = {*unnoted.values_list("id", flat=True)[:limit], *due.values_list("id", flat=True)[:limit]}
    return sorted(ids)[:limit]
