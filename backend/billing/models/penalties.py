"""What a broken promise costs us, until a person has decided it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.accounts.models import User
from backend.billing.models.lines import BillableLine
from backend.catalog.models import Reason
from backend.clients.models import Client
from backend.contracts.models import Contract, PenaltyRule
from backend.desk.models import SlaClock
from backend.lib.ids import new_id


class Penalty(models.Model):
    """What one broken promise, or one month below its share, costs us; a person decides it.

    `clock` is None for the credit of a month. `due` is what the rule says, `amount` what was
    agreed; `excused_for` needs the approval of a second person.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        EXCUSE_ASKED = "excuse_asked"
        EXCUSED = "excused"
        APPROVED = "approved"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="penalties")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="penalties")
    rule = models.ForeignKey(PenaltyRule, on_delete=models.PROTECT)
    clock = models.ForeignKey(SlaClock, on_delete=models.PROTECT, null=True)
    month = models.DateField(help_text="first day of the month it falls in")
    clause = models.CharField(max_length=40)
    late_s = models.PositiveIntegerField(default=0)
    kept_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    due = models.DecimalField(max_digits=14, decimal_places=2)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    excused_for = models.ForeignKey(Reason, on_delete=models.PROTECT, null=True)
    note = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    judged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    line = models.OneToOneField(BillableLine, on_delete=models.PROTECT, null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["month", "made_at"]
        verbose_name_plural = "penalties"
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "contract", "clause", "month"],
                nulls_distinct=False,
                name="one_penalty_a_promise_and_month",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, due__gte=0), name="penalty_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause} {self.amount} {self.currency}"
