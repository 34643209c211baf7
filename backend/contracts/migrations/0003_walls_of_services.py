"""What a service covers and leaves out belongs to the client of its contract too."""

from django.db import migrations

from backend.database.rls import dropped, owned_through

OF_A_SERVICE = ("work_types", "equipment_types", "object_groups", "excluded_objects")
TABLES = [f"contracts_service_{name}" for name in OF_A_SERVICE]


class Migration(migrations.Migration):
    dependencies = [("contracts", "0002_walls")]
    operations = [
        migrations.RunSQL(owned_through(table, "service_id", "contracts_service"), dropped(table))
        for table in TABLES
    ]
