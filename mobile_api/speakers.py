"""The device behind a token with its user, engineer and world, in one statement.

A phone asks every minute, and mostly nothing is new. The statement is written out once, because
composing it anew took three quarters of such an answer; columns left out are read when asked for.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db import connection, models

from backend.accounts.devices import digest, is_alive
from backend.accounts.models import Device, User
from backend.dispatch.models import Engineer, World
from backend.lib.clock import utc_now

_Row = Iterator[Any]
# Shapes and documents cost more to read than all the rest, and few answers need them.
_LEFT_OUT = frozenset({"push_subscription", "lists", "password", "base", "home"})
_MODELS: tuple[type[models.Model], ...] = (Device, User, Engineer, World)


def speaker(token: str) -> Device | None:
    """The device that holds `token`, its user's engineer and world beside it; None where the token
    is nobody's, was revoked or slept too long, or where the user is no engineer any more."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [digest(token)])
        found = cursor.fetchone()
    if found is None:
        return None
    values = iter(found)
    device, user, engineer, world = (_instance(model, values) for model in _MODELS)
    device.user = user
    _join(user, engineer)
    if engineer.pk:
        _join(engineer, world)
    return device if is_alive(device) else None


def rescued(token: str) -> Device | None:
    """The device that holds `token` where the office lets it hand over what it holds."""
    known = Device.objects.select_related("user__engineer__world")
    device = known.filter(token_sha256=digest(token), rescue_until__gt=utc_now()).first()
    return device if device and hasattr(device.user, "engineer") else None


@cache
def _statement() -> str:
    columns = ", ".join(
        f'{model._meta.db_table}."{name}"' for model in _MODELS for name in _names(model)
    )
    # Names of our own tables and columns, nothing from outside.
    return f"""select {columns} from accounts_device
        join accounts_user on accounts_user.id = accounts_device.user_id
        left join dispatch_engineer on dispatch_engineer.user_id = accounts_user.id
        left join dispatch_world on dispatch_world.engineer_id = dispatch_engineer.id
        where accounts_device.token_sha256 = %s and accounts_device.revoked_at is null
    """  # noqa: S608


@cache
def _names(model: type[models.Model]) -> tuple[str, ...]:
    fields = model._meta.concrete_fields
    return tuple(each.attname for each in fields if each.attname not in _LEFT_OUT)


def _instance(model: type[models.Model], values: _Row) -> Any:
    names = _names(model)
    return model.from_db("default", names, [next(values) for _name in names])


def _join(owner: models.Model, row: models.Model) -> None:
    """Known to be the one row of `owner`, or known to be missing."""
    field: Any = owner._meta.get_field(row._meta.model_name or "")
    field.set_cached_value(owner, row if row.pk else None)
    if row.pk:
        field.remote_field.set_cached_value(row, owner)
