"""A plan too large for one search, part by part."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from backend.dispatch.models.proposals import Plan
from backend.lib.ids import new_id


class PlanPart(models.Model):
    """Some engineers and stops of a plan that are searched by themselves, in one turn of it.

    `given` is its `DayInput` as `kept_day` keeps it, `begin_with` the orders it begins with,
    `problem` its roads once they were asked for, `found` the plans it came to. `heard_at` is its
    worker's last sign of life, `sent_at` when a worker was last asked to take it.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SOLVING = "solving"
        SOLVED = "solved"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="parts")
    turn = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    territories = ArrayField(models.CharField(max_length=50), default=list)
    engineers = models.PositiveIntegerField(help_text="how many people it plans")
    stops = models.PositiveIntegerField(help_text="how many visits it looks at")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(null=True)
    given = models.JSONField()
    begin_with = models.JSONField(default=dict)
    problem = models.JSONField(null=True)
    found = models.JSONField(null=True)
    travel_source = models.CharField(max_length=20, blank=True)
    far_places = models.JSONField(default=list)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["turn", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "turn", "number"], name="one_row_a_part"),
        ]

    def __str__(self) -> str:
        return f"part {self.number} of {self.plan_id}: {self.state}"
