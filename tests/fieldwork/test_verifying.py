"""Whoever holds the paper reads that it is ours and what it came to; an altered one is not."""

from django.test import Client

from backend.dispatch.models import Visit
from backend.fieldwork.models import ServiceReport
from backend.fieldwork.snapshot import snapshot_sha256
from backend.fieldwork.verifying import shortened, verified_report
from backend.files.models import StoredFile
from tests.onsite import Phone, signature_body

PRICES = {
    "currency": "EUR",
    "lines": [
        {"text": "Fan 120 mm", "verdict": "paid", "clause": "4.1", "quantity": "2",
         "unit": "pcs", "net": "69.00"},
    ],
    "net": "69.00",
    "vat": "13.80",
    "gross": "82.80",
    "note": None,
}  # fmt: skip


def signed(visit: Visit, phone: Phone) -> str:
    """The hash of a report of two fans, signed on the glass."""
    body = signature_body(visit)
    (report,) = body["reports"]
    report["snapshot"]["prices"] = [PRICES]
    report["sha256"] = snapshot_sha256(report["snapshot"])
    assert phone.say("signature.capture", visit, **body).status == "applied"
    return str(report["sha256"])


def test_a_stranger_reads_the_sum_that_was_signed(visit: Visit, phone: Phone) -> None:
    page = Client().get(f"/verify/{signed(visit, phone)}")
    words = page.content.decode()
    assert page.status_code == 200
    for said in (ServiceReport.objects.get().number, "Sophie L.", "Fan 120 mm", "82.80"):
        assert said in words
    assert "Sophie Laurent" not in words


def test_an_altered_report_is_not_verified(visit: Visit, phone: Phone) -> None:
    sha256 = signed(visit, phone)
    report = ServiceReport.objects.get()
    report.snapshot["prices"][0]["net"] = "6.90"
    report.save()
    assert verified_report(sha256) is None
    assert Client().get(f"/verify/{sha256}").status_code == 404


def test_a_name_is_shortened() -> None:
    assert [shortened(name) for name in ("Sophie Laurent", "Sophie", "")] == [
        "Sophie L.", "Sophie", "",
    ]  # fmt: skip


def test_the_pdf_we_keep_is_named_so_that_another_can_be_compared(
    visit: Visit, phone: Phone, client: Client
) -> None:
    sha256 = signed(visit, phone)
    assert b"<paper-check" not in client.get(f"/verify/{sha256}").content
    kept = StoredFile.objects.create(sha256="ab" * 32, size=9, mime="application/pdf", path="x")
    ServiceReport.objects.update(file=kept)
    page = client.get(f"/verify/{sha256}").content.decode()
    assert f'<paper-check class="stack" data-sha256="{kept.sha256}" hidden>' in page
