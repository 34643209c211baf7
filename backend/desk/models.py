"""Step 2: requests, the conversation about them, their clocks, and the work they become."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.accounts.models import User
from backend.catalog.models import Reason, Skill, Symptom, WorkType
from backend.clients.models import Client, Contact, Equipment, ServiceObject
from backend.contracts.models import ContractVersion, Impact, Priority, SlaTarget
from backend.contracts.warranty import RepeatCause
from backend.files.models import StoredFile
from backend.lib.ids import new_id


class Request(models.Model):
    """What a client reports. Clocks start at `reported_at`, when the client told us."""

    class State(models.TextChoices):
        NEW = "new"
        OPEN = "open"
        WAITING = "waiting"
        RESOLVED = "resolved"
        CLOSED = "closed"
        CANCELLED = "cancelled"
        REJECTED = "rejected"
        MERGED = "merged"

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=20, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="requests")
    object = models.ForeignKey(ServiceObject, on_delete=models.PROTECT, related_name="requests")
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, null=True)
    impact = models.CharField(max_length=20, choices=Impact)
    symptom = models.ForeignKey(Symptom, on_delete=models.PROTECT, null=True)
    spoils_at = models.DateTimeField(null=True)
    priority = models.CharField(max_length=10, choices=Priority)
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    waiting_for = models.ForeignKey(Reason, on_delete=models.PROTECT, null=True)
    channel = models.CharField(max_length=12, default="portal")
    words = models.TextField()
    client_reference = models.CharField(max_length=100, blank=True)
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=200, blank=True)
    reported_phone = models.CharField(max_length=40, blank=True)
    backdating_reason = models.CharField(max_length=300, blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    contract_version = models.ForeignKey(ContractVersion, on_delete=models.PROTECT, null=True)
    coverage = models.CharField(max_length=12, blank=True)
    coverage_clause = models.CharField(max_length=40, blank=True)
    coverage_presumed = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True)

    class Meta:
        ordering = ["-recorded_at"]
        indexes = [
            models.Index(fields=["client", "-recorded_at"], name="request_of_client"),
            models.Index(fields=["state", "-recorded_at"], name="request_state"),
        ]

    def __str__(self) -> str:
        return self.number


class RequestPhoto(models.Model):
    """A picture the client sent with a request."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"photo of {self.request_id}"


class Message(models.Model):
    """A message in a request; internal ones are for staff only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT)
    internal = models.BooleanField(default=False)
    text = models.TextField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sent_at"]

    def __str__(self) -> str:
        return self.text[:60]


class WorkOrder(models.Model):
    """A unit of work. `request` is null for planned maintenance; terms are copied at triage."""

    class State(models.TextChoices):
        DRAFT = "draft"
        UNSCHEDULED = "unscheduled"
        SCHEDULED = "scheduled"
        IN_PROGRESS = "in_progress"
        ON_HOLD = "on_hold"
        COMPLETED = "completed"
        CANNOT_COMPLETE = "cannot_complete"
        APPROVED = "approved"
        CLOSED = "closed"
        CANCELLED = "cancelled"

    class Place(models.TextChoices):
        ON_SITE = "on_site"
        REMOTE = "remote"
        WORKSHOP = "workshop"

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=20, unique=True)
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, null=True, related_name="work_orders"
    )
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    object = models.ForeignKey(ServiceObject, on_delete=models.PROTECT, related_name="work_orders")
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, null=True)
    work_type = models.ForeignKey(WorkType, on_delete=models.PROTECT)
    place = models.CharField(max_length=10, choices=Place, default=Place.ON_SITE)
    words = models.TextField()
    state = models.CharField(max_length=16, choices=State, default=State.UNSCHEDULED)
    hold_reason = models.ForeignKey(Reason, on_delete=models.PROTECT, null=True, related_name="+")
    priority = models.CharField(max_length=10, choices=Priority)
    impact = models.CharField(max_length=20, choices=Impact, blank=True)
    skills = models.ManyToManyField(Skill, blank=True)
    checklist_keys = ArrayField(models.CharField(max_length=60), default=list)
    minutes = models.PositiveIntegerField()
    window_from = models.DateTimeField(null=True)
    window_to = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    after = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="followed_by",
        help_text="earlier work that must be over first",
    )
    after_gap_min = models.PositiveIntegerField(default=0, help_text="from its end to the start")
    needed = models.BooleanField(default=True, help_text="its completion resolves the request")
    contract_version = models.ForeignKey(ContractVersion, on_delete=models.PROTECT, null=True)
    coverage = models.CharField(max_length=12, blank=True)
    coverage_clause = models.CharField(max_length=40, blank=True)
    coverage_presumed = models.BooleanField(default=False)
    bill_to = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    repeat_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="repeats",
        help_text="earlier work on the same unit this seems to repeat",
    )
    repeat_cause = models.CharField(
        max_length=12,
        blank=True,
        choices=[(cause.value, cause.value) for cause in RepeatCause],
        help_text="what a person found; empty while nobody has looked",
    )
    made_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["made_at"]
        indexes = [models.Index(fields=["state", "made_at"], name="work_state")]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gt=0), name="work_takes_time"),
            models.CheckConstraint(
                condition=Q(after=None) | ~Q(after=models.F("id")), name="work_waits_for_other_work"
            ),
            models.CheckConstraint(
                condition=Q(window_from=None)
                | Q(window_to=None)
                | Q(window_to__gt=models.F("window_from")),
                name="work_window_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SlaClock(models.Model):
    """One promised moment of one request or work order. Facts are journal entries;

    what the row holds of them is their sum, and state, `due_at`, `breached_at` and `next_at` a
    cache of the replay: `bin/manage sla_rebuild` makes both again. `pauses` lists
    [from, to|null, reason code]; `changes` lists {kind: policy, at, mode, before},
    {kind: restart, at} and {kind: reopen, at, stopped_at}; `calendar` also has the planned
    `maintenance`, [[from, to]], where any was agreed; `noted` the marks the sweep has
    journalled, percentages and "missed". A clock that cannot be reckoned is parked with the
    reason and stands still.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        PAUSED = "paused"
        MET = "met"
        MISSED = "missed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, null=True, related_name="clocks")
    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.CASCADE, null=True, related_name="clocks"
    )
    kind = models.CharField(max_length=20, choices=SlaTarget.Kind)
    target = models.ForeignKey(SlaTarget, on_delete=models.PROTECT)
    clause = models.CharField(max_length=40)
    target_s = models.PositiveIntegerField()
    late_price_per_h = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    calendar = models.JSONField(help_text="the calendar as promised: tz, week, holidays, overrides")
    pausable = models.JSONField(default=list)
    pause_caps_min = models.JSONField(default=dict)
    reminders = models.JSONField(default=list)
    on_reopen = models.CharField(max_length=10, default="resume")
    started_at = models.DateTimeField()
    pauses = models.JSONField(default=list)
    changes = models.JSONField(default=list, help_text="former terms and reopenings, in order")
    stopped_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    due_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    noted = models.JSONField(default=list)
    parked_for = models.CharField(max_length=300, blank=True)
    cancelled_for = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(request__isnull=False, work_order__isnull=True)
                | Q(request__isnull=True, work_order__isnull=False),
                name="clock_has_one_subject",
            ),
            models.UniqueConstraint(
                fields=["request", "work_order", "kind"],
                nulls_distinct=False,
                name="one_clock_a_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="clock_next"),
            models.Index(fields=["started_at"], condition=~Q(parked_for=""), name="clock_parked"),
            models.Index(fields=["due_at"], condition=Q(stopped_at=None), name="clock_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} due {self.due_at}"

    @property
    def is_registered_late(self) -> bool:
        """Whether the promise was broken before the office had written the request down."""
        if self.request is None or self.breached_at is None:
            return False
        return self.breached_at < self.request.recorded_at
