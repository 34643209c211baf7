"""The chain of a visit's evidence, the daily root over the chains, and certificates that seal."""

from django.db import models
from django.utils import timezone

from backend.dispatch.models import Visit
from backend.fieldwork.chain import Link
from backend.lib.ids import new_id


class Evidence(models.Model):
    """One link of a visit's chain (chain.py); a trigger refuses changes and removal.

    `subject` is the file's, the signature's or the report's id, `content` the SHA-256 of its bytes
    or of its canonical facts.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo"
        STROKES = "strokes"
        PICTURE = "picture"
        SNAPSHOT = "snapshot"
        SIGNATURE = "signature"
        PAPER = "paper"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="evidence")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.UUIDField(db_index=True)
    content = models.CharField(max_length=64, db_index=True)
    before = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["visit_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "place"], name="one_link_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.kind}"

    def as_link(self) -> Link:
        """The row as the rule knows it."""
        return Link(
            visit=str(self.visit_id),
            place=self.place,
            kind=str(self.kind),
            subject=str(self.subject),
            content=self.content,
            before=self.before,
            recorded_at=self.recorded_at,
        )


class EvidenceRoot(models.Model):
    """A day's root over the heads of the chains that grew that day (UTC)."""

    day = models.DateField(primary_key=True)
    heads = models.PositiveIntegerField()
    before = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.day} {self.sha256[:12]}"


class SealCertificate(models.Model):
    """The certificate one of our companies seals with. Its key is kept nowhere."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    key_sha256 = models.CharField(max_length=64)
    pem = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "key_sha256"], name="one_certificate_a_key")
        ]

    def __str__(self) -> str:
        return self.name
