"""What a service report shows, as frozen values: the builder's side of `snapshot/2`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class PartyShown:
    """A company as the signer reads it."""

    name: str
    registry_number: str = ""
    vat_number: str = ""
    address: str = ""


@dataclass(frozen=True)
class ObjectShown:
    """The object; `code` is the client's own, `zone` an IANA name for the paper's times."""

    name: str
    zone: str
    code: str = ""
    address: str = ""


@dataclass(frozen=True)
class VisitShown:
    """The visit's times (aware, None where it did not happen) and people, the lead first."""

    number: str
    arrived_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    engineers: Sequence[str]


@dataclass(frozen=True)
class ItemShown:
    """A checklist's item; `value` is a code for check, passfail, dates, else ready words."""

    text: str
    type: str
    value: str = ""
    unit: str = ""
    state: str = ""
    note: str = ""


@dataclass(frozen=True)
class ChecklistShown:
    """A checklist's result in the snapshot's language, items in order, hidden ones left out."""

    title: str
    items: Sequence[ItemShown]


@dataclass(frozen=True)
class PartShown:
    """A part used; `quantity` as it was typed, up to three decimals."""

    code: str
    name: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True)
class TimeShown:
    """Time on the work order: kind travel, work, wait or break."""

    kind: str
    minutes: int


@dataclass(frozen=True)
class WorkShown:
    """One work order of the visit; outcome done, partial or not_done, reason in words."""

    number: str
    words: str
    outcome: str
    equipment: str = ""
    reason: str = ""
    note: str = ""
    checklists: Sequence[ChecklistShown] = ()
    parts: Sequence[PartShown] = ()
    time: Sequence[TimeShown] = ()


@dataclass(frozen=True)
class PhotoShown:
    """A photo by the SHA-256 of its bytes; role before, during, after, checklist, document."""

    media_id: str
    sha256: str
    role: str
    caption: str = ""


@dataclass(frozen=True)
class PriceLineShown:
    """A line the contract lets the signer see; verdict covered, paid, quota_used, ..."""

    text: str
    verdict: str
    quantity: Decimal
    unit: str
    net: Decimal
    clause: str = ""


@dataclass(frozen=True)
class PricesShown:
    """Prices of the visit in one currency (ISO 4217); `note` says what is not in them yet."""

    currency: str
    lines: Sequence[PriceLineShown]
    net: Decimal
    vat: Decimal
    gross: Decimal
    note: str = ""


@dataclass(frozen=True)
class PaidWorkShown:
    """Paid work offered on site; state proposed, approved or refused, `by` who approved it."""

    text: str
    state: str
    currency: str
    net: Decimal
    vat: Decimal | None = None
    gross: Decimal | None = None
    by: str = ""


@dataclass(frozen=True)
class ReportShown:
    """All that one service report says."""

    language: str
    issuer: PartyShown
    client: PartyShown
    object: ObjectShown
    visit: VisitShown
    work_orders: Sequence[WorkShown]
    consent: str
    photos: Sequence[PhotoShown] = ()
    prices: Sequence[PricesShown] = ()
    paid_work: Sequence[PaidWorkShown] = ()
    number: str = ""
