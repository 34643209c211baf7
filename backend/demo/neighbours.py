"""The clients of the demo: invented names, real places, equipment, contracts with their clauses."""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from django.contrib.gis.geos import Point

from backend.accounts.models import Role
from backend.catalog.models import EquipmentType
from backend.clients.models import Client, Contact, Equipment, ServiceObject
from backend.demo import trades
from backend.demo.cast import Cast, answers_for_all, contract_like, user
from backend.demo.firm import entity

PLACES = Path(__file__).parent / "data" / "monaco_places.csv"
KINDS = {"hotel": "hotel", "bank": "office", "school": "site", "parking": "site"}
HOTEL_ROOMS = (
    ("Hotel Hermitage, kitchen", ("cold", "fire-panel")),
    ("Hotel Hermitage, boiler house", ("boiler",)),
    ("Hotel Hermitage, reception", ("cash-register", "network")),
    ("Hotel Hermitage, car park", ("barrier", "pay-station")),
)
# Whose company is elsewhere, so that papers without Monaco's VAT exist: reverse charge, and none.
ABROAD = {
    "CULT": {
        "country": "IT",
        "vat_number": "IT09999901003",
        "address": "Via Esempio 1, 18039 Ventimiglia",
    },
    "SPOR": {"country": "CH", "address": "Rue de l'Exemple 1, 1201 Genève"},
}
MAKERS = ("Arvo", "Belmont", "Kesta", "Norvik", "Tessel")


def settle(cast: Cast, chance: random.Random) -> list[Client]:
    """All clients beside the cast's two, each at real places of the kind it runs."""
    free = _places()
    _furnish_hotel(cast, chance)
    return [_client(cast, row, number, free, chance) for number, row in enumerate(trades.CLIENTS)]


def _furnish_hotel(cast: Cast, chance: random.Random) -> None:
    """More of the hotel whose contact signs in: rooms of one house, with what stands in them, all
    of it under its contract."""
    kinds = {kind.code: kind for kind in EquipmentType.objects.all()}
    for service in cast.contract_version.services.all():
        service.equipment_types.add(
            *(kinds[code] for _room, codes in HOTEL_ROOMS for code in codes)
        )
    for number, (name, types) in enumerate(HOTEL_ROOMS, start=2):
        place = ServiceObject.objects.create(
            client=cast.hotel,
            territory=cast.monaco,
            kind=ServiceObject.Kind.HOTEL,
            name=name,
            client_code=f"HH-{number:02}",
            point=cast.hotel_object.point,
            entry_notes=cast.hotel_object.entry_notes,
        )
        _equip(place, [kinds[code] for code in types], chance)


def _places() -> dict[str, list[dict[str, str]]]:
    """Places by the value of their tag, in the order of the file."""
    found: dict[str, list[dict[str, str]]] = {}
    with PLACES.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            found.setdefault(row["value"], []).append(row)
    return found


def _client(
    cast: Cast,
    row: tuple,  # type: ignore[type-arg]
    number: int,
    free: dict[str, list[dict[str, str]]],
    chance: random.Random,
) -> Client:
    code, name, values, types, most, has_contract = row
    language = "uk" if code == "CAFE" else "en"
    client = Client.objects.create(code=code, name=name, language=language)
    company = {"registry_number": f"91S0{number:04}", **ABROAD.get(code, {})}
    client.entities.add(entity(f"{name} SA", is_ours=False, **company))
    person = f"{name.split()[0]} desk"
    account = user(f"{code.lower()}@example.com", person, Role.CONTACT, language=language)
    contact = Contact.objects.create(
        client=client, user=account, name=person, email=account.email, phone="+377 98 98 00 00"
    )
    answers_for_all(contact)
    kinds = list(EquipmentType.objects.filter(code__in=types).order_by("code"))
    for place_number, place in enumerate(_taken(values, free, most), start=1):
        _equip(_object(cast, client, place, place_number, chance), kinds, chance)
    if has_contract:
        contract_like(cast, client, f"C-{201 + number}", kinds, signed_on=date(2026, 1, 12))
    return client


def _taken(
    values: Sequence[str], free: dict[str, list[dict[str, str]]], most: int
) -> Iterator[dict[str, str]]:
    wanted = [place for value in values for place in free.get(value, [])]
    yield from wanted[:most]


def _object(
    cast: Cast, client: Client, place: dict[str, str], number: int, chance: random.Random
) -> ServiceObject:
    """A real place under the client's own number; no house number is invented."""
    where = " ".join(part for part in (place["house_number"], place["street"]) if part)
    return ServiceObject.objects.create(
        client=client,
        territory=cast.monaco,
        kind=KINDS.get(place["value"], "shop"),
        name=place["name"],
        client_code=f"{client.code}-{number:02}",
        address=where,
        point=Point(float(place["lon"]), float(place["lat"])),
        access_min=chance.randrange(5, 26, 5),
        access_hours=_access(chance),
        phone="+377 97 97 00 00",
        entry_notes="Service entrance; ask for the duty manager.",
    )


def _access(chance: random.Random) -> dict[str, list[list[str]]]:
    """Most let us in any time; some only in the morning or through the day."""
    hours = chance.choice(([], [], [], [["08:00", "12:30"]], [["09:00", "18:00"]]))
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return dict.fromkeys(days, hours) if hours else {}


def _equip(place: ServiceObject, kinds: Sequence[EquipmentType], chance: random.Random) -> None:
    for kind in kinds:
        Equipment.objects.create(
            client=place.client,
            object=place,
            type=kind,
            name=f"{kind.name_in(place.client.language)} {chance.randrange(1, 9)}",
            maker=chance.choice(MAKERS),
            serial=f"{kind.code[:2].upper()}-{chance.randrange(10_000, 99_999)}",
        )
