"""The wire over HTTP: who may speak, what is answered, how a no is told."""

import gzip
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.accounts.devices import make_pair_code, revoke_device
from backend.demo.cast import ZONE, Cast, add_shift
from backend.dispatch.models import Shift, Visit
from backend.lib.clock import local_date, utc_now
from tests.mobile_api.conftest import BASE, Wire
from tests.onsite import Phone

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.mobile_api.urls")]


def test_it_works(cast: Cast, visit: Visit, wire: Wire) -> None:
    first = wire.ask("GET", "/bundle")
    world = first.json()
    assert first.status_code == 200
    assert [v["id"] for v in world["visits"]] == [str(visit.id)]
    assert world["objects"][0]["lat"] == 43.7388
    assert world["ack"] == {"last_seq": 0}
    answer = wire.push(wire.phone.command("visit.accept", visit))
    assert answer.status_code == 200
    assert answer.json()["results"][0]["status"] == "applied"
    assert answer.json()["last_seq"] == 1
    again = wire.ask("GET", "/bundle", if_none_match=first["ETag"])
    assert again.status_code == 200
    assert again.json()["visits"][0]["status"] == "accepted"


def test_a_phone_pairs_by_code_once(cast: Cast) -> None:
    code = make_pair_code(cast.engineer_user)
    body = {"code": code.lower(), "installation_id": "a", "name": "Phone", "platform": "x"}

    def pair() -> Any:
        return Client().post(f"{BASE}/devices/pair", json.dumps(body), "application/json")

    paired = pair()
    assert paired.status_code == 200
    assert paired.json()["device"]["engineer"]["name"] == "Olena Koval"
    repeated = pair()
    assert (repeated.status_code, repeated.json()["code"]) == (422, "pair-code")
    assert repeated.json()["errors"][0]["pointer"] == "/code"


def test_the_bundle_is_one_query_when_nothing_is_new(visit: Visit, wire: Wire) -> None:
    etag = wire.ask("GET", "/bundle")["ETag"]
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = wire.ask("GET", "/bundle", if_none_match=etag)
    # One trip to the database: nothing begins, names who acts or commits around it.
    assert (answer.status_code, answer["X-Last-Seq"], len(seen)) == (304, "0", 1)
    assert "X-Server-Time" in answer


def test_the_world_travels_packed_to_whoever_takes_it(visit: Visit, wire: Wire) -> None:
    plain = wire.ask("GET", "/bundle")
    packed = wire.ask("GET", "/bundle", accept_encoding="gzip")
    assert (packed["Content-Encoding"], packed["ETag"]) == ("gzip", plain["ETag"])
    assert json.loads(gzip.decompress(packed.content))["visits"] == plain.json()["visits"]
    assert len(packed.content) < len(plain.content) / 2
    unchanged = wire.ask("GET", "/bundle", accept_encoding="gzip", if_none_match=plain["ETag"])
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_the_bundle_takes_as_many_queries_for_three_visits(cast: Cast, wire: Wire) -> None:
    from datetime import timedelta

    from backend.lib.clock import utc_now
    from tests.onsite import published_visit

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert wire.ask("GET", "/bundle").status_code == 200
        return len(seen)

    published_visit(cast, begin=utc_now() + timedelta(hours=1))
    one = asked()
    published_visit(cast, begin=utc_now() + timedelta(hours=3))
    published_visit(cast, begin=utc_now() + timedelta(hours=5))
    assert asked() == one


def test_without_a_token_nothing(wire: Wire) -> None:
    answer = Client().get(f"{BASE}/bundle")
    assert (answer.status_code, answer.json()["code"]) == (401, "token-missing")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer["X-Request-Id"]
    unknown = Client().get(f"{BASE}/bundle", HTTP_AUTHORIZATION="Bearer nothing")
    assert (unknown.status_code, unknown.json()["code"]) == (401, "token-unknown")


def test_a_revoked_device_is_out_at_once(cast: Cast, wire: Wire) -> None:
    revoke_device(wire.phone.device.id, by=cast.dispatcher)
    answer = wire.ask("GET", "/bundle")
    assert (answer.status_code, answer.json()["code"]) == (403, "device-revoked")


def test_a_user_switched_off_is_out_too(cast: Cast, wire: Wire) -> None:
    cast.engineer_user.is_active = False
    cast.engineer_user.save()
    assert wire.ask("GET", "/bundle").status_code == 403


def test_signing_out_ends_the_token(wire: Wire) -> None:
    assert wire.ask("DELETE", "/devices/me").status_code == 204
    assert wire.ask("GET", "/devices/me").status_code == 403


def test_results_are_told_again(visit: Visit, wire: Wire) -> None:
    wire.push(wire.phone.command("visit.accept", visit))
    told = wire.ask("GET", "/commands?after_seq=0").json()
    assert [(r["seq"], r["status"]) for r in told["results"]] == [(1, "applied")]


def test_catalog_config_and_forms(cast: Cast, wire: Wire) -> None:
    from tests.onsite import publish_form

    catalog = wire.ask("GET", "/catalog")
    assert catalog.json()["parts"][0]["number"] == "FAN-120"
    assert wire.ask("GET", "/catalog", if_none_match=catalog["ETag"]).status_code == 304
    consents = wire.ask("GET", "/config").json()["consents"]
    assert {consent["lang"] for consent in consents} == {"en", "uk", "bg", "ru"}
    form = publish_form()
    assert wire.ask("GET", f"/checklists/{form.sha256}").json()["key"] == "cooling"
    assert wire.ask("GET", "/checklists/none").status_code == 404


def test_a_phone_knows_when_positions_are_taken(cast: Cast, wire: Wire) -> None:
    today = local_date(utc_now(), ZONE)
    Shift.objects.all().delete()
    _over, ahead, _far = [
        add_shift(cast.engineer, today + timedelta(days=days)) for days in (-3, 1, 5)
    ]
    (told,) = wire.ask("GET", "/positions").json()["shifts"]
    assert datetime.fromisoformat(told["from"]) == ahead.starts_at
    assert datetime.fromisoformat(told["to"]) == ahead.ends_at


def test_positions_count_only_on_shift(cast: Cast, wire: Wire) -> None:
    from backend.fieldwork.models import Position, PositionLook

    shift = add_shift(cast.engineer, cast.contract.signed_on)
    points = [
        {"lat": 43.7, "lon": 7.4, "acc_m": 9, "at": at.isoformat()}
        for at in (shift.starts_at, shift.ends_at.replace(hour=23))
    ]
    assert wire.ask("POST", "/positions", json.dumps({"points": points})).status_code == 202
    assert Position.objects.count() == 1
    PositionLook.objects.create(engineer=cast.engineer, by=cast.dispatcher, at=utc_now())
    told = wire.ask("GET", "/positions/looks").json()
    assert told["positions_kept_days"] == 30
    assert [look["by"] for look in told["looks"]] == [cast.dispatcher.name]


def test_a_no_is_told_in_the_callers_language(wire: Wire) -> None:
    assert wire.ask("GET", "/nothing/here").status_code == 404
    answer = wire.ask("POST", "/devices/pair", json.dumps({"code": 7}))
    assert answer.status_code == 422
    assert {e["pointer"] for e in answer.json()["errors"]} == {"/code", "/installation_id"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"nothing", 422),
        (b"[]", 422),
        (b'{"commands": 7}', 422),
        (b'{"commands": [{"seq": 1}]}', 422),
        (b'{"commands": [{"id": "0193a1c2-0000-7000-8000-000000000000"}]}', 422),
        (b'{"commands": [], "clock": NaN}', 422),
        (b'{"commands": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", 422),
        (b'{"commands": ' + b"[" * 200 + b"]" * 200 + b"}", 422),
        (b'{"x": "' + b"a" * (1024 * 1024) + b'"}', 413),
    ],
)
def test_bad_input_is_never_a_fault(wire: Wire, body: bytes, status: int) -> None:
    answer = wire.ask("POST", "/commands", body)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_unstorable_text_is_quarantined_and_does_not_block(visit: Visit, wire: Wire) -> None:
    bad = wire.phone.command("note.add", visit, text="a\x00b \ud800", note_id="x")
    good = wire.phone.command("visit.accept", visit)
    results = wire.push(bad, good).json()["results"]
    assert [(r["status"]) for r in results] == ["rejected", "applied"]
    assert results[0]["problem"]["code"] == "not-storable"


def test_a_fork_tells_the_last_number(visit: Visit, wire: Wire, phone: Phone) -> None:
    wire.push(phone.command("visit.accept", visit))
    phone.seq = 0
    answer = wire.push(phone.command("visit.start", visit))
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["last_seq"]) == (409, "sequence-fork", 1)


@pytest.mark.parametrize(
    "body",
    [
        {"code": "x\x00", "installation_id": "i\x00"},
        {"code": "\ud800", "installation_id": "\ud800"},
        {"code": "x", "installation_id": "i" * 101},
        {"code": "x", "installation_id": ["a"]},
        {"code": 7, "installation_id": None, "name": {"a": []}},
    ],
)
def test_strange_pairings_are_told_what_is_wrong(cast: Cast, body: dict[str, Any]) -> None:
    answer = Client().post(f"{BASE}/devices/pair", json.dumps(body), "application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/checklists/%00", b""),
        ("GET", "/checklists/../../etc", b""),
        ("GET", "/media/no-id", b""),
        ("GET", "/commands?after_seq=x", b""),
        ("GET", "/commands?after_seq=99999999999999999999999", b""),
        ("PUT", "/bundle", b""),
        ("PATCH", "/devices/me", b'{"push_subscription": {"a": "\\u0000"}}'),
        ("PATCH", "/devices/me", b"[" * 20_000),
        ("POST", "/positions", b'{"points": [{"lat": 91, "lon": 0, "at": "x"}]}'),
        (
            "POST",
            "/positions",
            b'{"points": [{"lat": 1, "lon": 1, "at": "0001-01-01T00:00:00+14:00"}]}',
        ),
        ("POST", "/media/uploads", b""),
        ("HEAD", "/media/uploads/0193a1c2-0000-7000-8000-000000000000", b""),
    ],
)
def test_strange_calls_are_never_a_fault(wire: Wire, method: str, path: str, body: bytes) -> None:
    answer = wire.ask(method, path, body)
    assert 200 <= answer.status_code < 500
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
