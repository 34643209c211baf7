"""Driving times that a road server has told us, kept until its roads change."""

from django.db import models


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
