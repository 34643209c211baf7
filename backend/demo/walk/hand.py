"""What the walk has in hand, and the ways its steps look at pages."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from backend.demo.walk.pages import Page, Person, WalkError
from backend.demo.walk.phone import Phone
from backend.lib.clock import local_date, utc_now

PATIENCE_S = 60


@dataclass
class Walk:
    """The people, and the names of what they made so far."""

    base: str
    folder: Path
    people: dict[str, Person] = field(default_factory=dict)
    phones: list[Phone] = field(default_factory=list)
    request: str = ""
    request_page: str = ""
    desk_page: str = ""
    engineer: str = ""
    visit: str = ""

    @property
    def day(self) -> date:
        """Tomorrow, when every engineer of the demo has a whole shift before them."""
        return local_date(utc_now(), "Europe/Monaco") + timedelta(days=1)

    @property
    def phone(self) -> Phone:
        """The engineer's phone, once it is paired."""
        return self.phones[-1]

    def keep(self, name: str, content: bytes) -> Path:
        """Write a downloaded file beside the state and say where."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content)
        return self.folder / name


def first(page: Page, name: str) -> str:
    """The first real choice of a field."""
    for form in page.forms:
        for value in form.options.get(name, []):
            if value:
                return value
    raise WalkError(f"{page.url} offers no {name}")


def found(pattern: str, page: Page) -> str:
    match = re.search(pattern, page.text)
    if match is None:
        raise WalkError(f"{page.url} shows nothing like {pattern}")
    return match.group(match.lastindex or 0)


def is_pdf(page: Page) -> bool:
    """Whether a PDF was answered, and not a page about one."""
    return page.content.startswith(b"%PDF-")


def pdf_of(page: Page) -> bytes:
    """The bytes that were answered, which must be a PDF."""
    if not is_pdf(page):
        raise WalkError(f"{page.url} is no PDF")
    return page.content


def until(holds: Callable[[], bool], otherwise: str) -> None:
    """Look again and again, a minute at most: the worker needs a moment."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > deadline:
            raise WalkError(otherwise)
        time.sleep(0.3)
