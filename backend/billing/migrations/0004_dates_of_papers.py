"""Papers carry all their dates: supplied, issued, signed, due. No invoice was written before."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_what_a_line_is_worth")]

    operations = [
        migrations.AddField("act", "signed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "invoice", "supply_from", models.DateField(default="2026-01-01"), preserve_default=False
        ),
        migrations.AddField(
            "invoice", "supply_to", models.DateField(default="2026-01-01"), preserve_default=False
        ),
        migrations.AddField(
            "invoice", "issued_at", models.DateTimeField(default=django.utils.timezone.now)
        ),
    ]
