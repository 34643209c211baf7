"""An issued act goes out by mail: the PDF itself, to who gets invoices, in their language, once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from time_machine import travel

from backend.billing.actions import issue_act
from backend.billing.models import Act
from backend.billing.tasks import mail_act, render_act
from backend.clients.models import Contact, ContactRole
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.journal.models import Entry
from backend.lib.ids import new_id
from backend.reactions import REACTIONS
from tests.billing.conftest import approved

pytestmark = pytest.mark.usefixtures("series")


@pytest.fixture
def act(cast: Cast, visit: Visit, settings: Any, tmp_path: Path) -> Any:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MEDIA_ROOT = tmp_path
    with travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False):
        made = issue_act([line.id for line in approved(cast, visit)], by=cast.biller)
        render_act(made.id, new_id())
        yield made


def accountant(cast: Cast, **flags: Any) -> Contact:
    contact = Contact.objects.create(client=cast.hotel, name="Ана", email="money@example.com")
    ContactRole.objects.create(contact=contact, **flags)
    return contact


def test_it_works(cast: Cast, act: Act) -> None:
    """41.40 with VAT, in the client's language where the contact has no sign-in."""
    accountant(cast, gets_invoices=True)
    cast.hotel.language = "uk"
    cast.hotel.save()
    notice_id = new_id()
    for _again in range(2):
        mail_act(act.id, notice_id)
    (letter,) = mail.outbox
    assert letter.to == ["money@example.com"]
    assert "ACT-2026-00001" in letter.subject
    assert "21 листопада 2026" in letter.body
    assert "41,40 €" in letter.body.replace("\xa0", " ")
    ((name, content, mime),) = letter.attachments
    assert (name, mime) == ("ACT-2026-00001.pdf", "application/pdf")
    assert isinstance(content, bytes)
    assert content.startswith(b"%PDF-")
    act.refresh_from_db()
    assert act.state == Act.State.SENT
    assert Entry.objects.get(kind="act.sent").data["to"] == ["money@example.com"]


def test_who_gets_no_invoices_gets_none(cast: Cast, act: Act) -> None:
    accountant(cast, signs_acts=True)
    mail_act(act.id, new_id())
    assert not mail.outbox
    act.refresh_from_db()
    assert act.state == Act.State.ISSUED


def test_an_act_further_on_stays_as_it_is(cast: Cast, act: Act) -> None:
    accountant(cast, gets_invoices=True)
    Act.objects.update(state=Act.State.SIGNED)
    mail_act(act.id, new_id())
    assert len(mail.outbox) == 1
    act.refresh_from_db()
    assert act.state == Act.State.SIGNED


def test_it_follows_from_the_paper() -> None:
    assert REACTIONS["act.rendered"] == ("backend.billing.tasks.mail_act",)
