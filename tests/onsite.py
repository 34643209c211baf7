"""A visit published to the cast's engineer, a form, and a phone that can speak for her."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point

from backend.accounts.devices import Phone as PhoneFacts
from backend.accounts.devices import make_pair_code, pair_device
from backend.accounts.models import Device, Role
from backend.clients.models import ServiceObject
from backend.demo.cast import Cast, user
from backend.desk import actions as desk
from backend.desk.models import WorkOrder
from backend.dispatch.actions import assign_work, publish_day
from backend.dispatch.models import DayBoard, Engineer, Visit, World
from backend.fieldwork.checklist import check_definition, definition_sha256
from backend.fieldwork.commands import Batch, BatchAnswer, apply_batch
from backend.fieldwork.envelope import Sent
from backend.fieldwork.happening import PhoneClock
from backend.fieldwork.models import ChecklistTemplate, ChecklistVersion
from backend.fieldwork.report_data import snapshot_for
from backend.fieldwork.results import Result
from backend.fieldwork.snapshot import snapshot_sha256
from backend.lib.clock import utc_now
from backend.lib.ids import new_id

FORM = {
    "format": "checklist/1",
    "key": "cooling",
    "version": 1,
    "title": {"en": "Cooling", "uk": "Охолодження"},
    "sections": [
        {
            "key": "main",
            "title": {"en": "Main"},
            "items": [
                {"key": "clean", "type": "check", "title": {"en": "Cleaned"}, "required": True},
                {
                    "key": "fan",
                    "type": "passfail",
                    "title": {"en": "Fan runs"},
                    "required": True,
                    "on_fail": {"note": True, "defect": {"severity": "high", "code": "FAN"}},
                },
            ],
        }
    ],
}


def publish_form() -> ChecklistVersion:
    """The form of the tests, published."""
    definition = dict(check_definition(FORM))
    template = ChecklistTemplate.objects.create(key="cooling", names={"en": "Cooling"})
    return ChecklistVersion.objects.create(
        template=template,
        number=1,
        definition=definition,
        sha256=definition_sha256(definition),
        published_at=utc_now(),
    )


def ordered_work(
    cast: Cast, *, place: ServiceObject | None = None, keys: tuple[str, ...] = ()
) -> WorkOrder:
    """A work order for the ice machine, as the operator would make it."""
    place = place or cast.hotel_object
    unit = cast.ice_machine if place == cast.hotel_object else cast.pharmacy_fridge
    wish = desk.NewRequest(
        object_id=place.id, words="Makes no ice", impact="stopped", equipment_id=unit.id
    )
    request = desk.submit_request(wish, by=cast.dispatcher)
    triage = desk.Triage(work_type_id=cast.repair.id, minutes=60, checklist_keys=keys)
    return desk.triage_request(request.id, triage, by=cast.dispatcher)


def published_visit(
    cast: Cast, *, begin: datetime | None = None, keys: tuple[str, ...] = (), works: int = 1
) -> Visit:
    """A visit of Olena's to the hotel, an hour from now unless said otherwise, told to her."""
    begin = begin or utc_now() + timedelta(hours=1)
    orders = [ordered_work(cast, keys=keys) for _number in range(works)]
    visit = assign_work(
        [order.id for order in orders],
        cast.engineer.id,
        begin=begin,
        end=begin + timedelta(hours=1),
        by=cast.dispatcher,
    )
    publish(visit, cast)
    return visit


def publish(visit: Visit, cast: Cast) -> None:
    """Publish the visit's day as it stands."""
    board = DayBoard.objects.get(date=visit.date)
    publish_day(visit.date, board.version, by=cast.dispatcher)
    visit.refresh_from_db()


@dataclass
class Phone:
    """An engineer's phone: numbers what it sends, straight into fieldwork."""

    device: Device
    token: str
    seq: int = 0
    clock: PhoneClock = field(default_factory=lambda: PhoneClock(timedelta(), timedelta()))

    def command(self, kind: str, visit: Visit | UUID, /, **body: Any) -> Sent:
        """The next command, ready to be sent."""
        self.seq += 1
        return Sent(new_id(), self.seq, self.raw(kind, visit, body))

    def raw(self, kind: str, visit: Visit | UUID, body: dict[str, Any]) -> dict[str, Any]:
        said = json.loads(json.dumps(body, default=str))
        visit_id = visit if isinstance(visit, UUID) else visit.id
        return {
            "type": kind,
            "visit_id": str(visit_id),
            "base_version": 1,
            "captured_at": utc_now().isoformat(),
            "gps": {"lat": 43.7388, "lon": 7.4252, "acc_m": 14},
            "body": said,
        }

    def push(self, *commands: Sent, schema: int = 1) -> BatchAnswer:
        return apply_batch(self.device.id, Batch(commands, self.clock, schema=schema))

    def say(self, kind: str, visit: Visit | UUID, /, **body: Any) -> Result:
        """Send one command; its result."""
        return self.push(self.command(kind, visit, **body)).results[0]


def paired_phone(engineer: Engineer, installation: str = "phone-1") -> Phone:
    """A phone of the engineer's, paired by a code."""
    code = make_pair_code(engineer.user)
    device, token = pair_device(code, PhoneFacts(installation, "Olena's phone", "test", "1"))
    return Phone(device, token)


def signature_body(visit: Visit) -> dict[str, Any]:
    """What the phone sends when the client signed on glass."""
    visit.refresh_from_db()
    snapshot = snapshot_for(visit, "en")
    return {
        "signature_id": new_id(),
        "signer": {"name": "Sophie Laurent", "role": "Manager"},
        "consent_sha256": snapshot["consent"]["sha256"],
        "shown_ms": 5200,
        "strokes_media_id": new_id(),
        "png_media_id": new_id(),
        "reports": [
            {
                "work_order_ids": [str(w.work_order_id) for w in visit.works.all()],
                "snapshot": snapshot,
                "sha256": snapshot_sha256(snapshot),
            }
        ],
    }


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def another_engineer(cast: Cast) -> Any:
    """The user of a second engineer, based near the first."""
    person = user("second@example.com", "Ivan Petrov", Role.ENGINEER)
    engineer = Engineer.objects.create(user=person, base=Point(7.41, 43.73), base_name="Base")
    World.objects.create(engineer=engineer)
    person.engineer = engineer
    return person
