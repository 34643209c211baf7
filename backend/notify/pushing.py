"""Notices to phones: a row for each phone first, then the sending, as with mail.

What is still waiting about the same thing gives way to what is newer. A notice that could not go
out within a day says nothing the phone does not know, and is given up.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

import httpx
from django.db import transaction

from backend.accounts.models import Device, User
from backend.lib.clock import utc_now
from backend.lib.errors import Refused
from backend.notify import web_push
from backend.notify.models import Notice

PUSH: Final = "push"
AGAIN_AFTER: Final = timedelta(minutes=5)
GIVEN_UP_AFTER: Final = timedelta(seconds=web_push.TTL_S)


def push_to(
    notice_id: UUID, user: User, message: web_push.PushMessage, *, due_at: datetime | None = None
) -> list[Notice]:
    """Show `message` on every phone of the user that takes web push, at `due_at` or at once.

    Call it outside a transaction. Asked twice it is one notice a phone.
    """
    notices = _kept(notice_id, user, message, due_at or utc_now())
    for notice in notices:
        if notice.state == Notice.State.DUE and notice.due_at and notice.due_at <= utc_now():
            _send(notice)
    return notices


def send_due(limit: int = 200) -> int:
    """Send what waited for the end of quiet hours or for a push service; how many it was."""
    with transaction.atomic():
        waiting = Notice.objects.filter(channel=PUSH, state=Notice.State.DUE)
        due = list(waiting.filter(due_at__lte=utc_now()).order_by("due_at")[:limit])
    for notice in due:
        _send(notice)
    return len(due)


@transaction.atomic
def _kept(
    notice_id: UUID, user: User, message: web_push.PushMessage, due_at: datetime
) -> list[Notice]:
    if not user.is_active:
        return []
    phones = Device.objects.filter(user=user, revoked_at=None, push_subscription__isnull=False)
    return [_row(notice_id, phone, message, due_at) for phone in phones.select_related("user")]


def _row(notice_id: UUID, phone: Device, message: web_push.PushMessage, due_at: datetime) -> Notice:
    notice, is_new = Notice.objects.get_or_create(
        id=uuid5(notice_id, str(phone.id)),
        defaults={
            "user": phone.user,
            "channel": PUSH,
            "address": str(phone.id),
            "language": phone.user.language,
            "subject": message.title[:300],
            "body": message.body,
            "path": message.path,
            "tag": message.tag,
            "due_at": due_at,
        },
    )
    if is_new:
        older = Notice.objects.filter(channel=PUSH, address=notice.address, tag=message.tag)
        older.filter(state=Notice.State.DUE).exclude(id=notice.id).update(
            state=Notice.State.FAILED, problem="a newer notice took its place"
        )
    return notice


def _send(notice: Notice) -> None:
    """Between two short transactions; what went wrong stays on the row, and is tried again."""
    with transaction.atomic():
        phone = Device.objects.filter(id=notice.address, revoked_at=None).first()
    if phone is None or phone.push_subscription is None:
        _end(notice, "nobody listens there any more")
        return
    message = web_push.PushMessage(notice.subject, notice.body, notice.path, notice.tag)
    try:
        web_push.send(phone.push_subscription, message, urgency="high")
    except web_push.SubscriptionGoneError:
        _forget(phone)
        _end(notice, "nobody listens there any more")
    except Refused as no:
        _end(notice, no.code)
    except (web_push.PushFailedError, httpx.HTTPError) as fault:
        _put_off(notice, f"{type(fault).__name__}: {fault}"[:2000])
    else:
        _end(notice, "")


@transaction.atomic
def _forget(phone: Device) -> None:
    """Only the subscription that was tried: the phone may have made another one meanwhile."""
    tried = Device.objects.filter(id=phone.id, push_subscription=phone.push_subscription)
    tried.update(push_subscription=None)


@transaction.atomic
def _put_off(notice: Notice, problem: str) -> None:
    notice.problem, notice.due_at = problem, utc_now() + AGAIN_AFTER
    if utc_now() - notice.made_at > GIVEN_UP_AFTER:
        notice.state = Notice.State.FAILED
    notice.save(update_fields=["problem", "due_at", "state"])


@transaction.atomic
def _end(notice: Notice, problem: str) -> None:
    notice.problem = problem
    notice.state = Notice.State.FAILED if problem else Notice.State.SENT
    notice.sent_at = None if problem else utc_now()
    notice.save(update_fields=["problem", "state", "sent_at"])
