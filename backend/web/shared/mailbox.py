"""Letters kept on disk while no mail server is set, as people read them."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.web.shared.doors import SignedRequest, may

MOST_LETTERS = 50
# How Django's file backend parts the letters of one file.
_BETWEEN = b"\n" + b"-" * 79 + b"\n"
# Whoever reads such a link becomes the person it was sent to.
_RESET_LINK = "/password/reset/key/"


@dataclass(frozen=True)
class Letter:
    """One letter: to whom, about what, when, and its plain text."""

    to: str
    subject: str
    sent_at: datetime | None
    text: str


@may(May.READ_OFFICE)
def mail(request: SignedRequest) -> HttpResponse:
    """The newest letters; links that set a password are shown to those who keep users alone."""
    letters = [letter for letter in _newest() if _may_read(request.user, letter)]
    return render(request, "shared/mail.html", {"letters": letters[:MOST_LETTERS]})


def _may_read(user: User, letter: Letter) -> bool:
    return _RESET_LINK not in letter.text or is_allowed(user, May.KEEP_USERS)


def _newest() -> Iterator[Letter]:
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), reverse=True) if folder.is_dir() else []
    for file in files[: 2 * MOST_LETTERS]:
        parts = file.read_bytes().split(_BETWEEN)
        yield from (_letter(part) for part in reversed(parts) if part.strip())


def _letter(raw: bytes) -> Letter:
    message = email.message_from_bytes(raw.lstrip(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body else raw.decode(errors="replace")
    return Letter(str(message["to"] or ""), str(message["subject"] or ""), _date(message), text)


def _date(message: EmailMessage) -> datetime | None:
    try:
        sent_at = parsedate_to_datetime(str(message["date"]))
    except ValueError:
        return None
    # "-0000" is how mail says UTC without a zone.
    return sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)
