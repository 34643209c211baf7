"""`snapshot/2`: what the signer saw, as canonical bytes that a phone and a server make alike.

A snapshot is JSON with a fixed set of keys, all of them always present: what is not known is
null, what there is none of is an empty list. There are no JSON numbers in it: quantities, money
and minutes are decimal strings, times are RFC 3339 in UTC with whole seconds and a Z. Its bytes
are RFC 8785 (keys sorted by UTF-16, no spaces), its name is the SHA-256 of these bytes in hex.

    {format: "snapshot/2", number, language, issuer: party, client: party,
     object: {name, code, address, zone},
     visit: {number, arrived_at, started_at, completed_at, engineers: [name]},
     work_orders: [{number, words, equipment, outcome, reason, note,
                    checklists: [{title, items: [{text, type, value, unit, state, note}]}],
                    parts: [{code, name, quantity, unit}],
                    time: [{kind, minutes}]}],
     photos: [{media_id, sha256, role, caption}],
     prices: [{currency, lines: [{text, verdict, clause, quantity, unit, net}],
               net, vat, gross, note}],
     paid_work: [{text, state, by, currency, net, vat, gross}],
     consent: {text, sha256}}

    party: {name, registry_number, vat_number, address}

`prices` has one sum a currency, and `note` says what is not in it yet. A `snapshot/1` has no
`paid_work`, and one sum or null for `prices`; what was signed as one stays one and verifies.

Whoever reads one checks it with `read_snapshot`; the shapes' schemas are snapshot-N.schema.json.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import jsonschema_rs
import rfc8785

from backend.fieldwork.shown import (
    ChecklistShown,
    ItemShown,
    PaidWorkShown,
    PartShown,
    PartyShown,
    PhotoShown,
    PricesShown,
    ReportShown,
    VisitShown,
    WorkShown,
)
from backend.lib.clock import rfc3339
from backend.lib.errors import Invalid

FORMAT = "snapshot/2"
SCHEMAS = {"snapshot/1": "snapshot-1.schema.json", FORMAT: "snapshot-2.schema.json"}
Snapshot = dict[str, Any]


def snapshot_of(report: ReportShown) -> Snapshot:
    """The snapshot of a report, ready for `canonical_bytes`."""
    return {
        "format": FORMAT,
        "number": report.number or None,
        "language": report.language,
        "issuer": _party(report.issuer),
        "client": _party(report.client),
        "object": {
            "name": report.object.name,
            "code": report.object.code or None,
            "address": report.object.address or None,
            "zone": report.object.zone,
        },
        "visit": _visit(report.visit),
        "work_orders": [_work(work) for work in report.work_orders],
        "photos": [_photo(photo) for photo in report.photos],
        "prices": [_prices(prices) for prices in report.prices],
        "paid_work": [_paid_work(work) for work in report.paid_work],
        "consent": {"text": report.consent, "sha256": words_sha256(report.consent)},
    }


def canonical_bytes(snapshot: Mapping[str, Any]) -> bytes:
    """RFC 8785 bytes; Invalid("snapshot", ...) where JSON cannot say it."""
    try:
        return rfc8785.dumps(dict(snapshot))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as reason:
        raise Invalid("snapshot", "snapshot-not-canonical") from reason


def snapshot_sha256(snapshot: Mapping[str, Any]) -> str:
    """The snapshot's name: SHA-256 of its canonical bytes, lower-case hex."""
    return hashlib.sha256(canonical_bytes(snapshot)).hexdigest()


def words_sha256(words: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, as the consent is named by."""
    return hashlib.sha256(words.encode()).hexdigest()


def verify_snapshot(snapshot: Mapping[str, Any] | bytes, sha256: str) -> bool:
    """Whether the snapshot, as an object or as its bytes, carries this SHA-256.

    Bytes must be canonical themselves: one flipped or added byte is False.
    """
    if isinstance(snapshot, bytes):
        return hashlib.sha256(snapshot).hexdigest() == sha256 and _is_canonical(snapshot)
    return snapshot_sha256(snapshot) == sha256


def read_snapshot(snapshot: object) -> Snapshot:
    """A snapshot from outside, checked: its shape, its consent's hash, its zone's name.

    Raises Invalid naming the path, `snapshot.work_orders.0.outcome`.
    """
    try:
        wrong = next(_schema(_format_of(snapshot)).iter_errors(snapshot), None)
    except (ValueError, UnicodeEncodeError) as reason:
        raise Invalid("snapshot", "snapshot-not-canonical") from reason
    if wrong:
        path = ".".join(["snapshot", *(str(step) for step in wrong.instance_path)])
        raise Invalid(path, "snapshot-shape", problem=wrong.message[:300])
    checked: Snapshot = snapshot  # type: ignore[assignment]  # the schema has just said so
    canonical_bytes(checked)
    if words_sha256(checked["consent"]["text"]) != checked["consent"]["sha256"]:
        raise Invalid("snapshot.consent.sha256", "consent-hash-differs")
    if checked["object"]["zone"] not in available_timezones():
        raise Invalid("snapshot.object.zone", "unknown-zone", zone=checked["object"]["zone"][:60])
    return checked


def _is_canonical(content: bytes) -> bool:
    try:
        return rfc8785.dumps(json.loads(content)) == content
    except (ValueError, rfc8785.CanonicalizationError, RecursionError):
        return False


def _format_of(snapshot: object) -> str:
    """What it says it is; whatever says nothing known is measured against the newest."""
    said = snapshot.get("format") if isinstance(snapshot, dict) else None
    return said if isinstance(said, str) and said in SCHEMAS else FORMAT


@lru_cache(maxsize=2)
def _schema(of: str) -> Any:
    text = Path(__file__).with_name(SCHEMAS[of]).read_text("utf-8")
    return jsonschema_rs.validator_for(json.loads(text), validate_formats=True)


def _party(party: PartyShown) -> Snapshot:
    return {
        "name": party.name,
        "registry_number": party.registry_number or None,
        "vat_number": party.vat_number or None,
        "address": party.address or None,
    }


def _visit(visit: VisitShown) -> Snapshot:
    return {
        "number": visit.number,
        "arrived_at": _time(visit.arrived_at),
        "started_at": _time(visit.started_at),
        "completed_at": _time(visit.completed_at),
        "engineers": list(visit.engineers),
    }


def _work(work: WorkShown) -> Snapshot:
    return {
        "number": work.number,
        "words": work.words,
        "equipment": work.equipment or None,
        "outcome": work.outcome,
        "reason": work.reason or None,
        "note": work.note or None,
        "checklists": [_checklist(checklist) for checklist in work.checklists],
        "parts": [_part(part) for part in work.parts],
        "time": [{"kind": time.kind, "minutes": str(time.minutes)} for time in work.time],
    }


def _checklist(checklist: ChecklistShown) -> Snapshot:
    return {"title": checklist.title, "items": [_item(item) for item in checklist.items]}


def _item(item: ItemShown) -> Snapshot:
    return {
        "text": item.text,
        "type": item.type,
        "value": item.value or None,
        "unit": item.unit or None,
        "state": item.state or None,
        "note": item.note or None,
    }


def _part(part: PartShown) -> Snapshot:
    return {
        "code": part.code,
        "name": part.name,
        "quantity": _decimal(part.quantity),
        "unit": part.unit,
    }


def _photo(photo: PhotoShown) -> Snapshot:
    return {
        "media_id": photo.media_id,
        "sha256": photo.sha256,
        "role": photo.role,
        "caption": photo.caption or None,
    }


def _prices(prices: PricesShown) -> Snapshot:
    lines = [
        {
            "text": line.text,
            "verdict": line.verdict,
            "clause": line.clause or None,
            "quantity": _decimal(line.quantity),
            "unit": line.unit,
            "net": _decimal(line.net, places=2),
        }
        for line in prices.lines
    ]
    sums = {name: _decimal(getattr(prices, name), places=2) for name in ("net", "vat", "gross")}
    return {"currency": prices.currency, "lines": lines, **sums, "note": prices.note or None}


def _paid_work(work: PaidWorkShown) -> Snapshot:
    sums = {name: getattr(work, name) for name in ("net", "vat", "gross")}
    return {
        "text": work.text,
        "state": work.state,
        "by": work.by or None,
        "currency": work.currency,
        **{name: _decimal(sum_, 2) if sum_ is not None else None for name, sum_ in sums.items()},
    }


def sums_of(snapshot: Mapping[str, Any]) -> list[Snapshot]:
    """The sums that were shown, one a currency; a `snapshot/1` had one or none."""
    prices = snapshot["prices"]
    if isinstance(prices, list):
        return prices
    return [{**prices, "note": None}] if prices else []


def _time(instant: datetime | None) -> str | None:
    return rfc3339(instant) if instant else None


def _decimal(value: Decimal, places: int = 0) -> str:
    """Plain digits: no exponent, no needless zeros beyond `places` decimals."""
    short = f"{value:f}"
    whole, _, decimals = short.partition(".")
    kept = decimals.rstrip("0").ljust(places, "0")
    return f"{whole}.{kept}" if kept else whole
