"""Stored files go to those they belong to, and as what they are; shared addresses answer."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from backend.demo.cast import Cast
from backend.files.actions import store_file, take_photo
from backend.lib.ids import new_id
from tests.web.test_portal import picture, signed_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def files_of_the_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def photo(cast: Cast):
    return take_photo(picture("bar.jpg"), by=cast.contact.pk, client_id=cast.hotel.pk)


@pytest.fixture
def paper(cast: Cast):
    return store_file(PDF, name="SR-1001.pdf", mime="application/pdf", client_id=cast.hotel.pk)


def address(file, variant: str = "") -> str:
    return reverse("files:file", args=[file.pk]) + (f"?variant={variant}" if variant else "")


def test_a_contact_and_the_office_see_a_picture_of_the_client(cast, photo):
    for who in (cast.contact, cast.dispatcher, cast.biller):
        answer = signed_in(who).get(address(photo, "thumb"))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "private" in answer["Cache-Control"]


def test_nobody_else_sees_it(cast, photo, paper):
    for file in (photo, paper):
        assert signed_in(cast.stranger).get(address(file)).status_code == 404
        assert signed_in(cast.engineer_user).get(address(file)).status_code == 404
        assert Client().get(address(file))["Location"].startswith("/accounts/login/")


def test_originals_are_saved_and_papers_open_in_place(cast, photo, paper):
    contact = signed_in(cast.contact)
    assert contact.get(address(photo))["Content-Disposition"] == 'attachment; filename="bar.jpg"'
    shown = contact.get(address(paper))
    assert shown["Content-Disposition"] == 'inline; filename="SR-1001.pdf"'
    assert b"".join(shown.streaming_content) == PDF


def test_what_is_not_there_is_not_found(cast, photo):
    contact = signed_in(cast.contact)
    assert contact.get(address(photo, "poster")).status_code == 404
    assert contact.get(reverse("files:file", args=[new_id()])).status_code == 404
    assert contact.get("/files/nonsense").status_code == 404
    photo.path = "originals/gone.jpg"
    photo.save()
    assert contact.get(address(photo)).status_code == 404


def test_a_file_nobody_believes_yet_is_not_served(cast, photo):
    photo.verified_at = None
    photo.save()
    assert signed_in(cast.contact).get(address(photo)).status_code == 404


# Shared addresses.


@pytest.mark.parametrize("name", ["account_email", "account_set_password", "account_signup_code"])
def test_accounts_offer_no_more_than_we_want(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_nobody_signs_up_alone(client):
    form = {"email": "new@example.com", "password1": "quiet-harbour-7"}
    assert client.post("/accounts/signup/", form).status_code in (200, 302, 403)
    assert not client.login(email="new@example.com", password="quiet-harbour-7")


LETTER = """Content-Type: text/plain; charset="utf-8"
MIME-Version: 1.0
Content-Transfer-Encoding: base64
Subject: =?utf-8?b?0JfQsNGP0LLQutGD?=
From: callout@localhost
To: contact@example.com
Date: Fri, 20 Nov 2026 16:30:00 -0000

{body}
"""


@pytest.fixture
def letters(settings, tmp_path):
    import base64

    def write(name: str, text: str) -> None:
        body = base64.b64encode(text.encode()).decode()
        (tmp_path / name).write_text(LETTER.format(body=body) + "-" * 79 + "\n")

    settings.EMAIL_FILE_PATH = tmp_path
    write("1.log", "Заявку прийнято")
    (tmp_path / "3.log").write_text(
        LETTER.replace("base64", "8bit").format(body="“Крапає”"), encoding="utf-8"
    )
    write("2.log", "http://127.0.0.1/accounts/password/reset/key/abc-def/")


def test_mail_is_shown_as_people_read_it(cast, letters):
    html = signed_in(cast.dispatcher).get("/mail/").content.decode()
    assert "Заявку" in html
    assert "Заявку прийнято" in html
    assert "“Крапає”" in html


def test_links_that_set_a_password_are_for_those_who_keep_users(cast, letters):
    assert "reset/key" not in signed_in(cast.biller).get("/mail/").content.decode()
    assert "reset/key" in signed_in(cast.administrator).get("/mail/").content.decode()
    assert signed_in(cast.contact).get("/mail/").status_code == 404


def test_every_no_has_a_page_of_its_own(client, cast):
    assert "Not found" in client.get("/nothing/here/").content.decode()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/language/", {"language": "uk"})
    assert answer.status_code == 403
    assert "The page was too old" in answer.content.decode()
    many = {f"field{n}": "x" for n in range(1100)}
    answer = signed_in(cast.contact).post("/portal/new/", many)
    assert answer.status_code == 400
    assert "Not understood" in answer.content.decode()


def test_a_fault_of_ours_shows_a_page_that_asks_for_nothing(cast, monkeypatch):
    from django.db import OperationalError

    from backend.web.portal.views import objects

    def fall(*_args):
        raise OperationalError("gone")

    monkeypatch.setattr(objects, "_objects", fall)
    visitor = signed_in(cast.contact)
    visitor.raise_request_exception = False
    answer = visitor.get("/portal/objects/")
    assert answer.status_code == 503
    assert "Back in a moment" in answer.content.decode()


def test_odd_uploads_are_no_fault(cast):
    visitor = signed_in(cast.contact)
    answer = visitor.post(
        "/portal/new/", b"not multipart at all", content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code in (400, 422)
    empty = (
        b'--x\r\nContent-Disposition: form-data; name="photos"; filename=""\r\n\r\n\r\n--x--\r\n'
    )
    kind = "multipart/form-data; boundary=x"
    assert visitor.post("/portal/new/", empty, content_type=kind).status_code == 422


def test_a_forgotten_password_is_answered_in_our_words(client, cast, mailoutbox):
    client.post("/accounts/password/reset/", {"email": cast.contact.email})
    letter = mailoutbox[0]
    assert "Set a new password" in letter.subject
    assert "/accounts/password/reset/key/" in letter.body
    assert "example.com" not in letter.body


def test_signing_in_and_out_says_no_more_than_needed(client, cast):
    right = {"login": cast.contact.email, "password": "callout-demo-2026"}
    html = client.post("/accounts/login/", right, follow=True).content.decode()
    assert "uccessfully" not in html
    html = client.post("/accounts/logout/", follow=True).content.decode()
    assert "Signed out." in html


ASK = """
import django
django.setup()
from django.test import Client
print([Client().get(path, SERVER_NAME="127.0.0.1").status_code for path in ("/livez", "/portal/")])
"""


def test_health_is_answered_without_https():
    behind_https = {
        **os.environ,
        "CALLOUT_PUBLIC_URL": "https://callout.example",
        "DJANGO_SETTINGS_MODULE": "backend.settings",
    }
    command = [sys.executable, "-c", ASK]
    asked = subprocess.run(
        command, env=behind_https, capture_output=True, text=True, check=True, timeout=60
    )
    assert asked.stdout.strip() == "[200, 301]"


def test_too_many_tries_are_told_in_our_words(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    tries = (client.post("/accounts/login/", {"login": "x"}) for _ in range(60))
    stopped = next(answer for answer in tries if answer.status_code == 429)
    assert "Too many tries" in stopped.content.decode()
