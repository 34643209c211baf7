"""Plans beside today's visits, and how they differ."""

import datetime

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.utils import timezone

from backend.accounts.models import User
from backend.desk.models import WorkOrder
from backend.dispatch.models.people import Engineer
from backend.dispatch.models.visits import Visit
from backend.lib.ids import new_id


class Plan(models.Model):
    """A proposal beside today's visits: routes, what stays undone and why, cost by cause.

    `boards` are the versions of the days it was made from, `choices` the plans it was chosen
    from, each with its number of changes, and `heard_at` the worker's last sign of life. A plan too
    large for one search has `parts`, cut anew in each of so many `turns`; any other has none.
    """

    class Kind(models.TextChoices):
        DAY = "day"
        DAYS = "days"
        REPAIR = "repair"
        URGENT = "urgent"

    class State(models.TextChoices):
        REQUESTED = "requested"
        SOLVING = "solving"
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        DISCARDED = "discarded"
        STALE = "stale"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DAY)
    date = models.DateField()
    until = models.DateField(null=True, help_text="the last of several days")
    engineer = models.ForeignKey(
        Engineer, on_delete=models.PROTECT, null=True, help_text="whose day is repaired"
    )
    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, null=True, help_text="what is urgent"
    )
    most_changes = models.PositiveSmallIntegerField(
        null=True, help_text="how many visits that stand may change at most"
    )
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT)
    requested_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(null=True)
    boards = models.JSONField(default=dict)
    seconds = models.PositiveSmallIntegerField(default=5)
    seed = models.PositiveIntegerField(default=1)
    turns = models.PositiveSmallIntegerField(default=0)
    progress = models.JSONField(default=dict)
    cancel_asked = models.BooleanField(default=False)
    problem = models.JSONField(null=True)
    solution = models.JSONField(null=True)
    choices = models.JSONField(default=list)
    cost = models.JSONField(default=dict)
    cost_before = models.JSONField(default=dict)
    left_alone = models.JSONField(default=list, help_text="what it did not look at, and why")
    travel_source = models.CharField(max_length=20, blank=True)
    far_places = models.JSONField(default=list, help_text="names off the road, metres from it")
    failure = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"plan of {self.date}: {self.state}"

    @property
    def last_date(self) -> datetime.date:
        """The last day it plans."""
        return self.until or self.date


class PlanChange(models.Model):
    """One difference between the plan and today: a visit to make, move or take away."""

    class Kind(models.TextChoices):
        ADD = "add"
        MOVE = "move"
        REMOVE = "remove"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, null=True)
    must = models.BooleanField(default=False, help_text="the visit cannot stay as it is")
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, null=True)
    helper_ids = ArrayField(models.UUIDField(), default=list)
    work_order_ids = ArrayField(models.UUIDField(), default=list)
    planned_from = models.DateTimeField(null=True)
    planned_to = models.DateTimeField(null=True)
    order = models.PositiveSmallIntegerField(default=0)
    travel_s = models.PositiveIntegerField(default=0)
    travel_m = models.PositiveIntegerField(default=0)
    why = models.JSONField(default=list, help_text="what the next best engineers would cost")
    accepted = models.BooleanField(null=True)
    before = models.JSONField(default=dict, help_text="who had the visit, and when")
    made = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, related_name="+")
    made_version = models.PositiveIntegerField(null=True, help_text="of the visit as it was made")

    class Meta:
        ordering = ["planned_from"]

    def __str__(self) -> str:
        return f"{self.kind} in {self.plan_id}"
