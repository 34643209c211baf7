"""The two roles, the database and its extensions. Run by the environment's Python.

Reads one JSON object from standard input and does what its "task" says; a failure is one
line on standard error and exit status 1.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import sql

EXTENSIONS = ("postgis", "btree_gist")
OWNER, APP = "callout_owner", "callout_app"


def make_private_database(wish: dict[str, str]) -> None:
    """In a cluster of our own: extensions for every database to come, both roles, the database."""
    with psycopg.connect(wish["template_url"], autocommit=True) as connection:
        for extension in EXTENSIONS:
            name = sql.Identifier(extension)
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(name))
        _make_role(connection, OWNER, wish["owner_password"], "LOGIN CREATEDB NOBYPASSRLS")
        _make_role(connection, APP, wish["app_password"], "LOGIN NOCREATEDB NOBYPASSRLS")
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [wish["database"]]
        ).fetchone()
        if not known:
            statement = sql.SQL("CREATE DATABASE {} OWNER {}")
            database = sql.Identifier(wish["database"])
            connection.execute(statement.format(database, sql.Identifier(OWNER)))


def make_app_role(wish: dict[str, str]) -> None:
    """In somebody else's server, as the owner given: the second role with our password."""
    with psycopg.connect(wish["owner_url"], autocommit=True, connect_timeout=10) as connection:
        if _role_exists(connection, APP):
            raise SystemExit(f"the role {APP} is there already and its password is not known here")
        _make_role(connection, APP, wish["app_password"], "LOGIN NOCREATEDB NOBYPASSRLS")


def check_server(wish: dict[str, str]) -> None:
    """Both addresses open; the owner's database can have PostGIS; the other role cannot bypass."""
    with psycopg.connect(wish["owner_url"], autocommit=True, connect_timeout=10) as connection:
        for extension in EXTENSIONS:
            _need_extension(connection, extension)
    if not wish.get("app_url"):
        return
    with psycopg.connect(wish["app_url"], autocommit=True, connect_timeout=10) as connection:
        query = (
            "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        row = connection.execute(query).fetchone()
        if row and row[1]:
            raise SystemExit("its role may bypass row-level security")
        if row and row[0] != APP:
            raise SystemExit(f"its role is {row[0]}, and the tables are granted to {APP}")


def refuse_newer_tables(wish: dict[str, Any]) -> None:
    """Tables that a later version changed already are not for this one to touch."""
    apps = sorted({name.partition(".")[0] for name in wish["known"]})
    with psycopg.connect(wish["owner_url"], connect_timeout=10) as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return
        query = "SELECT app || '.' || name FROM django_migrations WHERE app = ANY(%s) ORDER BY 1"
        applied = [row[0] for row in connection.execute(query, [apps])]
    newer = sorted(set(applied) - set(wish["known"]))
    if newer:
        raise SystemExit(
            f"its tables were made by a later version of Callout ({', '.join(newer[:3])}): run "
            "that version, or restore a backup from before the upgrade into another CALLOUT_STATE"
        )


def _need_extension(connection: psycopg.Connection, extension: str) -> None:
    known = "SELECT 1 FROM pg_extension WHERE extname = %s"
    if connection.execute(known, [extension]).fetchone():
        return
    try:
        connection.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))
    except psycopg.Error:
        raise SystemExit(
            f"its database has no extension {extension} and its role may not add it"
        ) from None


def _make_role(connection: psycopg.Connection, role: str, password: str, rights: str) -> None:
    verb = "ALTER" if _role_exists(connection, role) else "CREATE"
    statement = sql.SQL("{} ROLE {} {} PASSWORD {}")
    connection.execute(
        statement.format(
            sql.SQL(verb), sql.Identifier(role), sql.SQL(rights), sql.Literal(password)
        )
    )


def _role_exists(connection: psycopg.Connection, role: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    return found is not None


TASKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "make_private_database": make_private_database,
    "make_app_role": make_app_role,
    "check_server": check_server,
    "refuse_newer_tables": refuse_newer_tables,
}

if __name__ == "__main__":
    try:
        asked = json.load(sys.stdin)
        TASKS[asked["task"]](asked)
    except psycopg.Error as error:
        raise SystemExit(" ".join(str(error).split())) from None
