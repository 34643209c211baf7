"""`bin/manage seed`: the same company from the same seed, and asked twice not doubled."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from backend.billing.models import BillableLine
from backend.clients.models import Client, Contact, Equipment, ServiceObject
from backend.contracts.models import Contract
from backend.desk.models import Request, WorkOrder
from backend.dispatch.models import Engineer, Shift, Visit

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
def test_asked_twice_nothing_is_doubled(on_monday: None) -> None:
    call_command("seed", verbosity=0)
    before = [kind.objects.count() for kind in (*KINDS, Engineer, Shift)]
    call_command("seed", verbosity=0)
    assert [kind.objects.count() for kind in (*KINDS, Engineer, Shift)] == before
