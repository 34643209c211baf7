"""Who acts: a user id carried through the call, told to PostgreSQL at every transaction.

`None` is nobody: row-level security then shows nothing that belongs to a client.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.errors import OperationalError, error_from_result
from psycopg.pq import ConnStatus, ExecStatus

# The worker, the seed and set-up act as this row of accounts.User; its role is "system".
SYSTEM_ID = UUID("00000000-0000-7000-8000-000000000001")

_principal: ContextVar[UUID | None] = ContextVar("principal", default=None)


def current_principal() -> UUID | None:
    """The user id on whose behalf this thread or task runs, or None."""
    return _principal.get()


def begin_as(database: Any, user_id: UUID | None) -> None:
    """Begin a transaction of `database` and tell it who acts, both in one message.

    The driver would send its own BEGIN before the first statement; it leaves that out in a
    transaction that is open already.
    """
    # A UUID or nothing: there is no text from outside in it.
    told = f"begin; select set_config('app.user_id', '{user_id or ''}', true)"
    with database.wrap_database_errors:
        line = database.connection.pgconn
        answer = line.exec_(told.encode())
        if answer.status != ExecStatus.TUPLES_OK:
            # A server that was killed says nothing, so its absence has no code to be known by.
            if line.status == ConnStatus.BAD:
                raise OperationalError(line.get_error_message())
            raise error_from_result(answer)


def announce(database: Any, user_id: UUID | None) -> None:
    """Tell the open transaction of `database` who acts; lasts until it ends."""
    with database.connection.cursor() as cursor:
        cursor.execute("select set_config('app.user_id', %s, true)", [str(user_id or "")])


@contextmanager
def acting_as(user_id: UUID | None) -> Iterator[None]:
    """Run the block on behalf of `user_id`, also inside a transaction that is already open."""
    before = _principal.set(user_id)
    if connection.in_atomic_block:
        announce(connection, user_id)
    try:
        yield
    finally:
        _principal.reset(before)
        if connection.in_atomic_block and not connection.needs_rollback:
            announce(connection, _principal.get())


@contextmanager
def acting_as_system() -> Iterator[None]:
    """Run the block as the house itself: workers, set-up, token look-up."""
    with acting_as(SYSTEM_ID):
        yield
