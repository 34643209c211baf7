"""Reads about people and their phones."""

from uuid import UUID

from django.db.models import QuerySet

from backend.accounts.models import Device, Role, User
from backend.accounts.roles import May, may
from backend.lib.errors import NotFound


def people(reader: User) -> QuerySet[User]:
    """Everyone who may sign in, for those who keep users; nobody else sees any."""
    if not may(reader, May.KEEP_USERS):
        return User.objects.none()
    return User.objects.exclude(role=Role.SYSTEM).order_by("name")


def person(reader: User, user_id: UUID) -> User:
    """One of `people`, or NotFound."""
    found = people(reader).filter(id=user_id).first()
    if found is None:
        raise NotFound("user")
    return found


def devices(reader: User) -> QuerySet[Device]:
    """Phones with their people, the most recently seen first, for those who pair devices."""
    if not may(reader, May.PAIR_DEVICES):
        return Device.objects.none()
    return Device.objects.select_related("user").order_by("-last_seen_at")


def is_demo() -> bool:
    """Whether the people here are invented: example.com is kept for examples, nobody has mail
    there. Strangers may ask, because the sign-in page says so."""
    return User.objects.filter(email__endswith="@example.com").exists()
