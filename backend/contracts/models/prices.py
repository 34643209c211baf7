"""Price lists, their dated versions, and what holds without a contract."""

from django.db import models
from django.db.models import Q

from backend.catalog.models import LegalEntity
from backend.contracts.models.hours import WorkCalendar
from backend.lib.ids import new_id


class PriceList(models.Model):
    """Prices under a name; each version is valid from a date, in one currency."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200, unique=True)
    currency = models.CharField(max_length=3)
    prices_include_vat = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PriceListVersion(models.Model):
    """The rules and items that hold from a date."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="versions")
    valid_from = models.DateField()
    minimum_min = models.PositiveSmallIntegerField(default=0)
    rounding_step_min = models.PositiveSmallIntegerField(default=15)
    rounding_mode = models.CharField(max_length=20, default="up")
    after_hours_factor = models.DecimalField(max_digits=5, decimal_places=3, default=1)
    night_from = models.TimeField(null=True)
    night_to = models.TimeField(null=True)
    night_factor = models.DecimalField(max_digits=5, decimal_places=3, default=1)
    holiday_factor = models.DecimalField(max_digits=5, decimal_places=3, default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["price_list", "valid_from"], name="one_prices_a_date"),
            models.CheckConstraint(
                condition=Q(night_from=None, night_to=None)
                | Q(night_from__isnull=False, night_to__isnull=False),
                name="a_night_has_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price_list_id} from {self.valid_from}"


class PriceItem(models.Model):
    """One price: a labour rate class, a call-out, a travel zone, a part, a fee."""

    class Kind(models.TextChoices):
        LABOUR = "labour"
        CALL_OUT = "call_out"
        TRAVEL_ZONE = "travel_zone"
        TRAVEL_KM = "travel_km"
        PART = "part"
        FAILED_VISIT = "failed_visit"
        WAITING = "waiting"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(PriceListVersion, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20, choices=Kind)
    code = models.CharField(max_length=40, blank=True, help_text="rate class, zone or part code")
    names = models.JSONField(default=dict)
    unit = models.CharField(max_length=10, default="h")
    price = models.DecimalField(max_digits=14, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "code"], name="one_price_a_code"),
            models.CheckConstraint(condition=Q(price__gte=0), name="price_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.price}"


class StandingTerms(models.Model):
    """What holds without a contract: our entity's default price list, no SLA.

    `calendar` says which hours are after hours; without one none are.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.OneToOneField(LegalEntity, on_delete=models.CASCADE)
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT)
    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT, null=True)
    prepayment = models.BooleanField(default=False)
    office_hours = models.ForeignKey(
        WorkCalendar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="when our people read reminders; always where none is named",
    )
    work_warranty_days = models.PositiveSmallIntegerField(default=0)
    part_warranty_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "standing terms"

    def __str__(self) -> str:
        return f"standing terms of {self.entity_id}"
