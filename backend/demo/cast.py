"""The cast: the smallest company in which the main story can happen. Tests and demo share it.

Hotel Hermitage has a contract and a contact; Pharmacie du Port is the other client, who must
never see anything of the hotel. Names of people and clients are invented.
"""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.gis.geos import Point

from backend.accounts.models import Role, User
from backend.catalog.models import (
    EquipmentType,
    LegalEntity,
    Part,
    Skill,
    TaxTreatment,
    Territory,
    WorkType,
)
from backend.clients.models import Client, Contact, ContactRole, Equipment, ServiceObject
from backend.contracts.models import (
    Contract,
    ContractVersion,
    PriceList,
    WorkCalendar,
)
from backend.demo.agreement import Basis, agree, publish
from backend.demo.firm import catalog, entity, price_list, reasons
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


def answers_for_all(contact: Contact) -> None:
    """The one contact of a small client: signs what is done, gets invoices and alerts."""
    ContactRole.objects.create(
        contact=contact,
        signs_reports=True,
        signs_acts=True,
        gets_invoices=True,
        gets_sla_alerts=True,
    )


@cache
def _hashed_password() -> str:
    """One hash for everybody: two dozen people with one public password need no salts."""
    return make_password(PASSWORD)


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
    cast = draft_cast()
    publish(cast.contract_version)
    return cast


def draft_cast() -> Cast:
    """The cast with a contract that may say more before it is published."""
    ours = entity(
        "Azur Service SARL",
        is_ours=True,
        registry_number="24S09999",
        vat_number="FR85000099999",
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
    reasons()
    words = catalog()
    hotel, contact = _client("HERM", "Hotel Hermitage", "Sophie Laurent", "contact@example.com")
    pharmacy, stranger = _client("PORT", "Pharmacie du Port", "Paul Rey", "stranger@example.com")
    hotel_object = _object(hotel, words["monaco"], "HH-01", "Hotel Hermitage, bar", 7.4252, 43.7388)
    pharmacy_object = _object(
        pharmacy, words["monaco"], "PP-01", "Pharmacie du Port", 7.4215, 43.7347
    )
    ice_machine = _equipment(hotel_object, words["cold"], "Ice machine A-113", "HZ-99120")
    fridge = _equipment(pharmacy_object, words["cold"], "Medicine fridge", "LB-55071")
    prices = price_list(ours)
    calendar = WorkCalendar.objects.create(
        name="Weekdays 08-18",
        week={day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    )
    basis = Basis(ours, calendar, prices, words["repair"])
    contract, version = agree(basis, hotel, "C-104", [words["cold"]], signed_on=date(2026, 1, 5))
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


def contract_like(
    cast: Cast, client: Client, number: str, kinds: list[EquipmentType], *, signed_on: date
) -> tuple[Contract, ContractVersion]:
    """A contract with the clauses of C-104 for another client and other equipment, a draft."""
    basis = Basis(cast.our_entity, cast.calendar, cast.price_list, cast.repair)
    return agree(basis, client, number, kinds, signed_on=signed_on)


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
