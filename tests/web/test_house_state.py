"""What the house stands on: asked by machines at /readyz, shown to people in words."""

import socket

import pytest
from django.test import Client
from django.urls import reverse

from backend.celery import app, note_heartbeat
from backend.demo.cast import Cast
from backend.desk.actions import NewRequest, submit_request
from backend.journal import deliveries, kinds
from backend.journal.actions import record
from backend.journal.models import Delivery
from backend.web.shared import health

pytestmark = pytest.mark.django_db


def canary() -> None:
    """A worker takes the task that says it lives."""
    note_heartbeat(sender=app.tasks["backend.reactions.canary"])


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker's address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = health.current_app
    away = app.connection_for_write(f"redis://127.0.0.1:{port}/0")
    monkeypatch.setattr(health.current_app, "connection_for_write", lambda **_: away)


def signed_in(client: Client, user: object) -> Client:
    client.force_login(user)  # type: ignore[arg-type]
    return client


def given_up(cast: Cast) -> Delivery:
    entry = record(kinds.CATALOG_CHANGED, cast.calendar, by=cast.administrator)
    return Delivery.objects.create(
        entry=entry,
        consequence="backend.dispatch.tasks.refresh_worlds",
        state="parked",
        attempts=5,
        problem="ValueError: no such engineer",
    )


def test_ready_once_a_worker_took_its_canary(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["worker"])
    canary()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (200, [])
    assert client.get("/livez").status_code == 200


def test_a_broker_that_is_away_is_named(client: Client, no_broker: None) -> None:
    canary()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["broker"])


def test_a_database_that_is_away_is_named_and_no_fault_of_the_page(client, monkeypatch):  # type: ignore[no-untyped-def]
    monkeypatch.setitem(health.connection.settings_dict, "HOST", "/nowhere")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "database" in answer.json()["missing"]


def test_the_office_is_told_what_stands_still_and_what_is_kept(client: Client, cast: Cast) -> None:
    office = signed_in(client, cast.dispatcher)
    told = office.get("/house-notice/").content.decode()
    assert "Background work" in told
    assert "Everything entered is kept" in told
    canary()
    assert office.get("/house-notice/").content == b""


def test_the_administrator_sees_every_part(client: Client, cast: Cast, no_broker: None) -> None:
    page = signed_in(client, cast.administrator).get("/administration/house/").content.decode()
    broker = page.split('data-part="broker"')[1].split("</dd>")[0]
    assert "Away" in broker
    assert "REDIS_URL" in broker
    assert "Nothing was given up" in page


def test_what_was_given_up_is_tried_again(client: Client, cast: Cast) -> None:
    delivery = given_up(cast)
    administrator = signed_in(client, cast.administrator)
    page = administrator.get("/administration/house/").content.decode()
    assert "ValueError: no such engineer" in page
    answer = administrator.post(f"/administration/house/{delivery.pk}/again/")
    assert answer.status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("due", 0)
    assert delivery.entry_id in deliveries.entries_to_deliver([kinds.CATALOG_CHANGED])
    assert not deliveries.parked().exists()


def test_a_clock_that_stands_still_is_named_with_its_reason(cast: Cast, client: Client) -> None:
    unit = cast.ice_machine
    wish = NewRequest(unit.object_id, words="It drips", impact="partly", equipment_id=unit.pk)
    request = submit_request(wish, by=cast.contact)
    request.clocks.filter(kind="arrival").update(parked_for="tz: unknown-zone")
    page = signed_in(client, cast.administrator).get(reverse("administration:house")).text
    assert "Clocks that stand still" in page
    assert "tz: unknown-zone" in page
    assert request.number in page
