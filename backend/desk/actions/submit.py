"""A report comes in: checked, numbered, promised, journalled."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from backend.accounts.models import Role, User
from backend.accounts.roles import May, may
from backend.clients.models import Equipment, ServiceObject
from backend.clients.queries import contact_of, equipment_at, place_to_report
from backend.contracts.in_force import PromiseFacts
from backend.contracts.models import Impact
from backend.contracts.promise import covered_or_paid
from backend.contracts.sla_terms import SlaTerms
from backend.contracts.terms import sla_terms_for
from backend.database.numbers import next_number
from backend.database.written import Written
from backend.desk import clocks
from backend.desk.models import Request, RequestPhoto
from backend.files.models import StoredFile
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound
from backend.lib.ids import new_id

LONGEST_WORDS: Final = 5000
MOST_PHOTOS: Final = 10
BACKDATING_UNASKED: Final = timedelta(minutes=15)
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
# A client's clock may run a little ahead of ours; more than this is a mistake.
_CLOCK_SLACK: Final = timedelta(minutes=2)
_CHANNELS: Final = ("portal", "phone", "mail", "api", "form", "visit")


@dataclass(frozen=True)
class NewRequest:
    """What a form, mail, call or program says. Without `reported_at` it is reported now."""

    object_id: UUID
    words: str
    impact: str
    equipment_id: UUID | None = None
    photos: tuple[UUID, ...] = ()
    reported_at: datetime | None = None
    reported_by: str = ""
    reported_phone: str = ""
    channel: str = "portal"
    client_reference: str = ""
    spoils_at: datetime | None = None
    backdating_reason: str = ""
    request_id: UUID | None = None


@transaction.atomic
def submit_request(wish: NewRequest, *, by: User) -> Request:
    """A new request with its number, its clocks and who will pay, as the contract says now.

    Asked again with the same `request_id` it answers the first one. A contact reports only for
    own objects (NotFound). Invalid names object_id, equipment_id, impact, words, photos,
    reported_at, spoils_at, backdating_reason or a text that is too long.
    """
    place, equipment = _what_is_reported(wish, by)
    known = _known(wish, place)
    if known is not None:
        return known
    reported_at = _reported_at(wish, utc_now())
    _check_words(wish, reported_at)
    facts = PromiseFacts(place, equipment, wish.impact, reported_at)
    terms = sla_terms_for(facts)
    try:
        with transaction.atomic():
            request = _written(wish, facts, terms, by)
    except IntegrityError as fault:
        return _sent_meanwhile(wish, place, fault)
    _attach_photos(request, wish.photos)
    clocks.start(request, terms)
    record(
        kinds.REQUEST_SUBMITTED,
        request,
        by=by,
        happened_at=reported_at,
        number=request.number,
        channel=request.channel,
        priority=request.priority,
    )
    return request


def _known(wish: NewRequest, place: ServiceObject) -> Request | None:
    if wish.request_id is None:
        return None
    return next(iter(_KNOWN(request_id=wish.request_id, object_id=place.pk)), None)


def _sent_already(request_id: UUID, object_id: UUID) -> QuerySet[Request]:
    return Request.objects.filter(id=request_id, object=object_id)


_KNOWN: Final = Written(_sent_already)


def _sent_meanwhile(wish: NewRequest, place: ServiceObject, fault: Exception) -> Request:
    """The second of two clicks at one moment answers the first one's request."""
    known = _known(wish, place)
    if known is None:
        # The id may be another client's; a stranger cannot tell.
        raise Invalid("request_id", "taken") from fault
    return known


def _what_is_reported(wish: NewRequest, by: User) -> tuple[ServiceObject, Equipment | None]:
    """The object and equipment, fetched through the reporter."""
    place = place_to_report(by, wish.object_id)
    if place is None or not (may(by, May.USE_PORTAL) or may(by, May.ANSWER_REQUESTS)):
        raise NotFound("object")
    if wish.equipment_id is None:
        return place, None
    equipment = next((u for u in equipment_at(place) if u.pk == wish.equipment_id), None)
    if equipment is None:
        raise Invalid("equipment_id", "unknown")
    return place, equipment


def _reported_at(wish: NewRequest, now: datetime) -> datetime:
    at = wish.reported_at or now
    if at.tzinfo is None:
        raise Invalid("reported_at", "not-an-instant")
    if at < EARLIEST:
        raise Invalid("reported_at", "too-early")
    if at > now + _CLOCK_SLACK:
        raise Invalid("reported_at", "in-future")
    if now - at > BACKDATING_UNASKED and not wish.backdating_reason.strip():
        raise Invalid("backdating_reason", "reason-needed")
    return min(at, now)


def _check_words(wish: NewRequest, reported_at: datetime) -> None:
    if not wish.words.strip():
        raise Invalid("words", "blank")
    if wish.impact not in Impact.values:
        raise Invalid("impact", "unknown", given=wish.impact)
    if wish.channel not in _CHANNELS:
        raise Invalid("channel", "unknown", given=wish.channel)
    for field, limit in _LIMITS.items():
        value = getattr(wish, field)
        if len(value) > limit:
            raise Invalid(field, "too-long", limit=limit)
        if "\x00" in value:
            raise Invalid(field, "not-valid")
    if len(wish.photos) > MOST_PHOTOS:
        raise Invalid("photos", "too-many", limit=MOST_PHOTOS)
    if wish.spoils_at is not None and wish.spoils_at <= reported_at:
        raise Invalid("spoils_at", "too-early")


_LIMITS: Final = {
    "words": LONGEST_WORDS,
    "reported_by": 200,
    "reported_phone": 40,
    "client_reference": 100,
    "backdating_reason": 300,
}


def _written(wish: NewRequest, facts: PromiseFacts, terms: SlaTerms, by: User) -> Request:
    decision = covered_or_paid(facts, terms)
    return Request.objects.create(
        id=wish.request_id or new_id(),
        number=next_number("REQ"),
        client_id=facts.client_id,
        object=facts.object,
        equipment=facts.equipment,
        impact=wish.impact,
        spoils_at=wish.spoils_at,
        priority=terms.priority,
        channel=wish.channel,
        words=wish.words.strip(),
        client_reference=wish.client_reference.strip(),
        reported_at=facts.reported_at,
        reported_by=wish.reported_by.strip() or (by.name if by.role == Role.CONTACT else ""),
        reported_phone=wish.reported_phone.strip(),
        backdating_reason=wish.backdating_reason.strip(),
        contact=contact_of(by),
        recorded_by=by,
        contract_version=terms.version,
        coverage=decision.verdict,
        coverage_clause=decision.clause,
        coverage_presumed=decision.presumed,
    )


def _attach_photos(request: Request, photos: tuple[UUID, ...]) -> None:
    """Pictures that were kept for this client and looked at before."""
    if not photos:
        return
    wanted = set(photos)
    files = list(
        StoredFile.objects.filter(
            id__in=wanted, client_id=request.client_id, verified_at__isnull=False
        )
    )
    if len(files) != len(wanted):
        raise Invalid("photos", "unknown")
    RequestPhoto.objects.bulk_create([RequestPhoto(request=request, file=f) for f in files])
