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


def entity(short_name: str, *, is_ours: bool, **details: object) -> LegalEntity:
    """A legal entity of Monaco with its first version of particulars."""
    made = LegalEntity.objects.create(short_name=short_name, is_ours=is_ours)
    LegalEntityDetails.objects.create(
        entity=made,
        valid_from=date(2024, 1, 1),
        country="MC",
        name=short_name,
        vat_registered=True,
        **details,
    )
    return made


def catalog() -> dict[str, Any]:
    """The firm's words the story needs, by short name."""
    refrigeration = Skill.objects.create(
        code="refrigeration", names={"en": "Refrigeration", "uk": "Холодильна техніка"}
    )
    cold = EquipmentType.objects.create(
        code="cold", names={"en": "Cooling equipment", "uk": "Холодильне обладнання"}
    )
    cold.skills.add(refrigeration)
    box = Polygon.from_bbox((7.38, 43.70, 7.46, 43.77))
    return {
        "refrigeration": refrigeration,
        "cold": cold,
        "repair": WorkType.objects.create(code="repair", names={"en": "Repair", "uk": "Ремонт"}),
        "part": Part.objects.create(
            code="FAN-120", names={"en": "Fan 120 mm", "uk": "Вентилятор 120 мм"}
        ),
        "monaco": Territory.objects.create(
            code="monaco", names={"en": "Monaco", "uk": "Монако"}, area=MultiPolygon(box)
        ),
    }


def reasons() -> None:
    """The reasons the main road needs; the demo adds the rest."""
    client, us = Reason.Whose.CLIENT, Reason.Whose.US
    rows = [
        ("no_access", "failed", client, "No access", "Немає доступу", True),
        ("client_absent", "failed", client, "Nobody opened", "Нікого немає", True),
        ("wrong_part", "failed", us, "Wrong part", "Не та запчастина", False),
        ("unsafe", "failed", client, "Unsafe to work", "Небезпечно працювати", False),
        ("access", "wait", client, "Waiting for access", "Очікуємо доступу", True),
        ("client", "wait", client, "Waiting for the client", "Очікуємо клієнта", True),
        ("parts", "hold", us, "Waiting for parts", "Очікуємо запчастини", False),
        ("part_missing", "outcome", us, "A part is missing", "Бракує запчастини", False),
        ("lunch", "pause", us, "Break", "Перерва", False),
        ("sick", "refused", us, "I am ill", "Я хворію", False),
    ]
    for code, used_for, whose, english, ukrainian, pauses in rows:
        Reason.objects.create(
            code=code,
            used_for=used_for,
            whose=whose,
            names={"en": english, "uk": ukrainian},
            pauses_clocks=pauses,
            billable=used_for == "failed" and whose == client,
            needs_photo=code in ("no_access", "client_absent"),
        )


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
        (kind.LABOUR, "standard", "h", "80", "Labour", "Робота"),
        (kind.CALL_OUT, "", "pcs", "60", "Call-out", "Виклик"),
        (kind.TRAVEL_ZONE, "A", "pcs", "25", "Travel, zone A", "Дорога, зона A"),
        (kind.PART, "FAN-120", "pcs", "34.5", "Fan 120 mm", "Вентилятор 120 мм"),
        (kind.FAILED_VISIT, "", "pcs", "45", "Failed visit", "Марний виїзд"),
        (kind.WAITING, "", "h", "40", "Waiting", "Очікування"),
    ]
    for item, code, unit, price, english, ukrainian in rows:
        names = {"en": english, "uk": ukrainian}
        PriceItem.objects.create(
            version=version, kind=item, code=code, unit=unit, price=Decimal(price), names=names
        )
    StandingTerms.objects.create(entity=ours, price_list=prices)
    return prices
