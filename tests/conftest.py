"""What every test may lean on: a real PostGIS reached as callout_app, and the cast."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from backend.database.principal import SYSTEM_ID, acting_as_system

if TYPE_CHECKING:
    from backend.demo.cast import Cast

ROOT = Path(__file__).resolve().parent.parent

# A busy machine is no fault of a property.
settings.register_profile("callout", deadline=None)
settings.load_profile("callout")


def _in_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _migrations_stamp() -> str:
    files = sorted(ROOT.glob("*/**/migrations/*.py")) + sorted(ROOT.glob("backend/database/*.py"))
    return hashlib.sha256(
        b"".join(f.read_bytes() for f in files if ".venv" not in f.parts)
    ).hexdigest()


def _prepare_database(owner_url: str, name: str) -> None:
    """Make the test database as its owner unless the present one has just these migrations."""
    stamp = _migrations_stamp()
    with psycopg.connect(owner_url, autocommit=True) as owner:
        query = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
        row = owner.execute(query, [name]).fetchone()
        if row and row[0] == stamp:
            return
        owner.execute(f'drop database if exists "{name}" with (force)')
        owner.execute(f'create database "{name}"')
        environment = {
            **os.environ,
            "DATABASE_URL": _in_database(owner_url, name),
            "CALLOUT_AS_OWNER": "1",
        }
        command = [sys.executable, "manage.py", "migrate", "-v", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        # Only tests empty tables wholesale; the application itself has no right to.
        with psycopg.connect(_in_database(owner_url, name), autocommit=True) as inside:
            inside.execute("grant truncate on all tables in schema public to callout_app")
        owner.execute(f"comment on database \"{name}\" is '{stamp}'")


def make_house_user() -> None:
    from backend.accounts.models import User

    User.objects.get_or_create(
        id=SYSTEM_ID,
        defaults={"email": "system@callout.invalid", "name": "Callout", "role": "system"},
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Connect as callout_app to a migrated database that belongs to callout_owner."""
    from django.conf import settings
    from django.db import connections

    owner_url = os.environ["DATABASE_URL"]
    # Tests that run side by side each have a database of their own.
    beside = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = "_".join(filter(None, [settings.DATABASES["default"]["TEST"]["NAME"], beside]))
    _prepare_database(owner_url, name)
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        # The last transactional test of the run before emptied this table too.
        make_house_user()
    yield
    connections["default"].close_pool()


@pytest.fixture(autouse=True)
def house_user(request: pytest.FixtureRequest) -> None:
    """A transactional test leaves every table empty; the house itself is there for the next one.

    It needs a file of its own: where `cast` is used, a transaction is open for the whole file.
    """
    marker = request.node.get_closest_marker("django_db")
    named = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if marker is None and not named:
        return
    empties = bool(marker and marker.kwargs.get("transaction"))
    empties = empties or bool({"transactional_db", "live_server"} & named)
    request.getfixturevalue("transactional_db" if empties else "db")
    make_house_user()


@pytest.fixture
def as_house() -> Iterator[None]:
    """Act as the system principal, which sees every row."""
    with acting_as_system():
        yield


@pytest.fixture(scope="module")
def standing_cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> "Iterator[Cast]":
    """The cast of a whole file, as making it costs more than most tests do."""
    from django.db import transaction

    from backend.demo.cast import make_cast

    with django_db_blocker.unblock(), transaction.atomic():
        with acting_as_system():
            make_house_user()
            made = make_cast()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def cast(standing_cast: "Cast", db: None, as_house: None) -> "Cast":
    """The cast of the demo: two clients, five people, an engineer on shift, a contract.

    What a test changes of it, in the database or in the rows it holds, is undone for the next.
    """
    return deepcopy(standing_cast)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; the cast signs in by nothing stronger than it needs."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
