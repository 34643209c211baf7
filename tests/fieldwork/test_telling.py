"""The client hears once that a visit is done, or why it was not."""

from typing import Any

import pytest
from django.core import mail

from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.tasks import tell_visit_done, tell_visit_failed
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from backend.notify.models import Notice
from tests.onsite import Phone


@pytest.fixture(autouse=True)
def letters(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_it_works(cast: Cast, visit: Visit, phone: Phone) -> None:
    outcome = {"work_order_id": visit.works.get().work_order_id, "outcome": "done"}
    phone.say("visit.complete", visit, outcomes=[outcome])
    notice_id = new_id()
    for _again in range(2):
        tell_visit_done(visit.id, notice_id)
    (letter,) = mail.outbox
    assert letter.to == ["contact@example.com"]
    assert visit.number in letter.subject
    assert Notice.objects.get().client_id == cast.hotel.id


def test_why_nobody_could_work(cast: Cast, visit: Visit, phone: Phone) -> None:
    cast.contact.language = "uk"
    cast.contact.save()
    call = {"number": "1", "at": utc_now().isoformat(), "answered": False}
    told = {"reason": "no_access", "call": call, "media_ids": [new_id()]}
    phone.say("visit.cannot_complete", visit, **told)
    tell_visit_failed(visit.id, new_id())
    (letter,) = mail.outbox
    assert "Немає доступу" in letter.body
