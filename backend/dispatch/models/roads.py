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
    """How much longer drives last in one hour of the day than on empty roads."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hour = models.PositiveSmallIntegerField(unique=True, validators=[MaxValueValidator(23)])
    factor = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(4))],
    )

    class Meta:
        ordering = ["hour"]

    def __str__(self) -> str:
        return f"{self.hour}:00 x {self.factor}"
