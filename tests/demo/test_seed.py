"""`bin/manage seed`: the same company from the same seed, and asked twice not doubled."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from backend.billing.models import Act, BillableLine
from backend.clients.models import Client, Contact, Equipment, ServiceObject
from backend.contracts.examples import run_examples
from backend.contracts.models import Contract, ContractVersion
from backend.demo import history, open_work, remote_month
from backend.demo.management.commands import seed
from backend.desk.actions import rebuild_clocks
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Engineer, Shift, Visit
from backend.lib.clock import utc_now
from tests.demo.once import rolled_away

KINDS = (Client, Contact, ServiceObject, Equipment, Contract, Request, WorkOrder, Visit)


@pytest.fixture(scope="module", autouse=True)
def monday(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """A Monday the whole file is told on; what is seeded is rolled away after it."""
    folder = tmp_path_factory.mktemp("seed")
    with rolled_away(django_db_blocker, folder, datetime(2026, 11, 23, 9, tzinfo=UTC)):
        yield


def rows(model: Any, *names: str) -> list[Any]:
    return sorted(model.objects.values_list(*names), key=repr)


def seeded(seed: int) -> dict[str, list[Any]]:
    """What a seed makes, as a person would compare it; nothing of it stays."""
    told: dict[str, list[Any]] = {}
    with transaction.atomic():
        call_command("seed", seed=seed, verbosity=0)
        told["places"] = rows(ServiceObject, "client__name", "client_code", "name", "address")
        told["equipment"] = rows(Equipment, "object__client_code", "name", "serial")
        told["visits"] = rows(Visit, "object__client_code", "planned_from", "state")
        told["orders"] = rows(WorkOrder, "object__client_code", "words", "minutes", "state")
        told["repeats"] = rows(WorkOrder, "repeat_of__completed_at", "repeat_cause")
        told["lines"] = rows(BillableLine, "client__name", "text", "quantity", "net", "state")
        transaction.set_rollback(True)
    return told


def test_the_same_seed_is_the_same_company(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told of a short month with little to do, as two whole ones take long."""
    small = [(history, "DAYS", 6), (history, "VISITS_A_DAY", 2), (remote_month, "DAYS", 6)]
    for module, name, number in [*small, (open_work, "TO_PLAN", 6), (seed, "TO_PLAN", 6)]:
        monkeypatch.setattr(module, name, number)
    first = seeded(7)
    assert all(first.values())
    assert seeded(7) == first


@pytest.fixture(scope="module")
def company(monday: None) -> None:
    """One whole seeding for all that is held true of it."""
    call_command("seed", verbosity=0)


@pytest.mark.usefixtures("company")
def test_clocks_are_what_the_journal_makes_of_them() -> None:
    found = rebuild_clocks(utc_now(), only_check=True)
    assert [each for some in found for each in some] == []


CODES = {"HERM": "S", "PARC": "S", "CAFE": "S", "SPOR": "O", "CULT": "AE"}


@pytest.mark.usefixtures("company")
def test_the_home_companys_month_stands_on_acts() -> None:
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


@pytest.mark.usefixtures("company")
def test_faults_come_again_and_visits_are_made_at_night() -> None:
    """8 engineers by 20 days by 6 visits are 960, and 40 nights make 1,000; 90 are repeats."""
    month = Visit.objects.filter(date__lt=date(2026, 11, 23))
    # Nine in the evening in Monaco is eight in UTC in winter, seven in summer.
    nights = month.filter(planned_from__hour__gte=19).count()
    assert 25 < nights < 55
    assert month.count() == 960 + nights
    repeats = WorkOrder.objects.filter(repeat_of__isnull=False, visit_works__visit__in=month)
    assert 60 < repeats.count() < 120
    for work in repeats.select_related("repeat_of", "request"):
        assert work.equipment_id == work.repeat_of.equipment_id
        assert work.repeat_of.completed_at < work.request.reported_at
    assert {work.repeat_cause for work in repeats} >= {"same_fault", "bad_part", "new_fault", ""}
    reactive = month.filter(works__work_order__request__isnull=False).count()
    assert 0.40 < reactive / month.count() < 0.50


@pytest.mark.usefixtures("company")
def test_three_in_a_hundred_paid_lines_are_disputed() -> None:
    """Every 33rd line somebody would pay for, the first of them too."""
    disputed = BillableLine.objects.filter(change_reason="Disputed by the client")
    asked = BillableLine.objects.filter(state="proposed", net__gt=0).count() + disputed.count()
    assert disputed.count() == -(-asked // 33)
    assert {line.state for line in disputed} == {"rejected"}


@pytest.mark.usefixtures("company")
def test_planned_work_is_called_as_its_client_calls_it() -> None:
    known = {
        "en": "Planned maintenance",
        "uk": "Планове ТО",
        "bg": "Планова профилактика",
        "ru": "Плановое ТО",
    }
    said = WorkOrder.objects.filter(work_type__code="maintenance", request=None)
    words = set(said.values_list("client__language", "words"))
    assert words
    assert words == {(language, known[language]) for language, _said in words}


@pytest.mark.usefixtures("company")
def test_every_contract_agrees_with_its_examples() -> None:
    versions = ContractVersion.objects.select_related("contract__our_entity", "calendar")
    asked = [
        (version.contract.number, got)
        for version in versions
        for _example, got in run_examples(version)
    ]
    assert len(asked) > Contract.objects.count()
    assert [each for each in asked if not each[1].is_green] == []


@pytest.mark.usefixtures("company")
def test_asked_twice_nothing_is_doubled() -> None:
    before = [kind.objects.count() for kind in (*KINDS, Engineer, Shift)]
    call_command("seed", verbosity=0)
    assert [kind.objects.count() for kind in (*KINDS, Engineer, Shift)] == before
