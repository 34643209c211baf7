"""More of everything a list shows: rows copied beside those there, so that lists can be compared.

A copy keeps what its original points at, because a list that asks row by row asks for each of
them again all the same.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import models

from backend.desk.models import Request
from backend.dispatch.models import Visit
from backend.lib.ids import new_id

COPIES = 2
# What sets one copy apart from all others.
MARKS = count(1)


def thrice(rows: Iterable[models.Model], **changes: Any) -> None:
    """Two copies of each row."""
    for row in list(rows):
        for _turn in range(COPIES):
            copied(row, **changes)


def copied(row: models.Model, **changes: Any) -> Any:
    """A new row like `row`; what must be unique is made so, unless `changes` did already."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    key = row._meta.pk
    kept[key.attname] = new_id() if isinstance(key, models.UUIDField) else None
    told = {row._meta.get_field(name).attname: value for name, value in changes.items()}
    told = {name: getattr(value, "pk", value) for name, value in told.items()}
    for names in _unique(type(row)):
        attnames = {row._meta.get_field(name).attname for name in names}
        if not attnames & told.keys():
            told |= _made_unique(row, names)
    return type(row).objects.create(**{**kept, **told})


def _unique(model: type[models.Model]) -> list[tuple[str, ...]]:
    # An address is unique whatever its letters' case, which the field itself does not say.
    alone = [
        (field.name,)
        for field in model._meta.concrete_fields
        if (field.unique and not field.primary_key) or isinstance(field, models.EmailField)
    ]
    together = [
        tuple(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields
    ]
    return [*alone, *together]


def _made_unique(row: models.Model, names: tuple[str, ...]) -> dict[str, Any]:
    """Another value for the first of the fields that can have one."""
    mark = next(MARKS)
    for name in names:
        field = row._meta.get_field(name)
        value = getattr(row, field.attname)
        if isinstance(field, models.EmailField):
            return {name: f"copy{mark}-{value}"}
        if isinstance(field, models.CharField) and not field.choices:
            room = (field.max_length or 60) - 5
            return {name: f"{value[:room]}~{mark}"}
        if isinstance(field, models.IntegerField) and value is not None:
            return {name: value + 1000 * _step(field, mark)}
        if isinstance(field, models.DateField) and isinstance(value, date):
            return {name: value + timedelta(days=1000 * mark)}
        if isinstance(field, models.UUIDField):
            return {name: new_id()}
        if isinstance(field, models.ForeignKey) and value is not None:
            return {field.attname: copied(getattr(row, name)).pk}
    return {}


def _step(field: "models.Field[Any, Any]", mark: int) -> int:
    """`mark`, or where two bytes hold the value, what of it they have room for."""
    is_small = isinstance(field, models.SmallIntegerField | models.PositiveSmallIntegerField)
    return 1 + mark % 31 if is_small else mark


def more_requests() -> None:
    """Requests with their clocks and work orders."""
    for request in list(Request.objects.all()):
        for _turn in range(COPIES):
            another = copied(request)
            for clock in list(request.clocks.all()):
                copied(clock, request=another)
            for order in list(request.work_orders.all()):
                copied(order, request=another)


def more_visits() -> None:
    """Visits with their seats, and work orders of their own."""
    for visit in list(Visit.objects.all()):
        for _turn in range(COPIES):
            another = copied(visit)
            for seat in list(visit.engineers.all()):
                # Nobody sits twice at one time: the copies hold no time.
                copied(seat, visit=another, holds=False)
            for work in list(visit.works.all()):
                copied(work, visit=another, work_order=copied(work.work_order))
