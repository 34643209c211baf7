"""A real Chromium against the served product; skipped where there is no browser to be had."""

import json
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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
