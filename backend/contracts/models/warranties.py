"""Warranties of units, of parts built in and of work done."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.accounts.models import User
from backend.catalog.models import Part
from backend.clients.models import Client, Equipment
from backend.contracts.warranty import WarrantyKind
from backend.lib.ids import new_id


class Warranty(models.Model):
    """Until a date or a meter reading, labour, travel or parts of a unit cost the client nothing.

    `meter` names the typed field of the equipment that is read; `source_number` the work order
    that earned it. Without `payer` the cost is ours.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="warranties")
    equipment = models.ForeignKey(Equipment, on_delete=models.CASCADE, related_name="warranties")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in WarrantyKind])
    part = models.ForeignKey(Part, on_delete=models.PROTECT, null=True)
    clause = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField()
    until_on = models.DateField(null=True)
    meter = models.CharField(max_length=40, blank=True)
    until_meter = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    covers_labour = models.BooleanField(default=True)
    covers_travel = models.BooleanField(default=True)
    covers_parts = models.BooleanField(default=True)
    payer = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    source_id = models.UUIDField(null=True, help_text="the work order that earned it")
    source_number = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-starts_on"]
        verbose_name_plural = "warranties"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=False) | Q(until_meter__isnull=False),
                name="warranty_ends",
            ),
            models.CheckConstraint(
                condition=Q(kind="part", part__isnull=False) | ~Q(kind="part"),
                name="warranty_of_a_part_names_it",
            ),
            models.UniqueConstraint(
                fields=["source_id", "kind", "part"],
                condition=Q(source_id__isnull=False),
                nulls_distinct=False,
                name="one_warranty_a_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.equipment_id} until {self.until_on or self.until_meter}"
