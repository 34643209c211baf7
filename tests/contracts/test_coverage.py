"""Who pays: the worked table of docs/pricing.md and the order in which clauses decide."""

from decimal import Decimal

import pytest

from backend.contracts.coverage import (
    NOT_LISTED,
    OTHER_PAYER,
    STANDING_TERMS,
    CoverageDecision,
    CoverageRule,
    DecisionReason,
    LineFacts,
    LineKind,
    Verdict,
    verdict,
)
from backend.lib.errors import Invalid

# The contract of the worked table: labour and call-outs are included, parts are not, a cosmetic
# fault is paid, so is work after hours unless trading has stopped; till 17 is out altogether.
CONTRACT = [
    CoverageRule("5.1", Verdict.COVERED, line_kind=LineKind.LABOUR),
    CoverageRule("5.2", Verdict.COVERED, line_kind=LineKind.CALL_OUT),
    CoverageRule("5.3", Verdict.PAID, line_kind=LineKind.PART),
    CoverageRule("5.4", Verdict.COVERED, line_kind=LineKind.PART, equipment_type="cash register"),
    CoverageRule("6.1", Verdict.PAID, impact="no_hurry"),
    CoverageRule("6.2", Verdict.PAID, in_service_hours=False),
    CoverageRule("6.3", Verdict.COVERED, in_service_hours=False, impact="stopped"),
    CoverageRule("7.1", Verdict.EXCLUDED, object_id="kiosk 3"),
]


@pytest.mark.parametrize(
    ("facts", "paid_by", "clause"),
    [
        (LineFacts(LineKind.LABOUR, impact="partly"), Verdict.COVERED, "5.1"),
        (LineFacts(LineKind.PART, impact="partly"), Verdict.PAID, "5.3"),
        (LineFacts(LineKind.PART, equipment_type="cash register"), Verdict.COVERED, "5.4"),
        (LineFacts(LineKind.LABOUR, impact="no_hurry"), Verdict.PAID, "6.1"),
        (LineFacts(LineKind.LABOUR, in_service_hours=False), Verdict.PAID, "6.2"),
        (
            LineFacts(LineKind.LABOUR, impact="stopped", in_service_hours=False),
            Verdict.COVERED,
            "6.3",
        ),
        (LineFacts(LineKind.LABOUR, object_id="kiosk 3"), Verdict.EXCLUDED, "7.1"),
        (LineFacts(LineKind.TRAVEL, impact="partly"), Verdict.PAID, NOT_LISTED),
    ],
)
def test_the_most_specific_clause_decides(facts: LineFacts, paid_by: Verdict, clause: str) -> None:
    decision = verdict(CONTRACT, facts)
    assert (decision.verdict, decision.clause) == (paid_by, clause)


def test_without_a_contract_the_standing_terms_say_paid() -> None:
    assert verdict(None, LineFacts(LineKind.LABOUR)) == CoverageDecision(
        Verdict.PAID, STANDING_TERMS, DecisionReason.NO_CONTRACT
    )


def test_a_contract_that_says_nothing_is_not_a_missing_contract() -> None:
    assert verdict([], LineFacts(LineKind.LABOUR)).reason is DecisionReason.NOT_LISTED


def test_a_warranty_decides_before_any_clause() -> None:
    facts = LineFacts(LineKind.PART, object_id="kiosk 3", warranty="maker, until 2027-01-01")
    for rules in (CONTRACT, None):
        decision = verdict(rules, facts)
        assert decision.verdict is Verdict.WARRANTY
        assert decision.clause == "maker, until 2027-01-01"
        assert not decision.is_charged


def test_a_contract_speaks_for_its_client_only() -> None:
    facts = LineFacts(LineKind.LABOUR, warranty="maker 2027", payer="manufacturer")
    decision = verdict(CONTRACT, facts)
    assert (decision.verdict, decision.clause) == (Verdict.PAID, OTHER_PAYER)


@pytest.mark.parametrize(
    ("left", "paid_by"),
    [("2", Verdict.COVERED), ("0.25", Verdict.COVERED), ("0", Verdict.QUOTA_USED)],
)
def test_a_quota_with_nothing_left_is_charged(left: str, paid_by: Verdict) -> None:
    rules = [CoverageRule("8", Verdict.COVERED, quota_left=Decimal(left))]
    decision = verdict(rules, LineFacts(LineKind.LABOUR))
    assert (decision.verdict, decision.is_charged) == (paid_by, paid_by is Verdict.QUOTA_USED)


@pytest.mark.parametrize(("kind", "presumed"), [(LineKind.LABOUR, True), (LineKind.PART, False)])
def test_a_unit_outside_the_register_is_only_presumed_covered(
    kind: LineKind, presumed: bool
) -> None:
    assert verdict(CONTRACT, LineFacts(kind, in_register=False)).presumed is presumed


# Each clause beats all the clauses above it (the order of docs/pricing.md).
LADDER = [
    CoverageRule("any", Verdict.PAID),
    CoverageRule("work type", Verdict.PAID, work_type="repair"),
    CoverageRule("equipment type", Verdict.PAID, equipment_type="cash register"),
    CoverageRule("line kind", Verdict.PAID, line_kind=LineKind.LABOUR),
    CoverageRule("hours", Verdict.PAID, in_service_hours=True),
    CoverageRule("impact", Verdict.PAID, impact="stopped"),
    CoverageRule("client", Verdict.PAID, client="the chain"),
    CoverageRule("group", Verdict.PAID, object_group="flagships"),
    CoverageRule("object", Verdict.PAID, object_id="shop 17"),
    CoverageRule("unit", Verdict.PAID, equipment_id="register 3"),
    CoverageRule("two", Verdict.PAID, work_type="repair", equipment_type="cash register"),
]
EVERYTHING = LineFacts(
    LineKind.LABOUR,
    "repair",
    "stopped",
    "cash register",
    "shop 17",
    frozenset({"flagships"}),
    equipment_id="register 3",
    clients=frozenset({"shops south", "the chain"}),
)


@pytest.mark.parametrize("place", range(len(LADDER)))
def test_the_order_of_selectors(place: int) -> None:
    assert verdict(LADDER[place::-1], EVERYTHING).clause == LADDER[place].clause


@pytest.mark.parametrize(
    "facts",
    [
        LineFacts(
            LineKind.TRAVEL, "install", "no_hurry", "printer", "shop 18", in_service_hours=False
        ),
        LineFacts(LineKind.TRAVEL, in_service_hours=False),
    ],
)
def test_a_clause_for_something_else_does_not_match(facts: LineFacts) -> None:
    assert verdict(LADDER[1:], facts).clause == NOT_LISTED


def test_two_equal_clauses_are_refused_and_both_are_named() -> None:
    rules = [
        CoverageRule("5.1", Verdict.COVERED, impact="stopped"),
        CoverageRule("9.9", Verdict.PAID, impact="stopped"),
    ]
    with pytest.raises(Invalid) as refusal:
        verdict(rules, EVERYTHING)
    assert (refusal.value.field, refusal.value.code) == ("rules", "equal-selectors")
    assert {refusal.value.context["first"], refusal.value.context["second"]} == {"5.1", "9.9"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"clause": ""}, "clause"),
        ({"object_id": "shop 17", "object_group": "flagships"}, "object_group"),
        ({"quota_left": 1.5}, "quota_left"),
    ],
)
def test_a_coverage_rule_is_checked_at_birth(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        CoverageRule(**({"clause": "5.1", "verdict": Verdict.COVERED} | wrong))  # type: ignore[arg-type]
    assert refusal.value.field == field
