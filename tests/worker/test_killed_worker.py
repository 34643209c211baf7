"""A worker killed with -9 in the middle of a consequence: it still happens, and once.

Everything is real: the broker, two worker processes one after the other, an SMTP server that
hangs while the first one sends.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings

from backend.accounts.models import User
from backend.database.principal import acting_as, acting_as_system
from backend.demo.cast import Cast, make_cast
from backend.desk.actions import NewRequest, submit_request
from backend.journal.models import Delivery
from backend.lib.clock import utc_now
from backend.notify.models import Notice

from .mail_server import MailServer

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


@contextmanager
def worker(mail_url: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker on the test database, with the beat's sweep inside, on a broker queue of its own."""
    environment = {**os.environ, "CALLOUT_SMTP_URL": mail_url, "REDIS_URL": _own_broker()}
    environment["DATABASE_APP_URL"] = _test_database()
    command = [sys.executable, "-m", "celery", "-A", "backend.celery", "worker", "--beat"]
    options = [
        "--concurrency=1",
        "--loglevel=ERROR",
        "-s",
        f"/tmp/beat-{os.getpid()}-{time.time()}",
    ]
    process = subprocess.Popen([*command, *options], cwd=ROOT, env=environment, process_group=0)
    try:
        yield process
    finally:
        _end(process, signal.SIGKILL)


def _end(process: "subprocess.Popen[bytes]", how: signal.Signals) -> None:
    if process.poll() is None:
        os.killpg(process.pid, how)
    process.wait()


def _own_broker() -> str:
    """Another database of the same broker, so that no other worker takes our tasks."""
    return urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path="/9"))


def _test_database() -> str:
    url = urlsplit(os.environ["DATABASE_APP_URL"])
    return urlunsplit(url._replace(path=f"/{settings.DATABASES['default']['NAME']}"))


def eventually(holds: Callable[[], bool], what: str) -> None:
    """Ask again and again until it holds, for a minute at most."""
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until, f"never happened: {what}"
        time.sleep(0.1)


def report_a_fault(cast: Cast, by: User) -> None:
    with acting_as(by.pk):
        wish = NewRequest(
            object_id=cast.hotel_object.pk,
            equipment_id=cast.ice_machine.pk,
            words="It drips",
            impact="partly",
        )
        submit_request(wish, by=by)


def delivered() -> bool:
    with acting_as_system():
        from django.db import transaction

        with transaction.atomic():
            return Delivery.objects.filter(state="done").exists()


def test_a_letter_under_way_is_sent_once_after_all(mail_server: MailServer) -> None:
    from django.db import transaction

    with acting_as_system(), transaction.atomic():
        cast = make_cast()
    mail_server.hangs = True
    with worker(mail_server.url) as first:
        report_a_fault(cast, cast.contact)
        assert mail_server.reached.wait(PATIENCE_S)
        _end(first, signal.SIGKILL)
    with acting_as_system(), transaction.atomic():
        left = Delivery.objects.get()
        assert (left.state, left.attempts) == ("due", 1)
        assert Notice.objects.get().state == "due"
        # The lease of the dead worker runs out; nobody has to wait for it here.
        Delivery.objects.update(lease_until=utc_now() - timedelta(seconds=1))
    mail_server.hangs = False
    with worker(mail_server.url):
        eventually(delivered, "the letter was never sent")
    assert [letter["To"] for letter in mail_server.letters] == ["contact@example.com"]
    with acting_as_system(), transaction.atomic():
        assert Notice.objects.get().state == "sent"
