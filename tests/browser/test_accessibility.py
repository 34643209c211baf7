"""axe walks every face of the house, in light and in dark, and finds nothing serious."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.db import transaction
from playwright.sync_api import Page, expect

from backend.accounts.devices import make_pair_code
from backend.database.principal import acting_as_system
from backend.demo.cast import make_cast
from backend.lib.clock import utc_now
from backend.web.administration.registers import REGISTERS
from tests.browser.onphone import pair, tap, to_work
from tests.browser.watching import Watched
from tests.house.world import MONDAY, World, lasting_world
from tests.onsite import publish_form, published_visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Hand = Callable[..., Watched]

AXE: Final = Path(settings.FRONTEND_DIST).parent / "node_modules" / "axe-core" / "axe.min.js"
FINDINGS: Final = """async () => {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    return found.violations
        .filter((each) => ["serious", "critical"].includes(each.impact))
        .flatMap((each) => each.nodes.map((node) =>
            `${each.id}: ${node.html.slice(0, 140)} (${node.failureSummary.split("\\n")[1]})`));
}"""


@pytest.fixture(autouse=True)
def axe() -> None:
    """axe comes with the packages of the frontend, which a built one may have gone without."""
    if not AXE.exists():
        pytest.skip("axe-core is not there: npm ci in frontend/")


@contextmanager
def as_house() -> Iterator[None]:
    """Row-level security asks every transaction who is there."""
    with acting_as_system(), transaction.atomic():
        yield


def faults_of(page: Page) -> list[str]:
    """What axe finds serious on the page as it stands, in light and in dark."""
    page.evaluate(AXE.read_text())
    found = []
    for scheme in ("light", "dark"):
        # A colour on its way to another one would be judged for what it is for a blink.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        told: list[str] = page.evaluate(FINDINGS)
        found += [f"{page.url} in {scheme}: {fault}" for fault in told]
    return found


def walked(watched: Watched, paths: list[str]) -> list[str]:
    """What axe finds on these pages."""
    found = []
    for path in paths:
        watched.open(path)
        found += faults_of(watched.page)
    return found


def desk_and_day(world: World) -> list[str]:
    own = world.own
    return [
        "/desk/?view=all",
        "/desk/?q=nothing+like+it",
        "/desk/log/?q=HH",
        f"/desk/log/{own.place.pk}/",
        f"/desk/requests/{own.fresh.pk}/",
        f"/desk/requests/{own.fresh.pk}/triage/",
        f"/desk/requests/{own.fresh.pk}/cancel/",
        f"/desk/requests/{own.done.pk}/",
        f"/desk/work/{own.work.pk}/",
        "/desk/review/",
        "/desk/phones/",
        f"/day/{MONDAY}/",
        f"/day/{MONDAY}/assign/",
        f"/day/{MONDAY}/publish/",
        f"/day/visits/{own.visit.pk}/",
        f"/day/plans/{world.plan.pk}/",
        "/day/plans/",
        f"/day/{MONDAY}/plan/more/",
        f"/day/{MONDAY}/shifts/{own.engineer.pk}/",
        f"/desk/work/{own.work.pk}/window/",
        "/administration/abilities/",
        "/administration/clearances/new/",
        "/administration/engineer-wishes/",
        "/mail/",
    ]


def portal(world: World) -> list[str]:
    own = world.own
    return [
        "/portal/?show=all",
        "/portal/new/",
        f"/portal/requests/{own.open.pk}/",
        f"/portal/requests/{own.done.pk}/",
        "/portal/objects/",
        "/portal/papers/",
        "/portal/papers/?show=reports",
        f"/portal/requests/{own.fresh.pk}/cancel/",
        "/portal/approvals/",
        "/accounts/password/change/",
        "/accounts/logout/",
    ]


def money(world: World) -> list[str]:
    return [
        "/money/lines/?view=all",
        f"/money/lines/{world.own.lines[0].pk}/",
        f"/money/lines/{world.own.lines[0].pk}/counted/",
        "/money/ready/",
        f"/money/month/?month={MONDAY:%Y-%m}",
        f"/money/month/unsigned/?month={MONDAY:%Y-%m}",
        "/money/acts/",
        f"/money/acts/{world.own.act.pk}/",
        "/money/exports/",
    ]


def administration(world: World) -> list[str]:
    own = world.own
    with as_house():
        terms = own.contract.versions.get().pk
    return [
        "/administration/",
        "/administration/house/",
        "/administration/contracts/",
        "/administration/contracts/new/",
        f"/administration/contracts/{own.contract.pk}/",
        f"/administration/contracts/{own.contract.pk}/next/",
        f"/administration/terms/{terms}/",
        f"/administration/terms/{terms}/add/promise/",
        "/administration/calendars/",
        f"/administration/calendars/{world.cast.calendar.pk}/",
        f"/administration/engineers/{own.engineer.pk}/",
        f"/administration/engineers/{own.engineer.pk}/shifts/",
        f"/administration/clients/{own.client.pk}/",
        f"/administration/objects/{own.place.pk}/",
        *(f"/administration/{slug}/" for slug in REGISTERS),
    ]


def test_the_office_and_the_portal(house: str, at_hand: Hand) -> None:
    world = lasting_world()
    cast = world.cast
    found = [
        *walked(at_hand(cast.dispatcher), desk_and_day(world)),
        *walked(at_hand(cast.contact), portal(world)),
        *walked(at_hand(cast.biller), money(world)),
        *walked(at_hand(cast.administrator), administration(world)),
    ]
    assert found == []


def test_pages_for_strangers(house: str, at_hand: Hand) -> None:
    told = ["done/", "key/abc-no-such-key/"]
    paths = ["/accounts/login/", *(f"/accounts/password/reset/{end}" for end in ["", *told])]
    assert walked(at_hand(), [*paths, "/accounts/inactive/", "/accounts/signup/"]) == []


def test_the_phone(house: str, phone_page: Page) -> None:
    with as_house():
        cast = make_cast()
        publish_form()
        published_visit(cast, begin=utc_now(), keys=("cooling",))
        code = make_pair_code(cast.engineer.user)
    phone_page.goto(f"{house}/phone/")
    found = faults_of(phone_page)
    pair(phone_page, house, code)
    found += faults_of(phone_page)
    phone_page.get_by_role("button", name="Accept visit").scroll_into_view_if_needed()
    to_work(phone_page)
    found += faults_of(phone_page)
    tap(phone_page, "Finish and sign")
    expect(phone_page.locator("h1")).to_be_visible()
    found += faults_of(phone_page)
    assert found == []
