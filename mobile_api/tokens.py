"""Who speaks: the device behind a Bearer token, found in one query with what the answer needs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import translation
from ninja.security import HttpBearer

from backend.accounts.devices import is_known_token, may_speak, note_seen
from backend.accounts.models import Device
from backend.database.principal import acting_as, acting_as_system
from backend.dispatch.models import Engineer, World
from backend.lib.errors import Refused
from mobile_api.speakers import rescued, speaker

View = Callable[..., Any]


class PhoneToken(HttpBearer):
    """`Authorization: Bearer`; looked up with every request, so revoking works at once."""

    def __call__(self, request: HttpRequest) -> Device:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.openapi_scheme or not token:
            raise Refused("token-missing")
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Device:
        """The device with its user, engineer and world, in one query.

        None of these tables has a wall, so no transaction need begin by naming who asks: a phone
        that has everything already is answered after one trip to the database instead of three.
        """
        device = speaker(token)
        if device is None:
            raise Refused("device-revoked" if is_known_token(token) else "token-unknown")
        note_seen(device)
        if not request.headers.get("Accept-Language"):
            translation.activate(device.user.language)
        return device


class RescueToken(PhoneToken):
    """The same, but a phone the office lets hand over what it holds may speak too."""

    def authenticate(self, request: HttpRequest, token: str) -> Device:
        """As any phone's; Refused where it is neither alive nor rescued."""
        try:
            return super().authenticate(request, token)
        except Refused:
            with acting_as_system(), transaction.atomic():
                device = rescued(token)
            if device is None:
                raise
            return device


def device_of(request: HttpRequest) -> Device:
    """The phone that asks."""
    device: Device = request.auth  # type: ignore[attr-defined]
    return device


def engineer_of(request: HttpRequest) -> Engineer:
    """The engineer whose phone it is; Refused("no-engineer") for a user who is none."""
    engineer: Engineer | None = getattr(device_of(request).user, "engineer", None)
    if engineer is None:
        raise Refused("no-engineer")
    return engineer


def world_of(engineer: Engineer) -> int:
    """The version of the engineer's world, read before its data."""
    world: World | None = getattr(engineer, "world", None)
    return world.version if world else 0


def in_transaction(view: View) -> View:
    """The endpoint is one transaction on behalf of the phone's user."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with acting_as(device_of(request).user_id), transaction.atomic():
            return view(request, *args, **kwargs)

    return answer


def on_behalf(view: View) -> View:
    """The endpoint acts for the phone's user in transactions of its own; what a phone that may
    not speak hands over, the house keeps."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        device = device_of(request)
        with acting_as(device.user_id) if may_speak(device) else acting_as_system():
            return view(request, *args, **kwargs)

    return answer
