"""Time both sides agreed beforehand does not count."""

from django.db import models
from django.db.models import F, Q

from backend.clients.models import ServiceObject
from backend.contracts.models.agreement import Contract
from backend.lib.ids import new_id


class MaintenanceStretch(models.Model):
    """Planned maintenance or downtime, agreed once and for a time: no promise of the contract
    counts in it, at one object or, where none is named, at all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="maintenance")
    object = models.ForeignKey(ServiceObject, on_delete=models.PROTECT, null=True, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["from_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="maintenance_lasts")
        ]

    def __str__(self) -> str:
        return f"{self.from_at} to {self.to_at}"
