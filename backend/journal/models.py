"""The journal: the history people read and the outbox machines read, in one table."""

import uuid
from typing import Final

from django.db import models
from django.utils import timezone

from backend.journal import kinds

# After these a visit may be another engineer's, or nobody's.
TAKES_VISITS_AWAY: Final = (
    kinds.VISIT_MOVED,
    kinds.VISIT_UNASSIGNED,
    kinds.VISIT_WITHDRAWN,
)


class Xid8Field(models.Field):  # type: ignore[type-arg]
    """PostgreSQL's xid8, filled by the database with the writing transaction's number."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class CurrentTransaction(models.Func):
    """The number of the transaction that is writing."""

    function = "pg_current_xact_id"
    arity = 0
    output_field = Xid8Field()


class Entry(models.Model):
    """One thing that happened: who, what, to which subject, when (theirs and ours).

    Append-only: the application role may insert and read, never change.
    Readers that keep a position compare (xid, id), because ids commit out of order.
    """

    id = models.BigAutoField(primary_key=True)
    xid = Xid8Field(db_default=CurrentTransaction(), editable=False)
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    client_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_id", "id"], name="entry_of_subject"),
            models.Index(fields=["xid", "id"], name="entry_position"),
            models.Index(fields=["recorded_at"], name="entry_recorded"),
            # Few among very many, and every phone asks which of its visits they were.
            models.Index(
                fields=["recorded_at"],
                condition=models.Q(kind__in=TAKES_VISITS_AWAY),
                name="entry_took_visit_away",
            ),
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"


class Delivery(models.Model):
    """One consequence owed for one entry; taken with a lease, done at most once with effect."""

    class State(models.TextChoices):
        DUE = "due"
        DONE = "done"
        PARKED = "parked"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="deliveries")
    consequence = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "consequence"], name="one_delivery_each")
        ]
        indexes = [
            models.Index(
                fields=["lease_until"], condition=models.Q(state="due"), name="delivery_due"
            )
        ]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.consequence} for entry {self.entry_id}: {self.state}"


class Heartbeat(models.Model):
    """Something that happens every `every_s` seconds, and when it last did."""

    name = models.CharField(max_length=100, primary_key=True)
    beaten_at = models.DateTimeField()
    every_s = models.FloatField()

    def __str__(self) -> str:
        return self.name
