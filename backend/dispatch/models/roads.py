"""Driving times that a road server has told us, kept until its roads change."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from backend.lib.ids import new_id


class RoadsFrom(models.Model):
    """What a road server said of all drives from one place; whose, no matter: it names no client.

    `graph` is the version the server gives its roads, `place` a point as `road_memory.places_of`
    numbers it, `off_road_m` how far that lies from the nearest road. `drives` are packed
    `road_memory.DRIVE` records, by ascending destination.
    """

    graph = models.CharField(max_length=100)
    place = models.BigIntegerField()
    off_road_m = models.FloatField()
    drives = models.BinaryField()
    told_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["graph", "place"], name="one_row_a_place"),
        ]


class TrafficHour(models.Model):
    """How much longer drives last in one hour than on empty roads: of one weekday, or of all."""

    class Weekday(models.TextChoices):
        MON = "mon"
        TUE = "tue"
        WED = "wed"
        THU = "thu"
        FRI = "fri"
        SAT = "sat"
        SUN = "sun"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    weekday = models.CharField(max_length=3, blank=True, default="", choices=Weekday)
    hour = models.PositiveSmallIntegerField(validators=[MaxValueValidator(23)])
    factor = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(4))],
    )

    class Meta:
        ordering = ["weekday", "hour"]
        constraints = [
            models.UniqueConstraint(fields=["hour", "weekday"], name="one_factor_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.hour}:00 x {self.factor}".strip()


class VehicleKind(models.Model):
    """What engineers drive: how much longer it takes than the road server's car."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60, unique=True)
    drive_factor = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(Decimal("0.25")), MaxValueValidator(Decimal(10))],
    )
    in_traffic = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
