"""The world the house's own tests walk through: two clients with the same things each.

The hotel and Olena are "own", the pharmacy and Karim are "foreign"; every row was made by the
actions people use. It is Monday 23 November 2026, 08:30 in Monaco, and time goes on from there.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import Client as TestClient
from httpx import WSGITransport
from PIL import Image

from backend.accounts.devices import make_pair_code
from backend.accounts.models import Device, Role, User
from backend.billing import actions as billing
from backend.billing.models import Act, BillableLine, CountedThing, ExportBatch, Penalty
from backend.catalog.models import EquipmentType, Part, Symptom
from backend.clients.actions import save_group
from backend.clients.models import AccessRule, Client, Equipment, ObjectTenure, ServiceObject
from backend.contracts.models import (
    Contract,
    ContractExample,
    ContractVersion,
    QuotaUse,
    Warranty,
)
from backend.database.principal import acting_as, acting_as_system
from backend.demo.agreement import publish
from backend.demo.cast import Cast, add_shift, contract_like, draft_cast, user
from backend.demo.company import furnish
from backend.demo.walk.phone import API, Phone
from backend.demo.walk.repair import arrive, finish, visit_for, work
from backend.desk.actions import NewRequest, Triage, send_message, submit_request, triage_request
from backend.desk.models import Request, SlaClock, WorkOrder
from backend.dispatch import plans, plans_in_work
from backend.dispatch.actions import assign_work, publish_day
from backend.dispatch.models import (
    Clearance,
    DayBoard,
    Engineer,
    EngineerSkill,
    EngineerWish,
    Plan,
    TrafficHour,
    VehicleKind,
    Visit,
)
from backend.dispatch.models import World as PhoneWorld
from backend.dispatch.planner.solve import solve
from backend.dispatch.planner.standing import Choices
from backend.dispatch.planner.travel import geodesic_times
from backend.fieldwork.models import Photo, Receipt, ServiceReport
from backend.files.actions import take_photo
from backend.files.models import StoredFile
from backend.lib.ids import new_id
from backend.reactions import sweep
from backend.wsgi import application

MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
NOTE_AMONG_US = "Between us: they always pay late"


@dataclass
class Side:
    """One client with everything that belongs to it, and the engineer who works for it."""

    client: Client
    contact: User
    place: ServiceObject
    unit: Equipment
    contract: Contract
    engineer: Engineer
    words: str
    phone: Phone
    device: Device
    fresh: Request
    photo: StoredFile
    open: Request
    work: WorkOrder
    ahead: Visit
    done: Request
    visit: Visit
    media: StoredFile
    upload_id: str
    report: ServiceReport
    act: Act
    lines: list[BillableLine]
    receipt: Receipt


@dataclass(frozen=True)
class World:
    """Both sides, the people of the office by role, and what belongs to nobody's client."""

    cast: Cast
    own: Side
    foreign: Side
    staff: dict[str, User]
    plan: Plan
    export: ExportBatch
    # A signed-in browser's cookie, by role.
    sessions: dict[str, str]

    def side(self, name: str) -> Side:
        """The side called own or foreign."""
        return self.own if name == "own" else self.foreign


@contextmanager
def standing_world() -> Iterator[World]:
    """The world in one transaction that is rolled back at the end."""
    now = time_machine.travel(MORNING, tick=True)
    with now, _quiet_connections(), acting_as_system(), transaction.atomic():
        yield _made()
        transaction.set_rollback(True)


def lasting_world() -> World:
    """The same world as rows that stay, for a browser to walk through."""
    now = time_machine.travel(MORNING, tick=True)
    with now, _quiet_connections(), acting_as_system(), transaction.atomic():
        return _made()


@contextmanager
def forgotten() -> Iterator[None]:
    """What happens inside is checked against deferred constraints, then undone."""
    with transaction.atomic():
        yield
        if not connection.needs_rollback:
            connection.check_constraints()
        transaction.set_rollback(True)


@contextmanager
def _quiet_connections() -> Iterator[None]:
    """Requests inside this process leave our one connection open."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        # Django's own test client would connect it again after every answer.
        with patch("django.test.client.close_old_connections", _keep_open):
            yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def _keep_open(**_signal: object) -> None:
    """In the place of Django's receiver that ends connections."""


def picture(colour: str = "#336699") -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return out.getvalue()


def _made() -> World:
    cast = draft_cast()
    furnish(cast)
    karim = _second_engineer(cast)
    for engineer in (cast.engineer, karim):
        add_shift(engineer, MONDAY)
    kinds = list(EquipmentType.objects.filter(code="cold"))
    theirs, version = contract_like(cast, cast.pharmacy, "C-207", kinds, signed_on=date(2026, 1, 5))
    for each in (cast.contract_version, version):
        _agreed_more(each)
        publish(each)
    for place in (cast.hotel_object, cast.pharmacy_object):
        ObjectTenure.objects.create(object=place, client=place.client, valid_from=date(2026, 1, 1))
    begun = [
        _begun(cast, cast.ice_machine, cast.contact, cast.engineer, "Ice melts at the bar"),
        _begun(cast, cast.pharmacy_fridge, cast.stranger, karim, "Insulin is getting warm"),
    ]
    board = DayBoard.objects.get(date=MONDAY)
    publish_day(MONDAY, board.version, by=cast.dispatcher)
    own, foreign = (_lived(cast, side) for side in begun)
    sweep_all()
    for side in (own, foreign):
        _billed(cast, side)
    sweep_all()
    export = billing.export_acts(
        cast.our_entity, date(2026, 11, 1), date(2026, 11, 30), by=cast.biller
    )
    for side in (own, foreign):
        side.act.refresh_from_db()
        CountedThing.objects.create(line=side.act.lines.first(), name="Fridge", days=30)
    own = replace(own, contract=cast.contract)
    foreign = replace(foreign, contract=theirs)
    Symptom.objects.create(code="not-cold", names={"en": "Does not cool"})
    TrafficHour.objects.create(hour=8, factor=1)
    VehicleKind.objects.create(name="Bicycle", drive_factor="1.80", in_traffic=False)
    for side in (own, foreign):
        _promised_more(side)
        _let_in(side)
    staff = _staff(cast)
    sessions = {name: signed_in(who) for name, who in {**staff, "contact": cast.contact}.items()}
    return World(cast, own, foreign, staff, _proposed(cast), export, sessions)


def _agreed_more(version: ContractVersion) -> None:
    """A quota and a penalty."""
    version.quotas.create(code="visits", unit="visits", amount=4, period="year")
    version.penalty_rules.create(
        clause="7.1",
        measure="late",
        kind="arrival",
        basis="fixed",
        tiers=[{"from": "0", "value": "5"}],
    )


def _let_in(side: Side) -> None:
    """Who comes needs a pass, has one, and is welcome."""
    AccessRule.objects.create(object=side.place, kind="pass", lead_min=60)
    Clearance.objects.create(engineer=side.engineer, client=side.client, object=side.place)
    EngineerWish.objects.create(client=side.client, engineer=side.engineer)


def _promised_more(side: Side) -> None:
    """A quota used, a warranty, an example and a penalty due, as a contract of years has them."""
    version = side.contract.versions.get()
    quota = version.quotas.get()
    used = {"period_from": MONDAY.replace(month=1, day=1), "used_on": MONDAY, "amount": 1}
    QuotaUse.objects.create(
        contract=side.contract,
        code=quota.code,
        subject_id=side.visit.pk,
        subject_number=side.visit.number,
        **used,
    )
    Warranty.objects.create(
        client=side.client,
        equipment=side.unit,
        kind="part",
        part=Part.objects.get(code="FAN-120"),
        starts_on=MONDAY,
        until_on=MONDAY,
    )
    works = datetime(2027, 1, 4, 8, tzinfo=UTC)
    side.contract.maintenance.create(from_at=works, to_at=works + timedelta(hours=2))
    ContractExample.objects.create(
        contract=side.contract,
        words="A fan is paid",
        asks="price",
        given={"at": "2026-11-23T10:00", "line": "part", "part": "FAN-120"},
        expected={"verdict": "paid"},
    )
    late = version.penalty_rules.get()
    Penalty.objects.create(
        client=side.client,
        contract=side.contract,
        rule=late,
        clock=SlaClock.objects.filter(request=side.done, kind="arrival").first(),
        month=MONDAY.replace(day=1),
        clause=late.clause,
        due=5,
        amount=5,
        currency="EUR",
    )


def signed_in(who: User) -> str:
    """The session cookie of a browser in which somebody signed in."""
    browser = TestClient()
    browser.force_login(who, "backend.web.shared.adapter.SessionBackend")
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def _staff(cast: Cast) -> dict[str, User]:
    operator = user("operator@example.com", "Lea Martin", Role.OPERATOR)
    return {
        "operator": operator,
        "dispatcher": cast.dispatcher,
        "biller": cast.biller,
        "administrator": cast.administrator,
        "engineer": cast.engineer_user,
    }


def _second_engineer(cast: Cast) -> Engineer:
    karim = Engineer.objects.create(
        user=user("karim.haddad@example.com", "Karim Haddad-Second", Role.ENGINEER),
        base=cast.engineer.base,
        base_name=cast.engineer.base_name,
    )
    PhoneWorld.objects.create(engineer=karim)
    EngineerSkill.objects.create(engineer=karim, skill=cast.refrigeration)
    return karim


def sweep_all() -> None:
    """What the worker would do by now."""
    for _round in range(3):
        sweep()


def _begun(cast: Cast, unit: Equipment, contact: User, engineer: Engineer, words: str) -> Side:
    """Requests of one client up to visits planned for its engineer."""
    place = unit.object
    assert place is not None
    with acting_as(contact.pk):
        photo = take_photo(
            SimpleUploadedFile("warm.jpg", picture(), "image/jpeg"),
            by=contact.pk,
            client_id=unit.client_id,
        )
        fresh = _reported(place, unit, contact, f"{words}, first", (photo.pk,))
        send_message(fresh.pk, f"{words}, a message", by=contact)
    send_message(
        fresh.pk, f"{NOTE_AMONG_US} ({place.client_code})", internal=True, by=cast.dispatcher
    )
    save_group(
        {"client": unit.client, "name": f"Group of {unit.client.name}"}, by=cast.administrator
    )
    triages = [
        _triaged(cast, place, unit, contact, f"{words}, {which}")
        for which in ("open", "ahead", "done")
    ]
    orders = [work_order for _request, work_order in triages]
    ahead = _planned(cast, orders[1], engineer, 4)
    visit = _planned(cast, orders[2], engineer, 1)
    empty: Any = None
    return Side(
        client=unit.client, contact=contact, place=place, unit=unit, contract=empty,
        engineer=engineer, words=words, phone=empty, device=empty, fresh=fresh, photo=photo,
        open=triages[0][0], work=orders[0], ahead=ahead, done=triages[2][0], visit=visit,
        media=empty, upload_id="", report=empty, act=empty, lines=[], receipt=empty,
    )  # fmt: skip


def _reported(
    place: ServiceObject, unit: Equipment, contact: User, words: str, photos: tuple[Any, ...] = ()
) -> Request:
    wish = NewRequest(
        object_id=place.pk, equipment_id=unit.pk, impact="partly", words=words, photos=photos
    )
    return submit_request(wish, by=contact)


def _triaged(
    cast: Cast, place: ServiceObject, unit: Equipment, contact: User, words: str
) -> tuple[Request, WorkOrder]:
    with acting_as(contact.pk):
        request = _reported(place, unit, contact, words)
    triage = Triage(cast.repair.pk, checklist_keys=("cold-repair",))
    made = triage_request(request.pk, triage, by=cast.dispatcher)
    request.refresh_from_db()
    return request, made


def _planned(cast: Cast, order: WorkOrder, engineer: Engineer, hours: int) -> Visit:
    begin = MORNING + timedelta(hours=hours)
    end = begin + timedelta(hours=1)
    return assign_work([order.pk], engineer.pk, begin=begin, end=end, by=cast.dispatcher)


def _lived(cast: Cast, side: Side) -> Side:
    """The engineer of the side comes, works, has it signed, and sends something unknown too."""
    phone = Phone(
        "http://testserver", make_pair_code(side.engineer.user), WSGITransport(app=application)
    )
    bundle, _size = phone.bundle()
    visit = visit_for(bundle, side.done.number)
    arrive(phone, visit)
    bundle, _size = phone.bundle()
    visit = visit_for(bundle, side.done.number)
    work(phone, bundle, visit, "FAN-120")
    bundle, _size = phone.bundle()
    finish(phone, bundle, visit_for(bundle, side.done.number))
    side.phone, side.device = phone, Device.objects.get(user=side.engineer.user)
    side.upload_id = _upload_begun(phone, side.ahead)
    side.receipt = _parked(phone, side)
    side.visit.refresh_from_db()
    side.ahead.refresh_from_db()
    return side


def _upload_begun(phone: Phone, visit: Visit) -> str:
    """An upload that was announced and not yet sent."""
    media_id = str(new_id())
    start = phone.client.post(f"{API}/media/uploads", headers=announcing(media_id, visit, 1000))
    assert start.status_code == 201, start.text
    return media_id


def announcing(media_id: str, visit: Visit, length: int) -> dict[str, str]:
    """The headers by which a phone announces a photo."""
    from base64 import b64encode

    told = {"media_id": media_id, "visit_id": str(visit.pk), "sha256": "0" * 64}
    told |= {"mime": "image/jpeg", "role": "after", "filename": "later.jpg"}
    pairs = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in told.items())
    return {"Upload-Metadata": pairs, "Upload-Length": str(length), "Tus-Resumable": "1.0.0"}


def _parked(phone: Phone, side: Side) -> Receipt:
    """A command nobody knows yet is parked for the review inbox."""
    command = phone._command("visit.dance", str(side.ahead.pk), {"why": side.words}, 1)
    said = {"schema": 1, "app_build": "1", "commands": [command]}
    answer = phone.client.post(f"{API}/commands", json=said)
    assert answer.json()["results"][0]["status"] == "parked", answer.text
    return Receipt.objects.get(command__id=command["id"])


def _billed(cast: Cast, side: Side) -> None:
    """Labour and parts go on an act, the call-out is approved, the rest waits to be judged."""
    side.done.refresh_from_db()
    side.report = ServiceReport.objects.get(visit=side.visit)
    side.media = Photo.objects.filter(visit=side.visit, file__isnull=False).first().file
    lines = {line.kind: line for line in BillableLine.objects.filter(visit=side.visit)}
    chosen = [lines["labour"].pk, lines["part"].pk]
    billing.approve_lines([*chosen, lines["call_out"].pk], by=cast.biller)
    side.act = billing.issue_act(chosen, by=cast.biller)
    side.lines = list(BillableLine.objects.filter(visit=side.visit))


def _proposed(cast: Cast) -> Plan:
    """A plan of the day for what waits, not yet accepted."""
    plan = plans.request_plan(MONDAY, by=cast.dispatcher)
    begun = plans_in_work.begin_plan(plan.pk)
    assert begun
    times = geodesic_times(begun[1].points)
    solution = solve(begun[1].problem(times), seconds=None, iterations=20, seed=1)
    return plans.store_proposal(plan.pk, begun[1], times, Choices((solution,)))
