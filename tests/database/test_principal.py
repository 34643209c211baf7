"""Who acts is told to PostgreSQL at the start of each transaction, by nobody's remembering it."""

import os
import socket

import pytest
from django.db import OperationalError, connection, transaction

from backend.database.principal import SYSTEM_ID, acting_as, begin_as


@pytest.mark.django_db(transaction=True)
def test_every_transaction_names_who_acts() -> None:
    with acting_as(SYSTEM_ID), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('app.user_id')")
        assert cursor.fetchone() == (str(SYSTEM_ID),)


@pytest.mark.django_db
def test_a_server_that_is_gone_without_a_word_is_away() -> None:
    """A killed server leaves no code; faces answer "busy" to nothing but an OperationalError."""
    other = connection.copy()
    other.ensure_connection()
    try:
        with socket.socket(fileno=os.dup(other.connection.pgconn.socket)) as line:
            line.shutdown(socket.SHUT_RDWR)
        with pytest.raises(OperationalError):
            begin_as(other, SYSTEM_ID)
    finally:
        other.close()
