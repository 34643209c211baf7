"""The firm of the cast: its legal entities, its words, its reasons and its price list."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import MultiPolygon, Polygon

from backend.catalog.models import (
    EquipmentType,
    LegalEntity,
    LegalEntityDetails,
    Part,
    Reason,
    Skill,
    Territory,
    WorkType,
)
from backend.contracts.models import PriceItem, PriceList, PriceListVersion, StandingTerms
from backend.demo.words import named

CLIENT, US = Reason.Whose.CLIENT, Reason.Whose.US
# Code, what it is a reason for, on whose side it lies, English words, whether clocks pause.
REASONS = (
    ("no_access", "failed", CLIENT, "No access", True),
    ("client_absent", "failed", CLIENT, "Nobody opened", True),
    ("wrong_part", "failed", US, "Wrong part", False),
    ("unsafe", "failed", CLIENT, "Unsafe to work", False),
    ("access", "wait", CLIENT, "Waiting for access", True),
    ("client", "wait", CLIENT, "Waiting for the client", True),
    ("parts", "hold", US, "Waiting for parts", False),
    ("part_missing", "outcome", US, "A part is missing", False),
    ("lunch", "pause", US, "Break", False),
    ("sick", "declined", US, "I am ill", False),
)


def entity(
    short_name: str,
    *,
    is_ours: bool,
    currency: str = "EUR",
    zone: str = "Europe/Monaco",
    language: str = "en",
    **details: object,
) -> LegalEntity:
    """A legal entity, of Monaco unless told otherwise, with its first version of particulars."""
    made = LegalEntity.objects.create(
        short_name=short_name, is_ours=is_ours, currency=currency, zone=zone, language=language
    )
    usual = {"country": "MC", "name": short_name, "vat_registered": True}
    LegalEntityDetails.objects.create(
        entity=made, valid_from=date(2024, 1, 1), **{**usual, **details}
    )
    return made


def catalog() -> dict[str, Any]:
    """The firm's words the story needs, by short name."""
    refrigeration = Skill.objects.create(code="refrigeration", names=named("Refrigeration"))
    cold = EquipmentType.objects.create(code="cold", names=named("Cooling equipment"))
    cold.skills.add(refrigeration)
    box = Polygon.from_bbox((7.38, 43.70, 7.46, 43.77))
    return {
        "refrigeration": refrigeration,
        "cold": cold,
        "repair": WorkType.objects.create(code="repair", names=named("Repair")),
        "part": Part.objects.create(code="FAN-120", names=named("Fan 120 mm")),
        "monaco": Territory.objects.create(
            code="monaco", names=named("Monaco"), area=MultiPolygon(box)
        ),
    }


def reasons() -> None:
    """The reasons the main road needs; the demo adds the rest."""
    for code, used_for, whose, english, pauses in REASONS:
        Reason.objects.create(
            code=code,
            used_for=used_for,
            whose=whose,
            names=named(english),
            pauses_clocks=pauses,
            billable=is_billable(used_for, whose),
            needs_photo=code in ("no_access", "client_absent"),
        )


def is_billable(used_for: str, whose: str) -> bool:
    """A trip in vain and waiting are paid for where the client is to blame."""
    return used_for in ("failed", "wait") and whose == CLIENT


def price_list(ours: LegalEntity) -> PriceList:
    """80.00 an hour, 60.00 a call-out, zone A 25.00, a fan 34.50, a failed visit 45.00."""
    prices = PriceList.objects.create(name="Standard 2026", currency="EUR")
    version = PriceListVersion.objects.create(
        price_list=prices,
        valid_from=date(2026, 1, 1),
        minimum_min=30,
        rounding_step_min=15,
        after_hours_factor=Decimal("1.5"),
    )
    kind = PriceItem.Kind
    rows = [
        (kind.LABOUR, "standard", "h", "80", "Labour"),
        (kind.CALL_OUT, "", "pcs", "60", "Call-out"),
        (kind.TRAVEL_ZONE, "A", "pcs", "25", "Travel, zone A"),
        (kind.PART, "FAN-120", "pcs", "34.5", "Fan 120 mm"),
        (kind.FAILED_VISIT, "", "pcs", "45", "Failed visit"),
        (kind.WAITING, "", "h", "40", "Waiting"),
    ]
    for item, code, unit, price, english in rows:
        names = named(english)
        PriceItem.objects.create(
            version=version, kind=item, code=code, unit=unit, price=Decimal(price), names=names
        )
    StandingTerms.objects.create(entity=ours, price_list=prices)
    return prices
