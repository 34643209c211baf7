"""The house itself is a user: workers, set-up and token look-up act as it."""

from django.db import migrations

from backend.database.principal import SYSTEM_ID


def add_system_user(apps, schema_editor):
    apps.get_model("accounts", "User").objects.get_or_create(
        id=SYSTEM_ID,
        defaults={"email": "system@callout.invalid", "name": "Callout", "role": "system"},
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("journal", "0002_walls")]
    operations = [migrations.RunPython(add_system_user, migrations.RunPython.noop)]
