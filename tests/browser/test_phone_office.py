"""What the office tells a phone: notices, changes of a visit, and the ways back in."""

import re
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import BrowserContext, Page, expect

from backend.accounts.devices import open_rescue, revoke_device
from backend.accounts.models import Device
from backend.clients.models import ServiceObject
from backend.demo.cast import PASSWORD, Cast
from backend.dispatch.models import Visit, World
from backend.fieldwork.models import Receipt
from tests.browser.onphone import as_house, everything_sent, kept_whole, pair, tap, to_work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SUBSCRIBE = """([endpoint, keys]) => {
    const held = {
        toJSON: () => ({ endpoint, expirationTime: null, keys }),
        unsubscribe: async () => { held.gone = true; return true; },
    };
    let now = null;
    PushManager.prototype.subscribe = async (wish) => {
        if (!wish.userVisibleOnly || !wish.applicationServerKey) throw new Error("not visible");
        return (now = held);
    };
    PushManager.prototype.getSubscription = async () => (held.gone ? null : now);
}"""

# The notices of a title, looked for at every frame: `wait_for_function` awaits no promise.
NOTICES = """async (title) => {
    const worker = await navigator.serviceWorker.ready;
    for (let frame = 0; frame < 120; frame += 1) {
        const found = (await worker.getNotifications()).filter((one) => one.title === title);
        if (found.length) return found.map((one) => [one.title, one.body, one.data?.path, one.tag]);
        await new Promise(requestAnimationFrame);
    }
    return [];
}"""


def test_a_notice_is_always_seen_and_leads_to_its_visit(
    house: str, phone_context: BrowserContext, phone_page: Page, visit: Visit, code: str
) -> None:
    page = phone_page
    phone_context.grant_permissions(["notifications"], origin=house)
    pair(page, house, code)
    kept_whole(page)
    path = f"/phone/#/visit/{visit.id}"
    told = f'{{"title": "New visit", "body": "Hotel", "path": "{path}", "tag": "v1"}}'
    shown = notices(phone_context, page, house, told, title="New visit")
    assert shown == [["New visit", "Hotel", path, "v1"]]
    # What cannot be read is shown all the same.
    shown = notices(phone_context, page, house, "not json", title="Callout")
    assert shown == [["Callout", "", "/phone/", "callout"]]


def notices(
    context: BrowserContext, page: Page, address: str, data: str, *, title: str
) -> list[list[str]]:
    """The notices of a title after a message was delivered.

    The browser's protocol may drop a message to a worker that is just starting, which a push
    service does not; a second one has the same tag and shows no second notice.
    """
    for _delivery in range(5):
        deliver(context, page, address, data)
        found: list[list[str]] = page.evaluate(NOTICES, title)
        if found:
            break
    return found


def deliver(context: BrowserContext, page: Page, address: str, data: str) -> None:
    """Hand a push message to the page's service worker, as the browser does."""
    protocol = context.new_cdp_session(page)
    known: list[dict[str, Any]] = []
    protocol.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"])
    )
    protocol.send("ServiceWorker.enable")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    registration = next(one for one in known if one["scopeURL"] == f"{address}/phone/")
    protocol.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": address, "registrationId": registration["registrationId"], "data": data},
    )
    protocol.detach()


def test_notices_are_turned_on_and_off_in_plain_words(
    house: str,
    phone_context: BrowserContext,
    phone_page: Page,
    code: str,
) -> None:
    page = phone_page
    phone_context.grant_permissions(["notifications"], origin=house)
    pair(page, house, code)
    everything_sent(page)
    kept_whole(page)
    page.evaluate(SUBSCRIBE, ["https://push.example.com/1", browser_keys()])
    page.get_by_role("link", name="Phone and settings").click()
    expect(page.get_by_text("Notices are off.")).to_be_visible()
    tap(page, "Turn notices on")
    expect(page.get_by_text("Notices are on.")).to_be_visible()
    with as_house():
        held = Device.objects.get().push_subscription
        assert held["endpoint"] == "https://push.example.com/1"
    tap(page, "Turn notices off")
    expect(page.get_by_text("Notices are off.")).to_be_visible()
    expect(page.get_by_role("button", name="Turn notices on")).to_be_enabled()
    with as_house():
        assert Device.objects.get().push_subscription is None


def browser_keys() -> dict[str, str]:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    wrapped = [urlsafe_b64encode(part).decode().rstrip("=") for part in (raw, bytes(range(16)))]
    return {"p256dh": wrapped[0], "auth": wrapped[1]}


def test_what_the_office_changed_is_shown_until_it_is_read(
    house: str, phone_context: BrowserContext, phone_page: Page, visit: Visit, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    to_work(page)
    everything_sent(page)
    phone_context.set_offline(True)
    with as_house():
        ServiceObject.objects.filter(pk=visit.object_id).update(entry_notes="Ring twice")
        for world in World.objects.all():
            world.version += 1
            world.save()
    phone_context.set_offline(False)
    changed = page.locator(".notice", has_text="The office changed this visit")
    expect(changed.locator("ins")).to_have_text("Ring twice", timeout=20_000)
    expect(changed.locator("dt")).to_have_text("Getting in")
    page.goto(f"{house}/phone/#/")
    expect(page.get_by_text("Changed", exact=True)).to_be_visible()
    page.goto(f"{house}/phone/#/visit/{visit.id}")
    tap(page, "Understood")
    expect(changed).to_have_count(0)


def test_a_phone_is_paired_by_whoever_signed_in_on_it(
    house: str, phone_page: Page, cast: Cast, visit: Visit
) -> None:
    page = phone_page
    page.goto(f"{house}/phone/")
    tap(page, "Pair with my Callout account")
    page.locator("input[name=login]").fill(cast.engineer.user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button.primary").click()
    page.wait_for_url(re.compile("/phone/"))
    tap(page, "Pair with my Callout account")
    expect(page.get_by_role("heading", name=re.compile("Today"))).to_be_visible()


def test_a_signed_out_phone_hands_over_what_it_holds(
    house: str, phone_context: BrowserContext, phone_page: Page, cast: Cast, code: str
) -> None:
    page = phone_page
    pair(page, house, code)
    everything_sent(page)
    phone_context.set_offline(True)
    to_work(page)
    with as_house():
        device = Device.objects.get()
        revoke_device(device.id, by=cast.dispatcher)
    phone_context.set_offline(False)
    expect(page.get_by_text("This phone was signed out")).to_be_visible(timeout=20_000)
    # What it holds is not shown any more, and still kept.
    expect(page.get_by_text("4 entries are kept here")).to_be_visible()
    # The refusal is waited for: once the office opens, this first try would do.
    with page.expect_response("**/mobile/v1/commands") as answer:
        tap(page, "Hand over to the office")
    assert answer.value.status == 403
    expect(page.locator(".field-problem")).to_be_visible()
    with as_house():
        open_rescue(device.id, by=cast.dispatcher)
    tap(page, "Hand over to the office")
    expect(page.get_by_text("0 entries are kept here")).to_be_visible()
    with as_house():
        assert set(Receipt.objects.values_list("status", flat=True)) == {Receipt.Status.PARKED}
