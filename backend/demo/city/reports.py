"""What a signer saw, from what is already in hand: the same snapshot the product makes of rows."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final
from uuid import UUID

from backend.catalog.models import LegalEntity, Part
from backend.demo.city.acts import Ledger, Trip
from backend.demo.city.cases import Case, Slot
from backend.demo.city.promises import Promises
from backend.fieldwork.report_data import consent_text, party_on
from backend.fieldwork.shown import (
    ChecklistShown,
    ObjectShown,
    PartShown,
    PartyShown,
    ReportShown,
    TimeShown,
    VisitShown,
    WorkShown,
)
from backend.fieldwork.snapshot import Snapshot, snapshot_of

WRITE: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True)
class Made:
    """A snapshot, its bytes as text, and its name."""

    snapshot: Snapshot
    written: str
    sha256: str


class Reports:
    """Makes snapshots; companies are looked up once."""

    def __init__(self, promises: Promises, ledger: Ledger) -> None:
        self.promises, self.ledger = promises, ledger
        self.parties: dict[tuple[UUID, str], PartyShown] = {}

    def snapshot(
        self,
        case: Case,
        trip: Trip,
        slot: Slot,
        number: str,
        part: Part | None,
        checklist: ChecklistShown | None,
    ) -> Made:
        """The visit's report as `fieldwork.report_data` would show it."""
        place, language = case.equipment.object, trip.client.language
        assert place is not None
        minutes = round((slot.end - slot.begin).total_seconds() / 60) - 5
        work = WorkShown(
            number=number,
            words=case.words,
            outcome="done",
            equipment=str(case.equipment),
            checklists=[checklist] if checklist else [],
            parts=[_part(part, language)] if part else [],
            time=[TimeShown("work", minutes)],
        )
        theirs = self.ledger.pricing.bargain(trip.client).theirs
        made = snapshot_of(
            ReportShown(
                language=language,
                issuer=self._party(self.ledger.cast.our_entity, trip),
                client=self._party(theirs, trip),
                object=ObjectShown(place.name, place.zone, place.client_code, place.address),
                visit=VisitShown(
                    trip.number, slot.begin, slot.begin, slot.end, [slot.engineer.user.name]
                ),
                work_orders=[work],
                consent=_consent(language),
            )
        )
        # Without numbers in it these are the bytes of RFC 8785, made by C.
        written = WRITE(made)
        return Made(made, written, hashlib.sha256(written.encode()).hexdigest())

    def _party(self, entity: LegalEntity | None, trip: Trip) -> PartyShown:
        if entity is None:
            return PartyShown(trip.client.name)
        key = (entity.id, trip.client.language)
        if key not in self.parties:
            self.parties[key] = party_on(entity, trip.day, trip.client.language)
        return self.parties[key]


def _part(part: Part, language: str) -> PartShown:
    return PartShown(part.code, part.name_in(language), Decimal(1), part.unit)


@cache
def _consent(language: str) -> str:
    return consent_text(language)
