"""What an engineer does on the phone, step by step, as the tests of the app need it."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import transaction
from PIL import Image
from playwright.sync_api import Page, expect

from backend.database.principal import acting_as_system

# Long enough for a house under load; reached only by a test that fails.
PATIENCE_MS: Final = 20_000


@contextmanager
def as_house() -> Iterator[None]:
    """Row-level security asks every transaction who is there."""
    with acting_as_system(), transaction.atomic():
        yield


def kept_whole(page: Page) -> None:
    """Wait until the app is on the phone, all of it, so that it starts without a network."""
    page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=PATIENCE_MS)


def photo() -> dict[str, Any]:
    """A picture as the camera's file input hands it over, larger than one chunk."""
    written = io.BytesIO()
    Image.effect_noise((900, 700), 80).convert("RGB").save(written, "JPEG", quality=92)
    return {"name": "before.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def pair(page: Page, address: str, code: str) -> None:
    page.goto(f"{address}/phone/")
    page.get_by_label("Pairing code").fill(code)
    page.locator("footer").get_by_role("button", name="Pair").click()
    expect(page.get_by_role("heading", name=re.compile("Today"))).to_be_visible()


def to_work(page: Page) -> None:
    for step in ("Accept visit", "Set off", "I have arrived", "Start work"):
        tap(page, step)
    expect(page.get_by_role("button", name="Finish and sign")).to_be_visible()


def fill_checklist(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Cooling")).click()
    page.get_by_role("checkbox", name="Cleaned").click()
    tap(page, "Pass")
    tap(page, "Hand in checklist")
    expect(page.get_by_text("Handed in")).to_be_visible()


def take_photo(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Photos")).click()
    page.locator("footer input[type=file]").set_input_files([photo()])  # type: ignore[list-item]
    expect(page.locator("figcaption")).to_have_text("Sent")
    page.get_by_role("link", name="Back").click()


def to_report(page: Page) -> None:
    tap(page, "Finish and sign")
    tap(page, "Done")
    tap(page, "Show the report")


def finish_and_sign(page: Page) -> None:
    to_report(page)
    page.get_by_text("End of the report").scroll_into_view_if_needed()
    tap(page, "Sign")
    page.get_by_label("Signer's name").fill("Sophie Laurent")
    draw(page)
    tap(page, "Sign and finish")
    expect(page.get_by_text("Signed by Sophie Laurent")).to_be_visible()


def draw(page: Page) -> None:
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 90)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 40 + step * 15, box["y"] + 90 + (25 if step % 2 else -25))
    page.mouse.up()


def everything_sent(page: Page) -> None:
    expect(page.get_by_role("link", name="Everything is sent")).to_be_visible(timeout=20_000)
