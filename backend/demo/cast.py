"""The cast: the smallest company in which the main story can happen. Tests and demo share it.

Hotel Hermitage has a contract and a contact; Pharmacie du Port is the other client, who must
never see anything of the hotel. Names of people and clients are invented.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from backend.accounts.models import Role, User
from backend.catalog.models import (
    EquipmentType,
    LegalEntity,
    LegalEntityDetails,
    Part,
    Reason,
    Skill,
    TaxTreatment,
    Territory,
    WorkType,
)
from backend.clients.models import Client, Contact, ContactRole, Equipment, ServiceObject
from backend.contracts.models import (
    Contract,
    ContractVersion,
    CoverageRule,
    Impact,
    PriceItem,
    PriceList,
    PriceListVersion,
    Priority,
    PriorityRule,
    Service,
    SlaPolicy,
    SlaTarget,
    StandingTerms,
    WorkCalendar,
)
from backend.dispatch.models import Engineer, EngineerSkill, Shift, ShiftBreak, World

PASSWORD = "callout-demo-2026"  # noqa: S105  the demo's public password, never a secret
ZONE = "Europe/Monaco"


@dataclass(frozen=True)
class Cast:
    """Everyone and everything a test needs by name."""

    contact: User
    stranger: User
    dispatcher: User
    engineer_user: User
    biller: User
    administrator: User
    our_entity: LegalEntity
    hotel: Client
    pharmacy: Client
    hotel_object: ServiceObject
    pharmacy_object: ServiceObject
    ice_machine: Equipment
    pharmacy_fridge: Equipment
    refrigeration: Skill
    repair: WorkType
    calendar: WorkCalendar
    price_list: PriceList
    contract: Contract
    contract_version: ContractVersion
    engineer: Engineer
    part: Part
    monaco: Territory


def user(email: str, name: str, role: Role, **fields: object) -> User:
    """One person of the demo, with the demo's password."""
    made: User = User.objects.create(
        email=email, password=_hashed_password(), name=name, role=role, **fields
    )
    return made


@cache
def _hashed_password() -> str:
    """One hash for everybody: two dozen people with one public password need no salts."""
    return make_password(PASSWORD)


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


def add_shift(engineer: Engineer, day: date) -> Shift:
    """08:00-17:00 on the engineer's clock with half an hour of lunch between 12 and 14."""
    from backend.lib.clock import at_wall_clock

    shift = Shift.objects.create(
        engineer=engineer,
        date=day,
        wall_from=time(8),
        wall_to=time(17),
        starts_at=at_wall_clock(day, time(8), engineer.zone),
        ends_at=at_wall_clock(day, time(17), engineer.zone),
        overtime_min=60,
    )
    ShiftBreak.objects.create(
        shift=shift,
        earliest_at=at_wall_clock(day, time(12), engineer.zone),
        latest_at=at_wall_clock(day, time(14), engineer.zone),
        minutes=30,
    )
    return shift


def make_cast() -> Cast:
    """Make the whole cast in the database; call it once, on empty tables, as the house."""
    ours = entity(
        "Azur Service SARL",
        is_ours=True,
        registry_number="24S09999",
        vat_number="FR00000099999",
        address="7 rue de l'Industrie, 98000 Monaco",
        iban="MC5811222000010123456789030",
        bic="CMCIFR2A",
        bank="Crédit Mobilier de Monaco",
        signatory_name="Claire Moretti",
        signatory_post="Managing director",
        acting_on="the articles of association",
    )
    vat = {"entity": ours, "category": "S", "valid_from": date(2014, 1, 1)}
    TaxTreatment.objects.create(code="MC-S20", rate=Decimal(20), their_country="MC", **vat)
    _reasons()
    words = _catalog()
    hotel, contact = _client("HERM", "Hotel Hermitage", "Sophie Laurent", "contact@example.com")
    pharmacy, stranger = _client("PORT", "Pharmacie du Port", "Paul Rey", "stranger@example.com")
    hotel_object = _object(hotel, words["monaco"], "HH-01", "Hotel Hermitage, bar", 7.4252, 43.7388)
    pharmacy_object = _object(
        pharmacy, words["monaco"], "PP-01", "Pharmacie du Port", 7.4215, 43.7347
    )
    ice_machine = _equipment(hotel_object, words["cold"], "Ice machine A-113", "HZ-99120")
    fridge = _equipment(pharmacy_object, words["cold"], "Medicine fridge", "LB-55071")
    prices = _prices(ours)
    calendar = WorkCalendar.objects.create(
        name="Weekdays 08-18",
        week={day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    )
    contract, version = _contract(ours, hotel, calendar, prices, words)
    engineer = _engineer(words)
    return Cast(
        contact=contact,
        stranger=stranger,
        dispatcher=user("dispatcher@example.com", "Marc Blanc", Role.DISPATCHER),
        engineer_user=engineer.user,
        biller=user("biller@example.com", "Inès Caron", Role.BILLER),
        administrator=user("admin@example.com", "Théo Roux", Role.ADMINISTRATOR),
        our_entity=ours,
        hotel=hotel,
        pharmacy=pharmacy,
        hotel_object=hotel_object,
        pharmacy_object=pharmacy_object,
        ice_machine=ice_machine,
        pharmacy_fridge=fridge,
        refrigeration=words["refrigeration"],
        repair=words["repair"],
        calendar=calendar,
        price_list=prices,
        contract=contract,
        contract_version=version,
        engineer=engineer,
        part=words["part"],
        monaco=words["monaco"],
    )


def _catalog() -> dict[str, Any]:
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


def _reasons() -> None:
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


def _client(code: str, name: str, person: str, address: str) -> tuple[Client, User]:
    """A client with its entity and one contact who reports and signs for all of it."""
    client = Client.objects.create(code=code, name=name)
    client.entities.add(entity(f"{name} SAM", is_ours=False, registry_number=f"90S{len(name):05}"))
    account = user(address, person, Role.CONTACT)
    contact = Contact.objects.create(client=client, user=account, name=person, email=address)
    ContactRole.objects.create(contact=contact, signs_reports=True, signs_acts=True)
    return client, account


def _object(
    client: Client, territory: Territory, code: str, name: str, lon: float, lat: float
) -> ServiceObject:
    return ServiceObject.objects.create(
        client=client,
        territory=territory,
        client_code=code,
        name=name,
        point=Point(lon, lat),
        kind=ServiceObject.Kind.SHOP,
        entry_notes="Service entrance, ask for the manager",
    )


def _equipment(place: ServiceObject, kind: EquipmentType, name: str, serial: str) -> Equipment:
    return Equipment.objects.create(
        client=place.client, object=place, type=kind, name=name, serial=serial
    )


def _prices(ours: LegalEntity) -> PriceList:
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


def _contract(
    ours: LegalEntity,
    client: Client,
    calendar: WorkCalendar,
    prices: PriceList,
    words: dict[str, Any],
) -> tuple[Contract, ContractVersion]:
    """C-104 of the hotel: cooling equipment."""
    signed = date(2026, 1, 5)
    return _agreed(
        ours,
        client,
        "C-104",
        [words["cold"]],
        signed_on=signed,
        calendar=calendar,
        price_list=prices,
        repair=words["repair"],
    )


def contract_like(
    cast: Cast, client: Client, number: str, kinds: list[EquipmentType], *, signed_on: date
) -> tuple[Contract, ContractVersion]:
    """A contract with the clauses of C-104 for another client and other equipment."""
    return _agreed(
        cast.our_entity,
        client,
        number,
        kinds,
        signed_on=signed_on,
        calendar=cast.calendar,
        price_list=cast.price_list,
        repair=cast.repair,
    )


def _agreed(
    ours: LegalEntity,
    client: Client,
    number: str,
    kinds: list[EquipmentType],
    *,
    signed_on: date,
    calendar: WorkCalendar,
    price_list: PriceList,
    repair: WorkType,
) -> tuple[Contract, ContractVersion]:
    """Labour and travel of repairs covered (3.2), parts paid (4.1); promises by priority."""
    contract = Contract.objects.create(
        number=number,
        client=client,
        our_entity=ours,
        their_entity=client.entities.get(),
        state=Contract.State.ACTIVE,
        signed_on=signed_on,
    )
    version = ContractVersion.objects.create(
        contract=contract,
        valid_from=date(2026, 1, 1),
        calendar=calendar,
        price_list=price_list,
        currency="EUR",
    )
    service = Service.objects.create(version=version, code="repairs", names={"en": "Repairs"})
    service.work_types.add(repair)
    service.equipment_types.add(*kinds)
    _clauses(version)
    _promises(version, service)
    version.published_at = datetime(2026, 1, 12, 9, tzinfo=UTC)
    version.save()
    return contract, version


def _clauses(version: ContractVersion) -> None:
    """What each impact is worth, and who pays for which kind of line."""
    order = (Impact.STOPPED, Impact.GOODS_AT_RISK, Impact.PARTLY, Impact.NO_HURRY)
    made_of_it = (Priority.CRITICAL, Priority.HIGH, Priority.NORMAL, Priority.LOW)
    for impact, priority in zip(order, made_of_it, strict=True):
        PriorityRule.objects.create(version=version, impact=impact, priority=priority)
    for line_kind, verdict, clause in [
        ("labour", "covered", "3.2"),
        ("travel", "covered", "3.2"),
        ("call_out", "covered", "3.2"),
        ("part", "paid", "4.1"),
        ("failed_visit", "paid", "4.3"),
        ("waiting", "paid", "4.4"),
    ]:
        CoverageRule.objects.create(
            version=version, line_kind=line_kind, verdict=verdict, clause=clause
        )


def _promises(version: ContractVersion, service: Service) -> None:
    """Open minutes by priority: response, arrival, resolution."""
    table = {
        Priority.CRITICAL: (30, 120, 240),
        Priority.HIGH: (60, 240, 480),
        Priority.NORMAL: (240, 600, 1800),
        Priority.LOW: (600, 1800, 3000),
    }
    for priority, targets in table.items():
        policy = SlaPolicy.objects.create(
            version=version,
            clause="3.2",
            service=service,
            priority=priority,
            pausable=["access", "client"],
        )
        kinds = (SlaTarget.Kind.RESPONSE, SlaTarget.Kind.ARRIVAL, SlaTarget.Kind.RESOLUTION)
        for kind, minutes in zip(kinds, targets, strict=True):
            SlaTarget.objects.create(
                policy=policy, kind=kind, target_min=minutes, late_price_per_h=Decimal(40)
            )


def _engineer(words: dict[str, Any]) -> Engineer:
    """Olena, who starts from the base in Fontvieille and knows refrigeration."""
    engineer = Engineer.objects.create(
        user=user("engineer@example.com", "Olena Koval", Role.ENGINEER),
        base=Point(7.4145, 43.7275),
        base_name="Base, Fontvieille",
        territory=words["monaco"],
        zone=ZONE,
    )
    World.objects.create(engineer=engineer)
    EngineerSkill.objects.create(engineer=engineer, skill=words["refrigeration"], level=2)
    return engineer
