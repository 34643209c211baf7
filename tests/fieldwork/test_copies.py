"""Whoever signed gets the sealed PDF at once, once."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.actions.signatures import withdraw_report
from backend.fieldwork.models import ServiceReport
from backend.fieldwork.reports import PATIENCE
from backend.fieldwork.tasks import render_service_reports, send_signer_copy
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.onsite import Phone, signature_body


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def signed(visit: Visit, phone: Phone, **signer: Any) -> ServiceReport:
    """Signed, and set without the drawing, which never came."""
    body = signature_body(visit)
    body["signer"] |= signer
    assert phone.say("signature.capture", visit, **body).status == "applied"
    ServiceReport.objects.update(made_at=utc_now() - PATIENCE)
    render_service_reports(visit.id, new_id())
    return ServiceReport.objects.get()


def test_it_works(visit: Visit, phone: Phone) -> None:
    report, notice_id = signed(visit, phone, email="sophie@example.org"), new_id()
    for _again in range(2):
        send_signer_copy(report.id, notice_id)
    (sent,) = mail.outbox
    assert sent.to == ["sophie@example.org"]
    ((name, content, mime),) = sent.attachments
    assert (name, mime) == (f"{report.number}.pdf", "application/pdf")
    assert content.startswith(b"%PDF-")
    assert f"/verify/{report.snapshot_sha256}" in sent.body


def test_a_contact_gets_it_at_the_address_the_client_named(
    cast: Cast, visit: Visit, phone: Phone
) -> None:
    contact = cast.contact.contact
    report = signed(visit, phone, contact_id=str(contact.id), email="other@example.org")
    send_signer_copy(report.id, new_id())
    assert mail.outbox[0].to == [contact.email]


def test_without_an_address_and_withdrawn_nobody_gets_it(
    cast: Cast, visit: Visit, phone: Phone
) -> None:
    report = signed(visit, phone)
    send_signer_copy(report.id, new_id())
    assert mail.outbox == []
    withdraw_report(report.id, "Wrong", by=cast.dispatcher)
    send_signer_copy(report.id, new_id())
    assert mail.outbox == []


@pytest.mark.parametrize("address", ["nobody", "a@b", "a b@c.de", "a@b.de,c@d.ef"])
def test_what_is_no_address_is_refused_by_name(visit: Visit, phone: Phone, address: str) -> None:
    body = signature_body(visit)
    body["signer"]["email"] = address
    refused = phone.say("signature.capture", visit, **body)
    assert refused.status != "applied"
    assert "email" in str(refused)
