"""Single rows of the bundle as the wire names them; everything here was fetched before."""

from datetime import datetime
from typing import Any

from backend.catalog.models import LegalEntity
from backend.clients.limits import approves_up_to, may_sign_reports
from backend.clients.models import Contact, Equipment, ServiceObject
from backend.desk.models import SlaClock, WorkOrder
from backend.dispatch.models import Engineer, Visit, VisitEngineer, VisitWork
from backend.fieldwork.models import (
    Answer,
    Checklist,
    ChecklistVersion,
    PaidWork,
    Photo,
    VanStock,
)
from backend.fieldwork.offer import offer_of
from backend.fieldwork.report_data import engineer_names, in_order, party_on
from backend.fieldwork.shown import PartyShown
from backend.lib.clock import local_date, rfc3339

Row = dict[str, Any]


def engineer_row(engineer: Engineer) -> Row:
    """The engineer as the phone greets them."""
    return {
        "id": str(engineer.id),
        "name": engineer.user.name,
        "language": engineer.user.language,
        "time_zone": engineer.zone,
    }


def visit_row(visit: Visit, engineer: Engineer, house: LegalEntity | None) -> Row:
    """A visit as it was last told; `role` is this engineer's, `house` serves without a contract."""
    told = visit.told or {}
    begin, end = told.get("window") or (None, None)
    planned = Visit.State.PLANNED
    return {
        "id": str(visit.id),
        "number": visit.number,
        "version": visit.version,
        "status": Visit.State.PUBLISHED if visit.state == planned else visit.state,
        "planned_from": _told_time(told.get("from"), visit.planned_from),
        "planned_to": _told_time(told.get("to"), visit.planned_to),
        "window": {"from": begin, "to": end} if begin and end else None,
        "locked": bool(visit.lock),
        "order": told.get("order", visit.order) or None,
        "role": _role(visit, engineer),
        "instead_of": str(visit.instead_of_id) if visit.instead_of_id else None,
        "worked_by_others": [
            name for own in visit.own_records.all() for name in engineer_names(own.engineers.all())
        ],
        "object": str(visit.object_id),
        "language": visit.client.language,
        "contacts": [contact_row(contact, visit.object) for contact in visit.client.contacts.all()],
        "engineers": engineer_names(visit.engineers.all()),
        "crew": [crew_row(seat, engineer) for seat in in_order(visit.engineers.all())],
        "travel_s": visit.travel_s or None,
        "travel_m": visit.travel_m or None,
        **_parties(visit, house),
        "media": [media_row(photo) for photo in visit.photos.all()],
        "paid_work": [paid_work_row(proposal) for proposal in visit.paid_work.all()],
    }


def crew_row(seat: VisitEngineer, me: Engineer) -> Row:
    """Somebody who goes, and at which rate class their time is charged."""
    return {
        "name": seat.engineer.user.name,
        "role": str(seat.part),
        "rate_class": seat.engineer.rate_class,
        "is_me": seat.engineer_id == me.id,
    }


def _told_time(told: str | None, planned: datetime) -> str:
    return rfc3339(datetime.fromisoformat(told) if told else planned)


def _role(visit: Visit, engineer: Engineer) -> str:
    seats = [seat for seat in visit.engineers.all() if seat.engineer_id == engineer.id]
    return str(seats[0].part) if seats else "lead"


def _parties(visit: Visit, house: LegalEntity | None) -> Row:
    """Who serves and who is served, as the report the client signs will name them."""
    day = local_date(visit.planned_from, visit.object.zone)
    versions = (work.work_order.contract_version for work in visit.works.all())
    version = next((version for version in versions if version), None)
    ours = version.contract.our_entity if version else house
    theirs = version.contract.their_entity if version else visit.client.entities.first()
    return {
        "issuer": party_row(party_on(ours, day, visit.client.language)) if ours else None,
        "client": party_row(party_on(theirs, day, visit.client.language, otherwise=visit.client)),
    }


def party_row(party: PartyShown) -> Row:
    """A company on paper; what is not known is null."""
    return {
        "name": party.name,
        "registry_number": party.registry_number or None,
        "vat_number": party.vat_number or None,
        "address": party.address or None,
    }


def contact_row(contact: Contact, place: ServiceObject) -> Row:
    """A person to ask for on site, whether they sign reports there, and up to what net amount they
    agree to paid work, null for none."""
    limit = approves_up_to(contact, place)
    return {
        "id": str(contact.id),
        "name": contact.name,
        "role": contact.post,
        "phone": contact.phone,
        "email": contact.email,
        "signs": may_sign_reports(contact, place),
        "approves_up_to": f"{limit.normalize():f}" if limit is not None else None,
    }


def paid_work_row(proposal: PaidWork) -> Row:
    """Paid work proposed on site, and what the client said to it so far."""
    offer = offer_of(proposal)
    answered_at = proposal.approved_at or proposal.refused_at
    return {
        **{name: offer[name] for name in ("proposal_id", "work_order_id", "text", "currency")},
        **{name: offer[name] for name in ("lines", "net", "vat", "gross")},
        "state": proposal.state,
        "by": proposal.approved_by,
        "refusal": proposal.refusal,
        "answered_at": rfc3339(answered_at) if answered_at else None,
    }


def media_row(photo: Photo) -> Row:
    """How far a named file has come: named, received, verified or refused."""
    file = photo.file
    if file is None:
        state = "named"
    elif file.problem:
        state = "refused"
    else:
        state = "verified" if file.verified_at else "received"
    return {
        "media_id": str(photo.id),
        "role": photo.role,
        "state": state,
        "problem": (file.problem or None) if file else None,
    }


def work_row(work: VisitWork, language: str) -> Row:
    """A work order of the visit, without its checklists."""
    order = work.work_order
    return {
        "id": str(order.id),
        "number": order.number,
        "version": order.version,
        "words": order.words,
        "request_number": order.request.number if order.request else None,
        "request_words": order.request.words if order.request else None,
        "request_media": _request_media(order),
        "work_type": order.work_type.name_in(language),
        "equipment": [str(order.equipment_id)] if order.equipment_id else [],
        "minutes": order.minutes,
        "outcome": work.outcome or None,
        "coverage": _coverage(order),
        "sla": [_promise(clock) for clock in _clocks(order)],
    }


def _request_media(order: WorkOrder) -> list[str]:
    """Pictures the client sent, to be fetched by their id."""
    photos = order.request.photos.all() if order.request else []
    return [str(photo.file_id) for photo in photos]


def _coverage(order: WorkOrder) -> Row | None:
    if not order.coverage:
        return None
    return {
        "verdict": order.coverage,
        "clause": order.coverage_clause,
        "presumed": order.coverage_presumed,
    }


def _clocks(order: WorkOrder) -> list[SlaClock]:
    of_request = list(order.request.clocks.all()) if order.request else []
    return [*of_request, *order.clocks.all()]


def _promise(clock: SlaClock) -> Row:
    due = rfc3339(clock.due_at) if clock.due_at else None
    return {"target": clock.kind, "due_at": due, "state": clock.state}


def pinned_row(version: ChecklistVersion, checklist: Checklist | None) -> Row:
    """A form by its hash, with the answers the office already holds, the last to each item."""
    latest = {a.item: a for a in checklist.answers.all()} if checklist else {}
    return {
        "hash": version.sha256,
        "required": checklist.required if checklist else True,
        "submitted": bool(checklist and checklist.submitted_at),
        "answers": [_answer(answer) for answer in latest.values()],
    }


def _answer(answer: Answer) -> Row:
    return {
        "item": answer.item,
        "value": answer.value,
        "state": answer.state,
        "note": answer.note,
        "media_ids": [str(media_id) for media_id in answer.media_ids],
    }


def object_row(place: ServiceObject) -> Row:
    """Where to go and how to come in."""
    return {
        "id": str(place.id),
        "name": place.name,
        "client_code": place.client_code,
        "kind": place.kind,
        "address": place.address,
        "lat": place.point.y if place.point else None,
        "lon": place.point.x if place.point else None,
        "time_zone": place.zone,
        "phone": place.phone,
        "access_notes": place.entry_notes,
        "parking_notes": place.parking_notes,
        "access_min": place.access_min,
    }


def equipment_row(unit: Equipment, history: list[Row], language: str) -> Row:
    """A unit with what was done to it before."""
    return {
        "id": str(unit.id),
        "name": unit.name,
        "type": unit.type.name_in(language),
        "serial": unit.serial,
        "inventory_number": unit.inventory_number,
        "history": history,
    }


def stock_row(stock: VanStock) -> Row:
    """A part in the van."""
    return {"part_id": str(stock.part_id), "quantity": f"{stock.quantity.normalize():f}"}
