"""What is counted in a database when a backup is made, and again when it was restored."""

from typing import Any

import psycopg
from psycopg import sql

TABLES = """
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not exists (
        select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by c.relname
"""
POSITION = "select xid::text, id from journal_entry order by xid desc, id desc limit 1"
WALLS = "select count(*) from pg_policies where schemaname = 'public'"
GUARDS = "select count(*) from pg_trigger where not tgisinternal"
MIGRATIONS = "select app || '.' || name from django_migrations order by 1"


def facts(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Rows a table, the journal's position, walls, triggers and migrations, as JSON takes them."""
    names = [row[0] for row in connection.execute(TABLES)]
    position = connection.execute(POSITION).fetchone()
    return {
        "rows": {name: _count(connection, name) for name in names},
        "journal": "-".join(str(part) for part in position) if position else "",
        "walls": _one(connection, WALLS),
        "triggers": _one(connection, GUARDS),
        "migrations": [row[0] for row in connection.execute(MIGRATIONS)],
    }


def differences(was: dict[str, Any], is_now: dict[str, Any]) -> list[str]:
    """One sentence for each fact that is not what it was."""
    told = [
        f"table {name}: {was['rows'].get(name, 0)} rows were saved, {is_now['rows'].get(name, 0)} "
        "came back"
        for name in sorted({*was["rows"], *is_now["rows"]})
        if was["rows"].get(name) != is_now["rows"].get(name)
    ]
    for name in ("journal", "walls", "triggers", "migrations"):
        if was[name] != is_now[name]:
            told.append(f"{name}: saved {was[name]}, came back {is_now[name]}")
    return told


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    counted = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
    return _one(connection, counted)


def _one(connection: psycopg.Connection[Any], query: Any) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
