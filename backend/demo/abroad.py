"""The offices in Kyiv and Sofia: our companies there, their taxes, prices, papers and clients."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import holidays

from backend.accounts.models import Role, User
from backend.billing.models import DocumentSeries
from backend.catalog.models import EquipmentType, LegalEntity, TaxTreatment, WorkType
from backend.clients.models import Client, Contact, Equipment, ServiceObject
from backend.contracts.models import (
    CalendarException,
    PriceItem,
    PriceList,
    PriceListVersion,
    SlaTarget,
    StandingTerms,
    WorkCalendar,
)
from backend.demo.agreement import Basis, agree
from backend.demo.cast import answers_for_all, user
from backend.demo.firm import entity
from backend.demo.offices import OFFICES, ClientOfOffice, Office
from backend.demo.words import named

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
YEARS = (2025, 2026, 2027, 2028)
SINCE = date(2026, 1, 1)
# 0000000001 and 1000000001 are the first numbers of a Bulgarian invoice and credit note here.
TEN_DIGITS: dict[str, dict[str, Any]] = {
    "invoice": {"prefix": "", "digits": 10},
    "credit_note": {"prefix": "", "digits": 10, "last_number": 1_000_000_000},
}
PROMISED = (SlaTarget.Kind.RESPONSE, SlaTarget.Kind.RESOLUTION)


@dataclass(frozen=True)
class Opened:
    """An office as rows: our company, who helps from there, and what its clients have."""

    office: Office
    entity: LegalEntity
    operator: User
    units: list[Equipment]


def open_offices() -> list[Opened]:
    """Both offices; call it once, after the catalogue of the firm is there."""
    return [_open(office) for office in OFFICES]


def series_of(ours: LegalEntity, prefixes: dict[str, str], office: Office | None = None) -> None:
    """Yearly numbers of every kind of paper; prefixes differ, so that none is given twice, or
    the ranges where the law wants digits alone."""
    for kind, prefix in prefixes.items():
        own = kind == DocumentSeries.Kind.ACT and office is not None
        bare = office is not None and office.ten_digits and not own
        numbering = TEN_DIGITS[kind] if bare else {"prefix": prefix, "reset": "yearly"}
        DocumentSeries.objects.create(
            entity=ours,
            kind=kind,
            **numbering,
            titles=office.titles if own and office else {},
            statements=office.statements if own and office else {},
            total_in_words=own and office is not None,
        )


def _open(office: Office) -> Opened:
    ours = entity(
        office.short_name,
        is_ours=True,
        currency=office.currency,
        zone=office.zone,
        language=office.language,
        **office.company,
    )
    for treatment in office.treatments:
        TaxTreatment.objects.create(entity=ours, valid_from=date(2024, 1, 1), **treatment)
    tail = office.prefix.removeprefix("ACT-")
    series_of(
        ours,
        {"act": office.prefix, "invoice": f"INV-{tail}", "credit_note": f"CN-{tail}"},
        office,
    )
    name, mail = office.operator
    operator = user(
        f"{mail}@example.com", name, Role.OPERATOR, language=office.language, zone=office.zone
    )
    basis = Basis(
        ours=ours,
        calendar=_calendar(office),
        price_list=_prices(office, ours),
        repair=WorkType.objects.get(code="remote-help"),
        service="Remote support",
        promised=PROMISED,
    )
    units = [unit for row in office.clients for unit in _client(office, basis, row)]
    return Opened(office, ours, operator, units)


def _calendar(office: Office) -> WorkCalendar:
    """The office's week with a snapshot of its country's holidays.

    Ukraine works on its holidays under martial law, so these keep the hours of their weekday.
    """
    hours = [list(office.week)]
    calendar = WorkCalendar.objects.create(
        name=office.calendar, week=dict.fromkeys(WEEKDAYS, hours)
    )
    country = office.company["country"]
    known = holidays.country_holidays(country, years=YEARS, language=office.language)
    days = [CalendarException(calendar=calendar, date=d, name=n) for d, n in known.items()]
    if country == "UA":
        worked = holidays.country_holidays(
            country, years=YEARS, language=office.language, categories=(holidays.WORKDAY,)
        )
        days += [
            CalendarException(
                calendar=calendar, date=d, name=n, windows=hours if d.weekday() < 5 else []
            )
            for d, n in worked.items()
        ]
    CalendarException.objects.bulk_create(days)
    return calendar


def _prices(office: Office, ours: LegalEntity) -> PriceList:
    """An hour of help, an hour of waiting; the same without a contract."""
    prices = PriceList.objects.create(name=office.prices, currency=office.currency)
    version = PriceListVersion.objects.create(
        price_list=prices, valid_from=SINCE, after_hours_factor=Decimal("1.5")
    )
    hour = Decimal(office.hour)
    for kind, price, words in (
        (PriceItem.Kind.LABOUR, hour, "Labour"),
        (PriceItem.Kind.WAITING, hour / 2, "Waiting"),
    ):
        PriceItem.objects.create(
            version=version,
            kind=kind,
            code="standard" if kind == PriceItem.Kind.LABOUR else "",
            price=price,
            names=named(words),
        )
    StandingTerms.objects.create(entity=ours, price_list=prices)
    return prices


def _client(office: Office, basis: Basis, row: ClientOfOffice) -> list[Equipment]:
    zone = row.zone or office.zone
    client = Client.objects.create(code=row.code, name=row.name, language=row.language)
    client.entities.add(
        entity(
            row.name,
            is_ours=False,
            currency=office.currency,
            zone=zone,
            language=row.language,
            **row.company,
        )
    )
    address = f"{row.code.lower()}@example.com"
    account = user(address, row.person, Role.CONTACT, language=row.language, zone=zone)
    contact = Contact.objects.create(
        client=client, user=account, name=row.person, post=row.post, email=address
    )
    answers_for_all(contact)
    kinds = {kind.code: kind for kind in EquipmentType.objects.all()}
    units = [_place(client, zone, place, kinds) for place in row.places]
    if row.contract:
        paid = Basis(**{**vars(basis), "clauses": (("labour", "paid", row.clause),)})
        types = list({unit.type for unit in units})
        agree(paid, client, row.contract, types, signed_on=date(2026, 1, 12))
    return units


def _place(
    client: Client, zone: str, row: tuple[str, str, str, str], kinds: dict[str, EquipmentType]
) -> Equipment:
    """A place nobody drives to, so it lies in no territory and needs no point on the map."""
    code, name, kind, equipment = row
    place = ServiceObject.objects.create(
        client=client, kind=kind, name=name, client_code=code, zone=zone
    )
    type_ = kinds[equipment]
    unit: Equipment = Equipment.objects.create(
        client=client,
        object=place,
        type=type_,
        name=type_.name_in(client.language),
        serial=f"{code}-{equipment[:2].upper()}",
    )
    return unit
