"""What every answer of the house carries, and what no page of it may hold."""

import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from backend.demo.cast import PASSWORD
from tests.house.asking import ask, body_of, browser
from tests.house.routes import ROUTES, Row
from tests.house.world import World, forgotten, signed_in

ROOT = Path(__file__).resolve().parents[2]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PHONE_CSP = CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
READS = [row for row in ROUTES if row.method == "GET"]
WRITES = [row for row in ROUTES if row.method == "POST" and not row.is_wire]


def reader_of(row: Row) -> str:
    """One principal the row is meant for."""
    return min(row.roles - {"anonymous", "phone"}, default=min(row.roles or {"phone"}))


class Inline(HTMLParser):
    """Collects what the content policy forbids: scripts, styles and handlers in the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and not given.get("src") and _runs(given)):
            self.found.append(f"<{tag}>")
        for name, value in given.items():
            if name == "style" or name.startswith(("on", "hx-on", "data-hx-on")):
                self.found.append(f"{tag} {name}={value[:60]}")
            if value.strip().lower().startswith(("javascript:", "vbscript:", "data:text/html")):
                self.found.append(f"{tag} {name}={value[:60]}")
        if tag in ("base", "object", "embed", "iframe"):
            self.found.append(f"<{tag}>")


def _runs(given: dict[str, str]) -> bool:
    """Whether a browser would run the script; JSON for our own code is only data."""
    return given.get("type", "") not in ("application/json",)


@pytest.mark.parametrize("row", READS, ids=lambda row: row.title)
def test_every_page_holds_to_the_policy(row: Row, world: World) -> None:
    with forgotten():
        answer = ask(row, reader_of(row), "own", world)
        wanted = PHONE_CSP if row.path(world.own, world).startswith("/phone/") else CSP
        assert answer.headers["Content-Security-Policy"] == wanted
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        if "html" in answer.headers.get("Content-Type", ""):
            page = Inline()
            page.feed(body_of(answer))
            assert page.found == []


def test_every_no_holds_to_the_policy(world: World) -> None:
    asking = browser("contact", world)
    for path in ("/no/such/page/", "/desk/", reverse("portal:request", args=[world.own.work.pk])):
        answer = asking.get(path)
        assert answer.status_code == 404
        assert answer.headers["Content-Security-Policy"] == CSP
        page = Inline()
        page.feed(body_of(answer))
        assert page.found == []


@pytest.mark.parametrize("row", WRITES, ids=lambda row: row.title)
def test_every_form_needs_its_token(row: Row, world: World) -> None:
    """The same POST without the form's token is refused, and writes nothing."""
    with forgotten():
        asking = browser(reader_of(row), world, csrf=True)
        sent = row.sent(world.own, world) if row.sent else {}
        answer = asking.post(row.path(world.own, world), sent)
        assert answer.status_code == 403
        assert answer.headers["Content-Security-Policy"] == CSP


def test_the_wire_takes_no_cookie(world: World) -> None:
    """Without a token check on forms, a signed-in browser must be nobody to mobile/v1."""
    for row in ROUTES:
        if row.is_wire and "anonymous" not in row.roles and row.method in ("POST", "PATCH"):
            with forgotten():
                answer = ask(row, "dispatcher", "own", world)
                assert answer.status_code == 401
                assert answer.headers["Content-Type"] == "application/problem+json"


def test_files_are_never_believed_by_browsers(world: World) -> None:
    path = reverse("files:file", args=[world.own.photo.pk])
    answer = browser("contact", world).get(path)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]


def test_passwords_are_kept_by_argon2() -> None:
    from backend import settings as ours

    assert ours.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=ours.PASSWORD_HASHERS):
        kept = make_password(PASSWORD)
        assert identify_hasher(kept).algorithm == "argon2"
        assert kept.startswith("argon2$argon2id$")


@pytest.mark.parametrize(
    "weak", ["short", "password12", "1234567890", "sophielaurent", "contact@example"]
)
def test_weak_passwords_are_refused(weak: str, world: World) -> None:
    with forgotten():
        asking = browser("contact", world)
        typed = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
        answer = asking.post(reverse("account_change_password"), typed)
        assert answer.status_code == 200
        assert "error" in body_of(answer)
        world.own.contact.refresh_from_db()
        assert world.own.contact.check_password(PASSWORD)


def test_a_changed_password_ends_other_sessions(world: World) -> None:
    with forgotten():
        elsewhere, here = browser("contact", world), Client()
        here.cookies[settings.SESSION_COOKIE_NAME] = signed_in(world.own.contact)
        assert elsewhere.get(reverse("portal:requests")).status_code == 200
        new = "a-better-one-2026"
        typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        assert here.post(reverse("account_change_password"), typed).status_code == 302
        assert elsewhere.get(reverse("portal:requests")).status_code == 302


def test_session_and_token_cookies(world: World) -> None:
    with forgotten():
        asking = Client()
        asking.get(reverse("account_login"))
        typed = {"login": world.own.contact.email, "password": PASSWORD}
        assert asking.post(reverse("account_login"), typed).status_code == 302
        session = asking.cookies[settings.SESSION_COOKIE_NAME]
        assert session["httponly"]
        assert session["samesite"] == "Lax"
        assert asking.cookies[settings.CSRF_COOKIE_NAME]["samesite"] == "Lax"


def test_signing_in_leads_nowhere_else(world: World) -> None:
    """`next` of another host is not followed."""
    with forgotten():
        typed = {"login": world.own.contact.email, "password": PASSWORD}
        for elsewhere in ("//evil.example/", "https://evil.example/", "javascript:alert(1)"):
            answer = Client().post(reverse("account_login"), {**typed, "next": elsewhere})
            assert "evil" not in answer.headers.get("Location", "")
            assert "javascript" not in answer.headers.get("Location", "")


def test_guessing_passwords_is_slowed_down(world: World) -> None:
    with forgotten():
        asking = Client()
        typed = {"login": world.own.contact.email, "password": "wrong-wrong-wrong"}
        for _try in range(12):
            answer = asking.post(reverse("account_login"), typed)
        assert "error" in body_of(answer) or answer.status_code == 429
        right = {**typed, "password": PASSWORD}
        assert asking.post(reverse("account_login"), right).status_code != 302
    cache.clear()


def test_signing_in_does_not_say_who_is_here(world: World) -> None:
    """A wrong password and an unknown address are answered with the same words."""
    with forgotten():
        known = {"login": world.own.contact.email, "password": "wrong-wrong-wrong"}
        unknown = {"login": "nobody@example.com", "password": "wrong-wrong-wrong"}
        answers = [Client().post(reverse("account_login"), typed) for typed in (known, unknown)]
        texts = [_said(body_of(answer)) for answer in answers]
        assert texts[0] == texts[1]


def _said(page: str) -> str:
    start = page.find('class="errors')
    return page[start : start + 300].replace("nobody@example.com", "").split("</")[0]


def test_asking_for_a_new_password_does_not_say_who_is_here(world: World) -> None:
    with forgotten():
        path = reverse("account_reset_password")
        for address in (world.own.contact.email, "nobody@example.com"):
            answer = Client().post(path, {"email": address})
            assert answer.status_code == 302
            assert answer.headers["Location"] == reverse("account_reset_password_done")


def deploy_check(public_url: str) -> subprocess.CompletedProcess[str]:
    # The browser tests allow themselves what no deployment may.
    inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    environment = {
        **inherited,
        "CALLOUT_PUBLIC_URL": public_url,
        "CALLOUT_SECRET_KEY": "k7-" + "x9Qd8Lr2" * 8,
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_the_deploy_check_is_clean_under_https() -> None:
    done = deploy_check("https://service.example.com")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout
