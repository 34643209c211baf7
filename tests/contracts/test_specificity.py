"""What a rule lost by: named fewer things, named broader ones, or spoke of something else."""

from backend.contracts.coverage import CoverageRule, LineFacts, LineKind, Verdict, verdict
from backend.contracts.selection import TargetFacts, TargetRule, weigh_targets
from backend.contracts.sla import Target
from backend.contracts.specificity import Beaten, LostBy, Silent

FACTS = TargetFacts(
    service="repair",
    priority="critical",
    object_id="shop 17",
    object_groups=frozenset({"flagships"}),
    equipment_type="cash register",
)


def rule(clause: str, **selectors: str) -> TargetRule:
    return TargetRule(clause, Target.ARRIVAL, 4 * 3600, **selectors)


def test_each_loser_tells_what_only_the_winner_names() -> None:
    anything = rule("1")
    critical = rule("2", priority="critical")
    flagships = rule("3", object_group="flagships", service="repair")
    winner = rule("4", equipment_type="cash register", priority="critical")
    low = rule("5", priority="low")
    choice = weigh_targets([anything, low, critical, winner, flagships], Target.ARRIVAL, FACTS)
    assert choice.winner is winner
    assert choice.beaten == (
        # As many names, but a type of equipment is narrower than a group of objects.
        Beaten(flagships, LostBy.BROADER, ("equipment_type", "priority")),
        Beaten(critical, LostBy.FEWER, ("equipment_type",)),
        Beaten(anything, LostBy.FEWER, ("equipment_type", "priority")),
    )
    assert choice.silent == (Silent(low, "priority"),)


def test_a_decision_of_coverage_brings_the_clauses_it_weighed() -> None:
    parts = CoverageRule("5.3", Verdict.PAID, line_kind=LineKind.PART)
    registers = CoverageRule(
        "5.4", Verdict.COVERED, line_kind=LineKind.PART, equipment_type="cash register"
    )
    labour = CoverageRule("5.1", Verdict.COVERED, line_kind=LineKind.LABOUR)
    facts = LineFacts(LineKind.PART, equipment_type="cash register")
    weighed = verdict([labour, parts, registers], facts).weighed
    assert weighed is not None
    assert weighed.winner is registers
    assert weighed.beaten == (Beaten(parts, LostBy.FEWER, ("equipment_type",)),)
    assert weighed.silent == (Silent(labour, "line_kind"),)


def test_nothing_is_weighed_where_no_clause_was_asked() -> None:
    assert verdict(None, LineFacts(LineKind.LABOUR)).weighed is None
    assert verdict([], LineFacts(LineKind.LABOUR, warranty="W-1")).weighed is None
