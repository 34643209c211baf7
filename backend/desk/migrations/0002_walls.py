"""Requests and work belong to a client; an internal message is for staff only."""

from django.db import migrations

from backend.database.numbers import drop_sequence_sql, sequence_sql
from backend.database.rls import dropped, owned_by_client, owned_through

WALLS = {
    "desk_request": owned_by_client("desk_request"),
    "desk_workorder": owned_by_client("desk_workorder"),
    "desk_slaclock": owned_by_client("desk_slaclock"),
    "desk_message": owned_through("desk_message", "request_id", "desk_request", "not internal"),
    "desk_requestphoto": owned_through("desk_requestphoto", "request_id", "desk_request"),
    "desk_workorder_skills": owned_through(
        "desk_workorder_skills", "workorder_id", "desk_workorder"
    ),
}


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial"), ("clients", "0002_walls")]
    operations = [
        *[migrations.RunSQL(sequence_sql(p), drop_sequence_sql(p)) for p in ("REQ", "WO")],
        *[migrations.RunSQL(sql, dropped(table)) for table, sql in WALLS.items()],
    ]
