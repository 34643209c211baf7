"""The wire's shapes for requests and answers; the phone's types are generated from them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from backend.fieldwork.envelope import is_storable


def _storable(value: Any) -> Any:
    """PostgreSQL keeps neither NUL nor lone surrogates."""
    if not is_storable(value):
        raise PydanticCustomError("not_storable", "text that can be kept")
    return value


def _in_our_time(value: datetime) -> datetime:
    if not 1970 < value.year < 2200:
        raise PydanticCustomError("datetime_far", "a time of our days")
    return value


Kept = AfterValidator(_storable)
Instant = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
Short = Annotated[str, Field(max_length=200), Kept]


class Problem(Schema):
    """RFC 9457, with a code that never changes."""

    class Fault(Schema):
        pointer: str
        code: str
        message: str

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: list[Fault] = []
    last_seq: int | None = None


class Pairing(Schema):
    """What a phone says of itself with the one-time code; without one, whoever is signed in on
    this very page pairs it."""

    code: Annotated[str, Field(max_length=100)] = ""
    installation_id: Annotated[str, Field(min_length=1, max_length=100), Kept]
    name: Short = ""
    platform: Annotated[str, Field(max_length=1000), Kept] = ""
    app_build: Annotated[str, Field(max_length=50), Kept] = ""


class EngineerOut(Schema):
    id: UUID
    name: str
    language: str
    time_zone: str


class DeviceOut(Schema):
    id: UUID
    name: str
    platform: str
    app_build: str
    last_seq: int
    paired_at: AwareDatetime
    takes_push: bool
    engineer: EngineerOut


class Paired(Schema):
    device: DeviceOut
    access_token: str


class UnsentIn(Schema):
    """What the phone still holds, for the office to see."""

    commands: Annotated[int, Field(ge=0, le=1_000_000)]
    media: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    oldest_at: AwareDatetime | None = None


class PushKeys(Schema):
    """The browser's public key and secret, both base64url."""

    p256dh: Annotated[str, Field(min_length=80, max_length=100, pattern=r"^[A-Za-z0-9_=-]+$")]
    auth: Annotated[str, Field(min_length=20, max_length=40, pattern=r"^[A-Za-z0-9_=-]+$")]


class PushSubscription(Schema):
    """Where web push reaches the phone, as `PushSubscription.toJSON()` gives it."""

    endpoint: Annotated[str, Field(min_length=10, max_length=1000), Kept]
    keys: PushKeys


class DeviceChange(Schema):
    """What is left out stays; a null subscription ends web push."""

    push_subscription: PushSubscription | None = None
    unsent: UnsentIn | None = None


class Clock(Schema):
    device_now: AwareDatetime | None = None
    offset_ms: int = 0
    offset_age_s: int = 0


class Gps(Schema):
    lat: float
    lon: float
    acc_m: float | None = None


class CommandIn(Schema):
    """One command; `body` is read by its type (docs/sync.md)."""

    id: UUID
    seq: int
    type: str
    visit_id: UUID | None = None
    base_version: int | None = None
    captured_at: AwareDatetime
    gps: Gps | None = None
    body: dict[str, Any] = {}


class PushIn(Schema):
    """At most 100 commands or 1 MiB."""

    # The name is the wire's; pydantic's own method of that name is long deprecated.
    schema_: int = Field(1, alias="schema")
    app_build: str = ""
    batch_id: UUID | None = None
    clock: Clock = Clock()
    commands: list[CommandIn]
    unsent: UnsentIn | None = None


class CommandWarning(Schema):
    code: str
    message: str


class CommandResult(Schema):
    id: UUID
    seq: int
    status: Literal["applied", "applied_with_review", "parked", "rejected", "duplicate", "deferred"]
    original: "CommandResult | None" = None
    versions: dict[str, int] = {}
    warnings: list[CommandWarning] = []
    problem: dict[str, Any] | None = None
    review_id: UUID | None = None


class PushAnswer(Schema):
    results: list[CommandResult]
    last_seq: int


class PositionIn(Schema):
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    acc_m: Annotated[float, Field(ge=0, le=1_000_000)] = 0
    at: Instant


class PositionsIn(Schema):
    points: Annotated[list[PositionIn], Field(max_length=200)]


class ShiftOut(Schema):
    """A shift within which positions are taken."""

    # `from` is a word of Python's own.
    begin: AwareDatetime = Field(alias="from")
    end: AwareDatetime = Field(alias="to")


class Duty(Schema):
    """The shifts under way or near; outside them a phone tells no position."""

    shifts: list[ShiftOut]


Rounding = Literal["half_up", "half_even", "up", "down"]


class Consent(Schema):
    sha256: str
    lang: str
    text: str


class Config(Schema):
    min_app_build: str
    limits: dict[str, int]
    flags: dict[str, bool]
    push_key: str
    consents: list[Consent]


class CatalogPart(Schema):
    id: UUID
    number: str
    name: str
    names: dict[str, str]
    unit: str


class CatalogReason(Schema):
    code: str
    used_for: list[str]
    name: str
    names: dict[str, str]
    needs_photo: bool
    needs_note: bool
    billable: bool


class CatalogWorkType(Schema):
    id: UUID
    code: str
    name: str


class PriceListOut(Schema):
    """How labour is rounded, and prices of parts without VAT by number; "" is any other part.

    `listed` has what the list itself says of a part where a discount or VAT makes it another.
    """

    price_list: str
    currency: str
    includes_vat: bool
    step_min: int
    rounding: Rounding
    minimum_min: int
    parts: dict[str, str]
    listed: dict[str, str]


class Catalog(Schema):
    parts: list[CatalogPart]
    work_types: list[CatalogWorkType]
    reasons: list[CatalogReason]


class Party(Schema):
    name: str
    registry_number: str | None = None
    vat_number: str | None = None
    address: str | None = None


class ContactOut(Schema):
    id: UUID
    name: str
    role: str
    phone: str
    email: str
    signs: bool
    approves_up_to: str | None


class AnswerOut(Schema):
    item: str
    value: Any = None
    state: str
    note: str
    media_ids: list[UUID]


class PinnedForm(Schema):
    hash: str
    required: bool
    submitted: bool
    answers: list[AnswerOut]


class Coverage(Schema):
    verdict: str
    clause: str
    presumed: bool


class RunningPromise(Schema):
    target: str
    due_at: AwareDatetime | None
    state: str


class WorkOrderOut(Schema):
    id: UUID
    number: str
    version: int
    words: str
    request_number: str | None
    request_words: str | None
    request_media: list[UUID]
    work_type: str
    equipment: list[UUID]
    minutes: int
    outcome: str | None
    checklists: list[PinnedForm]
    coverage: Coverage | None
    sla: list[RunningPromise]


class WindowOut(Schema):
    # `from` is a word of Python's own.
    begin: AwareDatetime = Field(alias="from")
    end: AwareDatetime = Field(alias="to")


class MediaOut(Schema):
    media_id: UUID
    role: str
    state: Literal["named", "received", "verified", "refused"]
    problem: str | None


class OfferedLineOut(Schema):
    kind: Literal["labour", "part", "call_out", "travel"]
    code: str
    text: str
    verdict: Literal["covered", "paid", "quota_used", "excluded", "warranty"]
    clause: str
    quantity: str
    unit: str
    net: str


class PaidWorkOut(Schema):
    """Paid work proposed at the visit; `by` is who approved it, `refusal` why it was refused,
    `vat` null where nobody knew it."""

    proposal_id: UUID
    work_order_id: UUID
    text: str
    currency: str
    lines: list[OfferedLineOut]
    net: str
    vat: str | None
    gross: str | None
    state: Literal["proposed", "approved", "refused"]
    by: str
    refusal: str = ""
    answered_at: AwareDatetime | None


class CrewMember(Schema):
    """Who goes, and at which rate class their time is charged."""

    name: str
    role: Literal["lead", "helper"]
    rate_class: str
    is_me: bool


class VisitOut(Schema):
    id: UUID
    number: str
    version: int
    status: str
    planned_from: AwareDatetime
    planned_to: AwareDatetime
    window: WindowOut | None
    locked: bool
    order: int | None
    role: Literal["lead", "helper"]
    instead_of: UUID | None
    worked_by_others: list[str]
    object: UUID
    language: str
    contacts: list[ContactOut]
    engineers: list[str]
    crew: list[CrewMember]
    travel_s: int | None
    travel_m: int | None
    issuer: Party | None
    client: Party
    media: list[MediaOut]
    paid_work: list[PaidWorkOut]
    work_orders: list[WorkOrderOut]
    material_hash: str


class PlaceUnit(Schema):
    id: UUID
    name: str


class PlaceOut(Schema):
    id: UUID
    name: str
    client_code: str
    equipment: list[PlaceUnit]


class ObjectOut(Schema):
    id: UUID
    name: str
    client_code: str
    kind: str
    address: str
    lat: float | None
    lon: float | None
    time_zone: str
    phone: str
    access_notes: str
    parking_notes: str
    access_min: int


class PastVisit(Schema):
    number: str
    at: AwareDatetime
    words: str
    engineer: str
    outcome: str


class EquipmentOut(Schema):
    id: UUID
    name: str
    type: str
    serial: str
    inventory_number: str
    history: list[PastVisit]


class ChecklistOut(Schema):
    hash: str
    definition: dict[str, Any]


class StockLine(Schema):
    part_id: UUID
    quantity: str


class Withdrawal(Schema):
    visit_id: UUID
    reason: str
    at: AwareDatetime | None


class Ack(Schema):
    last_seq: int


class CoverageLine(Schema):
    """Who pays for one kind of line, by which clause, and its price without VAT.

    Time is looked up by the `factor` and `in_hours` of its band, anything else by the band of the
    arrival; `in_hours` null is either. `code` of time is the rate class. `net` and `price` are null
    for parts and where the list has no price; `price` is the list's, before discount and with VAT
    where the list includes it. `tax` is the treatment `vat` is reckoned once for.
    """

    kind: Literal["labour", "travel", "part", "call_out", "failed_visit", "waiting", "fee"]
    code: str
    in_hours: bool | None
    factor: str | None
    verdict: Literal["covered", "paid", "quota_used", "excluded", "warranty"]
    reason: Literal["clause", "quota_empty", "warranty", "not_listed", "no_contract", "other_payer"]
    clause: str
    words: str
    presumed: bool
    quota: str
    engineer: str
    unit: str
    quantity: str
    net: str | None
    price: str | None
    vat: str
    tax: str
    about: bool


class QuotaAhead(Schema):
    code: str
    unit: Literal["visits", "hours"]
    left: str


class TermsAhead(Schema):
    """What a work order is charged by; `prices` is a place in the bundle's prices.

    `discounts` are percent by kind of line, in the place of `discount`.
    """

    prices: int
    boundary: Literal["split", "start"]
    discount: str
    discounts: dict[str, str] = {}
    rounding: Rounding
    quotas: list[QuotaAhead]
    lines: list[CoverageLine]


class WorkAhead(Schema):
    """Places of a work order's rows in `terms` and `hours`; what one `agreement` decides is
    reckoned together."""

    work_order: UUID
    terms: int
    hours: int
    agreement: str


class CoverageAhead(Schema):
    """Who will pay for what; `hours` holds [from, in service hours, factor] for each change."""

    works: list[WorkAhead]
    terms: list[TermsAhead]
    hours: list[list[tuple[AwareDatetime, bool, str]]]


class Bundle(Schema):
    """The engineer's world, replaced whole."""

    schema_: int = Field(3, alias="schema")
    server_time: AwareDatetime
    ack: Ack
    engineer: EngineerOut
    visits: list[VisitOut]
    places: list[PlaceOut]
    objects: list[ObjectOut]
    equipment: list[EquipmentOut]
    checklists: list[ChecklistOut]
    coverage: CoverageAhead
    prices: list[PriceListOut]
    van_stock: list[StockLine]
    withdrawn: list[Withdrawal]


class PositionLook(Schema):
    at: AwareDatetime
    by: str


class PositionLooks(Schema):
    """Who was shown where the phone is, the latest first."""

    looks: list[PositionLook]
    positions_kept_days: int
