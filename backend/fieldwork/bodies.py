"""What each command carries, as the wire states it. A body that does not fit is rejected.

Unknown keys are let pass, so that a newer phone can say more than we understand.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_serializer,
)
from pydantic_core import PydanticCustomError


def _decimal_words(value: object) -> object:
    """Decimals travel as strings; a JSON number would already have lost digits."""
    if not isinstance(value, str) or "e" in value.lower():
        raise ValueError("a decimal is written as a string of digits")
    return value


def _in_our_time(value: datetime) -> datetime:
    """Far times overflow when they are corrected; no visit lies there."""
    if not 1970 < value.year < 2200:
        raise PydanticCustomError("datetime_far", "a time of our days")
    return value


Instant = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
Words = Annotated[str, Field(max_length=20_000)]
Short = Annotated[str, Field(max_length=200)]
Code = Annotated[str, Field(min_length=1, max_length=60)]
# One address, or none; whether mail arrives only mail can tell.
MAIL = r"^([^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+)?$"
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Quantity = Annotated[
    Decimal,
    BeforeValidator(_decimal_words),
    Field(gt=0, max_digits=12, decimal_places=3, allow_inf_nan=False),
]
Money = Annotated[
    Decimal,
    BeforeValidator(_decimal_words),
    Field(ge=0, max_digits=12, decimal_places=2, allow_inf_nan=False),
]
Media = Annotated[list[UUID], Field(max_length=100)]
PhotoRole = Literal["before", "during", "after", "checklist", "document"]


class Body(BaseModel):
    """Base of all bodies."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class NoBody(Body):
    """visit.accept, travel_start, arrive, start, resume."""


class Because(Body):
    """visit.decline, visit.pause: the code of a Reason."""

    reason: Code


class WorkOutcome(Body):
    """How one work order of the visit ended."""

    work_order_id: UUID
    outcome: Literal["done", "partial", "not_done"]
    reason: Short = ""


class Complete(Body):
    """How it ended; `material_hash` is that of the bundle the phone worked by."""

    outcomes: Annotated[list[WorkOutcome], Field(min_length=1, max_length=100)]
    material_hash: Annotated[str, Field(max_length=64)] = ""


class Call(Body):
    """A call to the client, made on site."""

    number: Annotated[str, Field(min_length=1, max_length=40)]
    at: Instant
    answered: bool = False


class CannotComplete(Body):
    reason: Code
    note: Words = ""
    media_ids: Media = []
    call: Call | None = None


class OfWork(Body):
    """Everything that belongs to one work order of the visit."""

    work_order_id: UUID


class AnswerGiven(OfWork):
    checklist_hash: Sha256
    item: Annotated[str, Field(min_length=1, max_length=60)]
    value: Any = None
    state: Literal["ok", "fail", "na", "skipped"] = "ok"
    note: Words = ""
    media_ids: Media = []


class ChecklistNamed(OfWork):
    checklist_hash: Sha256


class PartUsed(OfWork):
    use_id: UUID
    part_id: UUID
    quantity: Quantity
    unit: Annotated[str, Field(min_length=1, max_length=10)]


class PartVoided(Body):
    use_id: UUID


class PartAsked(OfWork):
    request_id: UUID
    part_id: UUID
    quantity: Quantity
    unit: Annotated[str, Field(min_length=1, max_length=10)]


class PartRecovered(OfWork):
    """An old part or gas taken back; `part_id` where it is one of the catalog."""

    recovery_id: UUID
    text: Words = ""
    part_id: UUID | None = None
    quantity: Quantity
    unit: Annotated[str, Field(min_length=1, max_length=10)]


class TimeLogged(Body):
    """`reason` says why somebody waited: the code of a Reason."""

    model_config = ConfigDict(populate_by_name=True, frozen=True)

    time_id: UUID
    kind: Literal["travel", "work", "wait", "break"]
    started_at: Instant = Field(alias="from")
    ended_at: Instant = Field(alias="to")
    work_order_id: UUID | None = None
    reason: Code | None = None


class TimeVoided(Body):
    time_id: UUID


class NoteAdded(Body):
    note_id: UUID
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    work_order_id: UUID | None = None


class MediaAttached(Body):
    media_id: UUID
    role: PhotoRole
    work_order_id: UUID | None = None
    item: Annotated[str, Field(max_length=60)] = ""


class Signer(Body):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    role: Annotated[str, Field(max_length=100)] = ""
    contact_id: UUID | None = None
    email: Annotated[str, Field(max_length=254, pattern=MAIL)] = ""


class SignedReport(Body):
    work_order_ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    snapshot: dict[str, Any]
    sha256: Sha256


class SignatureCaptured(Body):
    signature_id: UUID
    signer: Signer
    consent_sha256: Sha256
    shown_ms: Annotated[int, Field(ge=0, le=2_000_000_000)]
    strokes_media_id: UUID
    png_media_id: UUID
    reports: Annotated[list[SignedReport], Field(min_length=1, max_length=20)]


class SignatureRefused(Body):
    """Refused or, with `absent`, nobody there to sign; the reason is a Reason's code."""

    reason: Short
    note: Words = ""
    signature_id: UUID | None = None
    absent: bool = False


class SignedOnPaper(Body):
    """A paper signed by hand, photographed."""

    signature_id: UUID
    media_id: UUID
    signer: Signer


class Restored(OfWork):
    how: Literal["fixed", "temporary", "loaner", "bypass"]


class DefectFound(OfWork):
    defect_id: UUID
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    severity: Literal["low", "normal", "high"] = "normal"
    code: Annotated[str, Field(max_length=40)] = ""
    equipment_id: UUID | None = None
    media_ids: Media = []


class OfferedLine(Body):
    """A line of an offer, as the client read it; `code` is a part's number."""

    kind: Literal["labour", "part", "call_out", "travel"]
    code: Annotated[str, Field(max_length=60)] = ""
    text: Short
    verdict: Literal["covered", "paid", "quota_used", "excluded", "warranty"]
    clause: Short = ""
    quantity: Quantity
    unit: Annotated[str, Field(min_length=1, max_length=10)]
    net: Money

    @field_serializer("quantity", "net")
    def _as_written(self, value: Decimal) -> str:
        return str(value)


class PaidWorkProposed(OfWork):
    proposal_id: UUID
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    estimate_net: Money
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    vat: Money | None = None
    lines: Annotated[list[OfferedLine], Field(max_length=100)] = []


class Drawn(Body):
    """A signature on the glass."""

    signature_id: UUID
    strokes_media_id: UUID
    png_media_id: UUID
    shown_ms: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0


class PaidWorkApproved(Body):
    """`sha256` names the offer that was on the screen."""

    proposal_id: UUID
    name: Annotated[str, Field(min_length=1, max_length=200)]
    role: Annotated[str, Field(max_length=100)] = ""
    contact_id: UUID | None = None
    sha256: Sha256 | None = None
    drawn: Drawn | None = None


class PaidWorkRefused(Body):
    proposal_id: UUID
    reason: Annotated[str, Field(max_length=300)] = ""


class MeterRead(OfWork):
    equipment_id: UUID
    meter: Code
    value: Annotated[
        Decimal,
        BeforeValidator(_decimal_words),
        Field(max_digits=18, decimal_places=6, allow_inf_nan=False),
    ]
    unit: Annotated[str, Field(max_length=10)] = ""


class EquipmentSuggested(OfWork):
    """A correction to the register the office decides on; without an id, a unit not in it."""

    equipment_id: UUID | None = None
    name: Short = ""
    serial: Annotated[str, Field(max_length=100)] = ""
    note: Words = ""


class EquipmentMoved(OfWork):
    equipment_id: UUID
    to: Literal["object", "workshop", "van", "stock", "scrap"]
    object_id: UUID | None = None
    note: Words = ""


class VisitOpened(Body):
    """Work begun before any request existed; every id was made on the phone."""

    request_id: UUID
    work_order_id: UUID
    object_id: UUID
    words: Annotated[str, Field(min_length=1, max_length=20_000)]
    equipment_id: UUID | None = None
    impact: Literal["stopped", "goods_at_risk", "partly", "no_hurry"] = "partly"
    reported_by: Short = ""


class WorkAdded(Body):
    """ "While you are here": one more work order on the visit under way."""

    work_order_id: UUID
    words: Annotated[str, Field(min_length=1, max_length=20_000)]
    equipment_id: UUID | None = None
    request_id: UUID | None = None


def instants(body: TimeLogged) -> tuple[datetime, datetime]:
    """The two ends of a logged time, as the phone's clock told them."""
    return body.started_at, body.ended_at
