"""Service hours, and how bad and how urgent a fault is."""

from django.db import models

from backend.lib.ids import new_id


class Impact(models.TextChoices):
    """How bad it is for the client, in the client's words."""

    STOPPED = "stopped"
    GOODS_AT_RISK = "goods_at_risk"
    PARTLY = "partly"
    NO_HURRY = "no_hurry"


class Priority(models.TextChoices):
    """What we make of it, by the contract's PriorityRule."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class WorkCalendar(models.Model):
    """Service hours by weekday; the zone is the object's, never the calendar's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200, unique=True)
    week = models.JSONField(default=dict, help_text='{"mon": [["08:00", "20:00"]], ...}')
    breaks = models.JSONField(default=dict, help_text='{"2026-11-21": [["12:00", "13:00"]]}')

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CalendarException(models.Model):
    """A date that differs: a holiday (no windows) or other hours for one day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="exceptions")
    date = models.DateField()
    name = models.CharField(max_length=200, blank=True)
    windows = models.JSONField(default=list)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "date"], name="one_exception_a_date")
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
