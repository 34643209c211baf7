"""A contact sees the visits to their objects; plans and shifts are ours."""

from django.db import migrations

from backend.database.numbers import drop_sequence_sql, sequence_sql
from backend.database.rls import dropped, owned_by_client, owned_through, staff_only

OURS = ("plan", "planchange", "shift", "shiftbreak", "absence", "clearance", "engineerskill")

WALLS = {
    "dispatch_visit": owned_by_client("dispatch_visit"),
    "dispatch_visitwork": owned_through("dispatch_visitwork", "visit_id", "dispatch_visit"),
    "dispatch_visitengineer": owned_through("dispatch_visitengineer", "visit_id", "dispatch_visit"),
    **{f"dispatch_{name}": staff_only(f"dispatch_{name}") for name in OURS},
}


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial"), ("clients", "0002_walls")]
    operations = [
        migrations.RunSQL(sequence_sql("VIS"), drop_sequence_sql("VIS")),
        *[migrations.RunSQL(sql, dropped(table)) for table, sql in WALLS.items()],
    ]
