"""Pairing by code and by sign-in, how a token ends, and what a signed-out phone may still do."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from backend.accounts.devices import make_pair_code, open_rescue, revoke_device
from backend.accounts.models import Device, User
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.models import FieldNote, Receipt
from backend.fieldwork.reviewing import replay_command
from backend.lib.clock import utc_now
from backend.lib.errors import NotFound, Refused
from backend.lib.ids import new_id
from tests.mobile_api.conftest import BASE, Wire
from tests.push_service import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.mobile_api.urls")]

PHONE = {"installation_id": "a", "name": "Phone", "platform": "x", "app_build": "7"}


def pair(client: Client | None = None, origin: str = "", **body: str) -> Any:
    told = {"HTTP_ORIGIN": origin} if origin else {}
    said = json.dumps({**PHONE, **body})
    return (client or Client()).post(f"{BASE}/devices/pair", said, "application/json", **told)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_code_ends_after_ten_minutes_and_with_the_next_one(cast: Cast) -> None:
    first = make_pair_code(cast.engineer_user)
    second = make_pair_code(cast.engineer_user)
    assert pair(code=first).json()["code"] == "pair-code"
    with time_machine.travel(utc_now() + timedelta(minutes=11)):
        assert pair(code=second).json()["code"] == "pair-code"
    assert pair(code=second).status_code == 200


def test_the_code_printed_for_support_pairs_a_phone(cast: Cast) -> None:
    said = StringIO()
    call_command("pair_code", cast.engineer_user.email, stdout=said)
    code = said.getvalue().split()[-1]
    # Five bits a letter: 26 letters carry 128 bits.
    assert len(code) == 26
    paired = pair(code=code).json()
    assert paired["device"]["engineer"]["name"] == "Olena Koval"
    assert len(paired["access_token"]) == 43
    kept = Device.objects.get()
    assert paired["access_token"] not in (kept.token_sha256, str(kept.push_subscription))
    with pytest.raises(CommandError):
        call_command("pair_code", cast.dispatcher.email, stdout=said)


def test_who_is_signed_in_on_the_phone_needs_no_code(cast: Cast) -> None:
    answer = pair(signed_in(cast.engineer_user), origin="http://testserver")
    assert answer.status_code == 200
    token = answer.json()["access_token"]
    me = Client().get(f"{BASE}/devices/me", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert (me.status_code, me.json()["app_build"]) == (200, "7")


def test_a_session_pairs_only_for_a_page_of_ours_and_an_engineer(cast: Cast) -> None:
    engineer = signed_in(cast.engineer_user)
    for origin in ("", "null", "https://evil.example"):
        answer = pair(engineer, origin=origin)
        assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-needed")
    assert pair(origin="http://testserver").status_code == 401
    assert pair(engineer, origin=settings.PUBLIC_URL).status_code == 200
    office = pair(signed_in(cast.dispatcher), origin="http://testserver")
    assert (office.status_code, office.json()["code"]) == (403, "no-engineer")


def test_a_token_is_dead_after_sixty_idle_days(wire: Wire) -> None:
    with time_machine.travel(utc_now() + timedelta(days=59)):
        assert wire.ask("GET", "/devices/me").status_code == 200
    with time_machine.travel(utc_now() + timedelta(days=120)):
        assert wire.ask("GET", "/devices/me").status_code == 403


def test_what_the_phone_still_holds_is_told_with_a_push_and_without(
    visit: Visit, wire: Wire
) -> None:
    oldest = (utc_now() - timedelta(hours=2)).isoformat()
    sent = wire.phone.command("visit.accept", visit)
    wire.push(sent, unsent={"commands": 3, "media": 2, "oldest_at": oldest})
    held = Device.objects.get()
    assert (held.unsent_commands, held.unsent_media) == (3, 2)
    wire.push(wire.phone.command("visit.start", visit), unsent={"commands": -1})
    held.refresh_from_db()
    assert held.unsent_commands == 3
    wire.ask("PATCH", "/devices/me", json.dumps({"unsent": {"commands": 0}}))
    held.refresh_from_db()
    assert (held.unsent_commands, held.unsent_media, held.oldest_unsent_at) == (0, 0, None)


def test_a_subscription_is_kept_until_it_is_ended(wire: Wire) -> None:
    given = Browser("push.example.com").subscription
    given["endpoint"] = "https://push.example.com/one"
    kept = wire.ask("PATCH", "/devices/me", json.dumps({"push_subscription": given}))
    assert (kept.status_code, kept.json()["takes_push"]) == (200, True)
    other = wire.ask("PATCH", "/devices/me", json.dumps({"unsent": {"commands": 1}}))
    assert other.json()["takes_push"] is True
    inside = {**given, "endpoint": "https://127.0.0.1/one"}
    no = wire.ask("PATCH", "/devices/me", json.dumps({"push_subscription": inside}))
    assert (no.status_code, no.json()["code"]) == (409, "address-not-public")
    ended = wire.ask("PATCH", "/devices/me", json.dumps({"push_subscription": None}))
    assert ended.json()["takes_push"] is False
    assert len(wire.ask("GET", "/config").json()["push_key"]) == 87


def test_row_device_revoked_with_unsent_work_may_hand_it_over_once_the_office_says_so(
    cast: Cast, visit: Visit, wire: Wire
) -> None:
    """Everything lands parked, nothing acts, and reading stays closed."""
    with pytest.raises(Refused, match="phone-may-speak"):
        open_rescue(wire.phone.device.id, by=cast.dispatcher)
    revoke_device(wire.phone.device.id, by=cast.dispatcher)
    sent = wire.phone.command("note.add", visit, note_id=new_id(), text="unsent")
    assert wire.push(sent).status_code == 403
    with pytest.raises(NotFound):
        open_rescue(wire.phone.device.id, by=cast.biller)
    open_rescue(wire.phone.device.id, by=cast.dispatcher)
    (said,) = wire.push(sent).json()["results"]
    assert (said["status"], said["problem"]["code"]) == ("parked", "rescued")
    assert wire.push(sent).json()["results"][0]["status"] == "duplicate"
    assert not FieldNote.objects.exists()
    _media_id, announced = wire.announce(b"x" * 10, "image/jpeg", visit)
    assert announced.status_code == 201
    assert wire.ask("GET", "/bundle").status_code == 403
    replay_command(Receipt.objects.get().id, by=cast.dispatcher)
    assert FieldNote.objects.get().text == "unsent"
    with time_machine.travel(utc_now() + timedelta(hours=25)):
        assert wire.push(sent).status_code == 403


def test_row_user_switched_off_with_unsent_work(cast: Cast, visit: Visit, wire: Wire) -> None:
    cast.engineer_user.is_active = False
    cast.engineer_user.save()
    sent = wire.phone.command("note.add", visit, note_id=new_id(), text="unsent")
    assert wire.push(sent).status_code == 403
    open_rescue(wire.phone.device.id, by=cast.dispatcher)
    assert wire.push(sent).json()["results"][0]["status"] == "parked"


def test_row_phone_app_too_old_pulls_nothing_and_pushes_all_the_same(
    visit: Visit, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mobile_api.limits.MIN_APP_BUILD", 40)
    old = wire.ask("GET", "/bundle")
    assert (old.status_code, old.json()["code"]) == (426, "app-too-old")
    assert wire.push(wire.phone.command("visit.accept", visit)).status_code == 200
