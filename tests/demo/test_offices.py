"""Three own companies: numbers, taxes, currencies, zones, series, and a month on acts."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from backend.billing.issuing import numbered
from backend.billing.models import Act, DocumentSeries
from backend.billing.paper import act_paper, act_pdf
from backend.catalog.models import (
    EquipmentType,
    LegalEntity,
    LegalEntityDetails,
    Part,
    Reason,
    Skill,
    TaxTreatment,
    WorkType,
)
from backend.catalog.registry import check_numbers
from backend.clients.models import Client, ServiceObject
from backend.contracts.coverage import LineKind
from backend.contracts.models import CalendarException, PriceItem, Service, StandingTerms
from backend.contracts.taxes import treatments_for
from backend.demo.abroad import open_offices
from backend.demo.agreement import publish_all
from backend.demo.cast import Cast, make_cast
from backend.demo.company import furnish
from backend.demo.remote_month import help_from_afar
from backend.desk.models import WorkOrder
from backend.fieldwork.models import ChecklistTemplate, TimeEntry
from backend.lib.words import LANGUAGES
from tests.demo.once import rolled_away
from tests.documents.paper_reading import words

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Cast]:
    """One month for the whole file."""
    folder = tmp_path_factory.mktemp("offices")
    with rolled_away(django_db_blocker, folder, datetime(2026, 11, 23, 9, tzinfo=UTC)):
        cast = make_cast()
        furnish(cast)
        offices = open_offices()
        publish_all()
        assert help_from_afar(cast, offices, TODAY, random.Random(7)) == 6
        yield cast


@pytest.fixture
def month(told: Cast) -> Iterator[Cast]:
    """The month as it was told, whatever a test changes of it."""
    with transaction.atomic():
        yield told
        transaction.set_rollback(True)


def act_of(code: str) -> Act:
    return Act.objects.get(client__code=code)


def test_three_companies_side_by_side(month: Cast) -> None:
    ours = LegalEntity.objects.filter(is_ours=True)
    assert {(e.currency, e.zone, e.versions.get().country) for e in ours} == {
        ("EUR", "Europe/Monaco", "MC"),
        ("UAH", "Europe/Kyiv", "UA"),
        ("EUR", "Europe/Sofia", "BG"),
    }
    for details in LegalEntityDetails.objects.all():
        check_numbers(details)
    prefixes = DocumentSeries.objects.values_list("prefix", "last_number")
    assert len(set(prefixes)) == len(prefixes) == 9
    sofia = LegalEntity.objects.get(zone="Europe/Sofia", is_ours=True)
    kinds = (DocumentSeries.Kind.INVOICE, DocumentSeries.Kind.CREDIT_NOTE)
    given = [numbered(sofia, kind, TODAY).number for kind in kinds]
    assert given == ["0000000001", "1000000001"]
    priced = StandingTerms.objects.values_list("entity__currency", "price_list__currency")
    assert sorted(priced) == [("EUR", "EUR"), ("EUR", "EUR"), ("UAH", "UAH")]
    zones = set(ServiceObject.objects.values_list("zone", flat=True))
    assert zones == {"Europe/Monaco", "Europe/Kyiv", "Europe/Sofia", "Europe/Bucharest"}
    assert set(Client.objects.values_list("language", flat=True)) == set(LANGUAGES)


def test_the_month_that_ended_stands_on_acts(month: Cast) -> None:
    """Each act: the days of October, in the company's currency, with its own numbers and taxes."""
    for act in Act.objects.all():
        assert (act.supply_from.month, act.supply_to.month) == (10, 10)
        assert act.document_date == date(2026, 10, 31)
        assert act.gross > 0
    ukraine = Act.objects.filter(number__startswith="ACT-UA-2026-0000")
    assert {(a.currency, a.client.code) for a in ukraine} == {
        ("UAH", "KAVA"),
        ("UAH", "LOGI"),
        ("UAH", "FOPZ"),
    }
    abroad = act_of("EXRO")
    assert (abroad.vat, abroad.frozen["taxes"][0]["category"]) == (Decimal(0), "AE")
    home = act_of("KAFE")
    assert home.vat == (home.net / 5).quantize(Decimal("0.01"))
    assert not Act.objects.filter(our_entity=month.our_entity).exists()


PAPERS = {
    "KAVA": ("Акт наданих послуг", "42999902", "Коваленко Марія", "₴", "претензій", "копійок"),
    "LOGI": ("Акт оказанных услуг", "42999923", "претензий", "копеек"),
    "KAFE": ("Протокол за извършена работа", "BG299990021", "Управител", "€", "евро", "цента"),
    "EXRO": (
        "Certificate of work done",
        "RO49999902",
        "Reverse charge",
        "AZUR SERVICE BULGARIA EOOD",
        "Manager",
    ),
}


def test_papers_speak_the_clients_language(month: Cast) -> None:
    for code, said in PAPERS.items():
        shown = words(act_pdf(act_paper(act_of(code).frozen)))
        assert [each for each in said if each not in shown] == []
    abroad = act_paper(act_of("EXRO").frozen).issuer
    assert not any("А" <= letter <= "я" for letter in str(abroad))


def test_remote_help_has_time_and_no_visit(month: Cast) -> None:
    orders = WorkOrder.objects.filter(place="remote", client__code="KAVA")
    assert orders.exists()
    assert TimeEntry.objects.filter(visit=None, work_order__in=orders).count() == orders.count()
    assert TimeEntry.objects.filter(visit=None, work_order=None).exists()


def test_a_company_that_pays_no_vat_charges_none(month: Cast) -> None:
    """The registration ended on 1 November: what is supplied then is without VAT."""
    sofia = LegalEntity.objects.get(zone="Europe/Sofia", is_ours=True)
    kept = sofia.versions.get()
    kept.pk, kept.valid_from, kept.vat_registered = None, date(2026, 11, 1), False
    kept._state.adding = True
    kept.save()
    theirs = Client.objects.get(code="KAFE").entities.get()
    codes = [
        treatments_for(sofia, theirs, day)[LineKind.LABOUR].code
        for day in (date(2026, 10, 31), date(2026, 11, 1))
    ]
    assert codes == ["BG-S20", "BG-NO"]


def test_holidays_are_a_snapshot_of_each_country(month: Cast) -> None:
    liberation = CalendarException.objects.get(
        calendar__name__endswith="България", date="2026-03-03"
    )
    assert liberation.windows == []
    named = {
        (day.calendar.name, day.name)
        for day in CalendarException.objects.filter(date="2026-07-14").select_related("calendar")
    }
    assert named == {("Jours ouvrés, France", "Fête nationale")}
    assert CalendarException.objects.filter(date="2026-11-19", name__contains="Fête").exists()
    # Under martial law Ukraine works on its holidays; 24 August 2026 is a Monday.
    worked = CalendarException.objects.get(calendar__name__endswith="Україна", date="2026-08-24")
    assert worked.windows == [["09:00", "18:00"]]


def test_everything_seeded_is_named_in_every_language(month: Cast) -> None:
    rows = [Skill, EquipmentType, WorkType, Part, Reason, PriceItem, Service, ChecklistTemplate]
    lacking = [
        (model.__name__, str(row))
        for model in rows
        for row in model.objects.all()
        if set(row.names) != set(LANGUAGES) or not all(row.names.values())
    ]
    assert lacking == []
    texts = [t.legal_texts for t in TaxTreatment.objects.exclude(rate__gt=0)]
    assert all(set(each) == set(LANGUAGES) for each in texts)
