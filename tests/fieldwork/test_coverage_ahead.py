"""What the phone says of a line before the work is what the server decides of it afterwards."""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from backend.contracts.coverage import CONTRACT_PARTY, LineKind, Verdict
from backend.contracts.pricing import PricedLine
from backend.contracts.vat import vat_summary
from backend.contracts.work_done import TripSplit, WorkDone
from backend.lib.clock import rfc3339
from tests.fieldwork.foreseen_worlds import World, visits, world
from tests.phone_rows import PhoneRows

VECTORS = Path(__file__).with_name("coverage_vectors.json")
WORLDS, VISITS = 500, 20
TIME = (LineKind.LABOUR, LineKind.WAITING)
TRIP = (LineKind.CALL_OUT, LineKind.TRAVEL, LineKind.FAILED_VISIT)


def found(of: World, line: PricedLine, done: WorkDone) -> tuple[dict[str, Any], str | None]:
    """The row of a line and the price of one unit, looked up as a phone does it."""
    at = line.from_at if line.kind in TIME else done.arrived_at
    assert at is not None
    rows = PhoneRows(of.rows[line.work_order]["lines"], of.hours, of.parts)
    engineer = line.engineer if line.kind is LineKind.TRAVEL else ""
    return rows.look_up(line.kind, at, line.item_code, engineer)


def price_by_hand(of: World, line: PricedLine) -> Decimal:
    """One unit less the discount and without VAT, of the billed line."""
    kept = line.list_price * (100 - line.discount_percent) / 100
    if line.includes_vat:
        kept = kept / (1 + line.treatment.rate / 100)
    return kept.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def held_equal(of: World, line: PricedLine, done: WorkDone) -> None:
    row, said = found(of, line, done)
    by = line.decision
    assert (row["clause"], row["presumed"]) == (by.clause, by.presumed)
    assert row["vat"] == f"{line.treatment.rate.normalize():f}"
    if row["verdict"] != by.verdict:
        # More was done than the quota had left: the phone knows how much that is.
        assert (row["verdict"], by.verdict) == (Verdict.COVERED, Verdict.QUOTA_USED)
        assert row["quota"] == by.quota
        left = {each["code"]: Decimal(each["left"]) for each in of.rows[line.work_order]["quotas"]}
        assert by.quota in left
    else:
        assert row["reason"] == by.reason
    if said is None:
        assert line.needs_price or not by.is_charged
    by_time = line.kind in TRIP and of.terms.trip_split is TripSplit.BY_TIME
    if said is not None and not (by_time and row["about"]):
        assert Decimal(said) == price_by_hand(of, line)
    if line.kind in TRIP and not row["about"]:
        assert Decimal(row["quantity"]) == line.quantity


def test_ten_thousand_visits_come_out_as_their_rows_said() -> None:
    lines = 0
    for seed in range(WORLDS):
        of = world(seed)
        for done in visits(of, seed, VISITS):
            for line in of.lines(done):
                held_equal(of, line, done)
                lines += 1
    assert lines > 40_000


def vectors() -> list[dict[str, Any]]:
    """A few worlds with what the server decided, for the phone's own test."""
    return [_vector(world(seed), seed) for seed in range(8, 26)]


def _vector(of: World, seed: int) -> dict[str, Any]:
    asks = []
    for done in visits(of, seed, 3):
        for line in of.lines(done)[:6]:
            row, net = found(of, line, done)
            if row["verdict"] == line.decision.verdict:
                at = line.from_at if line.kind in TIME else done.arrived_at
                asks.append(
                    {
                        "work_order": line.work_order,
                        "kind": line.kind,
                        "code": line.item_code,
                        "engineer": line.engineer,
                        "at": rfc3339(at) if at else None,
                        "verdict": line.decision.verdict,
                        "clause": line.decision.clause,
                        "net": net,
                    }
                )
    bills = [_bill(of, done) for done in visits(of, seed, 4) if not _divided_by_time(of, done)]
    return {
        "terms": of.rows,
        "hours": of.hours,
        "prices": of.price_row,
        "asks": asks,
        "bills": bills,
    }


def _divided_by_time(of: World, done: WorkDone) -> bool:
    """Then nobody knows beforehand who bears the way there."""
    return of.terms.trip_split is TripSplit.BY_TIME and len(done.works) > 1 and not done.failed


def _bill(of: World, done: WorkDone) -> dict[str, Any]:
    """A visit as it went, and what the server charges the contract's party for it."""
    lines = [line for line in of.lines(done) if line.payer == CONTRACT_PARTY]
    sums = vat_summary(lines)
    return {
        "arrived": rfc3339(done.arrived_at),
        "failed": done.failed,
        "spans": [
            {
                "kind": spell.kind,
                "work": spell.work_order,
                "engineer": spell.engineer,
                "rate_class": spell.rate_class,
                "from": rfc3339(spell.started_at),
                "to": rfc3339(spell.ended_at),
            }
            for spell in done.times
        ],
        "parts": [
            {"work": part.work_order, "code": part.part, "quantity": f"{part.quantity:f}"}
            for part in done.parts
        ],
        "lines": sorted(
            [line.work_order, line.kind, line.decision.verdict, f"{line.quantity:f}", f"{net:f}"]
            for line, net in zip(lines, (taxed.net for taxed in sums.lines), strict=True)
        ),
        "sums": [f"{amount:f}" for amount in (sums.net, sums.vat, sums.gross)],
        "unknown": any(line.needs_price for line in lines),
    }


def test_the_vectors_of_the_phone_are_what_the_server_decides() -> None:
    assert json.loads(VECTORS.read_text()) == json.loads(json.dumps(vectors()))
