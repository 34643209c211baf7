"""Telling people: the row first, then the mail, so that nothing is lost and a repeat is known.

A notice's id comes from the entry and the consequence it follows from. Asked twice it is one row;
sent twice (a worker died in between) it is one Message-ID, which mail programs show once.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from backend.accounts.models import Device, User
from backend.lib.clock import utc_now
from backend.notify import web_push
from backend.notify.letter import host_of_ours, html_of
from backend.notify.models import Notice


@dataclass(frozen=True)
class Addressee:
    """Who is told and in which language; `client_id` says whose history the notice is."""

    address: str
    language: str
    user: User | None = None
    client_id: UUID | None = None


@dataclass(frozen=True)
class Enclosed:
    """A file that goes with the letter. It is not kept with the notice: its owner has it."""

    name: str
    mime: str
    content: bytes


def tell(
    notice_id: UUID,
    user: User,
    subject: str,
    body: str,
    language: str = "",
    *,
    client_id: UUID | None = None,
    thread: str = "",
) -> Notice | None:
    """Mail `user` once. Call it outside a transaction: the row is kept even when sending fails.

    A failing mail server raises, and the delivery that called repeats it. `thread` names the
    conversation, so that mail programs keep its letters together. Answers None for a user who
    was switched off.
    """
    if not user.is_active or not user.email:
        return None
    addressee = Addressee(user.email, language or user.language, user, client_id)
    return tell_address(notice_id, addressee, subject, body, thread=thread)


def tell_address(
    notice_id: UUID,
    addressee: Addressee,
    subject: str,
    body: str,
    *,
    thread: str = "",
    enclosed: Enclosed | None = None,
) -> Notice:
    """The same for somebody who may not sign in: a contact with an address alone."""
    notice = _kept(notice_id, addressee, subject, body)
    if notice.state != Notice.State.SENT:
        _send(notice, thread, enclosed)
    return notice


@transaction.atomic
def _kept(notice_id: UUID, addressee: Addressee, subject: str, body: str) -> Notice:
    # A subject line is one line, whatever a client wrote into a name.
    notice, _made = Notice.objects.get_or_create(
        id=notice_id,
        defaults={
            "user": addressee.user,
            "client_id": addressee.client_id,
            "address": addressee.address,
            "language": addressee.language,
            "subject": " ".join(subject.split())[:300],
            "body": body,
        },
    )
    return notice


def _send(notice: Notice, thread: str, enclosed: Enclosed | None) -> None:
    """One mail between two short transactions; what went wrong stays on the row."""
    try:
        mail = _mail(notice, thread)
        if enclosed:
            mail.attach(enclosed.name, enclosed.content, enclosed.mime)
        mail.send(fail_silently=False)
    except Exception as fault:
        _note(notice, problem=f"{type(fault).__name__}: {fault}"[:2000])
        raise
    _note(notice, problem="")


@transaction.atomic
def _note(notice: Notice, *, problem: str) -> None:
    notice.problem = problem
    if not problem:
        notice.state, notice.sent_at = Notice.State.SENT, utc_now()
    notice.save(update_fields=["state", "sent_at", "problem"])


def _mail(notice: Notice, thread: str) -> EmailMultiAlternatives:
    """Plain words first; the same words as a page beside them."""
    host = host_of_ours()
    headers = {"Message-ID": f"<{notice.id}@{host}>", "Auto-Submitted": "auto-generated"}
    if thread:
        headers["References"] = f"<{thread}@{host}>"
    letter = EmailMultiAlternatives(
        subject=notice.subject,
        body=notice.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.address],
        reply_to=[settings.DEFAULT_FROM_EMAIL],
        headers=headers,
    )
    page = html_of(notice.subject, notice.body, notice.language)
    letter.attach_alternative(page, "text/html")
    return letter


def subscribe(device: Device, subscription: dict[str, Any] | None) -> Device:
    """Remember where web push reaches this phone; None forgets it.

    Refused("address-not-public") or Refused("push-keys") for one we could never send to.
    """
    if subscription is not None:
        web_push.check_subscription(subscription)
    device.push_subscription = subscription
    device.save(update_fields=["push_subscription"])
    return device
