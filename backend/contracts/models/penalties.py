"""What a broken promise costs us."""

from django.db import models
from django.db.models import Q

from backend.contracts.models.agreement import ContractVersion, SlaTarget
from backend.contracts.models.hours import Priority
from backend.contracts.penalties import Measure, PenaltyBasis
from backend.lib.ids import new_id


class PenaltyRule(models.Model):
    """A penalty for each broken promise, or a credit for a month below its share (penalties.py).

    `tiers` lists {"from": ..., "value": ...}: minutes late and what each started unit costs from
    there, or the share in percent below which the month is credited `value`. Values and caps are
    percent of `basis`, or money where the basis is fixed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(
        ContractVersion, on_delete=models.CASCADE, related_name="penalty_rules"
    )
    clause = models.CharField(max_length=40)
    measure = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in Measure]
    )
    kind = models.CharField(max_length=20, choices=SlaTarget.Kind)
    priority = models.CharField(max_length=10, choices=Priority, blank=True)
    basis = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in PenaltyBasis]
    )
    unit_min = models.PositiveIntegerField(default=60)
    grace_min = models.PositiveIntegerField(default=0)
    tiers = models.JSONField(default=list)
    cap_each = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    cap_month = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    excused = models.JSONField(default=list, help_text="codes of reasons that excuse lateness")

    class Meta:
        ordering = ["clause"]
        constraints = [
            models.CheckConstraint(condition=Q(unit_min__gt=0), name="penalty_unit_is_positive"),
            models.UniqueConstraint(
                fields=["version", "measure", "kind", "priority"], name="one_penalty_a_promise"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause}: {self.measure} of {self.kind}"
