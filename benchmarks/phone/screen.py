"""How much the phone's app weighs and how soon its first screen stands on a slow phone.

Asks a running house (its address is the one argument) through Chromium with the network and the
processor of a cheap phone: 1.6 Mbit/s, 150 ms, a quarter of this machine's speed. Adds a row to
screens.md.
"""

import gzip
import json
import os
import re
import shutil
import statistics
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

FIGURES: Final = Path(__file__).with_name("screens.md")
END: Final = "<!-- /table -->"
TIMES: Final = 5
SLOW_NETWORK: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER: Final = 4
PATIENCE_MS: Final = 60_000


def main(address: str) -> None:
    """Measure weight, a first visit and a start from the phone itself; write them down."""
    needed, later = weight_kb(address)
    print(f"shell {needed:.0f} kB, later {later:.0f} kB", flush=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        first = [first_visit_s(browser, address) for _time in range(TIMES)]
        again = [start_from_phone_s(browser, address) for _time in range(TIMES)]
        browser.close()
    print("first visit", first, "start from the phone", again)
    write([f"{needed:.0f}", f"{later:.0f}", shown(first), shown(again)])


def weight_kb(address: str) -> tuple[float, float]:
    """What a start needs and what is fetched behind it, gzipped, in kilobytes."""
    worker = read(f"{address}/phone/sw.js").decode().splitlines()[0]
    told = json.loads(worker.removeprefix("self.SHELL = ").removesuffix(";"))
    parts = [[read(address + path) for path in told[kind]] for kind in ("needed", "later")]
    needed, later = (sum(len(gzip.compress(one)) for one in part) / 1000 for part in parts)
    return needed, later


def read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310  the address is ours
        content: bytes = answer.read()
        return content


def first_visit_s(browser: Browser, address: str) -> float:
    """Nothing kept: from the address to a screen that can be used."""
    context = phone(browser)
    page = context.new_page()
    slow(context, page)
    seconds = until_usable(page, address)
    context.close()
    return seconds


def start_from_phone_s(browser: Browser, address: str) -> float:
    """The app is on the phone, the network is gone: a cold start in a new page."""
    context = phone(browser)
    page = context.new_page()
    page.goto(f"{address}/phone/")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=PATIENCE_MS)
    page.close()
    context.set_offline(True)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    seconds = until_usable(page, address)
    context.close()
    return seconds


def phone(browser: Browser) -> BrowserContext:
    return browser.new_context(
        viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True, locale="en-GB"
    )


def slow(context: BrowserContext, page: Page) -> None:
    session: CDPSession = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def until_usable(page: Page, address: str) -> float:
    begun = time.monotonic()
    page.goto(f"{address}/phone/", wait_until="commit")
    page.get_by_role("heading", level=1, name=re.compile(".")).wait_for(timeout=PATIENCE_MS)
    return round(time.monotonic() - begun, 2)


def shown(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f})"


def write(figures: list[str]) -> None:
    """A row of the table, the newest last."""
    cores = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    row = f"| {datetime.now(UTC):%Y-%m-%d} | {cores} | " + " | ".join(figures) + " |\n"
    print(row)
    FIGURES.write_text(FIGURES.read_text().replace(END, row + END))


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
