"""What people do over HTTP at a web server that runs as a process of its own."""

import httpx
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from backend.accounts.models import User
from backend.demo.cast import Cast
from backend.lib.ids import new_id

TOKEN = "c" * 32


def signed_in(user: User) -> httpx.Client:
    """A browser with a session, as signing in would have left it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "backend.web.shared.adapter.SessionBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    with transaction.atomic():
        session.save()
    cookies = {"sessionid": str(session.session_key), "csrftoken": TOKEN}
    return httpx.Client(cookies=cookies, headers={"X-CSRFToken": TOKEN}, timeout=60)


def report_a_fault(browser: httpx.Client, web: str, cast: Cast, words: str) -> None:
    """Send the portal's form, as the hotel's contact does."""
    form = {
        "request_id": str(new_id()),
        "object_id": str(cast.hotel_object.pk),
        "equipment_id": str(cast.ice_machine.pk),
        "impact": "partly",
        "words": words,
        "ask": "send",
    }
    answer = browser.post(f"{web}/portal/new/", data=form)
    assert answer.status_code == 302, answer.text[:2000]
