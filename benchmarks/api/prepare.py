"""Who asks in the benchmark and about what: sessions, paired phones with a visit under way, ids.

Run as a program of its own on the copied database; prints one JSON object.
"""

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

from datetime import timedelta  # noqa: E402

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client as Browser  # noqa: E402

from backend.accounts.devices import Phone, make_pair_code, pair_device  # noqa: E402
from backend.accounts.models import Device, Role, User  # noqa: E402
from backend.catalog.models import Part  # noqa: E402
from backend.clients.models import Contact, ServiceObject  # noqa: E402
from backend.clients.queries import equipment_visible_to  # noqa: E402
from backend.database.principal import acting_as_system  # noqa: E402
from backend.desk.models import Request, WorkOrder  # noqa: E402
from backend.dispatch.models import Engineer, Visit, VisitWork  # noqa: E402
from backend.fieldwork.checklist import items_of  # noqa: E402
from backend.fieldwork.commands import Batch, apply_batch  # noqa: E402
from backend.fieldwork.envelope import Sent  # noqa: E402
from backend.fieldwork.happening import PhoneClock  # noqa: E402
from backend.fieldwork.models import ChecklistVersion  # noqa: E402
from backend.lib.clock import utc_now  # noqa: E402
from backend.lib.ids import new_id  # noqa: E402

CARDS = 200
BACKEND = "backend.web.shared.adapter.SessionBackend"
BEGINNING = ("visit.accept", "visit.travel_start", "visit.arrive", "visit.start")
VALUES = {"check": True, "passfail": "pass", "number": "4", "text": "K-1187"}


def main(most_phones: int) -> None:
    """Print what the operations need."""
    with acting_as_system(), transaction.atomic():
        dispatcher = User.objects.get(email="dispatcher@example.com")
        contact = User.objects.get(email="contact@example.com")
        phones = [phone for phone in map(_phone, _working_engineers(most_phones)) if phone]
        unit = equipment_visible_to(contact).filter(is_active=True, object__isnull=False).first()
        reporter = Contact.objects.get(user=contact)
        cards = list(WorkOrder.objects.order_by("?").values_list("id", flat=True)[:CARDS])
        told = {
            "sizes": _sizes(),
            "dispatcher": _signed_in(dispatcher),
            "contact": _signed_in(contact),
            "contact_id": reporter.pk,
            "contact_user_id": contact.pk,
            "client_id": unit.client_id,
            "object_id": unit.object_id,
            "equipment_id": unit.pk,
            "busy_clients": _busy_clients(),
            "cards": cards,
            "phones": phones,
        }
    print(json.dumps(told, default=str))


def _sizes() -> dict[str, int]:
    return {
        "engineers": Engineer.objects.count(),
        "objects": ServiceObject.objects.count(),
        "requests": Request.objects.count(),
        "work orders": WorkOrder.objects.count(),
        "visits": Visit.objects.count(),
    }


def _signed_in(who: User) -> str:
    browser = Browser()
    browser.force_login(who, BACKEND)
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def _busy_clients() -> list[Any]:
    """Some clients that have open requests, to filter the list by."""
    going = Request.objects.filter(state__in=("new", "open", "waiting"))
    return list(going.order_by("client_id").values_list("client_id", flat=True).distinct()[:8])


def _working_engineers(most: int) -> list[Engineer]:
    engineers = Engineer.objects.filter(
        user__role=Role.ENGINEER,
        visits__visit__told__isnull=False,
        visits__visit__state__in=(Visit.State.PUBLISHED, Visit.State.ACCEPTED),
    )
    return list(engineers.distinct().order_by("id")[:most])


def _phone(engineer: Engineer) -> dict[str, Any] | None:
    """A phone paired with the engineer's next visit under way; None where no form is asked."""
    code = make_pair_code(engineer.user)
    device, token = pair_device(code, Phone(str(new_id()), "Bench phone", "bench", "1"))
    work = _work_of(engineer)
    if work is None:
        return None
    form = ChecklistVersion.objects.filter(
        template__key__in=work.work_order.checklist_keys, published_at__isnull=False
    ).first()
    item = next(i for i in items_of(form.definition) if i["type"] in VALUES)  # type: ignore[union-attr]
    _begin(device, work.visit)
    part = Part.objects.order_by("code").first()
    device.refresh_from_db()
    return {
        "token": token,
        "token_sha256": device.token_sha256,
        "device_id": device.pk,
        "user_id": engineer.user_id,
        "engineer_id": engineer.pk,
        "last_seq": device.last_seq,
        "visit_id": work.visit_id,
        "work_order_id": work.work_order_id,
        "form": form.sha256,  # type: ignore[union-attr]
        "item": item["key"],
        "value": VALUES[item["type"]],
        "part_id": part.pk,  # type: ignore[union-attr]
        "unit": part.unit,  # type: ignore[union-attr]
    }


def _work_of(engineer: Engineer) -> VisitWork | None:
    works = VisitWork.objects.select_related("visit", "work_order").filter(
        visit__engineers__engineer=engineer,
        visit__told__isnull=False,
        visit__state__in=(Visit.State.PUBLISHED, Visit.State.ACCEPTED),
        work_order__checklist_keys__len__gt=0,
    )
    return works.order_by("visit__planned_from").first()


def _begin(device: Device, visit: Visit) -> None:
    """The engineer is at work, as a phone would have told."""
    now = utc_now()
    sent = []
    for number, kind in enumerate(BEGINNING, start=1):
        raw = {"id": str(new_id()), "seq": device.last_seq + number, "type": kind}
        raw |= {"visit_id": str(visit.pk), "captured_at": now.isoformat(), "body": {}}
        sent.append(Sent(new_id(), device.last_seq + number, raw))
    answer = apply_batch(device.pk, Batch(sent, PhoneClock(timedelta(), timedelta())))
    wrong = [result for result in answer.results if not result.status.startswith("applied")]
    if wrong:
        raise SystemExit(f"the visit could not begin: {wrong}")


main(int(sys.argv[1]))
