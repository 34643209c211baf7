"""Evidence belongs to the client of the visit; commands, notes and positions are ours."""

from django.db import migrations

from backend.database.numbers import drop_sequence_sql, sequence_sql
from backend.database.rls import (
    dropped,
    frozen_after,
    owned_by_client,
    owned_through,
    staff_only,
    thawed,
)

OF_A_VISIT = ("photo", "partuse", "defect", "paidwork", "signature")
OURS = (
    "command",
    "receipt",
    "attempt",
    "timeentry",
    "fieldnote",
    "clientcall",
    "position",
    "vanstock",
    "partrequest",
)
CHECKLIST = "fieldwork_checklistversion"

WALLS = {
    "fieldwork_servicereport": owned_by_client("fieldwork_servicereport"),
    "fieldwork_servicereport_work_orders": owned_through(
        "fieldwork_servicereport_work_orders", "servicereport_id", "fieldwork_servicereport"
    ),
    "fieldwork_checklist": owned_through(
        "fieldwork_checklist", "visit_work_id", "dispatch_visitwork"
    ),
    "fieldwork_answer": owned_through("fieldwork_answer", "checklist_id", "fieldwork_checklist"),
    **{
        f"fieldwork_{name}": owned_through(f"fieldwork_{name}", "visit_id", "dispatch_visit")
        for name in OF_A_VISIT
    },
    **{f"fieldwork_{name}": staff_only(f"fieldwork_{name}") for name in OURS},
}


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0001_initial"), ("dispatch", "0002_walls")]
    operations = [
        migrations.RunSQL(sequence_sql("SR"), drop_sequence_sql("SR")),
        migrations.RunSQL(
            frozen_after(CHECKLIST, "published_at", ["definition", "sha256", "number"]),
            thawed(CHECKLIST),
        ),
        *[migrations.RunSQL(sql, dropped(table)) for table, sql in WALLS.items()],
    ]
