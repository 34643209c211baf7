"""Writes about people who sign in; their phones are in devices.py."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from backend.accounts.models import Language, Role, User
from backend.database.principal import SYSTEM_ID, acting_as_system
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.errors import Invalid, NotFound, Refused

_LONGEST_NAME: Final = 200


@dataclass(frozen=True)
class NewUser:
    """A person who shall be able to sign in; without a password nobody can, until one is set."""

    email: str
    name: str
    role: str
    language: str = Language.ENGLISH
    zone: str = "Europe/Monaco"
    password: str | None = None


@transaction.atomic
def create_user(wish: NewUser, *, by: User) -> User:
    """A new user. Invalid names email, name, role, language, zone or password."""
    values = {name: getattr(wish, name) for name in _CHECKS}
    for field, value in values.items():
        _CHECKS[field](field, value)
    _check_address_free(wish.email)
    if wish.password is not None:
        _check_password(wish.password)
    user = User.objects.create_user(password=wish.password, **values)
    record(kinds.USER_CREATED, user, by=by, role=user.role, email=user.email)
    return user


@transaction.atomic
def change_user(user_id: UUID, *, by: User, **changes: object) -> User:
    """Change email, name, role, language, zone, is_active or password of a user.

    Nobody takes the last administrator away: Refused("last-administrator").
    """
    user = _locked_user(user_id)
    password = changes.pop("password", None)
    for field, value in changes.items():
        _check_field(user, field, value)
    for field, value in changes.items():
        setattr(user, field, value)
    if password:
        _check_password(str(password))
        user.set_password(str(password))
    _keep_one_administrator(user)
    user.save()
    changed = {field: str(value) for field, value in changes.items()}
    record(kinds.USER_CHANGED, user, by=by, changed=changed, password_set=bool(password))
    return user


@transaction.atomic
def set_language(user_id: UUID, language: str) -> User:
    """What the person chose to read Callout in; their own doing."""
    user = _locked_user(user_id)
    _check_choice("language", language, Language.values)
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
        # The history of people is the house's; a contact's own principal may not write there.
        with acting_as_system():
            record(kinds.USER_CHANGED, user, by=user, changed={"language": language})
    return user


def _locked_user(user_id: UUID) -> User:
    people = User.objects.select_for_update().exclude(id=SYSTEM_ID)
    user: User | None = people.filter(id=user_id).first()
    if user is None:
        raise NotFound("user")
    return user


def _keep_one_administrator(user: User) -> None:
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(id=user.id)
    stays = user.role == Role.ADMINISTRATOR and user.is_active
    if not stays and not others.exists():
        raise Refused("last-administrator")


def _check_field(user: User, field: str, value: object) -> None:
    if field == "is_active":
        if not isinstance(value, bool):
            raise Invalid(field, "unknown", given=str(value))
    elif field in _CHECKS:
        _CHECKS[field](field, value)
    else:
        raise Invalid(field, "unknown")
    if field == "email":
        _check_address_free(str(value), but=user)


def _check_address_free(email: str, but: User | None = None) -> None:
    taken = User.objects.filter(email__iexact=email).exclude(Q(id=but.id) if but else Q(pk=None))
    if taken.exists():
        raise Invalid("email", "taken")


def _check_password(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as fault:
        raise Invalid("password", "weak-password", why=" ".join(fault.messages)) from fault


def _check_email(field: str, value: object) -> None:
    try:
        validate_email(str(value))
    except ValidationError as fault:
        raise Invalid(field, "not-an-address") from fault


def _check_text(field: str, value: object, limit: int = _LONGEST_NAME) -> None:
    if not isinstance(value, str) or not value.strip():
        raise Invalid(field, "blank")
    if len(value) > limit:
        raise Invalid(field, "too-long", limit=limit)


def _check_choice(field: str, value: object, choices: list[str]) -> None:
    if value not in choices:
        raise Invalid(field, "unknown", given=str(value))


def _check_role(field: str, value: object) -> None:
    # The house itself is one row made by a migration; nobody else becomes it.
    _check_choice(field, value, [role for role in Role.values if role != Role.SYSTEM])


_CHECKS: Final[dict[str, Callable[[str, object], None]]] = {
    "email": _check_email,
    "name": _check_text,
    "role": _check_role,
    "language": lambda field, value: _check_choice(field, value, Language.values),
    "zone": lambda field, value: _check_choice(field, value, sorted(available_timezones())),
}
