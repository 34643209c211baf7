"""What is billed, a line at a time: text, clause and price are frozen into it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.accounts.models import User
from backend.billing.models.papers import Act
from backend.catalog.models import LegalEntity, TaxTreatment
from backend.clients.models import Client, Equipment, ServiceObject
from backend.contracts.models import ContractVersion, CoverageRule, RecurringFee
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Visit
from backend.lib.ids import new_id


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
