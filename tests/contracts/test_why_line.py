"""Each step from work to amount, by the worked evening of docs/pricing.md."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from backend.contracts.coverage import CoverageRule, LineKind, Verdict, verdict
from backend.contracts.pricing import ChargeTerms, PricedLine, priced_lines
from backend.contracts.why import ClauseRef, Sentence
from backend.contracts.why_written import read, written
from backend.contracts.work_done import TripSplit
from tests.contracts.test_pricing import (
    CONTRACT,
    EVENING,
    PRICES,
    STANDING,
    TERMS,
    WO_1,
    at,
    labour,
    replace,
)

D = Decimal
LIST = replace(PRICES, name="Standard 2026", valid_from=date(2026, 1, 1))


def kinds(line: PricedLine) -> list[str]:
    return [sentence.kind for sentence in line.why]


def said(line: PricedLine, kind: str) -> dict[str, object]:
    return dict(next(each.values for each in line.why if each.kind == kind))


def test_an_evening_hour_tells_what_was_worked_rounded_multiplied_and_made() -> None:
    anna_evening = priced_lines(EVENING, LIST, STANDING, TERMS)[3]
    assert kinds(anna_evening) == [
        "paid_no_contract",
        "worked_out_of_hours",
        "rounded",
        "listed",
        "factor_after_hours",
        "made",
    ]
    assert said(anna_evening, "worked_out_of_hours") == {
        "from_at": at("18:00"),
        "to_at": at("18:40"),
        "worked_s": 40 * 60,
    }
    # Her 80 minutes became 90, 45 of them here.
    assert said(anna_evening, "rounded") == {"step_s": 900, "rounding": "up", "billed_s": 2700}
    assert said(anna_evening, "listed") == {
        "list": "Standard 2026",
        "day": date(2026, 1, 1),
        "price": D(60),
        "code": "senior",
        "kind": "labour",
        "unit": "h",
    }
    assert said(anna_evening, "factor_after_hours") == {"factor": D("1.5")}
    made = said(anna_evening, "made")
    assert (made["quantity"], made["price"], made["amount"]) == (D("0.750"), D(90), D("67.50"))


def test_under_a_contract_the_winning_clause_and_those_it_beat_are_told() -> None:
    _fee, _travel, in_hours, evening = priced_lines(EVENING, LIST, CONTRACT, TERMS)[:4]
    assert kinds(in_hours)[:2] == ["paid_clause", "clause_won"]
    assert kinds(in_hours)[-1] == "made_free"
    # Both name one thing; the time of day outweighs the kind of line.
    assert said(evening, "clause_broader") == {
        "clause": ClauseRef("5.1", (("line_kind", "labour"),)),
        "winner": ClauseRef("6.2", (("in_service_hours", False),)),
        "selectors": ("in_service_hours",),
    }


def test_the_minimum_tells_what_it_added() -> None:
    done = replace(labour("10:00", "10:20"), on_site=True)
    line = priced_lines(done, LIST, STANDING, TERMS)[-1]
    # Twenty minutes become thirty, and thirty more are added to reach an hour.
    assert said(line, "rounded")["billed_s"] == 30 * 60
    assert said(line, "lifted") == {"minimum_s": 3600, "lifted_s": 1800}


def test_a_divided_trip_tells_the_whole_and_its_share() -> None:
    terms = replace(TERMS, trip_split=TripSplit.EVENLY)
    fee = priced_lines(EVENING, LIST, STANDING, terms)[0]
    assert said(fee, "shared") == {"price": D(30), "share": D("15.00")}


def test_a_warranty_and_another_payer_are_told_before_any_clause() -> None:
    under_warranty = replace(WO_1, warranty="W-7")
    done = replace(labour("10:00", "11:00"), works=(under_warranty,))
    assert kinds(priced_lines(done, LIST, CONTRACT, TERMS)[0])[0] == "paid_warranty"
    for_another = replace(done, works=(replace(WO_1, payer="manufacturer"),))
    assert kinds(priced_lines(for_another, LIST, CONTRACT, TERMS)[0])[0] == "paid_other_payer"


def test_a_discount_and_a_gross_list_are_told() -> None:
    terms = ChargeTerms(TERMS.calendar, TERMS.treatments, discount_percent=D(10))
    gross = replace(LIST, prices_include_vat=True)
    (line,) = priced_lines(labour("10:00", "11:00"), gross, STANDING, terms)
    assert kinds(line)[-2:] == ["made_discounted", "with_vat"]
    assert said(line, "made_discounted")["amount"] == D("54.00")


def test_a_line_without_a_price_says_so() -> None:
    nothing = replace(LIST, items=())
    (line,) = priced_lines(labour("10:00", "11:00"), nothing, STANDING, TERMS)
    assert "no_price" in kinds(line)


def test_what_is_written_reads_back_as_it_was() -> None:
    rules = [
        CoverageRule("5.1", Verdict.COVERED, line_kind=LineKind.LABOUR),
        CoverageRule("5.2", Verdict.PAID),
    ]
    (line,) = priced_lines(
        labour("10:00", "11:00"), LIST, lambda facts: verdict(rules, facts), TERMS
    )
    more = Sentence("met", {"ended_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "left_s": 60})
    kept = json.loads(json.dumps(written((*line.why, more))))
    assert read(kept) == (*line.why, more)
