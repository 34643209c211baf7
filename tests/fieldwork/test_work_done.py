"""The facts billing prices, worked out by hand."""

from datetime import timedelta
from decimal import Decimal

from backend.contracts.coverage import LineKind
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.queries import work_done
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.onsite import Phone


def test_it_works(cast: Cast, visit: Visit, phone: Phone) -> None:
    """45 minutes of work, one fan and a half, one trip of 3,200 m into zone A."""
    Visit.objects.filter(id=visit.id).update(travel_m=3200)
    work = visit.works.get().work_order
    now = utc_now()
    phone.say("visit.start", visit)
    span = {"from": (now - timedelta(minutes=45)).isoformat(), "to": now.isoformat()}
    phone.say("time.log", visit, time_id=new_id(), kind="work", **span)
    part = {"part_id": cast.part.id, "quantity": "1.5", "unit": "pcs", "work_order_id": work.id}
    phone.say("part.use", visit, use_id=new_id(), **part)
    outcome = {"work_order_id": work.id, "outcome": "done"}
    phone.say("visit.complete", visit, outcomes=[outcome])
    visit.refresh_from_db()
    done = work_done(visit)
    (spell,) = done.times
    assert spell.ended_at - spell.started_at == timedelta(minutes=45)
    assert (spell.rate_class, spell.kind) == ("standard", LineKind.LABOUR)
    assert [(p.part, p.quantity) for p in done.parts] == [("FAN-120", Decimal("1.5"))]
    assert [(t.distance_m, t.zone) for t in done.trips] == [(3200, "A")]
    assert [(w.work_order, w.in_register) for w in done.works] == [(str(work.id), True)]
    assert (done.on_site, done.failed) == (True, False)


def test_our_own_failure_costs_the_client_nothing(visit: Visit, phone: Phone) -> None:
    phone.say("visit.cannot_complete", visit, reason="wrong_part")
    visit.refresh_from_db()
    done = work_done(visit)
    assert (done.failed, done.on_site, done.trips, done.times) == (False, False, (), ())


def test_a_closed_door_is_a_failed_visit(visit: Visit, phone: Phone) -> None:
    call = {"number": "1", "at": utc_now().isoformat(), "answered": False}
    told = {"reason": "no_access", "call": call, "media_ids": [new_id()]}
    assert phone.say("visit.cannot_complete", visit, **told).status == "applied"
    visit.refresh_from_db()
    assert work_done(visit).failed
