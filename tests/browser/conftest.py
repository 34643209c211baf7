"""A real Chromium against the served product; skipped where there is no browser to be had."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from backend.accounts.devices import make_pair_code
from backend.accounts.models import User
from backend.database.principal import acting_as_system
from backend.demo.cast import ZONE, Cast, add_shift, make_cast
from backend.demo.company import furnish
from backend.dispatch.models import Engineer, Visit
from backend.lib.clock import local_date, utc_now
from backend.reactions import sweep
from backend.wsgi import application
from tests.browser.doorway import Doorway
from tests.browser.onphone import as_house
from tests.browser.watching import Watched, bring_session, watch
from tests.onsite import publish_form, published_visit

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium; every test opens a fresh context of it."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    manifest = settings.FRONTEND_DIST / "manifest.json"
    if not manifest.exists() or "phone/main.tsx" not in json.loads(manifest.read_text()):
        pytest.skip("the frontend is not built: npm run build in frontend/")
    # Playwright runs a loop in this thread, and Django then takes every query for an async one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture
def phone_context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of 360 x 740 with a touch screen that knows where it is."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
        locale="en-GB",
        permissions=["geolocation"],
        geolocation={"latitude": 43.7388, "longitude": 7.4252, "accuracy": 14},
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def phone_page(phone_context: BrowserContext) -> Iterator[Page]:
    """A page on it; anything the app throws fails the test."""
    page = phone_context.new_page()
    thrown: list[Any] = []
    page.on("pageerror", lambda error: thrown.append(error))
    yield page
    assert thrown == []


@pytest.fixture
def house(live_server: Any, transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[str]:
    """The address of the house as its web server runs it: policy, static files, maps and all."""
    settings.MEDIA_ROOT = tmp_path
    doorway = Doorway(application)
    live_server.thread.httpd.set_app(doorway)
    yield str(live_server.url)
    doorway.shut()


@pytest.fixture
def firm(house: str) -> Cast:
    """The cast with its catalogue, checklists and papers' series, all engineers on shift."""
    with acting_as_system(), transaction.atomic():
        cast = make_cast()
        furnish(cast)
        day = next_monday()
        for engineer in Engineer.objects.all():
            add_shift(engineer, day)
        return cast


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The two companies the phone's tests happen in."""
    with as_house():
        return make_cast()


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """A visit of today with a checklist, published to Olena."""
    with as_house():
        publish_form()
        return published_visit(cast, begin=utc_now(), keys=("cooling",))


@pytest.fixture
def code(cast: Cast, visit: Visit) -> str:
    """What pairs a phone with Olena, once."""
    with as_house():
        return make_pair_code(cast.engineer.user)


@pytest.fixture
def at_hand(browser: Browser, house: str) -> Iterator[Callable[..., Watched]]:
    """Give a person a browser of a width, signed in or not; whatever they see is watched."""
    contexts: list[BrowserContext] = []
    all_watched: list[Watched] = []

    def hand(user: User | None = None, width: int = 1440, **options: Any) -> Watched:
        size = {"width": width, "height": 740 if width < 600 else 900}
        context = browser.new_context(
            **{"viewport": size, "locale": "en-GB", "timezone_id": "Europe/Monaco", **options}
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if user is not None:
            bring_session(context, house, user)
        all_watched.append(watch(context.new_page(), house))
        return all_watched[-1]

    yield hand
    faults = [fault for watched in all_watched for fault in watched.faults]
    for context in contexts:
        context.close()
    assert faults == []


def next_monday() -> date:
    """A working day of the contract's hours that is still wholly ahead."""
    today = local_date(utc_now(), ZONE)
    return today + timedelta(days=7 - today.weekday())


def the_worker_runs() -> None:
    """Carry out every consequence that journal entries ask for, and what follows from those."""
    with acting_as_system():
        for _round in range(3):
            sweep()
