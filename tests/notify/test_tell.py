"""tell: one row a notice, one Message-ID, and a failing mail server loses nothing."""

from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from backend.accounts.models import User
from backend.demo.cast import Cast
from backend.notify.actions import Addressee, tell, tell_address
from backend.notify.letter import in_language_of, letter
from backend.notify.models import Notice
from backend.notify.queries import notices_visible_to


class ServerIsAway(EmailBackend):
    """A mail server nobody answers at."""

    def send_messages(self, messages: object) -> int:
        raise ConnectionRefusedError("no server here")


def test_it_works(cast: Cast) -> None:
    notice_id = uuid4()
    tell(notice_id, cast.contact, "[REQ-1] Received", "We have it.", thread="t")
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["contact@example.com"], "[REQ-1] Received")
    assert str(notice_id) in sent.extra_headers["Message-ID"]
    assert sent.extra_headers["References"].startswith("<t@")
    notice = Notice.objects.get()
    assert (notice.state, notice.language, notice.user) == ("sent", "en", cast.contact)
    assert notice.sent_at is not None


def test_twice_is_one_mail(cast: Cast) -> None:
    notice_id = uuid4()
    for _time in range(2):
        tell(notice_id, cast.contact, "Received", "We have it.")
    assert (len(mail.outbox), Notice.objects.count()) == (1, 1)


def test_a_server_that_is_away_keeps_the_notice_due(cast: Cast, settings: object) -> None:
    away = f"{__name__}.ServerIsAway"
    here, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, away  # type: ignore[attr-defined]
    notice_id = uuid4()
    with pytest.raises(ConnectionRefusedError):
        tell(notice_id, cast.contact, "Received", "We have it.")
    notice = Notice.objects.get()
    assert (notice.state, notice.problem) == ("due", "ConnectionRefusedError: no server here")

    settings.EMAIL_BACKEND = here  # type: ignore[attr-defined]
    tell(notice_id, cast.contact, "Received", "We have it.")
    notice.refresh_from_db()
    assert (notice.state, notice.problem, len(mail.outbox)) == ("sent", "", 1)


def test_a_subject_is_one_line(cast: Cast) -> None:
    tell(uuid4(), cast.contact, "Received\nBcc: all@example.com", "We have it.")
    assert mail.outbox[0].subject == "Received Bcc: all@example.com"


def test_who_was_switched_off_is_not_written_to(cast: Cast) -> None:
    User.objects.filter(pk=cast.contact.pk).update(is_active=False)
    cast.contact.refresh_from_db()
    assert tell(uuid4(), cast.contact, "Received", "We have it.") is None
    assert not mail.outbox


def test_an_address_alone_is_enough(cast: Cast) -> None:
    addressee = Addressee("porter@example.com", "uk", client_id=cast.hotel.pk)
    tell_address(uuid4(), addressee, "Received", "We have it.")
    assert mail.outbox[0].to == ["porter@example.com"]
    assert Notice.objects.get().client_id == cast.hotel.pk


def test_letters_are_for_the_office_to_see(cast: Cast) -> None:
    tell(uuid4(), cast.contact, "Received", "We have it.")
    assert notices_visible_to(cast.dispatcher).count() == 1
    for nobody in (cast.contact, cast.engineer_user):
        assert not notices_visible_to(nobody).exists()


def test_a_letter_is_plain_text() -> None:
    with in_language_of("en"):
        body = letter("O'Neil & Sons", ["First <b>.", "Second."], path="/portal/")
    assert body.startswith("Good day, O'Neil & Sons,\n\nFirst <b>.\n\nSecond.\n\nDetails")
    assert "/portal/\n" in body


def test_an_unknown_language_is_english() -> None:
    with in_language_of("xx"):
        assert letter("", ["Hello"]).startswith("Hello\n")


def test_the_same_words_stand_beside_as_a_page(cast: Cast) -> None:
    with in_language_of("uk"):
        body = letter("Софія", ["Лід <є>", "перший\nдругий"], path="/portal/requests/1/")
    tell(uuid4(), cast.contact, "Прийнято", body, "uk")
    sent = mail.outbox[0]
    assert "Лід <є>" in sent.body
    page, kind = sent.alternatives[0]  # type: ignore[attr-defined]
    assert kind == "text/html"
    assert '<html lang="uk">' in page
    assert "Лід &lt;є&gt;" in page
    assert "перший<br>другий" in page
    assert page.count("/portal/requests/1/</a>") == 1
