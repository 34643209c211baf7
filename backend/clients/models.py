"""Whom and what we serve: clients, their contacts, objects and equipment."""

from datetime import date

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db.models import F, Func, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import Language, User
from backend.catalog.models import EquipmentType, LegalEntity, Territory
from backend.lib.ids import new_id


class DateRange(Func):
    """SQL's `daterange(from, to)`: the last day is not in it."""

    function = "daterange"
    output_field = DateRangeField()


class Client(models.Model):
    """A paying organisation; may belong to a parent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=20, unique=True)
    language = models.CharField(max_length=5, choices=Language, default=Language.ENGLISH)
    service_hold = models.BooleanField(default=False)
    entities = models.ManyToManyField(LegalEntity, blank=True, related_name="clients")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person at a client; with a user, one who signs in to the portal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="contacts")
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, related_name="contact")
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    post = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ObjectGroup(models.Model):
    """Objects of one client that a contract or a contact treats alike."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ServiceObject(models.Model):
    """A place or thing we serve. `access_*` is about coming in, never about the SLA."""

    class Kind(models.TextChoices):
        SHOP = "shop", _("Shop")
        OFFICE = "office", _("Office")
        HOTEL = "hotel", _("Hotel")
        SITE = "site", _("Site")
        VEHICLE = "vehicle", _("Vehicle")
        WEBSITE = "website", _("Website")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="service_objects")
    groups = models.ManyToManyField(ObjectGroup, blank=True, related_name="service_objects")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SHOP)
    name = models.CharField(max_length=200)
    client_code = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)
    point = models.PointField(geography=True, null=True)
    zone = models.CharField(max_length=50, default="Europe/Monaco")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True)
    phone = models.CharField(max_length=40, blank=True)
    access_hours = models.JSONField(default=dict, help_text='{"mon": [["09:00", "18:00"]], ...}')
    finish_before_close = models.BooleanField(default=False)
    access_min = models.PositiveSmallIntegerField(default=10)
    entry_notes = models.TextField(blank=True)
    parking_notes = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(Upper("client_code"), name="object_client_code")]

    def __str__(self) -> str:
        return f"{self.client_code} {self.name}".strip()


class AccessRule(models.Model):
    """What an object asks of whoever comes: a pass, an escort, papers; ordered so long before.

    A pass and an induction are an engineer's own, so that who has none may not go there.
    """

    class Kind(models.TextChoices):
        PASS = "pass"  # noqa: S105
        INDUCTION = "induction"
        KEY = "key"
        ESCORT = "escort"
        DOCUMENTS = "documents"
        GEAR = "gear"

    PERSONAL = (Kind.PASS, Kind.INDUCTION)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.ForeignKey(ServiceObject, on_delete=models.CASCADE, related_name="access_rules")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PASS)
    lead_min = models.PositiveIntegerField(default=0)
    ordered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["object", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["object", "kind"], name="one_access_rule_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.object}"


class ObjectTenure(models.Model):
    """Which client ran an object from when to when; shops change hands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.ForeignKey(ServiceObject, on_delete=models.CASCADE, related_name="tenures")
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="tenure_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="one_tenure_at_a_time",
                expressions=[
                    ("object", "="),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} at {self.object_id} from {self.valid_from}"

    def holds_on(self, day: date) -> bool:
        """Whether the object was this client's on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class ContactRole(models.Model):
    """What a contact may do and gets, for the whole client, a group or one object."""

    class Scope(models.TextChoices):
        CLIENT = "client"
        GROUP = "group"
        OBJECT = "object"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="roles")
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.CLIENT)
    group = models.ForeignKey(ObjectGroup, on_delete=models.CASCADE, null=True)
    object = models.ForeignKey(ServiceObject, on_delete=models.CASCADE, null=True)
    reports = models.BooleanField(default=True)
    approves_up_to = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    signs_reports = models.BooleanField(default=False)
    signs_acts = models.BooleanField(default=False)
    gets_invoices = models.BooleanField(default=False)
    gets_sla_alerts = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="client", group=None, object=None)
                | Q(scope="group", group__isnull=False, object=None)
                | Q(scope="object", group=None, object__isnull=False),
                name="contact_role_scope_names_its_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.scope}"


class Equipment(models.Model):
    """What stands at an object; may be part of a larger piece."""

    class Ownership(models.TextChoices):
        CLIENT = "client"
        OURS = "ours"
        LEASED = "leased"

    class Whereabouts(models.TextChoices):
        OBJECT = "object"
        WORKSHOP = "workshop"
        VAN = "van"
        STOCK = "stock"
        SCRAP = "scrap"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="equipment")
    object = models.ForeignKey(
        ServiceObject, on_delete=models.PROTECT, null=True, related_name="equipment"
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    type = models.ForeignKey(EquipmentType, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    maker = models.CharField(max_length=100, blank=True)
    model = models.CharField(max_length=100, blank=True)
    serial = models.CharField(max_length=100, blank=True)
    inventory_number = models.CharField(max_length=100, blank=True)
    ownership = models.CharField(max_length=10, choices=Ownership, default=Ownership.CLIENT)
    whereabouts = models.CharField(max_length=10, choices=Whereabouts, default=Whereabouts.OBJECT)
    fields = models.JSONField(default=dict)
    warranty_until = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "equipment"

    def __str__(self) -> str:
        return f"{self.name} {self.serial}".strip()


class EquipmentPlacement(models.Model):
    """Where a piece of equipment stood from when to when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    equipment = models.ForeignKey(Equipment, on_delete=models.CASCADE, related_name="placements")
    whereabouts = models.CharField(max_length=10, choices=Equipment.Whereabouts)
    object = models.ForeignKey(ServiceObject, on_delete=models.PROTECT, null=True)
    placed_from = models.DateTimeField()
    placed_to = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.equipment_id}: {self.whereabouts} from {self.placed_from:%Y-%m-%d}"
