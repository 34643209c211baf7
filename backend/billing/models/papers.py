"""The papers of step 5 and their numbers: a paper freezes everything it says."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.accounts.models import User
from backend.catalog.models import LegalEntity
from backend.clients.models import Client
from backend.contracts.models import Contract
from backend.fieldwork.models import ServiceReport
from backend.files.models import StoredFile
from backend.lib.ids import new_id


class DocumentSeries(models.Model):
    """A gapless series of numbers: entity, kind, prefix; the row is locked to take the next."""

    class Kind(models.TextChoices):
        ACT = "act"
        INVOICE = "invoice"
        CREDIT_NOTE = "credit_note"

    class Reset(models.TextChoices):
        NEVER = "never"
        YEARLY = "yearly"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=Kind)
    prefix = models.CharField(
        max_length=20, blank=True, help_text="empty where the law wants digits alone"
    )
    digits = models.PositiveSmallIntegerField(default=5)
    titles = models.JSONField(
        default=dict, blank=True, help_text="what the paper is called; empty for the usual words"
    )
    statements = models.JSONField(
        default=dict, blank=True, help_text="what stands above the signatures, by language"
    )
    total_in_words = models.BooleanField(
        default=False, help_text="whether the paper spells its total, as some countries want it"
    )
    reset = models.CharField(max_length=10, choices=Reset, default=Reset.NEVER)
    year = models.PositiveSmallIntegerField(null=True)
    last_number = models.PositiveIntegerField(default=0)
    last_date = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "document series"
        constraints = [models.UniqueConstraint(fields=["entity", "kind"], name="one_series_a_kind")]

    def __str__(self) -> str:
        return f"{self.prefix} of {self.entity_id}"


class Act(models.Model):
    """ACT-: accounting hand-over, a frozen copy of lines and particulars; corrected by mirror."""

    class State(models.TextChoices):
        DRAFT = "draft"
        ISSUED = "issued"
        SENT = "sent"
        SIGNED = "signed"
        ACCEPTED_BY_SILENCE = "accepted_by_silence"
        REFUSED = "refused"
        REVERSED = "reversed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    series = models.ForeignKey(DocumentSeries, on_delete=models.PROTECT)
    state = models.CharField(max_length=20, choices=State, default=State.ISSUED)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="acts")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True)
    our_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    their_entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reports = models.ManyToManyField(ServiceReport, related_name="acts")
    document_date = models.DateField()
    supply_from = models.DateField()
    supply_to = models.DateField()
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=5, default="en")
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=14, decimal_places=2)
    vat = models.DecimalField(max_digits=14, decimal_places=2)
    gross = models.DecimalField(max_digits=14, decimal_places=2)
    frozen = models.JSONField(help_text="everything the paper says, as issued")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True)
    mirror_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True)

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gross=models.F("net") + models.F("vat")), name="act_adds_up"
            )
        ]

    def __str__(self) -> str:
        return self.number


class Invoice(models.Model):
    """INV-: a demand for payment or a tax document, where the country wants one."""

    class State(models.TextChoices):
        DRAFT = "draft"
        ISSUED = "issued"
        SENT = "sent"
        PART_PAID = "part_paid"
        PAID = "paid"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    series = models.ForeignKey(DocumentSeries, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=State, default=State.ISSUED)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="invoices")
    acts = models.ManyToManyField(Act, related_name="invoices")
    document_date = models.DateField()
    supply_from = models.DateField()
    supply_to = models.DateField()
    issued_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=14, decimal_places=2)
    vat = models.DecimalField(max_digits=14, decimal_places=2)
    gross = models.DecimalField(max_digits=14, decimal_places=2)
    frozen = models.JSONField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return self.number


class CreditNote(models.Model):
    """Corrects an invoice that went out; the invoice itself never changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    series = models.ForeignKey(DocumentSeries, on_delete=models.PROTECT)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    document_date = models.DateField()
    reason = models.CharField(max_length=300)
    gross = models.DecimalField(max_digits=14, decimal_places=2)
    frozen = models.JSONField()

    def __str__(self) -> str:
        return self.number


class ExportBatch(models.Model):
    """The issued acts of a period, handed to accounting as a file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT)
    period_from = models.DateField()
    period_to = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT)
    made_at = models.DateTimeField(default=timezone.now)
    acts = models.ManyToManyField(Act, related_name="exports")
    sums = models.JSONField(default=dict, help_text="gross by currency; currencies are never added")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    workbook = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the same as XLSX; none beside the files made before there was one",
    )

    class Meta:
        ordering = ["-made_at"]
        verbose_name_plural = "export batches"

    def __str__(self) -> str:
        return f"{self.period_from} - {self.period_to}"

    @property
    def totals(self) -> list[tuple[str, Decimal]]:
        """Currency and gross, in the order of the codes."""
        return [(currency, Decimal(gross)) for currency, gross in sorted(self.sums.items())]
