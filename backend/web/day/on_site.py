"""What an engineer sent from one visit, as its page shows it: time, parts, photos,
paid work, signature."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import get_language

from backend.dispatch.models import Visit
from backend.fieldwork.models import PaidWork, Photo, Signature


@dataclass(frozen=True)
class TimeRow:
    """Time that counts, of one person; `kind` is travel, work, wait or break."""

    kind: str
    person: str
    began: datetime
    ended: datetime

    @property
    def minutes(self) -> int:
        """Whole minutes it took."""
        return round((self.ended - self.began).total_seconds() / 60)


@dataclass(frozen=True)
class PartRow:
    """A part that was used and not taken back."""

    name: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True)
class OnSite:
    """Everything that came from site; empty before anybody was there. `named` counts the photos a
    command spoke of, whether or not their bytes came."""

    time: list[TimeRow]
    parts: list[PartRow]
    photos: list[Photo]
    named: int
    paid_work: list[PaidWork]
    signature: Signature | None

    def __bool__(self) -> bool:
        return bool(self.time or self.parts or self.named or self.paid_work or self.signature)


def on_site(visit: Visit) -> OnSite:
    """What was sent about a visit that was fetched through its reader."""
    language = get_language() or "en"
    time = visit.time.filter(voided_at=None).select_related("user")
    parts = visit.parts.filter(voided_at=None).select_related("part")
    photos = visit.photos.filter(file__verified_at__isnull=False)
    return OnSite(
        [TimeRow(each.kind, str(each.user), each.started_at, each.ended_at) for each in time],
        [PartRow(each.part.name_in(language), each.quantity, each.unit) for each in parts],
        list(photos),
        visit.photos.count(),
        list(visit.paid_work.order_by("proposed_at", "id")),
        visit.signatures.filter(paid_work=None).order_by("-signed_at").first(),
    )
