"""Coverage: who pays for one line of work, and which clause of the contract says so.

The same line may be covered or paid by impact, by equipment, by place or by the hour; the most
specific clause that matches decides. docs/pricing.md shows the order of the selectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from backend.lib.errors import Invalid
from backend.lib.money import exact

STANDING_TERMS: Final = "standing terms"
NOT_LISTED: Final = "not listed"
OTHER_PAYER: Final = "another payer"
CONTRACT_PARTY: Final = "contract_party"


class LineKind(StrEnum):
    """What a line of money is for."""

    LABOUR = "labour"
    TRAVEL = "travel"
    PART = "part"
    CALL_OUT = "call_out"
    FAILED_VISIT = "failed_visit"
    WAITING = "waiting"
    FEE = "fee"


class Verdict(StrEnum):
    COVERED = "covered"
    PAID = "paid"
    QUOTA_USED = "quota_used"
    EXCLUDED = "excluded"
    WARRANTY = "warranty"

    @property
    def is_charged(self) -> bool:
        """Whether the client pays the price: covered work and warranty cost the client nothing."""
        return self not in (Verdict.COVERED, Verdict.WARRANTY)


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """One clause of a contract version; a selector that is None matches anything.

    `quota_left` is what remains of the included visits or hours, None for no limit: a covered
    line with nothing left becomes quota_used.
    """

    clause: str
    verdict: Verdict
    line_kind: LineKind | None = None
    work_type: str | None = None
    impact: str | None = None
    equipment_type: str | None = None
    object_id: str | None = None
    object_group: str | None = None
    in_service_hours: bool | None = None
    quota_left: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.clause:
            raise Invalid("clause", "missing")
        if self.object_id and self.object_group:
            raise Invalid("object_group", "object-and-group", clause=self.clause)
        if self.quota_left is not None:
            exact(self.quota_left, "quota_left")


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What is known about one line when the work is done; ids and codes as text.

    `in_register` is False for a unit nobody has entered yet; `warranty` is the clause of the
    warranty in force for this unit or part, empty when there is none. `payer` is who is billed
    if not the client of the contract.
    """

    line_kind: LineKind
    work_type: str = ""
    impact: str = ""
    equipment_type: str | None = None
    object_id: str | None = None
    object_groups: frozenset[str] = frozenset()
    in_service_hours: bool = True
    in_register: bool = True
    warranty: str = ""
    payer: str = CONTRACT_PARTY


class DecisionReason(StrEnum):
    """How the verdict was reached, for faces to put in words."""

    CLAUSE = "clause"
    QUOTA_EMPTY = "quota_empty"
    WARRANTY = "warranty"
    NOT_LISTED = "not_listed"
    NO_CONTRACT = "no_contract"
    OTHER_PAYER = "other_payer"


@dataclass(frozen=True, slots=True)
class CoverageDecision:
    """Who pays and by which clause. `presumed`: the unit is not in the register, so the office
    confirms before the client relies on it."""

    verdict: Verdict
    clause: str
    reason: DecisionReason
    presumed: bool = False

    @property
    def is_charged(self) -> bool:
        return self.verdict.is_charged


def verdict(rules: Sequence[CoverageRule] | None, facts: LineFacts) -> CoverageDecision:
    """The decision for one line; `rules` None means no contract is in force.

    A contract speaks for its client only: a line of another payer is paid. A warranty decides
    before any clause. Otherwise the most specific matching rule does; two
    equally specific ones raise Invalid("rules", "equal-selectors", first=, second=).
    """
    if facts.payer != CONTRACT_PARTY:
        return CoverageDecision(Verdict.PAID, OTHER_PAYER, DecisionReason.OTHER_PAYER)
    if facts.warranty:
        return CoverageDecision(Verdict.WARRANTY, facts.warranty, DecisionReason.WARRANTY)
    if rules is None:
        return CoverageDecision(Verdict.PAID, STANDING_TERMS, DecisionReason.NO_CONTRACT)
    rule = _most_specific([rule for rule in rules if _matches(rule, facts)])
    if rule is None:
        return CoverageDecision(Verdict.PAID, NOT_LISTED, DecisionReason.NOT_LISTED)
    presumed = not facts.in_register and not rule.verdict.is_charged
    if rule.verdict is Verdict.COVERED and rule.quota_left is not None and rule.quota_left <= 0:
        return CoverageDecision(
            Verdict.QUOTA_USED, rule.clause, DecisionReason.QUOTA_EMPTY, presumed
        )
    return CoverageDecision(rule.verdict, rule.clause, DecisionReason.CLAUSE, presumed)


def _most_specific(matching: Sequence[CoverageRule]) -> CoverageRule | None:
    ranked = sorted(matching, key=_specificity, reverse=True)
    if len(ranked) > 1 and _specificity(ranked[0]) == _specificity(ranked[1]):
        first, second = ranked[0].clause, ranked[1].clause
        raise Invalid("rules", "equal-selectors", first=first, second=second)
    return ranked[0] if ranked else None


def _matches(rule: CoverageRule, facts: LineFacts) -> bool:
    return (
        rule.line_kind in (None, facts.line_kind)
        and rule.work_type in (None, facts.work_type)
        and rule.impact in (None, facts.impact)
        and rule.equipment_type in (None, facts.equipment_type)
        and rule.object_id in (None, facts.object_id)
        and (rule.object_group is None or rule.object_group in facts.object_groups)
        and rule.in_service_hours in (None, facts.in_service_hours)
    )


def _specificity(rule: CoverageRule) -> tuple[int, ...]:
    """How many selectors are named; among equals, the one that weighs more, in this order."""
    named = (
        rule.object_id is not None,
        rule.object_group is not None,
        rule.impact is not None,
        rule.in_service_hours is not None,
        rule.line_kind is not None,
        rule.equipment_type is not None,
        rule.work_type is not None,
    )
    return (sum(named), *named)
