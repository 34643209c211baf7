"""What a phone's own requests write about it; pairing and revoking stand in actions.py."""

from datetime import timedelta

from django.db import transaction

from backend.accounts.actions import digest
from backend.accounts.models import Device
from backend.lib.clock import utc_now

# A phone asks every minute; the row is written far less often.
SEEN_EVERY = timedelta(minutes=5)


def is_known_token(token: str) -> bool:
    """Whether some device, alive or not, was ever given this token."""
    return Device.objects.filter(token_sha256=digest(token)).exists()


def note_seen(device: Device) -> None:
    """Remember that the phone spoke, at most once in a while."""
    if device.last_seen_at < utc_now() - SEEN_EVERY:
        Device.objects.filter(id=device.id).update(last_seen_at=utc_now())


@transaction.atomic
def keep_push_subscription(device: Device, subscription: dict[str, object] | None) -> Device:
    """Remember where web push reaches this phone; None forgets it."""
    device.push_subscription = subscription
    device.save(update_fields=["push_subscription"])
    return device
