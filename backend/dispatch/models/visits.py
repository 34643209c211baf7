"""Trips: the day's board, visits, who goes and for which work."""

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db.models import Deferrable, F, Func, Q

from backend.catalog.models import Reason
from backend.clients.models import Client, ServiceObject
from backend.desk.models import WorkOrder
from backend.dispatch.models.people import Engineer
from backend.lib.ids import new_id


class DayBoard(models.Model):
    """The published state of a date; `version` rises with every change to its visits."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    date = models.DateField(unique=True)
    version = models.PositiveIntegerField(default=1)
    published_version = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.date} v{self.version}"


class Visit(models.Model):
    """One trip of people to one object. `told` is what was last published; null = never.
    `instead_of` is the visit an engineer worked at after it was taken from them."""

    class State(models.TextChoices):
        PLANNED = "planned"
        PUBLISHED = "published"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        EN_ROUTE = "en_route"
        ON_SITE = "on_site"
        WORKING = "working"
        PAUSED = "paused"
        COMPLETED = "completed"
        PARTIALLY_COMPLETED = "partially_completed"
        FAILED = "failed"
        CANCELLED = "cancelled"
        WITHDRAWN = "withdrawn"

    class Lock(models.TextChoices):
        NONE = ""
        ENGINEER = "engineer"
        TIME = "time"
        BOTH = "both"

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=20, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    object = models.ForeignKey(ServiceObject, on_delete=models.PROTECT, related_name="visits")
    date = models.DateField()
    state = models.CharField(max_length=20, choices=State, default=State.PLANNED)
    planned_from = models.DateTimeField()
    planned_to = models.DateTimeField()
    window_from = models.DateTimeField(null=True)
    window_to = models.DateTimeField(null=True)
    order = models.PositiveSmallIntegerField(default=0)
    travel_s = models.PositiveIntegerField(default=0)
    travel_m = models.PositiveIntegerField(default=0)
    lock = models.CharField(max_length=10, choices=Lock, default=Lock.NONE, blank=True)
    told = models.JSONField(null=True)
    born_on_phone = models.BooleanField(default=False)
    instead_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="own_records"
    )
    failed_for = models.ForeignKey(Reason, on_delete=models.PROTECT, null=True)
    arrived_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["planned_from"]
        indexes = [models.Index(fields=["date", "state"], name="visit_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_to__gt=F("planned_from")), name="visit_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.number


class VisitWork(models.Model):
    """A work order done in a visit, with its outcome."""

    class Outcome(models.TextChoices):
        DONE = "done"
        PARTIAL = "partial"
        NOT_DONE = "not_done"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="works")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="visit_works")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "work_order"], name="one_work_a_visit")
        ]

    def __str__(self) -> str:
        return f"{self.work_order_id} in {self.visit_id}"


class TstzRange(Func):
    """tstzrange(from, to, '[)')."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class VisitEngineer(models.Model):
    """Who goes to a visit and when. The database refuses to let one engineer be in two places."""

    class Part(models.TextChoices):
        LEAD = "lead"
        HELPER = "helper"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="engineers")
    engineer = models.ForeignKey(Engineer, on_delete=models.PROTECT, related_name="visits")
    part = models.CharField(max_length=10, choices=Part, default=Part.LEAD)
    planned_from = models.DateTimeField()
    planned_to = models.DateTimeField()
    actual_from = models.DateTimeField(null=True)
    actual_to = models.DateTimeField(null=True)
    holds = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "engineer"], name="one_seat_an_engineer"),
            models.UniqueConstraint(
                fields=["visit"], condition=Q(part="lead"), name="one_lead_a_visit"
            ),
            ExclusionConstraint(
                name="no_double_booking",
                expressions=[
                    ("engineer", RangeOperators.EQUAL),
                    (
                        TstzRange("planned_from", "planned_to", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(holds=True),
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engineer_id} on {self.visit_id}"
