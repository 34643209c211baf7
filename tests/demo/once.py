"""A company seeded once for a whole file of tests, and rolled away after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import time_machine
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from backend.database.principal import acting_as_system
from tests.conftest import make_house_user


@contextmanager
def rolled_away(blocker: DjangoDbBlocker, folder: Path, now: datetime) -> Iterator[None]:
    """The system's view of a database in which it is `now`; nothing written stays."""
    kept = override_settings(MEDIA_ROOT=folder, STATE_FOLDER=folder)
    still = time_machine.travel(now, tick=False)
    with kept, blocker.unblock(), still, acting_as_system(), transaction.atomic():
        # A transactional test that ran before left no user at all.
        make_house_user()
        yield
        transaction.set_rollback(True)
