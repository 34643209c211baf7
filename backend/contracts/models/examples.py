"""What a contract is expected to answer, in cases anybody can read."""

from django.db import models

from backend.accounts.models import User
from backend.contracts.example import Asks
from backend.contracts.models.agreement import Contract
from backend.lib.ids import new_id


class ContractExample(models.Model):
    """A question to the contract and the answer both sides agreed on (contracts/example.py)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="examples")
    position = models.PositiveSmallIntegerField(default=1)
    words = models.CharField(max_length=300, help_text="the example as people say it")
    asks = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Asks])
    given = models.JSONField(default=dict)
    expected = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["contract", "position", "id"]

    def __str__(self) -> str:
        return self.words
