from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # An index of a table that everybody writes is built beside them.
    atomic = False

    dependencies = [
        ("journal", "0004_for_a_city"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="entry",
            index=models.Index(
                condition=models.Q(
                    ("kind__in", ("visit.moved", "visit.unassigned", "visit.withdrawn"))
                ),
                fields=["recorded_at"],
                name="entry_took_visit_away",
            ),
        ),
    ]
