"""Whoever holds the paper reads that it is ours and what it came to; an altered one is not."""

import pytest
from django.test import Client

from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.actions.signatures import keep_unsigned_report, withdraw_report
from backend.fieldwork.models import Evidence, ServiceReport
from backend.fieldwork.snapshot import snapshot_sha256
from backend.fieldwork.verifying import shortened, verified_report
from backend.files.models import StoredFile
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound, Refused
from backend.lib.ids import new_id
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
    """One nobody signed: the database lets nobody change what was."""
    report = keep_unsigned_report(visit)
    report.snapshot["client"]["name"] = "Somebody else"
    report.save()
    assert verified_report(report.snapshot_sha256) is None
    assert Client().get(f"/verify/{report.snapshot_sha256}").status_code == 404


def test_a_valid_one_says_so(visit: Visit, phone: Phone) -> None:
    found = verified_report(signed(visit, phone))
    assert found is not None
    assert (found.standing, found.replaced_by, found.earlier) == ("valid", "", [])


def test_what_was_unsigned_gives_way_to_what_was_signed(visit: Visit, phone: Phone) -> None:
    first = keep_unsigned_report(visit).snapshot_sha256
    second = signed(visit, phone)
    old, new = verified_report(first), verified_report(second)
    assert old is not None
    assert new is not None
    assert (old.standing, old.number, old.sums) == ("superseded", new.number, [])
    assert new.standing == "valid"
    assert "Superseded" in Client().get(f"/verify/{first}").content.decode()


def test_a_refused_one_gives_way_to_a_signed_one(visit: Visit, phone: Phone) -> None:
    assert phone.say("signature.refuse", visit, reason="refused").status == "applied"
    first = ServiceReport.objects.get().snapshot_sha256
    number = verified_report(signed(visit, phone)).number  # type: ignore[union-attr]
    found = verified_report(first)
    assert found is not None
    assert (found.standing, found.replaced_by) == ("superseded", number)


def test_a_withdrawn_one_says_so(visit: Visit, phone: Phone, cast: Cast) -> None:
    sha256 = signed(visit, phone)
    report = ServiceReport.objects.get()
    for reason, by, error in (("x", cast.biller, NotFound), (" ", cast.dispatcher, Invalid)):
        with pytest.raises(error):
            withdraw_report(report.id, reason, by=by)
    withdraw_report(report.id, "Wrong object", by=cast.dispatcher)
    page = Client().get(f"/verify/{sha256}").content.decode()
    assert "Withdrawn" in page
    assert "Wrong object" not in page
    with pytest.raises(Refused, match="already-done"):
        withdraw_report(report.id, "Again", by=cast.dispatcher)


def test_a_chain_that_does_not_hold_is_told(visit: Visit, phone: Phone) -> None:
    sha256 = signed(visit, phone)
    forged = {"place": 9, "kind": "photo", "subject": new_id(), "content": "f" * 64}
    Evidence.objects.create(
        visit=visit, before="0" * 64, sha256="e" * 64, recorded_at=utc_now(), **forged
    )
    found = verified_report(sha256)
    assert found is not None
    assert found.standing == "altered"


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
    assert f'<paper-check class="stack" data-sha256="{kept.sha256}" data-earlier="" hidden>' in page
