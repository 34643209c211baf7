"""What was done, used, found and told on a visit."""

from decimal import Decimal

from django.contrib.gis.db import models
from django.db.models import F, Q

from backend.accounts.models import User
from backend.catalog.models import Part, Reason
from backend.clients.models import Contact, Equipment
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Engineer, Visit
from backend.fieldwork.models.proof import Signature
from backend.files.models import StoredFile
from backend.lib.ids import new_id


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
    """Time spent: travel, work, wait or break. It is never changed, only voided.

    Waiting may say why; it is billed unless that reason is not billable.
    """

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
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, null=True)
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


class RecoveredPart(models.Model):
    """An old part or gas taken back; the engineer holds it until the office says where it goes."""

    class Place(models.TextChoices):
        HELD = "held"
        VAN = "van"
        STOCK = "stock"
        SCRAP = "scrap"
        CLIENT = "client"

    id = models.UUIDField(primary_key=True, default=new_id)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="recovered")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="recovered")
    engineer = models.ForeignKey(Engineer, on_delete=models.PROTECT, null=True)
    part = models.ForeignKey(Part, on_delete=models.PROTECT, null=True)
    text = models.TextField(blank=True)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=10)
    place = models.CharField(max_length=10, choices=Place, default=Place.HELD)
    recovered_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit}: {self.place}"


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
    """Work outside the contract proposed on site with its lines, and what the client said to it.
    `vat` is null where the phone did not know it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="paid_work")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT)
    text = models.TextField()
    estimate_net = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    vat = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    lines = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=200, blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True)
    signature = models.ForeignKey(
        Signature, on_delete=models.PROTECT, null=True, related_name="paid_work"
    )
    refused_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.estimate_net} {self.currency}"

    @property
    def gross(self) -> Decimal | None:
        """The price with VAT; None where the phone did not know it."""
        return None if self.vat is None else self.estimate_net + self.vat

    @property
    def state(self) -> str:
        """proposed, approved or refused."""
        if self.approved_at:
            return "approved"
        return "refused" if self.refused_at else "proposed"


class ClientCall(models.Model):
    """A call to the client logged on site when nobody opened."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="calls")
    number = models.CharField(max_length=40)
    called_at = models.DateTimeField()
    answered = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.number} at {self.called_at:%H:%M}"
