"""Step 5: what is billed. Lines freeze text, clause and price; papers freeze everything."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.accounts.models import User
from backend.catalog.models import LegalEntity, Reason, TaxTreatment
from backend.clients.models import Client, Equipment, ServiceObject
from backend.contracts.models import (
    Contract,
    ContractVersion,
    CoverageRule,
    PenaltyRule,
    RecurringFee,
)
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.dispatch.models import Visit
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


class BillableLine(models.Model):
    """One line of money (may be zero): what, by which clause, at which price, for whom."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        NEEDS_APPROVAL = "needs_approval"
        APPROVED = "approved"
        REJECTED = "rejected"
        ON_ACT = "on_act"
        EXPORTED = "exported"
        WRITTEN_OFF = "written_off"

    class Source(models.TextChoices):
        VISIT = "visit"
        REMOTE_TIME = "remote_time"
        RECURRING_FEE = "recurring_fee"
        FEE_CORRECTION = "fee_correction"
        GOODS = "goods"
        CREDIT = "credit"
        MANUAL = "manual"

    class Payer(models.TextChoices):
        CONTRACT_PARTY = "contract_party"
        OTHER_CLIENT = "other_client"
        MANUFACTURER = "manufacturer"
        OWN_COST = "own_cost"

    class Question(models.TextChoices):
        """What a person has to settle before the line can be agreed with."""

        NO_PRICE = "no_price"
        PRESUMED = "presumed"
        BILLED_BEFORE = "before"
        OVERDRAFT = "overdraft"
        REDECIDED = "redecided"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=16, choices=State, default=State.PROPOSED)
    source = models.CharField(max_length=16, choices=Source)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="lines")
    payer = models.CharField(max_length=16, choices=Payer, default=Payer.CONTRACT_PARTY)
    bill_to = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    our_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    contract_version = models.ForeignKey(ContractVersion, on_delete=models.PROTECT, null=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="lines")
    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, null=True, related_name="lines"
    )
    request = models.ForeignKey(
        Request,
        on_delete=models.PROTECT,
        null=True,
        related_name="lines",
        help_text="where time was spent on a request without a work order",
    )
    recurring_fee = models.ForeignKey(RecurringFee, on_delete=models.PROTECT, null=True)
    period_of = models.DateField(null=True, help_text="first day of a fee's whole period")
    period_from = models.DateField(null=True, help_text="first day a fee is for")
    period_to = models.DateField(null=True, help_text="last day a fee is for")
    kind = models.CharField(max_length=20)
    item_code = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=500)
    verdict = models.CharField(max_length=12, choices=CoverageRule.Verdict)
    clause = models.CharField(
        max_length=40, blank=True, help_text="a clause or a code of contracts.clause_words"
    )
    question = models.CharField(max_length=10, choices=Question, blank=True)
    quota = models.CharField(max_length=40, blank=True, help_text="code of the quota asked for it")
    former = models.JSONField(
        null=True, help_text="what it said before a version that began in the past decided it anew"
    )
    why = models.JSONField(
        default=list, help_text="each step to the amount, as drafted (contracts.why_written)"
    )
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=10)
    list_price = models.DecimalField(
        max_digits=14,
        decimal_places=4,
        default=0,
        help_text="what it costs anybody, covered or not",
    )
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)
    proposed_quantity = models.DecimalField(max_digits=12, decimal_places=3)
    proposed_price = models.DecimalField(max_digits=14, decimal_places=4)
    change_reason = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    discount_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    prices_include_vat = models.BooleanField(default=False)
    amount = models.DecimalField(
        max_digits=14, decimal_places=2, help_text="gross where prices include VAT, else net"
    )
    net = models.DecimalField(
        max_digits=14, decimal_places=2, help_text="without VAT; on an act its share of the net"
    )
    currency = models.CharField(max_length=3)
    tax_treatment = models.ForeignKey(TaxTreatment, on_delete=models.PROTECT)
    supplied_on = models.DateField()
    position = models.PositiveSmallIntegerField(default=0)
    drafted_at = models.DateTimeField(default=timezone.now)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, related_name="lines")

    class Meta:
        ordering = ["supplied_on", "drafted_at", "position"]
        indexes = [
            models.Index(fields=["state", "supplied_on"], name="line_state"),
            models.Index(fields=["supplied_on", "visit", "position", "id"], name="line_order"),
            # Tabs and sums read the index alone; the wall asks who pays.
            models.Index(
                fields=["state", "currency"], include=["net", "bill_to"], name="line_sums"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "position"],
                condition=Q(source="visit"),
                name="one_draft_of_a_visit",
            ),
            models.UniqueConstraint(
                fields=["recurring_fee", "period_of"],
                condition=Q(source="recurring_fee"),
                name="one_draft_of_a_fee",
            ),
            models.UniqueConstraint(
                fields=["work_order", "request", "position"],
                condition=Q(source="remote_time"),
                nulls_distinct=False,
                name="one_draft_of_remote_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.net} {self.currency}"

    @property
    def place(self) -> ServiceObject | None:
        """The object the line is about, where it is about one."""
        source = self.visit or self.work_order or self.request
        return source.object if source else None


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


class CountedThing(models.Model):
    """What a line of a recurring fee counts: an object or a unit, named as it was then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(BillableLine, on_delete=models.CASCADE, related_name="counted")
    object = models.ForeignKey(ServiceObject, on_delete=models.PROTECT, null=True)
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, null=True)
    code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=420)
    place = models.CharField(max_length=260, blank=True)
    days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["code", "place", "name", "id"]

    def __str__(self) -> str:
        return self.name
