"""Pairing a phone, and what it may change of itself."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from backend.accounts.devices import Phone, keep_push_subscription, pair_device, revoke_device
from backend.accounts.models import Device
from backend.database.principal import acting_as_system
from backend.fieldwork.bundle_rows import engineer_row
from backend.lib.errors import Refused
from mobile_api.schemas import DeviceChange, DeviceOut, Paired, Pairing
from mobile_api.tokens import device_of, in_transaction

router = Router(tags=["devices"])


@router.post("/pair", auth=None, response=Paired)
def pair(request: HttpRequest, body: Pairing) -> dict[str, Any]:
    """Exchange a one-time code for this phone's token, which is told only here."""
    with acting_as_system(), transaction.atomic():
        phone = Phone(body.installation_id, body.name, body.platform, body.app_build)
        device, token = pair_device(body.code, phone)
        return {"device": device_row(device), "access_token": token}


@router.get("/me", response=DeviceOut)
@in_transaction
def me(request: HttpRequest) -> dict[str, Any]:
    """This phone as the office knows it."""
    return device_row(device_of(request))


@router.patch("/me", response=DeviceOut)
@in_transaction
def change_me(request: HttpRequest, body: DeviceChange) -> dict[str, Any]:
    """Where web push reaches this phone."""
    return device_row(keep_push_subscription(device_of(request), body.push_subscription))


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
        "engineer": engineer_row(engineer),
    }
