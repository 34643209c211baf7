"""The two functions every wall asks, written so that PostgreSQL keeps their plans."""

from django.db import migrations

from backend.database.rls import FUNCTIONS


class Migration(migrations.Migration):
    dependencies = [("clients", "0004_four_languages")]
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
