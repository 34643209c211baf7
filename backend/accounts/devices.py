"""Phones: a one-time code becomes a device with one opaque token, looked up with every request.

Codes and tokens are kept as SHA-256 only.
"""

import hashlib
import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Device, PairCode, User
from backend.accounts.roles import May, may, require
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound, Refused

CODE_LIFETIME = timedelta(minutes=10)
RESCUE_LIFETIME = timedelta(hours=24)
IDLE_LIFETIME = timedelta(days=60)
# A phone asks every minute; the row is written far less often.
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Phone:
    """What a phone says of itself; every word is free text."""

    installation_id: str
    name: str = ""
    platform: str = ""
    app_build: str = ""


@dataclass(frozen=True)
class Unsent:
    """What a phone still holds: commands, files, and when the oldest of them was recorded."""

    commands: int
    media: int = 0
    oldest_at: datetime | None = None


@transaction.atomic
def make_pair_code(user: User) -> str:
    """A code of 128 bits that pairs one phone of `user` within ten minutes; readable only here.

    Earlier unused codes of the user stop working.
    """
    if not may(user, May.USE_PHONE):
        raise Refused("no-engineer")
    now = utc_now()
    PairCode.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)
    code = b32encode(secrets.token_bytes(16)).decode().rstrip("=")
    PairCode.objects.create(user=user, code_sha256=digest(code), expires_at=now + CODE_LIFETIME)
    return code


@transaction.atomic
def pair_device(code: str, phone: Phone) -> tuple[Device, str]:
    """Exchange a code for a device and its token, which is told this once only.

    The same installation paired again keeps its row and its place in the sequence, so what it
    resends is recognised. Raises Invalid("code", "pair-code") for a code unknown, used or expired.
    """
    plain = code.replace("-", "").replace(" ", "").upper()
    rows = PairCode.objects.select_for_update(of=("self",)).select_related("user")
    row = rows.filter(code_sha256=digest(plain), used_at=None).first()
    if row is None or row.expires_at <= utc_now() or not may(row.user, May.USE_PHONE):
        raise Invalid("code", "pair-code")
    row.used_at = utc_now()
    row.save(update_fields=["used_at"])
    return _device_for(row.user, phone)


@transaction.atomic
def pair_signed_in(user: User, phone: Phone) -> tuple[Device, str]:
    """The same for somebody who signed in on the phone itself; Refused("no-engineer") for one who
    has no phone here."""
    if not may(user, May.USE_PHONE):
        raise Refused("no-engineer")
    return _device_for(user, phone)


def _device_for(user: User, phone: Phone) -> tuple[Device, str]:
    token = secrets.token_urlsafe(32)
    known = Device.objects.select_for_update().filter(
        user=user, installation_id=phone.installation_id
    )
    device = known.first() or Device(user=user, installation_id=phone.installation_id)
    device.name, device.platform = phone.name[:200], phone.platform[:200]
    device.app_build, device.token_sha256 = phone.app_build[:50], digest(token)
    device.revoked_at, device.paired_at, device.last_seen_at = None, utc_now(), utc_now()
    device.rescue_until = None
    device.save()
    journal.record(kinds.DEVICE_PAIRED, device, by=user, name=device.name)
    return device, token


def is_alive(device: Device) -> bool:
    """Whether a device nobody revoked may still speak: not idle for 60 days, and its user is an
    engineer."""
    idle = device.last_seen_at < utc_now() - IDLE_LIFETIME
    return not idle and may(device.user, May.USE_PHONE)


def is_known_token(token: str) -> bool:
    """Whether some device, alive or not, was given this token."""
    return Device.objects.filter(token_sha256=digest(token)).exists()


def may_speak(device: Device) -> bool:
    """Whether what the device says acts; what a rescued one hands over is only kept."""
    return device.revoked_at is None and is_alive(device)


def note_seen(device: Device) -> None:
    """Remember that the phone spoke, at most once in a while."""
    if device.last_seen_at < utc_now() - SEEN_EVERY:
        Device.objects.filter(id=device.id).update(last_seen_at=utc_now())


@transaction.atomic
def note_unsent(device: Device, unsent: Unsent) -> Device:
    """Remember what the phone says it still holds."""
    device.unsent_commands, device.unsent_media = unsent.commands, unsent.media
    device.oldest_unsent_at = unsent.oldest_at
    device.save(update_fields=["unsent_commands", "unsent_media", "oldest_unsent_at"])
    return device


@transaction.atomic
def open_rescue(device_id: UUID, *, by: User) -> Device:
    """Let a phone that was signed out, or whose user was switched off, send what it holds, for a
    day: all of it is parked, nothing acts. Refused("phone-may-speak") for one that can send."""
    require(by, May.PAIR_DEVICES)
    device = _locked(device_id)
    if may_speak(device):
        raise Refused("phone-may-speak")
    device.rescue_until = utc_now() + RESCUE_LIFETIME
    device.save(update_fields=["rescue_until"])
    journal.record(kinds.DEVICE_RESCUED, device, by=by, name=device.name)
    return device


@transaction.atomic
def revoke_device(device_id: UUID, *, by: User) -> Device:
    """The device's token stops working at once; what it still holds is not deleted."""
    device = _locked(device_id)
    if device.revoked_at is None:
        device.revoked_at, device.push_subscription = utc_now(), None
        device.save(update_fields=["revoked_at", "push_subscription"])
        journal.record(kinds.DEVICE_REVOKED, device, by=by, name=device.name)
    return device


def _locked(device_id: UUID) -> Device:
    rows = Device.objects.select_for_update(of=("self",)).select_related("user")
    device = rows.filter(id=device_id).first()
    if device is None:
        raise NotFound("device")
    return device


def digest(secret: str) -> str:
    """SHA-256 as hex: what rows keep instead of the secret itself."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
