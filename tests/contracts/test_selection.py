"""Which rule of a contract speaks: the most specific, and never one of two equals by chance."""

import pytest

from backend.contracts.selection import (
    PriorityRule,
    TargetFacts,
    TargetRule,
    priority_for,
    select_target,
)
from backend.contracts.sla import Target
from backend.lib.errors import Invalid

HOUR = 3600
FACTS = TargetFacts(
    service="repair",
    priority="critical",
    object_id="shop 17",
    object_groups=frozenset({"flagships", "monaco"}),
    equipment_type="cash register",
    equipment_id="CR-1",
)


def rule(clause: str, **selectors: str) -> TargetRule:
    return TargetRule(clause, Target.ARRIVAL, 4 * HOUR, **selectors)


# Each rule beats all the rules above it (the table of docs/sla.md).
LADDER = [
    rule("any"),
    rule("service", service="repair"),
    rule("priority", priority="critical"),
    rule("group", object_group="flagships"),
    rule("type", equipment_type="cash register"),
    rule("object", object_id="shop 17"),
    rule("unit", equipment_id="CR-1"),
    rule("service and priority", service="repair", priority="critical"),
    rule("unit and object", equipment_id="CR-1", object_id="shop 17"),
]


@pytest.mark.parametrize("place", range(len(LADDER)))
def test_the_most_specific_rule_wins(place: int) -> None:
    assert select_target(LADDER[place::-1], Target.ARRIVAL, FACTS) is LADDER[place]


@pytest.mark.parametrize(
    "selectors",
    [
        {"service": "maintenance"},
        {"priority": "low"},
        {"object_id": "shop 18"},
        {"object_group": "kyiv"},
        {"equipment_type": "printer"},
        {"equipment_id": "CR-2"},
    ],
)
def test_a_rule_for_something_else_does_not_match(selectors: dict[str, str]) -> None:
    assert select_target([rule("other", **selectors)], Target.ARRIVAL, FACTS) is None


def test_another_target_is_another_promise() -> None:
    assert select_target([rule("any")], Target.RESPONSE, FACTS) is None


def test_two_equal_rules_are_refused_and_both_are_named() -> None:
    rules = [rule("4.1", object_group="flagships"), rule("4.2", object_group="monaco"), rule("4")]
    with pytest.raises(Invalid) as refusal:
        select_target(rules, Target.ARRIVAL, FACTS)
    assert refusal.value.code == "equal-selectors"
    assert {refusal.value.context["first"], refusal.value.context["second"]} == {"4.1", "4.2"}


def test_equal_rules_below_the_winner_do_not_matter() -> None:
    rules = [
        rule("4.1", service="repair"),
        rule("4.2", service="repair"),
        rule("5", object_id="shop 17"),
    ]
    winner = select_target(rules, Target.ARRIVAL, FACTS)
    assert winner is not None
    assert winner.clause == "5"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"clause": ""}, "clause"),
        ({"target_s": 0}, "target_s"),
        ({"object_id": "shop 17", "object_group": "flagships"}, "object_group"),
    ],
)
def test_a_target_rule_is_checked_at_birth(wrong: dict[str, object], field: str) -> None:
    values = {"clause": "4", "target": Target.ARRIVAL, "target_s": HOUR} | wrong
    with pytest.raises(Invalid) as refusal:
        TargetRule(**values)  # type: ignore[arg-type]
    assert refusal.value.field == field


PRIORITIES = [
    PriorityRule("high", "stopped"),
    PriorityRule("critical", "stopped", "cash register"),
    PriorityRule("low", "no_hurry"),
]


@pytest.mark.parametrize(
    ("equipment_type", "impact", "priority"),
    [
        ("cash register", "stopped", "critical"),
        ("printer", "stopped", "high"),
        (None, "stopped", "high"),
        ("cash register", "no_hurry", "low"),
        ("cash register", "partly", None),
    ],
)
def test_priority_by_contract(
    equipment_type: str | None, impact: str, priority: str | None
) -> None:
    assert priority_for(PRIORITIES, equipment_type, impact) == priority


def test_two_priorities_for_one_thing_are_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        priority_for([*PRIORITIES, PriorityRule("normal", "stopped")], "printer", "stopped")
    assert refusal.value.context == {"first": "high", "second": "normal"}


@pytest.mark.parametrize("missing", ["priority", "impact"])
def test_a_priority_rule_is_checked_at_birth(missing: str) -> None:
    with pytest.raises(Invalid) as refusal:
        PriorityRule(**({"priority": "high", "impact": "stopped"} | {missing: ""}))
    assert refusal.value.field == missing
