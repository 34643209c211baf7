"""Who goes: engineers, what they can, when they work."""

from decimal import Decimal

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Q

from backend.accounts.models import User
from backend.catalog.models import Skill, Territory
from backend.clients.models import AccessRule, Client, ServiceObject
from backend.contracts.models import Priority
from backend.dispatch.models.roads import VehicleKind
from backend.lib.ids import new_id


class Engineer(models.Model):
    """Who goes. The zone comes from the base; `rate_class` is frozen on time entries."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="engineer")
    base = models.PointField(geography=True)
    base_name = models.CharField(max_length=200)
    home = models.PointField(geography=True, null=True)
    starts_from_home = models.BooleanField(default=False)
    zone = models.CharField(max_length=50, default="Europe/Monaco")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True)
    phone = models.CharField(max_length=40, blank=True)
    rate_class = models.CharField(max_length=40, default="standard")
    speed_factor = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(Decimal("0.25")), MaxValueValidator(Decimal(4))],
    )
    vehicle = models.ForeignKey(VehicleKind, on_delete=models.PROTECT, null=True)
    most_stops = models.PositiveSmallIntegerField(null=True)
    only_in_territory = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["user__name"]

    def __str__(self) -> str:
        return self.user.name


class EngineerSkill(models.Model):
    """An ability with its level and, for certificates, its last day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="abilities")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT)
    level = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engineer", "skill"], name="one_ability_a_skill")
        ]

    def __str__(self) -> str:
        return f"{self.engineer_id}: {self.skill_id}"


class Clearance(models.Model):
    """A pass or induction an engineer holds for an object or a whole client."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="clearances")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True)
    object = models.ForeignKey(ServiceObject, on_delete=models.CASCADE, null=True)
    kind = models.CharField(
        max_length=20,
        default=AccessRule.Kind.PASS,
        choices=[(kind, kind.label) for kind in AccessRule.PERSONAL],
    )
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ["engineer", "id"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.engineer_id}"


class EngineerWish(models.Model):
    """Whom a client, or one object of theirs, would rather see, or does not want to."""

    class Kind(models.TextChoices):
        PREFERRED = "preferred"
        BANNED = "banned"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE)
    object = models.ForeignKey(ServiceObject, on_delete=models.CASCADE, null=True)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PREFERRED)

    class Meta:
        ordering = ["client", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "object", "engineer"],
                nulls_distinct=False,
                name="one_wish_an_engineer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.engineer_id}"


class Shift(models.Model):
    """Local date and wall times in the engineer's zone, with the UTC instants beside them."""

    class Kind(models.TextChoices):
        WORK = "work"
        ON_CALL = "on_call"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="shifts")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WORK)
    date = models.DateField()
    wall_from = models.TimeField()
    wall_to = models.TimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    overtime_min = models.PositiveSmallIntegerField(default=0)
    rest_min = models.PositiveSmallIntegerField(default=0, help_text="after it, before the next")
    least_priority = models.CharField(
        max_length=10,
        choices=Priority,
        default=Priority.LOW,
        help_text="on call: what is less urgent waits",
    )

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["engineer", "date", "kind"], name="one_shift_a_day_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["date"], name="shift_date")]

    def __str__(self) -> str:
        return f"{self.date} {self.wall_from:%H:%M}-{self.wall_to:%H:%M}"


class ShiftBreak(models.Model):
    """A pause inside a shift; it may split a drive, never a job."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="breaks")
    earliest_at = models.DateTimeField()
    latest_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.minutes} min"


class Absence(models.Model):
    """When an engineer is away, whatever the shift says."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=20, default="leave")

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts_at:%Y-%m-%d}"


class World(models.Model):
    """The version of what an engineer's phone should show; bumped in the changing transaction."""

    engineer = models.OneToOneField(Engineer, on_delete=models.CASCADE, primary_key=True)
    version = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"world {self.version} of {self.engineer_id}"
