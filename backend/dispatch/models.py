"""Step 3: engineers and their shifts, plans, and the visits that come of them."""

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db.models import Deferrable, F, Func, Q
from django.utils import timezone

from backend.accounts.models import User
from backend.catalog.models import Reason, Skill, Territory
from backend.clients.models import Client, ServiceObject
from backend.desk.models import WorkOrder
from backend.lib.ids import new_id


class Engineer(models.Model):
    """Who goes. The zone comes from the base; `rate_class` is frozen on time entries."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="engineer")
    base = models.PointField(geography=True)
    base_name = models.CharField(max_length=200)
    home = models.PointField(geography=True, null=True)
    starts_from_home = models.BooleanField(default=False)
    zone = models.CharField(max_length=50, default="Europe/Monaco")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True)
    phone = models.CharField(max_length=40, blank=True)
    rate_class = models.CharField(max_length=40, default="standard")
    speed_factor = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["user__name"]

    def __str__(self) -> str:
        return self.user.name


class EngineerSkill(models.Model):
    """An ability with its level and, for certificates, its last day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="abilities")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT)
    level = models.PositiveSmallIntegerField(default=1)
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engineer", "skill"], name="one_ability_a_skill")
        ]

    def __str__(self) -> str:
        return f"{self.engineer_id}: {self.skill_id}"


class Clearance(models.Model):
    """A pass or induction an engineer holds for an object or a whole client."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="clearances")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True)
    object = models.ForeignKey(ServiceObject, on_delete=models.CASCADE, null=True)
    kind = models.CharField(max_length=20, default="pass")
    valid_until = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} of {self.engineer_id}"


class Shift(models.Model):
    """Local date and wall times in the engineer's zone, with the UTC instants beside them."""

    class Kind(models.TextChoices):
        WORK = "work"
        ON_CALL = "on_call"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="shifts")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WORK)
    date = models.DateField()
    wall_from = models.TimeField()
    wall_to = models.TimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    overtime_min = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["engineer", "date", "kind"], name="one_shift_a_day_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["date"], name="shift_date")]

    def __str__(self) -> str:
        return f"{self.date} {self.wall_from:%H:%M}-{self.wall_to:%H:%M}"


class ShiftBreak(models.Model):
    """A pause inside a shift; it may split a drive, never a job."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="breaks")
    earliest_at = models.DateTimeField()
    latest_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.minutes} min"


class Absence(models.Model):
    """When an engineer is away, whatever the shift says."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=20, default="leave")

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts_at:%Y-%m-%d}"


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
    """One trip of people to one object. `told` is what was last published; null = never."""

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


class Plan(models.Model):
    """A proposal beside today's visits: routes, what stays undone and why, cost by cause."""

    class State(models.TextChoices):
        REQUESTED = "requested"
        SOLVING = "solving"
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        DISCARDED = "discarded"
        STALE = "stale"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    date = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT)
    requested_at = models.DateTimeField(default=timezone.now)
    board_version = models.PositiveIntegerField()
    seconds = models.PositiveSmallIntegerField(default=5)
    seed = models.PositiveIntegerField(default=1)
    progress = models.JSONField(default=dict)
    cancel_asked = models.BooleanField(default=False)
    problem = models.JSONField(null=True)
    solution = models.JSONField(null=True)
    cost = models.JSONField(default=dict)
    travel_source = models.CharField(max_length=20, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"plan of {self.date}: {self.state}"


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
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, null=True)
    work_order_ids = ArrayField(models.UUIDField(), default=list)
    planned_from = models.DateTimeField(null=True)
    planned_to = models.DateTimeField(null=True)
    order = models.PositiveSmallIntegerField(default=0)
    travel_s = models.PositiveIntegerField(default=0)
    travel_m = models.PositiveIntegerField(default=0)
    accepted = models.BooleanField(null=True)

    class Meta:
        ordering = ["planned_from"]

    def __str__(self) -> str:
        return f"{self.kind} in {self.plan_id}"


class World(models.Model):
    """The version of what an engineer's phone should show; bumped in the changing transaction."""

    engineer = models.OneToOneField(Engineer, on_delete=models.CASCADE, primary_key=True)
    version = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"world {self.version} of {self.engineer_id}"
