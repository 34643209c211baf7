"""Reads of what people were told."""

from uuid import UUID

from django.db.models import QuerySet

from backend.accounts.models import User
from backend.accounts.roles import May, may
from backend.lib.errors import NotFound
from backend.notify.models import Notice


def notices_visible_to(user: User) -> QuerySet[Notice]:
    """Every letter, newest first, for the office; nobody else reads other people's mail."""
    if not may(user, May.READ_OFFICE):
        return Notice.objects.none()
    return Notice.objects.select_related("user").order_by("-made_at")


def notice(user: User, notice_id: UUID) -> Notice:
    """One of `notices_visible_to`, or NotFound."""
    found = notices_visible_to(user).filter(id=notice_id).first()
    if found is None:
        raise NotFound("notice")
    return found
