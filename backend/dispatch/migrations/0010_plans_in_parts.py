"""A plan too large for one search is made in parts, each a row."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import backend.lib.ids
from backend.database.rls import dropped, staff_only


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0009_own_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="turns",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="PlanPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=backend.lib.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("turn", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "territories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), default=list, size=None
                    ),
                ),
                ("engineers", models.PositiveIntegerField(help_text="how many people it plans")),
                ("stops", models.PositiveIntegerField(help_text="how many visits it looks at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("solving", "Solving"),
                            ("solved", "Solved"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("heard_at", models.DateTimeField(null=True)),
                ("given", models.JSONField()),
                ("begin_with", models.JSONField(default=dict)),
                ("problem", models.JSONField(null=True)),
                ("found", models.JSONField(null=True)),
                ("travel_source", models.CharField(blank=True, max_length=20)),
                ("far_places", models.JSONField(default=list)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="dispatch.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["turn", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "turn", "number"), name="one_row_a_part"
                    )
                ],
            },
        ),
        migrations.RunSQL(staff_only("dispatch_planpart"), dropped("dispatch_planpart")),
    ]
