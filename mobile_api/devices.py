"""Pairing a phone, and what it may change of itself."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from backend.accounts.devices import (
    Phone,
    Unsent,
    note_unsent,
    pair_device,
    pair_signed_in,
    revoke_device,
)
from backend.accounts.models import Device, User
from backend.database.principal import acting_as_system
from backend.fieldwork.bundle_rows import engineer_row
from backend.lib.errors import Refused
from backend.notify.actions import subscribe
from mobile_api.schemas import DeviceChange, DeviceOut, Paired, Pairing
from mobile_api.tokens import device_of, in_transaction

router = Router(tags=["devices"])


@router.post("/pair", auth=None, response=Paired)
def pair(request: HttpRequest, body: Pairing) -> dict[str, Any]:
    """Exchange a one-time code, or a session of this very page, for this phone's token, which is
    told only here."""
    phone = Phone(body.installation_id, body.name, body.platform, body.app_build)
    with acting_as_system(), transaction.atomic():
        if body.code:
            device, token = pair_device(body.code, phone)
        else:
            device, token = pair_signed_in(_signed_in(request), phone)
        return {"device": device_row(device), "access_token": token}


def _signed_in(request: HttpRequest) -> User:
    """Who is signed in, where a page of ours asks: another site may not ask in their name."""
    ours = (settings.PUBLIC_URL, f"{request.scheme}://{request.get_host()}")
    if not request.user.is_authenticated or request.headers.get("Origin") not in ours:
        raise Refused("sign-in-needed")
    user: User = request.user
    return user


@router.get("/me", response=DeviceOut)
@in_transaction
def me(request: HttpRequest) -> dict[str, Any]:
    """This phone as the office knows it."""
    return device_row(device_of(request))


@router.patch("/me", response=DeviceOut)
@in_transaction
def change_me(request: HttpRequest, body: DeviceChange) -> dict[str, Any]:
    """Where web push reaches this phone, and what it still holds; what is left out stays."""
    device = device_of(request)
    if "push_subscription" in body.model_fields_set:
        given = body.push_subscription
        subscribe(device, given.model_dump() if given else None)
    if body.unsent:
        note_unsent(device, Unsent(body.unsent.commands, body.unsent.media, body.unsent.oldest_at))
    return device_row(device)


@router.delete("/me", response={204: None})
@in_transaction
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this phone's token; what waits on the phone stays there."""
    device = device_of(request)
    revoke_device(device.id, by=device.user)
    return HttpResponse(status=204)


def device_row(device: Device) -> dict[str, Any]:
    """The device on the wire; a user who is no engineer has no phone."""
    engineer = getattr(device.user, "engineer", None)
    if engineer is None:
        raise Refused("no-engineer")
    return {
        "id": device.id,
        "name": device.name,
        "platform": device.platform,
        "app_build": device.app_build,
        "last_seq": device.last_seq,
        "paired_at": device.paired_at,
        "takes_push": device.push_subscription is not None,
        "engineer": engineer_row(engineer),
    }
