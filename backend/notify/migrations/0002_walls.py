"""Notices are ours; a contact reads them in their mailbox."""

from django.db import migrations

from backend.database.rls import dropped, staff_only


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_initial"), ("clients", "0002_walls")]
    operations = [migrations.RunSQL(staff_only("notify_notice"), dropped("notify_notice"))]
