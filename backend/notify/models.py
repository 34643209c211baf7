"""Who is told what, by which channel. A notice's id comes from (entry, consequence)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.accounts.models import User


class Notice(models.Model):
    """One message to one person; asked twice, it is still one. The address of a push is a device;
    `tag` names what it is about, so that a newer one takes the place of one still waiting."""

    class State(models.TextChoices):
        DUE = "due"
        SENT = "sent"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    client_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10, default="mail")
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=5, default="en")
    subject = models.CharField(max_length=300)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    path = models.CharField(max_length=300, blank=True)
    tag = models.CharField(max_length=100, blank=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(channel="push", state="due"), name="push_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.address}: {self.subject}"
