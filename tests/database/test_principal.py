"""Who acts is told to PostgreSQL at the start of each transaction, by nobody's remembering it."""

import pytest
from django.db import connection, transaction

from backend.database.principal import SYSTEM_ID, acting_as


@pytest.mark.django_db(transaction=True)
def test_every_transaction_names_who_acts() -> None:
    with acting_as(SYSTEM_ID), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('app.user_id')")
        assert cursor.fetchone() == (str(SYSTEM_ID),)
