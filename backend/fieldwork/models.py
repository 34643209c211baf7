"""Step 4: what happened on site, as it was captured: commands, answers, photos, time, parts."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q
from django.utils import timezone

from backend.accounts.models import Device, User
from backend.catalog.models import Part
from backend.clients.models import Client, Contact, Equipment
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Engineer, Visit, VisitWork
from backend.files.models import StoredFile
from backend.lib.ids import new_id


class Command(models.Model):
    """What a phone said happened, stored raw whatever its outcome; applied at most once."""

    class Quality(models.TextChoices):
        GOOD = "good"
        CORRECTED = "corrected"
        UNVERIFIED = "unverified"
        IMPLAUSIBLE = "implausible"

    key = models.BigAutoField(primary_key=True)
    id = models.UUIDField()
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="commands")
    seq = models.BigIntegerField()
    type = models.CharField(max_length=60)
    visit_id = models.UUIDField(null=True, db_index=True)
    raw = models.JSONField()
    body_sha256 = models.CharField(max_length=64)
    captured_at = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    time_quality = models.CharField(max_length=12, choices=Quality, default=Quality.GOOD)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "id"], name="one_command_an_id"),
            models.UniqueConstraint(fields=["device", "seq"], name="one_command_a_seq"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.type}"


class Receipt(models.Model):
    """The one answer a command ever gets; a review keeps what the office decided later."""

    class Status(models.TextChoices):
        APPLIED = "applied"
        APPLIED_WITH_REVIEW = "applied_with_review"
        PARKED = "parked"
        REJECTED = "rejected"

    class Review(models.TextChoices):
        NONE = ""
        OPEN = "open"
        REPLAYED = "replayed"
        DISMISSED = "dismissed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    command = models.OneToOneField(Command, on_delete=models.PROTECT, related_name="receipt")
    status = models.CharField(max_length=20, choices=Status)
    code = models.CharField(max_length=60, blank=True)
    result = models.JSONField(default=dict)
    review = models.CharField(max_length=10, choices=Review, default=Review.NONE, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    review_reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["made_at"], condition=Q(review="open"), name="to_review")]

    def __str__(self) -> str:
        return f"{self.status} {self.code}"


class Attempt(models.Model):
    """How often one command broke on a fault of ours, counted outside its transaction."""

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.CASCADE)
    command_id = models.UUIDField()
    count = models.PositiveSmallIntegerField(default=0)
    first_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "command_id"], name="one_attempt_row")
        ]

    def __str__(self) -> str:
        return f"{self.count} attempts at {self.command_id}"


class ChecklistTemplate(models.Model):
    """A form on site under a stable key; what it asks lives in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=60, unique=True)
    names = models.JSONField(default=dict)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class ChecklistVersion(models.Model):
    """One published definition (checklist/1). A trigger refuses changes after publishing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    template = models.ForeignKey(
        ChecklistTemplate, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64, unique=True)
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="one_checklist_version")
        ]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number}"


class Checklist(models.Model):
    """The version a work order of a visit pinned."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit_work = models.ForeignKey(VisitWork, on_delete=models.CASCADE, related_name="checklists")
    version = models.ForeignKey(ChecklistVersion, on_delete=models.PROTECT)
    required = models.BooleanField(default=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit_work", "version"], name="one_checklist_a_work")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} of {self.visit_work_id}"


class Answer(models.Model):
    """One answer; the last wins, earlier ones stay."""

    id = models.UUIDField(primary_key=True, default=new_id)
    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    state = models.CharField(max_length=10)
    note = models.TextField(blank=True)
    media_ids = ArrayField(models.UUIDField(), default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    captured_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["captured_at", "recorded_at"]

    def __str__(self) -> str:
        return f"{self.item}: {self.state}"


class Photo(models.Model):
    """A picture or file named by a command; `file` is null until its bytes arrived."""

    id = models.UUIDField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, null=True)
    role = models.CharField(max_length=20)
    item = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True)
    captured_at = models.DateTimeField()

    class Meta:
        ordering = ["captured_at"]

    def __str__(self) -> str:
        return f"{self.role} of {self.visit_id}"


class TimeEntry(models.Model):
    """Time spent: travel, work, wait or break. It is never changed, only voided."""

    class Kind(models.TextChoices):
        TRAVEL = "travel"
        WORK = "work"
        WAIT = "wait"
        BREAK = "break"

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=10, choices=Kind)
    engineer = models.ForeignKey(Engineer, on_delete=models.PROTECT, null=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="time")
    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, null=True, related_name="time"
    )
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, related_name="time")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    rate_class = models.CharField(max_length=40)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at"]
        verbose_name_plural = "time entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("started_at")), name="time_entry_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(visit__isnull=False)
                | Q(work_order__isnull=False)
                | Q(request__isnull=False),
                name="time_entry_has_a_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%Y-%m-%d %H:%M}"


class PartUse(models.Model):
    """A part built in or used up in a work order."""

    id = models.UUIDField(primary_key=True, default=new_id)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="parts")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="parts")
    part = models.ForeignKey(Part, on_delete=models.PROTECT)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=10)
    used_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="part_quantity_is_positive")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit} of {self.part_id}"


class PartRequest(models.Model):
    """A part asked for: asked, reserved or ordered, received, issued, used or returned."""

    class State(models.TextChoices):
        ASKED = "asked"
        RESERVED = "reserved"
        ORDERED = "ordered"
        RECEIVED = "received"
        ISSUED = "issued"
        USED = "used"
        RETURNED = "returned"

    id = models.UUIDField(primary_key=True, default=new_id)
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT)
    part = models.ForeignKey(Part, on_delete=models.PROTECT)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    eta = models.DateField(null=True)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit}: {self.state}"


class VanStock(models.Model):
    """What an engineer carries."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="stock")
    part = models.ForeignKey(Part, on_delete=models.PROTECT)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engineer", "part"], name="one_stock_row_a_part")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.part_id}"


class FieldNote(models.Model):
    """Words an engineer left about a visit or a work order."""

    id = models.UUIDField(primary_key=True, default=new_id)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="notes")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    text = models.TextField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:60]


class Defect(models.Model):
    """Something found wrong on site: a failed checklist item or an engineer's own words."""

    id = models.UUIDField(primary_key=True, default=new_id)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="defects")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT)
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, null=True)
    severity = models.CharField(max_length=10, default="normal")
    code = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    found_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.severity} {self.code}"


class PaidWork(models.Model):
    """Work outside the contract proposed on site, and who approved it up to what amount."""

    id = models.UUIDField(primary_key=True, default=new_id)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="paid_work")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT)
    text = models.TextField()
    estimate_net = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    proposed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.estimate_net} {self.currency}"


class Signature(models.Model):
    """A finger drawing and what gives it worth: consent, strokes, time, place, witness."""

    class Kind(models.TextChoices):
        GLASS = "glass"
        PAPER = "paper"
        REFUSED = "refused"
        ABSENT = "absent"

    id = models.UUIDField(primary_key=True, default=new_id)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="signatures")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.GLASS)
    signer_name = models.CharField(max_length=200, blank=True)
    signer_role = models.CharField(max_length=100, blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True)
    consent_sha256 = models.CharField(max_length=64, blank=True)
    shown_ms = models.PositiveIntegerField(default=0)
    strokes = models.UUIDField(null=True)
    picture = models.UUIDField(null=True)
    point = models.PointField(geography=True, null=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True)
    witness = models.ForeignKey(User, on_delete=models.PROTECT)
    reason = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.signer_name}"


class ServiceReport(models.Model):
    """SR-: proof of one visit, made from the snapshot the signer saw. No accounting force."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SIGNED = "signed"
        REFUSED = "refused"
        UNSIGNED = "unsigned"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reports")
    work_orders = models.ManyToManyField(WorkOrder, related_name="reports")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    unsigned_reason = models.CharField(max_length=100, blank=True)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True)
    snapshot = models.JSONField()
    snapshot_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=5, default="en")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "snapshot_sha256"], name="one_report_a_snapshot"
            )
        ]

    def __str__(self) -> str:
        return self.number


class ClientCall(models.Model):
    """A call to the client logged on site when nobody opened."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="calls")
    number = models.CharField(max_length=40)
    called_at = models.DateTimeField()
    answered = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.number} at {self.called_at:%H:%M}"


class Position(models.Model):
    """Where a phone was during a shift; lossy and never in the outbox."""

    id = models.BigAutoField(primary_key=True)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE)
    point = models.PointField(geography=True)
    accuracy_m = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.engineer_id} at {self.at:%H:%M}"
