"""snapshot/2: the same bytes for the same report, and none for another."""

import hashlib
import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.fieldwork.shown import (
    ChecklistShown,
    ItemShown,
    ObjectShown,
    PaidWorkShown,
    PartShown,
    PartyShown,
    PhotoShown,
    PriceLineShown,
    PricesShown,
    ReportShown,
    TimeShown,
    VisitShown,
    WorkShown,
)
from backend.fieldwork.snapshot import (
    canonical_bytes,
    read_snapshot,
    snapshot_of,
    snapshot_sha256,
    verify_snapshot,
    words_sha256,
)
from backend.lib.errors import Invalid

OFFER = PaidWorkShown("New door", "approved", "EUR", Decimal(69), Decimal("13.8"), Decimal("82.8"))
ARRIVED = datetime(2026, 3, 2, 7, 0, 5, tzinfo=UTC)


def report(**changed: object) -> ReportShown:
    work = WorkShown(
        number="WO-2041",
        words="Ice machine makes no ice",
        outcome="done",
        equipment="Ice machine #A-113",
        checklists=[ChecklistShown("Yearly", [ItemShown("CO", "number", "12", "ppm", "ok")])],
        parts=[PartShown("FLT-7", "Filter", Decimal("1.500"), "pcs")],
        time=[TimeShown("work", 85)],
    )
    line = PriceLineShown("Repair", "covered", Decimal("1.417"), "h", Decimal(0), "3.2")
    kept: dict[str, object] = {
        "language": "uk",
        "issuer": PartyShown("Callout SARL", "12S05566"),
        "client": PartyShown("Готель «Ґанок»"),
        "object": ObjectShown("Bar", "Europe/Monaco", code="SHOP-17"),
        "visit": VisitShown("VIS-311", ARRIVED, ARRIVED, None, ["Olena"]),
        "work_orders": [work],
        "consent": "I agree",
        "photos": [PhotoShown("0192", "0" * 64, "before")],
        "prices": [PricesShown("EUR", [line], Decimal(0), Decimal("0.0"), Decimal("0.00"))],
        "paid_work": [OFFER],
    }
    return ReportShown(**{**kept, **changed})  # type: ignore[arg-type]


def test_the_bytes_are_written_out_here_once() -> None:
    bare = report(work_orders=[], photos=[], prices=[], paid_work=[], number="SR-1")
    assert canonical_bytes(snapshot_of(bare)).decode() == (
        '{"client":{"address":null,"name":"Готель «Ґанок»","registry_number":null,'
        '"vat_number":null},"consent":{"sha256":'
        '"99955b75e054416577b88fcec811270c93bff6f1bc421f01e3da7c1b18ec61e3","text":"I agree"},'
        '"format":"snapshot/2","issuer":{"address":null,"name":"Callout SARL",'
        '"registry_number":"12S05566","vat_number":null},"language":"uk","number":"SR-1",'
        '"object":{"address":null,"code":"SHOP-17","name":"Bar","zone":"Europe/Monaco"},'
        '"paid_work":[],"photos":[],"prices":[],"visit":{"arrived_at":"2026-03-02T07:00:05Z",'
        '"completed_at":null,"engineers":["Olena"],"number":"VIS-311",'
        '"started_at":"2026-03-02T07:00:05Z"},"work_orders":[]}'
    )


def test_what_is_built_passes_its_own_schema_and_verifies() -> None:
    made = snapshot_of(report())
    assert read_snapshot(deepcopy(made)) == made
    digest = hashlib.sha256(canonical_bytes(made)).hexdigest()
    assert snapshot_sha256(made) == digest
    assert verify_snapshot(made, digest)
    assert verify_snapshot(canonical_bytes(made), digest)


def test_it_holds_no_json_numbers() -> None:
    def leaves(value: object) -> list[object]:
        if isinstance(value, dict):
            return [leaf for each in value.values() for leaf in leaves(each)]
        return (
            [leaf for each in value for leaf in leaves(each)]
            if isinstance(value, list)
            else [value]
        )

    assert {type(leaf) for leaf in leaves(snapshot_of(report()))} == {str, type(None)}


def test_the_order_of_keys_does_not_matter_and_any_word_does() -> None:
    made = snapshot_of(report())
    turned = dict(reversed(list(made.items())))
    assert snapshot_sha256(turned) == snapshot_sha256(made)
    assert snapshot_sha256(snapshot_of(report(consent="I agree."))) != snapshot_sha256(made)


def test_an_instant_is_the_same_whatever_its_offset() -> None:
    east = ARRIVED.astimezone(timezone(timedelta(hours=2))).replace(microsecond=700)
    visit = VisitShown("VIS-311", east, ARRIVED, None, ["Olena"])
    assert snapshot_of(report(visit=visit)) == snapshot_of(report())


def test_decimals_have_one_spelling() -> None:
    parts = [PartShown("A", "A", Decimal(text), "pcs") for text in ("1.500", "2", "1E+2", "0.0050")]
    work = WorkShown("WO-1", "", "done", parts=parts)
    made = snapshot_of(report(work_orders=[work]))
    spelled = [part["quantity"] for part in made["work_orders"][0]["parts"]]
    assert spelled == ["1.5", "2", "100", "0.005"]
    assert made["prices"][0]["net"] == "0.00"


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_flipping_any_bit_fails_verification(place: int, bit: int) -> None:
    made = bytearray(canonical_bytes(snapshot_of(report())))
    digest = hashlib.sha256(made).hexdigest()
    made[place % len(made)] ^= 1 << bit
    assert not verify_snapshot(bytes(made), digest)


def test_bytes_that_are_not_canonical_do_not_verify() -> None:
    spaced = json.dumps(snapshot_of(report())).encode()
    assert not verify_snapshot(spaced, hashlib.sha256(spaced).hexdigest())


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("visit", "arrived_at"), "2026-99-99T00:00:00Z", "snapshot.visit.arrived_at"),
        (("visit", "arrived_at"), "2026-03-02T07:00:05+01:00", "snapshot.visit.arrived_at"),
        (("visit", "number"), 5, "snapshot.visit.number"),
        (("visit", "number"), "\ud800", "snapshot"),
        (("work_orders", 0, "outcome"), "finished", "snapshot.work_orders.0.outcome"),
        (
            ("work_orders", 0, "parts", 0, "quantity"),
            1.5,
            "snapshot.work_orders.0.parts.0.quantity",
        ),
        (("object", "zone"), "Mars/Olympus", "snapshot.object.zone"),
        (("consent", "text"), "I agree to more", "snapshot.consent.sha256"),
        (("photos", 0, "sha256"), "F" * 64, "snapshot.photos.0.sha256"),
        (("stranger",), "x", "snapshot"),
        (("format",), "snapshot/3", "snapshot.format"),
        (("prices", 0, "gross"), 0, "snapshot.prices.0.gross"),
        (("paid_work", 0, "state"), "maybe", "snapshot.paid_work.0.state"),
    ],
)
def test_a_snapshot_from_outside_is_refused_by_its_path(
    path: tuple[str | int, ...], value: object, field: str
) -> None:
    made = snapshot_of(report())
    holder = made
    for step in path[:-1]:
        holder = holder[step]  # type: ignore[index]
    holder[path[-1]] = value  # type: ignore[index]
    with pytest.raises(Invalid) as refusal:
        read_snapshot(made)
    assert refusal.value.field == field


@pytest.mark.parametrize("stranger", [None, [], "x", 7, {}, {"a": float("nan")}])
def test_what_is_no_snapshot_is_refused(stranger: object) -> None:
    with pytest.raises(Invalid):
        read_snapshot(stranger)


def test_consent_is_named_by_its_utf8_bytes() -> None:
    assert words_sha256("Я згоден") == hashlib.sha256("Я згоден".encode()).hexdigest()


@pytest.mark.parametrize("name", ["snapshot_vector.json", "snapshot_vector_2.json"])
def test_the_vector_that_the_phone_hashes_too(name: str) -> None:
    """The first was signed as a snapshot/1, which verifies as it did."""
    vector = json.loads(Path(__file__).with_name(name).read_text("utf-8"))
    assert read_snapshot(vector["snapshot"]) == vector["snapshot"]
    assert canonical_bytes(vector["snapshot"]).decode() == vector["canonical"]
    assert hashlib.sha256(vector["canonical"].encode()).hexdigest() == vector["sha256"]
    assert verify_snapshot(vector["snapshot"], vector["sha256"])
