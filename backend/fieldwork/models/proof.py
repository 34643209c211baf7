"""Signatures and the service reports they stand under."""

from django.contrib.gis.db import models
from django.utils import timezone

from backend.accounts.models import Device, User
from backend.clients.models import Client, Contact
from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit
from backend.files.models import StoredFile
from backend.lib.ids import new_id


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
    signer_email = models.EmailField(blank=True)
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
    sealed_at = models.DateTimeField(null=True)
    seal_level = models.CharField(max_length=5, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "snapshot_sha256"], name="one_report_a_snapshot"
            )
        ]

    def __str__(self) -> str:
        return self.number
