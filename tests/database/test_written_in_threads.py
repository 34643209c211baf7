"""A query that is written once belongs to no connection: each thread asks it over its own."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet

from backend.accounts.models import User
from backend.database.principal import SYSTEM_ID, acting_as
from backend.database.written import Written


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_what_was_written_over_its_own_connection() -> None:
    asked = 0

    def system(user_id: UUID) -> QuerySet[User]:
        nonlocal asked
        asked += 1
        return User.objects.filter(id=user_id)

    written = Written(system)

    def ask() -> tuple[list[User], int]:
        with acting_as(SYSTEM_ID):
            return written(user_id=SYSTEM_ID), connection.connection.info.backend_pid

    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        mine, my_process = one.submit(ask).result()
        theirs, their_process = other.submit(ask).result()
        for thread in (one, other):
            thread.submit(lambda: connection.close()).result()
    assert asked == 1
    assert mine == theirs
    assert my_process != their_process
