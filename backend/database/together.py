"""Rows written together: one statement a table where each would have been one of its own.

Inside `gathering` what is inserted waits; whoever gathers writes it with `write` before the
transaction ends and before anybody reads these tables other than by `known`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar
from uuid import UUID

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
Rows = list[models.Model]
_waiting: ContextVar[Rows | None] = ContextVar("waiting", default=None)


def insert(row: Row) -> Row:
    """Write a new row now, or let it wait where rows are gathered."""
    waiting = _waiting.get()
    if waiting is None:
        row.save(force_insert=True)
    else:
        waiting.append(row)
    return row


def known(model: type[Row], key: UUID) -> Row | None:
    """The row of that id, written or waiting; mostly there is none, so that is asked first."""
    for row in _waiting.get() or ():
        if isinstance(row, model) and row.pk == key:
            return row
    with connection.cursor() as cursor:
        # The name of one of our tables, nothing from outside.
        cursor.execute(f'select 1 from "{model._meta.db_table}" where id = %s', [key])  # noqa: S608
        is_there = cursor.fetchone() is not None
    return model._default_manager.get(pk=key) if is_there else None


@contextmanager
def gathering(rows: Rows) -> Iterator[None]:
    """What the block inserts is added to `rows` instead of written."""
    token = _waiting.set(rows)
    try:
        yield
    finally:
        _waiting.reset(token)


def write(rows: Rows) -> None:
    """Write what waited, each table's rows in the order they came, and forget it."""
    tables: dict[type[models.Model], Rows] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    rows.clear()
    for model, its_rows in tables.items():
        model._default_manager.bulk_create(its_rows)
