"""Contracts, their versions and the clauses of each version."""

from enum import StrEnum

from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.accounts.models import User
from backend.catalog.models import EquipmentType, LegalEntity, WorkType
from backend.clients.models import Client, Equipment, ObjectGroup, ServiceObject
from backend.contracts.billed_time import Boundary
from backend.contracts.clock_facts import OnReopen
from backend.contracts.models.hours import Impact, Priority, WorkCalendar
from backend.contracts.models.prices import PriceList
from backend.contracts.quotas import QuotaPeriod, QuotaUnit
from backend.contracts.recurring import Basis, Charged, Counted, Period
from backend.contracts.work_done import TripSplit
from backend.lib.ids import new_id
from backend.lib.money import Rounding


def _choices(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    return [(kind.value, kind.value) for kind in kinds]


class Contract(models.Model):
    """An agreement with a client; what it says lives in its versions."""

    class State(models.TextChoices):
        DRAFT = "draft"
        ACTIVE = "active"
        SUSPENDED = "suspended"
        EXPIRED = "expired"
        TERMINATED = "terminated"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="contracts")
    our_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    their_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    signed_on = models.DateField(null=True, blank=True)
    prolongs_itself = models.BooleanField(default=False)
    grace_days = models.PositiveSmallIntegerField(default=0)
    manager = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="who of our people answers for it",
    )

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number


class ContractVersion(models.Model):
    """The terms from a date to a date (open end: until the next version or the end). Published,
    it stays as it is with all its clauses; the database refuses any change."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True)
    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT)
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3)
    discount_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    discounts = models.JSONField(
        default=dict, help_text="percent in its place, as text by kind of line"
    )
    on_change = models.CharField(max_length=20, default="keep_elapsed")
    po_required = models.CharField(max_length=12, default="no")
    boundary = models.CharField(max_length=8, choices=_choices(Boundary), default=Boundary.SPLIT)
    trip_split = models.CharField(
        max_length=8, choices=_choices(TripSplit), default=TripSplit.FIRST
    )
    travel_each_engineer = models.BooleanField(default=False)
    money_rounding = models.CharField(
        max_length=10, choices=_choices(Rounding), default=Rounding.HALF_UP
    )
    price_factor = models.DecimalField(
        max_digits=9, decimal_places=6, default=1, help_text="list prices times this, by indexation"
    )
    price_rounding = models.CharField(
        max_length=10, choices=_choices(Rounding), default=Rounding.HALF_UP
    )
    indexed_percent = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    work_warranty_days = models.PositiveSmallIntegerField(default=0)
    part_warranty_days = models.PositiveSmallIntegerField(default=0)
    repeat_days = models.PositiveSmallIntegerField(
        default=0, help_text="the same fault again within so many days may be a repeat"
    )
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_despite = models.CharField(
        max_length=300, blank=True, help_text="why it was published with a red example"
    )

    class Meta:
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} v{self.number}"


class Service(models.Model):
    """A contract's line: kinds of work on kinds of equipment, at the client's objects."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(ContractVersion, on_delete=models.CASCADE, related_name="services")
    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    work_types = models.ManyToManyField(WorkType, blank=True)
    equipment_types = models.ManyToManyField(EquipmentType, blank=True)
    object_groups = models.ManyToManyField(ObjectGroup, blank=True)
    excluded_objects = models.ManyToManyField(ServiceObject, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="one_service_a_code")
        ]

    def __str__(self) -> str:
        return self.code


class PriorityRule(models.Model):
    """Equipment type x impact gives the priority; no type means any."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(
        ContractVersion, on_delete=models.CASCADE, related_name="priority_rules"
    )
    equipment_type = models.ForeignKey(EquipmentType, on_delete=models.PROTECT, null=True)
    impact = models.CharField(max_length=20, choices=Impact)
    priority = models.CharField(max_length=10, choices=Priority)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "equipment_type", "impact"],
                nulls_distinct=False,
                name="one_priority_an_impact",
            )
        ]

    def __str__(self) -> str:
        return f"{self.impact} -> {self.priority}"


class SlaPolicy(models.Model):
    """A service promise: targets that share a selector and the reasons that pause them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(ContractVersion, on_delete=models.CASCADE, related_name="policies")
    clause = models.CharField(max_length=40)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True)
    priority = models.CharField(max_length=10, choices=Priority, blank=True)
    object = models.ForeignKey(ServiceObject, on_delete=models.PROTECT, null=True)
    object_group = models.ForeignKey(ObjectGroup, on_delete=models.PROTECT, null=True)
    equipment_type = models.ForeignKey(EquipmentType, on_delete=models.PROTECT, null=True)
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, null=True)
    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT, null=True)
    pausable = models.JSONField(default=list, help_text="codes of reasons that pause")
    pause_caps_min = models.JSONField(
        default=dict, help_text="open minutes in all that a reason may hold a clock, by its code"
    )
    reminders = models.JSONField(default=list, help_text="percentages of the target")
    on_reopen = models.CharField(
        max_length=10, choices=_choices(OnReopen), default=OnReopen.RESUME.value
    )
    availability_ppm = models.PositiveIntegerField(
        null=True, help_text="of the promised time of each month, for every unit"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(availability_ppm=None)
                | Q(availability_ppm__gt=0, availability_ppm__lte=1_000_000),
                name="availability_is_a_share",
            )
        ]

    def __str__(self) -> str:
        return f"{self.clause} {self.priority}"


class SlaTarget(models.Model):
    """One promised moment, in open minutes. A maintenance window lasts as long as was agreed with
    the planned work, else so many."""

    class Kind(models.TextChoices):
        RESPONSE = "response"
        ARRIVAL = "arrival"
        RESTORATION = "restoration"
        RESOLUTION = "resolution"
        NEXT_UPDATE = "next_update"
        MAINTENANCE_WINDOW = "maintenance_window"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    policy = models.ForeignKey(SlaPolicy, on_delete=models.CASCADE, related_name="targets")
    kind = models.CharField(max_length=20, choices=Kind)
    target_min = models.PositiveIntegerField()
    late_price_per_h = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "kind"], name="one_target_a_kind"),
            models.CheckConstraint(condition=Q(target_min__gt=0), name="target_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.target_min} min"


class Quota(models.Model):
    """Visits or hours a version includes in each period; versions share it by its code."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(ContractVersion, on_delete=models.CASCADE, related_name="quotas")
    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    unit = models.CharField(max_length=8, choices=_choices(QuotaUnit))
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    period = models.CharField(max_length=10, choices=_choices(QuotaPeriod))

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="one_quota_a_code"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="quota_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.amount} {self.unit} a {self.period}"


class QuotaUse(models.Model):
    """What one visit (or remote work) took of a quota; `overdraft` is the part that was not left.

    Nothing used is ever lost: two engineers offline may both take the last visit.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="quota_uses")
    code = models.CharField(max_length=40)
    period_from = models.DateField()
    used_on = models.DateField()
    amount = models.DecimalField(max_digits=9, decimal_places=3)
    overdraft = models.DecimalField(max_digits=9, decimal_places=3, default=0)
    subject_id = models.UUIDField(help_text="the visit, work order or request that used it")
    subject_number = models.CharField(max_length=20)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["used_on", "recorded_at"]
        indexes = [models.Index(fields=["contract", "code", "used_on"], name="quota_uses")]

    def __str__(self) -> str:
        return f"{self.amount} of {self.code} by {self.subject_number}"


class CoverageRule(models.Model):
    """What the contract pays for: a selector, a verdict and the clause that says so."""

    class Verdict(models.TextChoices):
        COVERED = "covered"
        PAID = "paid"
        QUOTA_USED = "quota_used"
        EXCLUDED = "excluded"
        WARRANTY = "warranty"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(
        ContractVersion, on_delete=models.CASCADE, related_name="coverage_rules"
    )
    clause = models.CharField(max_length=40)
    verdict = models.CharField(max_length=12, choices=Verdict)
    line_kind = models.CharField(max_length=20, blank=True)
    work_type = models.ForeignKey(WorkType, on_delete=models.PROTECT, null=True)
    impact = models.CharField(max_length=20, choices=Impact, blank=True)
    equipment_type = models.ForeignKey(EquipmentType, on_delete=models.PROTECT, null=True)
    object = models.ForeignKey(ServiceObject, on_delete=models.PROTECT, null=True)
    object_group = models.ForeignKey(ObjectGroup, on_delete=models.PROTECT, null=True)
    in_service_hours = models.BooleanField(null=True)
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, null=True)
    client = models.ForeignKey(
        Client,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="objects of this client and of all below it",
    )
    excluded_objects = models.ManyToManyField(ServiceObject, blank=True, related_name="+")
    quota = models.ForeignKey(Quota, on_delete=models.CASCADE, null=True, related_name="rules")

    def __str__(self) -> str:
        return f"{self.clause}: {self.verdict}"


class RecurringFee(models.Model):
    """A subscription: flat, per object or per unit of equipment, each period (recurring.py)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(
        ContractVersion, on_delete=models.CASCADE, related_name="recurring_fees"
    )
    names = models.JSONField(default=dict)
    clause = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=12, choices=_choices(Basis), default=Basis.FLAT)
    equipment_type = models.ForeignKey(EquipmentType, on_delete=models.PROTECT, null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=4)
    period = models.CharField(max_length=10, choices=_choices(Period), default=Period.MONTH)
    counted = models.CharField(max_length=12, choices=_choices(Counted), default=Counted.FIRST_DAY)
    charged = models.CharField(
        max_length=5,
        choices=_choices(Charged),
        default=Charged.END,
        help_text="once its period is over, or ahead of it",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="fee_is_not_negative"),
            models.CheckConstraint(
                condition=Q(equipment_type=None) | Q(basis="unit"), name="only_units_have_a_type"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.basis} a {self.period}"
