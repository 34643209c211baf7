"""Two webs, two workers and two beats on one state do nothing twice, one killed in the middle.

Everything is real: processes, broker, an SMTP server that counts letters by their Message-ID.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import httpx
import pytest
from django.db import transaction
from redis import Redis

from backend.billing.actions import draft_lines
from backend.billing.models import Act, BillableLine, DocumentSeries
from backend.database.principal import acting_as_system
from backend.demo.cast import Cast, make_cast
from backend.desk.models import Request
from backend.dispatch.models import Visit
from backend.journal import kinds
from backend.journal.actions import record
from backend.journal.models import Delivery, Entry
from backend.lib.clock import utc_now
from tests.billing.conftest import MONDAY, Facts, approved, ended_visit

from .house import House, eventually, kill, own_redis
from .mail_server import MailServer
from .people import report_a_fault, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
REQUESTS, ACTS, VISITS = 200, 8, 6


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def house(tmp_path: Path, mail_server: MailServer) -> Iterator[House]:
    Redis.from_url(own_redis()).flushdb()
    house = House(tmp_path, mail_server.url)
    yield house
    house.end()


@pytest.fixture
def cast() -> Cast:
    with acting_as_system(), transaction.atomic():
        made = make_cast()
        DocumentSeries.objects.get_or_create(
            entity=made.our_entity,
            kind="act",
            defaults={"prefix": "ACT-", "reset": DocumentSeries.Reset.YEARLY},
        )
        return made


def ended_visits(cast: Cast, number: int) -> list[Visit]:
    begins = [MONDAY + timedelta(hours=2 * place) for place in range(number)]
    return [ended_visit(cast, Facts(arrived_at=begin, work_min=60)) for begin in begins]


def issue(browser: httpx.Client, web: str, cast: Cast, line: BillableLine) -> None:
    address = f"{web}/money/ready/{cast.hotel.pk}/{cast.our_entity.pk}/EUR/"
    form = {"document_date": utc_now().date().isoformat(), "chosen": str(line.pk)}
    answer = browser.post(address, data=form)
    assert answer.status_code == 302, answer.text[:2000]


@transaction.atomic
def owed() -> int:
    """Entries whose consequences are not noted yet, and consequences that are not done."""
    with acting_as_system():
        submitted = Entry.objects.filter(kind=kinds.REQUEST_SUBMITTED, deliveries=None).count()
        return submitted + Delivery.objects.exclude(state="done").count()


def test_nothing_happens_twice(house: House, cast: Cast, mail_server: MailServer) -> None:
    webs = [house.web(), house.web()]
    workers = [house.worker(), house.worker()]
    contact = signed_in(cast.contact)

    def submit(number_and_web: tuple[int, str]) -> None:
        number, web = number_and_web
        if number == REQUESTS // 2:
            kill(workers[0])
        report_a_fault(contact, web, cast, f"It drips for the {number}th time")

    with ThreadPoolExecutor(6) as people:
        list(people.map(submit, zip(range(REQUESTS), cycle(webs), strict=False)))
    workers.append(house.worker())
    eventually(lambda: owed() == 0, "every consequence is done")

    with acting_as_system(), transaction.atomic():
        assert Request.objects.count() == REQUESTS
        assert len({request.number for request in Request.objects.all()}) == REQUESTS
        confirmed = Delivery.objects.filter(consequence="backend.desk.tasks.confirm_request")
        assert confirmed.count() == REQUESTS
    letters = [letter["Message-ID"] for letter in mail_server.letters]
    assert len(set(letters)) == REQUESTS
    # The one that was killed may have had a letter in its hand that the server took already: it
    # goes out again under the same Message-ID, by which mail programs know it.
    assert len(letters) - REQUESTS <= 1


def test_lines_are_drafted_once(house: House, cast: Cast) -> None:
    with acting_as_system(), transaction.atomic():
        visits = ended_visits(cast, VISITS)
        alone = draft_lines(visits.pop().id)
    house.worker()
    house.worker()
    with acting_as_system(), transaction.atomic():
        for visit in visits:
            # Said twice: whatever calls for it, the lines of a visit are drafted once.
            record(kinds.VISIT_COMPLETED, visit, by=None)
            record(kinds.VISIT_COMPLETED, visit, by=None)

    @transaction.atomic
    def lines() -> list[int]:
        with acting_as_system():
            counted = [BillableLine.objects.filter(visit=visit).count() for visit in visits]
            noted = Delivery.objects.filter(consequence="backend.billing.tasks.draft_lines")
            done = noted.filter(state="done").count()
            return [*counted, done]

    wanted = [len(alone)] * len(visits) + [2 * len(visits)]
    eventually(lambda: lines() == wanted, f"{wanted}, but {lines()}")


def test_numbers_have_no_gap(house: House, cast: Cast) -> None:
    webs = [house.web(), house.web()]
    biller = signed_in(cast.biller)
    with acting_as_system(), transaction.atomic():
        lines = approved(cast, *ended_visits(cast, ACTS))[:ACTS]
    with ThreadPoolExecutor(ACTS) as people:
        list(
            people.map(
                lambda pair: issue(biller, pair[0], cast, pair[1]),
                zip(cycle(webs), lines, strict=False),
            )
        )
    with acting_as_system(), transaction.atomic():
        numbers = sorted(Act.objects.values_list("number", flat=True))
    counted = [int(re.findall(r"\d+", number)[-1]) for number in numbers]
    assert counted == list(range(1, ACTS + 1))
