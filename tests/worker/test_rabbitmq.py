"""RabbitMQ as the broker: what follows an entry happens once, whatever becomes of the broker."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from backend.database.principal import acting_as_system
from backend.demo.cast import Cast, make_cast
from backend.desk.models import Request

from .house import House, eventually, kill
from .mail_server import MailServer
from .people import report_a_fault, signed_in
from .rabbitmq import RabbitMQ, why_not

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(why_not()), reason=why_not() or "RabbitMQ is here"),
]


@pytest.fixture
def rabbitmq(tmp_path: Path) -> Iterator[RabbitMQ]:
    server = RabbitMQ(tmp_path)
    yield server
    server.end()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def house(tmp_path: Path, rabbitmq: RabbitMQ, mail_server: MailServer) -> Iterator[House]:
    house = House(tmp_path, mail_server.url, CELERY_BROKER_URL=rabbitmq.url)
    yield house
    house.end()


@pytest.fixture
def cast() -> Cast:
    with acting_as_system(), transaction.atomic():
        return make_cast()


def test_a_broker_that_is_killed_loses_nothing(
    house: House, cast: Cast, rabbitmq: RabbitMQ, mail_server: MailServer
) -> None:
    web, contact = house.web(), signed_in(cast.contact)

    def letters() -> int:
        return len({letter["Message-ID"] for letter in mail_server.letters})

    # Without a beat nothing sweeps: the wake-up itself has come through RabbitMQ.
    worker = house.worker(beat=False)
    report_a_fault(contact, web, cast, "It drips")
    eventually(lambda: letters() == 1, "the first letter")
    kill(worker)
    # The second wake-up waits in the broker while it is killed; the third never reaches it.
    report_a_fault(contact, web, cast, "It drips again")
    rabbitmq.kill()
    report_a_fault(contact, web, cast, "It drips for the third time")
    rabbitmq.start()
    house.worker(beat=False)
    eventually(lambda: letters() == 2, "the letter that waited in the broker")
    house.worker()
    eventually(lambda: letters() == 3, "the letter that the sweep found")
    with acting_as_system(), transaction.atomic():
        assert Request.objects.count() == 3
    assert len(mail_server.letters) == 3
