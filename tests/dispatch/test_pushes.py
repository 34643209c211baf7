"""A visit published, moved or taken away shows on the phones it concerns, and wakes nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from backend.demo.cast import Cast
from backend.dispatch.actions import move_visit, unassign_visit
from backend.dispatch.models import Visit
from backend.dispatch.pushes import push_visit_news
from backend.lib.clock import utc_now
from backend.lib.errors import Refused
from backend.notify import web_push
from backend.notify.actions import subscribe
from backend.notify.models import Notice
from backend.notify.pushing import send_due
from tests.onsite import Phone, another_engineer, paired_phone, publish, published_visit
from tests.push_service import Browser, PushService, claims_of, push_service

# 10:00 in Monaco on a Monday.
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    with push_service() as listening:
        settings.PUSH_HOSTS_INSIDE = (listening.netloc,)
        yield listening


@pytest.fixture
def browser(service: PushService) -> Browser:
    return Browser(service.netloc)


@pytest.fixture
def morning() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING) as clock:
        yield clock


@pytest.fixture
def phone(cast: Cast, browser: Browser, morning: object) -> Phone:
    paired = paired_phone(cast.engineer)
    subscribe(paired.device, browser.subscription)
    return paired


@pytest.fixture
def visit(cast: Cast, phone: Phone) -> Visit:
    return published_visit(cast, begin=MORNING + timedelta(hours=3))


def test_it_works(visit: Visit, service: PushService, browser: Browser) -> None:
    push_visit_news(visit.id)
    ((path, headers, body),) = service.took
    assert path == "/push/one"
    assert (headers["content-encoding"], headers["ttl"]) == ("aes128gcm", "86400")
    assert len(headers["topic"]) == 32
    shown = browser.opened(body)
    assert shown["title"] == "New visit"
    assert visit.object.name in shown["body"]
    assert "13:00" in shown["body"]
    assert shown["path"] == f"/phone/#/visit/{visit.id}"
    claims = claims_of(headers["authorization"], web_push.public_key())
    assert claims["aud"] == f"http://{service.netloc}"
    assert 0 < claims["exp"] - MORNING.timestamp() <= 24 * 3600
    assert Notice.objects.get(channel="push").state == Notice.State.SENT


def test_told_again_by_a_second_delivery_it_is_shown_once(
    visit: Visit, service: PushService
) -> None:
    push_visit_news(visit.id)
    push_visit_news(visit.id)
    assert len(service.took) == 1


def test_a_change_and_a_loss_are_told_to_whom_they_concern(
    cast: Cast, visit: Visit, service: PushService, browser: Browser
) -> None:
    push_visit_news(visit.id)
    later = visit.planned_from + timedelta(hours=1)
    end = later + timedelta(hours=1)
    move_visit(visit.id, cast.engineer.id, begin=later, end=end, by=cast.dispatcher)
    publish(visit, cast)
    push_visit_news(visit.id)
    other = another_engineer(cast)
    move_visit(visit.id, other.engineer.id, begin=later, end=end, by=cast.dispatcher)
    publish(visit, cast)
    push_visit_news(visit.id)
    titles = [browser.opened(body)["title"] for _path, _headers, body in service.took]
    assert titles == ["New visit", "Visit changed", "Visit taken away"]


def test_a_visit_taken_away_is_told(
    cast: Cast, visit: Visit, service: PushService, browser: Browser
) -> None:
    push_visit_news(visit.id)
    unassign_visit(visit.id, by=cast.dispatcher)
    push_visit_news(visit.id)
    shown = browser.opened(service.took[-1][2])
    assert (shown["title"], shown["path"]) == ("Visit taken away", "/phone/")


def test_at_night_it_waits_and_only_the_newest_is_shown(
    cast: Cast, phone: Phone, service: PushService, browser: Browser, morning: Any
) -> None:
    morning.move_to(MORNING + timedelta(hours=13))
    begin = MORNING + timedelta(days=1)
    visit = published_visit(cast, begin=begin)
    push_visit_news(visit.id)
    later, end = begin + timedelta(hours=1), begin + timedelta(hours=2)
    move_visit(visit.id, cast.engineer.id, begin=later, end=end, by=cast.dispatcher)
    publish(visit, cast)
    push_visit_news(visit.id)
    assert (service.took, send_due()) == ([], 0)
    morning.move_to(MORNING + timedelta(hours=21, minutes=1))
    assert send_due() == 1
    assert [browser.opened(body)["title"] for _p, _h, body in service.took] == ["Visit changed"]
    assert send_due() == 0


@pytest.mark.parametrize("status", [404, 410])
def test_who_does_not_listen_any_more_is_forgotten(
    visit: Visit, phone: Phone, service: PushService, status: int
) -> None:
    service.status = status
    push_visit_news(visit.id)
    phone.device.refresh_from_db()
    assert phone.device.push_subscription is None
    assert Notice.objects.get(channel="push").state == Notice.State.FAILED


def test_a_service_that_is_busy_is_asked_again_and_given_up_after_a_day(
    visit: Visit, phone: Phone, service: PushService, morning: Any
) -> None:
    service.status = 503
    push_visit_news(visit.id)
    notice = Notice.objects.get(channel="push")
    assert (notice.state, "503" in notice.problem) == (Notice.State.DUE, True)
    assert send_due() == 0
    morning.move_to(MORNING + timedelta(minutes=6))
    service.status = 201
    assert send_due() == 1
    notice.refresh_from_db()
    assert notice.state == Notice.State.SENT
    Notice.objects.update(state="due", due_at=utc_now(), made_at=MORNING - timedelta(days=2))
    service.status = 503
    send_due()
    notice.refresh_from_db()
    assert notice.state == Notice.State.FAILED


def test_a_phone_signed_out_since_hears_nothing(
    cast: Cast, visit: Visit, phone: Phone, service: PushService
) -> None:
    from backend.accounts.devices import revoke_device

    revoke_device(phone.device.id, by=cast.dispatcher)
    push_visit_news(visit.id)
    assert service.took == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"endpoint": "https://10.0.0.7/push"}, "address-not-public"),
        ({"endpoint": "http://push.example.com/x"}, "address-not-public"),
        ({"keys": {"p256dh": "A" * 87, "auth": "A" * 22}}, "push-keys"),
    ],
)
def test_a_subscription_we_could_never_send_to_is_refused(
    phone: Phone, browser: Browser, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        subscribe(phone.device, {**browser.subscription, **change})


def test_words_too_long_for_a_push_are_cut() -> None:
    message = web_push.PushMessage("New visit", "ї" * 5000, "/phone/", "visit")
    assert len(message.payload()) <= web_push.MOST_BYTES
