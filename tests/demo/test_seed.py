"""`bin/manage seed`: the same company from the same seed, and asked twice not doubled."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from backend.billing.models import Act, BillableLine
from backend.clients.models import Client, Contact, Equipment, ServiceObject
from backend.contracts.examples import run_examples
from backend.contracts.models import Contract, ContractVersion
from backend.desk.actions import rebuild_clocks
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Engineer, Shift, Visit
from backend.lib.clock import utc_now

KINDS = (Client, Contact, ServiceObject, Equipment, Contract, Request, WorkOrder, Visit)


class TakenBackError(Exception):
    """Rolls a seeded company away."""


@pytest.fixture
def on_monday(settings: Any, tmp_path: Any, as_house: None) -> Iterator[None]:
    settings.STATE_FOLDER = tmp_path
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        yield


def seeded(seed: int) -> dict[str, list[Any]]:
    """What a seed makes, as a person would compare it; nothing of it stays."""
    told: dict[str, list[Any]] = {}
    try:
        with transaction.atomic():
            call_command("seed", seed=seed, verbosity=0)
            told["places"] = rows(ServiceObject, "client__name", "client_code", "name", "address")
            told["equipment"] = rows(Equipment, "object__client_code", "name", "serial")
            told["visits"] = rows(Visit, "object__client_code", "planned_from", "state")
            told["orders"] = rows(WorkOrder, "object__client_code", "words", "minutes", "state")
            told["lines"] = rows(BillableLine, "client__name", "text", "quantity", "net")
            raise TakenBackError
    except TakenBackError:
        return told


def rows(model: Any, *names: str) -> list[Any]:
    return sorted(model.objects.values_list(*names), key=repr)


@pytest.mark.django_db
def test_the_same_seed_is_the_same_company(on_monday: None) -> None:
    first = seeded(7)
    assert all(first.values())
    assert seeded(7) == first


@pytest.mark.django_db
def test_the_demo_company_holds_together(on_monday: None) -> None:
    """One seeding, as it takes long, and all that is true of it."""
    call_command("seed", verbosity=0)
    clocks_are_what_the_journal_makes_of_them()
    the_home_companys_month_stands_on_acts()
    every_contract_agrees_with_its_examples()
    asked_twice_nothing_is_doubled()


def clocks_are_what_the_journal_makes_of_them() -> None:
    found = rebuild_clocks(utc_now(), only_check=True)
    assert [each for some in found for each in some] == []


def asked_twice_nothing_is_doubled() -> None:
    before = [kind.objects.count() for kind in (*KINDS, Engineer, Shift)]
    call_command("seed", verbosity=0)
    assert [kind.objects.count() for kind in (*KINDS, Engineer, Shift)] == before


CODES = {"HERM": "S", "PARC": "S", "CAFE": "S", "SPOR": "O", "CULT": "AE"}


def the_home_companys_month_stands_on_acts() -> None:
    """Monaco's clients pay 20 %, one in Italy by reverse charge, one in Switzerland none."""
    acts = {act.client.code: act for act in Act.objects.filter(our_entity__currency="EUR")}
    assert {code: acts[code].frozen["taxes"][0]["category"] for code in CODES} == CODES
    assert (acts["CULT"].vat, acts["SPOR"].vat) == (0, 0)
    assert "196" in acts["CULT"].frozen["taxes"][0]["legal_text"]
    # A flat 240.00 a month of the hotel, and ten cafés at 35.00 each.
    fees = BillableLine.objects.filter(source="recurring_fee")
    nets = dict(fees.values_list("client__code", "net"))
    assert (nets["HERM"], nets["CAFE"]) == (240, 350)
    assert {act.document_date for act in acts.values()} == {date(2026, 10, 31)}


def every_contract_agrees_with_its_examples() -> None:
    versions = ContractVersion.objects.select_related("contract__our_entity", "calendar")
    asked = [
        (version.contract.number, got)
        for version in versions
        for _example, got in run_examples(version)
    ]
    assert len(asked) > Contract.objects.count()
    assert [each for each in asked if not each[1].is_green] == []
