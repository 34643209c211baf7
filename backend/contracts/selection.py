"""Selection: which of a contract's rules speaks about this request. Most specific wins, and two
equally specific rules are a mistake in the contract that is named, never settled by chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backend.contracts.sla import Target, check_target_s
from backend.contracts.specificity import Choice, choose, fits_facts
from backend.lib.errors import Invalid

_MILLION: Final = 1_000_000
TARGET_SELECTORS: Final = (
    "equipment_id",
    "object_id",
    "equipment_type",
    "object_group",
    "priority",
    "service",
)
"""What a target rule may name, the narrowest first."""


@dataclass(frozen=True, slots=True)
class TargetRule:
    """One promised target of a contract version and what it is promised for; None is any.

    `clause` names the rule to people; `object_id` and `object_group` are not given together.
    Availability has `availability_ppm` of a month's promised time instead of open seconds.
    """

    clause: str
    target: Target
    target_s: int = 0
    service: str | None = None
    priority: str | None = None
    object_id: str | None = None
    object_group: str | None = None
    equipment_type: str | None = None
    equipment_id: str | None = None
    availability_ppm: int = 0

    def __post_init__(self) -> None:
        if not self.clause:
            raise Invalid("clause", "missing")
        if self.object_id and self.object_group:
            raise Invalid("object_group", "object-and-group", clause=self.clause)
        if self.target is not Target.AVAILABILITY:
            check_target_s(self.target_s)
        elif not 0 < self.availability_ppm <= _MILLION:
            raise Invalid("availability_ppm", "out-of-range", least=1, most=_MILLION)


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """What is known when a promise is asked for; ids and codes as text."""

    service: str | None = None
    priority: str | None = None
    object_id: str | None = None
    object_groups: frozenset[str] = frozenset()
    equipment_type: str | None = None
    equipment_id: str | None = None


def select_target(
    rules: Sequence[TargetRule], target: Target, facts: TargetFacts
) -> TargetRule | None:
    """The most specific rule for `target` that matches, or None where nothing is promised."""
    return weigh_targets(rules, target, facts).winner


def weigh_targets(
    rules: Sequence[TargetRule], target: Target, facts: TargetFacts
) -> Choice[TargetRule]:
    """The rule for `target` that speaks, and every other rule for it with what it lost by.

    The rule that names more selectors wins; among equals the narrower selector does, in the
    order unit, object, equipment type, object group, priority, service. Two rules equal in all
    of it raise Invalid("rules", "equal-selectors", first=, second=) with both clauses.
    """
    of_target = [rule for rule in rules if rule.target is target]
    return choose(of_target, TARGET_SELECTORS, lambda rule, name: fits_facts(rule, facts, name))


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """By contract: this impact on this type of equipment (None is any) has this priority."""

    priority: str
    impact: str
    equipment_type: str | None = None

    def __post_init__(self) -> None:
        for name in ("priority", "impact"):
            if not getattr(self, name):
                raise Invalid(name, "missing")


def priority_for(
    rules: Sequence[PriorityRule], equipment_type: str | None, impact: str
) -> str | None:
    """The priority the contract gives; a rule naming the type beats one for any; None if no rule.

    Two rules for the same type and impact raise Invalid("priority_rules", "equal-selectors").
    """
    matching = [
        rule
        for rule in rules
        if rule.impact == impact and rule.equipment_type in (None, equipment_type)
    ]
    named = [rule for rule in matching if rule.equipment_type is not None] or matching
    if len(named) > 1:
        first, second = named[0].priority, named[1].priority
        raise Invalid("priority_rules", "equal-selectors", first=first, second=second)
    return named[0].priority if named else None
