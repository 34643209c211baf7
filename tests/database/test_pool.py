"""A pooled connection is asked whether it lives only when there is reason to doubt it."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from backend.database import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def pooled() -> Iterator["psycopg.Connection[Any]"]:
    """A connection as the pool of the product opens them."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as opened:
        yield opened


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The connections that were really asked, in that order."""
    known: list[object] = []
    really = ConnectionPool.check_connection

    def check(opened: "psycopg.Connection[Any]") -> None:
        known.append(opened)
        really(opened)

    monkeypatch.setattr(ConnectionPool, "check_connection", staticmethod(check))
    return known


def test_a_connection_that_answered_just_now_is_not_asked_again(
    pooled: "psycopg.Connection[Any]", asked: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("backend.database.base.monotonic", lambda: now)
    base.check_if_doubtful(pooled)
    now = 1000.9
    base.check_if_doubtful(pooled)
    assert asked == [pooled]
    now = 1001.1
    base.check_if_doubtful(pooled)
    assert asked == [pooled, pooled]


def test_a_connection_whose_server_ended_is_found_out_at_once(
    pooled: "psycopg.Connection[Any]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.database.base.monotonic", lambda: 1000.0)
    base.check_if_doubtful(pooled)
    with connection.cursor() as cursor:
        # It waits until the other one is gone.
        cursor.execute("select pg_terminate_backend(%s, 5000)", [pooled.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        base.check_if_doubtful(pooled)


def test_the_pool_of_the_product_asks_that_way(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {**connection.settings_dict["OPTIONS"], "pool": {"min_size": 0, "max_size": 1}}
    told = {**connection.settings_dict, "OPTIONS": options, "CONN_HEALTH_CHECKS": True}
    other = base.DatabaseWrapper(told, "pool-of-a-test")
    try:
        assert other.pool._check is base.check_if_doubtful
    finally:
        other.close_pool()
