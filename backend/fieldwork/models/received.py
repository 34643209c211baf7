"""What phones sent, raw, and what became of it."""

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils import timezone

from backend.accounts.models import Device, User
from backend.dispatch.models import Engineer
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
        ACCEPTED = "accepted"

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


class Position(models.Model):
    """Where a phone was during a shift; lossy and never in the outbox."""

    id = models.BigAutoField(primary_key=True)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE)
    point = models.PointField(geography=True)
    accuracy_m = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.engineer_id} at {self.at:%H:%M}"


class PositionLook(models.Model):
    """Somebody of the office was shown where an engineer's phone is; the engineer may read it."""

    id = models.BigAutoField(primary_key=True)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(User, on_delete=models.CASCADE)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.by_id} at {self.at:%H:%M}"
