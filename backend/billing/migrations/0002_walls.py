"""A contact sees the papers made out to them; an issued act is never edited."""

from django.db import migrations

from backend.database.rls import (
    dropped,
    frozen_after,
    owned_by_client,
    owned_through,
    staff_only,
    thawed,
)

ACT_SAYS = ["number", "document_date", "net", "vat", "gross", "currency", "frozen"]

WALLS = {
    "billing_act": owned_by_client("billing_act", also="state <> 'draft'"),
    "billing_act_reports": owned_through("billing_act_reports", "act_id", "billing_act"),
    "billing_invoice": owned_by_client("billing_invoice", also="state <> 'draft'"),
    "billing_invoice_acts": owned_through("billing_invoice_acts", "invoice_id", "billing_invoice"),
    "billing_creditnote": owned_through("billing_creditnote", "invoice_id", "billing_invoice"),
    "billing_billableline": owned_by_client(
        "billing_billableline", "bill_to_id", also="state in ('on_act', 'exported')"
    ),
    "billing_exportbatch": staff_only("billing_exportbatch"),
    "billing_exportbatch_acts": staff_only("billing_exportbatch_acts"),
    "billing_documentseries": staff_only("billing_documentseries"),
}


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("fieldwork", "0002_walls")]
    operations = [
        migrations.RunSQL(
            frozen_after("billing_act", "issued_at", ACT_SAYS), thawed("billing_act")
        ),
        *[migrations.RunSQL(sql, dropped(table)) for table, sql in WALLS.items()],
    ]
