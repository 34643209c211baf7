"""Two thousand objects: real places of Monaco, several rooms a place; no address is invented."""

import csv
import random
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final

from django.contrib.gis.geos import Point

from backend.catalog.models import EquipmentType
from backend.clients.models import Equipment, ServiceObject
from backend.demo.cast import Cast
from backend.demo.city.clients import CHAIN, Settler
from backend.demo.city.size import Size
from backend.demo.neighbours import KINDS, MAKERS, PLACES

ROOMS: Final = ("ground floor", "first floor", "kitchen", "store room", "plant room", "counter")
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS: Final[tuple[list[list[str]], ...]] = (
    [],
    [],
    [],
    [],
    [["08:00", "18:00"]],
    [["07:00", "13:00"]],
)


def open_doors(
    cast: Cast, settlers: Sequence[Settler], size: Size, chance: random.Random
) -> list[ServiceObject]:
    """Objects with their equipment, until there are `size.objects` of them with the demo's."""
    wanted = size.objects - ServiceObject.objects.count()
    plan = _shares(settlers, wanted, size.chain_objects)
    sites = _Sites()
    objects: list[ServiceObject] = []
    equipment: list[Equipment] = []
    for settler, number in plan:
        place = _object(cast, settler, number, sites, chance)
        objects.append(place)
        equipment += _equipment(place, settler.kinds, chance)
    ServiceObject.objects.bulk_create(objects, batch_size=500)
    Equipment.objects.bulk_create(equipment, batch_size=500)
    return objects


def _shares(
    settlers: Sequence[Settler], wanted: int, of_chain: int
) -> Iterator[tuple[Settler, int]]:
    """The chain's share first, the rest to the others in turn; each with its running number."""
    chain, others = settlers[0], settlers[1:]
    yield from ((chain, number) for number in range(1, of_chain + 1))
    yield from ((others[n % len(others)], n // len(others) + 1) for n in range(wanted - of_chain))


class _Sites:
    """Real places by what they are, given out in turn: a place's second guest gets a room."""

    def __init__(self) -> None:
        self.by_value: dict[str, list[dict[str, str]]] = {}
        with PLACES.open(newline="", encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                self.by_value.setdefault(row["value"], []).append(row)
        self.everywhere = [row for rows in self.by_value.values() for row in rows]
        self.turn = count()

    def take(self, settler: Settler) -> tuple[dict[str, str], str]:
        """A place for this trade and the room in it; the chain is at home everywhere."""
        turn = next(self.turn)
        mine = [row for value in settler.values for row in self.by_value.get(value, [])]
        rows = self.everywhere if settler.client.code == CHAIN or not mine else mine
        return rows[turn % len(rows)], ROOMS[turn // len(rows) % len(ROOMS)]


def _object(
    cast: Cast, settler: Settler, number: int, sites: _Sites, chance: random.Random
) -> ServiceObject:
    site, room = sites.take(settler)
    hours = chance.choice(HOURS)
    return ServiceObject(
        client=settler.client,
        territory=cast.monaco,
        kind=KINDS.get(site["value"], "shop"),
        name=f"{site['name']}, {room}",
        client_code=f"{settler.client.code}-{number:03}",
        address=" ".join(part for part in (site["house_number"], site["street"]) if part),
        point=Point(float(site["lon"]), float(site["lat"])),
        access_min=chance.randrange(5, 26, 5),
        access_hours=dict.fromkeys(DAYS, hours) if hours else {},
        phone="+377 97 97 00 00",
        entry_notes="Service entrance; ask for the duty manager.",
    )


def _equipment(
    place: ServiceObject, kinds: Sequence[EquipmentType], chance: random.Random
) -> Iterator[Equipment]:
    """One piece of each kind the trade needs, a second one in every fourth place."""
    for kind in kinds:
        for _n in range(2 if chance.random() < 0.25 else 1):
            yield Equipment(
                client=place.client,
                object=place,
                type=kind,
                name=f"{kind.names['en']} {chance.randrange(1, 90)}",
                maker=chance.choice(MAKERS),
                serial=f"{kind.code[:2].upper()}-{chance.randrange(100_000, 999_999)}",
            )
